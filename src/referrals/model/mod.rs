//! What a referral is, and who may read what of it. Pure.

mod arrows;
mod due;
mod reason;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

pub use arrows::InvalidTransition;
pub use reason::{
    ReferralCancelReason, ReferralCompleteOutcome, ReferralFailReason, ReferralOutcome, ReferralRejectReason,
    ReferralStatusReason,
};

use crate::clock::Instant;
use crate::consents::SharedField;
use crate::ids::{ConsentId, MatchId, NeighbourhoodId, OrganisationId, PersonId, ReferralId, RequestId, ServiceId};
use crate::platform::text::FreeText;
use crate::requests::model::Urgency;

crate::db::types::words! {
    /// The state of a referral.
    ReferralState {
        /// Being prepared by the team; the organisation knows nothing of it.
        Draft = "draft",
        /// Sent; waits for an answer.
        Requested = "requested",
        /// Taken on.
        Accepted = "accepted",
        /// Turned down.
        Rejected = "rejected",
        /// The help has begun.
        InProgress = "inProgress",
        /// The help is interrupted.
        OnHold = "onHold",
        /// The help ended, with an outcome.
        Completed = "completed",
        /// The help did not work.
        Failed = "failed",
        /// Called off.
        Cancelled = "cancelled",
        /// It should never have been.
        EnteredInError = "enteredInError",
    }
    /// What can be done with a referral.
    ReferralVerb {
        /// The team throws a draft away.
        Discard = "discard",
        /// The team sends it.
        Send = "send",
        /// The organisation asks something.
        Ask = "ask",
        /// The team replies.
        Reply = "reply",
        /// The organisation takes it on.
        Accept = "accept",
        /// The organisation turns it down.
        Reject = "reject",
        /// The organisation has a waiting list.
        WaitList = "waitList",
        /// The organisation has planned it.
        Plan = "plan",
        /// The person was not there.
        NoShow = "noShow",
        /// The organisation begins.
        Start = "start",
        /// The organisation interrupts.
        Hold = "hold",
        /// The organisation goes on.
        Resume = "resume",
        /// The organisation says how it ended.
        Complete = "complete",
        /// The organisation says that it did not work.
        Fail = "fail",
        /// Either side calls it off.
        Cancel = "cancel",
        /// The organisation hands it back to the neighbourhood.
        HandBack = "handBack",
        /// The team sends it elsewhere.
        Reroute = "reroute",
        /// The team takes it back: it should never have been.
        Retract = "retract",
    }
    /// One of the two sides of a referral.
    ReferralSide {
        /// The team of the neighbourhood.
        Team = "team",
        /// The organisation.
        Organisation = "organisation",
    }
}

/// How long after its end the organisation can read what was shared, in days.
pub const ACCESS_DAYS: i64 = 30;

/// A referral, without what is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// The id.
    pub id: ReferralId,
    /// The request it comes from.
    pub request: RequestId,
    /// The match it comes from.
    pub on_match: Option<MatchId>,
    /// Whom it is about.
    pub person: PersonId,
    /// The service it goes to.
    pub service: ServiceId,
    /// Whose service that is.
    pub organisation: OrganisationId,
    /// The neighbourhood of the request.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// The state.
    pub state: ReferralState,
    /// Why it was rejected, failed or was called off.
    pub status_reason: Option<ReferralStatusReason>,
    /// What came of it.
    pub outcome: Option<ReferralOutcome>,
    /// The fields that are shared.
    pub shared: Vec<SharedField>,
    /// The consent it rests on.
    pub consent: Option<ConsentId>,
    /// Whether it is sent in the vital interest, without a consent.
    pub overridden: bool,
    /// How soon.
    pub urgency: Urgency,
    /// Whether the neighbourhood goes on helping too.
    pub beside: bool,
    /// Whether a question of the organisation waits for a reply.
    pub clock_stopped: bool,
    /// Since when a word of the organisation is awaited.
    pub waiting_since: Option<Instant>,
    /// When the organisation was reminded of that.
    pub reminded_at: Option<Instant>,
    /// Who prepared it.
    pub prepared_by: PersonId,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Counts the changes.
    pub version: i32,
    /// When it was prepared.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// Something said between the two sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Who said it: the organisation asks, the team replies.
    pub from: ReferralSide,
    /// The words.
    pub text: FreeText,
    /// When.
    pub at: Instant,
}

/// What was said about a referral: sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// Why a professional is needed.
    pub reason: FreeText,
    /// Why it is sent without a consent; for the team.
    pub override_reason: Option<FreeText>,
    /// Questions and replies, oldest first.
    pub lines: Vec<Line>,
    /// The service that the organisation points to instead.
    pub other_service: Option<ServiceId>,
}

impl ReferralState {
    /// The states in which the case is with the organisation.
    pub const LIVE: [Self; 4] = [Self::Requested, Self::Accepted, Self::InProgress, Self::OnHold];

    /// Whether the case is with the organisation.
    #[must_use]
    pub fn is_live(self) -> bool {
        Self::LIVE.contains(&self)
    }
}

impl Referral {
    /// Whether the organisation may know of it: it was sent, and not taken back.
    #[must_use]
    pub fn is_known_to_organisation(&self) -> bool {
        self.sent_at.is_some() && self.state != ReferralState::EnteredInError
    }

    /// Whether the organisation may still read what was shared, as far as time goes; the consent is another question.
    #[must_use]
    pub fn is_within_access(&self, now: Instant) -> bool {
        let is_over = self.ended_at.is_some_and(|it| it + TimeDelta::days(ACCESS_DAYS) < now);
        self.is_known_to_organisation() && !is_over
    }

    /// Whether it ended with help.
    #[must_use]
    pub fn has_helped(&self) -> bool {
        self.state == ReferralState::Completed && self.outcome == Some(ReferralOutcome::Helped)
    }
}
