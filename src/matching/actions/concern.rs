//! What a concern about somebody makes of their matches. Who may was checked, and what the concern holds was written down,
//! by whoever calls.

use chrono::TimeDelta;

use super::hold::{end_held, go_on};
use super::{lock_cases, lock_living_of, lock_with_request};
use crate::events::Event;
use crate::ids::{MatchId, PersonId};
use crate::matching::model::{Match, MatchHoldReason, MatchState};
use crate::matching::visits::actions::FARTHEST;
use crate::matching::{store, visits};
use crate::people::actions as people;
use crate::people::states::actions::any_suspended;
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::requests::model::RequestState;

/// A match. No right is checked.
///
/// # Errors
/// When there is no such match.
pub fn load(tx: &mut Tx<'_>, id: MatchId) -> Result<Match> {
    store::get(tx, id)
}

/// Whether two people have agreed on a match, then or now.
///
/// # Errors
/// When the database fails.
pub fn have_met(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<bool> {
    store::have_met(tx, one, other)
}

/// Puts every living match of somebody aside, and says which they are; what is held already stays so. Where they help,
/// somebody else is asked for each visit to come, unless the team holds the match itself. Where they are helped nobody else is
/// sent.
///
/// # Errors
/// When the database fails.
pub fn hold_all_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<MatchId>> {
    // The people before the requests and the requests before the matches, as everywhere. Whoever brings them together
    // with somebody meanwhile waits, and then finds the concern; such a match has no visits yet.
    people::lock_around(tx, person, person)?;
    let mut all = Vec::new();
    for (request, mut held) in lock_living_of(tx, person)? {
        let id = held.id;
        if held.state != MatchState::Held {
            held.held_from = Some(held.state);
            held.state = super::moved("hold", held.state, held.state.hold())?;
            store::save(tx, &held)?;
            tx.record(&Event::MatchHeld(id).by(Acting::SYSTEM).at(held.neighbourhood))?;
        }
        if held.helper == person && held.standing() == MatchState::Agreed {
            let ahead = if held.is_held_itself() { TimeDelta::zero() } else { FARTHEST };
            visits::actions::helper_held(tx, &held, &request, ahead)?;
        }
        all.push(id);
    }
    Ok(all)
}

/// Keeps the requests of matches from changing, with all that may move with them.
///
/// # Errors
/// When the database fails.
pub fn lock_cases_of(tx: &mut Tx<'_>, matches: &[MatchId]) -> Result<()> {
    let mut of = Vec::new();
    for id in matches {
        of.push(store::get(tx, *id)?.request);
    }
    lock_cases(tx, of, Vec::new())
}

/// A concern does not hold a match any more: it goes on where it was, unless the team, its request, one of the two or another
/// concern holds it. Where its request lets nobody be asked any more, it is closed.
///
/// # Errors
/// When the database fails.
pub fn release_held(tx: &mut Tx<'_>, id: MatchId, by: Acting) -> Result<()> {
    let (request, mut released) = lock_with_request(tx, id)?;
    if released.state != MatchState::Held
        || released.is_held_itself()
        || request.state == RequestState::Held
        || any_suspended(tx, &[released.requester, released.helper])?
        || store::is_held_by_concern(tx, id)?
    {
        return Ok(());
    }
    if released.standing().is_awaited() && request.state != RequestState::Open {
        return end_held(tx, &request, released, by).map(|_| ());
    }
    go_on(tx, &request, &mut released)?;
    tx.record(&Event::MatchReleased(id).by(by).at(released.neighbourhood).with("state", released.state))
}

/// Ends a held match for good, whatever else holds it.
///
/// # Errors
/// When the database fails.
pub fn close_held(tx: &mut Tx<'_>, id: MatchId, by: Acting) -> Result<()> {
    let (request, closed) = lock_with_request(tx, id)?;
    if closed.state != MatchState::Held {
        return Ok(());
    }
    end_held(tx, &request, closed, by).map(|_| ())
}

/// A concern does not hold a match any more, but the team does.
///
/// # Errors
/// When the database fails.
pub fn keep_held(tx: &mut Tx<'_>, id: MatchId, by: Acting) -> Result<()> {
    let (_, mut kept) = lock_with_request(tx, id)?;
    if kept.state != MatchState::Held || kept.is_held_itself() {
        return Ok(());
    }
    let reason = MatchHoldReason::Safeguarding;
    kept.hold_reason = Some(reason);
    store::save(tx, &kept)?;
    tx.record(&Event::MatchHeld(id).by(by).at(kept.neighbourhood).with("reason", reason))
}
