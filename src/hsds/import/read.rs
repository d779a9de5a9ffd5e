//! An organization of HSDS as it is kept here.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use super::hours::hours;
use super::shapes::{AreaIn, AtLocationIn, AttributeIn, LocationIn, NotKept, OrganizationIn, ServiceIn, first, parsed};
use super::{Known, Reading, refused};
use crate::categories::Category;
use crate::hsds::render::{MUNICIPALITY, NEIGHBOURHOOD};
use crate::hsds::taxonomy::Taxonomy;
use crate::ids::{LocationId, OrganisationId};
use crate::organisations::actions::import::{Entry, ImportOutcome, ImportRow};
use crate::organisations::model::{
    Ages, AreaShape, Areas, Capacity, Details, Location, LocationDetails, MOST_AREAS, MOST_LANGUAGES, MOST_LOCATIONS,
    MOST_MUNICIPALITIES, MOST_SLOTS, Organisation, Sector, Service, ServiceStatus,
};
use crate::people::model::LanguageTag;
use crate::places::{self, Position};
use crate::platform::text::EnterpriseNumber;
use crate::platform::{Result, Tx};
use crate::when::Date;

/// The most places of one organization, and the most services: what comes after them stays out.
const MOST_OF_ONE: usize = 1_000;

/// Why there is nothing in a file to bring in.
#[derive(Debug, thiserror::Error)]
pub enum NotHsds {
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    /// It is JSON, and something else.
    #[error("it holds no organization: give one, a list of them, or a page with \"contents\"")]
    NoOrganization,
    /// A table of a ZIP file cannot be read.
    #[error("{table} cannot be read: {why}")]
    Table {
        /// Which one.
        table: String,
        /// Why.
        why: String,
    },
}

/// What a JSON file can be beside a list.
#[derive(Deserialize)]
struct Page<'a> {
    id: Option<IgnoredAny>,
    #[serde(borrow)]
    contents: Option<&'a RawValue>,
}

/// The organizations of a JSON file, each read by itself: what one of them holds that nobody can read keeps no other out.
pub(super) fn organizations(file: &[u8]) -> Result<Reading, NotHsds> {
    let whole: &RawValue = serde_json::from_slice(file)?;
    let list =
        |of: &RawValue| serde_json::from_str::<Vec<Box<RawValue>>>(of.get()).map_err(|_| NotHsds::NoOrganization);
    let all = if whole.get().starts_with('[') {
        list(whole)?
    } else {
        match serde_json::from_str(whole.get()) {
            Ok(Page { contents: Some(all), .. }) => list(all)?,
            Ok(Page { id: Some(_), contents: None }) => vec![whole.to_owned()],
            Ok(Page { id: None, contents: None }) | Err(_) => return Err(NotHsds::NoOrganization),
        }
    };
    let mut reading = Reading::default();
    for (place, written) in all.iter().enumerate() {
        match serde_json::from_str(written.get()) {
            Ok(organization) => reading.organizations.push(organization),
            Err(why) => {
                let known = serde_json::from_str(written.get()).unwrap_or_default();
                reading.broken.push(refused(known, "organization", place, format!("it cannot be read: {why}")));
            }
        }
    }
    Ok(reading)
}

