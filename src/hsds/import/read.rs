//! An organization of HSDS as it is kept here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::refused;
use super::shapes::{
    AreaIn, AtLocationIn, AttributeIn, LocationIn, NotKept, OrganizationIn, ScheduleIn, ServiceIn, first, parsed,
};
use crate::categories::Category;
use crate::hsds::render::{MUNICIPALITY, NEIGHBOURHOOD, by_day};
use crate::ids::{LocationId, OrganisationId};
use crate::organisations::actions::import::{Entry, ImportRow};
use crate::organisations::model::{
    Ages, AreaShape, Areas, Capacity, Details, Location, LocationDetails, Organisation, Sector, Service, ServiceStatus,
};
use crate::people::model::LanguageTag;
use crate::places::{self, Position};
use crate::platform::text::EnterpriseNumber;
use crate::platform::{Result, Tx};
use crate::when::{Date, Day, TimeOfDay, WeeklySlot};

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

/// The organizations of a JSON file.
pub(super) fn organizations(file: &[u8]) -> Result<Vec<Value>, NotHsds> {
    match serde_json::from_slice(file)? {
        Value::Array(all) => Ok(all),
        Value::Object(mut page) => match page.remove("contents") {
            Some(Value::Array(all)) => Ok(all),
            None if page.contains_key("id") => Ok(vec![Value::Object(page)]),
            _ => Err(NotHsds::NoOrganization),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Err(NotHsds::NoOrganization),
    }
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
    let sector = codes(&said.attributes).find_map(Sector::from_word);
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
    for (place, it) in said.locations.iter().enumerate() {
        match parsed(it, not_kept).and_then(|it| location(tx, &organisation, it, not_kept)) {
            Ok(location) => locations.push(location),
            Err(why) => broken.push(refused(it, "location", place, why)),
        }
    }
    for (place, it) in said.services.iter().enumerate() {
        let found = match parsed(it, not_kept) {
            Ok(said) => service(tx, organisation.id, said, not_kept)?,
            Err(why) => Err(why),
        };
        match found {
            Ok(service) => services.push(service),
            Err(why) => broken.push(refused(it, "service", place, why)),
        }
    }
    Ok(Ok((Entry { organisation, sector, locations, services }, broken)))
}

fn codes(of: &[AttributeIn]) -> impl Iterator<Item = &str> {
    of.iter().filter_map(|it| it.taxonomy_term.as_ref()?.code.as_deref())
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
        Some(it) => (Some(it.address_1), Some(it.city), Some(it.postal_code)),
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
    let categories: BTreeSet<_> = codes(&said.attributes).filter_map(Category::from_word).collect();
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

/// The weekly slots; what is no weekly slot is told.
fn hours(of: &[ScheduleIn], what: &str, not_kept: &mut NotKept) -> Vec<WeeklySlot> {
    let days: BTreeMap<&str, Day> = Day::ALL.iter().map(|it| (by_day(*it), *it)).collect();
    let mut slots = BTreeSet::new();
    for schedule in of {
        let time = |it: &Option<String>| it.as_deref().and_then(|it| it.get(..5))?.parse::<TimeOfDay>().ok();
        let is_weekly = schedule.freq.as_deref().is_none_or(|it| it == "WEEKLY");
        let times = time(&schedule.opens_at).zip(time(&schedule.closes_at)).filter(|(from, to)| is_weekly && from < to);
        let on = schedule.byday.as_deref().unwrap_or_default().split(',').map(|it| days.get(it.trim()).copied());
        match (times, on.collect::<Option<Vec<_>>>()) {
            (Some((from, to)), Some(on)) => slots.extend(on.into_iter().map(|day| WeeklySlot { day, from, to })),
            _ => {
                not_kept.insert(format!("{what} that are not weekly hours"));
            }
        }
    }
    slots.into_iter().collect()
}
