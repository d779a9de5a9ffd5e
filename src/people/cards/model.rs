//! An activation card and its state.

use crate::clock::Instant;
use crate::ids::{ActivationCardId, PersonId};

crate::db::types::words! {
    /// The state of an activation card.
    CardState {
        /// Its code works.
        Open = "open",
        /// Its code was used.
        Used = "used",
        /// It was taken back, or a newer one was made.
        Withdrawn = "withdrawn",
        /// It was not used in time.
        Expired = "expired",
    }
}

/// An activation card, without its code.
#[derive(Debug, Clone)]
pub struct Card {
    /// The id.
    pub id: ActivationCardId,
    /// For whom it was made.
    pub person: PersonId,
    /// Until when its code works.
    pub expires_at: Instant,
    /// When its code was used.
    pub used_at: Option<Instant>,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
    /// When it was made.
    pub created_at: Instant,
}

impl Card {
    /// The state at a moment.
    #[must_use]
    pub fn state(&self, now: Instant) -> CardState {
        match (self.used_at, self.withdrawn_at) {
            (Some(_), _) => CardState::Used,
            (None, Some(_)) => CardState::Withdrawn,
            (None, None) if self.expires_at <= now => CardState::Expired,
            (None, None) => CardState::Open,
        }
    }
}
