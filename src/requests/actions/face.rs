//! What other capabilities need of requests. None of these checks a right: the caller has done so.

use std::collections::BTreeSet;

use crate::clock::Instant;
use crate::events::Event;
use crate::ids::{PersonId, RequestId};
use crate::people;
use crate::people::states::actions::taking_part;
use crate::places::{self, Position, WayToMatch};
use crate::platform::text::Address;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Scope, Subject};
use crate::requests::model::{HelpRequest, MatchOutcome, RequestState, RequestVerb, Said, Urgency};
use crate::requests::store;

/// A request. No right is checked.
///
/// # Errors
/// When there is none of this id.
pub fn load(tx: &mut Tx<'_>, id: RequestId) -> Result<HelpRequest> {
    store::get(tx, id)
}

/// A request, kept from changing until the end of the transaction. No right is checked.
///
/// # Errors
/// When there is none of this id.
pub fn lock(tx: &mut Tx<'_>, id: RequestId) -> Result<HelpRequest> {
    store::lock(tx, id)
}

/// Keeps requests from changing until the end of the transaction.
///
/// # Errors
/// When the database fails.
pub fn lock_all(tx: &mut Tx<'_>, these: &[RequestId]) -> Result<()> {
    store::cases::lock_all(tx, these)
}

/// All requests of a person, also those that have ended. Nothing is locked.
///
/// # Errors
/// When the database fails.
pub fn ids_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<RequestId>> {
    store::cases::ids_of(tx, person)
}

/// What the policy needs to know of a request.
#[must_use]
pub fn subject(request: &HelpRequest) -> Subject {
    Subject::of(request.person).at(request.neighbourhood)
}

/// What was said, opened. No right is checked and no trace is left: the caller does both.
///
/// # Errors
/// When the database fails.
pub fn said(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<Said> {
    store::said(tx, request)
}

/// The exact position of the help: the place that was given, or the home. No right is checked: for the moment of an
/// agreed match only.
///
/// # Errors
/// When the database fails.
pub fn place_of(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<Option<Position>> {
    let Some(place) = store::place(tx, request)? else { return people::actions::position_of(tx, request.person) };
    let broken = |error| Error::Inconsistent(format!("the place of request {}: {error}", request.id));
    Position::from_sealed(&place.position).map(Some).map_err(broken)
}

/// The postal address that goes with [`place_of`]. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn address_of(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<Option<Address>> {
    match store::place(tx, request)? {
        Some(place) => Ok(place.address),
        None => Ok(people::actions::contact_of(tx, request.person)?.address),
    }
}

/// Whether [`place_of`] only says about where, since nobody knows the home better. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn is_placed_roughly(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<bool> {
    Ok(store::place(tx, request)?.is_none() && people::actions::contact_of(tx, request.person)?.roughly)
}

