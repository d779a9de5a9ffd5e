//! Why somebody of the team should look again, and since when. Pure.

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::ids::{AnyId, ItemId, NeighbourhoodId, PersonId};
use crate::moderation::model::{Item, Place};
use crate::referrals::{Referral, ReferralState};
use crate::requests::{HelpRequest, RequestState};
use crate::when::after_working_days;

crate::db::types::words! {
    /// Why somebody of the team should look again.
    FollowUpKind {
        /// A case came back from a professional: call the person.
        CallBack = "callBack",
        /// A request waits longer for a first look than it may.
        FirstLookLate = "firstLookLate",
        /// Nobody ever helped, and the requester does not say whether help is still needed.
        RequestSilent = "requestSilent",
        /// A request is held for seven days.
        RequestHeld = "requestHeld",
        /// An offer waits for three working days.
        OfferWaits = "offerWaits",
        /// An offer is held for seven days.
        OfferHeld = "offerHeld",
        /// An offer is paused for ninety days.
        OfferPaused = "offerPaused",
        /// A helper who stopped, or is held, is still expected by somebody.
        HelperStopped = "helperStopped",
        /// A referral was prepared three working days ago and not sent.
        ReferralUnsent = "referralUnsent",
        /// An organisation was reminded, and still owes a word.
        ReferralUnanswered = "referralUnanswered",
        /// The vetting of a helper ends within sixty days, or has ended.
        VettingLapses = "vettingLapses",
    }
}

/// So long may something be held before somebody looks again.
pub(super) const HELD: TimeDelta = TimeDelta::days(7);
/// So long may an offer be paused before somebody asks.
pub(super) const PAUSED: TimeDelta = TimeDelta::days(90);
/// So many working days may an offer wait, or a referral lie in a drawer.
pub(super) const WAITING: u32 = 3;

/// Something that needs a human word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FollowUp {
    /// Why.
    pub kind: FollowUpKind,
    /// Since when; it is none before.
    pub since: Instant,
    /// What it is about.
    pub about: AnyId,
    /// Whom it is about.
    pub person: PersonId,
    /// Where.
    pub neighbourhood: Option<NeighbourhoodId>,
}

impl FollowUpKind {
    /// Where in the API that is, which it is about.
    pub(super) const fn collection(self) -> &'static str {
        match self {
            Self::CallBack | Self::FirstLookLate | Self::RequestSilent | Self::RequestHeld => "requests",
            Self::OfferWaits | Self::OfferHeld | Self::OfferPaused => "offers",
            Self::HelperStopped => "matches",
            Self::ReferralUnsent | Self::ReferralUnanswered => "referrals",
            Self::VettingLapses => "people",
        }
    }
}

impl FollowUp {
    /// Where it stands in the list; the level is the number of the kind.
    pub(super) fn place(&self) -> Place {
        let level = (0..).zip(FollowUpKind::ALL).find(|it| *it.1 == self.kind).map_or(u8::MAX, |it| it.0);
        Place { level, since: self.since, id: ItemId::from(self.about.uuid()) }
    }

    /// What a request needs, if anything.
    pub(super) fn of_request(request: &HelpRequest) -> Option<Self> {
        let (kind, since) = match request.state {
            // Also where it came back while it was held.
            RequestState::Submitted | RequestState::Held if request.first_in_queue => {
                (FollowUpKind::CallBack, request.state_since)
            }
            RequestState::Submitted => (FollowUpKind::FirstLookLate, Item::from(request).due_by()),
            RequestState::Open => (FollowUpKind::RequestSilent, request.look_asked_at?),
            RequestState::Held => (FollowUpKind::RequestHeld, request.state_since + HELD),
            RequestState::NeedsInformation
            | RequestState::Matched
            | RequestState::Referred
            | RequestState::Fulfilled
            | RequestState::Rejected
            | RequestState::Withdrawn
            | RequestState::Expired => return None,
        };
        let about = AnyId::from(request.id.uuid());
        Some(Self { kind, since, about, person: request.person, neighbourhood: request.neighbourhood })
    }

    /// What a referral needs, if anything.
    pub(super) fn of_referral(referral: &Referral) -> Option<Self> {
        let (kind, since) = if referral.state == ReferralState::Draft {
            (FollowUpKind::ReferralUnsent, after_working_days(referral.created_at, WAITING))
        } else {
            (FollowUpKind::ReferralUnanswered, referral.overdue_at()?)
        };
        let about = AnyId::from(referral.id.uuid());
        Some(Self { kind, since, about, person: referral.person, neighbourhood: referral.neighbourhood })
    }
}
