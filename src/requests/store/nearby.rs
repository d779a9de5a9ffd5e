//! What somebody comes across nearby, and how much of it they have seen today.

use diesel::dsl::exists;
use diesel::prelude::*;

use super::Row;
use crate::clock::Instant;
use crate::db::schema::{nearby_looks, people, requests};
use crate::db::sql::{Locked, Upsert};
use crate::db::types::Json;
use crate::ids::{NeighbourhoodId, PersonId, RequestId};
use crate::people::model::PersonState;
use crate::places::Cell;
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx};
use crate::requests::model::{HelpRequest, RequestState, Visibility};

/// A page of the requests that others in a neighbourhood let neighbours see, in these public cells, newest first.
pub fn list(
    tx: &mut Tx<'_>,
    person: PersonId,
    neighbourhood: NeighbourhoodId,
    cells: &[Cell],
    except: &[PersonId],
    cursor: Cursor,
) -> Result<Vec<HelpRequest>> {
    let cells = cells.iter().map(|it| it.as_i64());
    // Of each one found, and not of everybody: SQLite would make a list of all who take part first.
    let taking_part =
        people::table.filter(people::id.eq(requests::person_id).and(people::state.eq(PersonState::Active)));
    let mut query = requests::table
        .filter(requests::nearby_cell.eq_any(cells))
        .filter(requests::neighbourhood_id.eq(neighbourhood))
        .filter(exists(taking_part))
        .filter(requests::person_id.ne(person).and(requests::person_id.ne_all(except)))
        .select(Row::as_select())
        .order(requests::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(requests::id.lt(RequestId::from(after)));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// The open requests in a neighbourhood that neighbours may come across, the longest waiting first.
pub fn published(
    tx: &mut Tx<'_>,
    neighbourhood: NeighbourhoodId,
    except: &[PersonId],
    most: i64,
) -> Result<Vec<HelpRequest>> {
    let taking_part =
        people::table.filter(people::id.eq(requests::person_id).and(people::state.eq(PersonState::Active)));
    let rows: Vec<Row> = requests::table
        .filter(requests::neighbourhood_id.eq(neighbourhood))
        .filter(requests::nearby_cell.is_not_null().and(requests::state.eq(RequestState::Open)))
        .filter(exists(taking_part))
        .filter(requests::person_id.ne_all(except))
        .select(Row::as_select())
        .order((requests::state_since, requests::id))
        .limit(most)
        .load(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// The requests of a person that have not ended and that neighbours may see, kept from changing.
pub fn lock_published(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<HelpRequest>> {
    let living = requests::table.filter(requests::person_id.eq(person)).order(requests::id).select(Row::as_select());
    let rows: Vec<Row> = Locked(living).get_results(tx.conn)?;
    let read: Result<Vec<HelpRequest>> = rows.into_iter().map(Row::read).collect();
    Ok(read?.into_iter().filter(|it| !it.state.is_final() && it.wish.visibility == Visibility::Nearby).collect())
}

/// What somebody came across on the day that ends then.
pub fn looked_at(tx: &mut Tx<'_>, person: PersonId, until: Instant) -> Result<Vec<RequestId>> {
    let found = nearby_looks::table.find((person, until)).select(nearby_looks::requests);
    let found: Option<Json<Vec<RequestId>>> = found.first(tx.conn).optional()?;
    Ok(found.map(|it| it.0).unwrap_or_default())
}

/// The same, kept from changing until the end of the transaction.
pub fn lock_looked_at(tx: &mut Tx<'_>, person: PersonId, until: Instant) -> Result<Vec<RequestId>> {
    let insert = diesel::insert_into(nearby_looks::table).values((
        nearby_looks::person_id.eq(person),
        nearby_looks::until.eq(until),
        nearby_looks::requests.eq(Json(Vec::<RequestId>::new())),
    ));
    let on_conflict = "(person_id, until) DO NOTHING";
    let _: Option<PersonId> =
        Upsert { insert, on_conflict, returning: nearby_looks::person_id }.get_result(tx.conn).optional()?;
    let found = nearby_looks::table.find((person, until)).select(nearby_looks::requests);
    let found: Json<Vec<RequestId>> = Locked(found).get_result(tx.conn)?;
    Ok(found.0)
}

/// Writes down what somebody came across on the day that ends then.
pub fn save_looked_at(tx: &mut Tx<'_>, person: PersonId, until: Instant, seen: Vec<RequestId>) -> Result<()> {
    diesel::update(nearby_looks::table.find((person, until)))
        .set(nearby_looks::requests.eq(Json(seen)))
        .execute(tx.conn)?;
    Ok(())
}

/// Forgets what was looked at on days that are over.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    Ok(diesel::delete(nearby_looks::table.filter(nearby_looks::until.le(tx.now))).execute(tx.conn)?)
}
