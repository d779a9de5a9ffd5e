//! The state machine: one function for each arrow, and the states each can start from in one table.

use super::ReferralState::{
    Accepted, Cancelled, Completed, Draft, EnteredInError, Failed, InProgress, OnHold, Rejected, Requested,
};
use super::{Referral, ReferralOutcome, ReferralState, ReferralStatusReason, ReferralVerb};
use crate::clock::Instant;
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
            Self::Ask | Self::Reply | Self::Cancel => &ReferralState::LIVE,
            Self::Accept | Self::Reject => &[Requested],
            Self::Start => &[Accepted],
            Self::Hold => &[Accepted, InProgress],
            Self::Resume => &[OnHold],
            Self::WaitList | Self::Plan | Self::NoShow | Self::Complete | Self::Fail => &[Accepted, InProgress, OnHold],
            Self::HandBack => &[Requested, Accepted, InProgress, OnHold, Completed],
            Self::Reroute => &[Rejected, Failed, Cancelled],
            Self::Retract => &[Draft, Requested, Accepted, Rejected, InProgress, OnHold, Completed, Failed, Cancelled],
        }
    }
}

impl Referral {
    /// Whether the verb can start from how it stands.
    #[must_use]
    pub fn allows(&self, verb: ReferralVerb) -> bool {
        let fits = match verb {
            // Without a question there is nothing to reply to.
            ReferralVerb::Reply => self.clock_stopped,
            ReferralVerb::HandBack => self.state != Completed || self.has_helped(),
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
        let (waiting_since, reminded_at) = (None, None);
        Self {
            state,
            status_reason: reason,
            clock_stopped: false,
            ended_at: Some(now),
            waiting_since,
            reminded_at,
            ..self
        }
    }

    /// The case goes on, and the next word of the organisation is awaited from now on.
    fn awaits(self, state: ReferralState, now: Instant) -> Self {
        Self { state, clock_stopped: false, waiting_since: Some(now), reminded_at: None, ..self }
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
    pub fn send(self, now: Instant) -> Result {
        Ok(Self { sent_at: Some(now), ..self.start_from(ReferralVerb::Send)?.awaits(Requested, now) })
    }

    /// The organisation asks something: the clock stands still.
    ///
    /// # Errors
    /// When the case is not with the organisation.
    pub fn ask(self) -> Result {
        Ok(Self { clock_stopped: true, ..self.start_from(ReferralVerb::Ask)? })
    }

    /// The team replies: the clock goes on.
    ///
    /// # Errors
    /// When nothing was asked, or the case is not with the organisation.
    pub fn reply(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::Reply)?;
        let state = it.state;
        Ok(it.awaits(state, now))
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

    /// The organisation has a waiting list.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn wait_list(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::WaitList)?;
        let state = it.state;
        Ok(it.awaits(state, now))
    }

    /// The organisation has planned it.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn plan(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::Plan)?;
        let state = it.state;
        Ok(it.awaits(state, now))
    }

    /// The person was not there.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn no_show(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::NoShow)?;
        let state = it.state;
        Ok(it.awaits(state, now))
    }

    /// The organisation begins.
    ///
    /// # Errors
    /// When it was not taken on, or has begun.
    pub fn start(self, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Start)?.awaits(InProgress, now))
    }

    /// The organisation interrupts.
    ///
    /// # Errors
    /// When it was not taken on, or has ended.
    pub fn hold(self, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Hold)?.awaits(OnHold, now))
    }

    /// The organisation goes on.
    ///
    /// # Errors
    /// When it is not interrupted.
    pub fn resume(self, now: Instant) -> Result {
        Ok(self.start_from(ReferralVerb::Resume)?.awaits(InProgress, now))
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

    /// The organisation hands it back to the neighbourhood; after help it stays as it ended.
    ///
    /// # Errors
    /// When it was not sent, or ended without help.
    pub fn hand_back(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::HandBack)?;
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

    /// The team takes it back: it should never have been.
    ///
    /// # Errors
    /// When it was taken back before.
    pub fn retract(self, now: Instant) -> Result {
        let it = self.start_from(ReferralVerb::Retract)?;
        let ended_at = it.ended_at.or(Some(now));
        let (waiting_since, reminded_at) = (None, None);
        Ok(Self { state: EnteredInError, clock_stopped: false, ended_at, waiting_since, reminded_at, ..it })
    }
}
