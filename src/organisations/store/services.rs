//! The rows of services, with where they help and where they are offered.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{IntoBoxed, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::{Part, parsed};
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{service_areas, service_locations, services};
use crate::db::sql::Locked;
use crate::db::types::Json;
use crate::ids::{LocationId, NeighbourhoodId, OrganisationId, ServiceAtLocationId, ServiceId};
use crate::organisations::model::{
    Ages, AreaShape, Areas, Capacity, Details, Service, ServiceAtLocation, ServiceStatus, Where,
};
use crate::platform::http::Cursor;
use crate::platform::text::NisCode;
use crate::platform::{Result, Tx};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = services, check_for_backend(MultiBackend), treat_none_as_null = true)]
struct ServiceRow {
    id: ServiceId,
    organisation_id: OrganisationId,
    name: String,
    description: String,
    status: ServiceStatus,
    categories: Json<BTreeSet<Category>>,
    capacity: Capacity,
    minimum_age: Option<i32>,
    maximum_age: Option<i32>,
    municipalities: Json<BTreeSet<NisCode>>,
    polygon: Option<String>,
    details: Json<Details>,
    assured_on: String,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

/// Which services are looked for.
#[derive(Debug, Clone)]
pub(in crate::organisations) struct Wanted {
    /// Those that help there.
    pub(in crate::organisations) at: Option<Where>,
    pub(in crate::organisations) category: Option<Category>,
    pub(in crate::organisations) organisation: Option<OrganisationId>,
    pub(in crate::organisations) status: Option<ServiceStatus>,
}

/// What stands in rows beside that of a service.
#[derive(Default)]
struct Beside {
    neighbourhoods: BTreeSet<NeighbourhoodId>,
    locations: BTreeSet<LocationId>,
}

fn service(row: ServiceRow, beside: Beside) -> Result<Service> {
    let id = row.id;
    Ok(Service {
        id,
        organisation: row.organisation_id,
        name: parsed(id, &row.name)?,
        description: parsed(id, &row.description)?,
        status: row.status,
        capacity: row.capacity,
        categories: row.categories.0,
        areas: Areas {
            neighbourhoods: beside.neighbourhoods,
            municipalities: row.municipalities.0,
            polygon: row.polygon.map(AreaShape::stored),
        },
        ages: Ages { minimum: row.minimum_age, maximum: row.maximum_age },
        locations: beside.locations,
        details: row.details.0,
        assured_on: parsed(id, &row.assured_on)?,
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
        capacity: it.capacity,
        minimum_age: it.ages.minimum,
        maximum_age: it.ages.maximum,
        municipalities: Json(it.areas.municipalities.clone()),
        polygon: it.areas.polygon.as_ref().map(|it| it.as_str().to_owned()),
        details: Json(it.details.clone()),
        assured_on: it.assured_on.to_string(),
        version: it.version,
        created_at: it.created_at,
        updated_at: it.updated_at,
    }
}

fn with_beside(tx: &mut Tx<'_>, rows: Vec<ServiceRow>) -> Result<Vec<Service>> {
    let ids: Vec<_> = rows.iter().map(|it| it.id).collect();
    let mut beside: BTreeMap<ServiceId, Beside> = BTreeMap::new();
    let areas = service_areas::table.filter(service_areas::service_id.eq_any(&ids));
    let areas: Vec<(ServiceId, NeighbourhoodId)> =
        areas.select((service_areas::service_id, service_areas::neighbourhood_id)).load(tx.conn)?;
    for (service, neighbourhood) in areas {
        beside.entry(service).or_default().neighbourhoods.insert(neighbourhood);
    }
    let locations = service_locations::table.filter(service_locations::service_id.eq_any(&ids));
    let locations: Vec<(ServiceId, LocationId)> =
        locations.select((service_locations::service_id, service_locations::location_id)).load(tx.conn)?;
    for (service, location) in locations {
        beside.entry(service).or_default().locations.insert(location);
    }
    let whole = |row: ServiceRow| {
        let of = beside.remove(&row.id).unwrap_or_default();
        service(row, of)
    };
    rows.into_iter().map(whole).collect()
}

fn with_beside_one(tx: &mut Tx<'_>, row: ServiceRow) -> Result<Service> {
    let found = with_beside(tx, vec![row])?.pop();
    found.ok_or_else(|| diesel::NotFound.into())
}

fn insert_beside(tx: &mut Tx<'_>, of: &Service) -> Result<()> {
    for area in &of.areas.neighbourhoods {
        diesel::insert_into(service_areas::table)
            .values((service_areas::service_id.eq(of.id), service_areas::neighbourhood_id.eq(*area)))
            .execute(tx.conn)?;
    }
    for location in &of.locations {
        diesel::insert_into(service_locations::table)
            .values((
                service_locations::id.eq(ServiceAtLocation::new(of.id, *location).id),
                service_locations::service_id.eq(of.id),
                service_locations::location_id.eq(*location),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// A new service.
pub(in crate::organisations) fn insert(tx: &mut Tx<'_>, new: &Service) -> Result<()> {
    diesel::insert_into(services::table).values(&service_row(new)).execute(tx.conn)?;
    insert_beside(tx, new)
}

/// A service.
pub(in crate::organisations) fn get(tx: &mut Tx<'_>, id: ServiceId) -> Result<Service> {
    let row: ServiceRow = services::table.find(id).select(ServiceRow::as_select()).first(tx.conn)?;
    with_beside_one(tx, row)
}

/// A service, kept from changing until the end of the transaction.
pub(in crate::organisations) fn lock(tx: &mut Tx<'_>, id: ServiceId) -> Result<Service> {
    let row: ServiceRow = Locked(services::table.find(id).select(ServiceRow::as_select())).get_result(tx.conn)?;
    with_beside_one(tx, row)
}

/// Saves a changed service with all that stands beside it. Counts the version.
pub(in crate::organisations) fn save(tx: &mut Tx<'_>, changed: &Service) -> Result<()> {
    let row = ServiceRow { version: changed.version + 1, updated_at: tx.now, ..service_row(changed) };
    diesel::update(services::table.find(changed.id)).set(&row).execute(tx.conn)?;
    diesel::delete(service_areas::table.filter(service_areas::service_id.eq(changed.id))).execute(tx.conn)?;
    diesel::delete(service_locations::table.filter(service_locations::service_id.eq(changed.id))).execute(tx.conn)?;
    insert_beside(tx, changed)
}

/// A page of services, newest first. Those with an area of their own come wherever help is needed: whether it covers, only
/// [`Areas::covers`] says.
pub(in crate::organisations) fn list(tx: &mut Tx<'_>, wanted: &Wanted, cursor: Cursor) -> Result<Vec<Service>> {
    let mut query = found(wanted).order(services::id.desc()).limit(cursor.limit());
    if let Some(after) = cursor.after {
        query = query.filter(services::id.lt(ServiceId::from(after)));
    }
    let rows = query.select(ServiceRow::as_select()).load(tx.conn)?;
    with_beside(tx, rows)
}

/// All of them, whichever order.
pub(in crate::organisations) fn all(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Vec<Service>> {
    let rows = found(wanted).select(ServiceRow::as_select()).load(tx.conn)?;
    with_beside(tx, rows)
}

/// Those of these ids.
pub(in crate::organisations) fn of_ids(tx: &mut Tx<'_>, ids: &BTreeSet<ServiceId>) -> Result<Vec<Service>> {
    let rows = services::table.filter(services::id.eq_any(ids)).select(ServiceRow::as_select()).load(tx.conn)?;
    with_beside(tx, rows)
}

/// Some of them in the order of their ids, after so many, and how many there are.
pub(in crate::organisations) fn numbered(tx: &mut Tx<'_>, wanted: &Wanted, part: Part) -> Result<(Vec<Service>, i64)> {
    let count = found(wanted).count().get_result(tx.conn)?;
    let query = found(wanted).order(services::id).offset(part.after).limit(part.most);
    let rows = query.select(ServiceRow::as_select()).load(tx.conn)?;
    Ok((with_beside(tx, rows)?, count))
}

/// Services at places in the order of their ids, after so many, and how many there are.
pub(in crate::organisations) fn at_locations(tx: &mut Tx<'_>, part: Part) -> Result<(Vec<ServiceAtLocation>, i64)> {
    let count = service_locations::table.count().get_result(tx.conn)?;
    let query = service_locations::table.order(service_locations::id).offset(part.after).limit(part.most);
    let rows: Vec<(ServiceAtLocationId, ServiceId, LocationId)> = query.load(tx.conn)?;
    let all = rows.into_iter().map(|(id, service, location)| ServiceAtLocation { id, service, location });
    Ok((all.collect(), count))
}

/// A service at a place.
pub(in crate::organisations) fn at_location(tx: &mut Tx<'_>, id: ServiceAtLocationId) -> Result<ServiceAtLocation> {
    let (id, service, location) = service_locations::table.find(id).first(tx.conn)?;
    Ok(ServiceAtLocation { id, service, location })
}

fn found(wanted: &Wanted) -> IntoBoxed<'static, services::table, MultiBackend> {
    let mut query = services::table.into_boxed();
    if let Some(status) = wanted.status {
        query = query.filter(services::status.eq(status));
    }
    if let Some(organisation) = wanted.organisation {
        query = query.filter(services::organisation_id.eq(organisation));
    }
    if let Some(at) = &wanted.at {
        let serving = service_areas::table.filter(service_areas::neighbourhood_id.eq(at.neighbourhood));
        let serving = services::id.eq_any(serving.select(service_areas::service_id));
        let whole = at.municipality.as_ref().map_or_else(|| "none".to_owned(), |it| it.as_str().to_owned());
        let in_municipality = names("services.municipalities", &whole);
        query = query.filter(serving.or(in_municipality).or(services::polygon.is_not_null()));
    }
    if let Some(category) = wanted.category {
        query = query.filter(names("services.categories", category.as_str()));
    }
    query
}

/// Whether a list of words holds one. Both databases write it the same way, and the words are closed: quotes end each of them.
fn names(
    column: &'static str,
    word: &str,
) -> Box<dyn BoxableExpression<services::table, MultiBackend, SqlType = Bool>> {
    let list = sql::<Bool>(&format!("CAST({column} AS text) LIKE "));
    Box::new(list.bind::<Text, _>(format!("%\"{word}\"%")))
}
