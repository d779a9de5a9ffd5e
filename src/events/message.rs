//! What to tell somebody.

use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::ids::{
    AddressChangeId, BackendServiceId, BondId, ConcernId, ConsentId, LinkCodeId, MatchId, NeighbourhoodId, OfferId,
    OneTimeTokenId, ProxyId, ReferralId, RequestId, SmsCodeId, SubscriptionId, VisitId, WebhookId,
};

/// What to tell somebody. Ids only: names, texts and places are looked up, or left out, at delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Message {
    /// Please verify your address.
    VerifyAddress {
        /// The token of the link.
        token: OneTimeTokenId,
    },
    /// Somebody tried to register with your address, which has an account already.
    AddressKnown,
    /// The link to set a new password.
    ResetPassword {
        /// The token of the link.
        token: OneTimeTokenId,
    },
    /// The code to sign in with, by SMS.
    SmsCode {
        /// What the code is made from.
        code: SmsCodeId,
    },
    /// Your password was changed.
    PasswordChanged,
    /// Your sign-in was used twice and was ended.
    SessionReplayed,
    /// Somebody signed in to your account on a device that was not seen before.
    NewDevice,
    /// An authenticator app belongs to your account from now on.
    TotpAdded,
    /// Your account does without an authenticator app from now on.
    TotpRemoved,
    /// The team took your authenticator app away, because you lost it.
    TotpReset,
    /// You have new recovery codes.
    RecoveryCodesRenewed,
    /// A check of you must be renewed.
    VettingLapses,
    /// To a person: the team wrote down that they said yes, with a way to say no.
    ConsentRecorded {
        /// The consent.
        consent: ConsentId,
    },
    /// A yes of yours runs out soon.
    ConsentLapses {
        /// The consent.
        consent: ConsentId,
    },
    /// A yes ran out, and what rests on it has ended.
    ConsentLapsed {
        /// The consent.
        consent: ConsentId,
    },
    /// Nothing was heard of you for long: do you want to stay?
    StillHere,
    /// The copy of what is known of you can be fetched.
    ExportReady,
    /// Somebody may act for you, or you for somebody, from now on.
    ProxyNamed {
        /// The proxy.
        proxy: ProxyId,
    },
    /// That is over.
    ProxyEnded {
        /// The proxy.
        proxy: ProxyId,
    },
    /// Your request is open.
    RequestApproved {
        /// The request.
        request: RequestId,
    },
    /// The team asks you something.
    InformationAsked {
        /// The request.
        request: RequestId,
    },
    /// Your request was refused.
    RequestRejected {
        /// The request.
        request: RequestId,
    },
    /// Is help still needed?
    StillNeeded {
        /// The request.
        request: RequestId,
        /// When this was asked.
        asked_at: Instant,
    },
    /// Somebody does not say whether help is still needed: please look.
    RequestSilent {
        /// The request.
        request: RequestId,
    },
    /// A request waits too long for a first look: please look.
    FirstLookLate {
        /// The request.
        request: RequestId,
    },
    /// Something waits where nobody of the team looks: for administrators, who see no cases.
    NobodyLooks {
        /// Where; `None`: outside every neighbourhood.
        neighbourhood: Option<NeighbourhoodId>,
    },
    /// Your request has ended, because nobody said that help is still needed.
    RequestExpired {
        /// The request.
        request: RequestId,
    },
    /// Your offer counts.
    OfferApproved {
        /// The offer.
        offer: OfferId,
    },
    /// Your offer was refused.
    OfferRejected {
        /// The offer.
        offer: OfferId,
    },
    /// Somebody could help you, or could use your help.
    MatchProposed {
        /// The match.
        #[serde(rename = "match")]
        on: MatchId,
    },
    /// Both said yes.
    MatchAgreed {
        /// The match.
        #[serde(rename = "match")]
        on: MatchId,
    },
    /// It does not go on.
    MatchOff {
        /// The match.
        #[serde(rename = "match")]
        on: MatchId,
    },
    /// A bond was paused, goes on, or is covered.
    BondChanged {
        /// The bond.
        bond: BondId,
    },
    /// How does it go?
    CheckIn {
        /// The bond.
        bond: BondId,
    },
    /// Would you like to go on with somebody else?
    GoOn {
        /// The request.
        request: RequestId,
    },
    /// A visit is planned.
    VisitPlanned {
        /// The match.
        #[serde(rename = "match")]
        on: MatchId,
        /// The visit.
        visit: VisitId,
    },
    /// A visit is called off.
    VisitOff {
        /// The match.
        #[serde(rename = "match")]
        on: MatchId,
        /// The visit.
        visit: VisitId,
    },
    /// How did the visit go?
    VisitUnreported {
        /// The match.
        #[serde(rename = "match")]
        on: MatchId,
        /// The visit.
        visit: VisitId,
    },
    /// A helper is away: please look for somebody else.
    CoverWanted {
        /// The request for somebody else.
        request: RequestId,
    },
    /// Nobody opened to a helper: please look.
    NobodyOpened {
        /// The match.
        #[serde(rename = "match")]
        on: MatchId,
        /// The visit.
        visit: VisitId,
    },
    /// To the address of an organisation that counts: should another one count?
    ConfirmOldAddress {
        /// The change.
        change: AddressChangeId,
    },
    /// To the address that should count.
    ConfirmNewAddress {
        /// The change.
        change: AddressChangeId,
    },
    /// To an organisation: the code that opens the page behind the link.
    LinkCode {
        /// What the code is made from.
        code: LinkCodeId,
    },
    /// A referral waits for an answer.
    ReferralReceived {
        /// The referral.
        referral: ReferralId,
    },
    /// A referral still waits for a word of the organisation.
    ReferralReminder {
        /// The referral.
        referral: ReferralId,
    },
    /// A referral was sent without a consent: a second one of the team should read why.
    OverrideToRead {
        /// The referral.
        referral: ReferralId,
    },
    /// Organisations have refused a request again.
    RequestRefusedAgain {
        /// The request.
        request: RequestId,
    },
    /// A concern waits: please look.
    ConcernWaits {
        /// The concern.
        concern: ConcernId,
    },
    /// There is news about a referral.
    ReferralChanged {
        /// The referral.
        referral: ReferralId,
    },
    /// To an organisation: software of it can sign in by itself from now on.
    BackendServiceRegistered {
        /// The software.
        software: BackendServiceId,
    },
    /// To an organisation: software of it has other keys.
    BackendServiceRekeyed {
        /// The software.
        software: BackendServiceId,
    },
    /// To an organisation: a webhook of it is not called any more.
    WebhookDisabled {
        /// The webhook.
        webhook: WebhookId,
    },
    /// To an organisation: its FHIR software is not notified any more.
    SubscriptionFailed {
        /// The subscription.
        subscription: SubscriptionId,
    },
}

impl Message {
    /// Whether it is for an organisation, about software of its own.
    #[must_use]
    pub const fn is_about_software(&self) -> bool {
        matches!(
            self,
            Self::WebhookDisabled { .. }
                | Self::SubscriptionFailed { .. }
                | Self::BackendServiceRegistered { .. }
                | Self::BackendServiceRekeyed { .. }
        )
    }
}
