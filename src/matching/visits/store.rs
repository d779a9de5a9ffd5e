//! The rows of visits.

use diesel::prelude::*;

use super::model::{Visit, VisitState};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::visits;
use crate::db::sql::Locked;
use crate::duty::DutyLevel;
use crate::events::Job;
use crate::ids::{MatchId, PersonId, VisitId};
use crate::matching::model::Side;
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx, jobs};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = visits, check_for_backend(MultiBackend))]
struct Row {
    id: VisitId,
    match_id: MatchId,
    start: Instant,
    duration_minutes: i32,
    state: VisitState,
    missed_by: Option<Side>,
    planned_by: PersonId,
    reported_at: Option<Instant>,
    asked_at: Option<Instant>,
    look_level: Option<DutyLevel>,
    look_asked_at: Option<Instant>,
    reached_at: Option<Instant>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

impl From<Row> for Visit {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            of: row.match_id,
            start: row.start,
            duration_minutes: row.duration_minutes,
            state: row.state,
            missed_by: row.missed_by,
            planned_by: row.planned_by,
            reported_at: row.reported_at,
            asked_at: row.asked_at,
            look_level: row.look_level,
            look_asked_at: row.look_asked_at,
            reached_at: row.reached_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<&Visit> for Row {
    fn from(visit: &Visit) -> Self {
        Self {
            id: visit.id,
            match_id: visit.of,
            start: visit.start,
            duration_minutes: visit.duration_minutes,
            state: visit.state,
            missed_by: visit.missed_by,
            planned_by: visit.planned_by,
            reported_at: visit.reported_at,
            asked_at: visit.asked_at,
            look_level: visit.look_level,
            look_asked_at: visit.look_asked_at,
            reached_at: visit.reached_at,
            version: visit.version,
            created_at: visit.created_at,
            updated_at: visit.updated_at,
        }
    }
}

/// A new visit.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Visit) -> Result<()> {
    diesel::insert_into(visits::table).values(Row::from(new)).execute(tx.conn)?;
    set_clock(tx, new)
}

/// A visit.
pub(super) fn get(tx: &mut Tx<'_>, id: VisitId) -> Result<Visit> {
    Ok(visits::table.find(id).select(Row::as_select()).first::<Row>(tx.conn)?.into())
}

/// A visit, kept from changing. Its match is locked before it.
pub(super) fn lock(tx: &mut Tx<'_>, id: VisitId) -> Result<Visit> {
    let row: Row = Locked(visits::table.find(id).select(Row::as_select())).get_result(tx.conn)?;
    Ok(row.into())
}

/// The planned visits of a match that have not begun, kept from changing.
pub(super) fn lock_to_come(tx: &mut Tx<'_>, of: MatchId) -> Result<Vec<Visit>> {
    let planned = visits::table
        .filter(visits::match_id.eq(of).and(visits::state.eq(VisitState::Planned)))
        .filter(visits::start.gt(tx.now));
    let rows: Vec<Row> = Locked(planned.order(visits::id).select(Row::as_select())).load(tx.conn)?;
    Ok(rows.into_iter().map(Visit::from).collect())
}

/// Saves what can change. Counts the version and sets the clock.
pub(super) fn save(tx: &mut Tx<'_>, visit: &Visit) -> Result<()> {
    diesel::update(visits::table.find(visit.id))
        .set((
            visits::state.eq(visit.state),
            visits::missed_by.eq(visit.missed_by),
            visits::reported_at.eq(visit.reported_at),
            visits::asked_at.eq(visit.asked_at),
            visits::look_level.eq(visit.look_level),
            visits::look_asked_at.eq(visit.look_asked_at),
            visits::reached_at.eq(visit.reached_at),
            visits::version.eq(visits::version + 1),
            visits::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    set_clock(tx, visit)
}

/// Saves who was asked to look after somebody who did not open. That is no change that a reader sees.
pub(super) fn save_look(tx: &mut Tx<'_>, visit: &Visit) -> Result<()> {
    diesel::update(visits::table.find(visit.id))
        .set((visits::look_level.eq(visit.look_level), visits::look_asked_at.eq(visit.look_asked_at)))
        .execute(tx.conn)?;
    set_clock(tx, visit)
}

/// What time does to it is done when it is due.
pub(super) fn set_clock(tx: &mut Tx<'_>, visit: &Visit) -> Result<()> {
    jobs::set_clock(tx, Job::StrikeVisit { visit: visit.id }, visit.id.uuid(), visit.clock().map(|it| it.0))
}

/// A page of the visits of a match, the latest planned first.
pub(super) fn list(tx: &mut Tx<'_>, of: MatchId, cursor: Cursor) -> Result<Vec<Visit>> {
    let mut query = visits::table
        .filter(visits::match_id.eq(of))
        .select(Row::as_select())
        .order(visits::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(visits::id.lt(VisitId::from(after)));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Visit::from).collect())
}
