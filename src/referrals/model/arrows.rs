//! The state machine: one function for each arrow, and the states each can start from in one table.

use super::ReferralState::{
    Accepted, Cancelled, Completed, Draft, EnteredInError, Failed, InProgress, OnHold, Rejected, Requested,
};
use super::{BusinessStatus, Referral, ReferralOutcome, ReferralState, ReferralStatusReason, ReferralVerb};
use crate::clock::Instant;
use crate::ids::PersonId;
use crate::platform::Error;

/// A verb met a state that it does not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{verb} is not possible in state {state}")]
pub struct InvalidTransition {
    /// The verb.
    pub verb: ReferralVerb,
    /// The state it met.
    pub state: ReferralState,
}

impl From<InvalidTransition> for Error {
    fn from(invalid: InvalidTransition) -> Self {
        Self::wrong_state(invalid.verb.as_str(), invalid.state.as_str())
    }
}

type Result = std::result::Result<Referral, InvalidTransition>;

impl ReferralVerb {
    /// The states the verb can start from.
    #[must_use]
    pub const fn starts(self) -> &'static [ReferralState] {
        match self {
            Self::Discard | Self::Send => &[Draft],
            Self::Ask | Self::Reply | Self::Cancel | Self::RefuseOverride => &ReferralState::LIVE,
            Self::Accept | Self::Reject => &[Requested],
            Self::Start => &[Accepted],
            Self::Hold => &[Accepted, InProgress],
            Self::Resume => &[OnHold],
            Self::WaitList | Self::Plan | Self::NoShow | Self::Complete | Self::Fail => &[Accepted, InProgress, OnHold],
            Self::HandBack => &[Requested, Accepted, InProgress, OnHold, Completed],
            Self::Reroute => &[Rejected, Failed, Cancelled],
            Self::Retract => &[Draft, Requested, Accepted, Rejected, InProgress, OnHold, Completed, Failed, Cancelled],
            Self::ApproveOverride => &[Requested, Accepted, Rejected, InProgress, OnHold, Completed, Failed, Cancelled],
        }
    }
}

impl Referral {
    /// Whether the verb can start from how it stands.
    #[must_use]
    pub fn allows(&self, verb: ReferralVerb) -> bool {
        let fits = match verb {
            // Without a question there is nothing to reply to.
            ReferralVerb::Reply => self.awaits_reply(),
            ReferralVerb::HandBack => self.handed_back_at.is_none() && (self.state != Completed || self.has_helped()),
            ReferralVerb::ApproveOverride | ReferralVerb::RefuseOverride => self.is_override_unread(),
            ReferralVerb::Discard
            | ReferralVerb::Send
            | ReferralVerb::Ask
            | ReferralVerb::Accept
            | ReferralVerb::Reject
            | ReferralVerb::WaitList
            | ReferralVerb::Plan
            | ReferralVerb::NoShow
            | ReferralVerb::Start
            | ReferralVerb::Hold
            | ReferralVerb::Resume
            | ReferralVerb::Complete
            | ReferralVerb::Fail
            | ReferralVerb::Cancel
            | ReferralVerb::Reroute
            | ReferralVerb::Retract => true,
        };
        fits && verb.starts().contains(&self.state)
    }

    fn start_from(self, verb: ReferralVerb) -> Result {
        if self.allows(verb) { Ok(self) } else { Err(InvalidTransition { verb, state: self.state }) }
    }

    fn end(self, state: ReferralState, reason: Option<ReferralStatusReason>, now: Instant) -> Self {
        Self { state, status_reason: reason, ended_at: Some(now), ..self.closed() }
    }

    /// Nothing is awaited any more, from nobody.
    fn closed(self) -> Self {
        let (waiting_since, reminded_at, asked_at) = (None, None, None);
        let (business_status, business_at) = (None, None);
        Self { business_status, business_at, asked_at, waiting_since, reminded_at, ..self }
    }

    /// The case goes on, and the next word of the organisation is awaited from now on. A question of its own goes on
    /// waiting for the reply.
    fn awaits(self, state: ReferralState, now: Instant) -> Self {
        Self { state, waiting_since: Some(now), reminded_at: None, ..self }
    }

    /// The organisation says where the help stands.
    fn stands(self, verb: ReferralVerb, status: BusinessStatus, at: Instant, now: Instant) -> Result {
        let it = self.start_from(verb)?;
        let state = it.state;
        Ok(Self { business_status: Some(status), business_at: Some(at), ..it.awaits(state, now) })
    }

    /// The help begins or goes on: what was said of waiting for it is over.
    fn runs(self, now: Instant) -> Self {
        let (status_reason, business_status, business_at) = (None, None, None);
        Self { status_reason, business_status, business_at, ..self.awaits(InProgress, now) }
    }

