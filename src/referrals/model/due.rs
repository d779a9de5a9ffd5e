//! How long an organisation may be silent. Pure.

use chrono::TimeDelta;

use super::{Referral, ReferralState};
use crate::clock::Instant;
use crate::requests::model::Urgency;
use crate::when::after_working_days;

/// How long an organisation has to answer what is for today.
const ANSWER_TODAY: TimeDelta = TimeDelta::hours(4);
/// So many working days after it was taken on, the help should have begun.
const TO_START: u32 = 10;
/// So long after the last word the organisation is asked how it goes.
const QUIET: TimeDelta = TimeDelta::days(60);

/// When an organisation should have answered, so many times over.
fn answer_due(urgency: Urgency, since: Instant, times: u8) -> Instant {
    match urgency {
        Urgency::Today => since + ANSWER_TODAY * i32::from(times),
        Urgency::ThisWeek => after_working_days(since, 2 * u32::from(times)),
        Urgency::Flexible => after_working_days(since, 5 * u32::from(times)),
    }
}

impl Referral {
    /// When the organisation is reminded, unless it says something before.
    #[must_use]
    pub fn clock(&self) -> Option<Instant> {
        let since = self.owes_word_since().filter(|_| self.reminded_at.is_none())?;
        Some(match self.state {
            ReferralState::Requested => answer_due(self.urgency, since, 1),
            ReferralState::Accepted => after_working_days(since, TO_START),
            ReferralState::InProgress
            | ReferralState::OnHold
            | ReferralState::Draft
            | ReferralState::Rejected
            | ReferralState::Completed
            | ReferralState::Failed
            | ReferralState::Cancelled
            | ReferralState::EnteredInError => since + QUIET,
        })
    }

    /// When the team rings the organisation, which was reminded and still owes a word: after twice the time it had to
    /// answer, or ten working days after it was asked how it goes.
    #[must_use]
    pub fn overdue_at(&self) -> Option<Instant> {
        let (since, reminded) = self.owes_word_since().zip(self.reminded_at)?;
        let is_requested = self.state == ReferralState::Requested;
        Some(if is_requested { answer_due(self.urgency, since, 2) } else { after_working_days(reminded, TO_START) })
    }

    /// Since when the organisation owes a word. None while the case is not with it, and while a question of its own waits
    /// for a reply.
    fn owes_word_since(&self) -> Option<Instant> {
        self.waiting_since.filter(|_| self.state.is_live() && !self.clock_stopped)
    }
}
