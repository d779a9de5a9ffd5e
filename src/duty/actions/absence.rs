//! Who is away, and when.

use chrono::NaiveDate;

use super::subject;
use crate::codes::Code;
use crate::duty::model::{Absence, check_days};
use crate::duty::store;
use crate::events::Event;
use crate::ids::{AbsenceId, NeighbourhoodId, PersonId};
use crate::places;
use crate::platform::http::{Cursor, Page};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, check};

/// The version of every absence: it is entered and removed, never changed.
pub const VERSION: i32 = 1;

/// Somebody will be away.
#[derive(Debug, Clone, Copy)]
pub struct NewAbsence {
    /// Who; `None`: the actor.
    pub person: Option<PersonId>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
}

/// Says that somebody of the team will be away.
///
/// # Errors
/// A refusal when the actor may not, or not for this person; when the person is not of the team; when the days are wrong.
pub fn enter_absence(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodId, new: NewAbsence) -> Result<AbsenceId> {
    places::get(tx, id)?;
    let person = new.person.map_or_else(|| actor.signed_in(), Ok)?;
    let by = speak(actor, Action::EnterAbsence, id, person)?;
    check_days(new.from, new.until, tx.now)?;
    if !store::staff(tx, Some(id))?.is_of_team(person) {
        return Err(Error::invalid("/personId", "is not of the team of this neighbourhood"));
    }
    let entered = Absence {
        id: AbsenceId::fresh(),
        neighbourhood: id,
        person,
        from: new.from,
        until: new.until,
        created_at: tx.now,
    };
    store::insert_absence(tx, &entered)?;
    tx.record(&Event::AbsenceEntered(entered.id).by(by).at(Some(id)).with("person", person))?;
    Ok(entered.id)
}

/// Takes an absence back.
///
/// # Errors
/// A refusal when the actor may not, or has read something else.
pub fn remove_absence(tx: &mut Tx<'_>, actor: &Actor, at: NeighbourhoodId, id: AbsenceId) -> Result<()> {
    let found = find(tx, at, id)?;
    let by = speak(actor, Action::RemoveAbsence, at, found.person)?;
    tx.if_match(Some(VERSION))?;
    store::remove_absence(tx, id)?;
    tx.record(&Event::AbsenceRemoved(id).by(by).at(Some(at)).with("person", found.person))
}

/// Everybody of the team speaks for themselves; who coordinates, for the others too.
fn speak(actor: &Actor, action: Action, at: NeighbourhoodId, of: PersonId) -> Result<Acting> {
    let by = check(actor, action, &subject(at))?;
    if actor.person == Some(of) {
        return Ok(by);
    }
    Ok(check(actor, Action::ManageAbsences, &subject(at))?)
}

fn find(tx: &mut Tx<'_>, at: NeighbourhoodId, id: AbsenceId) -> Result<Absence> {
    let found = store::absence(tx, id)?;
    if found.neighbourhood == at { Ok(found) } else { Err(Code::NotFound.into()) }
}

/// An absence.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(in crate::duty) fn see_absence(
    tx: &mut Tx<'_>,
    actor: &Actor,
    at: NeighbourhoodId,
    id: AbsenceId,
) -> Result<Absence> {
    let found = find(tx, at, id)?;
    check(actor, Action::SeeDutyRoster, &subject(at))?;
    Ok(found)
}

/// A page of who is away, or will be, as the team of a neighbourhood was told.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn list_absences(tx: &mut Tx<'_>, actor: &Actor, at: NeighbourhoodId, cursor: Cursor) -> Result<Page<Absence>> {
    places::get(tx, at)?;
    check(actor, Action::SeeDutyRoster, &subject(at))?;
    Ok(Page::new(store::coming_absences(tx, at, cursor)?, cursor, |it| it.id.uuid()))
}
