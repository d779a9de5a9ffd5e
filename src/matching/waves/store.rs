//! The rows of waves, and what they need of matches.

use diesel::prelude::*;

use super::model::{Wave, WaveState};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{matches, waves};
use crate::events::Job;
use crate::ids::{MatchId, PersonId, RequestId, WaveId};
use crate::matching::model::{DeclineReason, MatchState};
use crate::platform::{Result, Tx, jobs};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = waves, check_for_backend(MultiBackend))]
struct Row {
    id: WaveId,
    request_id: RequestId,
    state: WaveState,
    rounds: i32,
    asked: i32,
    next_at: Instant,
    started_by: PersonId,
    created_at: Instant,
    updated_at: Instant,
}

impl From<Row> for Wave {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            request: row.request_id,
            state: row.state,
            rounds: row.rounds,
            asked: row.asked,
            next_at: row.next_at,
            started_by: row.started_by,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A new wave, whose request is locked.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Wave) -> Result<()> {
    let row = Row {
        id: new.id,
        request_id: new.request,
        state: new.state,
        rounds: new.rounds,
        asked: new.asked,
        next_at: new.next_at,
        started_by: new.started_by,
        created_at: new.created_at,
        updated_at: new.updated_at,
    };
    diesel::insert_into(waves::table).values(&row).execute(tx.conn)?;
    Ok(())
}

/// A wave; none once its request was forgotten.
pub(super) fn get(tx: &mut Tx<'_>, id: WaveId) -> Result<Option<Wave>> {
    let row: Option<Row> = waves::table.find(id).select(Row::as_select()).first(tx.conn).optional()?;
    Ok(row.map(Wave::from))
}

/// The last wave of a request.
pub(super) fn last_of(tx: &mut Tx<'_>, request: RequestId) -> Result<Option<Wave>> {
    let of = waves::table.filter(waves::request_id.eq(request)).order((waves::created_at.desc(), waves::id.desc()));
    let row: Option<Row> = of.select(Row::as_select()).first(tx.conn).optional()?;
    Ok(row.map(Wave::from))
}

/// The wave of a request that runs now.
pub(super) fn running_of(tx: &mut Tx<'_>, request: RequestId) -> Result<Option<WaveId>> {
    let running = waves::table.filter(waves::request_id.eq(request).and(waves::state.eq(WaveState::Running)));
    Ok(running.select(waves::id).first(tx.conn).optional()?)
}

/// Saves what can change. The request is locked.
pub(super) fn save(tx: &mut Tx<'_>, of: &Wave) -> Result<()> {
    diesel::update(waves::table.find(of.id))
        .set((
            waves::state.eq(of.state),
            waves::rounds.eq(of.rounds),
            waves::asked.eq(of.asked),
            waves::next_at.eq(of.next_at),
            waves::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// It is looked at again at this moment, or not before something happens.
pub(super) fn set_clock(tx: &mut Tx<'_>, id: WaveId, at: Option<Instant>) -> Result<()> {
    jobs::set_clock(tx, Job::StrikeWave { wave: id }, id.uuid(), at)
}

/// The request of a match.
pub(super) fn request_of(tx: &mut Tx<'_>, id: MatchId) -> Result<RequestId> {
    Ok(matches::table.find(id).select(matches::request_id).first(tx.conn)?)
}

/// Writes down in which wave a helper was asked.
pub(super) fn mark(tx: &mut Tx<'_>, id: MatchId, wave: WaveId) -> Result<()> {
    diesel::update(matches::table.find(id)).set(matches::wave_id.eq(Some(wave))).execute(tx.conn)?;
    Ok(())
}

/// How many helpers of a request said yes and wait for the requester; what is held counts as the state it had.
pub(super) fn count_yes(tx: &mut Tx<'_>, request: RequestId) -> Result<i64> {
    let yes = matches::state.eq(MatchState::AcceptedByHelper).or(matches::held_from.eq(MatchState::AcceptedByHelper));
    Ok(matches::table.filter(matches::request_id.eq(request)).filter(yes).count().get_result(tx.conn)?)
}

/// The helpers asked in waves for a request who have not answered, and whom the requester has not chosen; what is held counts
/// as the state it had.
pub(super) fn unanswered(tx: &mut Tx<'_>, request: RequestId) -> Result<Vec<MatchId>> {
    let asked = matches::table.filter(matches::request_id.eq(request).and(matches::wave_id.is_not_null()));
    let proposed = matches::state.eq(MatchState::Proposed).or(matches::held_from.eq(MatchState::Proposed));
    let open = asked.filter(proposed).order(matches::id);
    Ok(open.select(matches::id).load(tx.conn)?)
}

/// Whether somebody asked in a wave for a request can still say yes.
pub(super) fn is_awaited(tx: &mut Tx<'_>, request: RequestId) -> Result<bool> {
    let asked = matches::table.filter(matches::request_id.eq(request).and(matches::wave_id.is_not_null()));
    let open = asked.filter(matches::state.eq_any([MatchState::Proposed, MatchState::AcceptedByRequester]));
    Ok(open.count().get_result::<i64>(tx.conn)? > 0)
}

/// Who is not asked (again) for a request: whoever answered, let it pass or was brought together with it otherwise. Who was
/// not needed after all, or whom only the request itself called off, may be asked again.
pub(super) fn not_again(tx: &mut Tx<'_>, request: RequestId) -> Result<Vec<PersonId>> {
    let by_request = matches::state.eq(MatchState::Cancelled).and(matches::reason.eq(DeclineReason::RequestEnded));
    let found: Vec<(PersonId, Option<bool>)> = matches::table
        .filter(matches::request_id.eq(request).and(matches::state.ne(MatchState::Superseded)))
        .select((matches::helper_id, by_request.nullable()))
        .load(tx.conn)?;
    Ok(found.into_iter().filter(|it| it.1 != Some(true)).map(|it| it.0).collect())
}
