//! What the directory says of a service.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::area::Areas;
use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::{LocationId, OrganisationId, ServiceId};
use crate::people::model::LanguageTag;
use crate::platform::text::{Description, EmailAddress, PublicPhone, Title, Website};
use crate::when::{Date, WeeklySlot};

/// So long what is said of a service counts as checked, in days; after it that is said of it.
pub const ASSURED_DAYS: u64 = 183;
/// After so many days it is not proposed for a request any more.
pub const STALE_DAYS: u64 = 213;
/// The highest age that a service can name, in years.
pub const OLDEST: i32 = 130;
/// The most neighbourhoods that a service can name.
pub const MOST_AREAS: usize = 500;
/// The most municipalities.
pub const MOST_MUNICIPALITIES: usize = 600;
/// The most places.
pub const MOST_LOCATIONS: usize = 50;
/// The most languages.
pub const MOST_LANGUAGES: usize = 50;

crate::db::types::words! {
    /// Whether a service takes cases on.
    ServiceStatus {
        /// It does.
        Active = "active",
        /// It does not, for now or for good.
        Inactive = "inactive",
    }
    /// Whether a service has room for a case more.
    Capacity {
        /// It has.
        Open = "open",
        /// Who comes now waits.
        WaitList = "waitList",
        /// It has not.
        Full = "full",
    }
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
    /// Whether it has room.
    pub capacity: Capacity,
    /// The kinds of help.
    pub categories: BTreeSet<Category>,
    /// Where it helps.
    pub areas: Areas,
    /// Whom it helps.
    pub ages: Ages,
    /// Where it is offered.
    pub locations: BTreeSet<LocationId>,
    /// What is read and never looked for.
    pub details: Details,
    /// The day on which somebody last said that all of it is right.
    pub assured_on: Date,
    /// Counts the changes.
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// Whom a service helps, in whole years.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ages {
    /// From this age on; `None`: from birth.
    pub minimum: Option<i32>,
    /// Up to this age and with it; `None`: as long as somebody lives.
    pub maximum: Option<i32>,
}

/// What is said of a service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Details {
    /// The languages in which it helps.
    pub languages: BTreeSet<LanguageTag>,
    /// Whom it is for, in words.
    pub eligibility: Option<Description>,
    /// What it costs.
    pub fees: Option<Description>,
    /// How long one waits.
    pub wait_time: Option<Title>,
    /// How one applies.
    pub application: Option<Description>,
    /// The public address.
    pub email: Option<EmailAddress>,
    /// The public phone number.
    pub phone: Option<PublicPhone>,
    /// The website.
    pub website: Option<Website>,
    /// When it is there, local time.
    pub opening_hours: Vec<WeeklySlot>,
}

impl Service {
    /// Whether what is said of it counts as checked on a day.
    #[must_use]
    pub fn is_assured(&self, today: Date) -> bool {
        today <= self.assured_on.days_later(ASSURED_DAYS)
    }

    /// Whether nobody has checked it for so long that it is not proposed any more.
    #[must_use]
    pub fn is_stale(&self, today: Date) -> bool {
        self.assured_on.days_later(STALE_DAYS) < today
    }
}

impl Ages {
    /// Holds them against what they must be.
    ///
    /// # Errors
    /// What is wrong with them, in English, for a developer, and with which: `minimumAge` or `maximumAge`.
    pub fn check(self) -> Result<(), (&'static str, &'static str)> {
        let is_age = |it: Option<i32>| it.is_none_or(|it| (0..=OLDEST).contains(&it));
        if !is_age(self.minimum) {
            return Err(("minimumAge", "lies between 0 and 130"));
        }
        if !is_age(self.maximum) {
            return Err(("maximumAge", "lies between 0 and 130"));
        }
        match (self.minimum, self.maximum) {
            (Some(minimum), Some(maximum)) if minimum > maximum => Err(("maximumAge", "is less than minimumAge")),
            _ => Ok(()),
        }
    }

    /// Whether they include somebody of an age, or a year older: a year of birth leaves that open.
    #[must_use]
    pub fn include(self, age: i32) -> bool {
        self.minimum.is_none_or(|it| it <= age + 1) && self.maximum.is_none_or(|it| age <= it)
    }
}
