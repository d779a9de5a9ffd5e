//! The rows of bonds.

use diesel::prelude::*;

use super::model::{Bond, BondState};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{bonds, matches};
use crate::db::sql::{Locked, lies_in};
use crate::events::Job;
use crate::ids::{BondId, MatchId, OfferId};
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx, jobs};
use crate::policy::Scope;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = bonds, check_for_backend(MultiBackend))]
struct Row {
    id: BondId,
    match_id: MatchId,
    state: BondState,
    state_since: Instant,
    next_check_in: Instant,
    asked_at: Option<Instant>,
    requester_well: Option<bool>,
    helper_well: Option<bool>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

impl From<Row> for Bond {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            of: row.match_id,
            state: row.state,
            state_since: row.state_since,
            next_check_in: row.next_check_in,
            asked_at: row.asked_at,
            requester_well: row.requester_well,
            helper_well: row.helper_well,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A new bond.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Bond) -> Result<()> {
    let row = Row {
        id: new.id,
        match_id: new.of,
        state: new.state,
        state_since: new.state_since,
        next_check_in: new.next_check_in,
        asked_at: new.asked_at,
        requester_well: new.requester_well,
        helper_well: new.helper_well,
        version: new.version,
        created_at: new.created_at,
        updated_at: new.updated_at,
    };
    diesel::insert_into(bonds::table).values(row).execute(tx.conn)?;
    set_clock(tx, new)
}

/// A bond.
pub(super) fn get(tx: &mut Tx<'_>, id: BondId) -> Result<Bond> {
    Ok(bonds::table.find(id).select(Row::as_select()).first::<Row>(tx.conn)?.into())
}

/// A bond, kept from changing. Its match is locked before it.
pub(super) fn lock(tx: &mut Tx<'_>, id: BondId) -> Result<Bond> {
    let row: Row = Locked(bonds::table.find(id).select(Row::as_select())).get_result(tx.conn)?;
    Ok(row.into())
}

/// The bond of a match, if it has one.
pub(super) fn of_match(tx: &mut Tx<'_>, of: MatchId) -> Result<Option<BondId>> {
    Ok(bonds::table.filter(bonds::match_id.eq(of)).select(bonds::id).first(tx.conn).optional()?)
}

/// How many bonds of an offer live.
pub(super) fn living_of_offer(tx: &mut Tx<'_>, offer: OfferId) -> Result<i64> {
    let living = bonds::table
        .inner_join(matches::table)
        .filter(matches::offer_id.eq(offer).and(bonds::state.ne(BondState::Ended)));
    Ok(living.count().get_result(tx.conn)?)
}

/// Saves what can change. Counts the version and sets the clock.
pub(super) fn save(tx: &mut Tx<'_>, bond: &Bond) -> Result<()> {
    diesel::update(bonds::table.find(bond.id))
        .set((
            bonds::state.eq(bond.state),
            bonds::state_since.eq(bond.state_since),
            bonds::next_check_in.eq(bond.next_check_in),
            bonds::asked_at.eq(bond.asked_at),
            bonds::requester_well.eq(bond.requester_well),
            bonds::helper_well.eq(bond.helper_well),
            bonds::version.eq(bonds::version + 1),
            bonds::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    set_clock(tx, bond)
}

/// What time does to it is done when it is due.
pub(super) fn set_clock(tx: &mut Tx<'_>, bond: &Bond) -> Result<()> {
    jobs::set_clock(tx, Job::StrikeBond { bond: bond.id }, bond.id.uuid(), bond.clock())
}

/// A page of the bonds within a scope, newest first.
pub(super) fn list(tx: &mut Tx<'_>, scope: &Scope, cursor: Cursor) -> Result<Vec<Bond>> {
    let mut query = bonds::table
        .inner_join(matches::table)
        .select(Row::as_select())
        .order(bonds::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(bonds::id.lt(BondId::from(after)));
    }
    query = match scope.person {
        Some(person) => query.filter(matches::requester_id.eq(person).or(matches::helper_id.eq(person))),
        None => query
            .filter(lies_in!(matches::neighbourhood_id, scope))
            .filter(matches::requester_id.ne_all(scope.except.clone()))
            .filter(matches::helper_id.ne_all(scope.except.clone())),
    };
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Bond::from).collect())
}
