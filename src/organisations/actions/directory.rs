//! The directory in parts whose pages have numbers, as HSDS reads it. All of it is public.

use std::collections::BTreeMap;

use crate::categories::Category;
use crate::ids::{LocationId, OrganisationId, ServiceAtLocationId};
use crate::organisations::model::{Location, Organisation, Service, ServiceAtLocation};
use crate::organisations::store;
pub use crate::organisations::store::Named;
use crate::organisations::store::Part;
use crate::organisations::store::services::Wanted;
use crate::platform::{Result, Tx};

/// Organisations, and how many there are in all.
///
/// # Errors
/// When the database fails.
pub fn organisations(tx: &mut Tx<'_>, part: Part) -> Result<(Vec<Organisation>, i64)> {
    store::numbered(tx, &Named::default(), part)
}

/// Organisations that are looked for by name or number, and how many of them there are in all.
///
/// # Errors
/// When the database fails.
pub fn named(tx: &mut Tx<'_>, wanted: &Named, part: Part) -> Result<(Vec<Organisation>, i64)> {
    store::numbered(tx, wanted, part)
}

/// Services, those of an organisation or of a kind of help if it is named, and how many there are in all.
///
/// # Errors
/// When the database fails.
pub fn services(
    tx: &mut Tx<'_>,
    organisation: Option<OrganisationId>,
    category: Option<Category>,
    part: Part,
) -> Result<(Vec<Service>, i64)> {
    let wanted = Wanted { at: None, category, organisation, status: None };
    store::services::numbered(tx, &wanted, part)
}

/// All services of an organisation.
///
/// # Errors
/// When the database fails.
pub fn services_of(tx: &mut Tx<'_>, organisation: OrganisationId) -> Result<Vec<Service>> {
    let wanted = Wanted { at: None, category: None, organisation: Some(organisation), status: None };
    let mut all = store::services::all(tx, &wanted)?;
    all.sort_by_key(|it| it.id);
    Ok(all)
}

/// All places of an organisation.
///
/// # Errors
/// When the database fails.
pub fn locations_of(tx: &mut Tx<'_>, organisation: OrganisationId) -> Result<Vec<Location>> {
    store::locations::of(tx, organisation)
}

/// A place.
///
/// # Errors
/// When there is none of this id.
pub fn location(tx: &mut Tx<'_>, id: LocationId) -> Result<Location> {
    store::locations::get(tx, id)
}

/// A service at a place, with both.
pub type WithBoth = (ServiceAtLocation, Service, Location);

/// Services at places, each with both, and how many there are in all.
///
/// # Errors
/// When the database fails.
pub fn at_locations(tx: &mut Tx<'_>, part: Part) -> Result<(Vec<WithBoth>, i64)> {
    let (all, count) = store::services::at_locations(tx, part)?;
    let services = store::services::of_ids(tx, &all.iter().map(|it| it.service).collect())?;
    let services: BTreeMap<_, _> = services.into_iter().map(|it| (it.id, it)).collect();
    let places = store::locations::of_ids(tx, &all.iter().map(|it| it.location).collect())?;
    let places: BTreeMap<_, _> = places.into_iter().map(|it| (it.id, it)).collect();
    let with_both =
        |it: ServiceAtLocation| Some((it, services.get(&it.service)?.clone(), places.get(&it.location)?.clone()));
    Ok((all.into_iter().filter_map(with_both).collect(), count))
}

/// A service at a place.
///
/// # Errors
/// When there is none of this id.
pub fn at_location(tx: &mut Tx<'_>, id: ServiceAtLocationId) -> Result<ServiceAtLocation> {
    store::services::at_location(tx, id)
}
