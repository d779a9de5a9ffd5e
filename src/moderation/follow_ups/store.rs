//! Read models of the follow-ups: what is read of offers, matches, refusals and people.

pub(super) mod letters;
pub(super) mod consents;
pub(super) mod persons;
pub(super) mod waves;

use std::collections::HashSet;

use chrono::TimeDelta;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Nullable;

use super::model::{FollowUp, FollowUpKind, HELD, NO_MONTHLY_VISIT, NO_VISIT, PAUSED, UNREPORTED};
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{bonds, matches, offers, people, referrals, requests, visits};
use crate::db::sql::lies_in;
use crate::db::types::{InstantSql, Json, UuidSql};
use crate::ids::{AnyId, BondId, MatchId, NeighbourhoodId, OfferId, PersonId, RequestId};
use crate::matching::bonds::model::{BondState, PATIENCE};
use crate::matching::model::{MatchHoldReason, MatchState, Side};
use crate::matching::visits::model::VisitState;
use crate::moderation::model::WAITING;
use crate::offers::OfferState;
use crate::people::model::{BirthYear, GROWN_AGE};
use crate::people::vetting::notice_of;
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::referrals::ReferralState;
use crate::referrals::model::REFUSALS_TO_SIGNAL;
use crate::requests::model::Rhythm;
use crate::requests::{RequestState, Wish};
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
            offers::state_since,
        ))
        .load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood, state, created, state_since): Found| {
        let (kind, since) = match state {
            OfferState::Submitted => (FollowUpKind::OfferWaits, after_working_days(created, WAITING)),
            OfferState::Held => (FollowUpKind::OfferHeld, state_since + HELD),
            OfferState::Paused => (FollowUpKind::OfferPaused, state_since + PAUSED),
            OfferState::Active | OfferState::Rejected | OfferState::Retired => return None,
        };
        Some(FollowUp { kind, since, about: AnyId::from(id.uuid()), person, neighbourhood })
    };
    let mut all: Vec<FollowUp> = found.into_iter().filter_map(follow_up).collect();
    all.extend(unseen_offers(tx, scope)?);
    Ok(all)
}

/// The offers of a team that count without that anybody has looked.
fn unseen_offers(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (OfferId, PersonId, Option<NeighbourhoodId>, Option<Instant>);
    let found: Vec<Found> = offers::table
        .filter(lies_in!(offers::neighbourhood_id, scope))
        .filter(offers::person_id.ne_all(&scope.except))
        .filter(offers::unseen_since.is_not_null())
        .filter(offers::state.eq_any([OfferState::Active, OfferState::Paused]))
        .select((offers::id, offers::person_id, offers::neighbourhood_id, offers::unseen_since))
        .load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood, since): Found| {
        let (kind, about) = (FollowUpKind::OfferUnseen, AnyId::from(id.uuid()));
        Some(FollowUp { kind, since: since?, about, person, neighbourhood })
    };
    Ok(found.into_iter().filter_map(follow_up).collect())
}

