//! The rows of offers.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{offers, people};
use crate::db::sql::{Locked, lies_in};
use crate::db::types::Json;
use crate::ids::{NeighbourhoodId, OfferId, PersonId};
use crate::offers::model::{Offer, OfferReason, OfferState, Terms};
use crate::people::model::PersonState;
use crate::places::{Cell, StaffCell};
use crate::platform::http::Cursor;
use crate::platform::{Error, Result, Tx};
use crate::policy::Scope;

/// A row of `offers`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = offers, check_for_backend(MultiBackend))]
struct Row {
    id: OfferId,
    person_id: PersonId,
    neighbourhood_id: Option<NeighbourhoodId>,
    state: OfferState,
    held_from: Option<OfferState>,
    reason: Option<OfferReason>,
    terms: Json<Terms>,
    load: i32,
    cap: i32,
    unseen_since: Option<Instant>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

impl From<Row> for Offer {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            person: row.person_id,
            neighbourhood: row.neighbourhood_id,
            state: row.state,
            held_from: row.held_from,
            reason: row.reason,
            terms: row.terms.0,
            load: row.load,
            cap: row.cap,
            unseen_since: row.unseen_since,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A new offer.
pub(in crate::offers) fn insert(tx: &mut Tx<'_>, offer: &Offer) -> Result<()> {
    let row = Row {
        id: offer.id,
        person_id: offer.person,
        neighbourhood_id: offer.neighbourhood,
        state: offer.state,
        held_from: offer.held_from,
        reason: offer.reason,
        terms: Json(offer.terms.clone()),
        load: offer.load,
        cap: offer.cap,
        unseen_since: offer.unseen_since,
        version: offer.version,
        created_at: offer.created_at,
        updated_at: offer.updated_at,
    };
    diesel::insert_into(offers::table).values((&row, offers::state_since.eq(row.created_at))).execute(tx.conn)?;
    Ok(())
}

/// An offer.
pub(in crate::offers) fn get(tx: &mut Tx<'_>, id: OfferId) -> Result<Offer> {
    Ok(offers::table.find(id).select(Row::as_select()).first(tx.conn)?.into())
}

/// An offer, kept from changing until the end of the transaction.
pub(in crate::offers) fn lock(tx: &mut Tx<'_>, id: OfferId) -> Result<Offer> {
    Ok(Locked(offers::table.find(id).select(Row::as_select())).get_result(tx.conn)?.into())
}

/// The offers of a person. Nothing is locked.
pub(in crate::offers) fn ids_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<OfferId>> {
    Ok(offers::table.filter(offers::person_id.eq(person)).select(offers::id).load(tx.conn)?)
}

/// Keeps offers from changing until the end of the transaction, in the order of their ids.
pub(in crate::offers) fn lock_all(tx: &mut Tx<'_>, ids: &[OfferId]) -> Result<()> {
    let these = offers::table.filter(offers::id.eq_any(ids)).order(offers::id).select(offers::id);
    Locked(these).load::<OfferId>(tx.conn)?;
    Ok(())
}

/// The offers of a person, kept from changing until the end of the transaction.
pub(in crate::offers) fn lock_all_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Offer>> {
    let theirs = offers::table.filter(offers::person_id.eq(person)).order(offers::id).select(Row::as_select());
    let rows: Vec<Row> = Locked(theirs).load(tx.conn)?;
    Ok(rows.into_iter().map(Offer::from).collect())
}

/// Saves what a verb changed. The places taken are not among it. Counts the version.
pub(in crate::offers) fn save(tx: &mut Tx<'_>, offer: &Offer) -> Result<()> {
    let is_new_state = offers::table.find(offer.id).filter(offers::state.ne(offer.state));
    diesel::update(is_new_state).set(offers::state_since.eq(tx.now)).execute(tx.conn)?;
    diesel::update(offers::table.find(offer.id))
        .set((
            offers::state.eq(offer.state),
            offers::held_from.eq(offer.held_from),
            offers::reason.eq(offer.reason),
            offers::terms.eq(Json(offer.terms.clone())),
            offers::cap.eq(offer.cap),
            offers::unseen_since.eq(offer.unseen_since),
            offers::version.eq(offers::version + 1),
            offers::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The offer lies in another neighbourhood now. The helper changed nothing of it, so its version stays.
pub(in crate::offers) fn relocate(tx: &mut Tx<'_>, id: OfferId, to: Option<NeighbourhoodId>) -> Result<()> {
    diesel::update(offers::table.find(id)).set(offers::neighbourhood_id.eq(to)).execute(tx.conn)?;
    Ok(())
}

/// Takes a place if the offer is active and has one; whether it did.
pub(in crate::offers) fn take_place(tx: &mut Tx<'_>, id: OfferId) -> Result<bool> {
    let with_a_place =
        offers::table.find(id).filter(offers::state.eq(OfferState::Active).and(offers::load.lt(offers::cap)));
    let rows = diesel::update(with_a_place).set(offers::load.eq(offers::load + 1)).execute(tx.conn)?;
    Ok(rows == 1)
}

/// Gives a place back.
pub(in crate::offers) fn free_place(tx: &mut Tx<'_>, id: OfferId) -> Result<()> {
    let taken = offers::table.find(id).filter(offers::load.gt(0));
    let rows = diesel::update(taken).set(offers::load.eq(offers::load - 1)).execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(Error::Inconsistent(format!("no place of offer {id} is taken"))) }
}

/// The offers of a person, newest first.
pub(in crate::offers) fn list_of(tx: &mut Tx<'_>, person: PersonId, cursor: Cursor) -> Result<Vec<Offer>> {
    let mut query = offers::table
        .filter(offers::person_id.eq(person))
        .select(Row::as_select())
        .order(offers::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(offers::id.lt(OfferId::from(after)));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Offer::from).collect())
}

/// The offers that a team sees, newest first.
pub(in crate::offers) fn list_in(
    tx: &mut Tx<'_>,
    scope: &Scope,
    state: Option<OfferState>,
    cursor: Cursor,
) -> Result<Vec<Offer>> {
    let mut query = offers::table
        .filter(lies_in!(offers::neighbourhood_id, scope))
        .filter(offers::person_id.ne_all(&scope.except))
        .select(Row::as_select())
        .order(offers::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(offers::id.lt(OfferId::from(after)));
    }
    if let Some(state) = state {
        query = query.filter(offers::state.eq(state));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Offer::from).collect())
}

/// Where a helper lives, as the search needs it, and until when they are vetted. A read model over `people`.
#[derive(Debug, Clone, Copy)]
pub(in crate::offers) struct Home {
    /// The neighbourhood; `None` outside every one.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// The public cell.
    pub cell: Cell,
    /// The cell of resolution 10.
    pub near_cell: StaffCell,
    /// Until when the checks of the helper are in force.
    pub vetted_until: Option<Instant>,
    /// Whether the helper can be asked now.
    pub takes_part: bool,
}

type HomeRow = (Option<NeighbourhoodId>, Option<i64>, Option<i64>, Option<Instant>, PersonState);
const HOME: (people::neighbourhood_id, people::cell, people::near_cell, people::vetted_until, people::state) =
    (people::neighbourhood_id, people::cell, people::near_cell, people::vetted_until, people::state);

fn home_in((neighbourhood, cell, near_cell, vetted_until, state): HomeRow) -> Result<Option<Home>> {
    let (Some(cell), Some(near_cell)) = (cell, near_cell) else { return Ok(None) };
    let broken = |_| Error::Inconsistent("the cells of a home".to_owned());
    let (cell, near_cell) = (Cell::from_i64(cell).map_err(broken)?, StaffCell::from_i64(near_cell).map_err(broken)?);
    Ok(Some(Home { neighbourhood, cell, near_cell, vetted_until, takes_part: state.takes_part() }))
}

/// Where a person lives, if they said so.
pub(in crate::offers) fn home(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Home>> {
    home_in(people::table.find(person).select(HOME).first(tx.conn)?)
}

/// The same, kept from moving until the end of the transaction.
pub(in crate::offers) fn lock_home(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Home>> {
    home_in(Locked(people::table.find(person).select(HOME)).get_result(tx.conn)?)
}
