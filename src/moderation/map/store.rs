//! What is counted: a read model over requests and offers, one query for each.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::model::{AreaOffer, AreaRequest, Counted, Counts};
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::schema::{offers, people, requests};
use crate::db::sql::lies_in;
use crate::db::types::Json;
use crate::ids::{NeighbourhoodId, OfferId, RequestId};
use crate::moderation::store::OfferTerms;
use crate::places::Cell;
use crate::platform::{Error, Result, Tx};
use crate::policy::Scope;
use crate::requests::Urgency;

fn cell(number: Option<i64>) -> Result<Option<Cell>> {
    number
        .map(|it| Cell::from_i64(it).map_err(|error| Error::Inconsistent(format!("a cell of the map: {error}"))))
        .transpose()
}

/// The requests that are open or wait for a first look, by where the help is.
pub(super) fn requests(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Counted>> {
    let rows: Vec<(Option<NeighbourhoodId>, Option<i64>, String, i64)> = requests::table
        .filter(lies_in!(requests::neighbourhood_id, scope))
        .filter(requests::person_id.ne_all(&scope.except))
        .filter(requests::state.eq_any(["open", "submitted"]))
        .group_by((requests::neighbourhood_id, requests::cell, requests::state))
        .select((requests::neighbourhood_id, requests::cell, requests::state, count_star()))
        .load(tx.conn)?;
    let counted = |(id, number, state, count): (_, _, String, i64)| {
        let counts = if state == "open" {
            Counts { open: count, ..Counts::default() }
        } else {
            Counts { waiting: count, ..Counts::default() }
        };
        Ok((id, cell(number)?, counts))
    };
    rows.into_iter().map(counted).collect()
}

/// The offers that count, by where who offers lives.
pub(super) fn offers(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Counted>> {
    let rows: Vec<(Option<NeighbourhoodId>, Option<i64>, i64)> = offers::table
        .inner_join(people::table.on(people::id.eq(offers::person_id)))
        .filter(lies_in!(offers::neighbourhood_id, scope))
        .filter(offers::person_id.ne_all(&scope.except))
        .filter(offers::state.eq("active"))
        .group_by((offers::neighbourhood_id, people::cell))
        .select((offers::neighbourhood_id, people::cell, count_star()))
        .load(tx.conn)?;
    let counted = |(id, number, count)| Ok((id, cell(number)?, Counts { offers: count, ..Counts::default() }));
    rows.into_iter().map(counted).collect()
}

/// The requests of one place that were counted, the longest waiting first.
pub(super) fn requests_in(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: Option<NeighbourhoodId>,
    cell: Option<Cell>,
    most: i64,
) -> Result<Vec<AreaRequest>> {
    let mut query = requests::table
        .filter(requests::person_id.ne_all(&scope.except))
        .filter(requests::state.eq_any(["open", "submitted"]))
        .order((requests::state_since, requests::id))
        .limit(most)
        .select((requests::id, requests::category, requests::urgency, requests::state, requests::state_since))
        .into_boxed();
    query = match id {
        Some(id) => query.filter(requests::neighbourhood_id.eq(id)),
        None => query.filter(requests::neighbourhood_id.is_null()),
    };
    if let Some(cell) = cell {
        query = query.filter(requests::cell.eq(cell.as_i64()));
    }
    let rows: Vec<(RequestId, Category, Urgency, String, Instant)> = query.load(tx.conn)?;
    let read = |(id, category, urgency, state, since): (_, _, _, String, _)| AreaRequest {
        id,
        category,
        urgency,
        is_waiting: state == "submitted",
        since,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The offers of one place that were counted, the oldest first.
pub(super) fn offers_in(
    tx: &mut Tx<'_>,
    scope: &Scope,
    id: Option<NeighbourhoodId>,
    cell: Option<Cell>,
    most: i64,
) -> Result<Vec<AreaOffer>> {
    let mut query = offers::table
        .inner_join(people::table.on(people::id.eq(offers::person_id)))
        .filter(offers::person_id.ne_all(&scope.except))
        .filter(offers::state.eq("active"))
        .order((offers::state_since, offers::id))
        .limit(most)
        .select((offers::id, offers::terms, offers::state_since))
        .into_boxed();
    query = match id {
        Some(id) => query.filter(offers::neighbourhood_id.eq(id)),
        None => query.filter(offers::neighbourhood_id.is_null()),
    };
    if let Some(cell) = cell {
        query = query.filter(people::cell.eq(cell.as_i64()));
    }
    let rows: Vec<(OfferId, Json<OfferTerms>, Instant)> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(|(id, terms, since)| AreaOffer { id, categories: terms.0.categories, since }).collect())
}
