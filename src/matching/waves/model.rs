//! What a wave is, and when the next helpers are asked. Pure.

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::ids::{PersonId, RequestId, WaveId};
use crate::places::WaveRhythm;
use crate::requests::Urgency;
use crate::when::{Day, TimeOfDay, WeeklySlot, opens_at};

crate::db::types::words! {
    /// The state of the wave of a request.
    WaveState {
        /// Nobody was asked in this way.
        None = "none",
        /// Helpers are asked.
        Running = "running",
        /// Nobody is left to ask.
        Exhausted = "exhausted",
        /// The team stopped it, or the request does not look for helpers any more.
        Stopped = "stopped",
    }
}

/// In these hours of the day helpers are asked, in minutes after midnight: at night nobody is.
const AWAKE: (u16, u16) = (8 * 60, 21 * 60);

/// A wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wave {
    /// The id.
    pub id: WaveId,
    /// The request.
    pub request: RequestId,
    /// The state.
    pub state: WaveState,
    /// How often helpers were asked.
    pub rounds: i32,
    /// How many helpers were asked.
    pub asked: i32,
    /// Before then nobody else is asked, unless all who were asked have answered.
    pub next_at: Instant,
    /// Who of the team started it.
    pub started_by: PersonId,
    /// When.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// How the asking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How many helpers said yes, and how many are wanted.
    pub enough: bool,
    /// Whether somebody who was asked has not answered.
    pub awaited: bool,
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing, until something happens.
    Wait,
    /// Nothing before then.
    At(Instant),
    /// Ask the next helpers.
    Ask,
}

impl Wave {
    /// A wave that begins now.
    #[must_use]
    pub fn new(request: RequestId, started_by: PersonId, now: Instant) -> Self {
        Self {
            id: WaveId::fresh(),
            request,
            state: WaveState::Running,
            rounds: 0,
            asked: 0,
            next_at: now,
            started_by,
            created_at: now,
            updated_at: now,
        }
    }

    /// What to do now, while the request looks for helpers.
    #[must_use]
    pub fn next(&self, standing: Standing, now: Instant) -> Next {
        if self.state != WaveState::Running || standing.enough {
            return Next::Wait;
        }
        if standing.awaited && now < self.next_at {
            return Next::At(self.next_at);
        }
        let awake = awake_at(now);
        if awake > now { Next::At(awake) } else { Next::Ask }
    }

    /// So many helpers were asked now.
    #[must_use]
    pub fn asked(self, helpers: i32, urgency: Urgency, rhythm: WaveRhythm, now: Instant) -> Self {
        let hours = if urgency == Urgency::Today { rhythm.pause_hours_today } else { rhythm.pause_hours };
        let rounds = self.rounds + i32::from(helpers > 0);
        Self { rounds, asked: self.asked + helpers, next_at: now + TimeDelta::hours(i64::from(hours)), ..self }
    }
}

/// The first moment from now on at which nobody sleeps.
fn awake_at(now: Instant) -> Instant {
    let (Some(from), Some(to)) = (TimeOfDay::at(AWAKE.0), TimeOfDay::at(AWAKE.1)) else { return now };
    let days: Vec<WeeklySlot> = Day::ALL.iter().map(|day| WeeklySlot { day: *day, from, to }).collect();
    opens_at(&days, now).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::from(chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc())
    }

    #[test]
    fn the_next_are_asked_after_the_pause_or_when_all_have_answered_and_never_at_night() {
        let noon = at("2026-03-02T11:00:00Z");
        let wave = Wave::new(RequestId::fresh(), PersonId::fresh(), noon);
        let (waits, answered) = (Standing { enough: false, awaited: true }, Standing { enough: false, awaited: false });
        assert_eq!(wave.next(answered, noon), Next::Ask);
        let wave = wave.asked(3, Urgency::ThisWeek, WaveRhythm::default(), noon);
        assert_eq!((wave.rounds, wave.asked), (1, 3));
        assert_eq!(wave.next(waits, noon), Next::At(noon + TimeDelta::hours(24)));
        assert_eq!(wave.next(waits, noon + TimeDelta::hours(24)), Next::Ask);
        assert_eq!(wave.next(answered, noon + TimeDelta::minutes(1)), Next::Ask);
        assert_eq!(wave.next(Standing { enough: true, awaited: true }, noon), Next::Wait);
        let today = wave.asked(1, Urgency::Today, WaveRhythm::default(), noon);
        assert_eq!(today.next_at, noon + TimeDelta::hours(1));
        let night = at("2026-03-02T21:30:00Z");
        assert_eq!(wave.next(answered, night), Next::At(at("2026-03-03T07:00:00Z")), "eight o'clock in Brussels");
        assert_eq!(Wave { state: WaveState::Stopped, ..wave }.next(answered, noon), Next::Wait);
    }
}
