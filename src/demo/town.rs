//! The Lindewijk and who lives and works there when the history begins.

use crate::categories::Category;
use crate::demo::PASSWORD;
use crate::duty::actions as duty;
use crate::duty::model::Terms;
use crate::ids::{NeighbourhoodId, OrganisationId, PersonId, ServiceId};
use crate::offers::actions as offers;
use crate::offers::model::{self as offered, WayToBeAsked};
use crate::organisations::actions::{self as organisations, NewOrganisation, NewService, ServiceSaid};
use crate::organisations::model::Sector;
use crate::people::actions::{self as people, NewAccount, NewHome, NewPerson, NewRole, Registration, Scope};
use crate::people::model::{BirthYear, EntryHow, Language, LanguageLevel, Name};
use crate::people::password::NewPassword;
use crate::places::{self, Policy, Position};
use crate::platform::language::Locale;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Actor, Grant, Role};
use crate::when::{Day, WeeklySlot};

const NEIGHBOURHOODS: &[u8] = include_bytes!("neighbourhoods.geojson");
const MUNICIPALITY: &str = "99999";

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

/// Who is there when the history begins.
pub(super) struct Town {
    lindewijk: NeighbourhoodId,
    katrien: PersonId,
    lotte: PersonId,
    /// Thuiszorg Linde, where Lotte works, and its service.
    pub(super) organisation: OrganisationId,
    pub(super) service: ServiceId,
    neighbours: Vec<PersonId>,
}

impl Town {
    /// Katrien at work.
    pub(super) fn team(&self) -> Actor {
        worker(self.katrien, Grant { neighbourhoods: vec![self.lindewijk], ..Grant::of(Role::Buurtwerker) })
    }

    /// Lotte at work.
    pub(super) fn provider(&self) -> Actor {
        worker(self.lotte, Grant { organisation: Some(self.organisation), ..Grant::of(Role::CareProvider) })
    }

    /// One of those who have no account.
    pub(super) fn neighbour(&self, name: &str) -> Result<PersonId> {
        let index = NEIGHBOURS.iter().position(|it| it.0 == name);
        let found = index.and_then(|it| self.neighbours.get(it)).copied();
        found.ok_or_else(|| Error::Inconsistent(format!("no {name} lives here")))
    }

    /// Whether this is one of those who have no account.
    pub(super) fn is_neighbour(&self, person: PersonId) -> bool {
        self.neighbours.contains(&person)
    }
}

fn worker(person: PersonId, work: Grant) -> Actor {
    Actor::of(person, vec![Grant::of(Role::Resident), work])
}

/// Somebody acting for themselves.
fn resident(person: PersonId) -> Actor {
    Actor::of(person, vec![Grant::of(Role::Resident)])
}

/// Founds the town.
///
/// # Errors
/// When one of the actions refuses.
pub(super) fn found(tx: &mut Tx<'_>) -> Result<Town> {
    let broken = |error: &dyn std::fmt::Display| Error::Inconsistent(error.to_string());
    let reading = places::read(NEIGHBOURHOODS, "code", "name").map_err(|error| broken(&error))?;
    places::import(tx, &reading)?;
    let lindewijk = places::locate(tx, &home(0, 0)?)?.neighbourhood.ok_or_else(|| broken(&"no Lindewijk"))?;
    let phone = "+32 15 00 00 00".parse().map_err(|error: String| broken(&error))?;
    places::change_policy(tx, &Actor::system(), lindewijk, None, |it| Policy { phone: Some(phone), ..it })?;
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
    on_duty(tx, lindewijk, katrien, sofie)?;
    let (organisation, service) = thuiszorg(tx, lindewijk)?;
    grant(tx, lotte, Role::CareProvider, Scope::Organisation(organisation))?;

    let mut town = Town { lindewijk, katrien, lotte, organisation, service, neighbours: Vec::new() };
    lives(tx, an, 100, 200)?;
    lives(tx, bilal, 450, -150)?;
    offers_help(tx, &town, bilal, vec![Category::Groceries, Category::Walk, Category::Transport])?;
    for (name, east, north, category) in NEIGHBOURS {
        let neighbour = registers(tx, &town, name, home(east, north)?)?;
        let mut categories = vec![category, Category::Company];
        categories.dedup();
        town.neighbours.push(neighbour);
        offers_help(tx, &town, neighbour, categories)?;
    }
    Ok(town)
}

