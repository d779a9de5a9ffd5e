//! What a match is, and how it moves.

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::ids::{MatchId, NeighbourhoodId, OfferId, PersonId, RequestId};
use crate::places::DistanceBand;
use crate::requests::model::{HelpRequest, Urgency};
pub use crate::requests::model::{HoldReason, MatchOutcome};

crate::db::types::words! {
    /// The state of a match.
    MatchState {
        /// Both are asked.
        Proposed = "proposed",
        /// The helper said yes.
        AcceptedByHelper = "acceptedByHelper",
        /// The requester said yes.
        AcceptedByRequester = "acceptedByRequester",
        /// Both said yes.
        Agreed = "agreed",
        /// Put aside while something is looked into.
        Held = "held",
        /// One side said no.
        Declined = "declined",
        /// Called off before it was agreed.
        Cancelled = "cancelled",
        /// Nobody answered in time.
        Expired = "expired",
        /// Another match took the place.
        Superseded = "superseded",
        /// It was agreed, and is over.
        Ended = "ended",
    }
    /// Why somebody says no or calls off.
    DeclineReason {
        /// No time.
        NoTime = "noTime",
        /// Too far.
        TooFar = "tooFar",
        /// Not this kind of help.
        NotThisHelp = "notThisHelp",
        /// It was solved in another way.
        Solved = "solved",
        /// The request ended.
        RequestEnded = "requestEnded",
        /// The offer ended.
        OfferEnded = "offerEnded",
        /// Rather not say.
        Other = "other",
    }
    /// Why a match is put aside: by the team, or by the clock.
    MatchHoldReason {
        /// Somebody's safety is looked into.
        Safeguarding = "safeguarding",
        /// It is not clear who asks, or what for.
        Unclear = "unclear",
        /// The requester is away or unwell.
        PersonAway = "personAway",
        /// It asks for a vetted helper, and the helper is not any more.
        VettingLapsed = "vettingLapsed",
        /// Something else.
        Other = "other",
    }
    /// A side of a match.
    Side {
        /// Who asked for help.
        Requester = "requester",
        /// Who helps.
        Helper = "helper",
    }
}

impl From<HoldReason> for MatchHoldReason {
    fn from(reason: HoldReason) -> Self {
        match reason {
            HoldReason::Safeguarding => Self::Safeguarding,
            HoldReason::Unclear => Self::Unclear,
            HoldReason::PersonAway => Self::PersonAway,
            HoldReason::Other => Self::Other,
        }
    }
}

/// The state does not allow the verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidTransition;

/// What a transition gives.
pub type Moved = Result<MatchState, InvalidTransition>;

impl MatchState {
    /// Whether nothing moves it any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        match self {
            Self::Declined | Self::Cancelled | Self::Expired | Self::Superseded | Self::Ended => true,
            Self::Proposed | Self::AcceptedByHelper | Self::AcceptedByRequester | Self::Agreed | Self::Held => false,
        }
    }

    /// Whether an answer of a side is still awaited.
    #[must_use]
    pub const fn is_awaited(self) -> bool {
        matches!(self, Self::Proposed | Self::AcceptedByHelper | Self::AcceptedByRequester)
    }

    /// Proposed → accepted by this side; accepted by the other side → agreed.
    ///
    /// # Errors
    /// When this side has answered already, or it is too late.
    pub const fn accept(self, side: Side) -> Moved {
        match (self, side) {
            (Self::Proposed, Side::Helper) => Ok(Self::AcceptedByHelper),
            (Self::Proposed, Side::Requester) => Ok(Self::AcceptedByRequester),
            (Self::AcceptedByHelper, Side::Requester) | (Self::AcceptedByRequester, Side::Helper) => Ok(Self::Agreed),
            (
                Self::AcceptedByHelper
                | Self::AcceptedByRequester
                | Self::Agreed
                | Self::Held
                | Self::Declined
                | Self::Cancelled
                | Self::Expired
                | Self::Superseded
                | Self::Ended,
                Side::Helper | Side::Requester,
            ) => Err(InvalidTransition),
        }
    }

    const fn when_awaited(self, then: Self) -> Moved {
        if self.is_awaited() { Ok(then) } else { Err(InvalidTransition) }
    }

    /// An answer is awaited: the team has looked, and the state stays.
    ///
    /// # Errors
    /// When no answer is awaited.
    pub const fn approve(self) -> Moved {
        self.when_awaited(self)
    }

    /// An answer is awaited → declined.
    ///
    /// # Errors
    /// When no answer is awaited.
    pub const fn decline(self) -> Moved {
        self.when_awaited(Self::Declined)
    }

    /// An answer is awaited → cancelled.
    ///
    /// # Errors
    /// When no answer is awaited.
    pub const fn cancel(self) -> Moved {
        self.when_awaited(Self::Cancelled)
    }

    /// An answer is awaited → expired.
    ///
    /// # Errors
    /// When no answer is awaited.
    pub const fn expire(self) -> Moved {
        self.when_awaited(Self::Expired)
    }

    /// An answer is awaited → superseded.
    ///
    /// # Errors
    /// When no answer is awaited.
    pub const fn supersede(self) -> Moved {
        self.when_awaited(Self::Superseded)
    }

    /// Agreed → ended.
    ///
    /// # Errors
    /// When it was not agreed.
    pub const fn end(self) -> Moved {
        match self {
            Self::Agreed => Ok(Self::Ended),
            Self::Proposed
            | Self::AcceptedByHelper
            | Self::AcceptedByRequester
            | Self::Held
            | Self::Declined
            | Self::Cancelled
            | Self::Expired
            | Self::Superseded
            | Self::Ended => Err(InvalidTransition),
        }
    }

    /// Any that is not final → held.
    ///
    /// # Errors
    /// When it is final or held already.
    pub const fn hold(self) -> Moved {
        match self {
            Self::Proposed | Self::AcceptedByHelper | Self::AcceptedByRequester | Self::Agreed => Ok(Self::Held),
            Self::Held | Self::Declined | Self::Cancelled | Self::Expired | Self::Superseded | Self::Ended => {
                Err(InvalidTransition)
            }
        }
    }

    /// Held → the state it had.
    ///
    /// # Errors
    /// When it is not held.
    pub const fn release(self, held_from: Option<Self>) -> Moved {
        match (self, held_from) {
            (Self::Held, Some(before)) => Ok(before),
            _ => Err(InvalidTransition),
        }
    }

    /// Held → cancelled when it was not agreed before, else ended.
    ///
    /// # Errors
    /// When it is not held.
    pub const fn close(self, held_from: Option<Self>) -> Moved {
        match (self, held_from) {
            (Self::Held, Some(Self::Agreed)) => Ok(Self::Ended),
            (Self::Held, Some(_)) => Ok(Self::Cancelled),
            _ => Err(InvalidTransition),
        }
    }
}

