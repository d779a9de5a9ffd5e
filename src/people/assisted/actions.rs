//! Register somebody, look who is known already, and write down for those who have no account.

use std::borrow::Cow;

use super::store;
use crate::codes::Code;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{NeighbourhoodId, PersonId};
use crate::people::actions::{NewPerson, insert};
use crate::people::households::actions as households;
use crate::people::model::{ACCOUNT_AGE, BirthYear, Contact, EntryHow, GROWN_AGE, Person};
use crate::people::names::{self, Wanted};
use crate::people::proxies::actions as proxies;
use crate::people::store::person;
use crate::places::{self, Cell, Position, Spot};
use crate::platform::text::{Address, PersonName, PersonPhone};
use crate::platform::{Error, Result, Tx};
use crate::policy::{self, Acting, Action, Actor, ForOther, ProxyScope, Subject, Through, check};

/// So many times a day somebody looks for people by name.
const MOST_SEARCHES: i64 = 200;
/// So many people one look shows.
const MOST_FOUND: usize = 20;

/// Somebody who is registered by another.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Who it is.
    pub person: NewPerson,
    /// The phone number.
    pub phone: Option<PersonPhone>,
    /// The postal address.
    pub address: Option<Address>,
    /// Where they live.
    pub position: Option<Position>,
    /// About where they live, when nobody can say it better; their address says the rest.
    pub about: Option<About>,
    /// With whom they live: they live at the same place.
    pub lives_with: Option<PersonId>,
    /// How it came in.
    pub how: EntryHow,
    /// Who heard it.
    pub witness: Option<PersonName>,
}

/// About where somebody lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// In which neighbourhood.
    pub neighbourhood: NeighbourhoodId,
    /// In which of its public cells, if that is known.
    pub cell: Option<Cell>,
}

/// Registers a person without an account: the team somebody of its neighbourhoods, a guardian a child under 13. A child
/// under 13 lives with its guardian, who acts for it from then on.
///
/// # Errors
/// A refusal when the place is in no neighbourhood of the team, or a guardian registers somebody who is no child.
pub fn register(tx: &mut Tx<'_>, actor: &Actor, new: &Registration) -> Result<PersonId> {
    let caller = actor.signed_in()?;
    let is_child = new.person.birth_year.age(tx.now) < ACCOUNT_AGE;
    let is_nowhere = new.position.is_none() && new.about.is_none();
    let lives_with = new.lives_with.or_else(|| (is_nowhere && is_child).then_some(caller));
    let home = home_of(tx, new, lives_with, caller)?;
    let by = who_registers(actor, caller, home.spot, lives_with, is_child)?;
    if (new.how == EntryHow::App) != by.is_for_oneself() {
        return Err(Error::invalid("/how", "is app for a guardian, and for the team how the person spoke"));
    }
    if is_child && lives_with.is_none() {
        return Err(Error::invalid("/livesWith", "is the guardian, for a child under 13"));
    }
    let id = enter(tx, by, caller, new, &home)?;
    if let Some(other) = lives_with {
        households::move_in(tx, by, id, other, caller)?;
        if is_child {
            let guardian = person::get(tx, other)?;
            if guardian.birth_year.age(tx.now) < GROWN_AGE {
                return Err(Error::invalid("/livesWith", "a guardian is grown up"));
            }
            proxies::link_guardian(tx, by, id, other)?;
        }
    }
    Ok(id)
}

/// Registers a grown-up client of an organisation, who lives by themselves as far as it says. Checks no right: the caller has
/// done so.
///
/// # Errors
/// A refusal when it is not said where they live.
pub fn register_client(tx: &mut Tx<'_>, by: Acting, caller: PersonId, new: &Registration) -> Result<PersonId> {
    let home = home_of(tx, new, None, caller)?;
    enter(tx, by, caller, new, &home)
}

/// Where somebody lives.
struct Home {
    position: Position,
    spot: Spot,
    address: Option<Address>,
    roughly: bool,
}

