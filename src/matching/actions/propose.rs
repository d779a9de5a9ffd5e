//! The team proposes two people to each other.

use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{MatchId, OfferId, PersonId, RequestId};
use crate::matching::model::{Match, MatchState, patience};
use crate::matching::{store, suggestions};
use crate::notifications::tell;
use crate::offers;
use crate::people::actions as people;
use crate::places::DistanceBand;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, check, may};
use crate::requests;
use crate::requests::model::{HelpRequest, RequestState};

/// Proposes the helper of an offer for a request. The helper must be a candidate: whoever the search would not suggest
/// cannot be proposed either.
///
/// # Errors
/// [`Code::OfferDoesNotFit`] when the helper is no candidate, [`Code::MatchedAlready`] when the two are brought
/// together for this request already; a refusal when the actor may not.
pub fn propose(tx: &mut Tx<'_>, actor: &Actor, request: RequestId, offer: OfferId) -> Result<MatchId> {
    let asked = requests::load(tx, request)?;
    check(actor, Action::ProposeMatch, &requests::subject(&asked))?;
    let helper = offers::actions::load(tx, offer)?.person;
    // Whoever parts the two meanwhile waits, and then finds this proposal to call off.
    people::lock_two(tx, asked.person, helper)?;
    let request = requests::lock(tx, request)?;
    check(actor, Action::ProposeMatch, &requests::subject(&request))?;
    if request.state != RequestState::Open {
        return Err(Error::wrong_state("propose", request.state.as_str()));
    }
    // Kept from changing: who pauses it meanwhile waits, and then finds this proposal to call off.
    let offer = offers::actions::lock(tx, offer)?;
    if !suggestions::is_candidate(tx, &request, &offer)? {
        // Somebody else's offer that does not even fit is as if it did not exist.
        let knows = may(actor, Action::SeeOffer, &offers::actions::subject(&offer));
        return Err(if knows { Code::OfferDoesNotFit } else { Code::NotFound }.into());
    }
    let proposed = Match {
        id: MatchId::fresh(),
        request: request.id,
        offer: Some(offer.id),
        requester: request.person,
        helper: offer.person,
        neighbourhood: request.neighbourhood,
        band: band(tx, &request, offer.person)?,
        state: MatchState::Proposed,
        held_from: None,
        outcome: None,
        reason: None,
        proposed_by: actor.signed_in()?,
        approved_by: None,
        agreed_at: None,
        expires_at: tx.now + patience(request.urgency),
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    // Nobody brings together somebody they are brought together with themselves.
    let by = check(actor, Action::ProposeMatch, &super::subject(&proposed))?;
    store::insert(tx, &proposed)?;
    for side in [proposed.requester, proposed.helper] {
        tell(tx, side, Message::MatchProposed { on: proposed.id })?;
    }
    tx.record(&Event::MatchProposed(proposed.id).by(by).at(proposed.neighbourhood).with("request", request.id))?;
    Ok(proposed.id)
}

/// How far apart the two are, from the centres of the public cells.
fn band(tx: &mut Tx<'_>, request: &HelpRequest, helper: PersonId) -> Result<Option<DistanceBand>> {
    let home = people::home_of(tx, helper)?;
    Ok(home.zip(request.cell).map(|(home, cell)| DistanceBand::between(home.cell, cell)))
}
