//! Each side says yes or no, or it is called off before it is agreed.

use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{MatchId, PersonId, RequestId};
use crate::matching::actions::{lacks_approval, lock_with_request, moved, recording, subject, tell_off};
use crate::matching::blocks::actions as blocks;
use crate::matching::guardians::actions as guardians;
use crate::matching::model::{DeclineReason, Match, MatchState, Side, patience};
use crate::matching::{store, suggestions};
use crate::notifications::tell;
use crate::offers;
use crate::people::actions as people;
use crate::people::states::actions::refuse_unless_taking_part;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, check};
use crate::requests;
use crate::requests::model::RequestState;

/// One side says yes, or who acts for it: `for_person` says for whom, where that is not clear. With the second yes the match is agreed: the request and the offer each give a place, in one
/// conditional step, or nothing happens at all.
///
/// # Errors
/// A refusal when the side answered already, it is too late, or no place is left.
pub fn accept(tx: &mut Tx<'_>, actor: &Actor, id: MatchId, for_person: Option<PersonId>) -> Result<MatchId> {
    let Match { requester, helper, .. } = store::get(tx, id)?;
    // Whoever parts the two meanwhile waits, and then finds this match to end.
    people::lock_two(tx, requester, helper)?;
    let (request, mut accepted) = lock_with_request(tx, id)?;
    let by = who_accepts(tx, actor, &accepted, for_person)?;
    tx.if_match(Some(accepted.version))?;
    let side = accepted.side_of(by.whom()).ok_or(Code::Forbidden)?;
    if let Some((minor, guardian)) = guardians::answers_for(tx, by)?.zip(by.person) {
        if !accepted.state.is_awaited() || tx.now >= accepted.expires_at {
            return Err(Error::wrong_state("accept", accepted.state.as_str()));
        }
        guardians::say_yes(tx, &accepted, minor, guardian, guardian)?;
        tx.record(&Event::MatchGuardianAgreed(id).by(by).at(accepted.neighbourhood))?;
        if people::has_account(tx, minor)? {
            // Somebody who can answer does so as well: it takes both.
            store::save(tx, &accepted)?;
            return Ok(id);
        }
    }
    let state = moved("accept", accepted.state, accepted.state.accept(side))?;
    if blocks::are_apart(tx, requester, helper)? {
        return Err(Error::wrong_state("accept", MatchState::Cancelled.as_str()));
    }
    refuse_unless_taking_part(tx, &[requester, helper])?;
    if tx.now >= accepted.expires_at {
        return Err(Error::wrong_state("accept", MatchState::Expired.as_str()));
    }
    if state == MatchState::Agreed {
        if lacks_approval(tx, &accepted)? {
            return Err(Code::ApprovalMissing.into());
        }
        if !guardians::have_agreed(tx, &accepted)? {
            return Err(Code::GuardianMissing.into());
        }
        // What was asked, or what is known of the helper, may have changed since the proposal.
        let offer = accepted.offer.map(|it| offers::actions::load(tx, it)).transpose()?;
        let is_group = offer.is_some_and(|it| it.terms.group.is_some());
        let lives_with = people::household_of(tx, requester)?.contains(&helper);
        if lives_with || !suggestions::may_help(tx, &request, helper, is_group)? {
            return Err(Code::OfferDoesNotFit.into());
        }
    }
    accepted.state = state;
    if state == MatchState::Agreed {
        return agree(tx, accepted, by);
    }
    accepted.expires_at = tx.now + patience(request.urgency);
    store::save(tx, &accepted)?;
    if side == Side::Requester {
        requests::spoken_for(tx, request, by)?;
    }
    tx.record(&Event::MatchAccepted(id).by(by).at(accepted.neighbourhood).with("side", side))?;
    Ok(id)
}

/// For which side the actor says yes. Nobody says yes for the other side of their own match.
fn who_accepts(tx: &mut Tx<'_>, actor: &Actor, of: &Match, for_person: Option<PersonId>) -> Result<Acting> {
    let recorder = recording(tx, actor, of)?;
    let is_unclear = recorder.acts_for(of.requester) && recorder.acts_for(of.helper);
    let Some(person) = for_person else {
        let by = check(&recorder, Action::AcceptMatch, &subject(of))?;
        if is_unclear && by.for_other.is_some() {
            return Err(Error::invalid("/forPerson", "is required: for which of the two"));
        }
        return Ok(by);
    };
    let recorder = recorder.into_owned().only_for(person);
    let by = check(&recorder, Action::AcceptMatch, &subject(of))?;
    if by.whom() == Some(person) { Ok(by) } else { Err(Code::Forbidden.into()) }
}

