//! The state machine: one function for each arrow, and the states each can start from in one table.

use chrono::TimeDelta;

use super::RequestState::{
    Expired, Fulfilled, Held, Matched, NeedsInformation, Open, Referred, Rejected, Submitted, Withdrawn,
};
use super::{
    FulfilOutcome, HelpRequest, HoldReason, MatchOutcome, REOPEN_DAYS, Reason, RejectReason, RequestState, RequestVerb,
    WithdrawReason,
};
use crate::clock::Instant;
use crate::duty::DutyLevel;
use crate::ids::NeighbourhoodId;
use crate::platform::Error;

/// A verb met a state that it does not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{verb} is not possible in state {state}")]
pub struct InvalidTransition {
    /// The verb.
    pub verb: RequestVerb,
    /// The state it met.
    pub state: RequestState,
}

impl From<InvalidTransition> for Error {
    fn from(invalid: InvalidTransition) -> Self {
        Self::wrong_state(invalid.verb.as_str(), invalid.state.as_str())
    }
}

type Result = std::result::Result<HelpRequest, InvalidTransition>;

impl RequestState {
    /// Whether the request has ended.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Fulfilled | Rejected | Withdrawn | Expired)
    }
}

impl RequestVerb {
    /// The states the verb can start from.
    #[must_use]
    pub const fn starts(self) -> &'static [RequestState] {
        match self {
            Self::Change => &[Submitted, NeedsInformation, Open],
            // What is open and was never looked at is approved and escalated as well.
            Self::Approve | Self::AskForInformation | Self::Escalate => &[Submitted],
            Self::Answer => &[NeedsInformation],
            Self::Reject => &[Submitted, NeedsInformation, Held],
            Self::Hold | Self::ReferralSent => &[Submitted, NeedsInformation, Open, Matched, Referred],
            Self::Release => &[Held],
            Self::Withdraw => &[Submitted, NeedsInformation, Open, Matched, Referred, Held],
            Self::Fulfil => &[Matched, Open],
            Self::MatchAgreed | Self::Ping | Self::AskForLook | Self::ConfirmStillNeeded => &[Open],
            // A request that wants several helpers may be looked at again while one of them has agreed.
            Self::MatchOver => &[Submitted, NeedsInformation, Open, Matched, Held],
            // A referral beside a neighbour, or one that outlived its request, ends without moving anything.
            Self::ReferralOver => RequestState::ALL,
            Self::Expire => &[Open, NeedsInformation],
            Self::Reopen => &[Fulfilled, Withdrawn, Expired],
        }
    }
}

impl HelpRequest {
    /// Whether the verb can start from the state it is in.
    #[must_use]
    pub fn allows(&self, verb: RequestVerb) -> bool {
        let is_look = verb == RequestVerb::Approve && self.owes_look();
        is_look || verb.starts().contains(&self.state)
    }

    fn start(&self, verb: RequestVerb) -> std::result::Result<(), InvalidTransition> {
        if self.allows(verb) { Ok(()) } else { Err(self.invalid(verb)) }
    }

    const fn invalid(&self, verb: RequestVerb) -> InvalidTransition {
        InvalidTransition { verb, state: self.state }
    }

    /// In another state, from now on.
    pub(super) fn to(self, state: RequestState, reason: Option<Reason>, now: Instant) -> Self {
        let helpers_agreed = if state.is_final() { 0 } else { self.helpers_agreed };
        let first_in_queue = self.first_in_queue && !state.is_final();
        let unseen = self.unseen_in(state);
        Self {
            unseen_since: unseen.since,
            state,
            held_from: None,
            reason,
            helpers_agreed,
            first_in_queue,
            state_since: now,
            confirmed_at: None,
            pinged_at: None,
            look_asked_at: unseen.asked_at,
            look_level: unseen.level,
            ever_helped: self.ever_helped || state == Fulfilled,
            ..self
        }
    }

