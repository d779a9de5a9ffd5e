//! The time: the one place where the clock of the machine is read.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::{BigInt, Timestamptz};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::types::{InstantSql, stored};

/// A moment in UTC, exact to the microsecond: what both databases can hold.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow, Serialize, Deserialize, ToSchema,
)]
#[diesel(sql_type = InstantSql)]
#[serde(transparent)]
pub struct Instant(DateTime<Utc>);

impl Instant {
    /// Microseconds since 1970; `None` when chrono cannot hold it.
    #[must_use]
    pub fn from_micros(micros: i64) -> Option<Self> {
        Utc.timestamp_micros(micros).single().map(Self)
    }

    /// Microseconds since 1970.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0.timestamp_micros()
    }

    /// The same moment as a chrono value.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.timestamp()
    }
}

stored! {
    [] Instant as InstantSql,
    postgres Timestamptz = DateTime<Utc> { |at| Ok(at.0), |raw| Ok(Self(raw)) }
    sqlite BigInt = i64 {
        |at| Ok(at.micros()),
        |raw| Self::from_micros(raw).ok_or_else(|| "instant out of range".into())
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(Utc.timestamp_nanos(at.timestamp_micros().saturating_mul(1000)))
    }
}

impl std::ops::Add<TimeDelta> for Instant {
    type Output = Self;
    fn add(self, by: TimeDelta) -> Self {
        Self(self.0.checked_add_signed(by).unwrap_or(self.0))
    }
}

impl std::ops::Sub<TimeDelta> for Instant {
    type Output = Self;
    fn sub(self, by: TimeDelta) -> Self {
        Self(self.0.checked_sub_signed(by).unwrap_or(self.0))
    }
}

impl std::ops::Sub for Instant {
    type Output = TimeDelta;
    fn sub(self, other: Self) -> TimeDelta {
        self.0 - other.0
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
    }
}

/// Where an application takes the time from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The clock of the machine.
    #[default]
    System,
    /// A clock that stands still until it is moved: for tests and for playing a history.
    Set(SetClock),
}

impl Clock {
    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Instant {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
            Self::System => Utc::now().into(),
            Self::Set(clock) => clock.now(),
        }
    }
}

/// A clock that only moves when told.
#[derive(Debug, Clone)]
pub struct SetClock(Arc<AtomicI64>);

impl SetClock {
    /// A clock that stands at `start`.
    #[must_use]
    pub fn at(start: Instant) -> Self {
        Self(Arc::new(AtomicI64::new(start.micros())))
    }

    fn now(&self) -> Instant {
        Instant::from_micros(self.0.load(SeqCst)).unwrap_or(Instant(DateTime::UNIX_EPOCH))
    }

    /// Moves the clock, forwards or backwards.
    pub fn pass(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().unwrap_or(0), SeqCst);
    }
}