fn enter(tx: &mut Tx<'_>, by: Acting, caller: PersonId, new: &Registration, home: &Home) -> Result<PersonId> {
    let id = insert(tx, &new.person)?;
    let address = new.address.clone().or_else(|| home.address.clone());
    let contact = Contact { address, phone: new.phone.clone(), roughly: home.roughly };
    person::save_home(tx, id, &home.position, home.spot, &contact, Vec::new())?;
    store::save_phone_index(tx, id, new.phone.as_ref())?;
    store::insert(tx, id, new.how, caller, new.witness.as_ref())?;
    let event = Event::PersonRegistered(id).by(by).at(home.spot.neighbourhood);
    tx.record(&event.with("how", new.how))?;
    Ok(id)
}

/// Where they live: at the place that was given, or where the other one lives, who is kept from moving.
fn home_of(tx: &mut Tx<'_>, new: &Registration, lives_with: Option<PersonId>, caller: PersonId) -> Result<Home> {
    match (&new.position, new.about, lives_with) {
        (Some(position), None, None) => {
            Ok(Home { position: *position, spot: places::locate(tx, position)?, address: None, roughly: false })
        }
        (None, Some(About { neighbourhood, cell }), None) => {
            let position = places::about(tx, neighbourhood, cell).map_err(|error| match error.code() {
                Some(Code::NotFound) => Error::invalid("/about/neighbourhoodId", "is not known"),
                _ => error,
            })?;
            Ok(Home { position, spot: places::locate(tx, &position)?, address: None, roughly: true })
        }
        (None, None, Some(other)) => {
            // Who lives nowhere is in no neighbourhood, so nobody but they themselves can know that they are there.
            let missing = if other == caller { Code::HomeMissing } else { Code::NotFound };
            let spot = person::lock(tx, other)?.home.ok_or(missing)?;
            let position = person::position(tx, other)?.ok_or(missing)?;
            let Contact { address, roughly, .. } = person::contact(tx, other)?;
            Ok(Home { position, spot, address, roughly })
        }
        (None, None, None) => Err(Error::invalid("/position", "is required, or livesWith, or about")),
        (_, _, Some(_)) => Err(Error::invalid("/position", "is that of the household: livesWith says it already")),
        (Some(_), Some(_), None) => Err(Error::invalid("/about", "is for who gives no position")),
    }
}

/// The team of the place, or a guardian for a child of theirs.
fn who_registers(
    actor: &Actor,
    caller: PersonId,
    spot: Spot,
    lives_with: Option<PersonId>,
    is_child: bool,
) -> Result<Acting> {
    let there = Subject { circle: lives_with.into_iter().collect(), ..Subject::default() }.at(spot.neighbourhood);
    match check(actor, Action::RegisterPerson, &there) {
        Ok(by) => Ok(by),
        Err(_) if lives_with == Some(caller) && is_child => {
            Ok(check(actor, Action::RegisterPerson, &Subject::of(caller))?)
        }
        // Whoever is not of the team of a household never learns that it is there.
        Err(_) if lives_with.is_some_and(|it| it != caller) => Err(Code::NotFound.into()),
        Err(_) if policy::could(actor, Action::SearchPeople) => {
            Err(Error::invalid("/position", "lies in no neighbourhood of the caller"))
        }
        Err(_) => Err(Error::invalid("/birthYear", "besides the team, a guardian registers a child under 13")),
    }
}

