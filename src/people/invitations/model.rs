//! The state of an invitation.

use crate::clock::Instant;

crate::db::types::words! {
    /// The state of an invitation.
    InvitationState {
        /// Its code works.
        Open = "open",
        /// Somebody took the role.
        Used = "used",
        /// It was taken back, or who made it lost a role.
        Withdrawn = "withdrawn",
        /// It was not used in time.
        Expired = "expired",
    }
}

/// What became of an invitation, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Until when its code works.
    pub expires_at: Instant,
    /// When its code was used.
    pub used_at: Option<Instant>,
    /// When it was taken back.
    pub withdrawn_at: Option<Instant>,
}

impl Course {
    /// The state at a moment.
    #[must_use]
    pub fn state(&self, now: Instant) -> InvitationState {
        match (self.used_at, self.withdrawn_at) {
            (Some(_), _) => InvitationState::Used,
            (None, Some(_)) => InvitationState::Withdrawn,
            (None, None) if self.expires_at <= now => InvitationState::Expired,
            (None, None) => InvitationState::Open,
        }
    }
}