fn agree(tx: &mut Tx<'_>, mut agreed: Match, by: Acting) -> Result<MatchId> {
    requests::match_agreed(tx, agreed.request, by)?;
    if let Some(offer) = agreed.offer {
        offers::actions::take_place(tx, offer)?;
    }
    agreed.agreed_at = Some(tx.now);
    store::save(tx, &agreed)?;
    for side in [agreed.requester, agreed.helper] {
        tell(tx, side, Message::MatchAgreed { on: agreed.id })?;
    }
    tx.record(&Event::MatchAgreed(agreed.id).by(by).at(agreed.neighbourhood))?;
    if requests::load(tx, agreed.request)?.state == RequestState::Matched {
        supersede_others(tx, &agreed)?;
    }
    Ok(agreed.id)
}

/// The request has all the help it wanted: the other proposals are over, and never learn who it was.
fn supersede_others(tx: &mut Tx<'_>, agreed: &Match) -> Result<()> {
    for mut other in store::lock_living_of_request(tx, agreed.request)? {
        if other.id == agreed.id || !other.state.is_awaited() {
            continue;
        }
        other.state = moved("supersede", other.state, other.state.supersede())?;
        store::save(tx, &other)?;
        tell(tx, other.helper, Message::MatchOff { on: other.id })?;
        tx.record(&Event::MatchSuperseded(other.id).by(Acting::SYSTEM).at(other.neighbourhood))?;
    }
    Ok(())
}

/// One side says no.
///
/// # Errors
/// A refusal when no answer is awaited.
pub fn decline(tx: &mut Tx<'_>, actor: &Actor, id: MatchId, reason: Option<DeclineReason>) -> Result<MatchId> {
    let (_, mut declined) = lock_with_request(tx, id)?;
    let recorder = recording(tx, actor, &declined)?;
    let by = check(&recorder, Action::DeclineMatch, &subject(&declined))?;
    tx.if_match(Some(declined.version))?;
    let was = declined.state;
    declined.state = moved("decline", was, was.decline())?;
    call_off(tx, declined, was, by, reason, Event::MatchDeclined(id))
}

/// Either side or the team calls it off before it is agreed.
///
/// # Errors
/// A refusal when it is agreed or over.
pub fn cancel(tx: &mut Tx<'_>, actor: &Actor, id: MatchId, reason: Option<DeclineReason>) -> Result<MatchId> {
    let (_, mut cancelled) = lock_with_request(tx, id)?;
    let by = check(actor, Action::CancelMatch, &subject(&cancelled))?;
    tx.if_match(Some(cancelled.version))?;
    let was = cancelled.state;
    cancelled.state = moved("cancel", was, was.cancel())?;
    call_off(tx, cancelled, was, by, reason, Event::MatchCancelled(id))
}

/// Does what is due: a match that nobody answered in time expires. May be called at any time.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: MatchId) -> Result<()> {
    let (_, mut expired) = lock_with_request(tx, id)?;
    if expired.clock().is_none_or(|at| tx.now < at) {
        // Not yet: it is set anew, so that it cannot be lost.
        return store::set_clock(tx, &expired);
    }
    let was = expired.state;
    expired.state = moved("expire", was, was.expire())?;
    call_off(tx, expired, was, Acting::SYSTEM, None, Event::MatchExpired(id)).map(|_| ())
}

/// The requests with a match to which time does something. Nothing is locked.
///
/// # Errors
/// When the database fails.
pub fn with_clocks(tx: &mut Tx<'_>) -> Result<Vec<RequestId>> {
    store::awaiting(tx)
}

/// Sets the clock of every match of requests, which are locked, to which time does something.
///
/// # Errors
/// When the database fails.
pub fn set_clocks(tx: &mut Tx<'_>, of: &[RequestId]) -> Result<()> {
    store::lock_awaited(tx, of)?.iter().try_for_each(|it| store::set_clock(tx, it))
}

/// Whoever had nothing to do with it is told, without a reason.
fn call_off(
    tx: &mut Tx<'_>,
    mut off: Match,
    was: MatchState,
    by: Acting,
    reason: Option<DeclineReason>,
    event: Event,
) -> Result<MatchId> {
    off.reason = reason;
    store::save(tx, &off)?;
    tell_off(tx, &off, was, by)?;
    let reason = reason.map_or("none", DeclineReason::as_str);
    tx.record(&event.by(by).at(off.neighbourhood).with("reason", reason))?;
    Ok(off.id)
}
