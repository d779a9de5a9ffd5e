//! The rows of matches.

use diesel::prelude::*;

use super::model::{DeclineReason, Match, MatchHoldReason, MatchOutcome, MatchState};
use crate::clock::Instant;
use crate::codes::Code;
use crate::db::schema::{concern_holds, matches, people};
use crate::db::sql::{Locked, lies_in};
use crate::db::{self, MultiBackend};
use crate::events::Job;
use crate::ids::{MatchId, NeighbourhoodId, OfferId, PersonId, RequestId};
use crate::people::model::{BirthYear, GROWN_AGE};
use crate::places::DistanceBand;
use crate::platform::http::Cursor;
use crate::platform::{Error, Result, Tx, jobs};
use crate::policy::Scope;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = matches, check_for_backend(MultiBackend))]
struct Row {
    id: MatchId,
    request_id: RequestId,
    offer_id: Option<OfferId>,
    requester_id: PersonId,
    helper_id: PersonId,
    neighbourhood_id: Option<NeighbourhoodId>,
    state: MatchState,
    held_from: Option<MatchState>,
    outcome: Option<MatchOutcome>,
    reason: Option<DeclineReason>,
    proposed_by: PersonId,
    approved_by: Option<PersonId>,
    agreed_at: Option<Instant>,
    expires_at: Instant,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
    distance_band: Option<DistanceBand>,
    hold_reason: Option<MatchHoldReason>,
}

impl From<Row> for Match {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            request: row.request_id,
            offer: row.offer_id,
            requester: row.requester_id,
            helper: row.helper_id,
            neighbourhood: row.neighbourhood_id,
            state: row.state,
            held_from: row.held_from,
            outcome: row.outcome,
            reason: row.reason,
            proposed_by: row.proposed_by,
            approved_by: row.approved_by,
            agreed_at: row.agreed_at,
            expires_at: row.expires_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            band: row.distance_band,
            hold_reason: row.hold_reason,
        }
    }
}

impl From<&Match> for Row {
    fn from(of: &Match) -> Self {
        Self {
            id: of.id,
            request_id: of.request,
            offer_id: of.offer,
            requester_id: of.requester,
            helper_id: of.helper,
            neighbourhood_id: of.neighbourhood,
            state: of.state,
            held_from: of.held_from,
            outcome: of.outcome,
            reason: of.reason,
            proposed_by: of.proposed_by,
            approved_by: of.approved_by,
            agreed_at: of.agreed_at,
            expires_at: of.expires_at,
            version: of.version,
            created_at: of.created_at,
            updated_at: of.updated_at,
            distance_band: of.band,
            hold_reason: of.hold_reason,
        }
    }
}

/// The states in which a match lives.
const LIVING: [MatchState; 5] = [
    MatchState::Proposed,
    MatchState::AcceptedByHelper,
    MatchState::AcceptedByRequester,
    MatchState::Agreed,
    MatchState::Held,
];

/// A new match; two people are brought together for one request once at a time.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Match) -> Result<()> {
    let inserted = diesel::insert_into(matches::table).values(Row::from(new)).execute(tx.conn);
    match inserted.map_err(db::Error::from) {
        Ok(_) => set_clock(tx, new),
        Err(db::Error::Unique(name)) if name == "matches_request_id_helper_id_key" => Err(Code::MatchedAlready.into()),
        Err(error) => Err(Error::Db(error)),
    }
}

/// A match.
pub(super) fn get(tx: &mut Tx<'_>, id: MatchId) -> Result<Match> {
    Ok(matches::table.find(id).select(Row::as_select()).first(tx.conn)?.into())
}

/// A match, kept from changing until the end of the transaction. Where its request or its offer may move with it, both
/// are locked before it, by `actions::lock`.
pub(super) fn lock(tx: &mut Tx<'_>, id: MatchId) -> Result<Match> {
    let row: Row = Locked(matches::table.find(id).select(Row::as_select())).get_result(tx.conn)?;
    Ok(row.into())
}

