//! How long an organisation and the team may be silent. Pure.

use chrono::TimeDelta;

use super::{BusinessStatus, Referral, ReferralState};
use crate::clock::Instant;
use crate::requests::model::Urgency;
use crate::when::after_working_days;

/// How long an organisation has to answer what is for today.
const ANSWER_TODAY: TimeDelta = TimeDelta::hours(4);
/// So many working days after it was taken on, the help should have begun.
const TO_START: u32 = 10;
/// So long after the last word the organisation is asked how it goes.
const QUIET: TimeDelta = TimeDelta::days(60);
/// How long the team has to reply to a question about what is for today: as long as for a first look.
const REPLY_TODAY: TimeDelta = TimeDelta::hours(1);
/// How long a second one of the team has to read why something was sent without a consent.
const TO_READ: TimeDelta = TimeDelta::hours(72);

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Reminding the organisation that a word of it is awaited.
    Reminder,
    /// Telling the coordinators that no second one has read why it was sent without a consent.
    Override,
}

/// When an organisation should have answered, so many times over.
fn answer_due(urgency: Urgency, since: Instant, times: u8) -> Instant {
    match urgency {
        Urgency::Today => since + ANSWER_TODAY * i32::from(times),
        Urgency::ThisWeek => after_working_days(since, 2 * u32::from(times)),
        Urgency::Flexible => after_working_days(since, 5 * u32::from(times)),
    }
}

impl Referral {
    /// What time does next, and when: reminding the organisation, unless it says something before, or telling that nobody
    /// has read an override.
    #[must_use]
    pub fn clock(&self) -> Option<(Instant, Due)> {
        let reminder = self.reminder_at().map(|at| (at, Due::Reminder));
        let unread = self.override_due_at().filter(|_| self.override_late_at.is_none()).map(|at| (at, Due::Override));
        [reminder, unread].into_iter().flatten().min_by_key(|it| it.0)
    }

    /// When the organisation is reminded, unless it says something before.
    fn reminder_at(&self) -> Option<Instant> {
        self.word_due_at().filter(|_| self.reminded_at.is_none())
    }

    /// By when a word of the organisation is awaited.
    #[must_use]
    pub fn word_due_at(&self) -> Option<Instant> {
        let since = self.owes_word_since()?;
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

    /// By when the team should have replied to a question of the organisation: the times of a first look.
    #[must_use]
    pub fn reply_due_at(&self) -> Option<Instant> {
        let asked = self.asked_at.filter(|_| self.state.is_live())?;
        Some(match self.urgency {
            Urgency::Today => asked + REPLY_TODAY,
            Urgency::ThisWeek => after_working_days(asked, 1),
            Urgency::Flexible => after_working_days(asked, 3),
        })
    }

    /// By when a second one of the team should have read why it was sent without a consent, when nobody has yet.
    #[must_use]
    pub fn override_due_at(&self) -> Option<Instant> {
        self.sent_at.filter(|_| self.is_override_unread()).map(|it| it + TO_READ)
    }

    /// Since when the organisation owes a word. None while the case is not with it, and while a question of its own waits
    /// for a reply. Where it said by when help is expected or planned, that date is its word, however far ahead: the time
    /// to begin, or the sixty days, run from then, and it is not reminded of what it has promised for later.
    fn owes_word_since(&self) -> Option<Instant> {
        let since = self.waiting_since.filter(|_| self.state.is_live() && !self.awaits_reply())?;
        let promised = match self.business_status {
            Some(BusinessStatus::WaitListed | BusinessStatus::Planned) => self.business_at,
            Some(BusinessStatus::NoShow) | None => None,
        };
        Some(promised.map_or(since, |it| it.max(since)))
    }
}
