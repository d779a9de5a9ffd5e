//! Why somebody of the team should look again, and since when. Pure.

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::ids::{AnyId, ItemId, NeighbourhoodId, PersonId};
use crate::moderation::model::{Place, WAITING};
use crate::referrals::{Referral, ReferralState};
use crate::requests::{HelpRequest, RequestState};
use crate::safeguarding::Concern;
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
        /// A request opened before anybody of the team has looked at it, because its requester is trusted.
        RequestUnseen = "requestUnseen",
        /// An offer counts before anybody of the team has looked at it, because its helper is trusted.
        OfferUnseen = "offerUnseen",
        /// A request is held for seven days.
        RequestHeld = "requestHeld",
        /// An offer waits for three working days.
        OfferWaits = "offerWaits",
        /// An offer is held for seven days.
        OfferHeld = "offerHeld",
        /// An offer is paused for ninety days.
        OfferPaused = "offerPaused",
        /// Nobody opened to a helper, and nobody of the team has reached the requester since.
        NobodyOpened = "nobodyOpened",
        /// A helper is away, and nobody has agreed to come instead.
        CoverWanted = "coverWanted",
        /// Nobody is left to ask in waves for a request that still looks for helpers.
        WaveExhausted = "waveExhausted",
        /// A match waits for somebody of the team to let it be agreed.
        MatchUnapproved = "matchUnapproved",
        /// A match is held for seven days, or since the vetting of its helper ended.
        MatchHeld = "matchHeld",
        /// A match asks for a vetted helper, and the helper is not any more.
        HelperUnvetted = "helperUnvetted",
        /// A helper who stopped, or is held, is still expected by somebody.
        HelperStopped = "helperStopped",
        /// Nobody has said for seven days how a visit went.
        VisitUnreported = "visitUnreported",
        /// For 21 days nobody came where somebody was expected, and no visit is planned.
        NoVisit = "noVisit",
        /// Somebody said that a bond does not go well.
        BondTroubled = "bondTroubled",
        /// Nobody says how a bond goes.
        CheckInOverdue = "checkInOverdue",
        /// A bond is paused for ninety days.
        BondPaused = "bondPaused",
        /// A referral was prepared three working days ago and not sent.
        ReferralUnsent = "referralUnsent",
        /// An organisation does not get the letter that something was referred to it, or its software does not take what it is told.
        ReferralUndelivered = "referralUndelivered",
        /// An organisation was reminded, and still owes a word.
        ReferralUnanswered = "referralUnanswered",
        /// A question of an organisation waits for a reply longer than it may.
        ReferralQuestion = "referralQuestion",
        /// A referral was sent without a consent, and no second one has read why.
        OverrideUnread = "overrideUnread",
        /// Organisations refused a request three times: a help is missing in the neighbourhood.
        StructuralSignal = "structuralSignal",
        /// The vetting of a helper ends within sixty days, or has ended.
        VettingLapses = "vettingLapses",
        /// A yes runs out within fourteen days: ask anew.
        ConsentLapses = "consentLapses",
        /// A person is away for ninety days.
        PersonPaused = "personPaused",
        /// The sign-in of a person is closed for seven days.
        PersonSuspended = "personSuspended",
        /// Somebody moved to another neighbourhood: what is open here is to be seen to, until they say yes to that one.
        PersonMoved = "personMoved",
        /// The contact rules of a person keep something from being sent: tell it by hand.
        TellByHand = "tellByHand",
        /// The other side of an agreed match of a person has died or left, or somebody for whom they acted has died: call
        /// who is left.
        OtherSideGone = "otherSideGone",
        /// A legal representative waits for a second one of the team before they can say yes or no for a person.
        ProxyUnapproved = "proxyUnapproved",
        /// In fourteen days somebody may not act for a person any more.
        ProxyLapses = "proxyLapses",
        /// Nobody is reached at the address of a person: tell it by hand.
        MessageUndeliverable = "messageUndeliverable",
        /// A concern waits longer than it may to be judged, or for somebody to act.
        ConcernLate = "concernLate",
        /// Nobody has said for seven days how it stands with a concern that is looked into.
        ConcernSilent = "concernSilent",
        /// For seven days a concern holds something, and nobody has decided about it.
        ConcernHolds = "concernHolds",
    }
}

/// So long may the letter of a referral, or the call about it, be on its way.
pub(super) const ON_ITS_WAY: TimeDelta = TimeDelta::hours(4);
/// So long may something be held before somebody looks again.
pub(super) const HELD: TimeDelta = TimeDelta::days(7);
/// So long may an offer or a person be paused before somebody asks.
pub(super) const PAUSED: TimeDelta = TimeDelta::days(90);
/// So long before a proxy ends somebody asks whether it should.
pub(super) const PROXY_NOTICE: TimeDelta = TimeDelta::days(14);
/// So long after a visit somebody should have said how it went.
pub(super) const UNREPORTED: TimeDelta = TimeDelta::days(7);
/// So long after both said yes somebody should come.
pub(super) const NO_VISIT: TimeDelta = TimeDelta::days(21);
/// The same where somebody comes once a month.
pub(super) const NO_MONTHLY_VISIT: TimeDelta = TimeDelta::days(45);