/// The offers of the living matches of requests. Nothing is locked.
pub(super) fn offers_of_living(tx: &mut Tx<'_>, requests: &[RequestId]) -> Result<Vec<OfferId>> {
    let living = matches::table.filter(matches::request_id.eq_any(requests).and(matches::state.eq_any(LIVING)));
    Ok(living.filter(matches::offer_id.is_not_null()).select(matches::offer_id.assume_not_null()).load(tx.conn)?)
}

/// Keeps all matches of requests from changing until the end of the transaction, in the order of their ids.
pub(super) fn lock_of_requests(tx: &mut Tx<'_>, requests: &[RequestId]) -> Result<()> {
    let theirs = matches::table.filter(matches::request_id.eq_any(requests)).order(matches::id).select(matches::id);
    Locked(theirs).load::<MatchId>(tx.conn)?;
    Ok(())
}

/// The living matches of a request, locked in the order of their ids.
pub(super) fn lock_living_of_request(tx: &mut Tx<'_>, request: RequestId) -> Result<Vec<Match>> {
    let living = matches::table.filter(matches::request_id.eq(request).and(matches::state.eq_any(LIVING)));
    let rows: Vec<Row> = Locked(living.order(matches::id).select(Row::as_select())).load(tx.conn)?;
    Ok(rows.into_iter().map(Match::from).collect())
}

/// The requests of the matches that can expire. Nothing is locked.
pub(super) fn awaiting(tx: &mut Tx<'_>) -> Result<Vec<RequestId>> {
    let awaited = MatchState::ALL.iter().copied().filter(|it| it.is_awaited());
    Ok(matches::table.filter(matches::state.eq_any(awaited)).select(matches::request_id).load(tx.conn)?)
}

/// The matches of requests that can expire, locked in the order of their ids.
pub(super) fn lock_awaited(tx: &mut Tx<'_>, requests: &[RequestId]) -> Result<Vec<Match>> {
    let awaited = MatchState::ALL.iter().copied().filter(|it| it.is_awaited());
    let found = matches::table.filter(matches::request_id.eq_any(requests).and(matches::state.eq_any(awaited)));
    let rows: Vec<Row> = Locked(found.order(matches::id).select(Row::as_select())).load(tx.conn)?;
    Ok(rows.into_iter().map(Match::from).collect())
}

/// The living matches of an offer, locked in the order of their ids, and given in the order of their requests.
pub(super) fn lock_living_of_offer(tx: &mut Tx<'_>, offer: OfferId) -> Result<Vec<Match>> {
    let living = matches::table.filter(matches::offer_id.eq(offer).and(matches::state.eq_any(LIVING)));
    let mut rows: Vec<Row> = Locked(living.order(matches::id).select(Row::as_select())).load(tx.conn)?;
    // The waves of these are woken one after the other.
    rows.sort_by_key(|it| it.request_id);
    Ok(rows.into_iter().map(Match::from).collect())
}

