//! What time does to a concern.

use chrono::TimeDelta;

use super::{Concern, ConcernState, Severity};
use crate::clock::Instant;
use crate::duty::DutyLevel;

/// So long may a critical concern wait for a human look, and so long has each further step of the duty roster.
const LOOK_CRITICAL: TimeDelta = TimeDelta::minutes(15);
/// The same for one that nobody has judged yet: as long as a request for help today.
const LOOK: TimeDelta = TimeDelta::hours(1);
/// So long has each further step where somebody should have acted on one that is not critical.
const ACT_STEP: TimeDelta = TimeDelta::days(1);
/// So long after the last word about one that is looked into somebody should say how it stands.
const SILENT: TimeDelta = TimeDelta::days(7);

impl Severity {
    /// By when somebody should have acted.
    const fn to_act(self) -> TimeDelta {
        match self {
            Self::Critical => TimeDelta::hours(4),
            Self::High => TimeDelta::hours(24),
            Self::Medium => TimeDelta::hours(72),
            Self::Low => TimeDelta::days(7),
        }
    }
}

impl Concern {
    /// By when somebody should have judged it, or acted on it; `None` once somebody does.
    #[must_use]
    pub fn due_by(&self) -> Option<Instant> {
        match self.state {
            ConcernState::Submitted => Some(self.clock_from + self.step_time()),
            ConcernState::Triaged => self.severity.map(|it| self.clock_from + it.to_act()),
            ConcernState::Investigating | ConcernState::Resolved | ConcernState::Dismissed => None,
        }
    }

    /// When the next of the duty roster is told: with each step as long again, until nobody is left.
    #[must_use]
    pub fn clock(&self) -> Option<Instant> {
        let due = self.due_by()?;
        match (self.look_level, self.look_asked_at) {
            (Some(DutyLevel::Administrator), _) => None,
            (_, Some(asked)) => Some(asked + self.step_time()),
            (_, None) => Some(due),
        }
    }

    fn step_time(&self) -> TimeDelta {
        match (self.is_critical(), self.state) {
            (true, _) => LOOK_CRITICAL,
            (false, ConcernState::Submitted) => LOOK,
            (
                false,
                ConcernState::Triaged | ConcernState::Investigating | ConcernState::Resolved | ConcernState::Dismissed,
            ) => ACT_STEP,
        }
    }

    /// Somebody of the duty roster was told.
    #[must_use]
    pub const fn escalate(self, level: DutyLevel, now: Instant) -> Self {
        Self { look_level: Some(level), look_asked_at: Some(now), ..self }
    }

    /// Since when nobody says how it stands, where somebody looks into it.
    #[must_use]
    pub fn silent_since(&self) -> Option<Instant> {
        (self.state == ConcernState::Investigating).then(|| self.touched_at + SILENT)
    }
}
