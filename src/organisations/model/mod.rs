//! What the directory says of an organisation, of its services and of its places, in the words of HSDS.

mod area;
mod service;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::{Builder, Uuid};

use crate::clock::Instant;
use crate::ids::{LocationId, OrganisationId, ServiceAtLocationId, ServiceId};
use crate::places::Position;
use crate::platform::seal::hash;
use crate::platform::text::{Address, Description, EmailAddress, EnterpriseNumber, PublicPhone, Title, Website};
use crate::when::WeeklySlot;

pub use area::{AreaShape, Areas, Coverage, Where, Within};
pub use service::{
    ASSURED_DAYS, Ages, Capacity, Details, MOST_AREAS, MOST_LANGUAGES, MOST_LOCATIONS, MOST_MUNICIPALITIES, OLDEST,
    STALE_DAYS, Service, ServiceStatus,
};

/// The most slots of a week in which something is open.
pub const MOST_SLOTS: usize = 50;

crate::db::types::words! {
    /// Whether an organisation takes part.
    OrganisationState {
        /// It takes part.
        Active = "active",
    }
    /// What an organisation is about.
    Sector {
        /// Care for health.
        Care = "care",
        /// Welfare.
        Welfare = "welfare",
        /// Housing.
        Housing = "housing",
        /// Schools and learning.
        Education = "education",
        /// Children and young people.
        Youth = "youth",
        /// Work.
        Work = "work",
        /// Something else.
        Other = "other",
    }
    /// What a place of an organisation is.
    LocationKind {
        /// People can come there.
        Physical = "physical",
        /// Only letters come there.
        Postal = "postal",
        /// It is on the internet or on the phone.
        Virtual = "virtual",
    }
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// The id.
    pub id: OrganisationId,
    /// The name.
    pub name: Title,
    /// What it does.
    pub description: Description,
    /// What it is about.
    pub sector: Sector,
    /// Its number in the Crossroads Bank for Enterprises.
    pub enterprise_number: Option<EnterpriseNumber>,
    /// Where referrals are announced: a public address of the organisation, never of a person.
    pub email: EmailAddress,
    /// The public phone number.
    pub phone: Option<PublicPhone>,
    /// The website.
    pub website: Option<Website>,
    /// Counts the changes.
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// A place of an organisation. All of it is public.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// The id.
    pub id: LocationId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The name.
    pub name: Title,
    /// What it is.
    pub kind: LocationKind,
    /// What is read and never looked for.
    pub details: LocationDetails,
    /// Counts the changes.
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What is said of a place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct LocationDetails {
    /// What there is.
    pub description: Option<Description>,
    /// Street and number.
    pub street: Option<Address>,
    /// The postal code.
    pub postal_code: Option<Title>,
    /// The town.
    pub town: Option<Title>,
    /// Where it is.
    pub position: Option<PublicPosition>,
    /// What to mind to get in and around.
    pub accessibility: Option<Description>,
    /// The public phone number.
    pub phone: Option<PublicPhone>,
    /// The website.
    pub website: Option<Website>,
    /// When it is open, local time.
    pub opening_hours: Vec<WeeklySlot>,
}

impl LocationDetails {
    /// Street, postal code and town, where all three are known.
    #[must_use]
    pub const fn whole_address(&self) -> Option<(&Address, &Title, &Title)> {
        match (&self.street, &self.postal_code, &self.town) {
            (Some(street), Some(code), Some(town)) => Some((street, code, town)),
            _ => None,
        }
    }

    /// Whether nothing of an address is known.
    #[must_use]
    pub const fn has_no_address(&self) -> bool {
        self.street.is_none() && self.postal_code.is_none() && self.town.is_none()
    }
}

/// A position that everybody may know, in degrees of WGS84. Those of people cannot be written out at all.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(from = "Position")]
pub struct PublicPosition {
    /// The latitude.
    pub lat: f64,
    /// The longitude.
    pub lon: f64,
}

impl From<Position> for PublicPosition {
    fn from(of: Position) -> Self {
        Self { lat: of.lat(), lon: of.lon() }
    }
}

/// A service at a place of its organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceAtLocation {
    /// The id, made of the two others: who says the same two again says the same.
    pub id: ServiceAtLocationId,
    /// The service.
    pub service: ServiceId,
    /// The place.
    pub location: LocationId,
}

impl ServiceAtLocation {
    /// The two together.
    #[must_use]
    pub fn new(service: ServiceId, location: LocationId) -> Self {
        let id = made_of("service at location", &[service.uuid(), location.uuid()]).into();
        Self { id, service, location }
    }
}

/// An id for what has none here, made of what it is and what it belongs to (UUID version 8).
#[must_use]
pub fn made_of(what: &str, of: &[Uuid]) -> Uuid {
    let of: Vec<u8> = of.iter().flat_map(|it| *it.as_bytes()).collect();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash(&[what.as_bytes(), &[0], &of])).for_each(|(byte, of)| *byte = of);
    Builder::from_custom_bytes(bytes).into_uuid()
}