/// Katrien registers somebody who has no account.
fn registers(tx: &mut Tx<'_>, town: &Town, name: &str, position: Position) -> Result<PersonId> {
    let new = Registration {
        person: newcomer(name)?,
        phone: None,
        address: None,
        position: Some(position),
        about: None,
        lives_with: None,
        how: EntryHow::Desk,
        witness: None,
    };
    people::register_assisted(tx, &town.team(), &new)
}

/// Sofie puts Katrien on duty, on working days from nine to five.
fn on_duty(tx: &mut Tx<'_>, lindewijk: NeighbourhoodId, katrien: PersonId, sofie: PersonId) -> Result<()> {
    let coordinator = worker(sofie, Grant { neighbourhoods: vec![lindewijk], ..Grant::of(Role::Coordinator) });
    let days = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];
    let terms = Terms {
        duty_persons: vec![katrien],
        opening_hours: days.into_iter().map(|day| slot(day, "09:00", "17:00")).collect::<Result<_>>()?,
        ..Terms::default()
    };
    duty::set_roster(tx, &coordinator, lindewijk, terms).map(|_| ())
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
    let home = NewHome { position: home(east, north)?, address: None, roughly: false };
    people::move_home(tx, &resident(person), person, &home).map(|_| ())
}

/// A slot of the week.
///
/// # Errors
/// When a time is none.
pub(super) fn slot(day: Day, from: &str, to: &str) -> Result<WeeklySlot> {
    let time = |text: &str| text.parse().map_err(Error::Inconsistent);
    Ok(WeeklySlot { day, from: time(from)?, to: time(to)? })
}

fn offers_help(tx: &mut Tx<'_>, town: &Town, helper: PersonId, categories: Vec<Category>) -> Result<()> {
    let terms = offered::Terms {
        categories,
        radius_metres: 3000,
        weekly_slots: vec![slot(Day::Tue, "13:00", "18:00")?, slot(Day::Sat, "09:00", "12:00")?],
        languages: Vec::new(),
        max_visits_per_week: 3,
        max_bonds: None,
        group: None,
        ways_to_be_asked: vec![WayToBeAsked::Buurtwerker],
    };
    let offer = if town.is_neighbour(helper) {
        offers::submit(tx, &town.team(), Some(helper), terms)?
    } else {
        offers::submit(tx, &resident(helper), None, terms)?
    };
    offers::approve(tx, &town.team(), offer).map(|_| ())
}

/// An organisation with a service in the Lindewijk.
fn thuiszorg(tx: &mut Tx<'_>, lindewijk: NeighbourhoodId) -> Result<(OrganisationId, ServiceId)> {
    let broken = Error::Inconsistent;
    let system = Actor::system();
    let organisation = NewOrganisation {
        name: "Thuiszorg Linde".parse().map_err(broken)?,
        description: "Zorg en hulp aan huis".parse().map_err(broken)?,
        sector: Sector::Care,
        enterprise_number: None,
        email: "onthaal@demo.example".parse().map_err(broken)?,
        phone: Some("+32 15 00 00 01".parse().map_err(broken)?),
        website: None,
    };
    let id = organisations::create(tx, &system, organisation)?;
    let service = NewService {
        name: "Gezinszorg".parse().map_err(broken)?,
        description: "Hulp in het huishouden en bij de dagelijkse zorg".parse().map_err(broken)?,
        categories: [Category::Groceries, Category::Chores, Category::Personal].into(),
        said: ServiceSaid { areas: Some(vec![lindewijk]), ..ServiceSaid::default() },
    };
    Ok((id, organisations::create_service(tx, &system, id, service)?))
}
