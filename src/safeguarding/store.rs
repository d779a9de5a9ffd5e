//! The rows of concerns, of the notes about them, and of what they hold.

use diesel::prelude::*;

use super::model::{
    Concern, ConcernDismissReason, ConcernOutcome, ConcernState, Hold, HoldDecision, Named, NamedKind, Note, Said,
    Severity,
};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{concern_holds, concern_notes, concerns, data_keys, matches};
use crate::db::sql::{Locked, lies_in};
use crate::duty::DutyLevel;
use crate::events::Job;
use crate::ids::{AnyId, ConcernId, ConcernNoteId, MatchId, NeighbourhoodId, PersonId};
use crate::matching::model::MatchState;
use crate::platform::http::Cursor;
use crate::platform::seal::Field;
use crate::platform::text::FreeText;
use crate::platform::{Result, Tx, jobs};
use crate::policy::Scope;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = concerns, check_for_backend(MultiBackend))]
struct Row {
    id: ConcernId,
    reporter_id: PersonId,
    about_id: PersonId,
    named_kind: NamedKind,
    named_id: AnyId,
    neighbourhood_id: Option<NeighbourhoodId>,
    state: ConcernState,
    danger_now: bool,
    severity: Option<Severity>,
    outcome: Option<ConcernOutcome>,
    dismiss_reason: Option<ConcernDismissReason>,
    bars: bool,
    triaged_by: Option<PersonId>,
    look_level: Option<DutyLevel>,
    look_asked_at: Option<Instant>,
    clock_from: Instant,
    touched_at: Instant,
    said: Vec<u8>,
    closed_at: Option<Instant>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

fn row(of: &Concern, said: Vec<u8>) -> Row {
    Row {
        id: of.id,
        reporter_id: of.reporter,
        about_id: of.about,
        named_kind: of.named.kind,
        named_id: AnyId::from(of.named.id),
        neighbourhood_id: of.neighbourhood,
        state: of.state,
        danger_now: of.danger_now,
        severity: of.severity,
        outcome: of.outcome,
        dismiss_reason: of.dismiss_reason,
        bars: of.bars(),
        triaged_by: of.triaged_by,
        look_level: of.look_level,
        look_asked_at: of.look_asked_at,
        clock_from: of.clock_from,
        touched_at: of.touched_at,
        said,
        closed_at: of.closed_at,
        version: of.version,
        created_at: of.created_at,
        updated_at: of.updated_at,
    }
}

impl From<Row> for Concern {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            reporter: row.reporter_id,
            about: row.about_id,
            named: Named { kind: row.named_kind, id: row.named_id.uuid() },
            neighbourhood: row.neighbourhood_id,
            state: row.state,
            danger_now: row.danger_now,
            severity: row.severity,
            outcome: row.outcome,
            dismiss_reason: row.dismiss_reason,
            triaged_by: row.triaged_by,
            look_level: row.look_level,
            look_asked_at: row.look_asked_at,
            clock_from: row.clock_from,
            touched_at: row.touched_at,
            closed_at: row.closed_at,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A new concern. Its texts get a data key of their own.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Concern, said: &Said) -> Result<()> {
    let sealed = tx.seal(new.id.uuid(), Field::ConcernSaid, new.id.uuid(), said)?;
    diesel::insert_into(concerns::table).values(row(new, sealed)).execute(tx.conn)?;
    set_clock(tx, new)
}

/// A concern.
pub(super) fn get(tx: &mut Tx<'_>, id: ConcernId) -> Result<Concern> {
    let row: Row = concerns::table.find(id).select(Row::as_select()).first(tx.conn)?;
    Ok(row.into())
}

/// A concern, kept from changing until the end of the transaction. Before anything else is locked.
pub(super) fn lock(tx: &mut Tx<'_>, id: ConcernId) -> Result<Concern> {
    let row: Row = Locked(concerns::table.find(id).select(Row::as_select())).get_result(tx.conn)?;
    Ok(row.into())
}

/// The concerns to which time does something, kept from changing.
pub(super) fn lock_with_clocks(tx: &mut Tx<'_>) -> Result<Vec<Concern>> {
    let waiting = concerns::table.filter(concerns::state.eq_any([ConcernState::Submitted, ConcernState::Triaged]));
    let rows: Vec<Row> = Locked(waiting.order(concerns::id).select(Row::as_select())).load(tx.conn)?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

/// Saves what can change. Counts the version and sets the clock.
pub(super) fn save(tx: &mut Tx<'_>, of: &Concern) -> Result<()> {
    diesel::update(concerns::table.find(of.id))
        .set((
            concerns::state.eq(of.state),
            concerns::severity.eq(of.severity),
            concerns::outcome.eq(of.outcome),
            concerns::dismiss_reason.eq(of.dismiss_reason),
            concerns::bars.eq(of.bars()),
            concerns::triaged_by.eq(of.triaged_by),
            concerns::clock_from.eq(of.clock_from),
            concerns::touched_at.eq(of.touched_at),
            concerns::closed_at.eq(of.closed_at),
            concerns::version.eq(of.version + 1),
            concerns::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    save_look(tx, of)
}

/// Saves who was asked to look. That is no change that a reader sees.
pub(super) fn save_look(tx: &mut Tx<'_>, of: &Concern) -> Result<()> {
    diesel::update(concerns::table.find(of.id))
        .set((concerns::look_level.eq(of.look_level), concerns::look_asked_at.eq(of.look_asked_at)))
        .execute(tx.conn)?;
    set_clock(tx, of)
}

/// What time does to it is done when it is due.
pub(super) fn set_clock(tx: &mut Tx<'_>, of: &Concern) -> Result<()> {
    jobs::set_clock(tx, Job::StrikeConcern { concern: of.id }, of.id.uuid(), of.clock())
}

/// What was said; `None` once its key is destroyed.
pub(super) fn said(tx: &mut Tx<'_>, of: ConcernId) -> Result<Option<Said>> {
    let sealed: Vec<u8> = concerns::table.find(of).select(concerns::said).first(tx.conn)?;
    tx.open(of.uuid(), Field::ConcernSaid, of.uuid(), &sealed)
}

/// Seals what was said anew.
pub(super) fn save_said(tx: &mut Tx<'_>, of: ConcernId, said: &Said) -> Result<()> {
    let sealed = tx.seal(of.uuid(), Field::ConcernSaid, of.uuid(), said)?;
    diesel::update(concerns::table.find(of)).set(concerns::said.eq(sealed)).execute(tx.conn)?;
    Ok(())
}

/// A page of the concerns that somebody raised, newest first.
pub(super) fn list_of(tx: &mut Tx<'_>, reporter: PersonId, cursor: Cursor) -> Result<Vec<Concern>> {
    let mut query = concerns::table
        .filter(concerns::reporter_id.eq(reporter))
        .select(Row::as_select())
        .order(concerns::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(concerns::id.lt(ConcernId::from(after)));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

/// Narrows concerns down to those of a team: none about or raised by whom `except` names. Whoever of the team raised one
/// themselves sees to it like the others.
macro_rules! of_team {
    ($scope:expr, $actor:expr) => {
        lies_in!(concerns::neighbourhood_id, $scope).and(concerns::about_id.ne_all($scope.except.clone())).and(
            concerns::reporter_id
                .ne_all($scope.except.iter().copied().filter(|it| Some(*it) != $actor).collect::<Vec<_>>()),
        )
    };
}

/// A page of the concerns of a team, newest first.
pub(super) fn list_in(tx: &mut Tx<'_>, scope: &Scope, actor: Option<PersonId>, cursor: Cursor) -> Result<Vec<Concern>> {
    let mut query = concerns::table
        .filter(of_team!(scope, actor))
        .select(Row::as_select())
        .order(concerns::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(concerns::id.lt(ConcernId::from(after)));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

/// The open concerns of a team, and since when each has held something that was not decided about.
pub(super) fn open_in(
    tx: &mut Tx<'_>,
    scope: &Scope,
    actor: Option<PersonId>,
) -> Result<Vec<(Concern, Option<Instant>)>> {
    let rows: Vec<Row> = concerns::table
        .filter(of_team!(scope, actor))
        .filter(concerns::closed_at.is_null())
        .select(Row::as_select())
        .load(tx.conn)?;
    let ids: Vec<ConcernId> = rows.iter().map(|it| it.id).collect();
    let holds: Vec<(ConcernId, Instant)> = concern_holds::table
        .inner_join(matches::table.on(matches::id.eq(concern_holds::match_id)))
        .filter(concern_holds::concern_id.eq_any(ids).and(concern_holds::decision.is_null()))
        .filter(matches::state.eq(MatchState::Held))
        .select((concern_holds::concern_id, concern_holds::created_at))
        .load(tx.conn)?;
    let since = |id| holds.iter().filter(|it| it.0 == id).map(|it| it.1).min();
    Ok(rows.into_iter().map(|it| (since(it.id), Concern::from(it))).map(|(since, it)| (it, since)).collect())
}

/// A new note.
pub(super) fn insert_note(tx: &mut Tx<'_>, of: ConcernId, author: PersonId, text: &FreeText) -> Result<()> {
    let id = ConcernNoteId::fresh();
    let sealed = tx.seal(of.uuid(), Field::ConcernNoteSaid, id.uuid(), text)?;
    diesel::insert_into(concern_notes::table)
        .values((
            concern_notes::id.eq(id),
            concern_notes::concern_id.eq(of),
            concern_notes::author_id.eq(author),
            concern_notes::said.eq(sealed),
            concern_notes::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The notes about a concern, oldest first.
pub(super) fn notes(tx: &mut Tx<'_>, of: ConcernId) -> Result<Vec<Note>> {
    type Found = (ConcernNoteId, PersonId, Vec<u8>, Instant);
    let rows: Vec<Found> = concern_notes::table
        .filter(concern_notes::concern_id.eq(of))
        .order(concern_notes::id)
        .select((concern_notes::id, concern_notes::author_id, concern_notes::said, concern_notes::created_at))
        .load(tx.conn)?;
    let mut notes = Vec::new();
    for (id, author, sealed, at) in rows {
        if let Some(text) = tx.open(of.uuid(), Field::ConcernNoteSaid, id.uuid(), &sealed)? {
            notes.push(Note { author, text, at });
        }
    }
    Ok(notes)
}

/// A concern holds a match; again where it held it before.
pub(super) fn hold(tx: &mut Tx<'_>, of: ConcernId, on: MatchId) -> Result<()> {
    diesel::delete(concern_holds::table.find((of, on))).execute(tx.conn)?;
    diesel::insert_into(concern_holds::table)
        .values((
            concern_holds::concern_id.eq(of),
            concern_holds::match_id.eq(on),
            concern_holds::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// What a concern holds or held.
pub(super) fn holds(tx: &mut Tx<'_>, of: ConcernId) -> Result<Vec<Hold>> {
    type Found = (MatchId, Instant, Option<HoldDecision>, Option<MatchState>);
    let rows: Vec<Found> = concern_holds::table
        .left_join(matches::table.on(matches::id.eq(concern_holds::match_id)))
        .filter(concern_holds::concern_id.eq(of))
        .order(concern_holds::match_id)
        .select((
            concern_holds::match_id,
            concern_holds::created_at,
            concern_holds::decision,
            matches::state.nullable(),
        ))
        .load(tx.conn)?;
    let hold = |(on, since, decision, state): Found| {
        let is_open = decision.is_none() && state == Some(MatchState::Held);
        Hold { on, since, decision, is_open }
    };
    Ok(rows.into_iter().map(hold).collect())
}

/// The concerns that hold a match, as long as nothing was decided about it.
pub(super) fn holding(tx: &mut Tx<'_>, on: MatchId) -> Result<Vec<Concern>> {
    let holds = concern_holds::table.filter(concern_holds::match_id.eq(on).and(concern_holds::decision.is_null()));
    let rows: Vec<Row> = concerns::table
        .filter(concerns::id.eq_any(holds.select(concern_holds::concern_id)))
        .order(concerns::id)
        .select(Row::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Concern::from).collect())
}

/// Writes down what was decided about a match that a concern holds.
pub(super) fn decide(
    tx: &mut Tx<'_>,
    of: ConcernId,
    on: MatchId,
    decision: HoldDecision,
    by: Option<PersonId>,
) -> Result<()> {
    diesel::update(concern_holds::table.find((of, on)))
        .set((
            concern_holds::decision.eq(Some(decision)),
            concern_holds::decided_by.eq(by),
            concern_holds::decided_at.eq(Some(tx.now)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Forgets concerns that were closed before a moment: their rows, and the keys of their texts.
pub(super) fn forget_closed(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    let old = concerns::table.filter(concerns::closed_at.lt(before)).select(concerns::id);
    let ids: Vec<ConcernId> = old.load(tx.conn)?;
    let keys: Vec<AnyId> = ids.iter().map(|it| AnyId::from(it.uuid())).collect();
    diesel::delete(concern_notes::table.filter(concern_notes::concern_id.eq_any(&ids))).execute(tx.conn)?;
    diesel::delete(concern_holds::table.filter(concern_holds::concern_id.eq_any(&ids))).execute(tx.conn)?;
    diesel::delete(data_keys::table.filter(data_keys::owner.eq_any(keys))).execute(tx.conn)?;
    Ok(diesel::delete(concerns::table.filter(concerns::id.eq_any(&ids))).execute(tx.conn)?)
}
