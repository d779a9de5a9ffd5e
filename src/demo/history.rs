//! Five weeks in the life of a neighbourhood, played with the real actions under a clock that is set back.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::categories::Category;
use crate::clock::SetClock;
use crate::demo::PASSWORD;
use crate::ids::{NeighbourhoodId, OrganisationId, PersonId, RequestId};
use crate::matching::actions as matching;
use crate::matching::model::MatchOutcome;
use crate::matching::suggestions;
use crate::offers::actions as offers;
use crate::offers::model::{Terms, WayToBeAsked};
use crate::organisations::actions::{self as organisations, NewOrganisation, NewService};
use crate::organisations::model::ServiceStatus;
use crate::people::actions::{self as people, NewAccount, NewHome, NewPerson, NewRole, Scope};
use crate::people::model::{BirthYear, Language, LanguageLevel, Name};
use crate::people::password::NewPassword;
use crate::places::{self, Position};
use crate::platform::language::Locale;
use crate::platform::{Error, Result, Store, Tx};
use crate::policy::{Actor, Grant, Role};
use crate::requests::model::{Channel, HelpKind, Said, Urgency, Visibility, WantedFrom, Wish};
use crate::requests::{self, NewRequest};
use crate::when::{Day, WeeklySlot};

const NEIGHBOURHOODS: &[u8] = include_bytes!("neighbourhoods.geojson");
const MUNICIPALITY: &str = "99999";

/// From this one on the requests of the history still wait for the team.
const STILL_WAITING: usize = 15;

/// The others in the neighbourhood: first name, metres to the east and to the north of its middle, what they can do.
const NEIGHBOURS: [(&str, i32, i32, Category); 10] = [
    ("Rosa", -600, 300, Category::Company),
    ("Jef", -450, -200, Category::Chores),
    ("Fatima", -250, 420, Category::Groceries),
    ("Luc", -120, -380, Category::Transport),
    ("Marie", 0, 120, Category::Walk),
    ("Yusuf", 150, -90, Category::Digital),
    ("Greta", 310, 260, Category::PhoneCall),
    ("Piet", 420, -310, Category::Gardening),
    ("Nadia", 560, 80, Category::Paperwork),
    ("Hugo", 700, -150, Category::Pets),
];

/// Plays the history. Afterwards the clock stands at the present.
///
/// # Errors
/// When one of the actions refuses: then the story no longer fits the rules.
pub async fn play(store: &Store, clock: &SetClock) -> Result<()> {
    let town = store.write(found).await?;
    let town = Arc::new(town);
    for week in 0..5_usize {
        for day in 0..7_usize {
            let (scene, number) = (town.clone(), week * 7 + day);
            if number % 2 == 0 {
                store.write(move |tx| a_neighbour_helps(tx, &scene, number / 2)).await?;
            }
            clock.pass(TimeDelta::days(1));
        }
    }
    Ok(())
}

/// Who is there when the history begins.
struct Town {
    lindewijk: NeighbourhoodId,
    katrien: PersonId,
    neighbours: Vec<PersonId>,
}

impl Town {
    fn team(&self) -> Actor {
        let work = Grant { neighbourhoods: vec![self.lindewijk], ..Grant::of(Role::Buurtwerker) };
        Actor { person: Some(self.katrien), grants: vec![Grant::of(Role::Resident), work], entangled: Vec::new() }
    }

    fn neighbour(&self, number: usize) -> Result<PersonId> {
        let index = number % self.neighbours.len().max(1);
        self.neighbours.get(index).copied().ok_or_else(|| Error::Inconsistent("nobody lives here".into()))
    }
}

fn resident(person: PersonId) -> Actor {
    Actor { person: Some(person), grants: vec![Grant::of(Role::Resident)], entangled: Vec::new() }
}

fn found(tx: &mut Tx<'_>) -> Result<Town> {
    let broken = |error: &dyn std::fmt::Display| Error::Inconsistent(error.to_string());
    let reading = places::read(NEIGHBOURHOODS, "code", "name").map_err(|error| broken(&error))?;
    places::import(tx, &reading)?;
    let lindewijk = places::locate(tx, &home(0, 0)?)?.neighbourhood.ok_or_else(|| broken(&"no Lindewijk"))?;
    let password = NewPassword::parse(PASSWORD).and_then(|it| it.hash()).map_err(|error| broken(&error))?;
    let enter = |tx: &mut Tx<'_>, first: &str, email: &str| {
        let email = email.parse().map_err(|error: String| broken(&error))?;
        people::vouch(tx, &NewAccount { person: newcomer(first)?, email, password_hash: password.clone() })
    };
    let an = enter(tx, "An", "an@demo.example")?;
    let bilal = enter(tx, "Bilal", "bilal@demo.example")?;
    let katrien = enter(tx, "Katrien", "katrien@demo.example")?;
    let lotte = enter(tx, "Lotte", "lotte@demo.example")?;
    let sofie = enter(tx, "Sofie", "sofie@demo.example")?;
    let admin = enter(tx, "Amir", "admin@demo.example")?;
    let grant = |tx: &mut Tx<'_>, person, role, scope| {
        people::grant_role(tx, &Actor::system(), person, &NewRole { role, scope }).map(|_| ())
    };
    grant(tx, katrien, Role::Buurtwerker, Scope::Neighbourhood(lindewijk))?;
    grant(tx, sofie, Role::Coordinator, Scope::Municipality(MUNICIPALITY.into()))?;
    grant(tx, admin, Role::Administrator, Scope::Instance)?;
    let organisation = thuiszorg(tx, lindewijk)?;
    grant(tx, lotte, Role::CareProvider, Scope::Organisation(organisation))?;

    let mut town = Town { lindewijk, katrien, neighbours: Vec::new() };
    lives(tx, an, 100, 200)?;
    lives(tx, bilal, 450, -150)?;
    offers_help(tx, &town, bilal, vec![Category::Groceries, Category::Walk, Category::Transport])?;
    for (name, east, north, category) in NEIGHBOURS {
        let neighbour = people::enter(tx, &newcomer(name)?)?;
        lives(tx, neighbour, east, north)?;
        let mut categories = vec![category, Category::Company];
        categories.dedup();
        offers_help(tx, &town, neighbour, categories)?;
        town.neighbours.push(neighbour);
    }
    Ok(town)
}

