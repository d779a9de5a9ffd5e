//! Who lives with whom, as the team writes it down.

use super::store;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::{HouseholdId, PersonId};
use crate::people::actions::{lock_two, subject_of};
use crate::people::store::person;
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Action, Actor, check};

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
    lock_two(tx, one, other)?;
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

/// Writes down that a person does not live with the others of their household any more. Who is in none stays so.
///
/// # Errors
/// A refusal when the actor may not.
pub fn leave_household(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<()> {
    let subject = person::subject(&person::lock(tx, id)?);
    let by = check(actor, Action::LeaveHousehold, &subject)?;
    let Some(theirs) = store::household(tx, id)? else { return Ok(()) };
    store::remove(tx, theirs, id)?;
    tx.record(&Event::HouseholdLeft(id).by(by).at(subject.neighbourhood()))
}

/// The others of the household of a person.
///
/// # Errors
/// A refusal when the actor may not see them.
pub(super) fn see_household(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<Vec<PersonId>> {
    check(actor, Action::SeeHousehold, &subject_of(tx, id)?)?;
    household_of(tx, id)
}

/// With whom a person lives. No right is checked: the caller has done so.
///
/// # Errors
/// When the database fails.
pub fn household_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<PersonId>> {
    let Some(theirs) = store::household(tx, id)? else { return Ok(Vec::new()) };
    Ok(store::members(tx, theirs)?.into_iter().filter(|it| *it != id).collect())
}
