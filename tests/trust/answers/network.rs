//! Ten organisations with a service, people who ask, and drafts of referrals that wait to be sent.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use buurtnet::app::open_with;
use buurtnet::categories::Category;
use buurtnet::clock::Clock;
use buurtnet::consents::actions::{self as consents, NewConsent};
use buurtnet::consents::{ConsentHow, ConsentPurpose, SharedField, texts};
use buurtnet::db::Target;
use buurtnet::ids::{NeighbourhoodId, OrganisationId, PersonId, ReferralId, ServiceId};
use buurtnet::organisations::actions::{self as organisations, NewOrganisation, NewService, ServiceSaid};
use buurtnet::organisations::model::Sector;
use buurtnet::people::actions::{self as people, NewAccount, NewHome, NewPerson, NewRole, Scope};
use buurtnet::people::model::{BirthYear, Name};
use buurtnet::places::{self, Position};
use buurtnet::platform::http::Tokens;
use buurtnet::platform::language::Locale;
use buurtnet::platform::{Result, Store, Tx};
use buurtnet::policy::{Actor, Grant, Role};
use buurtnet::referrals::actions::{self as referrals, Basis, NewReferral};
use buurtnet::requests::model::{Channel, HelpKind, Said, Urgency, Visibility, WantedFrom, Wish};
use buurtnet::requests::{self, NewRequest};
use buurtnet::webhooks::model::Secret;
use buurtnet::when::{Day, WeeklySlot};

use crate::support::app::MASTER_KEY;
use crate::support::fixture::{Backend, Fixture};
use crate::support::receiver::Receiver;

/// So many organisations there are.
const ORGANISATIONS: usize = 10;
/// So many of the drafts are written at once.
const BATCH: usize = 20;
const SHARED: [SharedField; 2] = [SharedField::Name, SharedField::HelpKind];

/// An organisation: its software listens, and so does whoever opens its mailbox.
pub(super) struct Organisation {
    pub id: OrganisationId,
    service: ServiceId,
    pub mailbox: String,
    /// Who works there.
    pub lotte: PersonId,
    pub receiver: Receiver,
    /// With which the calls of its webhook are signed, once there is one.
    pub secret: OnceLock<Secret>,
}

/// A referral to one of them.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub id: ReferralId,
    pub person: PersonId,
    /// To which organisation.
    pub to: usize,
}

/// An access token of now.
pub(super) type Token<'a> = Box<dyn Fn() -> String + Sync + 'a>;

pub(super) struct Network {
    pub fixture: Fixture,
    pub store: Store,
    pub runtime: tokio::runtime::Runtime,
    pub folder: tempfile::TempDir,
    tokens: Tokens,
    pub katrien: PersonId,
    lindewijk: NeighbourhoodId,
    pub organisations: Vec<Organisation>,
}

fn acting(person: PersonId, role: Option<Grant>) -> Actor {
    let grants = std::iter::once(Grant::of(Role::Resident)).chain(role).collect();
    Actor::of(person, grants)
}

fn enters(tx: &mut Tx<'_>, name: &str) -> Result<PersonId> {
    let new = NewAccount {
        email: format!("{name}@buurt.example").parse().unwrap(),
        // Nobody signs in with it.
        password_hash: "none".to_owned(),
        person: NewPerson {
            name: Name { first: "An".parse().unwrap(), last: "Peeters".parse().unwrap() },
            birth_year: BirthYear::new(1950).unwrap(),
            languages: Vec::new(),
            locale: Locale::English,
        },
    };
    people::vouch(tx, &new)
}

fn grants(tx: &mut Tx<'_>, person: PersonId, role: Role, scope: Scope) -> Result<()> {
    people::grant_role(tx, &Actor::system(), person, &NewRole { role, scope }).map(|_| ())
}

fn organisation(
    tx: &mut Tx<'_>,
    number: usize,
    lindewijk: NeighbourhoodId,
) -> Result<(OrganisationId, ServiceId, PersonId)> {
    let new = NewOrganisation {
        name: format!("Zorg {number}").parse().unwrap(),
        description: "Care at home.".parse().unwrap(),
        sector: Sector::Care,
        enterprise_number: None,
        email: format!("zorg-{number}@zorg.example").parse().unwrap(),
        phone: None,
        website: None,
    };
    let id = organisations::create(tx, &Actor::system(), new)?;
    let service = NewService {
        name: "Home care".parse().unwrap(),
        description: "Washing and dressing.".parse().unwrap(),
        categories: [Category::Personal].into(),
        said: ServiceSaid { areas: Some(vec![lindewijk]), ..ServiceSaid::default() },
    };
    let service = organisations::create_service(tx, &Actor::system(), id, service)?;
    let lotte = enters(tx, &format!("lotte-{number}"))?;
    grants(tx, lotte, Role::CareProvider, Scope::Organisation(id))?;
    Ok((id, service, lotte))
}

