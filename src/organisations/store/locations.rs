//! The rows of the places of organisations.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::parsed;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::locations;
use crate::db::sql::Locked;
use crate::db::types::Json;
use crate::ids::{LocationId, OrganisationId};
use crate::organisations::model::{Location, LocationDetails, LocationKind};
use crate::platform::http::Cursor;
use crate::platform::text::Title;
use crate::platform::{Result, Tx};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = locations, check_for_backend(MultiBackend))]
struct LocationRow {
    id: LocationId,
    organisation_id: OrganisationId,
    name: String,
    kind: LocationKind,
    details: Json<LocationDetails>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

fn location(row: LocationRow) -> Result<Location> {
    Ok(Location {
        id: row.id,
        organisation: row.organisation_id,
        name: parsed(row.id, &row.name)?,
        kind: row.kind,
        details: row.details.0,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn location_row(it: &Location) -> LocationRow {
    LocationRow {
        id: it.id,
        organisation_id: it.organisation,
        name: it.name.as_str().to_owned(),
        kind: it.kind,
        details: Json(it.details.clone()),
        version: it.version,
        created_at: it.created_at,
        updated_at: it.updated_at,
    }
}

/// A new place.
pub(in crate::organisations) fn insert(tx: &mut Tx<'_>, new: &Location) -> Result<()> {
    diesel::insert_into(locations::table).values(&location_row(new)).execute(tx.conn)?;
    Ok(())
}

/// A place.
pub(in crate::organisations) fn get(tx: &mut Tx<'_>, id: LocationId) -> Result<Location> {
    location(locations::table.find(id).select(LocationRow::as_select()).first(tx.conn)?)
}

/// A place, kept from changing until the end of the transaction.
pub(in crate::organisations) fn lock(tx: &mut Tx<'_>, id: LocationId) -> Result<Location> {
    location(Locked(locations::table.find(id).select(LocationRow::as_select())).get_result(tx.conn)?)
}

/// Saves a changed place. Counts the version.
pub(in crate::organisations) fn save(tx: &mut Tx<'_>, changed: &Location) -> Result<()> {
    let row = LocationRow { version: changed.version + 1, updated_at: tx.now, ..location_row(changed) };
    diesel::update(locations::table.find(changed.id)).set(&row).execute(tx.conn)?;
    Ok(())
}

/// A page of places, newest first.
pub(in crate::organisations) fn list(
    tx: &mut Tx<'_>,
    organisation: Option<OrganisationId>,
    cursor: Cursor,
) -> Result<Vec<Location>> {
    let mut query = locations::table
        .select(LocationRow::as_select())
        .order(locations::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(organisation) = organisation {
        query = query.filter(locations::organisation_id.eq(organisation));
    }
    if let Some(after) = cursor.after {
        query = query.filter(locations::id.lt(LocationId::from(after)));
    }
    query.load(tx.conn)?.into_iter().map(location).collect()
}

/// All places of an organisation, in the order of their ids.
pub(in crate::organisations) fn of(tx: &mut Tx<'_>, organisation: OrganisationId) -> Result<Vec<Location>> {
    let query = locations::table.filter(locations::organisation_id.eq(organisation)).order(locations::id);
    query.select(LocationRow::as_select()).load(tx.conn)?.into_iter().map(location).collect()
}

/// The places of these ids.
pub(in crate::organisations) fn of_ids(tx: &mut Tx<'_>, ids: &BTreeSet<LocationId>) -> Result<Vec<Location>> {
    let query = locations::table.filter(locations::id.eq_any(ids)).select(LocationRow::as_select());
    query.load(tx.conn)?.into_iter().map(location).collect()
}

/// The names of these places, in the order of their ids.
pub(in crate::organisations) fn names(tx: &mut Tx<'_>, ids: &[LocationId]) -> Result<Vec<(LocationId, Title)>> {
    let query = locations::table.filter(locations::id.eq_any(ids)).order(locations::id);
    let rows: Vec<(LocationId, String)> = query.select((locations::id, locations::name)).load(tx.conn)?;
    rows.into_iter().map(|(id, name)| Ok((id, parsed(id, &name)?))).collect()
}