/// The matches of a team that wait for its approval, are held, or whose helper does not help any more.
pub(super) fn of_matches(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    let is_over = offers::state.eq_any([OfferState::Held, OfferState::Rejected, OfferState::Retired]);
    let stopped = offers::table.filter(offers::id.nullable().eq(matches::offer_id).and(is_over));
    let either = people::id.eq(matches::helper_id).or(people::id.eq(matches::requester_id));
    let is_young = people::birth_year.gt(BirthYear::latest_at(GROWN_AGE, tx.now));
    let is_minor = exists(people::table.filter(either.and(is_young)));
    let awaited = MatchState::ALL.iter().copied().filter(|it| it.is_awaited());
    let is_unapproved = matches::state
        .eq_any(awaited)
        .and(matches::approved_by.is_null())
        .and(matches::offer_id.is_null().or(is_minor));
    let is_held = || matches::state.eq(MatchState::Held);
    // Nobody of the team has seen to what the clock holds.
    let by_team = is_held().and(matches::hold_reason.ne(MatchHoldReason::VettingLapsed));
    let by_clock = is_held().and(matches::hold_reason.eq(MatchHoldReason::VettingLapsed));
    let at_once = TimeDelta::zero();
    let is_stopped = matches::state.eq(MatchState::Agreed).and(exists(stopped));
    let of_kind = [
        (FollowUpKind::MatchUnapproved, at_once, of_team(scope).filter(is_unapproved)),
        (FollowUpKind::MatchHeld, HELD, of_team(scope).filter(by_team)),
        (FollowUpKind::MatchHeld, at_once, of_team(scope).filter(by_clock)),
        (FollowUpKind::HelperStopped, at_once, of_team(scope).filter(is_stopped)),
    ];
    let mut all = Vec::new();
    for (kind, after, query) in of_kind {
        let found: Vec<FoundMatch> = query.load(tx.conn)?;
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

/// The visits of a team after which nobody was reached, those that nobody reports, and the matches without one. One for
/// each match and kind: the longest due.
pub(super) fn of_visits(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (MatchId, PersonId, Option<NeighbourhoodId>, VisitState, Instant, i32, Option<Instant>);
    let is_worrying = visits::missed_by.eq(Side::Requester).and(visits::reached_at.is_null());
    let is_unreported = visits::state
        .eq(VisitState::Planned)
        .and(matches::state.eq_any([MatchState::Agreed, MatchState::Ended]))
        .and(visits::start.le(tx.now - UNREPORTED));
    let found: Vec<Found> = visits::table
        .inner_join(matches::table)
        .filter(lies_in!(matches::neighbourhood_id, scope))
        .filter(matches::requester_id.ne_all(&scope.except))
        .filter(matches::helper_id.ne_all(&scope.except))
        .filter(is_worrying.or(is_unreported))
        .order(visits::start)
        .select((
            matches::id,
            matches::requester_id,
            matches::neighbourhood_id,
            visits::state,
            visits::start,
            visits::duration_minutes,
            visits::reported_at,
        ))
        .load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood, state, start, minutes, reported): Found| {
        let (kind, since) = match state {
            VisitState::Missed => (FollowUpKind::NobodyOpened, reported?),
            VisitState::Planned => {
                (FollowUpKind::VisitUnreported, start + TimeDelta::minutes(i64::from(minutes)) + UNREPORTED)
            }
            VisitState::Done | VisitState::Cancelled => return None,
        };
        Some(FollowUp { kind, since, about: AnyId::from(id.uuid()), person, neighbourhood })
    };
    let mut all: Vec<FollowUp> = found.into_iter().filter_map(follow_up).collect();
    all.extend(without_visit(tx, scope)?);
    let mut known = HashSet::new();
    all.retain(|it| known.insert((it.kind, it.about)));
    Ok(all)
}

/// The matches of a team that were agreed long ago, and in which no visit is planned, or was done lately. A paused bond
/// needs none.
fn without_visit(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (MatchId, PersonId, Option<NeighbourhoodId>, Option<Instant>, Json<Wish>);
    let long_ago = tx.now - NO_VISIT;
    let is_lately_done = visits::state.eq(VisitState::Done).and(visits::start.gt(long_ago));
    let is_seen_to = visits::state.eq(VisitState::Planned).or(is_lately_done);
    let visited = visits::table.filter(visits::match_id.eq(matches::id).and(is_seen_to));
    let paused = bonds::table.filter(bonds::match_id.eq(matches::id).and(bonds::state.eq(BondState::Paused)));
    let found: Vec<Found> = matches::table
        .inner_join(requests::table)
        .filter(lies_in!(matches::neighbourhood_id, scope))
        .filter(matches::requester_id.ne_all(&scope.except))
        .filter(matches::helper_id.ne_all(&scope.except))
        .filter(matches::state.eq(MatchState::Agreed).and(matches::agreed_at.le(long_ago)))
        .filter(not(exists(visited)).and(not(exists(paused))))
        .select((matches::id, matches::requester_id, matches::neighbourhood_id, matches::agreed_at, requests::wish))
        .load(tx.conn)?;
    let ids: Vec<MatchId> = found.iter().map(|it| it.0).collect();
    let done = visits::table.filter(visits::match_id.eq_any(ids).and(visits::state.eq(VisitState::Done)));
    let done: Vec<(MatchId, Instant)> = done.select((visits::match_id, visits::start)).load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood, agreed, wish): Found| {
        let limit = if wish.0.rhythm == Some(Rhythm::Monthly) { NO_MONTHLY_VISIT } else { NO_VISIT };
        let last = done.iter().filter(|it| it.0 == id).map(|it| it.1).chain(agreed).max()?;
        let (kind, about) = (FollowUpKind::NoVisit, AnyId::from(id.uuid()));
        Some(FollowUp { kind, since: last + limit, about, person, neighbourhood })
    };
    Ok(found.into_iter().filter_map(follow_up).collect())
}

/// The bonds of a team that do not go well, of which nobody says how they go, or that are paused for long.
pub(super) fn of_bonds(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (BondId, PersonId, Option<NeighbourhoodId>, BondState, Instant, Option<Instant>, Instant);
    let is_troubled = || bonds::requester_well.eq(false).or(bonds::helper_well.eq(false));
    let living = || {
        bonds::table
            .inner_join(matches::table)
            .filter(lies_in!(matches::neighbourhood_id, scope))
            .filter(matches::requester_id.ne_all(&scope.except))
            .filter(matches::helper_id.ne_all(&scope.except))
            .filter(bonds::state.ne(BondState::Ended))
            .select((
                bonds::id,
                matches::requester_id,
                matches::neighbourhood_id,
                bonds::state,
                bonds::state_since,
                bonds::asked_at,
                bonds::updated_at,
            ))
    };
    let troubled: Vec<Found> = living().filter(is_troubled()).load(tx.conn)?;
    let waits = bonds::state.eq(BondState::Paused).or(bonds::asked_at.is_not_null());
    let waiting: Vec<Found> = living().filter(waits).load(tx.conn)?;
    let mut all = Vec::new();
    for (id, person, neighbourhood, _, _, _, updated) in troubled {
        let (kind, about) = (FollowUpKind::BondTroubled, AnyId::from(id.uuid()));
        all.push(FollowUp { kind, since: updated, about, person, neighbourhood });
    }
    for (id, person, neighbourhood, _, state_since, asked, _) in waiting {
        let (kind, since) = match asked {
            Some(asked) => (FollowUpKind::CheckInOverdue, asked + PATIENCE),
            None => (FollowUpKind::BondPaused, state_since + PAUSED),
        };
        all.push(FollowUp { kind, since, about: AnyId::from(id.uuid()), person, neighbourhood });
    }
    Ok(all)
}

