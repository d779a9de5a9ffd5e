//! What the rules say of a message. Pure.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::Instant;
use crate::events::Message;
use crate::ids::PersonId;
use crate::people::model::PersonState;
use crate::platform::text::{EmailAddress, PersonPhone, PhoneNumber};
use crate::platform::{Error, Result};
use crate::when::{WeeklySlot, opens_at};

crate::db::types::words! {
    /// By what somebody may safely be reached.
    ContactChannel {
        /// By mail to an address that may be another than that of the account.
        Email = "email",
        /// By a text message.
        Sms = "sms",
        /// By a call: only a person can do that.
        Phone = "phone",
    }
    /// Why somebody of the team must tell something by hand.
    TellingWhy {
        /// The contact rules keep it from being sent.
        ContactRules = "contactRules",
        /// The other side of an agreed match has died or left, or somebody for whom they acted has died.
        OtherSideGone = "otherSideGone",
        /// Nobody is reached at the address of the person.
        Undeliverable = "undeliverable",
    }
}

/// How somebody may safely be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SafeContact {
    /// By what.
    pub channel: ContactChannel,
    /// The address, for mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub email: Option<EmailAddress>,
    /// The number, for calls and text messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub number: Option<PersonPhone>,
    /// When, every week, local time. Empty: at any time.
    #[serde(default)]
    #[schema(max_items = 28)]
    pub hours: Vec<WeeklySlot>,
    /// Whether a message may be left. Without that, nothing is sent by itself: whatever is sent stays lying.
    pub may_leave_message: bool,
}

/// The contact rules of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactRules {
    /// How to reach the person; left out: by what the account says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub safe_contact: Option<SafeContact>,
    /// Nothing goes out, on any channel.
    pub contact_prohibited: bool,
}

/// The contact rules of a person as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What they say.
    pub rules: ContactRules,
    /// How often they were set.
    pub version: i32,
    /// Whether the person said the safe address, and not somebody of the team: what opens the account goes to no other.
    pub said_by_person: bool,
}

/// So many hours a week are told apart at most.
const MOST_HOURS: usize = 28;

impl ContactRules {
    /// Whether the address of the account is not the way to reach the person.
    #[must_use]
    pub const fn limits(&self) -> bool {
        self.contact_prohibited || self.safe_contact.is_some()
    }

    /// The safe address, if there is one.
    #[must_use]
    pub fn email(&self) -> Option<&EmailAddress> {
        self.safe_contact.as_ref().and_then(|it| it.email.as_ref())
    }

    /// Whether the parts go together.
    ///
    /// # Errors
    /// A refusal that says which do not.
    pub fn check(&self) -> Result<()> {
        let Some(safe) = &self.safe_contact else { return Ok(()) };
        let is_mail = safe.channel == ContactChannel::Email;
        if safe.email.is_some() != is_mail {
            return Err(Error::invalid("/safeContact/email", "goes with the channel email, which needs it"));
        }
        if safe.number.is_some() == is_mail {
            return Err(Error::invalid("/safeContact/number", "goes with the channels phone and sms, which need it"));
        }
        if safe.hours.len() > MOST_HOURS {
            return Err(Error::invalid("/safeContact/hours", "has at most 28 items"));
        }
        let faulty = (0..).zip(&safe.hours).find_map(|(at, slot): (usize, _)| slot.check().err().map(|why| (at, why)));
        faulty.map_or(Ok(()), |(at, why)| Err(Error::invalid(format!("/safeContact/hours/{at}"), why)))
    }
}

/// Something that somebody of the team must tell by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling {
    /// Who is to be told.
    pub person: PersonId,
    /// Why not by itself.
    pub why: TellingWhy,
    /// What.
    pub message: Message,
    /// Since when.
    pub since: Instant,
}

