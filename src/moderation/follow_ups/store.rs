//! Read models of the follow-ups: what is read of offers and matches.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::Nullable;

use super::model::{FollowUp, FollowUpKind, HELD, PAUSED, WAITING};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{matches, offers, people};
use crate::db::sql::lies_in;
use crate::db::types::{InstantSql, UuidSql};
use crate::ids::{AnyId, MatchId, NeighbourhoodId, OfferId, PersonId};
use crate::matching::model::MatchState;
use crate::offers::OfferState;
use crate::people::model::{BirthYear, GROWN_UP};
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::when::after_working_days;

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

/// The matches of a team that wait for its approval, are held, or whose helper does not help any more.
pub(super) fn of_matches(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    let stopped = offers::table
        .filter(offers::state.eq_any([OfferState::Held, OfferState::Rejected, OfferState::Retired]))
        .select(offers::id.nullable());
    let minors = people::table.filter(people::birth_year.gt(BirthYear::latest_at(GROWN_UP, tx.now))).select(people::id);
    let awaited = MatchState::ALL.iter().copied().filter(|it| it.is_awaited());
    let is_minor = matches::helper_id.eq_any(minors).or(matches::requester_id.eq_any(minors));
    let is_unapproved = matches::state
        .eq_any(awaited)
        .and(matches::approved_by.is_null())
        .and(matches::offer_id.is_null().or(is_minor));
    let is_held = matches::state.eq(MatchState::Held).and(matches::hold_reason.is_not_null());
    let is_stopped = matches::state.eq(MatchState::Agreed).and(matches::offer_id.eq_any(stopped));
    let of_kind = [
        (FollowUpKind::MatchUnapproved, of_team(scope).filter(is_unapproved)),
        (FollowUpKind::MatchHeld, of_team(scope).filter(is_held)),
        (FollowUpKind::HelperStopped, of_team(scope).filter(is_stopped)),
    ];
    let mut all = Vec::new();
    for (kind, query) in of_kind {
        let found: Vec<FoundMatch> = query.load(tx.conn)?;
        let after = if kind == FollowUpKind::MatchHeld { HELD } else { TimeDelta::zero() };
        all.extend(found.into_iter().map(|(id, person, neighbourhood, changed)| FollowUp {
            kind,
            since: changed + after,
            about: AnyId::from(id.uuid()),
            person,
            neighbourhood,
        }));
    }
    Ok(all)
}

type FoundMatch = (MatchId, PersonId, Option<NeighbourhoodId>, Instant);

/// The matches of a team, to be narrowed.
fn of_team(scope: &Scope) -> matches::BoxedQuery<'_, MultiBackend, (UuidSql, UuidSql, Nullable<UuidSql>, InstantSql)> {
    matches::table
        .filter(lies_in!(matches::neighbourhood_id, scope))
        .filter(matches::requester_id.ne_all(&scope.except))
        .filter(matches::helper_id.ne_all(&scope.except))
        .select((matches::id, matches::requester_id, matches::neighbourhood_id, matches::updated_at))
        .into_boxed()
}