fn newcomer(first: &str) -> Result<NewPerson> {
    let broken = |error: String| Error::Inconsistent(error);
    let dutch = "nl".parse().map_err(broken)?;
    Ok(NewPerson {
        name: Name { first: first.parse().map_err(broken)?, last: "Demo".parse().map_err(broken)? },
        birth_year: BirthYear::new(1958).ok_or_else(|| Error::Inconsistent("a year".into()))?,
        languages: vec![Language { tag: dutch, level: LanguageLevel::Good }],
        locale: Locale::Dutch,
    })
}

/// A place in the Lindewijk, so many metres to the east and to the north of its middle.
fn home(east: i32, north: i32) -> Result<Position> {
    let (lat, lon) = (51.04 + f64::from(north) / 111_320.0, 4.475 + f64::from(east) / 70_000.0);
    Position::new(lat, lon).map_err(|error| Error::Inconsistent(error.to_string()))
}

fn lives(tx: &mut Tx<'_>, person: PersonId, east: i32, north: i32) -> Result<()> {
    let home = NewHome { position: home(east, north)?, address: None };
    people::move_home(tx, &resident(person), person, &home).map(|_| ())
}

fn slot(day: Day, from: &str, to: &str) -> Result<WeeklySlot> {
    let time = |text: &str| text.parse().map_err(Error::Inconsistent);
    Ok(WeeklySlot { day, from: time(from)?, to: time(to)? })
}

fn offers_help(tx: &mut Tx<'_>, town: &Town, helper: PersonId, categories: Vec<Category>) -> Result<()> {
    let terms = Terms {
        categories,
        radius_metres: 3000,
        weekly_slots: vec![slot(Day::Tue, "13:00", "18:00")?, slot(Day::Sat, "09:00", "12:00")?],
        languages: Vec::new(),
        max_visits_per_week: 3,
        max_bonds: None,
        group: None,
        ways_to_be_asked: vec![WayToBeAsked::Buurtwerker],
    };
    let offer = offers::submit(tx, &resident(helper), terms)?;
    offers::approve(tx, &town.team(), offer).map(|_| ())
}

fn asks_for(tx: &mut Tx<'_>, requester: PersonId, category: Category) -> Result<RequestId> {
    let wish = Wish {
        duration_minutes: 60,
        windows: Vec::new(),
        weekly_slots: vec![slot(Day::Tue, "14:00", "17:00")?],
        help_kind: HelpKind::Once,
        rhythm: None,
        languages: Vec::new(),
        wanted_from: WantedFrom::Anyone,
        minors_involved: false,
        channel: Channel::Phone,
        visibility: Visibility::BuurtwerkerOnly,
    };
    let new = NewRequest {
        category,
        urgency: Urgency::ThisWeek,
        wish,
        helpers_wanted: 1,
        said: Said::default(),
        place: None,
    };
    requests::submit(tx, &resident(requester), &new)
}

/// One neighbour asks, the team finds another, both say yes, and the help comes. The newest still wait.
fn a_neighbour_helps(tx: &mut Tx<'_>, town: &Town, number: usize) -> Result<()> {
    let requester = town.neighbour(number)?;
    let request = asks_for(tx, requester, Category::Company)?;
    if number >= STILL_WAITING {
        return Ok(());
    }
    let team = town.team();
    requests::approve(tx, &team, request)?;
    let Some(best) = suggestions::actions::suggest(tx, &team, request)?.into_iter().find_map(|it| it.who) else {
        return Ok(());
    };
    let made = matching::propose(tx, &team, request, best.offer)?;
    let helper = offers::load(tx, best.offer)?.person;
    matching::accept(tx, &resident(helper), made)?;
    matching::accept(tx, &resident(requester), made)?;
    matching::end(tx, &resident(requester), made, MatchOutcome::Helped).map(|_| ())
}

/// An organisation with a service in the Lindewijk.
fn thuiszorg(tx: &mut Tx<'_>, lindewijk: NeighbourhoodId) -> Result<OrganisationId> {
    let broken = Error::Inconsistent;
    let system = Actor::system();
    let organisation = NewOrganisation {
        name: "Thuiszorg Linde".parse().map_err(broken)?,
        description: "Zorg en hulp aan huis".parse().map_err(broken)?,
        email: "onthaal@demo.example".parse().map_err(broken)?,
        phone: None,
        website: None,
    };
    let id = organisations::create(tx, &system, organisation)?;
    let service = NewService {
        name: "Gezinszorg".parse().map_err(broken)?,
        description: "Hulp in het huishouden en bij de dagelijkse zorg".parse().map_err(broken)?,
        status: ServiceStatus::Active,
        categories: [Category::Groceries, Category::Chores, Category::Personal].into(),
        areas: vec![lindewijk],
    };
    organisations::create_service(tx, &system, id, service)?;
    Ok(id)
}
