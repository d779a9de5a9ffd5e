//! A neighbour offers themselves for a request they came across, and the team looks where that is needed.

use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{MatchId, OfferId, PersonId, RequestId};
use crate::matching::actions::{band, lock_with_request, moved, subject};
use crate::matching::guardians::actions as guardians;
use crate::matching::model::{Match, MatchState, patience};
use crate::matching::{store, suggestions};
use crate::notifications::tell;
use crate::offers;
use crate::people::actions as people;
use crate::people::states::actions::refuse_unless_taking_part;
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::requests;
use crate::requests::model::HelpRequest;

/// Offers oneself for a request that one came across: with an offer that fits, or without one, and then the team looks
/// before it can be agreed.
///
/// # Errors
/// [`Code::OfferDoesNotFit`] when the offer is no candidate, or the request asks more than a volunteer without an offer
/// can show; [`Code::MatchedAlready`] when the two are brought together for this request already; a refusal when the
/// actor does not come across the request.
pub fn volunteer(tx: &mut Tx<'_>, actor: &Actor, request: RequestId, offer: Option<OfferId>) -> Result<MatchId> {
    let helper = actor.signed_in()?;
    let asked = requests::load(tx, request)?;
    let neighbours = requests::neighbours(tx, actor, &asked)?;
    check(actor, Action::Volunteer, &neighbours)?;
    // Whoever parts the two meanwhile waits, and then finds this match to call off.
    people::lock_two(tx, asked.person, helper)?;
    let request = requests::lock(tx, request)?;
    let neighbours = requests::neighbours(tx, actor, &request)?;
    let by = check(actor, Action::Volunteer, &neighbours)?;
    refuse_unless_taking_part(tx, &[request.person, helper])?;
    check_fit(tx, &request, helper, offer)?;
    let volunteered = Match {
        band: band(tx, &request, helper)?,
        ..Match::new(&request, helper, offer, helper, MatchState::AcceptedByHelper, tx.now)
    };
    store::insert(tx, &volunteered)?;
    if !lacks_approval(tx, &volunteered)? {
        tell(tx, volunteered.requester, Message::MatchProposed { on: volunteered.id })?;
    }
    let event = Event::MatchVolunteered(volunteered.id).by(by).at(volunteered.neighbourhood);
    tx.record(&event.with("request", request.id))?;
    Ok(volunteered.id)
}

fn check_fit(tx: &mut Tx<'_>, request: &HelpRequest, helper: PersonId, offer: Option<OfferId>) -> Result<()> {
    let is_away = requests::away_from(tx, request)?.contains(&helper);
    let fits = match offer {
        // Whom the requester has told no does not ask again for the same.
        _ if helper == request.person || is_away || store::was_declined(tx, request.id, helper)? => false,
        Some(offer) => {
            // Kept from changing: who pauses it meanwhile waits, and then finds this match to call off.
            let offer = offers::actions::lock(tx, offer)?;
            if offer.person != helper {
                return Err(Code::NotFound.into());
            }
            suggestions::is_public_candidate(tx, request, &offer)?
        }
        None => suggestions::can_volunteer(tx, request, helper)?,
    };
    if fits { Ok(()) } else { Err(Code::OfferDoesNotFit.into()) }
}

/// Whether the team has to look before it can be agreed: at a volunteer without an offer, and wherever somebody is
/// under age.
///
/// # Errors
/// When the database fails.
pub fn lacks_approval(tx: &mut Tx<'_>, of: &Match) -> Result<bool> {
    Ok(of.approved_by.is_none() && (of.offer.is_none() || store::has_minor(tx, of)?))
}

/// Lets a match be agreed. Where somebody is under age, a second one of the team does, and a guardian has agreed: by
/// saying yes themselves, or, where no guardian has an account, as the team heard it.
///
/// # Errors
/// A refusal when the actor may not or proposed it themselves, no guardian agreed, or no answer is awaited any more.
pub fn approve(tx: &mut Tx<'_>, actor: &Actor, id: MatchId, guardian_agreed: bool) -> Result<MatchId> {
    let (request, mut approved) = lock_with_request(tx, id)?;
    let by = check(actor, Action::ApproveMatch, &subject(&approved))?;
    tx.if_match(Some(approved.version))?;
    approved.state = moved("approve", approved.state, approved.state.approve())?;
    if tx.now >= approved.expires_at {
        return Err(Error::wrong_state("approve", MatchState::Expired.as_str()));
    }
    if by.person == Some(approved.proposed_by) {
        return Err(Refusal::new(Code::Forbidden).because("a second one of the team approves").into());
    }
    if !lacks_approval(tx, &approved)? {
        return Err(Refusal::new(Code::WrongState).because("it is approved, or needs nobody's approval").into());
    }
    if guardian_agreed {
        guardians::heard(tx, &approved, actor.signed_in()?)?;
    }
    if !guardians::have_agreed(tx, &approved)? {
        return Err(Code::GuardianMissing.into());
    }
    approved.approved_by = by.person;
    approved.expires_at = tx.now + patience(request.urgency);
    store::save(tx, &approved)?;
    // A helper of a wave said yes before the requester was to hear of them, as a volunteer did.
    let said_yes = approved.state == MatchState::AcceptedByHelper && store::is_of_wave(tx, id)?;
    if approved.proposed_by == approved.helper || said_yes {
        tell(tx, approved.requester, Message::MatchProposed { on: id })?;
    }
    let event = Event::MatchApproved(id).by(by).at(approved.neighbourhood);
    tx.record(&event.with("guardianAgreed", guardian_agreed))?;
    Ok(id)
}
