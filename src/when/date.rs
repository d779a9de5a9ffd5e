//! A day of the calendar, in local time.

use chrono::{Days, Months, NaiveDate, NaiveTime, TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ZONE;
use crate::clock::Instant;

/// A day, such as 2026-03-02, of a year from 1900 to 2100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, format = Date, examples("2026-03-02"))]
pub struct Date(NaiveDate);

impl Date {
    /// The day in which a moment lies.
    #[must_use]
    pub fn of(at: Instant) -> Self {
        Self(at.utc().with_timezone(&ZONE).date_naive())
    }

    /// The first moment of the day.
    #[must_use]
    pub fn start(self) -> Instant {
        let midnight = self.0.and_time(NaiveTime::MIN);
        // The clock never changes at midnight.
        ZONE.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |it| it.to_utc()).into()
    }

    /// The same day so many years later; the last of February for the 29th.
    #[must_use]
    pub fn years_later(self, years: u32) -> Self {
        Self(self.0.checked_add_months(Months::new(years.saturating_mul(12))).unwrap_or(self.0))
    }

    /// So many days later.
    #[must_use]
    pub fn days_later(self, days: u64) -> Self {
        Self(self.0.checked_add_days(Days::new(days)).unwrap_or(self.0))
    }

    /// So many days earlier.
    #[must_use]
    pub fn days_earlier(self, days: u64) -> Self {
        Self(self.0.checked_sub_days(Days::new(days)).unwrap_or(self.0))
    }
}

impl std::str::FromStr for Date {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let is_plain = text.len() == 10 && text.bytes().all(|it| it.is_ascii_digit() || it == b'-');
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| is_plain);
        let day = day.ok_or("is no day, such as 2026-03-02")?;
        if ("1900".."2101").contains(&text.get(..4).unwrap_or_default()) {
            Ok(Self(day))
        } else {
            Err("must lie between 1900 and 2100".to_owned())
        }
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        for (text, start) in [
            ("2026-03-02", "2026-03-01T23:00:00Z"),
            ("2026-03-29", "2026-03-28T23:00:00Z"), // the clocks go forward that night
            ("2026-03-30", "2026-03-29T22:00:00Z"),
            ("2026-10-25", "2026-10-24T22:00:00Z"), // and back
        ] {
            let start: Instant = chrono::DateTime::parse_from_rfc3339(start).unwrap().to_utc().into();
            assert_eq!((day(text).start(), Date::of(start)), (start, day(text)));
        }
    }

    #[test]
    fn only_a_day_is_a_day() {
        assert_eq!(day("2024-02-29").years_later(1), day("2025-02-28"));
        assert_eq!(day("2026-03-01").days_earlier(60), day("2025-12-31"));
        assert_eq!(day("2025-12-31").days_later(60), day("2026-03-01"));
        for bad in ["", "2026-3-2", "2026-02-30", "02-03-2026", "2026-03-02T00:00:00Z", "1899-12-31", "2101-01-01"] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }
}