/// Something that needs a human word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
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
    #[must_use]
    pub const fn collection(self) -> &'static str {
        match self {
            Self::CoverWanted
            | Self::CallBack
            | Self::FirstLookLate
            | Self::RequestSilent
            | Self::RequestUnseen
            | Self::WaveExhausted
            | Self::RequestHeld
            | Self::StructuralSignal => "requests",
            Self::OfferWaits | Self::OfferUnseen | Self::OfferHeld | Self::OfferPaused => "offers",
            Self::NobodyOpened
            | Self::MatchUnapproved
            | Self::MatchHeld
            | Self::HelperUnvetted
            | Self::HelperStopped
            | Self::VisitUnreported
            | Self::NoVisit => "matches",
            Self::BondTroubled | Self::CheckInOverdue | Self::BondPaused => "bonds",
            Self::ReferralUnsent
            | Self::ReferralUndelivered
            | Self::ReferralUnanswered
            | Self::ReferralQuestion
            | Self::OverrideUnread => "referrals",
            Self::VettingLapses
            | Self::PersonPaused
            | Self::PersonSuspended
            | Self::PersonMoved
            | Self::TellByHand
            | Self::OtherSideGone
            | Self::MessageUndeliverable => "people",
            Self::ProxyUnapproved | Self::ProxyLapses => "proxies",
            Self::ConsentLapses => "consents",
            Self::ConcernLate | Self::ConcernSilent | Self::ConcernHolds => "concerns",
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
            RequestState::Submitted => (FollowUpKind::FirstLookLate, request.look_by()),
            RequestState::Open if request.covers.is_some() && request.helpers_agreed == 0 => {
                (FollowUpKind::CoverWanted, request.state_since)
            }
            RequestState::Open if request.pinged_at.is_some() && request.look_asked_at.is_some() => {
                (FollowUpKind::RequestSilent, request.look_asked_at?)
            }
            RequestState::Open | RequestState::Matched => (FollowUpKind::RequestUnseen, request.unseen_since?),
            RequestState::Held => (FollowUpKind::RequestHeld, request.state_since + HELD),
            RequestState::NeedsInformation
            | RequestState::Referred
            | RequestState::Fulfilled
            | RequestState::Rejected
            | RequestState::Withdrawn
            | RequestState::Expired => return None,
        };
        let about = AnyId::from(request.id.uuid());
        Some(Self { kind, since, about, person: request.person, neighbourhood: request.neighbourhood })
    }

    /// What a referral needs: each thing by itself, because each has an end of its own.
    pub(super) fn of_referral(referral: &Referral) -> impl Iterator<Item = Self> {
        let is_draft = referral.state == ReferralState::Draft;
        let unsent = is_draft.then(|| after_working_days(referral.created_at, WAITING));
        // An override is to be read from the moment it was used.
        let unread = referral.sent_at.filter(|_| referral.is_override_unread());
        let needs = [
            (FollowUpKind::ReferralUnsent, unsent),
            (FollowUpKind::ReferralUnanswered, referral.overdue_at()),
            (FollowUpKind::ReferralQuestion, referral.reply_due_at()),
            (FollowUpKind::OverrideUnread, unread),
        ];
        let about = AnyId::from(referral.id.uuid());
        let (person, neighbourhood) = (referral.person, referral.neighbourhood);
        let follow_up = move |(kind, since): (_, Option<Instant>)| {
            since.map(|since| Self { kind, since, about, person, neighbourhood })
        };
        needs.into_iter().filter_map(follow_up)
    }

    /// What a concern needs, that has held something undecided since `holds_since`.
    pub(super) fn of_concern(of: &Concern, holds_since: Option<Instant>) -> impl Iterator<Item = Self> {
        let needs = [
            (FollowUpKind::ConcernLate, of.due_by()),
            (FollowUpKind::ConcernSilent, of.silent_since()),
            (FollowUpKind::ConcernHolds, holds_since.map(|it| it + HELD)),
        ];
        let about = AnyId::from(of.id.uuid());
        let (person, neighbourhood) = (of.about, of.neighbourhood);
        let follow_up = move |(kind, since): (_, Option<Instant>)| {
            since.map(|since| Self { kind, since, about, person, neighbourhood })
        };
        needs.into_iter().filter_map(follow_up)
    }
}