    /// The team throws a draft away.
    ///
    /// # Errors
    /// When it is no draft.
    pub fn discard(self, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Discard)?.end(Cancelled, Some(ReferralStatusReason::Discarded), now))
    }

    /// The team sends it.
    ///
    /// # Errors
    /// When it is no draft.
    pub fn send(self, by: PersonId, now: Instant) -> Result {
        let (sent_by, sent_at) = (Some(by), Some(now));
        Ok(Self { sent_by, sent_at, ..self.start_from(ReferralVerb::Send)?.awaits(Requested, now) })
    }

    /// The organisation asks something: the clock stands still. The team owes a reply since the first question that has
    /// none.
    ///
    /// # Errors
    /// When the case is not with the organisation.
    pub fn ask(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::Ask)?;
        Ok(Self { asked_at: it.asked_at.or(Some(now)), ..it })
    }

    /// The team replies: the clock goes on.
    ///
    /// # Errors
    /// When nothing was asked, or the case is not with the organisation.
    pub fn reply(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::Reply)?;
        let state = it.state;
        Ok(Self { asked_at: None, ..it.awaits(state, now) })
    }

    /// The organisation takes it on.
    ///
    /// # Errors
    /// When it does not wait for an answer.
    pub fn accept(self, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Accept)?.awaits(Accepted, now))
    }

    /// The organisation turns it down.
    ///
    /// # Errors
    /// When it does not wait for an answer.
    pub fn reject(self, reason: ReferralStatusReason, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Reject)?.end(Rejected, Some(reason), now))
    }

    /// The organisation has a waiting list, and expects that the help can begin then.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn wait_list(self, expected_from: Instant, now: Instant) -> Result {
        self.stands(ReferralVerb::WaitList, BusinessStatus::WaitListed, expected_from, now)
    }

    /// The organisation has planned it.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn plan(self, at: Instant, now: Instant) -> Result {
        self.stands(ReferralVerb::Plan, BusinessStatus::Planned, at, now)
    }

    /// The person was not there: at the time that was planned, or just now when nothing was planned before.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn no_show(self, now: Instant) -> Result {
        let planned = self.business_at.filter(|_| self.business_status == Some(BusinessStatus::Planned));
        let missed = planned.filter(|it| *it <= now).unwrap_or(now);
        self.stands(ReferralVerb::NoShow, BusinessStatus::NoShow, missed, now)
    }

    /// The organisation begins.
    ///
    /// # Errors
    /// When it was not taken on, or has begun.
    pub fn start(self, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Start)?.runs(now))
    }

    /// The organisation interrupts.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn hold(self, reason: ReferralStatusReason, now: Instant) -> Result {
        let held = self.start_from(ReferralVerb::Hold)?.awaits(OnHold, now);
        Ok(Self { status_reason: Some(reason), ..held })
    }

    /// The organisation goes on.
    ///
    /// # Errors
    /// When it is not interrupted.
    pub fn resume(self, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Resume)?.runs(now))
    }

    /// The organisation says how it ended.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn complete(self, outcome: ReferralOutcome, now: Instant) -> Result {
        let ended = self.start_from(ReferralVerb::Complete)?.end(Completed, None, now);
        Ok(Self { outcome: Some(outcome), ..ended })
    }

    /// The organisation says that it did not work.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn fail(self, reason: ReferralStatusReason, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Fail)?.end(Failed, Some(reason), now))
    }

    /// Either side calls it off.
    ///
    /// # Errors
    /// When the case is not with the organisation.
    pub fn cancel(self, reason: ReferralStatusReason, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Cancel)?.end(Cancelled, Some(reason), now))
    }

    /// What it rests on fell away: a draft ends like a case that is with the organisation.
    ///
    /// # Errors
    /// When it has ended.
    pub fn cancel_by_cascade(self, reason: ReferralStatusReason, now: Instant) -> Result {
        if self.state == Draft { Ok(self.end(Cancelled, Some(reason), now)) } else { self.cancel(reason, now) }
    }

    /// Whether the organisation can hand it back now: once, and after help only while it may still read of it.
    #[must_use]
    pub fn can_hand_back(&self, now: Instant) -> bool {
        self.allows(ReferralVerb::HandBack) && self.is_within_access(now)
    }

    /// The organisation hands it back to the neighbourhood; after help it stays as it ended.
    ///
    /// # Errors
    /// When it was not sent, ended without help or too long ago, or was handed back before.
    pub fn hand_back(self, now: Instant) -> Result {
        if !self.can_hand_back(now) {
            return Err(InvalidTransition { verb: ReferralVerb::HandBack, state: self.state });
        }
        let it = Self { handed_back_at: Some(now), ..self };
        if it.state == Completed {
            return Ok(it);
        }
        Ok(Self { outcome: Some(ReferralOutcome::HandedBack), ..it.end(Completed, None, now) })
    }

    /// The team sends the case elsewhere: a new referral names this one, which stays as it is.
    ///
    /// # Errors
    /// When it did not come to nothing.
    pub fn reroute(self) -> Result {
        self.start_from(ReferralVerb::Reroute)
    }

    /// The team takes it back: it should never have been. What came of it before stays known to the team.
    ///
    /// # Errors
    /// When it was taken back before.
    pub fn retract(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::Retract)?;
        let ended_at = it.ended_at.or(Some(now));
        Ok(Self { state: EnteredInError, ended_at, ..it.closed() })
    }

    /// A second one of the team agrees that it went without a consent. Nothing moves.
    ///
    /// # Errors
    /// When it rests on a consent, was not sent, or was read before.
    pub fn approve_override(self, now: Instant) -> Result {
        Ok(Self { override_read_at: Some(now), ..self.start_from(ReferralVerb::ApproveOverride)? })
    }

    /// A second one of the team does not agree that it went without a consent.
    ///
    /// # Errors
    /// When it rests on a consent, was read before, or is not with the organisation any more.
    pub fn refuse_override(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::RefuseOverride)?;
        let reason = Some(ReferralStatusReason::OverrideRefused);
        Ok(Self { override_read_at: Some(now), ..it.end(Cancelled, reason, now) })
    }
}