/// The living matches between two people, in the order of their requests. Nothing is locked.
pub(super) fn living_between(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<Vec<Match>> {
    let two = [one, other];
    let between = matches::requester_id.eq_any(two).and(matches::helper_id.eq_any(two));
    let living = matches::table.filter(between.and(matches::state.eq_any(LIVING)));
    let rows: Vec<Row> = living.order((matches::request_id, matches::id)).select(Row::as_select()).load(tx.conn)?;
    Ok(rows.into_iter().map(Match::from).collect())
}

/// The living matches of a person, in the order of their requests. Nothing is locked.
pub(super) fn living_of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Match>> {
    let theirs = matches::requester_id.eq(person).or(matches::helper_id.eq(person));
    let living = matches::table.filter(theirs.and(matches::state.eq_any(LIVING)));
    let rows: Vec<Row> = living.order((matches::request_id, matches::id)).select(Row::as_select()).load(tx.conn)?;
    Ok(rows.into_iter().map(Match::from).collect())
}

/// Whether two people have agreed on a match, then or now.
pub(super) fn have_met(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<bool> {
    let two = [one, other];
    let between = matches::requester_id.eq_any(two).and(matches::helper_id.eq_any(two));
    let met = matches::table.filter(between.and(matches::agreed_at.is_not_null()));
    Ok(met.count().get_result::<i64>(tx.conn)? > 0)
}

/// Whether a concern holds a match. A read model over `concern_holds`.
pub(super) fn is_held_by_concern(tx: &mut Tx<'_>, id: MatchId) -> Result<bool> {
    let holds = concern_holds::table.filter(concern_holds::match_id.eq(id).and(concern_holds::decision.is_null()));
    Ok(holds.count().get_result::<i64>(tx.conn)? > 0)
}

/// Whether another match of the request is agreed and lives; a held one counts as the state it had.
pub(super) fn has_other_agreed(tx: &mut Tx<'_>, of: &Match) -> Result<bool> {
    let others = matches::table
        .filter(matches::request_id.eq(of.request).and(matches::id.ne(of.id)))
        .filter(matches::state.eq(MatchState::Agreed).or(matches::held_from.eq(MatchState::Agreed)));
    Ok(others.count().get_result::<i64>(tx.conn)? > 0)
}

/// Whether somebody of these two is under age. A read model over `people`.
pub(super) fn has_minor(tx: &mut Tx<'_>, of: &Match) -> Result<bool> {
    let both = people::table.filter(people::id.eq_any([of.requester, of.helper]));
    let minors = both.filter(people::birth_year.gt(BirthYear::latest_at(GROWN_AGE, tx.now)));
    Ok(minors.count().get_result::<i64>(tx.conn)? > 0)
}

/// Whether somebody volunteered for a request before, and was told no.
pub(super) fn was_declined(tx: &mut Tx<'_>, request: RequestId, helper: PersonId) -> Result<bool> {
    let declined = matches::table
        .filter(matches::request_id.eq(request).and(matches::helper_id.eq(helper)))
        .filter(matches::proposed_by.eq(helper).and(matches::state.eq(MatchState::Declined)));
    Ok(declined.count().get_result::<i64>(tx.conn)? > 0)
}

/// Whether a helper was asked in a wave.
pub(super) fn is_of_wave(tx: &mut Tx<'_>, id: MatchId) -> Result<bool> {
    Ok(matches::table.find(id).select(matches::wave_id.is_not_null()).first(tx.conn)?)
}

/// Saves what can change. Counts the version and sets the clock.
pub(super) fn save(tx: &mut Tx<'_>, of: &Match) -> Result<()> {
    diesel::update(matches::table.find(of.id))
        .set((
            matches::state.eq(of.state),
            matches::held_from.eq(of.held_from),
            matches::hold_reason.eq(of.hold_reason),
            matches::outcome.eq(of.outcome),
            matches::reason.eq(of.reason),
            matches::approved_by.eq(of.approved_by),
            matches::agreed_at.eq(of.agreed_at),
            matches::expires_at.eq(of.expires_at),
            matches::version.eq(matches::version + 1),
            matches::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    set_clock(tx, of)
}

/// What time does to it is done when it is due.
pub(super) fn set_clock(tx: &mut Tx<'_>, of: &Match) -> Result<()> {
    jobs::set_clock(tx, Job::StrikeMatch { on: of.id }, of.id.uuid(), of.clock())
}

/// A page of the matches within a scope, newest first.
pub(super) fn list(tx: &mut Tx<'_>, scope: &Scope, cursor: Cursor) -> Result<Vec<Match>> {
    let mut query =
        matches::table.select(Row::as_select()).order(matches::id.desc()).limit(cursor.limit()).into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(matches::id.lt(MatchId::from(after)));
    }
    query = match scope.person {
        Some(person) => query.filter(matches::requester_id.eq(person).or(matches::helper_id.eq(person))),
        None => query
            .filter(lies_in!(matches::neighbourhood_id, scope))
            .filter(matches::requester_id.ne_all(scope.except.clone()))
            .filter(matches::helper_id.ne_all(scope.except.clone())),
    };
    Ok(query.load(tx.conn)?.into_iter().map(Match::from).collect())
}

/// The newest matches of a request.
pub(super) fn of_request(tx: &mut Tx<'_>, request: RequestId, most: i64) -> Result<Vec<Match>> {
    let found = matches::table.filter(matches::request_id.eq(request)).order(matches::id.desc()).limit(most);
    Ok(found.select(Row::as_select()).load(tx.conn)?.into_iter().map(Match::from).collect())
}
