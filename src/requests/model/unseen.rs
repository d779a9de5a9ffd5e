//! What opened before anybody of the team looked at it: it goes on, and somebody looks afterwards.

use super::RequestState::{Matched, Open, Submitted};
use super::arrows::InvalidTransition;
use super::{HelpRequest, RequestState, RequestVerb, WantedFrom};
use crate::clock::Instant;
use crate::duty::DutyLevel;

/// What is kept of the look that is owed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Unseen {
    /// Since when it is owed.
    pub since: Option<Instant>,
    /// When somebody was last asked for it.
    pub asked_at: Option<Instant>,
    /// How far up the duty roster.
    pub level: Option<DutyLevel>,
}

impl HelpRequest {
    /// Whether what is asked may open before somebody of the team has looked, when the team trusts who asks: never where
    /// it takes a vetted helper, or where children are.
    #[must_use]
    pub fn can_open_unseen(&self) -> bool {
        let is_delicate = self.category.needs_vetting() || self.wish.minors_involved;
        !is_delicate && self.wish.wanted_from != WantedFrom::Vetted
    }

    /// The team trusts who asks: it opens at once, and somebody looks afterwards.
    ///
    /// # Errors
    /// When it does not wait for a first look, or what it asks is always looked at first.
    pub fn open_unseen(self, now: Instant) -> Result<Self, InvalidTransition> {
        if self.state != Submitted || !self.can_open_unseen() {
            return Err(InvalidTransition { verb: RequestVerb::Approve, state: self.state });
        }
        Ok(Self { unseen_since: Some(now), ..self.to(Open, None, now) })
    }

    /// The requester, whom the team trusts, changed what is looked at: it stays open, and somebody looks afterwards.
    ///
    /// # Errors
    /// When it is not open, or what it asks now is always looked at first.
    pub fn change_unseen(self, now: Instant) -> Result<Self, InvalidTransition> {
        if self.state != Open || !self.can_open_unseen() {
            return Err(InvalidTransition { verb: RequestVerb::Change, state: self.state });
        }
        // Who looks after the first change sees the later ones too: the clock runs from the first.
        let unseen_since = self.unseen_since.or(Some(now));
        Ok(Self { approved_at: None, unseen_since, confirmed_at: Some(now), pinged_at: None, ..self })
    }

    /// Whether it goes on, and nobody of the team has looked at it yet. While it is put aside with its requester nobody is asked
    /// to.
    pub(super) fn owes_look(&self) -> bool {
        self.unseen_since.is_some() && matches!(self.state, Open | Matched)
    }

    /// Somebody of the team has looked at what is open: it stands as it is.
    pub(super) fn seen(self, now: Instant) -> Self {
        let look_asked_at = self.look_asked_at.filter(|_| self.pinged_at.is_some());
        Self { approved_at: Some(now), unseen_since: None, look_level: None, look_asked_at, ..self }
    }

    /// What is kept of the look that is owed, in this state: in every other the team has it, or nobody needs it.
    pub(super) fn unseen_in(&self, state: RequestState) -> Unseen {
        if self.unseen_since.is_none() || !matches!(state, Open | Matched) {
            return Unseen::default();
        }
        let asked_at = self.look_asked_at.filter(|_| self.pinged_at.is_none());
        Unseen { since: self.unseen_since, asked_at, level: self.look_level }
    }

    /// When somebody is told next that it was never looked at.
    pub(super) fn next_unseen_look(&self) -> Option<Instant> {
        let since = self.unseen_since.filter(|_| self.owes_look() && self.pinged_at.is_none())?;
        match (self.look_level, self.look_asked_at) {
            (Some(DutyLevel::Administrator), _) => None,
            (Some(_), Some(asked)) => Some(self.urgency.look_by(asked, false)),
            (None, _) | (Some(_), None) => Some(self.urgency.look_by(since, false)),
        }
    }
}
