//! What a bond is, and how it moves. Pure.

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::ids::{BondId, MatchId};
use crate::matching::model::Side;

crate::db::types::words! {
    /// The state of a bond.
    BondState {
        /// The helper comes, again and again.
        Active = "active",
        /// Not for a while.
        Paused = "paused",
        /// It is over, with its match.
        Ended = "ended",
    }
}

/// A lasting match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bond {
    /// The id.
    pub id: BondId,
    /// The match.
    pub of: MatchId,
    /// The state.
    pub state: BondState,
    /// Since when.
    pub state_since: Instant,
    /// When both are asked how it goes.
    pub next_check_in: Instant,
    /// When they were asked, and nobody has said so since.
    pub asked_at: Option<Instant>,
    /// What the requester said last of how it goes.
    pub requester_well: Option<bool>,
    /// What the helper said last.
    pub helper_well: Option<bool>,
    /// Counts the changes.
    pub version: i32,
    /// When it began.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// The state does not allow the verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTransition(pub BondState);

/// What a transition gives.
pub type Moved = Result<Bond, InvalidTransition>;

/// So soon after it began both are asked how it goes.
const FIRST_CHECK_IN: TimeDelta = TimeDelta::days(30);
/// So long after somebody said how it goes they are asked again.
const CHECK_IN: TimeDelta = TimeDelta::days(90);
/// So long both have to say so, before the team asks.
pub const PATIENCE: TimeDelta = TimeDelta::days(14);

impl Bond {
    /// A bond that begins.
    #[must_use]
    pub fn new(of: MatchId, now: Instant) -> Self {
        Self {
            id: BondId::fresh(),
            of,
            state: BondState::Active,
            state_since: now,
            next_check_in: now + FIRST_CHECK_IN,
            asked_at: None,
            requester_well: None,
            helper_well: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    fn moved(self, from: &[BondState], to: BondState, now: Instant) -> Moved {
        if from.contains(&self.state) {
            Ok(Self { state: to, state_since: now, ..self })
        } else {
            Err(InvalidTransition(self.state))
        }
    }

    /// Active → paused.
    ///
    /// # Errors
    /// When it is paused or over.
    pub fn pause(self, now: Instant) -> Moved {
        let paused = self.moved(&[BondState::Active], BondState::Paused, now)?;
        Ok(Self { asked_at: None, ..paused })
    }

    /// Paused → active: both are asked a month later how it goes.
    ///
    /// # Errors
    /// When it is not paused.
    pub fn resume(self, now: Instant) -> Moved {
        let resumed = self.moved(&[BondState::Paused], BondState::Active, now)?;
        Ok(Self { next_check_in: now + FIRST_CHECK_IN, ..resumed })
    }

    /// Active or paused → ended.
    ///
    /// # Errors
    /// When it is over.
    pub fn end(self, now: Instant) -> Moved {
        self.moved(&[BondState::Active, BondState::Paused], BondState::Ended, now)
    }

    /// Somebody says how it goes; the state stays. Each side for itself, the team (`None`) for both: what one side said
    /// is never undone by the other.
    ///
    /// # Errors
    /// When it is not active.
    pub fn check_in(self, side: Option<Side>, goes_well: bool, now: Instant) -> Moved {
        if self.state != BondState::Active {
            return Err(InvalidTransition(self.state));
        }
        let said = |of: Side, before| if side.is_none_or(|it| it == of) { Some(goes_well) } else { before };
        Ok(Self {
            requester_well: said(Side::Requester, self.requester_well),
            helper_well: said(Side::Helper, self.helper_well),
            asked_at: None,
            next_check_in: now + CHECK_IN,
            ..self
        })
    }

    /// Whether it goes well, as far as anybody said: not where one side says no.
    #[must_use]
    pub fn goes_well(&self) -> Option<bool> {
        match (self.requester_well, self.helper_well) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (None, None) => None,
            (Some(true), _) | (_, Some(true)) => Some(true),
        }
    }

    /// Both are asked how it goes.
    #[must_use]
    pub fn asked(self, now: Instant) -> Self {
        Self { asked_at: Some(now), ..self }
    }

    /// Asking is put off for as long as the two have to answer: its match is held.
    #[must_use]
    pub fn put_off(self, now: Instant) -> Self {
        Self { next_check_in: now + PATIENCE, ..self }
    }

    /// When both are asked how it goes.
    #[must_use]
    pub fn clock(&self) -> Option<Instant> {
        let waits = self.state == BondState::Active && self.asked_at.is_none();
        waits.then_some(self.next_check_in)
    }
}
