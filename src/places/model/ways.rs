//! In which ways people are brought together in a neighbourhood.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

crate::db::types::words! {
    /// A way in which people are brought together.
    WayToMatch {
        /// A buurtwerker proposes.
        Buurtwerker = "buurtwerker",
        /// A helper volunteers on what is asked nearby.
        Nearby = "nearby",
        /// Some helpers are asked at once, then others; the first yes stops it.
        Waves = "waves",
    }
}

/// The ways that are on where a neighbourhood says nothing.
#[must_use]
pub fn usual_ways() -> BTreeSet<WayToMatch> {
    [WayToMatch::Buurtwerker, WayToMatch::Nearby].into()
}

/// How waves go: how many are asked at once, and how long before the next are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WaveRhythm {
    /// How many helpers are asked at once.
    #[schema(minimum = 1, maximum = 10)]
    pub helpers: u32,
    /// How many hours until the next are asked.
    #[schema(minimum = 1, maximum = 168)]
    pub pause_hours: u32,
    /// The same where help is needed today.
    #[schema(minimum = 1, maximum = 24)]
    pub pause_hours_today: u32,
}

impl WaveRhythm {
    /// Whether all of it lies within bounds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        (1..=10).contains(&self.helpers)
            && (1..=168).contains(&self.pause_hours)
            && (1..=24).contains(&self.pause_hours_today)
    }
}

impl Default for WaveRhythm {
    fn default() -> Self {
        Self { helpers: 3, pause_hours: 24, pause_hours_today: 1 }
    }
}
