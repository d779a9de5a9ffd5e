//! What the team writes down of a person and takes back, and what time does.

use std::collections::HashMap;

use super::model::{Check, CheckKind, CheckState, Vetting, goes_on, notice_of, renew_by, vetted_until, vetting};
use super::store;
use crate::events::{Event, Message};
use crate::ids::{PersonId, VettingCheckId};
use crate::notifications::tell;
use crate::people::model::Person;
use crate::people::store::{actor, person, role};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};
use crate::when::Date;

/// What the team has seen.
#[derive(Debug, Clone, Copy)]
pub struct NewCheck {
    /// What.
    pub kind: CheckKind,
    /// When.
    pub seen_on: Date,
    /// Who of the team saw it; whoever writes it down when left out.
    pub seen_by: Option<PersonId>,
    /// The first day on which it does not count any more; by its kind when left out.
    pub renew_by: Option<Date>,
}

/// Writes down what the team has seen of a person.
///
/// # Errors
/// A refusal when the actor may not, a day cannot be, or who saw it is not of the team or has to do with the person.
pub fn record_check(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, new: NewCheck) -> Result<VettingCheckId> {
    let seen = person::lock(tx, id)?;
    let by = check(actor, Action::RecordCheck, &person::subject(&seen))?;
    let recorded_by = actor.signed_in()?;
    let renew_by = renew_by(new.kind, new.seen_on, new.renew_by, Date::of(tx.now))
        .map_err(|(pointer, why)| Error::invalid(pointer, why))?;
    let seen_by = new.seen_by.unwrap_or(recorded_by);
    if seen_by != recorded_by && !can_vouch(tx, seen_by, &seen)? {
        return Err(Error::invalid("/seenBy", "is nobody of the team who can vouch for this person"));
    }
    let recorded = Check {
        id: VettingCheckId::fresh(),
        person: id,
        kind: new.kind,
        seen_on: new.seen_on,
        seen_by,
        renew_by,
        recorded_by,
        recorded_at: tx.now,
        revoked: None,
    };
    store::insert(tx, &recorded)?;
    keep_end(tx, id)?;
    let event = Event::CheckRecorded(id).by(by).at(seen.home.and_then(|it| it.neighbourhood));
    tx.record(&event.with("check", recorded.id).with("kind", new.kind))?;
    Ok(recorded.id)
}

/// Whether somebody is of the team where a person lives, and has nothing to do with them.
fn can_vouch(tx: &mut Tx<'_>, who: PersonId, of: &Person) -> Result<bool> {
    let neighbourhood = of.home.and_then(|it| it.neighbourhood);
    let mut team = role::team_of(tx, neighbourhood)?;
    team.extend(role::coordinators_of(tx, neighbourhood)?);
    Ok(who != of.id && team.contains(&who) && !actor::entangled(tx, who)?.contains(&of.id))
}

/// Takes back what was written down by mistake. The row stays.
///
/// # Errors
/// A refusal when the actor may not, or it was taken back before.
pub fn revoke_check(tx: &mut Tx<'_>, actor: &Actor, id: VettingCheckId) -> Result<VettingCheckId> {
    let whose = store::get(tx, id)?.person;
    let seen = person::lock(tx, whose)?;
    let revoked = store::get(tx, id)?;
    let by = check(actor, Action::RevokeCheck, &person::subject(&seen))?;
    tx.if_match(Some(revoked.version()))?;
    if revoked.revoked.is_some() {
        return Err(Error::wrong_state("revoke", CheckState::Revoked.as_str()));
    }
    store::revoke(tx, id, actor.signed_in()?)?;
    keep_end(tx, whose)?;
    let event = Event::CheckRevoked(whose).by(by).at(seen.home.and_then(|it| it.neighbourhood));
    tx.record(&event.with("check", id).with("kind", revoked.kind))?;
    Ok(id)
}

/// Keeps with the person until when they are vetted. The person is locked.
pub(in crate::people) fn keep_end(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let (before, _) = store::end(tx, id)?;
    let until = vetted_until(&store::list(tx, id)?).map(Date::start);
    store::save_end(tx, id, until)?;
    match until {
        _ if until == before => Ok(()),
        Some(_) => store::set_clock(tx, id),
        // They never were vetted after all: no day is left to wait for.
        None => store::strike_at(tx, id, Some(tx.now)),
    }
}

/// A check, with what the policy needs to know of it.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see_check(tx: &mut Tx<'_>, actor: &Actor, id: VettingCheckId) -> Result<(Check, Subject)> {
    let seen = store::get(tx, id)?;
    let subject = person::subject(&person::get(tx, seen.person)?);
    check(actor, Action::SeeCheck, &subject)?;
    Ok((seen, subject))
}

/// The checks of a person, newest first.
///
/// # Errors
/// A refusal when the actor may not see them.
pub fn see_checks(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<(Vec<Check>, Subject)> {
    let subject = person::subject(&person::get(tx, id)?);
    check(actor, Action::SeeCheck, &subject)?;
    Ok((store::list(tx, id)?, subject))
}

/// The checks of several people, newest first. No right is checked: the caller has done so.
///
/// # Errors
/// When the database fails.
pub fn checks_of(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, Vec<Check>>> {
    let mut by_person: HashMap<PersonId, Vec<Check>> = HashMap::new();
    for check in store::list_of(tx, ids)? {
        by_person.entry(check.person).or_default().push(check);
    }
    Ok(by_person)
}

/// How well the team knows a person. No right is checked: the caller has done so.
///
/// # Errors
/// When the database fails.
pub fn vetting_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Vetting> {
    Ok(vetting(&store::list(tx, id)?, Date::of(tx.now)))
}

/// Whether what was agreed with a person as somebody vetted goes on: they are, or were until less than thirty days ago.
/// No right is checked.
///
/// # Errors
/// When the database fails.
pub fn still_counts(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    Ok(goes_on(store::end(tx, id)?.0, tx.now))
}

/// Does what is due: the person is told that the vetting lapses, or what was agreed with somebody vetted stops. May be
/// called at any time. Whoever the person has a living match with is locked.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let lapsing = person::lock(tx, id)?;
    if lapsing.state.is_gone() {
        return Ok(());
    }
    let neighbourhood = lapsing.home.and_then(|it| it.neighbourhood);
    let (until, told_for) = store::end(tx, id)?;
    if let Some(until) = until.filter(|it| Some(*it) != told_for && notice_of(*it) <= tx.now) {
        store::told(tx, id, until)?;
        tell(tx, id, Message::VettingLapses)?;
        tx.record(&Event::VettingLapsing(id).by(Acting::SYSTEM).at(neighbourhood))?;
    }
    if goes_on(until, tx.now) {
        // Not yet: it is set anew, so that it cannot be lost.
        return store::set_clock(tx, id);
    }
    store::strike_at(tx, id, None)?;
    tx.record(&Event::VettingLapsed(id).by(Acting::SYSTEM).at(neighbourhood))
}