/// Whether helpers can be asked in waves now: the request is open, its neighbourhood does so, the requester takes part, and
/// no wave runs.
///
/// # Errors
/// When the database fails.
pub fn can_be_waved(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<bool> {
    Ok(wavable(tx, &[request])?.contains(&request.id))
}

/// For which of these requests that is so.
pub(in crate::requests) fn wavable(tx: &mut Tx<'_>, requests: &[&HelpRequest]) -> Result<BTreeSet<RequestId>> {
    let mut open: Vec<_> = requests.iter().filter(|it| it.state == RequestState::Open).collect();
    let here = open.iter().map(|it| it.neighbourhood).collect();
    let on = places::where_way_is_on(tx, &here, WayToMatch::Waves)?;
    open.retain(|it| on.contains(&it.neighbourhood));
    if open.is_empty() {
        return Ok(BTreeSet::new());
    }
    let people: Vec<_> = open.iter().map(|it| it.person).collect();
    let taking_part = taking_part(tx, &people)?;
    let ids: Vec<_> = open.iter().map(|it| it.id).collect();
    let waved = store::waved(tx, &ids)?;
    let can_be = |it: &&&&HelpRequest| taking_part.contains(&it.person) && !waved.contains(&it.id);
    Ok(open.iter().filter(can_be).map(|it| it.id).collect())
}

/// A helper and the requester agreed: takes one of the places of the open request, which is locked.
///
/// # Errors
/// [`WrongState`](crate::codes::Code::WrongState) when it is not open, or no place is free.
pub fn match_agreed(tx: &mut Tx<'_>, id: RequestId, by: Acting) -> Result<()> {
    let agreed = store::lock(tx, id)?.match_agreed(tx.now)?;
    store::save(tx, &agreed)?;
    if agreed.state != RequestState::Matched {
        return Ok(());
    }
    tx.record(&Event::RequestMatched(id).by(by).at(agreed.neighbourhood))
}

/// An agreed match of the request was ended by a person; `others_live`: another agreed one lives. Not to be called
/// where the match ends because its request did: that moves nothing back.
///
/// # Errors
/// A refusal when the state does not let it.
pub fn match_over(tx: &mut Tx<'_>, id: RequestId, by: Acting, how: MatchOutcome, others_live: bool) -> Result<()> {
    let request = store::lock(tx, id)?;
    let before = request.state;
    let after = request.match_over(how, others_live, tx.now)?;
    store::save(tx, &after)?;
    if after.state == before {
        return Ok(());
    }
    let event = match how {
        MatchOutcome::Helped => Event::RequestFulfilled(id),
        MatchOutcome::NotNeeded => Event::RequestWithdrawn(id),
        MatchOutcome::NoShow | MatchOutcome::Stopped => Event::RequestVacated(id),
        MatchOutcome::ToProfessional => Event::RequestResubmitted(id),
    };
    tx.record(&event.by(by).at(after.neighbourhood).with("match", how))?;
    underway_no_more(tx, id, by)?;
    // It takes a professional, also where somebody was to come instead.
    if how == MatchOutcome::ToProfessional { super::withdraw_covers(tx, id, by) } else { Ok(()) }
}

/// A referral was sent and only a professional helps. One that is with a professional already stays so.
///
/// # Errors
/// A refusal when the state does not let it.
pub fn referral_sent(tx: &mut Tx<'_>, id: RequestId, by: Acting) -> Result<()> {
    let request = store::lock(tx, id)?;
    if request.state == RequestState::Referred {
        return Ok(());
    }
    let sent = request.referral_sent(tx.now)?;
    store::save(tx, &sent)?;
    tx.record(&Event::RequestReferred(id).by(by).at(sent.neighbourhood))
}

/// The last living referral of the request ended, with help or without. Where the request is not with a professional
/// alone, nothing moves: this may be called for every referral that ends as the last one.
///
/// # Errors
/// When the database fails.
pub fn referral_over(tx: &mut Tx<'_>, id: RequestId, by: Acting, helped: bool) -> Result<()> {
    let request = store::lock(tx, id)?;
    let before = request.clone();
    let after = request.referral_over(helped, tx.now)?;
    if after == before {
        return Ok(());
    }
    store::save(tx, &after)?;
    if after.state == before.state {
        return Ok(());
    }
    let event = if helped { Event::RequestFulfilled(id) } else { Event::RequestReturned(id) };
    tx.record(&event.by(by).at(after.neighbourhood))?;
    underway_no_more(tx, id, by)
}

/// Somebody moved house: their living requests for help at home go with them, and what was open is looked at anew.
/// What is underway gets its new place and stays with the team that knows it, together with its matches and referrals.
///
/// # Errors
/// When the database fails.
pub fn home_moved(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<()> {
    store::lock_living_at_home(tx, person)?.into_iter().try_for_each(|it| follow_home(tx, it, by))
}

/// A match or a referral ended that kept a request with the team that knew it: where the person has moved since, whoever
/// looks for somebody else is the team where they live now.
fn underway_no_more(tx: &mut Tx<'_>, id: RequestId, by: Acting) -> Result<()> {
    let request = store::lock(tx, id)?;
    let waits = matches!(request.state, RequestState::Open | RequestState::Submitted);
    if waits && store::place(tx, &request)?.is_none() { follow_home(tx, request, by) } else { Ok(()) }
}

/// A request for help at home, which is locked, gets the place of the home now. Its team changes with it, unless it is
/// underway.
fn follow_home(tx: &mut Tx<'_>, request: HelpRequest, by: Acting) -> Result<()> {
    // The person is not locked here, which would be after the request: who moves meanwhile waits for the request, and
    // takes it along.
    // Nobody gives a home up; who is gone has none, and their requests go nowhere any more.
    let Some(spot) = people::actions::home_of(tx, request.person)? else { return Ok(()) };
    let (cell, near_cell) = (Some(spot.cell), Some(spot.near_cell));
    let stays = store::is_underway(tx, &request)?;
    let neighbourhood = if stays { request.neighbourhood } else { spot.neighbourhood };
    if (request.neighbourhood, request.cell, request.near_cell) == (neighbourhood, cell, near_cell) {
        return Ok(());
    }
    let moved = HelpRequest { cell, near_cell, ..request.in_neighbourhood(neighbourhood) };
    let before = moved.state;
    let moved = if moved.allows(RequestVerb::Change) {
        moved.change(true, tx.now)?
    } else {
        // It goes on, but it was approved for another place.
        HelpRequest { approved_at: None, ..moved }
    };
    store::save(tx, &moved)?;
    let is_back = moved.state != before;
    let event = if is_back { Event::RequestResubmitted(moved.id) } else { Event::RequestChanged(moved.id) };
    tx.record(&event.by(by).at(moved.neighbourhood).with("home", "moved"))
}

/// The order of the queue: what came back from a professional, then by urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Came back from a professional.
    First,
    /// Of an urgency.
    Of(Urgency),
}

/// The requests of a rank that wait for a human look, the longest waiting first, after one that waits since a moment.
/// No right is checked: `scope` says which the team sees.
///
/// # Errors
/// When the database fails.
pub fn waiting(
    tx: &mut Tx<'_>,
    scope: &Scope,
    rank: Rank,
    after: Option<(Instant, RequestId)>,
    limit: i64,
) -> Result<Vec<HelpRequest>> {
    let urgency = match rank {
        Rank::First => None,
        Rank::Of(urgency) => Some(urgency),
    };
    store::waiting::waiting(tx, scope, urgency, after, limit)
}

/// How many requests have come to wait for a human look since a moment, as far as `most`. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn count_waiting_since(tx: &mut Tx<'_>, scope: &Scope, since: Instant, most: i64) -> Result<usize> {
    store::waiting::count_since(tx, scope, since, most)
}

/// The requests that can need a human word of the team: what waits for a look, what is held, and who does not answer. No
/// right is checked: `scope` says which the team sees.
///
/// # Errors
/// When the database fails.
pub fn to_follow_up(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<HelpRequest>> {
    store::to_follow_up(tx, scope)
}