/// A match (koppeling).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The id.
    pub id: MatchId,
    /// The request.
    pub request: RequestId,
    /// The offer; `None`: volunteered without one.
    pub offer: Option<OfferId>,
    /// Who asked.
    pub requester: PersonId,
    /// Who helps.
    pub helper: PersonId,
    /// The neighbourhood of the request.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// How far apart the two were when they were proposed to each other. It does not follow either of them.
    pub band: Option<DistanceBand>,
    /// The state.
    pub state: MatchState,
    /// The state it goes back to when a hold ends.
    pub held_from: Option<MatchState>,
    /// Why it was put aside by itself; `None` while it is held: with its request, one of the two, or by a concern.
    pub hold_reason: Option<MatchHoldReason>,
    /// How it ended.
    pub outcome: Option<MatchOutcome>,
    /// Why it was declined or called off.
    pub reason: Option<DeclineReason>,
    /// Who proposed it.
    pub proposed_by: PersonId,
    /// Who of the team approved it, where that is needed.
    pub approved_by: Option<PersonId>,
    /// When both had said yes.
    pub agreed_at: Option<Instant>,
    /// Until when an answer is awaited.
    pub expires_at: Instant,
    /// Counts the changes.
    pub version: i32,
    /// When it was proposed.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Match {
    /// A match of a helper with a request, with nothing decided yet.
    #[must_use]
    pub fn new(
        request: &HelpRequest,
        helper: PersonId,
        offer: Option<OfferId>,
        proposed_by: PersonId,
        state: MatchState,
        now: Instant,
    ) -> Self {
        Self {
            id: MatchId::fresh(),
            request: request.id,
            offer,
            requester: request.person,
            helper,
            neighbourhood: request.neighbourhood,
            band: None,
            state,
            held_from: None,
            hold_reason: None,
            outcome: None,
            reason: None,
            proposed_by,
            approved_by: None,
            agreed_at: None,
            expires_at: now + patience(request.urgency),
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

/// How long contact and place stay visible after the help came.
const AFTER_HELP: TimeDelta = TimeDelta::days(7);

impl Match {
    /// The side a person is on.
    #[must_use]
    pub fn side_of(&self, person: Option<PersonId>) -> Option<Side> {
        match person {
            Some(person) if person == self.requester => Some(Side::Requester),
            Some(person) if person == self.helper => Some(Side::Helper),
            Some(_) | None => None,
        }
    }

    /// The state, or for a held one the state it had: what counts for its places and for what follows from its request.
    #[must_use]
    pub fn standing(&self) -> MatchState {
        self.held_from.unwrap_or(self.state)
    }

    /// Whether this match is held itself, until the team releases it, and not only with something else.
    #[must_use]
    pub fn is_held_itself(&self) -> bool {
        self.state == MatchState::Held && self.hold_reason.is_some()
    }

    /// When it expires, while an answer is awaited.
    #[must_use]
    pub fn clock(&self) -> Option<Instant> {
        self.state.is_awaited().then_some(self.expires_at)
    }

    /// Whether the two may know name, contact and place: while it is agreed, and for a week after the help came.
    #[must_use]
    pub fn reveals(&self, now: Instant) -> bool {
        let helped = self.state == MatchState::Ended && self.outcome == Some(MatchOutcome::Helped);
        self.state == MatchState::Agreed || (helped && now < self.updated_at + AFTER_HELP)
    }
}

/// How long each side has to answer.
#[must_use]
pub const fn patience(urgency: Urgency) -> TimeDelta {
    match urgency {
        Urgency::Today => TimeDelta::hours(4),
        Urgency::ThisWeek | Urgency::Flexible => TimeDelta::days(3),
    }
}
