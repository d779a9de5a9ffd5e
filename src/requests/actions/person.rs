//! What follows for requests when their requester is suspended, reinstated or gone. Called by the reactions, in their
//! transaction, with the person locked.

use crate::events::Event;
use crate::ids::{PersonId, RequestId};
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::requests::model::{Reason, RequestState, RequestVerb, WithdrawReason};
use crate::requests::store;

/// The requester is suspended: what lives is put aside. What the team has put aside itself stays as it is.
///
/// # Errors
/// When the database fails.
pub fn person_suspended(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<()> {
    for id in store::cases::living_of(tx, person)? {
        let request = store::lock(tx, id)?;
        if request.allows(RequestVerb::Hold) {
            let held = request.hold_with_person(tx.now)?;
            store::save(tx, &held)?;
            tx.record(&Event::RequestHeld(id).by(by).at(held.neighbourhood).with("reason", Reason::PersonSuspended))?;
        }
    }
    Ok(())
}

/// The requester is back: exactly what was put aside with them goes on.
///
/// # Errors
/// When the database fails.
pub fn person_reinstated(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<()> {
    for id in store::cases::living_of(tx, person)? {
        let request = store::lock(tx, id)?;
        if request.is_held_for(Reason::PersonSuspended) {
            super::decide::release_locked(tx, request, by)?;
        }
    }
    Ok(())
}

/// The requester has died or left: what lives is withdrawn, without saying why.
///
/// # Errors
/// When the database fails.
pub fn person_gone(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<()> {
    for id in store::cases::living_of(tx, person)? {
        end_by_cascade(tx, id, WithdrawReason::Other, by)?;
    }
    Ok(())
}

/// Withdraws a request, if it lives: what covered the helper of an earlier one was withdrawn with that.
///
/// # Errors
/// When the database fails.
pub(in crate::requests) fn end_by_cascade(
    tx: &mut Tx<'_>,
    id: RequestId,
    reason: WithdrawReason,
    by: Acting,
) -> Result<()> {
    let request = store::lock(tx, id)?;
    if request.state.is_final() {
        return Ok(());
    }
    let withdrawn = request.withdraw(reason, tx.now)?;
    store::save(tx, &withdrawn)?;
    let event = Event::RequestWithdrawn(id).by(by).at(withdrawn.neighbourhood);
    tx.record(&event.with("reason", reason).with("state", RequestState::Withdrawn))
}
