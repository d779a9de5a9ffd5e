//! A stand-in for requests: their rows.

use diesel::prelude::*;

use super::model::{HelpRequest, RequestState, Wish};
use crate::categories::Category;
use crate::db::schema::requests;
use crate::db::types::Json;
use crate::ids::{NeighbourhoodId, PersonId, RequestId};
use crate::places::{Cell, StaffCell};
use crate::platform::{Result, Tx};

type Row = (PersonId, Option<NeighbourhoodId>, RequestState, Category, Json<Wish>, Option<i64>, Option<i64>, i32);

/// A request.
pub(super) fn get(tx: &mut Tx<'_>, id: RequestId) -> Result<HelpRequest> {
    let columns = (
        requests::person_id,
        requests::neighbourhood_id,
        requests::state,
        requests::category,
        requests::wish,
        requests::cell,
        requests::near_cell,
        requests::version,
    );
    let row: Row = requests::table.find(id).select(columns).first(tx.conn)?;
    let (person, neighbourhood, state, category, wish, cell, near_cell, version) = row;
    Ok(HelpRequest {
        id,
        person,
        neighbourhood,
        state,
        category,
        wish: wish.0,
        cell: cell.and_then(|it| Cell::from_i64(it).ok()),
        near_cell: near_cell.and_then(|it| StaffCell::from_i64(it).ok()),
        version,
    })
}
