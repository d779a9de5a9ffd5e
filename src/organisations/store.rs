//! The rows of organisations, services and their areas.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::model::{Organisation, Service, ServiceStatus};
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{organisations, service_areas, services};
use crate::db::sql::Locked;
use crate::db::types::Json;
use crate::ids::{NeighbourhoodId, OrganisationId, ServiceId};
use crate::platform::http::Cursor;
use crate::platform::{Error, Result, Tx};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organisations, check_for_backend(MultiBackend), treat_none_as_null = true)]
struct OrganisationRow {
    id: OrganisationId,
    name: String,
    description: String,
    email: String,
    phone: Option<String>,
    website: Option<String>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = services, check_for_backend(MultiBackend))]
struct ServiceRow {
    id: ServiceId,
    organisation_id: OrganisationId,
    name: String,
    description: String,
    status: ServiceStatus,
    categories: Json<BTreeSet<Category>>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

/// Which services are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) neighbourhood: Option<NeighbourhoodId>,
    pub(super) category: Option<Category>,
    pub(super) organisation: Option<OrganisationId>,
    pub(super) status: ServiceStatus,
}

fn parsed<T: std::str::FromStr>(what: impl std::fmt::Display, text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::Inconsistent(format!("a stored text of {what}")))
}

fn organisation(row: OrganisationRow) -> Result<Organisation> {
    let id = row.id;
    Ok(Organisation {
        id,
        name: parsed(id, &row.name)?,
        description: parsed(id, &row.description)?,
        email: parsed(id, &row.email)?,
        phone: row.phone.map(|it| parsed(id, &it)).transpose()?,
        website: row.website.map(|it| parsed(id, &it)).transpose()?,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn organisation_row(it: &Organisation) -> OrganisationRow {
    OrganisationRow {
        id: it.id,
        name: it.name.as_str().to_owned(),
        description: it.description.as_str().to_owned(),
        email: it.email.as_str().to_owned(),
        phone: it.phone.as_ref().map(|it| it.as_str().to_owned()),
        website: it.website.as_ref().map(|it| it.as_str().to_owned()),
        version: it.version,
        created_at: it.created_at,
        updated_at: it.updated_at,
    }
}

/// A new organisation.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Organisation) -> Result<()> {
    diesel::insert_into(organisations::table).values(&organisation_row(new)).execute(tx.conn)?;
    Ok(())
}

/// An organisation.
pub(super) fn get(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation> {
    organisation(organisations::table.find(id).select(OrganisationRow::as_select()).first(tx.conn)?)
}

/// An organisation, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation> {
    organisation(Locked(organisations::table.find(id).select(OrganisationRow::as_select())).get_result(tx.conn)?)
}

/// Saves a changed organisation. Counts the version.
pub(super) fn save(tx: &mut Tx<'_>, changed: &Organisation) -> Result<()> {
    let row = OrganisationRow { version: changed.version + 1, updated_at: tx.now, ..organisation_row(changed) };
    diesel::update(organisations::table.find(changed.id)).set(&row).execute(tx.conn)?;
    Ok(())
}

/// A page of organisations, newest first.
pub(super) fn list(tx: &mut Tx<'_>, cursor: Cursor) -> Result<Vec<Organisation>> {
    let mut query = organisations::table
        .select(OrganisationRow::as_select())
        .order(organisations::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(organisations::id.lt(OrganisationId::from(after)));
    }
    query.load(tx.conn)?.into_iter().map(organisation).collect()
}

fn service(row: ServiceRow, areas: BTreeSet<NeighbourhoodId>) -> Result<Service> {
    Ok(Service {
        id: row.id,
        organisation: row.organisation_id,
        name: parsed(row.id, &row.name)?,
        description: parsed(row.id, &row.description)?,
        status: row.status,
        categories: row.categories.0,
        areas,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn service_row(it: &Service) -> ServiceRow {
    ServiceRow {
        id: it.id,
        organisation_id: it.organisation,
        name: it.name.as_str().to_owned(),
        description: it.description.as_str().to_owned(),
        status: it.status,
        categories: Json(it.categories.clone()),
        version: it.version,
        created_at: it.created_at,
        updated_at: it.updated_at,
    }
}

fn areas(tx: &mut Tx<'_>, ids: &[ServiceId]) -> Result<BTreeMap<ServiceId, BTreeSet<NeighbourhoodId>>> {
    let rows: Vec<(ServiceId, NeighbourhoodId)> = service_areas::table
        .filter(service_areas::service_id.eq_any(ids))
        .select((service_areas::service_id, service_areas::neighbourhood_id))
        .load(tx.conn)?;
    let mut found: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (service, neighbourhood) in rows {
        found.entry(service).or_default().insert(neighbourhood);
    }
    Ok(found)
}

fn with_areas(tx: &mut Tx<'_>, rows: Vec<ServiceRow>) -> Result<Vec<Service>> {
    let ids: Vec<_> = rows.iter().map(|it| it.id).collect();
    let mut areas = areas(tx, &ids)?;
    rows.into_iter()
        .map(|row| {
            let of = areas.remove(&row.id).unwrap_or_default();
            service(row, of)
        })
        .collect()
}

fn insert_areas(tx: &mut Tx<'_>, of: &Service) -> Result<()> {
    for area in &of.areas {
        diesel::insert_into(service_areas::table)
            .values((service_areas::service_id.eq(of.id), service_areas::neighbourhood_id.eq(*area)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// A new service.
pub(super) fn insert_service(tx: &mut Tx<'_>, new: &Service) -> Result<()> {
    diesel::insert_into(services::table).values(&service_row(new)).execute(tx.conn)?;
    insert_areas(tx, new)
}

/// A service.
pub(super) fn get_service(tx: &mut Tx<'_>, id: ServiceId) -> Result<Service> {
    let row: ServiceRow = services::table.find(id).select(ServiceRow::as_select()).first(tx.conn)?;
    let areas = areas(tx, &[id])?.remove(&id).unwrap_or_default();
    service(row, areas)
}

/// A service, kept from changing until the end of the transaction.
pub(super) fn lock_service(tx: &mut Tx<'_>, id: ServiceId) -> Result<Service> {
    let row: ServiceRow = Locked(services::table.find(id).select(ServiceRow::as_select())).get_result(tx.conn)?;
    let areas = areas(tx, &[id])?.remove(&id).unwrap_or_default();
    service(row, areas)
}

/// Saves a changed service with its areas. Counts the version.
pub(super) fn save_service(tx: &mut Tx<'_>, changed: &Service) -> Result<()> {
    let row = ServiceRow { version: changed.version + 1, updated_at: tx.now, ..service_row(changed) };
    diesel::update(services::table.find(changed.id)).set(&row).execute(tx.conn)?;
    diesel::delete(service_areas::table.filter(service_areas::service_id.eq(changed.id))).execute(tx.conn)?;
    insert_areas(tx, changed)
}

/// A page of services, newest first.
pub(super) fn list_services(tx: &mut Tx<'_>, wanted: Wanted, cursor: Cursor) -> Result<Vec<Service>> {
    let mut query = services::table
        .filter(services::status.eq(wanted.status))
        .select(ServiceRow::as_select())
        .order(services::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(organisation) = wanted.organisation {
        query = query.filter(services::organisation_id.eq(organisation));
    }
    if let Some(neighbourhood) = wanted.neighbourhood {
        let serving = service_areas::table.filter(service_areas::neighbourhood_id.eq(neighbourhood));
        query = query.filter(services::id.eq_any(serving.select(service_areas::service_id)));
    }
    if let Some(category) = wanted.category {
        // Both databases write the array the same way, and the words are closed: quotes end each of them.
        let in_list =
            sql::<Bool>("CAST(services.categories AS text) LIKE ").bind::<Text, _>(format!("%\"{category}\"%"));
        query = query.filter(in_list);
    }
    if let Some(after) = cursor.after {
        query = query.filter(services::id.lt(ServiceId::from(after)));
    }
    let rows = query.load(tx.conn)?;
    with_areas(tx, rows)
}
