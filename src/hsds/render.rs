//! Our organisations, services and places in the shapes of HSDS. What is not there is left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::taxonomy::Term;
use crate::ids::{LocationId, NeighbourhoodId};
use crate::organisations::actions::directory;
use crate::organisations::model::{
    Location, LocationKind, Organisation, Service, ServiceAtLocation, ServiceStatus, made_of,
};
use crate::places::{self, Neighbourhood};
use crate::platform::text::PublicPhone;
use crate::platform::{Result, Tx};
use crate::when::{Day, WeeklySlot};

/// The scheme of enterprise numbers (<https://org-id.guide/list/BE-BCE_KBO>).
const ENTERPRISES: &str = "BE-BCE_KBO";
/// The codes of the two regions of ISO 3166-2, and the postal codes of Brussels.
const FLANDERS: &str = "BE-VLG";
const BRUSSELS: &str = "BE-BRU";
const POSTAL_CODES_OF_BRUSSELS: std::ops::RangeInclusive<u32> = 1000..=1299;

/// An organisation with its services and places.
pub(super) fn organisation(tx: &mut Tx<'_>, of: &Organisation) -> Result<Value> {
    let id = of.id.uuid();
    let services = directory::services_of(tx, of.id)?;
    let locations: Vec<_> = directory::locations_of(tx, of.id)?.iter().map(location).collect();
    let known = Known::of(tx, &services)?;
    // The places stand there once, and the services name them.
    let services: Vec<_> = services.iter().map(|it| whole_service(it, &known)).collect();
    let more = json!({
        "phones": phones(id, "organization_id", of.phone.as_ref()),
        "organization_identifiers": of.enterprise_number.as_ref().map(|number| json!([{
            "id": made_of("enterprise number", &[id]), "organization_id": id, "identifier_scheme": ENTERPRISES,
            "identifier_type": "KBO", "identifier": number,
        }])),
        "locations": locations, "services": services, "attributes": [Term::sector(of.sector).attribute(id, "organization")],
    });
    Ok(with(short_organisation(of), more))
}

/// An organisation by itself, as it stands in lists.
pub(super) fn short_organisation(of: &Organisation) -> Value {
    present(json!({
        "id": of.id, "name": of.name, "description": of.description, "email": of.email, "website": of.website,
    }))
}

/// A service with its organisation and where it is offered.
pub(super) fn service(tx: &mut Tx<'_>, of: &Service) -> Result<Value> {
    let known = Known::of(tx, std::slice::from_ref(of))?;
    let organisation = crate::organisations::get(tx, of.organisation)?;
    let at = directory::locations_of(tx, of.organisation)?;
    let at = at.iter().filter(|it| of.locations.contains(&it.id));
    let at: Vec<_> = at.map(|it| with(at_place(of, it.id), json!({ "location": location(it) }))).collect();
    let more = json!({ "organization": short_organisation(&organisation), "service_at_locations": at });
    Ok(with(whole_service(of, &known), more))
}

/// The neighbourhoods that some services serve, asked for once.
struct Known(BTreeMap<NeighbourhoodId, Neighbourhood>);

impl Known {
    fn of(tx: &mut Tx<'_>, services: &[Service]) -> Result<Self> {
        let ids: BTreeSet<_> = services.iter().flat_map(|it| &it.areas.neighbourhoods).copied().collect();
        let all = places::all_of(tx, &ids.into_iter().collect::<Vec<_>>())?;
        Ok(Self(all.into_iter().map(|it| (it.id, it)).collect()))
    }
}

/// A service by itself, as it stands in lists.
pub(super) fn short_service(of: &Service) -> Value {
    let status = match of.status {
        ServiceStatus::Active => "active",
        ServiceStatus::Inactive => "inactive",
    };
    let details = &of.details;
    present(json!({
        "id": of.id, "organization_id": of.organisation, "name": of.name, "description": of.description,
        "status": status, "url": details.website, "email": details.email, "application_process": details.application,
        "fees_description": details.fees, "wait_time": details.wait_time,
        "eligibility_description": details.eligibility, "minimum_age": of.ages.minimum,
        "maximum_age": of.ages.maximum, "assured_date": of.assured_on, "last_modified": of.updated_at,
    }))
}

/// A service at a place, with the ids of both.
fn at_place(of: &Service, place: LocationId) -> Value {
    let at = ServiceAtLocation::new(of.id, place);
    json!({ "id": at.id, "service_id": at.service, "location_id": at.location })
}

fn whole_service(of: &Service, known: &Known) -> Value {
    let id = of.id.uuid();
    let languages = of.details.languages.iter();
    let languages = languages.map(|it| json!({ "id": made_of(it.as_str(), &[id]), "service_id": id, "code": it }));
    let categories = of.categories.iter().map(|it| Term::category(*it).attribute(id, "service"));
    let more = json!({
        "phones": phones(id, "service_id", of.details.phone.as_ref()),
        "schedules": schedules(id, "service_id", &of.details.opening_hours),
        "service_areas": areas(of, known),
        "service_at_locations": of.locations.iter().map(|it| at_place(of, *it)).collect::<Vec<_>>(),
        "languages": languages.collect::<Vec<_>>(),
        "attributes": categories.collect::<Vec<_>>(),
    });
    with(short_service(of), more)
}

