//! The directory as `Organization`, `HealthcareService` and `Location`. All of it is public. What is ours alone is not there:
//! capacity.

use serde_json::{Value, json};

use super::words::{CATEGORY, ENTERPRISES, LANGUAGES, SECTOR, TEAMS, coded, present, reference, time};
use crate::clock::Instant;
use crate::organisations::model::{Location, Organisation, Service, ServiceStatus};
use crate::platform::text::{EmailAddress, PublicPhone, Website};
use crate::when::WeeklySlot;

fn meta(version: i32, updated_at: Instant) -> Value {
    json!({ "versionId": version.to_string(), "lastUpdated": updated_at })
}

fn telecom(phone: Option<&PublicPhone>, email: Option<&EmailAddress>, website: Option<&Website>) -> Vec<Value> {
    let phone = phone.map(|it| json!({ "system": "phone", "value": it }));
    let email = email.map(|it| json!({ "system": "email", "value": it }));
    let website = website.map(|it| json!({ "system": "url", "value": it }));
    [phone, email, website].into_iter().flatten().collect()
}

/// An organisation.
pub(super) fn organisation(of: &Organisation) -> Value {
    let number = of.enterprise_number.as_ref().map(|it| json!([{ "system": ENTERPRISES, "value": it }]));
    present(json!({
        "resourceType": "Organization", "id": of.id, "meta": meta(of.version, of.updated_at), "identifier": number,
        "active": true, "type": [coded(SECTOR, of.sector.as_str())], "name": of.name,
        "telecom": telecom(of.phone.as_ref(), Some(&of.email), of.website.as_ref()),
    }))
}

/// Who sends referrals.
pub(super) fn teams() -> Value {
    json!({ "resourceType": "Organization", "id": TEAMS, "active": true, "name": "Buurtnet" })
}

/// A service.
pub(super) fn service(of: &Service) -> Value {
    let details = &of.details;
    let times = details.opening_hours.iter().map(
        |it| json!({ "daysOfWeek": [it.day], "availableStartTime": time(it.from), "availableEndTime": time(it.to) }),
    );
    let eligibility = details.eligibility.as_ref().map(|it| json!([{ "comment": it }]));
    present(json!({
        "resourceType": "HealthcareService", "id": of.id, "meta": meta(of.version, of.updated_at),
        "active": of.status == ServiceStatus::Active, "providedBy": reference("Organization", of.organisation),
        "category": of.categories.iter().map(|it| coded(CATEGORY, it.as_str())).collect::<Vec<_>>(),
        "location": of.locations.iter().map(|it| reference("Location", it)).collect::<Vec<_>>(),
        "name": of.name, "comment": of.description, "extraDetails": details.application,
        "telecom": telecom(details.phone.as_ref(), details.email.as_ref(), details.website.as_ref()),
        "eligibility": eligibility,
        "communication": details.languages.iter().map(|it| coded(LANGUAGES, it.as_str())).collect::<Vec<_>>(),
        "availableTime": times.collect::<Vec<_>>(),
    }))
}

/// A place.
pub(super) fn location(of: &Location) -> Value {
    let details = &of.details;
    let hours =
        |it: &WeeklySlot| json!({ "daysOfWeek": [it.day], "openingTime": time(it.from), "closingTime": time(it.to) });
    let street = details.street.as_ref().map(|it| json!([it]));
    let country = street.as_ref().map(|_| "BE");
    present(json!({
        "resourceType": "Location", "id": of.id, "meta": meta(of.version, of.updated_at), "status": "active",
        "name": of.name, "description": details.description, "mode": "instance",
        "telecom": telecom(details.phone.as_ref(), None, details.website.as_ref()),
        "address": {
            "line": street, "city": details.town, "postalCode": details.postal_code, "country": country,
        },
        "position": details.position.map(|it| json!({ "longitude": it.lon, "latitude": it.lat })),
        "managingOrganization": reference("Organization", of.organisation),
        "hoursOfOperation": details.opening_hours.iter().map(hours).collect::<Vec<_>>(),
    }))
}
