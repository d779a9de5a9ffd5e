//! What a referral is, and who may read what of it. Pure.

mod arrows;
pub mod choice;
mod due;
mod reason;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use arrows::InvalidTransition;
pub use due::Due;
pub use reason::{
    ReferralCancelReason, ReferralCompleteOutcome, ReferralFailReason, ReferralHoldReason, ReferralOutcome,
    ReferralRejectReason, ReferralStatusReason,
};

use crate::clock::Instant;
use crate::consents::SharedField;
use crate::ids::{ConsentId, MatchId, NeighbourhoodId, OrganisationId, PersonId, ReferralId, RequestId, ServiceId};
use crate::platform::text::{FreeText, PersonName, PersonPhone};
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
        /// A second one of the team agrees that it went without a consent.
        ApproveOverride = "approveOverride",
        /// A second one of the team does not agree that it went without a consent.
        RefuseOverride = "refuseOverride",
    }
    /// Where the help stands while the case is with the organisation.
    BusinessStatus {
        /// On the waiting list, and when help is expected.
        WaitListed = "waitListed",
        /// Planned, and when.
        Planned = "planned",
        /// The person was not there, and when that was.
        NoShow = "noShow",
    }
    /// How the person said yes to a case going back to the neighbourhood.
    PersonAgreedHow {
        /// In an app.
        App = "app",
        /// On the phone.
        Phone = "phone",
        /// On paper.
        Paper = "paper",
        /// Face to face.
        Oral = "oral",
    }
    /// What a contact person is to somebody.
    ContactRelation {
        /// Husband, wife, partner.
        Partner = "partner",
        /// A son or a daughter.
        Child = "child",
        /// A father or a mother.
        Parent = "parent",
        /// Other family.
        Family = "family",
        /// A friend.
        Friend = "friend",
        /// A neighbour.
        Neighbour = "neighbour",
        /// Somebody who helps by profession.
        Professional = "professional",
        /// Something else.
        Other = "other",
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
/// So many refusals of one request, and the coordinators are told.
pub const REFUSALS_TO_TELL: usize = 2;
/// So many refusals of one request, and it is no bad luck any more: the help that is missing is a structural signal.
pub const REFUSALS_TO_SIGNAL: usize = 3;
/// How far ahead help can be planned or expected, in days.
const MOST_DAYS_AHEAD: i64 = 366;

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
    /// Why it was rejected, is on hold, failed or was called off.
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
    /// Where the help stands, as far as the organisation said.
    pub business_status: Option<BusinessStatus>,
    /// The moment that goes with it.
    pub business_at: Option<Instant>,
    /// Since when a question of the organisation waits for a reply: so long its clock stands still.
    pub asked_at: Option<Instant>,
    /// Since when a word of the organisation is awaited.
    pub waiting_since: Option<Instant>,
    /// When the organisation was reminded of that.
    pub reminded_at: Option<Instant>,
    /// Who prepared it.
    pub prepared_by: PersonId,
    /// Who sent it.
    pub sent_by: Option<PersonId>,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// When a second one of the team read why it was sent without a consent.
    pub override_read_at: Option<Instant>,
    /// When the coordinators were told that nobody had read it in time.
    pub override_late_at: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// The referral that came to nothing before this one.
    pub rerouted_from: Option<ReferralId>,
    /// When the organisation handed the case back; that can be once.
    pub handed_back_at: Option<Instant>,
    /// Counts the changes.
    pub version: i32,
    /// When it was prepared.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// So much both sides say at most: all of it is sealed as one.
pub const MOST_LINES: usize = 200;

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

/// Somebody else to turn to (contactpersoon): whom the organisation calls first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactPerson {
    /// The name.
    pub name: PersonName,
    /// The number to call.
    pub phone: PersonPhone,
    /// What they are to the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub relation: Option<ContactRelation>,
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
    /// Somebody else to turn to; the organisation reads it where the person said yes to that.
    #[serde(default)]
    pub contact_person: Option<ContactPerson>,
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
    /// Whether the organisation may know of it: it was sent. Of one that was taken back it knows only that.
    #[must_use]
    pub const fn is_known_to_organisation(&self) -> bool {
        self.sent_at.is_some()
    }

    /// Whether the organisation may still read what was shared, as far as time goes; the consent is another question.
    #[must_use]
    pub fn is_within_access(&self, now: Instant) -> bool {
        let is_over = self.ended_at.is_some_and(|it| it + TimeDelta::days(ACCESS_DAYS) < now);
        self.is_known_to_organisation() && self.state != ReferralState::EnteredInError && !is_over
    }

    /// Whether the vital interest can stand in for a consent: as long as no second one of the team has refused that.
    #[must_use]
    pub fn is_overridden(&self) -> bool {
        self.overridden && self.status_reason != Some(ReferralStatusReason::OverrideRefused)
    }

    /// Whether a second one of the team has yet to read why it was sent without a consent. Also of one that has ended:
    /// what was shared was shared.
    #[must_use]
    pub fn is_override_unread(&self) -> bool {
        let was_sent = self.sent_at.is_some() && self.state != ReferralState::EnteredInError;
        self.overridden && was_sent && self.override_read_at.is_none()
    }

    /// Whether the organisation has asked something and has no reply.
    #[must_use]
    pub const fn awaits_reply(&self) -> bool {
        self.asked_at.is_some()
    }

    /// Whether it ended with help.
    #[must_use]
    pub fn has_helped(&self) -> bool {
        self.state == ReferralState::Completed && self.outcome == Some(ReferralOutcome::Helped)
    }
}

/// Holds the moment of a plan or of expected help against the calendar: it lies ahead, and at most a year.
///
/// # Errors
/// What is wrong with it, in English, for a developer.
pub fn check_ahead(at: Instant, now: Instant) -> Result<(), &'static str> {
    if at <= now {
        return Err("lies in the past");
    }
    if at > now + TimeDelta::days(MOST_DAYS_AHEAD) { Err("lies more than a year ahead") } else { Ok(()) }
}