    /// The requester changed it. What the neighbours read, the category and the place are looked at anew.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn change(self, needs_look: bool, now: Instant) -> Result {
        self.start(RequestVerb::Change)?;
        if self.state == Open && needs_look {
            return Ok(Self { approved_at: None, ..self.to(Submitted, None, now) });
        }
        // Who changes it still needs it.
        if self.state == Open { self.confirm_still_needed(now) } else { Ok(self) }
    }

    /// The team lets it be matched.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn approve(self, now: Instant) -> Result {
        self.start(RequestVerb::Approve)?;
        if self.owes_look() {
            return Ok(self.seen(now));
        }
        Ok(Self { approved_at: Some(now), first_in_queue: false, ..self.to(Open, None, now) })
    }

    /// The team asks something.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn ask_for_information(self, now: Instant) -> Result {
        self.start(RequestVerb::AskForInformation)?;
        Ok(self.to(NeedsInformation, None, now))
    }

    /// The requester answered.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn answer(self, now: Instant) -> Result {
        self.start(RequestVerb::Answer)?;
        Ok(self.to(Submitted, None, now))
    }

    /// The team refuses it.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn reject(self, reason: RejectReason, now: Instant) -> Result {
        self.start(RequestVerb::Reject)?;
        Ok(self.to(Rejected, Some(reason.into()), now))
    }

    /// The team puts it aside.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn hold(self, reason: HoldReason, now: Instant) -> Result {
        self.start(RequestVerb::Hold)?;
        let held_from = Some(self.state);
        Ok(Self { held_from, ..self.to(Held, Some(reason.into()), now) })
    }

    /// The request whose helper it covers was put aside, and this with it.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn hold_with_covered(self, now: Instant) -> Result {
        self.start(RequestVerb::Hold)?;
        let (held_from, unseen_since) = (Some(self.state), self.unseen_since);
        Ok(Self { held_from, unseen_since, ..self.to(Held, Some(Reason::CoveredHeld), now) })
    }

    /// The requester was suspended, and this is put aside with them.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn hold_with_person(self, now: Instant) -> Result {
        self.start(RequestVerb::Hold)?;
        // Nobody has looked at it by this: what is owed is owed again once it goes on.
        let (held_from, unseen_since) = (Some(self.state), self.unseen_since);
        Ok(Self { held_from, unseen_since, ..self.to(Held, Some(Reason::PersonSuspended), now) })
    }

    /// Whether it is held for this reason.
    #[must_use]
    pub fn is_held_for(&self, reason: Reason) -> bool {
        self.state == Held && self.reason == Some(reason)
    }

    /// The team ends the hold: back to the state it had, or where a referral has taken it underneath.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn release(self, now: Instant) -> Result {
        let state = self.held_from.ok_or_else(|| self.invalid(RequestVerb::Release))?;
        let reason = (state == Fulfilled).then_some(Reason::Helped);
        Ok(self.to(state, reason, now))
    }

    /// The requester takes it back. One that was held does not come back approved.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn withdraw(self, reason: WithdrawReason, now: Instant) -> Result {
        self.start(RequestVerb::Withdraw)?;
        let approved_at = self.approved_at.filter(|_| self.state != Held);
        Ok(Self { approved_at, ..self.to(Withdrawn, Some(reason.into()), now) })
    }

    /// The help came.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn fulfil(self, outcome: FulfilOutcome, now: Instant) -> Result {
        self.start(RequestVerb::Fulfil)?;
        Ok(self.to(Fulfilled, Some(outcome.into()), now))
    }

    /// A helper and the requester agreed: matched, when that makes as many as are wanted.
    ///
    /// # Errors
    /// When the state does not let it, or no place is free.
    pub fn match_agreed(self, now: Instant) -> Result {
        self.start(RequestVerb::MatchAgreed)?;
        if self.helpers_agreed >= self.helpers_wanted {
            return Err(self.invalid(RequestVerb::MatchAgreed));
        }
        let agreed = Self { helpers_agreed: self.helpers_agreed + 1, ..self.spoken_for(now) };
        Ok(if agreed.helpers_agreed == agreed.helpers_wanted { agreed.to(Matched, None, now) } else { agreed })
    }

    /// An agreed match ended by a person, while others live or not. What was not approved never becomes open by this.
    ///
    /// # Errors
    /// When the state does not let it, or no match is agreed.
    pub fn match_over(self, how: MatchOutcome, others_live: bool, now: Instant) -> Result {
        self.start(RequestVerb::MatchOver)?;
        if self.helpers_agreed < 1 {
            return Err(self.invalid(RequestVerb::MatchOver));
        }
        let place_is_free = matches!(how, MatchOutcome::NoShow | MatchOutcome::Stopped);
        let ever_helped = self.ever_helped || how == MatchOutcome::Helped;
        let after = Self { helpers_agreed: self.helpers_agreed - 1, ever_helped, ..self };
        // It may have moved with its person meanwhile, and nobody looked at it since.
        let was_looked_at = after.approved_at.is_some() || after.unseen_since.is_some();
        let anew = if was_looked_at { Open } else { Submitted };
        if after.state == Held {
            // Its matches are held with it: only safeguarding ends one, and that is never a success.
            let back_to = after.held_from.map(|it| if it == Matched { anew } else { it });
            return if place_is_free {
                Ok(Self { held_from: back_to, ..after })
            } else {
                Err(after.invalid(RequestVerb::MatchOver))
            };
        }
        if place_is_free && matches!(after.state, Open | NeedsInformation) {
            return Ok(after.spoken_for(now));
        }
        if place_is_free && after.state == Matched {
            return Ok(after.to(anew, None, now));
        }
        if place_is_free {
            return Ok(after);
        }
        if others_live {
            return Ok(after);
        }
        Ok(match how {
            MatchOutcome::NoShow | MatchOutcome::Stopped => after,
            MatchOutcome::Helped => after.to(Fulfilled, Some(Reason::Helped), now),
            MatchOutcome::NotNeeded => after.to(Withdrawn, Some(Reason::NoLongerNeeded), now),
            MatchOutcome::ToProfessional => {
                Self { approved_at: None, ..after.to(Submitted, Some(Reason::ToProfessional), now) }
            }
        })
    }

    /// A referral was sent, and only a professional helps: its matches end.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn referral_sent(self, now: Instant) -> Result {
        self.start(RequestVerb::ReferralSent)?;
        if self.state == Referred {
            return Ok(self);
        }
        let sent = Self { helpers_agreed: 0, approved_at: None, first_in_queue: false, ..self };
        Ok(sent.to(Referred, None, now))
    }

    /// The last living referral ended: with help, or back to the team, which calls the person first. Where the request
    /// was not with the professional alone, nothing moves.
    ///
    /// # Errors
    /// Never, now; it is an arrow like the others.
    pub fn referral_over(self, helped: bool, now: Instant) -> Result {
        self.start(RequestVerb::ReferralOver)?;
        Ok(match (self.state, self.held_from) {
            (Referred, _) if helped => self.to(Fulfilled, Some(Reason::Helped), now),
            (Referred, _) => Self { first_in_queue: true, ..self.to(Submitted, None, now) },
            // A held one moves underneath, and shows it when the hold ends.
            (Held, Some(Referred)) if helped => Self { held_from: Some(Fulfilled), ..self },
            (Held, Some(Referred)) => Self { held_from: Some(Submitted), first_in_queue: true, ..self },
            (Submitted | NeedsInformation | Open | Matched | Held | Fulfilled | Rejected | Withdrawn | Expired, _) => {
                self
            }
        })
    }

    /// A step of the duty roster is told that it waits for a first look.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn escalate(self, level: DutyLevel, now: Instant) -> Result {
        if !self.owes_look() {
            self.start(RequestVerb::Escalate)?;
        }
        Ok(Self { look_level: Some(level), look_asked_at: Some(now), ..self })
    }

    /// The same in another neighbourhood, whose team was never asked to look.
    #[must_use]
    pub fn in_neighbourhood(self, neighbourhood: Option<NeighbourhoodId>) -> Self {
        if neighbourhood == self.neighbourhood {
            return self;
        }
        Self { neighbourhood, look_level: None, look_asked_at: None, ..self }
    }

    /// The requester is asked whether it is still needed.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn ping(self, now: Instant) -> Result {
        self.start(RequestVerb::Ping)?;
        Ok(Self { pinged_at: Some(now), look_asked_at: None, ..self })
    }

    /// Somebody says that it is still needed.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn confirm_still_needed(self, now: Instant) -> Result {
        self.start(RequestVerb::ConfirmStillNeeded)?;
        Ok(self.spoken_for(now))
    }

    /// Somebody has shown that it is still needed.
    fn spoken_for(self, now: Instant) -> Self {
        let look_asked_at = self.unseen_in(self.state).asked_at;
        Self { confirmed_at: Some(now), pinged_at: None, look_asked_at, ..self }
    }

    /// The team is asked to look, because the requester does not answer.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn ask_for_look(self, now: Instant) -> Result {
        self.start(RequestVerb::AskForLook)?;
        Ok(Self { look_asked_at: Some(now), ..self })
    }

    /// Nobody said that it is still needed.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn expire(self, now: Instant) -> Result {
        self.start(RequestVerb::Expire)?;
        Ok(self.to(Expired, None, now))
    }

    /// Whether it ended so recently that it can be taken up again.
    #[must_use]
    pub fn can_reopen(&self, now: Instant) -> bool {
        self.allows(RequestVerb::Reopen) && now <= self.state_since + TimeDelta::days(REOPEN_DAYS)
    }

    /// It is taken up again, within 30 days: open when it stands as it was approved, else for a new look.
    ///
    /// # Errors
    /// When the state does not let it, or it ended too long ago.
    pub fn reopen(self, now: Instant) -> Result {
        self.start(RequestVerb::Reopen)?;
        if !self.can_reopen(now) {
            return Err(self.invalid(RequestVerb::Reopen));
        }
        let state = if self.approved_at.is_some() { Open } else { Submitted };
        Ok(self.to(state, None, now))
    }
}
