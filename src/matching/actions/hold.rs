//! The team puts a match aside while something is looked into, and lets it go on or ends it.

use crate::codes::Code;
use crate::events::Event;
use crate::ids::{MatchId, PersonId};
use crate::matching::actions::{lock_living_of, lock_with_request, moved, subject, tell_off};
use crate::matching::model::{HoldReason, Match, MatchHoldReason, MatchOutcome, MatchState, patience};
use crate::matching::suggestions::asks_vetted;
use crate::matching::visits::actions::FARTHEST;
use crate::matching::{store, visits};
use crate::offers;
use crate::people::states::actions::any_suspended;
use crate::people::vetting::actions as vetting;
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
    (held.held_from, held.hold_reason) = (Some(held.state), Some(reason.into()));
    held.state = state;
    store::save(tx, &held)?;
    tx.record(&Event::MatchHeld(id).by(by).at(held.neighbourhood).with("reason", reason))?;
    Ok(id)
}

/// Ends a hold of the match itself: back to the state it had. While its request or one of the two is held, or a concern
/// holds it, it stays held with that; where its request lets nobody be asked any more, it is closed.
///
/// # Errors
/// [`Code::HelperUnvetted`] when it was agreed with somebody vetted, who is not any more; a refusal when the actor may not,
/// or it is not held itself.
pub fn release(tx: &mut Tx<'_>, actor: &Actor, id: MatchId) -> Result<MatchId> {
    let (request, mut released) = lock_with_request(tx, id)?;
    let by = check(actor, Action::ReleaseMatch, &subject(&released))?;
    tx.if_match(Some(released.version))?;
    let state = moved("release", released.state, released.state.release(released.held_from))?;
    if !released.is_held_itself() {
        return Err(Refusal::new(Code::WrongState).because("the team does not hold it itself").into());
    }
    if lacks_vetting(tx, &request, &released)? {
        return Err(Code::HelperUnvetted.into());
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

/// Whether it was agreed and asks for a vetted helper, and the helper is not vetted any more, nor was until lately.
///
/// # Errors
/// When the database fails.
pub fn lacks_vetting(tx: &mut Tx<'_>, request: &HelpRequest, of: &Match) -> Result<bool> {
    Ok(of.standing() == MatchState::Agreed
        && asks_vetted(tx, request.category, &request.wish, request.person)?
        && !vetting::still_counts(tx, of.helper)?)
}

/// The vetting of a helper has ended, and the grace with it: what was agreed with them as somebody vetted is put aside, and
/// somebody else is asked for each visit to come. What the team holds itself stays so. The people are locked.
///
/// # Errors
/// When the database fails.
pub fn vetting_lapsed(tx: &mut Tx<'_>, helper: PersonId) -> Result<()> {
    for (request, mut held) in lock_living_of(tx, helper)? {
        if held.helper != helper || held.is_held_itself() || !lacks_vetting(tx, &request, &held)? {
            continue;
        }
        if held.state != MatchState::Held {
            held.held_from = Some(held.state);
            held.state = moved("hold", held.state, held.state.hold())?;
        }
        let reason = MatchHoldReason::VettingLapsed;
        held.hold_reason = Some(reason);
        store::save(tx, &held)?;
        let event = Event::MatchHeld(held.id).by(Acting::SYSTEM).at(held.neighbourhood);
        tx.record(&event.with("reason", reason))?;
        visits::actions::helper_held(tx, &held, &request, FARTHEST)?;
    }
    Ok(())
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
