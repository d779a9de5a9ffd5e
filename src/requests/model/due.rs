//! What time does to a request. Pure: the moments are data, and the clock stands elsewhere.

use chrono::TimeDelta;

use super::{HelpRequest, RequestState, Urgency};
use crate::clock::Instant;
use crate::duty::DutyLevel;
use crate::when::after_working_days;

/// After so long without a word the requester is asked whether help is still needed.
const QUIET: TimeDelta = TimeDelta::days(21);
/// How long the requester has to answer that.
const PATIENCE: TimeDelta = TimeDelta::days(7);
/// How long the team has to look, before somebody whom nobody ever helped is given up.
const LOOK: TimeDelta = TimeDelta::days(7);
/// How long the requester has to answer a question of the team.
const ANSWER: TimeDelta = TimeDelta::days(14);

/// So long after its time the team sees that nobody came instead of a helper.
const STILL_SEEN: TimeDelta = TimeDelta::days(1);

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Telling the next step of the duty roster that it waits for a first look.
    FirstLook,
    /// Asking the requester whether help is still needed.
    Ping,
    /// Asking the team to look, because nobody ever helped and the requester does not answer.
    Look,
    /// Ending it.
    Expiry,
}

impl HelpRequest {
    /// What time does to it next, and when. While it waits for a first look, one step of the duty roster after the other is
    /// told, whoever has it in hand. Otherwise nothing while somebody helps, or a person has to decide.
    #[must_use]
    pub fn clock(&self) -> Option<(Instant, Due)> {
        if self.state == RequestState::Submitted {
            return self.next_look().map(|at| (at, Due::FirstLook));
        }
        let look = self.next_unseen_look().map(|at| (at, Due::FirstLook));
        let other = if self.helpers_agreed > 0 { None } else { self.other_clock() };
        look.into_iter().chain(other).min_by_key(|it| it.0)
    }

    fn other_clock(&self) -> Option<(Instant, Due)> {
        match (self.state, self.pinged_at) {
            (RequestState::NeedsInformation, _) => Some((self.last_word() + ANSWER, Due::Expiry)),
            // Who was to come instead of a helper is not wanted any more once that time has gone by. The team still sees
            // for a day that nobody came.
            (RequestState::Open, _) if self.covers.is_some() => {
                let end = self.last_window().map_or_else(|| self.last_word() + QUIET, |end| end + STILL_SEEN);
                Some((end, Due::Expiry))
            }
            (RequestState::Open, None) => Some((self.ping_at(), Due::Ping)),
            (RequestState::Open, Some(pinged)) => Some(match self.look_asked_at {
                None if self.ever_helped => (pinged + PATIENCE, Due::Expiry),
                None => (pinged + PATIENCE, Due::Look),
                Some(asked) => (asked + LOOK, Due::Expiry),
            }),
            (
                RequestState::Submitted
                | RequestState::Matched
                | RequestState::Referred
                | RequestState::Held
                | RequestState::Fulfilled
                | RequestState::Rejected
                | RequestState::Withdrawn
                | RequestState::Expired,
                _,
            ) => None,
        }
    }

    /// When it ends by itself unless somebody says something: the earliest that can be.
    #[must_use]
    pub fn expires_at(&self) -> Option<Instant> {
        match self.clock()? {
            (at, Due::Expiry) => Some(at),
            (at, Due::Look) => Some(at + LOOK),
            (_, Due::FirstLook | Due::Ping) => None,
        }
    }

    /// By when somebody of the team should have looked, while it waits for that.
    #[must_use]
    pub fn look_by(&self) -> Instant {
        self.urgency.look_by(self.state_since, self.first_in_queue)
    }

    /// When somebody is told next that it waits: each step has as long as the first look.
    fn next_look(&self) -> Option<Instant> {
        match (self.look_level, self.look_asked_at) {
            (Some(DutyLevel::Administrator), _) => None,
            (Some(_), Some(asked)) => Some(self.urgency.look_by(asked, self.first_in_queue)),
            (None, _) | (Some(_), None) => Some(self.look_by()),
        }
    }

    /// When it came into its state, or somebody spoke for it since.
    fn last_word(&self) -> Instant {
        self.confirmed_at.unwrap_or(self.state_since)
    }

    /// When the last of the times ends at which help is wanted.
    fn last_window(&self) -> Option<Instant> {
        self.wish.windows.iter().map(|it| it.end).max()
    }

    /// After the last window, or 21 days after the last word. Where that window went by before it came so far, whether help
    /// is still needed is asked at once.
    fn ping_at(&self) -> Instant {
        match (self.last_window(), self.confirmed_at) {
            (Some(end), _) if end > self.last_word() => end,
            (Some(_), None) => self.state_since,
            (_, Some(_)) | (None, None) => self.last_word() + QUIET,
        }
    }
}

impl Urgency {
    /// By when somebody of the team should have looked at what waits since a moment: an hour for today, a working day for
    /// this week and for what came back from a professional, three working days for the rest.
    #[must_use]
    pub fn look_by(self, since: Instant, came_back: bool) -> Instant {
        match (self, came_back) {
            (Self::Today, _) => since + TimeDelta::hours(1),
            (Self::ThisWeek, _) | (Self::Flexible, true) => after_working_days(since, 1),
            (Self::Flexible, false) => after_working_days(since, 3),
        }
    }
}
