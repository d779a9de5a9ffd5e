//! The team puts a match aside while something is looked into, and lets it go on or ends it.

use crate::codes::Code;
use crate::events::Event;
use crate::ids::MatchId;
use crate::matching::actions::{lock_with_request, moved, subject, tell_off};
use crate::matching::model::{HoldReason, Match, MatchOutcome, MatchState, patience};
use crate::matching::store;
use crate::offers;
use crate::people::states::actions::any_suspended;
use crate::platform::{Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, check};
use crate::requests;
use crate::requests::model::{HelpRequest, RequestState};

/// Puts a match aside. It keeps its places; names, contact and place are hidden at once.
///
/// # Errors
/// A refusal when the actor may not, or it is over or held.
pub fn hold(tx: &mut Tx<'_>, actor: &Actor, id: MatchId, reason: HoldReason) -> Result<MatchId> {
    let (_, mut held) = lock_with_request(tx, id)?;
    let by = check(actor, Action::HoldMatch, &subject(&held))?;
    tx.if_match(Some(held.version))?;
    let state = moved("hold", held.state, held.state.hold())?;
    (held.held_from, held.hold_reason) = (Some(held.state), Some(reason));
    held.state = state;
    store::save(tx, &held)?;
    tx.record(&Event::MatchHeld(id).by(by).at(held.neighbourhood).with("reason", reason))?;
    Ok(id)
}

/// Ends a hold of the team: back to the state it had. While its request or one of the two is held, or a concern holds it,
/// it stays held with that; where its request lets nobody be asked any more, it is closed.
///
/// # Errors
/// A refusal when the actor may not, or the team does not hold it.
pub fn release(tx: &mut Tx<'_>, actor: &Actor, id: MatchId) -> Result<MatchId> {
    let (request, mut released) = lock_with_request(tx, id)?;
    let by = check(actor, Action::ReleaseMatch, &subject(&released))?;
    tx.if_match(Some(released.version))?;
    let state = moved("release", released.state, released.state.release(released.held_from))?;
    if !released.is_held_itself() {
        return Err(Refusal::new(Code::WrongState).because("the team does not hold it itself").into());
    }
    released.hold_reason = None;
    let is_suspended = any_suspended(tx, &[released.requester, released.helper])?;
    if request.state == RequestState::Held || is_suspended || store::is_held_by_concern(tx, id)? {
        store::save(tx, &released)?;
    } else if state.is_awaited() && request.state != RequestState::Open {
        return end_held(tx, &request, released, by);
    } else {
        go_on(tx, &request, &mut released)?;
    }
    tx.record(&Event::MatchReleased(id).by(by).at(released.neighbourhood).with("state", released.state))?;
    Ok(id)
}

/// Nothing holds it any more: back to the state it had.
pub(super) fn go_on(tx: &mut Tx<'_>, request: &HelpRequest, released: &mut Match) -> Result<()> {
    released.state = moved("release", released.state, released.state.release(released.held_from))?;
    released.held_from = None;
    // While it was held nobody could answer.
    released.expires_at = tx.now + patience(request.urgency);
    store::save(tx, released)
}

/// Ends a held match for good: called off when it was not agreed, else stopped, and then the request looks for somebody
/// else.
///
/// # Errors
/// A refusal when the actor may not, or it is not held.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: MatchId) -> Result<MatchId> {
    let (request, closed) = lock_with_request(tx, id)?;
    let by = check(actor, Action::CloseMatch, &subject(&closed))?;
    tx.if_match(Some(closed.version))?;
    end_held(tx, &request, closed, by)
}

pub(super) fn end_held(tx: &mut Tx<'_>, request: &HelpRequest, mut closed: Match, by: Acting) -> Result<MatchId> {
    let id = closed.id;
    let was = closed.standing();
    let was_agreed = was == MatchState::Agreed;
    closed.state = moved("close", closed.state, closed.state.close(closed.held_from))?;
    closed.outcome = was_agreed.then_some(MatchOutcome::Stopped);
    (closed.held_from, closed.hold_reason) = (None, None);
    let others_live = store::has_other_agreed(tx, &closed)?;
    store::save(tx, &closed)?;
    if let Some(offer) = closed.offer.filter(|_| was_agreed) {
        offers::actions::free_place(tx, offer)?;
    }
    tell_off(tx, &closed, was, by)?;
    tx.record(&Event::MatchClosed(id).by(by).at(closed.neighbourhood).with("state", closed.state))?;
    if was_agreed {
        requests::match_over(tx, request.id, by, MatchOutcome::Stopped, others_live)?;
    }
    Ok(id)
}