/// An organization with all that is its own, and what of that stays out; or why all of it does.
pub(super) fn entry(
    tx: &mut Tx<'_>,
    of: &Value,
    not_kept: &mut NotKept,
) -> Result<std::result::Result<(Entry, Vec<ImportRow>), String>> {
    let said: OrganizationIn = match parsed(of, not_kept) {
        Ok(said) => said,
        Err(why) => return Ok(Err(why)),
    };
    let Some(email) = said.email else {
        return Ok(Err("/email: is missing, and referrals are announced there".to_owned()));
    };
    let number = said.organization_identifiers.iter().find(|it| it.identifier_type == "KBO");
    let enterprise_number: Option<EnterpriseNumber> = match number.map(|it| it.identifier.parse()).transpose() {
        Ok(number) => number,
        Err(why) => return Ok(Err(format!("/organization_identifiers: {why}"))),
    };
    let words = words(&said.attributes, Taxonomy::Sectors, "organization", not_kept);
    let sector = words.into_iter().find_map(Sector::from_word);
    let organisation = Organisation {
        id: said.id.into(),
        name: said.name,
        description: said.description,
        sector: Sector::Other,
        enterprise_number,
        email,
        phone: first(said.phones, "organization.phones", not_kept).map(|it| it.number),
        website: said.website,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let (mut locations, mut services, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    broken.extend(too_many(&organisation, "locations", said.locations.len()));
    for (place, it) in said.locations.iter().take(MOST_OF_ONE).enumerate() {
        match parsed(it, not_kept).and_then(|it| location(tx, &organisation, it, not_kept)) {
            Ok(location) => locations.push(location),
            Err(why) => broken.push(refused(Known::of(it), "location", place, why)),
        }
    }
    broken.extend(too_many(&organisation, "services", said.services.len()));
    for (place, it) in said.services.iter().take(MOST_OF_ONE).enumerate() {
        let found = match parsed(it, not_kept) {
            Ok(said) => service(tx, organisation.id, said, not_kept)?,
            Err(why) => Err(why),
        };
        match found {
            Ok(service) => services.push(service),
            Err(why) => broken.push(refused(Known::of(it), "service", place, why)),
        }
    }
    Ok(Ok((Entry { organisation, sector, locations, services }, broken)))
}

/// That more stands in a file than comes in.
fn too_many(of: &Organisation, what: &str, count: usize) -> Option<ImportRow> {
    let row = || ImportRow::new(format!("{what} of organization {}", of.id), ImportOutcome::Refused);
    (count > MOST_OF_ONE)
        .then(|| row().because(format!("there are {count}; what comes after the first {MOST_OF_ONE} stays out")))
}

/// That a list has no more items than are kept of one.
fn at_most(most: usize, list: &str, count: usize) -> std::result::Result<(), String> {
    if count <= most { Ok(()) } else { Err(format!("/{list}: has {count} items, and at most {most} are kept")) }
}

/// The words of one of our lists; that there are others is told.
fn words(of: &[AttributeIn], list: Taxonomy, what: &str, not_kept: &mut NotKept) -> Vec<&'static str> {
    let found: Vec<_> = of.iter().map(|it| list.word(&it.taxonomy_term_id, &it.taxonomy_term)).collect();
    if found.contains(&None) {
        not_kept.insert(format!("{what}.attributes that are none of the {}", list.name()));
    }
    found.into_iter().flatten().collect()
}

fn location(
    tx: &Tx<'_>,
    of: &Organisation,
    said: LocationIn,
    not_kept: &mut NotKept,
) -> std::result::Result<Location, String> {
    let _ = said.organization_id;
    let position = match (said.latitude, said.longitude) {
        (Some(lat), Some(lon)) => Some(Position::new(lat, lon).map_err(|why| format!("/latitude: {why}"))?.into()),
        (None, None) => None,
        (Some(_), None) => return Err("/longitude: is missing".to_owned()),
        (None, Some(_)) => return Err("/latitude: is missing".to_owned()),
    };
    let address = first(said.addresses, "location.addresses", not_kept);
    let (street, town, postal_code) = match address {
        Some(it) => (it.address_1, it.city, it.postal_code),
        None => (None, None, None),
    };
    let details = LocationDetails {
        description: said.description,
        street,
        postal_code,
        town,
        position,
        accessibility: first(said.accessibility, "location.accessibility", not_kept).and_then(|it| it.description),
        phone: first(said.phones, "location.phones", not_kept).map(|it| it.number),
        website: said.url,
        opening_hours: hours(&said.schedules, "location.schedules", not_kept),
    };
    at_most(MOST_SLOTS, "schedules", details.opening_hours.len())?;
    Ok(Location {
        id: LocationId::from(said.id),
        organisation: of.id,
        name: said.name.unwrap_or_else(|| of.name.clone()),
        kind: said.location_type,
        details,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

fn service(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    said: ServiceIn,
    not_kept: &mut NotKept,
) -> Result<std::result::Result<Service, String>> {
    let _ = (said.organization_id, said.last_modified, said.organization);
    let status = match said.status.as_str() {
        "active" => ServiceStatus::Active,
        "inactive" | "defunct" | "temporarily closed" => ServiceStatus::Inactive,
        _ => return Ok(Err("/status: is none of active, inactive, defunct, temporarily closed".to_owned())),
    };
    let ages = Ages { minimum: years(said.minimum_age), maximum: years(said.maximum_age) };
    if let Err((field, why)) = ages.check() {
        return Ok(Err(format!("/{field}: {why}")));
    }
    let description = match said.description {
        Some(description) => description,
        // HSDS can leave it out; then the name is all that is known.
        None => match said.name.as_str().parse() {
            Ok(description) => description,
            Err(why) => return Ok(Err(format!("/name: {why}"))),
        },
    };
    let words = words(&said.attributes, Taxonomy::Categories, "service", not_kept);
    let categories: BTreeSet<_> = words.into_iter().filter_map(Category::from_word).collect();
    let today = Date::of(tx.now);
    if said.assured_date.is_some_and(|it| it > today) {
        return Ok(Err("/assured_date: lies in the future".to_owned()));
    }
    let languages = said.languages.iter().filter_map(|it| it.code.as_deref()?.parse::<LanguageTag>().ok());
    let details = Details {
        languages: languages.collect(),
        eligibility: said.eligibility_description,
        fees: said.fees_description,
        wait_time: said.wait_time,
        application: said.application_process,
        email: said.email,
        phone: first(said.phones, "service.phones", not_kept).map(|it| it.number),
        website: said.url,
        opening_hours: hours(&said.schedules, "service.schedules", not_kept),
    };
    for (list, count, most) in [
        ("schedules", details.opening_hours.len(), MOST_SLOTS),
        ("languages", details.languages.len(), MOST_LANGUAGES),
        ("service_at_locations", said.service_at_locations.len(), MOST_LOCATIONS),
        ("service_areas", said.service_areas.len(), MOST_AREAS + MOST_MUNICIPALITIES),
    ] {
        if let Err(why) = at_most(most, list, count) {
            return Ok(Err(why));
        }
    }
    let at = |it: &AtLocationIn| it.location_id.or(it.location.as_ref().map(|it| it.id)).map(LocationId::from);
    Ok(Ok(Service {
        id: said.id.into(),
        organisation,
        name: said.name,
        description,
        status,
        capacity: Capacity::Open,
        categories,
        areas: match areas(tx, said.service_areas, not_kept)? {
            Ok(areas) => areas,
            Err(why) => return Ok(Err(why)),
        },
        ages,
        locations: said.service_at_locations.iter().filter_map(at).collect(),
        details,
        // What nobody says to have checked is not proposed before somebody does.
        assured_on: said.assured_date.unwrap_or_else(|| Date::of(chrono::DateTime::UNIX_EPOCH.into())),
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    }))
}

#[expect(clippy::cast_possible_truncation, reason = "what is no age is refused for its size")]
fn years(of: Option<f64>) -> Option<i32> {
    of.map(|it| it.floor() as i32)
}

fn areas(tx: &mut Tx<'_>, said: Vec<AreaIn>, not_kept: &mut NotKept) -> Result<std::result::Result<Areas, String>> {
    let mut areas = Areas::default();
    for (place, AreaIn { uri, extent, extent_type }) in said.into_iter().enumerate() {
        let named = uri.as_deref().unwrap_or_default();
        if let Some(code) = named.strip_prefix(NEIGHBOURHOOD) {
            let is_code = !code.chars().any(char::is_control);
            match if is_code { places::by_code(tx, code)? } else { None } {
                Some(known) => {
                    areas.neighbourhoods.insert(known.id);
                }
                None => return Ok(Err(format!("/service_areas/{place}/uri: this neighbourhood is not known"))),
            }
        } else if let Some(nis) = named.strip_prefix(MUNICIPALITY) {
            match nis.parse() {
                Ok(nis) => {
                    areas.municipalities.insert(nis);
                }
                Err(why) => return Ok(Err(format!("/service_areas/{place}/uri: {why}"))),
            }
        } else if extent_type.as_deref() == Some("geojson") && areas.polygon.is_none() {
            match extent.unwrap_or_default().parse::<AreaShape>() {
                Ok(area) => areas.polygon = Some(area),
                Err(why) => return Ok(Err(format!("/service_areas/{place}/extent: {why}"))),
            }
        } else {
            not_kept
                .insert("service.service_areas that are no neighbourhood, municipality or first GeoJSON".to_owned());
        }
    }
    Ok(Ok(areas))
}
