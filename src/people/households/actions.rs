//! Who lives with whom, as the team writes it down.

use super::store;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::{HouseholdId, PersonId};
use crate::people::actions::subject_of;
use crate::people::store::person;
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, check};

/// Writes down that two people live together: the second joins the household of the first, or the other way round.
///
/// # Errors
/// A refusal when the actor may not, they are the same, or each has a household of their own already.
pub fn join_household(tx: &mut Tx<'_>, actor: &Actor, one: PersonId, other: PersonId) -> Result<PersonId> {
    let subject = subject_of(tx, one)?;
    let by = check(actor, Action::JoinHousehold, &subject)?;
    check(actor, Action::JoinHousehold, &subject_of(tx, other)?)?;
    if one == other {
        return Err(Error::invalid("/withPersonId", "is the same person"));
    }
    let both = [one, other];
    for member in lock_with_households(tx, &both)? {
        refuse_about_circle(actor, member)?;
    }
    let recorded_by = actor.signed_in()?;
    match (store::household(tx, one)?, store::household(tx, other)?) {
        (Some(theirs), Some(same)) if theirs == same => return Ok(one),
        (Some(_), Some(_)) => {
            return Err(Refusal::new(Code::WrongState).because("each of them is in another household").into());
        }
        (Some(theirs), None) => store::insert(tx, theirs, other, recorded_by)?,
        (None, Some(theirs)) => store::insert(tx, theirs, one, recorded_by)?,
        (None, None) => {
            let theirs = HouseholdId::fresh();
            store::insert(tx, theirs, one, recorded_by)?;
            store::insert(tx, theirs, other, recorded_by)?;
        }
    }
    tx.record(&Event::HouseholdJoined(one).by(by).at(subject.neighbourhood()).with("with", other))?;
    Ok(one)
}

/// Writes down with whom somebody lives who was just registered. No right is checked: the caller has done so.
pub(in crate::people) fn move_in(
    tx: &mut Tx<'_>,
    by: Acting,
    newcomer: PersonId,
    with: PersonId,
    recorded_by: PersonId,
) -> Result<()> {
    person::lock_all(tx, &[newcomer, with])?;
    let known = store::household(tx, with)?;
    let theirs = known.unwrap_or_else(HouseholdId::fresh);
    if known.is_none() {
        store::insert(tx, theirs, with, recorded_by)?;
    }
    store::insert(tx, theirs, newcomer, recorded_by)?;
    tx.record(&Event::HouseholdJoined(newcomer).by(by).with("with", with))
}

/// The household of a person. No right is checked.
pub(in crate::people) fn household_id_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<HouseholdId>> {
    store::household(tx, id)
}

/// Writes down that a person does not live with the others of their household any more. Who is in none stays so.
///
/// # Errors
/// A refusal when the actor may not.
pub fn leave_household(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<()> {
    let subject = subject_of(tx, id)?;
    let by = check(actor, Action::LeaveHousehold, &subject)?;
    for member in lock_with_households(tx, &[id])? {
        refuse_about_circle(actor, member)?;
    }
    let Some(theirs) = store::household(tx, id)? else { return Ok(()) };
    store::remove(tx, theirs, id)?;
    tx.record(&Event::HouseholdLeft(id).by(by).at(subject.neighbourhood()))
}

/// The others of the household of a person.
///
/// # Errors
/// A refusal when the actor may not see them.
pub fn see_household(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<Vec<PersonId>> {
    check(actor, Action::SeeHousehold, &subject_of(tx, id)?)?;
    let others = household_of(tx, id)?;
    others.iter().try_for_each(|it| refuse_about_circle(actor, *it))?;
    Ok(others)
}

/// Nobody decides about their own household, or about that of somebody they are brought together with.
fn refuse_about_circle(actor: &Actor, member: PersonId) -> Result<()> {
    let is_of_circle = actor.person == Some(member) || actor.entangled.contains(&member);
    if is_of_circle { Err(Code::NotFound.into()) } else { Ok(()) }
}

/// Keeps these people and all who live with them from changing, in the order of their ids, and gives them. Who joined or
/// left meanwhile is waited for.
fn lock_with_households(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<Vec<PersonId>> {
    let mut members = people.to_vec();
    for person in people {
        members.extend(household_of(tx, *person)?);
    }
    loop {
        members.sort_unstable();
        members.dedup();
        person::lock_all(tx, &members)?;
        let mut now = people.to_vec();
        for person in people {
            now.extend(household_of(tx, *person)?);
        }
        if now.iter().all(|it| members.contains(it)) {
            return Ok(now);
        }
        members.extend(now);
    }
}

/// With whom a person lives. No right is checked: the caller has done so.
///
/// # Errors
/// When the database fails.
pub fn household_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<PersonId>> {
    let Some(theirs) = store::household(tx, id)? else { return Ok(Vec::new()) };
    Ok(store::members(tx, theirs)?.into_iter().filter(|it| *it != id).collect())
}