/// Who may be the same as somebody who was just registered, of those whom the actor may see.
///
/// # Errors
/// When the database fails.
pub fn possibly_same(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<Vec<PersonId>> {
    let alike = store::alike(tx, id)?;
    may_be_seen(tx, actor, alike)
}

/// Who of those whom the actor may see may be the same as somebody who is not registered yet.
///
/// # Errors
/// When the database fails.
pub fn known_alike(
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: &NewPerson,
    phone: Option<&PersonPhone>,
) -> Result<Vec<PersonId>> {
    let index = names::index_of(tx.keys(), &new.name, new.birth_year);
    let phone = phone.map(|it| names::phone_index_of(tx.keys(), it));
    let alike = store::with_index(tx, Some(index), phone)?;
    may_be_seen(tx, actor, alike)
}

fn may_be_seen(tx: &mut Tx<'_>, actor: &Actor, people: Vec<PersonId>) -> Result<Vec<PersonId>> {
    let mut seen = Vec::new();
    for id in people {
        if policy::may(actor, Action::SearchPeople, &person::subject(&person::get(tx, id)?)) {
            seen.push(id);
        }
    }
    Ok(seen)
}

/// Whom somebody looks for.
#[derive(Debug, Clone)]
pub struct Search {
    /// A name, or the beginning of it.
    pub name: String,
    /// The year of birth.
    pub birth_year: Option<BirthYear>,
}

/// The people of the neighbourhoods of the team whose names have most of what is looked for, the best first. Leaves a
/// trace that names them.
///
/// # Errors
/// [`Code::TooManyRequests`] when the actor has looked too often today; a refusal when the actor may not.
pub fn search(tx: &mut Tx<'_>, actor: &Actor, wanted: &Search) -> Result<Vec<Person>> {
    let caller = actor.signed_in()?;
    // One after the other, so that the count holds.
    person::lock_all(tx, &[caller])?;
    if store::count_search(tx, caller)? > MOST_SEARCHES {
        return Err(Code::TooManyRequests.into());
    }
    let scope = policy::scope(actor, Action::SearchPeople);
    let name = Wanted::new(tx.keys(), &wanted.name);
    let kept = store::kept_names(tx, &scope, wanted.birth_year)?;
    let mut found: Vec<(usize, PersonId)> =
        kept.into_iter().filter_map(|(id, kept)| Some((name.found_in(&kept)?, id))).collect();
    found.sort_by_key(|(share, id)| (std::cmp::Reverse(*share), *id));
    found.truncate(MOST_FOUND);
    found_by(tx, actor, caller, found.into_iter().map(|it| it.1).collect())
}

/// Those who may be the same as somebody who is not registered yet, to look at. Leaves a trace that names them.
///
/// # Errors
/// A refusal when the actor may not look for people.
pub fn look_at_alike(
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: &NewPerson,
    phone: Option<&PersonPhone>,
) -> Result<Vec<Person>> {
    let alike = known_alike(tx, actor, new, phone)?;
    let caller = actor.signed_in()?;
    if alike.is_empty() { Ok(Vec::new()) } else { found_by(tx, actor, caller, alike) }
}

/// The people whom somebody found, who leave a trace of it.
fn found_by(tx: &mut Tx<'_>, actor: &Actor, caller: PersonId, found: Vec<PersonId>) -> Result<Vec<Person>> {
    let shown = Disclosure::of(found.iter().copied(), &[Part::Name, Part::Facts], Purpose::KnowPerson);
    let ids: Vec<String> = found.iter().map(ToString::to_string).collect();
    let role = actor
        .grants
        .iter()
        .map(|it| it.role)
        .find(|it| policy::reach(*it, Action::SearchPeople) != policy::Reach::Nobody);
    let by = Acting { role: role.ok_or(Code::Forbidden)?, ..Acting::resident(caller) };
    tx.record(&Event::PeopleSearched(caller).by(by).with("found", ids.join(" ")).disclosing(shown))?;
    found.into_iter().map(|id| person::get(tx, id)).collect()
}

/// Whether the team registered a person.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn is_registered(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    store::is_registered(tx, id)
}

/// The actor, who besides writes down what those of these people say who have no account: where the actor is of the team
/// of the place where they live.
///
/// # Errors
/// When the database fails.
pub fn recording<'a>(tx: &mut Tx<'_>, actor: &'a Actor, people: &[PersonId]) -> Result<Cow<'a, Actor>> {
    if !policy::could(actor, Action::RecordForPerson) {
        return Ok(Cow::Borrowed(actor));
    }
    let mut for_others = Vec::new();
    for (person, subject) in store::without_account(tx, people)? {
        if let Ok(by) = check(actor, Action::RecordForPerson, &subject) {
            let through = Through::Team(by.role);
            for_others.push(ForOther { person, scope: ProxyScope::ALL.to_vec(), through });
        }
    }
    if for_others.is_empty() {
        return Ok(Cow::Borrowed(actor));
    }
    let mut recording = actor.clone();
    recording.for_others.extend(for_others);
    Ok(Cow::Owned(recording))
}

pub(in crate::people) fn index_name(tx: &mut Tx<'_>, of: &Person) -> Result<()> {
    let Some(name) = &of.name else { return Ok(()) };
    let index = names::index_of(tx.keys(), name, of.birth_year);
    let trigrams = names::kept_trigrams(tx.keys(), name);
    store::save_name_index(tx, of.id, &index, &trigrams)
}