/// Which way a message goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// To the address of the account.
    Usual,
    /// To another address.
    Email(EmailAddress),
    /// Not before this moment.
    Wait(Instant),
    /// Not at all: somebody of the team tells it.
    ByHand,
    /// Not at all: there is nobody to tell, or no reason to.
    Nobody,
}

/// What the account of a person is reached at; nothing where they have none.
#[derive(Debug, Clone, Default)]
pub struct Own {
    /// The address.
    pub email: Option<EmailAddress>,
    /// The number.
    pub number: Option<PhoneNumber>,
}

/// Which way a message to a person goes now that was written at `written_at`.
#[must_use]
pub fn way(
    state: PersonState,
    kept: Option<&Kept>,
    own: &Own,
    message: &Message,
    written_at: Instant,
    now: Instant,
) -> Way {
    if !reaches(state, message) {
        return Way::Nobody;
    }
    let Some(kept) = kept.filter(|it| it.rules.limits()) else { return Way::Usual };
    if matches!(message, Message::AddressKnown) {
        // Somebody else typed the address: nobody need hear of it.
        return Way::Nobody;
    }
    let Some(way) = kept.safe_way(own, message) else { return Way::ByHand };
    let hours = kept.rules.safe_contact.as_ref().map_or(&[][..], |it| &it.hours);
    match opens_at(hours, now).filter(|at| *at > now) {
        None => way,
        // It would open nothing any more by then.
        Some(at) if lifetime(message).is_some_and(|it| at >= written_at + it) => Way::ByHand,
        Some(at) => Way::Wait(at),
    }
}

impl Kept {
    /// Where the rules let a message go, whatever the hour; `None`: nowhere by itself.
    #[must_use]
    pub fn safe_way(&self, own: &Own, message: &Message) -> Option<Way> {
        let safe =
            self.rules.safe_contact.as_ref().filter(|it| !self.rules.contact_prohibited && it.may_leave_message)?;
        if matches!(message, Message::VerifyAddress { .. }) {
            // It would prove an address that it was not sent to.
            return None;
        }
        if matches!(message, Message::SmsCode { .. }) {
            // Whoever reads it has the number, so it goes to that and to nothing else.
            let is_own = own.number.is_some() && safe.number.as_ref().and_then(PersonPhone::in_full) == own.number;
            return is_own.then_some(Way::Usual);
        }
        let is_trusted = self.said_by_person || safe.email == own.email;
        let email = safe.email.clone().filter(|_| is_trusted || lifetime(message).is_none())?;
        Some(Way::Email(email))
    }
}

/// So long a link to set a new password lives, and so long a code to sign in with.
const RESET_LIVES: TimeDelta = TimeDelta::minutes(30);
const CODE_LIVES: TimeDelta = TimeDelta::minutes(10);

/// How long something works that opens the account; `None` for what does not.
fn lifetime(message: &Message) -> Option<TimeDelta> {
    if matches!(message, Message::ResetPassword { .. }) {
        Some(RESET_LIVES)
    } else {
        matches!(message, Message::SmsCode { .. }).then_some(CODE_LIVES)
    }
}

/// Whether a message still reaches somebody in this state. Who is away for a while hears of what is running, and is asked
/// nothing; who is suspended hears only that they need not come, and what is said in their name; who is gone hears nothing.
fn reaches(state: PersonState, message: &Message) -> bool {
    match state {
        PersonState::Active | PersonState::Moved => true,
        PersonState::Paused => !is_ping(message),
        PersonState::Suspended => {
            matches!(message, Message::MatchOff { .. } | Message::VisitOff { .. } | Message::ConsentRecorded { .. })
        }
        PersonState::Left | PersonState::Deceased => false,
    }
}

/// Whether a message is about nothing that is running: it asks somebody something new.
const fn is_ping(message: &Message) -> bool {
    matches!(
        message,
        Message::MatchProposed { .. } | Message::GoOn { .. } | Message::StillNeeded { .. } | Message::VettingLapses
    )
}

