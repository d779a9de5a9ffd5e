//! What the directory says of an organisation and of a service.

use std::collections::BTreeSet;

use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::{NeighbourhoodId, OrganisationId, ServiceId};
use crate::platform::text::{Description, EmailAddress, PublicPhone, Title, Website};

crate::db::types::words! {
    /// Whether an organisation takes part.
    OrganisationState {
        /// It takes part.
        Active = "active",
    }
    /// Whether a service takes cases on.
    ServiceStatus {
        /// It does.
        Active = "active",
        /// It does not, for now or for good.
        Inactive = "inactive",
    }
}

/// A care or welfare organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// The id.
    pub id: OrganisationId,
    /// The name.
    pub name: Title,
    /// What it does.
    pub description: Description,
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

/// A service of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The id.
    pub id: ServiceId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// The name.
    pub name: Title,
    /// What it offers.
    pub description: Description,
    /// Whether it takes cases on.
    pub status: ServiceStatus,
    /// The kinds of help.
    pub categories: BTreeSet<Category>,
    /// The neighbourhoods it serves.
    pub areas: BTreeSet<NeighbourhoodId>,
    /// Counts the changes.
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Service {
    /// Whether it takes cases of a neighbourhood on.
    #[must_use]
    pub fn serves(&self, neighbourhood: NeighbourhoodId) -> bool {
        self.status == ServiceStatus::Active && self.areas.contains(&neighbourhood)
    }
}
