//! What a person says of themselves, and where they live.

use crate::codes::Code;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::PersonId;
use crate::people::assisted::actions::{index_name, recording};
use crate::people::assisted::save_phone_index;
use crate::people::contact_rules::actions::rules_of;
use crate::people::model::{Contact, Gender, Language, Person, may_move};
use crate::people::states;
use crate::people::store::person;
use crate::places::{self, Position, Spot};
use crate::platform::language::Locale;
use crate::platform::text::{Address, PersonName, PersonPhone};
use crate::platform::{Amend, Error, Result, Tx};
use crate::policy::{Action, Actor, Subject, check};

/// What a person changes of themselves; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct PersonPatch {
    /// The first name.
    pub first_name: Option<PersonName>,
    /// The last name.
    pub last_name: Option<PersonName>,
    /// The languages spoken.
    pub languages: Option<Vec<Language>>,
    /// The language to write in.
    pub locale: Option<Locale>,
    /// The gender they say to have; removed: unsaid.
    pub gender: Amend<Gender>,
    /// The phone number.
    pub phone: Amend<PersonPhone>,
}

/// Where a person lives.
#[derive(Debug, Clone)]
pub struct NewHome {
    /// The exact position.
    pub position: Position,
    /// The postal address.
    pub address: Option<Address>,
    /// Whether the position only says about where.
    pub roughly: bool,
}

/// A person, with the name opened. When staff look at somebody else, that leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see the person.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<Person> {
    let seen = person::get(tx, id)?;
    let by = check(actor, Action::SeePerson, &person::subject(&seen))?;
    if !by.is_for_oneself() {
        let mut parts = vec![Part::Name, Part::Facts];
        let shows_rules = check(actor, Action::SeeContactRules, &person::subject(&seen)).is_ok();
        if person::contact(tx, id)?.phone.is_some() || (shows_rules && rules_of(tx, id)?.is_some()) {
            parts.push(Part::Contact);
        }
        let disclosed = Disclosure::of([id], &parts, Purpose::KnowPerson);
        let happening = Event::PersonDisclosed(id).by(by).at(seen.home.and_then(|it| it.neighbourhood));
        tx.record(&happening.disclosing(disclosed))?;
    }
    Ok(seen)
}

/// Changes what a person says of themselves.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, patch: PersonPatch) -> Result<PersonId> {
    let mut changed = person::lock(tx, id)?;
    let recorder = recording(tx, actor, &[id])?;
    let by = check(&recorder, Action::ChangePerson, &person::subject(&changed))?;
    tx.if_match(Some(changed.version))?;
    if let Some(name) = &mut changed.name {
        name.first = patch.first_name.unwrap_or_else(|| name.first.clone());
        name.last = patch.last_name.unwrap_or_else(|| name.last.clone());
    }
    changed.languages = patch.languages.unwrap_or(changed.languages);
    changed.locale = patch.locale.unwrap_or(changed.locale);
    person::save(tx, &changed)?;
    index_name(tx, &changed)?;
    if patch.gender != Amend::Keep {
        person::save_gender(tx, id, patch.gender.over(None))?;
    }
    if patch.phone != Amend::Keep {
        let mut contact = person::contact(tx, id)?;
        contact.phone = patch.phone.over(contact.phone);
        save_phone_index(tx, id, contact.phone.as_ref())?;
        person::save_contact(tx, id, &contact)?;
    }
    tx.record(&Event::PersonChanged(id).by(by))?;
    Ok(id)
}

/// Where a person lives, as others may know it.
///
/// # Errors
/// [`Code::NotFound`] when they did not say.
pub fn see_home(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<(Spot, i32)> {
    let seen = person::get(tx, id)?;
    check(actor, Action::SeePerson, &person::subject(&seen))?;
    Ok((seen.home.ok_or(Code::NotFound)?, seen.version))
}

/// Says where a person lives. A home moves at most twice in 90 days without a buurtwerker: otherwise it could be used
/// to find out where others live. In another neighbourhood than before, the person has moved: the team of the new one sees
/// nothing of them before they say yes.
///
/// # Errors
/// [`Code::HomeMovedTooOften`]; a refusal when the actor may not, or has read another version.
pub fn move_home(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, new: &NewHome) -> Result<PersonId> {
    let known = person::lock(tx, id)?;
    let recorder = recording(tx, actor, &[id])?;
    let by = check(&recorder, Action::MoveHome, &person::subject(&known))?;
    tx.if_match(known.home.map(|_| known.version))?;
    let mut moves = person::home_moves(tx, id)?;
    if let Some(before) = person::position(tx, id)?
        && before != new.position
    {
        if by.is_for_oneself() && !may_move(&moves, tx.now) {
            return Err(Code::HomeMovedTooOften.into());
        }
        moves.push(tx.now);
    }
    let located = places::locate(tx, &new.position)?;
    if !by.is_for_oneself() {
        let there = Subject::of(id).at(located.neighbourhood);
        let is_outside = |_| Error::invalid("/position", "lies in no neighbourhood of the caller");
        check(actor, Action::RecordForPerson, &there).map_err(is_outside)?;
    }
    let (event, neighbourhood) = states::actions::settle(tx, &known, located.neighbourhood)?;
    let spot = Spot { neighbourhood, ..located };
    let contact = Contact { address: new.address.clone(), roughly: new.roughly, ..person::contact(tx, id)? };
    person::save_home(tx, id, &new.position, spot, &contact, moves)?;
    tx.record(&event.by(by).at(neighbourhood))?;
    Ok(id)
}
