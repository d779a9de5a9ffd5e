//! The team proposes two people to each other.

use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{MatchId, OfferId, RequestId};
use crate::matching::actions::band;
use crate::matching::model::{Match, MatchState};
use crate::matching::{store, suggestions};
use crate::notifications::tell;
use crate::offers;
use crate::people::actions as people;
use crate::people::states::actions::refuse_unless_taking_part;
use crate::places::{self, WayToMatch};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, check, may};
use crate::requests;
use crate::requests::model::RequestState;

/// Proposes the helper of an offer for a request. The helper must be a candidate: whoever the search would not suggest
/// cannot be proposed either.
///
/// # Errors
/// [`Code::OfferDoesNotFit`] when the helper is no candidate, [`Code::MatchedAlready`] when the two are brought
/// together for this request already, [`Code::WayNotOn`] where the team does not propose; a refusal when the actor may
/// not.
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
    places::refuse_unless_on(tx, request.neighbourhood, WayToMatch::Buurtwerker)?;
    refuse_unless_taking_part(tx, &[request.person])?;
    // Kept from changing: who pauses it meanwhile waits, and then finds this proposal to call off.
    let offer = offers::actions::lock(tx, offer)?;
    if !suggestions::is_candidate(tx, &request, &offer)? {
        // Somebody else's offer that does not even fit is as if it did not exist.
        let knows = may(actor, Action::SeeOffer, &offers::actions::subject(&offer));
        return Err(if knows { Code::OfferDoesNotFit } else { Code::NotFound }.into());
    }
    let proposed = Match {
        band: band(tx, &request, offer.person)?,
        ..Match::new(&request, offer.person, Some(offer.id), actor.signed_in()?, MatchState::Proposed, tx.now)
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
