//! What follows for matches when their request or offer moves. Called by `reactions`, in the same transaction, with the
//! case locked. None of it moves the request back.

use crate::events::{Event, Message};
use crate::ids::{BlockId, OfferId, RequestId};
use crate::matching::actions::hold::go_on;
use crate::matching::actions::{is_unheard, lock_cases, moved, tell_off};
use crate::matching::blocks::actions as blocks;
use crate::matching::blocks::model::Block;
use crate::matching::model::{DeclineReason, Match, MatchOutcome, MatchState};
use crate::matching::store;
use crate::notifications::tell;
use crate::people::states::actions::any_suspended;
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::requests::model::{HelpRequest, RequestState};
use crate::{offers, requests};

/// The request was withdrawn, rejected or has expired: what was not agreed is cancelled, what was agreed has ended.
///
/// # Errors
/// When the database fails.
pub fn request_ended(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    for living in store::lock_living_of_request(tx, request)? {
        close(tx, living, MatchOutcome::NotNeeded, Awaited::Cancelled)?;
    }
    Ok(())
}

/// The help came: what was agreed has helped.
///
/// # Errors
/// When the database fails.
pub fn request_fulfilled(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    for living in store::lock_living_of_request(tx, request)? {
        close(tx, living, MatchOutcome::Helped, Awaited::Superseded)?;
    }
    Ok(())
}

/// A professional goes on alone.
///
/// # Errors
/// When the database fails.
pub fn request_referred(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    for living in store::lock_living_of_request(tx, request)? {
        close(tx, living, MatchOutcome::ToProfessional, Awaited::Superseded)?;
    }
    Ok(())
}

/// The request needs a new look: nobody is asked until then.
///
/// # Errors
/// When the database fails.
pub fn request_resubmitted(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    for living in store::lock_living_of_request(tx, request)? {
        if living.standing().is_awaited() {
            close(tx, living, MatchOutcome::NotNeeded, Awaited::Cancelled)?;
        }
    }
    Ok(())
}

/// The request was put aside, and its matches with it. They keep their places.
///
/// # Errors
/// When the database fails.
pub fn request_held(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    for mut held in store::lock_living_of_request(tx, request)? {
        if held.state == MatchState::Held {
            continue;
        }
        held.held_from = Some(held.state);
        held.state = moved("hold", held.state, held.state.hold())?;
        store::save(tx, &held)?;
        tx.record(&Event::MatchHeld(held.id).by(Acting::SYSTEM).at(held.neighbourhood))?;
    }
    Ok(())
}

/// The hold on the request ended, and with it the matches that it held.
///
/// # Errors
/// When the database fails.
pub fn request_released(tx: &mut Tx<'_>, request: RequestId) -> Result<()> {
    let request = requests::load(tx, request)?;
    store::lock_living_of_request(tx, request.id)?.into_iter().try_for_each(|it| release_cascaded(tx, &request, it))
}

/// Releases a match that was held with its request or one of the two, unless any of these, the team or a concern
/// still holds it.
pub(super) fn release_cascaded(tx: &mut Tx<'_>, request: &HelpRequest, mut released: Match) -> Result<()> {
    let is_held_on = released.is_held_itself() || request.state == RequestState::Held;
    if released.state != MatchState::Held || is_held_on {
        return Ok(());
    }
    if any_suspended(tx, &[released.requester, released.helper])? || store::is_held_by_concern(tx, released.id)? {
        return Ok(());
    }
    if released.standing().is_awaited() && request.state != RequestState::Open {
        // Nobody is looked for any more.
        return close(tx, released, MatchOutcome::NotNeeded, Awaited::Cancelled);
    }
    go_on(tx, request, &mut released)?;
    tx.record(&Event::MatchReleased(released.id).by(Acting::SYSTEM).at(released.neighbourhood))
}

