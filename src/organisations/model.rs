//! What the directory says of an organisation and of a service.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::{NeighbourhoodId, OrganisationId, ServiceId};
use crate::platform::text::{Description, EmailAddress, Title};

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

/// The public phone number of an organisation, as people write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 25, pattern = r"^\+?[0-9]([ ./-]?[0-9]){5,19}$", examples("+32 15 00 00 00"))]
pub struct PublicPhone(String);

impl PublicPhone {
    /// The number as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for PublicPhone {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_prefix('+').unwrap_or(text);
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let is_sign = |it: u8| matches!(it, b' ' | b'.' | b'/' | b'-');
        let is_known = number.bytes().all(|it| it.is_ascii_digit() || is_sign(it));
        let bytes = number.as_bytes();
        let has_pair = bytes.windows(2).any(|pair| pair.iter().all(|it| is_sign(*it)));
        let ends_well = [bytes.first(), bytes.last()].iter().all(|it| it.is_some_and(u8::is_ascii_digit));
        if (6..=20).contains(&digits) && text.len() <= 25 && is_known && !has_pair && ends_well {
            Ok(Self(text.to_owned()))
        } else {
            Err("is no phone number, such as +32 15 00 00 00".to_owned())
        }
    }
}

/// The website of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, max_length = 300, pattern = r"^https?://[A-Za-z0-9][!-~]{2,}$", examples("https://zorg.example"))]
pub struct Website(String);

impl Website {
    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Website {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let is_fine = |it: &str| {
            it.len() >= 3
                && it.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
                && it.bytes().all(|it| it.is_ascii_graphic())
        };
        if rest.is_some_and(is_fine) && text.len() <= 300 {
            Ok(Self(text.to_owned()))
        } else {
            Err("is no website, such as https://zorg.example".to_owned())
        }
    }
}

impl<'de> Deserialize<'de> for PublicPhone {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Website {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What a merge patch says of a field that can be empty: nothing, `null`, or a new value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is taken away.
    Clear,
    /// It gets this value.
    Set(T),
}

impl<T> Change<T> {
    /// What becomes of a value.
    #[must_use]
    pub fn apply(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(source)?.map_or(Self::Clear, Self::Set))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_is_read_as_people_write_it() {
        for good in ["+32 15 00 00 00", "015/00.00.00", "112112", "+3215000000"] {
            assert!(good.parse::<PublicPhone>().is_ok(), "{good}");
        }
        for bad in ["", "112", "call us", "015--000000", "+32 15 00 00 00 ", "00000000000000000000000000"] {
            assert!(bad.parse::<PublicPhone>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_website_is_an_address_of_the_web() {
        for good in ["https://zorg.example", "http://zorg.example/diensten?x=1"] {
            assert!(good.parse::<Website>().is_ok(), "{good}");
        }
        for bad in ["", "zorg.example", "javascript:alert(1)", "https://", "https://zorg example", "ftp://zorg.example"]
        {
            assert!(bad.parse::<Website>().is_err(), "{bad}");
        }
    }
}