/// A service at a place, with both.
pub(super) fn at_location(tx: &mut Tx<'_>, of: ServiceAtLocation) -> Result<Value> {
    let service = crate::organisations::service(tx, of.service)?;
    let place = directory::location(tx, of.location)?;
    let organisation = crate::organisations::get(tx, service.organisation)?;
    let known = Known::of(tx, std::slice::from_ref(&service))?;
    let service = with(whole_service(&service, &known), json!({ "organization": short_organisation(&organisation) }));
    Ok(json!({
        "id": of.id, "service_id": of.service, "location_id": of.location, "location": location(&place), "service": service,
    }))
}

/// The same as it stands in lists.
pub(super) fn short_at_location(of: ServiceAtLocation, service: &Service, place: &Location) -> Value {
    json!({
        "id": of.id, "service_id": of.service, "location_id": of.location, "location": short_location(place),
        "service": short_service(service),
    })
}

fn short_location(of: &Location) -> Value {
    let details = &of.details;
    present(json!({
        "id": of.id, "location_type": of.kind, "organization_id": of.organisation, "name": of.name,
        "description": details.description, "url": details.website, "latitude": details.position.map(|it| it.lat),
        "longitude": details.position.map(|it| it.lon),
    }))
}

fn location(of: &Location) -> Value {
    let (id, details) = (of.id.uuid(), &of.details);
    let accessibility = details.accessibility.as_ref();
    let accessibility = accessibility
        .map(|it| json!([{ "id": made_of("accessibility", &[id]), "location_id": id, "description": it }]));
    let more = json!({
        "addresses": address(of), "accessibility": accessibility,
        "phones": phones(id, "location_id", details.phone.as_ref()),
        "schedules": schedules(id, "location_id", &details.opening_hours),
    });
    with(short_location(of), more)
}

/// HSDS knows whole addresses only: what is known of another one is not said.
fn address(of: &Location) -> Option<Value> {
    let (street, code, town) = of.details.whole_address()?;
    let is_of_brussels = code.as_str().parse().is_ok_and(|it| POSTAL_CODES_OF_BRUSSELS.contains(&it));
    let kind = if of.kind == LocationKind::Postal { "postal" } else { "physical" };
    Some(json!([{
        "id": made_of("address", &[of.id.uuid()]), "location_id": of.id, "address_1": street, "city": town, "postal_code": code,
        "state_province": if is_of_brussels { BRUSSELS } else { FLANDERS }, "country": "BE", "address_type": kind,
    }]))
}

fn phones(of: Uuid, link: &str, number: Option<&PublicPhone>) -> Option<Value> {
    number.map(|number| json!([{ "id": made_of("phone", &[of]), link: of, "number": number, "type": "voice" }]))
}

/// One schedule for each slot. HSDS wants an offset from UTC, which changes twice a year here: so the times are local, and that is
/// said.
fn schedules(of: Uuid, link: &str, hours: &[WeeklySlot]) -> Vec<Value> {
    let schedule = |slot: &WeeklySlot| {
        let what = format!("open {} {} {}", slot.day, slot.from, slot.to);
        json!({
            "id": made_of(&what, &[of]), link: of, "freq": "WEEKLY", "byday": by_day(slot.day), "opens_at": slot.from,
            "closes_at": slot.to, "notes": "local time, Europe/Brussels",
        })
    };
    hours.iter().map(schedule).collect()
}

/// The day as RFC 5545 has it.
pub(super) const fn by_day(of: Day) -> &'static str {
    match of {
        Day::Mon => "MO",
        Day::Tue => "TU",
        Day::Wed => "WE",
        Day::Thu => "TH",
        Day::Fri => "FR",
        Day::Sat => "SA",
        Day::Sun => "SU",
    }
}

fn areas(of: &Service, known: &Known) -> Vec<Value> {
    let id = of.id.uuid();
    let mut served: Vec<_> = of.areas.neighbourhoods.iter().filter_map(|it| known.0.get(it)).collect();
    served.sort_by(|one, other| one.code.cmp(&other.code));
    let neighbourhoods = served.into_iter().map(|it| {
        json!({
            "id": made_of(&it.code, &[id]), "service_id": id, "name": it.name, "extent": it.code, "extent_type": "text",
            "uri": format!("{NEIGHBOURHOOD}{}", it.code),
        })
    });
    let municipalities = of.areas.municipalities.iter().map(|it| {
        json!({
            "id": made_of(it.as_str(), &[id]), "service_id": id, "name": it, "extent": it, "extent_type": "text",
            "uri": format!("{MUNICIPALITY}{}", it.as_str()),
        })
    });
    let polygon = of.areas.polygon.iter().map(
        |it| json!({ "id": made_of("area", &[id]), "service_id": id, "extent": it.as_str(), "extent_type": "geojson" }),
    );
    neighbourhoods.chain(municipalities).chain(polygon).collect()
}

/// What the addresses of our neighbourhoods, and of municipalities by their NIS codes, begin with.
pub(super) const NEIGHBOURHOOD: &str = "urn:buurtnet:neighbourhood:";
pub(super) const MUNICIPALITY: &str = "urn:be:nis:";

/// Both objects in one, without what is not there.
fn with(one: Value, more: Value) -> Value {
    match (one, present(more)) {
        (Value::Object(mut one), Value::Object(more)) => {
            one.extend(more);
            Value::Object(one)
        }
        (one, _) => one,
    }
}

/// Without members that are null, and lists in which nothing is.
fn present(object: Value) -> Value {
    let Value::Object(members) = object else { return object };
    let is_there = |it: &Value| !it.is_null() && it.as_array().is_none_or(|it| !it.is_empty());
    Value::Object(members.into_iter().filter(|(_, it)| is_there(it)).collect())
}