/// What a message is about; `None`: the account.
#[must_use]
pub fn object(message: &Message) -> Option<Uuid> {
    match message {
        Message::VerifyAddress { .. }
        | Message::AddressKnown
        | Message::ResetPassword { .. }
        | Message::SmsCode { .. }
        | Message::LinkCode { .. }
        | Message::ConfirmOldAddress { .. }
        | Message::ConfirmNewAddress { .. }
        | Message::PasswordChanged
        | Message::SessionReplayed
        | Message::NewDevice
        | Message::TotpAdded
        | Message::TotpRemoved
        | Message::TotpReset
        | Message::RecoveryCodesRenewed
        | Message::StillHere
        | Message::ExportReady
        | Message::VettingLapses => None,
        Message::ProxyNamed { proxy } | Message::ProxyEnded { proxy } => Some(proxy.uuid()),
        Message::RequestApproved { request }
        | Message::InformationAsked { request }
        | Message::RequestRejected { request }
        | Message::StillNeeded { request, .. }
        | Message::RequestSilent { request }
        | Message::FirstLookLate { request }
        | Message::RequestExpired { request }
        | Message::GoOn { request }
        | Message::CoverWanted { request }
        | Message::RequestRefusedAgain { request } => Some(request.uuid()),
        Message::NobodyLooks { neighbourhood } => neighbourhood.map(crate::ids::NeighbourhoodId::uuid),
        Message::OfferApproved { offer } | Message::OfferRejected { offer } => Some(offer.uuid()),
        Message::MatchProposed { on } | Message::MatchAgreed { on } | Message::MatchOff { on } => Some(on.uuid()),
        Message::BondChanged { bond } | Message::CheckIn { bond } => Some(bond.uuid()),
        Message::VisitPlanned { visit, .. }
        | Message::VisitOff { visit, .. }
        | Message::VisitUnreported { visit, .. }
        | Message::NobodyOpened { visit, .. } => Some(visit.uuid()),
        Message::ConsentRecorded { consent }
        | Message::ConsentLapses { consent }
        | Message::ConsentLapsed { consent } => Some(consent.uuid()),
        Message::ReferralReceived { referral }
        | Message::ReferralReminder { referral }
        | Message::OverrideToRead { referral }
        | Message::ReferralChanged { referral } => Some(referral.uuid()),
        Message::BackendServiceRegistered { software } | Message::BackendServiceRekeyed { software } => {
            Some(software.uuid())
        }
        Message::WebhookDisabled { webhook } => Some(webhook.uuid()),
        Message::SubscriptionFailed { subscription } => Some(subscription.uuid()),
        Message::ConcernWaits { concern } => Some(concern.uuid()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{MatchId, OneTimeTokenId, RequestId, SmsCodeId};

    fn at(text: &str) -> Instant {
        Instant::from(chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc())
    }

    fn rules(channel: &str, hours: &str) -> ContactRules {
        let reached = if channel == "email" { r#""email":"safe@x.be""# } else { r#""number":"+32 470 00 00 00""# };
        let safe = format!(r#"{{"channel":"{channel}",{reached},"hours":{hours},"mayLeaveMessage":true}}"#);
        serde_json::from_str(&format!(r#"{{"safeContact":{safe},"contactProhibited":false}}"#)).unwrap()
    }

    #[test]
    fn a_mail_waits_for_the_safe_hours_and_a_call_is_for_people() {
        let agreed = Message::MatchAgreed { on: MatchId::fresh() };
        let monday = at("2026-03-02T09:00:00Z");
        let office = rules("email", r#"[{"day":"mon","from":"13:00","to":"15:00"}]"#);
        let way = |rules: &ContactRules, message: &Message| {
            let kept = Kept { rules: rules.clone(), version: 1, said_by_person: true };
            way(PersonState::Active, Some(&kept), &Own::default(), message, monday, monday)
        };
        assert_eq!(way(&office, &agreed), Way::Wait(at("2026-03-02T12:00:00Z")));
        assert_eq!(way(&rules("email", "[]"), &agreed), Way::Email("safe@x.be".parse().unwrap()));
        assert_eq!(way(&rules("phone", "[]"), &agreed), Way::ByHand);
        let reset = Message::ResetPassword { token: OneTimeTokenId::fresh() };
        assert_eq!(way(&office, &reset), Way::ByHand, "the link would be dead by then");
        assert_eq!(way(&office, &Message::AddressKnown), Way::Nobody);
        let prohibited = ContactRules { contact_prohibited: true, ..rules("email", "[]") };
        assert_eq!(way(&prohibited, &agreed), Way::ByHand);
        let unsaid = ContactRules { safe_contact: None, contact_prohibited: false };
        assert_eq!(way(&unsaid, &agreed), Way::Usual);
    }

    #[test]
    fn what_opens_the_account_goes_where_the_person_said_or_to_their_own_number() {
        let monday = at("2026-03-02T09:00:00Z");
        let (code, reset) =
            (Message::SmsCode { code: SmsCodeId::fresh() }, Message::ResetPassword { token: OneTimeTokenId::fresh() });
        let phone = Own { number: "+32470000000".parse().ok(), email: None };
        let mail = Own { number: None, email: "safe@x.be".parse().ok() };
        let elsewhere = Own { number: None, email: "an@x.be".parse().ok() };
        let goes = |rules: ContactRules, said_by_person, own: &Own, message: &Message| {
            let kept = Kept { rules, version: 1, said_by_person };
            way(PersonState::Active, Some(&kept), own, message, monday, monday)
        };
        let safe = Way::Email("safe@x.be".parse().unwrap());
        assert_eq!(goes(rules("email", "[]"), true, &elsewhere, &reset), safe);
        assert_eq!(goes(rules("email", "[]"), false, &elsewhere, &reset), Way::ByHand, "the team said where");
        assert_eq!(goes(rules("email", "[]"), false, &mail, &reset), safe, "that is the address of the account");
        assert_eq!(goes(rules("phone", "[]"), true, &elsewhere, &reset), Way::ByHand);
        assert_eq!(goes(rules("sms", "[]"), true, &phone, &reset), Way::ByHand);
        assert_eq!(goes(rules("sms", "[]"), false, &phone, &code), Way::Usual, "that is the number of the account");
        assert_eq!(goes(rules("sms", "[]"), true, &Own::default(), &code), Way::ByHand);
        assert_eq!(goes(rules("email", "[]"), true, &phone, &code), Way::ByHand, "a mailbox does not have the number");
        let afternoon = rules("sms", r#"[{"day":"mon","from":"13:00","to":"15:00"}]"#);
        assert_eq!(goes(afternoon, true, &phone, &code), Way::ByHand, "it would open nothing any more");
        let prohibited = ContactRules { contact_prohibited: true, ..rules("sms", "[]") };
        assert_eq!(goes(prohibited, true, &phone, &code), Way::ByHand);
    }

    #[test]
    fn who_is_away_is_asked_nothing_and_who_is_gone_hears_nothing() {
        let now = at("2026-03-02T09:00:00Z");
        let way = |state, message: &Message| way(state, None, &Own::default(), message, now, now);
        let (ping, off) = (
            Message::StillNeeded { request: RequestId::fresh(), asked_at: now },
            Message::MatchOff { on: MatchId::fresh() },
        );
        assert_eq!(way(PersonState::Moved, &ping), Way::Usual);
        assert_eq!(way(PersonState::Paused, &ping), Way::Nobody);
        assert_eq!(way(PersonState::Paused, &off), Way::Usual);
        assert_eq!(way(PersonState::Suspended, &off), Way::Usual);
        assert_eq!(way(PersonState::Suspended, &Message::PasswordChanged), Way::Nobody);
        for state in [PersonState::Left, PersonState::Deceased] {
            assert_eq!(way(state, &off), Way::Nobody);
        }
    }
}
