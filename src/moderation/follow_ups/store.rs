//! Read models of the follow-ups: what is read of offers, matches and people.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::model::{FollowUp, FollowUpKind, HELD, PAUSED, WAITING};
use crate::clock::Instant;
use crate::db::schema::{matches, offers, people};
use crate::db::sql::lies_in;
use crate::ids::{AnyId, MatchId, NeighbourhoodId, OfferId, PersonId};
use crate::offers::OfferState;
use crate::people::vetting::notice_of;
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::when::after_working_days;

/// No vetting that ends later than in so many days is told of now, whatever the clocks do.
const NOTICE_AT_MOST: i64 = 61;

/// What the offers of a team need.
pub(super) fn of_offers(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (OfferId, PersonId, Option<NeighbourhoodId>, OfferState, Instant, Instant);
    // None of them can be due sooner than that.
    let long_ago = tx.now - TimeDelta::days(i64::from(WAITING));
    let waiting = [OfferState::Submitted, OfferState::Held, OfferState::Paused];
    let found: Vec<Found> = offers::table
        .filter(lies_in!(offers::neighbourhood_id, scope))
        .filter(offers::person_id.ne_all(&scope.except))
        .filter(offers::state.eq_any(waiting).and(offers::created_at.le(long_ago)))
        .select((
            offers::id,
            offers::person_id,
            offers::neighbourhood_id,
            offers::state,
            offers::created_at,
            offers::updated_at,
        ))
        .load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood, state, created, updated): Found| {
        let (kind, since) = match state {
            OfferState::Submitted => (FollowUpKind::OfferWaits, after_working_days(created, WAITING)),
            OfferState::Held => (FollowUpKind::OfferHeld, updated + HELD),
            OfferState::Paused => (FollowUpKind::OfferPaused, updated + PAUSED),
            OfferState::Active | OfferState::Rejected | OfferState::Retired => return None,
        };
        Some(FollowUp { kind, since, about: AnyId::from(id.uuid()), person, neighbourhood })
    };
    Ok(found.into_iter().filter_map(follow_up).collect())
}

/// The agreed matches of a team whose helper does not help any more.
pub(super) fn of_matches(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (MatchId, PersonId, Option<NeighbourhoodId>, Instant);
    let stopped = offers::table
        .filter(offers::state.eq_any([OfferState::Held, OfferState::Rejected, OfferState::Retired]))
        .select(offers::id.nullable());
    let found: Vec<Found> = matches::table
        .filter(lies_in!(matches::neighbourhood_id, scope))
        .filter(matches::requester_id.ne_all(&scope.except))
        .filter(matches::helper_id.ne_all(&scope.except))
        .filter(matches::state.eq("agreed").and(matches::offer_id.eq_any(stopped)))
        .select((matches::id, matches::requester_id, matches::neighbourhood_id, matches::updated_at))
        .load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood, since): Found| FollowUp {
        kind: FollowUpKind::HelperStopped,
        since,
        about: AnyId::from(id.uuid()),
        person,
        neighbourhood,
    };
    Ok(found.into_iter().map(follow_up).collect())
}

/// The people of a team whose vetting lapses, as long as they offer help or somebody expects them.
pub(super) fn of_people(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (PersonId, Option<NeighbourhoodId>, Option<Instant>);
    let ended = [OfferState::Rejected, OfferState::Retired];
    let offering = offers::table.filter(offers::state.ne_all(ended)).select(offers::person_id);
    let expected = matches::table.filter(matches::state.eq("agreed")).select(matches::helper_id);
    let soon = tx.now + TimeDelta::days(NOTICE_AT_MOST);
    let found: Vec<Found> = people::table
        .filter(lies_in!(people::neighbourhood_id, scope))
        .filter(people::id.ne_all(&scope.except))
        .filter(people::vetted_until.le(soon))
        .filter(people::id.eq_any(offering).or(people::id.eq_any(expected)))
        .select((people::id, people::neighbourhood_id, people::vetted_until))
        .load(tx.conn)?;
    let follow_up = |(person, neighbourhood, until): Found| {
        let kind = FollowUpKind::VettingLapses;
        Some(FollowUp { kind, since: notice_of(until?), about: AnyId::from(person.uuid()), person, neighbourhood })
    };
    Ok(found.into_iter().filter_map(follow_up).collect())
}