/// The offer was paused, held or retired: what was not agreed is cancelled; what was agreed stays, and the team sees
/// to it. A held match counts as the state it had.
///
/// # Errors
/// When the database fails.
pub fn offer_stopped(tx: &mut Tx<'_>, offer: OfferId) -> Result<()> {
    for mut stopped in store::lock_living_of_offer(tx, offer)? {
        let was = stopped.standing();
        if was.is_awaited() {
            stopped.state = moved("cancel", was, was.cancel())?;
            (stopped.held_from, stopped.hold_reason) = (None, None);
            stopped.reason = Some(DeclineReason::OfferEnded);
            store::save(tx, &stopped)?;
            if !is_unheard(tx, &stopped, was)? {
                tell(tx, stopped.requester, Message::MatchOff { on: stopped.id })?;
            }
            tx.record(&Event::MatchCancelled(stopped.id).by(Acting::SYSTEM).at(stopped.neighbourhood))?;
        }
    }
    Ok(())
}

/// Two people are kept apart, and are locked: what lives between them ends, in the words of any match that was called
/// off. The request of an agreed one moves by its own table.
///
/// # Errors
/// When the database fails.
pub fn person_blocked(tx: &mut Tx<'_>, id: BlockId, by: Acting) -> Result<()> {
    let Block { one, other, .. } = blocks::load(tx, id)?;
    let between = store::living_between(tx, one, other)?;
    lock_cases(tx, between.iter().map(|it| it.request).collect(), Vec::new())?;
    for of in between {
        let parted = store::lock(tx, of.id)?;
        if !parted.state.is_final() {
            part(tx, parted, by)?;
        }
    }
    Ok(())
}

/// The trace does not say who wished it: that stands with the block.
pub(super) fn part(tx: &mut Tx<'_>, mut parted: Match, by: Acting) -> Result<()> {
    let was = parted.standing();
    let is_agreed = was == MatchState::Agreed;
    (parted.held_from, parted.hold_reason) = (None, None);
    let event = if is_agreed {
        parted.state = moved("end", was, was.end())?;
        parted.outcome = Some(MatchOutcome::Stopped);
        Event::MatchEnded(parted.id)
    } else {
        parted.state = moved("cancel", was, was.cancel())?;
        Event::MatchCancelled(parted.id)
    };
    let others_live = store::has_other_agreed(tx, &parted)?;
    store::save(tx, &parted)?;
    tell_off(tx, &parted, was, by)?;
    tx.record(&event.by(Acting::SYSTEM).at(parted.neighbourhood))?;
    if is_agreed {
        if let Some(offer) = parted.offer {
            offers::actions::free_place(tx, offer)?;
        }
        requests::match_over(tx, parted.request, Acting::SYSTEM, MatchOutcome::Stopped, others_live)?;
    }
    Ok(())
}

/// What becomes of a match that was not agreed.
#[derive(Clone, Copy)]
enum Awaited {
    Cancelled,
    Superseded,
}

/// Closes a living match because its request ended. A held one counts as the state it had.
fn close(tx: &mut Tx<'_>, mut closed: Match, outcome: MatchOutcome, awaited: Awaited) -> Result<()> {
    let was = closed.standing();
    (closed.held_from, closed.hold_reason) = (None, None);
    let event = if was == MatchState::Agreed {
        closed.state = MatchState::Ended;
        closed.outcome = Some(outcome);
        if let Some(offer) = closed.offer {
            offers::actions::free_place(tx, offer)?;
        }
        Event::MatchEndedWithRequest(closed.id)
    } else {
        closed.reason = Some(DeclineReason::RequestEnded);
        match awaited {
            Awaited::Cancelled => {
                closed.state = moved("cancel", was, was.cancel())?;
                Event::MatchCancelled(closed.id)
            }
            Awaited::Superseded => {
                closed.state = moved("supersede", was, was.supersede())?;
                Event::MatchSuperseded(closed.id)
            }
        }
    };
    store::save(tx, &closed)?;
    tell(tx, closed.helper, Message::MatchOff { on: closed.id })?;
    tx.record(&event.by(Acting::SYSTEM).at(closed.neighbourhood))
}