/// The living requests of a team that organisations refused again and again, since the refusal that made it a signal.
pub(super) fn of_refusals(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Refusal = (RequestId, PersonId, Option<NeighbourhoodId>, Option<Instant>);
    let ended = RequestState::ALL.iter().copied().filter(|it| it.is_final());
    let living = requests::table
        .filter(lies_in!(requests::neighbourhood_id, scope))
        .filter(requests::person_id.ne_all(&scope.except))
        .filter(requests::state.ne_all(ended))
        .select(requests::id);
    let refused: Vec<Refusal> = referrals::table
        .filter(referrals::state.eq(ReferralState::Rejected).and(referrals::request_id.eq_any(living)))
        .order((referrals::request_id, referrals::ended_at, referrals::id))
        .select((referrals::request_id, referrals::person_id, referrals::neighbourhood_id, referrals::ended_at))
        .load(tx.conn)?;
    let signal = |of_one: &[Refusal]| {
        let (request, person, neighbourhood, at) = of_one.get(REFUSALS_TO_SIGNAL - 1).copied()?;
        let (kind, about) = (FollowUpKind::StructuralSignal, AnyId::from(request.uuid()));
        Some(FollowUp { kind, since: at?, about, person, neighbourhood })
    };
    Ok(refused.chunk_by(|one, next| one.0 == next.0).filter_map(signal).collect())
}

/// The people of a team whose vetting lapses, as long as they offer help or somebody expects them.
pub(super) fn of_people(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (PersonId, Option<NeighbourhoodId>, Option<Instant>);
    let ended = [OfferState::Rejected, OfferState::Retired];
    let offering = offers::table.filter(offers::person_id.eq(people::id).and(offers::state.ne_all(ended)));
    let expected = matches::table.filter(matches::helper_id.eq(people::id).and(matches::state.eq("agreed")));
    let soon = tx.now + TimeDelta::days(NOTICE_AT_MOST);
    let found: Vec<Found> = people::table
        .filter(lies_in!(people::neighbourhood_id, scope))
        .filter(people::id.ne_all(&scope.except))
        .filter(people::vetted_until.le(soon))
        .filter(exists(offering).or(exists(expected)))
        .select((people::id, people::neighbourhood_id, people::vetted_until))
        .load(tx.conn)?;
    let follow_up = |(person, neighbourhood, until): Found| {
        let kind = FollowUpKind::VettingLapses;
        Some(FollowUp { kind, since: notice_of(until?), about: AnyId::from(person.uuid()), person, neighbourhood })
    };
    Ok(found.into_iter().filter_map(follow_up).collect())
}

/// An agreed match whose helper is not vetted now, and what its request asks.
pub(super) struct Unvetted {
    pub follow_up: FollowUp,
    pub category: Category,
    pub wish: Wish,
}

/// The agreed matches of a team whose helper is not vetted now.
pub(super) fn of_unvetted(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Unvetted>> {
    type Found = (FoundMatch, Option<Instant>, Category, Json<Wish>);
    let found: Vec<Found> = matches::table
        .inner_join(requests::table)
        .inner_join(people::table.on(people::id.eq(matches::helper_id)))
        .filter(lies_in!(matches::neighbourhood_id, scope))
        .filter(matches::requester_id.ne_all(&scope.except))
        .filter(matches::helper_id.ne_all(&scope.except))
        .filter(matches::state.eq(MatchState::Agreed))
        .filter(people::vetted_until.is_null().or(people::vetted_until.le(tx.now)))
        .select((
            (matches::id, matches::requester_id, matches::neighbourhood_id, matches::updated_at),
            people::vetted_until,
            requests::category,
            requests::wish,
        ))
        .load(tx.conn)?;
    let unvetted = |((id, person, neighbourhood, agreed), until, category, wish): Found| {
        let (kind, about) = (FollowUpKind::HelperUnvetted, AnyId::from(id.uuid()));
        let follow_up = FollowUp { kind, since: until.unwrap_or(agreed), about, person, neighbourhood };
        Unvetted { follow_up, category, wish: wish.0 }
    };
    Ok(found.into_iter().map(unvetted).collect())
}
