//! How long an organisation may be silent. Pure.

use chrono::TimeDelta;

use super::{Referral, ReferralState};
use crate::clock::Instant;
use crate::requests::model::Urgency;
use crate::when::after_working_days;

/// So many working days after it was taken on, the help should have begun.
const TO_START: u32 = 10;
/// So long after the last word the organisation is asked how it goes.
const QUIET: TimeDelta = TimeDelta::days(60);

impl Referral {
    /// When the organisation is reminded, unless it says something before. The clock stands still while a question of the
    /// organisation waits for a reply.
    #[must_use]
    pub fn clock(&self) -> Option<Instant> {
        if self.clock_stopped || self.reminded_at.is_some() {
            return None;
        }
        let since = self.waiting_since?;
        match self.state {
            ReferralState::Requested => Some(match self.urgency {
                Urgency::Today => since + TimeDelta::hours(4),
                Urgency::ThisWeek => after_working_days(since, 2),
                Urgency::Flexible => after_working_days(since, 5),
            }),
            ReferralState::Accepted => Some(after_working_days(since, TO_START)),
            ReferralState::InProgress | ReferralState::OnHold => Some(since + QUIET),
            ReferralState::Draft
            | ReferralState::Rejected
            | ReferralState::Completed
            | ReferralState::Failed
            | ReferralState::Cancelled
            | ReferralState::EnteredInError => None,
        }
    }

    /// When the team rings the organisation, which was reminded and still owes a word: after twice the time it had to
    /// answer, or ten working days after it was asked how it goes.
    #[must_use]
    pub fn overdue_at(&self) -> Option<Instant> {
        let (since, reminded) = (self.waiting_since?, self.reminded_at.filter(|_| !self.clock_stopped)?);
        match self.state {
            ReferralState::Requested => Some(match self.urgency {
                Urgency::Today => since + TimeDelta::hours(8),
                Urgency::ThisWeek => after_working_days(since, 4),
                Urgency::Flexible => after_working_days(since, 10),
            }),
            ReferralState::Accepted | ReferralState::InProgress | ReferralState::OnHold => {
                Some(after_working_days(reminded, TO_START))
            }
            ReferralState::Draft
            | ReferralState::Rejected
            | ReferralState::Completed
            | ReferralState::Failed
            | ReferralState::Cancelled
            | ReferralState::EnteredInError => None,
        }
    }
}
