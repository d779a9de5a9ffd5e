//! How a request ends by a person, and is taken up again.

use super::begin;
use super::submit::{check_phase, may_publish, spot_of};
use crate::codes::Code;
use crate::events::Event;
use crate::ids::RequestId;
use crate::people;
use crate::platform::text::FreeText;
use crate::platform::{Refusal, Result, Tx};
use crate::policy::{Action, Actor, Role};
use crate::requests::model::{FulfilOutcome, HelpRequest, RequestState, Visibility, WithdrawReason};
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

/// Takes an ended request up again, within 30 days: open when it stands as it was approved, else for a new look.
///
/// # Errors
/// A refusal when the actor may not, it ended too long ago, or it could not be submitted now.
pub fn reopen(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, note: Option<FreeText>) -> Result<RequestId> {
    let before = store::get(tx, id)?;
    let is_at_home = store::place(tx, &before)?.is_none();
    let is_published = before.wish.visibility == Visibility::Nearby && may_publish(tx, before.person)?;
    // The person before the request, as when somebody moves, or is gone.
    people::actions::lock_home(tx, before.person)?;
    let (mut request, by) = begin(tx, actor, id, Action::ReopenRequest)?;
    people::states::actions::refuse_unless_taking_part(tx, &[request.person])?;
    if !is_published {
        // Also where the yes was taken back while it was over.
        request.wish.visibility = Visibility::BuurtwerkerOnly;
    }
    if store::is_with_professional(tx, &request)? {
        return Err(Refusal::new(Code::WrongState).because("a professional is still at it").into());
    }
    if is_at_home {
        let spot = spot_of(tx, request.person, None)?;
        let (cell, near_cell) = (Some(spot.cell), Some(spot.near_cell));
        // Who moved while it was over asks for help somewhere else, and says so themselves.
        if request.neighbourhood != spot.neighbourhood && by.role != Role::Resident {
            return Err(Refusal::new(Code::WrongState).because("the person moved to another neighbourhood").into());
        }
        if (request.neighbourhood, request.cell, request.near_cell) != (spot.neighbourhood, cell, near_cell) {
            request = HelpRequest { neighbourhood: spot.neighbourhood, cell, near_cell, approved_at: None, ..request };
        }
    }
    check_phase(tx, request.neighbourhood)?;
    if request.wish.is_past(tx.now) {
        request.approved_at = None;
    }
    let reopened = request.reopen(tx.now)?;
    let mut said = store::said(tx, &reopened)?;
    said.reopen_note = note;
    store::save_said(tx, &reopened, &said)?;
    store::save(tx, &reopened)?;
    let state: RequestState = reopened.state;
    tx.record(&Event::RequestReopened(id).by(by).at(reopened.neighbourhood).with("state", state))?;
    Ok(id)
}
