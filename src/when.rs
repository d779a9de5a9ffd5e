//! When: days and weekly slots in local time, and windows in absolute time.

mod date;
mod week;
mod working_days;

use chrono::{NaiveDateTime, NaiveTime, TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Instant;

pub use date::Date;
pub use week::{Wanted, mask, opens_at, tomorrow, weekly};
pub use working_days::{after_working_days, is_holiday, is_working_day, local_day};

/// The zone in which weekly slots are meant.
pub const ZONE: chrono_tz::Tz = chrono_tz::Europe::Brussels;

/// A time such as `2026-03-02T14:00` where we live; the earlier one when the clock shows it twice.
#[must_use]
pub fn local_time(text: &str) -> Option<Instant> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok()?;
    ZONE.from_local_datetime(&local).earliest().map(|it| it.to_utc().into())
}

crate::db::types::words! {
    /// A day of the week.
    Day {
        /// Monday.
        Mon = "mon",
        /// Tuesday.
        Tue = "tue",
        /// Wednesday.
        Wed = "wed",
        /// Thursday.
        Thu = "thu",
        /// Friday.
        Fri = "fri",
        /// Saturday.
        Sat = "sat",
        /// Sunday.
        Sun = "sun",
    }
}

/// A time of day, `HH:MM`, local; `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", examples("14:00"))]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// So many minutes after midnight, if a day has them.
    #[must_use]
    pub const fn at(minutes: u16) -> Option<Self> {
        if minutes <= 1440 { Some(Self(minutes)) } else { None }
    }

    /// Minutes since midnight, 0 to 1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The time as chrono has it; midnight at the end of the day is `None`.
    #[must_use]
    pub fn time(self) -> Option<NaiveTime> {
        NaiveTime::from_hms_opt(u32::from(self.0) / 60, u32::from(self.0) % 60, 0)
    }
}

impl std::str::FromStr for TimeOfDay {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "is no time of day, such as 14:00".to_owned();
        let two = |it: &str| {
            if it.len() == 2 && it.bytes().all(|it| it.is_ascii_digit()) { it.parse::<u16>().ok() } else { None }
        };
        let (hours, minutes) = text.split_once(':').ok_or_else(wrong)?;
        match (two(hours), two(minutes)) {
            (Some(hours @ 0..=23), Some(minutes @ 0..=59)) => Ok(Self(hours * 60 + minutes)),
            (Some(24), Some(0)) => Ok(Self(1440)),
            _ => Err(wrong()),
        }
    }
}

impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A part of a day that comes back every week, local time. It ends after it begins, on the same day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeeklySlot {
    /// The day.
    pub day: Day,
    /// When it begins.
    pub from: TimeOfDay,
    /// When it ends.
    pub to: TimeOfDay,
}

impl WeeklySlot {
    /// Holds it against what a slot must be.
    ///
    /// # Errors
    /// What is wrong with it, in English, for a developer.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.from < self.to { Ok(()) } else { Err("must end after it begins, on the same day") }
    }
}

/// A stretch of absolute time. It ends after it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// When it begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
}

impl Window {
    /// Holds it against what a window must be.
    ///
    /// # Errors
    /// What is wrong with it, in English, for a developer.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.start < self.end { Ok(()) } else { Err("must end after it begins") }
    }
}
