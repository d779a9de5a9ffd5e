//! How a request ends by a person.

use super::begin;
use crate::events::Event;
use crate::ids::RequestId;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};
use crate::requests::model::{FulfilOutcome, WithdrawReason};
use crate::requests::store;

/// Takes one's request back.
///
/// # Errors
/// A refusal when the actor may not, or the state does not let it.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, reason: WithdrawReason) -> Result<RequestId> {
    let (request, by) = begin(tx, actor, id, Action::WithdrawRequest)?;
    let withdrawn = request.withdraw(reason, tx.now)?;
    store::save(tx, &withdrawn)?;
    tx.record(&Event::RequestWithdrawn(id).by(by).at(withdrawn.neighbourhood).with("reason", reason))?;
    Ok(id)
}

/// Says that the help came.
///
/// # Errors
/// As [`withdraw`].
pub fn fulfil(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, outcome: FulfilOutcome) -> Result<RequestId> {
    let (request, by) = begin(tx, actor, id, Action::FulfilRequest)?;
    let fulfilled = request.fulfil(outcome, tx.now)?;
    store::save(tx, &fulfilled)?;
    tx.record(&Event::RequestFulfilled(id).by(by).at(fulfilled.neighbourhood).with("outcome", outcome))?;
    Ok(id)
}
