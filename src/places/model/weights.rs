//! What counts how much when helpers are ranked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How much each part counts when helpers are ranked, in hundredths. They add up to a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Weights {
    /// Being near.
    #[schema(maximum = 100)]
    pub distance: u32,
    /// Speaking the language.
    #[schema(maximum = 100)]
    pub language: u32,
    /// Being free at the right time.
    #[schema(maximum = 100)]
    pub slot_overlap: u32,
    /// Having helped this person well before.
    #[schema(maximum = 100)]
    pub continuity: u32,
    /// Not having been asked lately.
    #[schema(maximum = 100)]
    pub rest: u32,
}

impl Weights {
    /// Whether they add up to a hundred.
    #[must_use]
    pub fn are_whole(&self) -> bool {
        let parts = [self.distance, self.language, self.slot_overlap, self.continuity, self.rest];
        parts.into_iter().map(u64::from).sum::<u64>() == 100
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self { distance: 35, language: 20, slot_overlap: 15, continuity: 15, rest: 15 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_add_up_to_a_hundred() {
        assert!(Weights::default().are_whole());
        assert!(!Weights { distance: 36, ..Weights::default() }.are_whole());
        let far_over = Weights { distance: u32::MAX, language: 101, ..Weights::default() };
        assert!(!far_over.are_whole(), "and nothing overflows");
    }
}
