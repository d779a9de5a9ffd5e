//! The shapes of HSDS as far as they are read, and what of a file is not.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::organisations::model::LocationKind;
use crate::platform::text::{Address, Description, EmailAddress, PublicPhone, Title, Website};
use crate::when::Date;

/// What was not kept, each with where it stood.
pub(super) type NotKept = BTreeSet<String>;

/// Declares what is read of a shape: the members that are kept; the others that hold something are told.
macro_rules! kept {
    ($($name:ident in $shape:literal { $($(#[$attribute:meta])* $field:ident: $type:ty,)+ })+) => {$(
        #[derive(Deserialize)]
        pub(super) struct $name { $($(#[$attribute])* pub(super) $field: $type,)+ }

        impl Kept for $name {
            const SHAPE: &'static str = $shape;
            const MEMBERS: &'static [&'static str] = &[$(stringify!($field)),+];
        }
    )+};
}

pub(super) trait Kept: DeserializeOwned {
    const SHAPE: &'static str;
    const MEMBERS: &'static [&'static str];
}

kept! {
    OrganizationIn in "organization" {
        id: Uuid,
        name: Title,
        description: Description,
        email: Option<EmailAddress>,
        website: Option<Website>,
        #[serde(default)]
        phones: Vec<PhoneIn>,
        #[serde(default)]
        organization_identifiers: Vec<IdentifierIn>,
        #[serde(default)]
        locations: Vec<Value>,
        #[serde(default)]
        services: Vec<Value>,
        #[serde(default)]
        attributes: Vec<AttributeIn>,
    }
    ServiceIn in "service" {
        id: Uuid,
        organization_id: Option<Uuid>,
        name: Title,
        description: Option<Description>,
        status: String,
        url: Option<Website>,
        email: Option<EmailAddress>,
        application_process: Option<Description>,
        fees_description: Option<Description>,
        wait_time: Option<Title>,
        eligibility_description: Option<Description>,
        minimum_age: Option<f64>,
        maximum_age: Option<f64>,
        assured_date: Option<Date>,
        last_modified: Option<Value>,
        organization: Option<Value>,
        #[serde(default)]
        phones: Vec<PhoneIn>,
        #[serde(default)]
        schedules: Vec<ScheduleIn>,
        #[serde(default)]
        service_areas: Vec<AreaIn>,
        #[serde(default)]
        service_at_locations: Vec<AtLocationIn>,
        #[serde(default)]
        languages: Vec<LanguageIn>,
        #[serde(default)]
        attributes: Vec<AttributeIn>,
    }
    LocationIn in "location" {
        id: Uuid,
        organization_id: Option<Uuid>,
        location_type: LocationKind,
        name: Option<Title>,
        description: Option<Description>,
        url: Option<Website>,
        latitude: Option<f64>,
        longitude: Option<f64>,
        #[serde(default)]
        addresses: Vec<AddressIn>,
        #[serde(default)]
        accessibility: Vec<AccessibilityIn>,
        #[serde(default)]
        phones: Vec<PhoneIn>,
        #[serde(default)]
        schedules: Vec<ScheduleIn>,
    }
}

#[derive(Deserialize)]
pub(super) struct PhoneIn {
    pub(super) number: PublicPhone,
}

#[derive(Deserialize)]
pub(super) struct IdentifierIn {
    pub(super) identifier_type: String,
    pub(super) identifier: String,
}

#[derive(Deserialize)]
pub(super) struct AttributeIn {
    #[serde(default)]
    pub(super) taxonomy_term_id: Value,
    #[serde(default)]
    pub(super) taxonomy_term: Value,
}

#[derive(Deserialize)]
pub(super) struct ScheduleIn {
    pub(super) freq: Option<String>,
    pub(super) byday: Option<String>,
    pub(super) opens_at: Option<String>,
    pub(super) closes_at: Option<String>,
    #[serde(default)]
    pub(super) interval: Value,
    #[serde(default)]
    pub(super) timezone: Value,
    #[serde(default)]
    pub(super) valid_from: Value,
    #[serde(default)]
    pub(super) valid_to: Value,
    #[serde(default)]
    pub(super) dtstart: Value,
    #[serde(default)]
    pub(super) until: Value,
    #[serde(default)]
    pub(super) count: Value,
    #[serde(default)]
    pub(super) byweekno: Value,
    #[serde(default)]
    pub(super) bymonthday: Value,
    #[serde(default)]
    pub(super) byyearday: Value,
}

#[derive(Deserialize)]
pub(super) struct AreaIn {
    pub(super) uri: Option<String>,
    pub(super) extent: Option<String>,
    pub(super) extent_type: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct AtLocationIn {
    pub(super) location_id: Option<Uuid>,
    pub(super) location: Option<IdIn>,
}

#[derive(Deserialize)]
pub(super) struct IdIn {
    pub(super) id: Uuid,
}

#[derive(Deserialize)]
pub(super) struct LanguageIn {
    pub(super) code: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct AddressIn {
    pub(super) address_1: Option<Address>,
    pub(super) city: Option<Title>,
    pub(super) postal_code: Option<Title>,
}

#[derive(Deserialize)]
pub(super) struct AccessibilityIn {
    pub(super) description: Option<Description>,
}

/// Whether a member says something: what is there and empty is not there.
pub(super) fn is_there(it: &Value) -> bool {
    !it.is_null() && it.as_array().is_none_or(|it| !it.is_empty()) && it.as_str() != Some("")
}

pub(super) fn parsed<T: Kept>(of: &Value, not_kept: &mut NotKept) -> Result<T, String> {
    let others =
        of.as_object().into_iter().flatten().filter(|(name, it)| !T::MEMBERS.contains(&name.as_str()) && is_there(it));
    not_kept.extend(others.map(|(name, _)| format!("{}.{name}", T::SHAPE)));
    let there: serde_json::Map<_, _> = of
        .as_object()
        .into_iter()
        .flatten()
        .filter(|it| is_there(it.1))
        .map(|(name, it)| (name.clone(), it.clone()))
        .collect();
    serde_path_to_error::deserialize(Value::Object(there)).map_err(|error| {
        let path = error.path().to_string().replace(['.', '['], "/").replace(']', "");
        format!("/{path}: {}", error.inner())
    })
}

/// The first of those of which one is kept.
pub(super) fn first<T>(all: Vec<T>, what: &str, not_kept: &mut NotKept) -> Option<T> {
    if all.len() > 1 {
        not_kept.insert(format!("{what} after the first"));
    }
    all.into_iter().next()
}
