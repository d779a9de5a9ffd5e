//! An organisation hands a case back: the person needs help of the neighbourhood again.

use super::submit::check_phase;
use crate::events::Event;
use crate::ids::{PersonId, ReferralId, RequestId};
use crate::people;
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::requests::model::{HelpRequest, RequestState, Said, Visibility, Wish};
use crate::requests::store;

/// Enters a new request for the person, after an earlier one that an organisation helped with, in the words and at the
/// place of that one. It waits for a human look, first in the queue, because somebody must call the person. Neighbours do
/// not see it. No right is checked: the caller has done so, knows that the person agreed, and keeps the home from moving.
///
/// # Errors
/// A refusal when the neighbourhood takes no new requests.
pub fn handed_back(
    tx: &mut Tx<'_>,
    of: RequestId,
    referral: ReferralId,
    entered_by: PersonId,
    by: Acting,
) -> Result<RequestId> {
    let earlier = store::get(tx, of)?;
    people::states::actions::refuse_unless_here(tx, earlier.person)?;
    let place = store::place(tx, &earlier)?;
    let spot = if place.is_none() { people::actions::home_of(tx, earlier.person)? } else { None };
    let (neighbourhood, cell, near_cell) = match spot {
        Some(spot) => (spot.neighbourhood, Some(spot.cell), Some(spot.near_cell)),
        None => (earlier.neighbourhood, earlier.cell, earlier.near_cell),
    };
    check_phase(tx, neighbourhood)?;
    let said = store::said(tx, &earlier)?;
    let submitted = HelpRequest {
        neighbourhood,
        cell,
        near_cell,
        wish: Wish { visibility: Visibility::BuurtwerkerOnly, ..earlier.wish.clone() },
        first_in_queue: true,
        handed_back_from: Some(referral),
        ..earlier.anew(RequestState::Submitted, entered_by, tx.now)
    };
    let said = Said { text: said.text, accessibility_notes: said.accessibility_notes, ..Said::default() };
    store::insert(tx, &submitted, &said, place.as_ref())?;
    let event = Event::RequestSubmitted(submitted.id).by(by).at(submitted.neighbourhood);
    let event = event.with("category", submitted.category).with("urgency", submitted.urgency);
    tx.record(&event.with("handedBackFrom", referral))?;
    Ok(submitted.id)
}
