//! The roster itself.

use super::subject;
use crate::codes::Code;
use crate::duty::model::{Roster, Terms};
use crate::duty::store;
use crate::events::Event;
use crate::ids::NeighbourhoodId;
use crate::places;
use crate::platform::{Refusal, Result, Tx};
use crate::policy::{Action, Actor, check};

/// The roster of a neighbourhood.
///
/// # Errors
/// [`Code::NotFound`] when none is set; a refusal when the actor may not see it.
pub fn see_roster(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodId) -> Result<Roster> {
    places::get(tx, id)?;
    check(actor, Action::SeeDutyRoster, &subject(id))?;
    store::roster(tx, id)?.ok_or_else(|| Code::NotFound.into())
}

/// Sets the roster of a neighbourhood, whole.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or names people who are no buurtwerkers there, hours that
/// overlap, or hours that end before they begin.
pub fn set_roster(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodId, terms: Terms) -> Result<NeighbourhoodId> {
    places::get(tx, id)?;
    let before = store::lock_roster(tx, id)?;
    let by = check(actor, Action::SetDutyRoster, &subject(id))?;
    tx.if_match(before.as_ref().map(|it| it.version))?;
    let issues = terms.faults(&store::staff(tx, Some(id))?.buurtwerkers);
    if !issues.is_empty() {
        return Err(Refusal { issues, ..Refusal::new(Code::BadRequest) }.into());
    }
    if let Some(before) = before {
        store::save_roster(tx, &Roster { terms, ..before })?;
    } else {
        let first = Roster { neighbourhood: id, terms, version: 1, created_at: tx.now, updated_at: tx.now };
        // Of two who set the first one at once, the other has not read it.
        if !store::insert_roster(tx, &first)? {
            return Err(Code::Stale.into());
        }
    }
    tx.record(&Event::DutyRosterSet(id).by(by).at(Some(id)))?;
    Ok(id)
}

/// What is set in a neighbourhood, for whoever wants to know when the team is there and whom to call otherwise.
///
/// # Errors
/// When there is no such neighbourhood.
pub(in crate::duty) fn duty_hours(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Terms> {
    places::get(tx, id)?;
    Ok(store::roster(tx, id)?.map(|it| it.terms).unwrap_or_default())
}
