//! A proxy as it is kept.

use super::model::{ProxyKind, ProxyState};
use crate::clock::Instant;
use crate::ids::{HouseholdId, PersonId, ProxyId};
use crate::platform::Error;
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
    /// Which second one of the team let a legal representative say yes or no, and when.
    pub approved: Option<(PersonId, Instant)>,
    /// Who took it back or gave it up, and when.
    pub revoked: Option<(PersonId, Instant)>,
}

/// A verb met a state that it does not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{verb} is not possible in state {state}")]
pub struct InvalidTransition {
    verb: &'static str,
    state: ProxyState,
}

impl From<InvalidTransition> for Error {
    fn from(invalid: InvalidTransition) -> Self {
        Self::wrong_state(invalid.verb, invalid.state.as_str())
    }
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

    /// A second one of the team lets it count for yes and no.
    ///
    /// # Errors
    /// When nothing waits for that.
    pub fn approve(self, second: PersonId, now: Instant) -> Result<Self, InvalidTransition> {
        if !self.awaits_approval(now) {
            return Err(InvalidTransition { verb: "approve", state: self.state(now) });
        }
        Ok(Self { approved: Some((second, now)), ..self })
    }

    /// It is taken back or given up.
    ///
    /// # Errors
    /// When it holds no more.
    pub fn revoke(self, by: PersonId, now: Instant) -> Result<Self, InvalidTransition> {
        match self.state(now) {
            ProxyState::Active => Ok(Self { revoked: Some((by, now)), ..self }),
            state @ (ProxyState::Expired | ProxyState::Revoked) => Err(InvalidTransition { verb: "revoke", state }),
        }
    }

    /// Counts the changes.
    #[must_use]
    pub fn version(&self) -> i32 {
        1 + i32::from(self.approved.is_some()) + i32::from(self.revoked.is_some())
    }

    /// Whether it lets say yes or no to what is shared: as a guardian, as a legal representative whom a second one of the
    /// team approved, or with a written mandate.
    #[must_use]
    pub fn may_consent(&self) -> bool {
        match self.kind {
            ProxyKind::Guardian => true,
            ProxyKind::LegalRepresentative => self.approved.is_some(),
            ProxyKind::Mantelzorger | ProxyKind::Brugfiguur => self.mandate.is_some(),
        }
    }

    /// How far it goes now: what was written down, without what waits for a second one.
    #[must_use]
    pub fn scope_now(&self) -> Vec<ProxyScope> {
        let holds = |it: &ProxyScope| *it != ProxyScope::Consent || self.may_consent();
        self.scope.iter().copied().filter(holds).collect()
    }

    /// Whether it waits for a second one of the team, at a moment.
    #[must_use]
    pub fn awaits_approval(&self, now: Instant) -> bool {
        let is_whole = self.scope_now() == self.scope;
        self.kind == ProxyKind::LegalRepresentative && !is_whole && self.state(now) == ProxyState::Active
    }
}