impl Network {
    pub(super) fn found(fixture: Fixture) -> Self {
        let target = Target::parse(&fixture.url).unwrap();
        let store =
            open_with(&target, &MASTER_KEY.into(), Clock::System, 4).unwrap().without_second_factor().calling_here();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let reading = include_str!("../../../src/demo/neighbourhoods.geojson").as_bytes();
        let reading = places::read(reading, "code", "name").unwrap();
        let founded = store.write(move |tx| {
            places::import(tx, &reading)?;
            let lindewijk = places::locate(tx, &Position::new(51.04, 4.475).unwrap())?.neighbourhood.unwrap();
            let katrien = enters(tx, "katrien")?;
            grants(tx, katrien, Role::Buurtwerker, Scope::Neighbourhood(lindewijk))?;
            let all = (0..ORGANISATIONS).map(|it| organisation(tx, it, lindewijk)).collect::<Result<Vec<_>>>()?;
            Ok((lindewijk, katrien, all))
        });
        let (lindewijk, katrien, all) = runtime.block_on(founded).unwrap();
        let listening = |(number, (id, service, lotte))| Organisation {
            id,
            service,
            mailbox: format!("zorg-{number}@zorg.example"),
            lotte,
            receiver: Receiver::start(),
            secret: OnceLock::new(),
        };
        Self {
            fixture,
            tokens: Tokens::new(store.keys()).unwrap(),
            store,
            runtime,
            folder: tempfile::tempdir().unwrap(),
            katrien,
            lindewijk,
            organisations: all.into_iter().enumerate().map(listening).collect(),
        }
    }

    /// PostgreSQL is shared by two processes.
    pub(super) fn processes(&self) -> usize {
        if self.fixture.backend == Backend::Postgres { 2 } else { 1 }
    }

    pub(super) fn read<T: Send + 'static>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static) -> T {
        self.runtime.block_on(self.store.read(f)).unwrap()
    }

    pub(super) fn write<T: Send + 'static>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static) -> T {
        self.runtime.block_on(self.store.write(f)).unwrap()
    }

    /// Signs somebody in: a token, which lives five minutes, of the same session each time it is asked for.
    pub(super) fn sign_in(&self, who: PersonId) -> Token<'_> {
        let session = self.write(move |tx| people::begin_session(tx, who)).refresh.session;
        Box::new(move || self.tokens.issue(who, session, self.store.clock().now()).unwrap())
    }

    /// Prepares so many referrals to each organisation, of twenty people or more.
    pub(super) fn prepares(&self, each: usize) -> Vec<Case> {
        let count = each * ORGANISATIONS;
        let services: Vec<_> = self.organisations.iter().map(|it| (it.id, it.service)).collect();
        let asking = count.div_ceil(50).max(20);
        let asking: Vec<_> = (0..asking)
            .map(|number| {
                let services = services.clone();
                self.write(move |tx| asks_and_agrees(tx, number, &services))
            })
            .collect();
        let team = Grant { neighbourhoods: vec![self.lindewijk], ..Grant::of(Role::Buurtwerker) };
        let team = acting(self.katrien, Some(team));
        let numbers: Vec<_> = (0..count).collect();
        let batches = numbers.chunks(BATCH).map(|batch| {
            let (batch, asking, services, team) = (batch.to_vec(), asking.clone(), services.clone(), team.clone());
            self.write(move |tx| {
                let draft = |number: &usize| {
                    let (person, consents) = &asking[number % asking.len()];
                    let to = (number / asking.len()) % ORGANISATIONS;
                    let id = drafts(tx, *person, &team, services[to].1, consents[to])?;
                    Ok(Case { id, person: *person, to })
                };
                batch.iter().map(draft).collect::<Result<Vec<_>>>()
            })
        });
        batches.flatten().collect()
    }
}

type Consents = Vec<buurtnet::ids::ConsentId>;

/// Somebody who lives in the Lindewijk, with a yes to each organisation.
fn asks_and_agrees(tx: &mut Tx<'_>, number: usize, to: &[(OrganisationId, ServiceId)]) -> Result<(PersonId, Consents)> {
    let an = enters(tx, &format!("an-{number}"))?;
    people::move_home(
        tx,
        &acting(an, None),
        an,
        &NewHome { position: Position::new(51.04, 4.475).unwrap(), address: None, roughly: false },
    )?;
    let yes = |to: OrganisationId| NewConsent {
        person: an,
        purpose: ConsentPurpose::Referral,
        organisation: Some(to),
        scope: BTreeSet::from(SHARED),
        text_version: texts::VERSION.into(),
        language: Locale::English,
        given: true,
        how: ConsentHow::App,
        given_by: None,
        on_behalf_of: None,
        witness: None,
        expires_at: None,
    };
    let consents = to.iter().map(|it| consents::give(tx, &acting(an, None), yes(it.0))).collect::<Result<_>>()?;
    Ok((an, consents))
}

fn drafts(
    tx: &mut Tx<'_>,
    an: PersonId,
    team: &Actor,
    service: ServiceId,
    consent: buurtnet::ids::ConsentId,
) -> Result<ReferralId> {
    let slot = WeeklySlot { day: Day::Tue, from: "14:00".parse().unwrap(), to: "17:00".parse().unwrap() };
    let request = NewRequest {
        category: Category::Personal,
        urgency: Urgency::Flexible,
        wish: Wish {
            duration_minutes: 60,
            windows: Vec::new(),
            weekly_slots: vec![slot],
            help_kind: HelpKind::Once,
            rhythm: None,
            languages: Vec::new(),
            wanted_from: WantedFrom::Anyone,
            minors_involved: false,
            channel: Channel::App,
            visibility: Visibility::BuurtwerkerOnly,
        },
        helpers_wanted: 1,
        said: Said::default(),
        place: None,
        for_person: None,
    };
    let request = requests::submit(tx, &acting(an, None), &request)?;
    let new = NewReferral {
        request,
        on_match: None,
        service,
        reason: "Needs a nurse twice a week.".parse().unwrap(),
        shared: SHARED.to_vec(),
        basis: Basis::Consent(consent),
        urgency: None,
        beside: false,
        contact_person: None,
    };
    referrals::prepare(tx, team, new)
}
