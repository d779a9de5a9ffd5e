//! A proxy as it is kept.

use super::model::{ProxyKind, ProxyState};
use crate::clock::Instant;
use crate::ids::{HouseholdId, PersonId, ProxyId};
use crate::platform::text::Title;
use crate::policy::ProxyScope;
use crate::when::Date;

/// Somebody who may act for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// The id.
    pub id: ProxyId,
    /// For whom.
    pub person: PersonId,
    /// Who acts.
    pub proxy: PersonId,
    /// By what right.
    pub kind: ProxyKind,
    /// How far.
    pub scope: Vec<ProxyScope>,
    /// The school or organisation of a brugfiguur.
    pub organisation: Option<Title>,
    /// The household whose children it covers besides the person.
    pub household: Option<HouseholdId>,
    /// When a written mandate was seen, and by whom of the team.
    pub mandate: Option<(Date, PersonId)>,
    /// The first moment at which it holds no more.
    pub until: Option<Instant>,
    /// Who wrote it down.
    pub recorded_by: PersonId,
    /// When.
    pub created_at: Instant,
    /// Who took it back or gave it up, and when.
    pub revoked: Option<(PersonId, Instant)>,
}

impl Proxy {
    /// The state at a moment.
    #[must_use]
    pub fn state(&self, now: Instant) -> ProxyState {
        match (self.revoked, self.until) {
            (Some(_), _) => ProxyState::Revoked,
            (None, Some(until)) if until <= now => ProxyState::Expired,
            (None, _) => ProxyState::Active,
        }
    }

    /// Counts the changes.
    #[must_use]
    pub fn version(&self) -> i32 {
        1 + i32::from(self.revoked.is_some())
    }

    /// Whether it lets say yes or no to what is shared: by law, or with a written mandate.
    #[must_use]
    pub fn may_consent(&self) -> bool {
        self.kind.is_by_law() || self.mandate.is_some()
    }
}
