//! What a visit is, and how it moves. Pure.

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::duty::DutyLevel;
use crate::ids::{MatchId, VisitId};
use crate::matching::model::Side;

crate::db::types::words! {
    /// The state of a visit.
    VisitState {
        /// Somebody comes.
        Planned = "planned",
        /// It took place.
        Done = "done",
        /// Somebody did not come, or did not open.
        Missed = "missed",
        /// It was called off before.
        Cancelled = "cancelled",
    }
}

/// A visit in a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The id.
    pub id: VisitId,
    /// The match.
    pub of: MatchId,
    /// When it begins.
    pub start: Instant,
    /// How long it takes, in minutes.
    pub duration_minutes: i32,
    /// The state.
    pub state: VisitState,
    /// Who did not come, or did not open.
    pub missed_by: Option<Side>,
    /// Who planned it.
    pub planned_by: crate::ids::PersonId,
    /// When somebody first said how it went.
    pub reported_at: Option<Instant>,
    /// When both were asked how it went.
    pub asked_at: Option<Instant>,
    /// How far up the duty roster it went that nobody opened.
    pub look_level: Option<DutyLevel>,
    /// When somebody was last asked to look.
    pub look_asked_at: Option<Instant>,
    /// When the team reached the requester, after nobody had opened.
    pub reached_at: Option<Instant>,
    /// Counts the changes.
    pub version: i32,
    /// When it was planned.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Asking both how it went.
    Report,
    /// Asking the next step of the duty roster to look.
    Look,
}

/// The state does not allow the verb, or it is not the time for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTransition {
    /// The state.
    pub state: VisitState,
    /// Why not, where the state alone does not say it.
    pub because: &'static str,
}

/// What a transition gives.
pub type Moved = Result<Visit, InvalidTransition>;

/// So long can be said otherwise how a visit went.
const CORRECTABLE: TimeDelta = TimeDelta::days(7);
/// So long after its end both are asked how it went.
const UNREPORTED: TimeDelta = TimeDelta::hours(24);
/// So long has each step of the duty roster to look after somebody who did not open.
const LOOK: TimeDelta = TimeDelta::hours(1);
/// Called off so shortly before, nobody else can be found in the usual way.
const SHORT: TimeDelta = TimeDelta::hours(24);

impl Visit {
    /// When it ends.
    #[must_use]
    pub fn end(&self) -> Instant {
        self.start + TimeDelta::minutes(i64::from(self.duration_minutes))
    }

    const fn invalid(&self, because: &'static str) -> InvalidTransition {
        InvalidTransition { state: self.state, because }
    }

    /// Whether somebody can say how it went: once it has begun, and for a week after somebody said so first.
    fn reportable(&self, now: Instant) -> Result<(), InvalidTransition> {
        match (self.state, self.reported_at) {
            (VisitState::Cancelled, _) => Err(self.invalid("it was called off")),
            (VisitState::Planned, _) if now < self.start => Err(self.invalid("it has not begun")),
            (VisitState::Done | VisitState::Missed, Some(at)) if now > at + CORRECTABLE => {
                Err(self.invalid("it was reported more than seven days ago"))
            }
            (VisitState::Planned | VisitState::Done | VisitState::Missed, _) => Ok(()),
        }
    }

    /// Planned, or reported otherwise within the last seven days → done.
    ///
    /// # Errors
    /// When it was called off or done already, has not begun, or was reported too long ago.
    pub fn done(self, now: Instant) -> Moved {
        self.reportable(now)?;
        if self.state == VisitState::Done {
            return Err(self.invalid("it is reported so"));
        }
        let reported_at = self.reported_at.or(Some(now));
        Ok(Self { state: VisitState::Done, missed_by: None, reported_at, ..self })
    }

    /// Planned, or reported otherwise within the last seven days → missed.
    ///
    /// # Errors
    /// As [`Visit::done`].
    pub fn missed(self, by: Side, now: Instant) -> Moved {
        self.reportable(now)?;
        if self.missed_by == Some(by) {
            return Err(self.invalid("it is reported so"));
        }
        let reported_at = self.reported_at.or(Some(now));
        Ok(Self {
            state: VisitState::Missed,
            missed_by: Some(by),
            reported_at,
            look_level: None,
            look_asked_at: None,
            reached_at: None,
            ..self
        })
    }

    /// Planned → cancelled, before it begins.
    ///
    /// # Errors
    /// When it is not planned any more, or has begun: then it is done or missed.
    pub fn cancel(self, now: Instant) -> Moved {
        if self.state == VisitState::Planned && now >= self.start {
            return Err(self.invalid("it has begun: it is done or missed"));
        }
        self.match_over()
    }

    /// Planned → cancelled, because its match is over.
    ///
    /// # Errors
    /// When it is not planned any more.
    pub const fn match_over(self) -> Moved {
        match self.state {
            VisitState::Planned => Ok(Self { state: VisitState::Cancelled, ..self }),
            VisitState::Done | VisitState::Missed | VisitState::Cancelled => Err(self.invalid("it is not planned")),
        }
    }

    /// The team reached the requester, who had not opened; the state stays.
    ///
    /// # Errors
    /// When nobody waits for that.
    pub fn reached(self, now: Instant) -> Moved {
        if self.is_worrying() {
            Ok(Self { reached_at: Some(now), ..self })
        } else {
            Err(self.invalid("nobody failed to open, or they were reached"))
        }
    }

    /// Whether nobody opened, and nobody of the team has reached the requester since.
    #[must_use]
    pub fn is_worrying(&self) -> bool {
        self.missed_by == Some(Side::Requester) && self.reached_at.is_none()
    }

    /// What time does to it next, and when: both are asked how it went, unless somebody says so before; and where nobody
    /// opened, it goes up the duty roster every hour until somebody has reached the requester.
    #[must_use]
    pub fn clock(&self) -> Option<(Instant, Due)> {
        if self.is_worrying() {
            let at = self.look_asked_at.map_or(self.updated_at, |it| it + LOOK);
            return (self.look_level != Some(DutyLevel::Administrator)).then_some((at, Due::Look));
        }
        let waits = self.state == VisitState::Planned && self.asked_at.is_none();
        waits.then(|| (self.end() + UNREPORTED, Due::Report))
    }

    /// Somebody of the duty roster is asked to look, because nobody opened.
    #[must_use]
    pub fn escalate(self, level: DutyLevel, now: Instant) -> Self {
        Self { look_level: Some(level), look_asked_at: Some(now), ..self }
    }

    /// Both are asked how it went.
    #[must_use]
    pub fn asked(self, now: Instant) -> Self {
        Self { asked_at: Some(now), ..self }
    }

    /// Whether it begins so soon that somebody else must be asked at once when the helper cannot come.
    #[must_use]
    pub fn is_soon(&self, now: Instant) -> bool {
        self.start <= now + SHORT
    }
}
