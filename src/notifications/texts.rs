//! The words of a message. They name no person, no place and no health: a mail can be read over a shoulder.

use crate::events::Message;
use crate::platform::language::Locale;

/// A message in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject line.
    pub subject: String,
    /// The text.
    pub body: String,
}

impl Message {
    /// The key of its words in `locales/`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::VerifyAddress { .. } => "verify-address",
            Self::AddressKnown => "address-known",
            Self::ResetPassword { .. } => "reset-password",
            Self::SmsCode { .. } => "sms-code",
            Self::PasswordChanged => "password-changed",
            Self::SessionReplayed => "session-replayed",
            Self::NewDevice => "new-device",
            Self::TotpAdded => "totp-added",
            Self::TotpRemoved => "totp-removed",
            Self::TotpReset => "totp-reset",
            Self::RecoveryCodesRenewed => "recovery-codes-renewed",
            Self::VettingLapses => "vetting-lapses",
            Self::ConsentRecorded { .. } => "consent-recorded",
            Self::ConsentLapses { .. } => "consent-lapses",
            Self::ConsentLapsed { .. } => "consent-lapsed",
            Self::StillHere => "still-here",
            Self::ExportReady => "export-ready",
            Self::ProxyNamed { .. } => "proxy-named",
            Self::ProxyEnded { .. } => "proxy-ended",
            Self::RequestApproved { .. } => "request-approved",
            Self::InformationAsked { .. } => "information-asked",
            Self::RequestRejected { .. } => "request-rejected",
            Self::StillNeeded { .. } => "still-needed",
            Self::RequestExpired { .. } => "request-expired",
            Self::RequestSilent { .. } => "request-silent",
            Self::FirstLookLate { .. } => "first-look-late",
            Self::NobodyLooks { .. } => "nobody-looks",
            Self::OfferApproved { .. } => "offer-approved",
            Self::OfferRejected { .. } => "offer-rejected",
            Self::MatchProposed { .. } => "match-proposed",
            Self::MatchAgreed { .. } => "match-agreed",
            Self::MatchOff { .. } => "match-off",
            Self::BondChanged { .. } => "bond-changed",
            Self::CheckIn { .. } => "check-in",
            Self::GoOn { .. } => "go-on",
            Self::VisitPlanned { .. } => "visit-planned",
            Self::VisitOff { .. } => "visit-off",
            Self::VisitUnreported { .. } => "visit-unreported",
            Self::CoverWanted { .. } => "cover-wanted",
            Self::NobodyOpened { .. } => "nobody-opened",
            Self::ConfirmOldAddress { .. } => "confirm-old-address",
            Self::ConfirmNewAddress { .. } => "confirm-new-address",
            Self::LinkCode { .. } => "link-code",
            Self::ReferralReceived { .. } => "referral-received",
            Self::ReferralReminder { .. } => "referral-reminder",
            Self::OverrideToRead { .. } => "override-to-read",
            Self::RequestRefusedAgain { .. } => "request-refused-again",
            Self::ConcernWaits { .. } => "concern-waits",
            Self::ReferralChanged { .. } => "referral-changed",
            Self::BackendServiceRegistered { .. } => "backend-service-registered",
            Self::BackendServiceRekeyed { .. } => "backend-service-rekeyed",
            Self::WebhookDisabled { .. } => "webhook-disabled",
            Self::SubscriptionFailed { .. } => "subscription-failed",
        }
    }
}

/// A message in words: the words of its kind, and the address of what it is about.
#[must_use]
pub fn write(message: &Message, locale: Locale, link: &str) -> Letter {
    let key = message.key();
    let variables = [("link", link.to_owned())];
    let text = |part: &str| locale.text(&format!("mail-{key}-{part}"), &variables);
    let body = format!("{}\n\n{link}\n\n{}\n", text("body"), locale.text("mail-greeting", &[]));
    Letter { subject: text("subject"), body }
}

/// The same in a few words, for an SMS: what it is about, and the address.
#[must_use]
pub fn write_short(message: &Message, locale: Locale, link: &str) -> Letter {
    let subject = locale.text(&format!("mail-{}-subject", message.key()), &[]);
    Letter { body: format!("Buurtnet: {subject}\n{link}"), subject }
}

/// A code to sign in with, for an SMS. The digits come first: some phones offer to fill them in.
#[must_use]
pub fn write_code(locale: Locale, digits: &str) -> Letter {
    let subject = locale.text("mail-sms-code-subject", &[]);
    Letter { body: format!("{digits} - {}", locale.text("mail-sms-code-body", &[])), subject }
}

/// A code that opens the page behind a link, for the mail of an organisation.
#[must_use]
pub fn write_link_code(locale: Locale, digits: &str) -> Letter {
    let text = |part: &str| locale.text(&format!("mail-link-code-{part}"), &[]);
    let body = format!("{}\n\n{digits}\n\n{}\n", text("body"), locale.text("mail-greeting", &[]));
    Letter { subject: text("subject"), body }
}

/// The letter with which an administrator tries how mail is sent.
#[must_use]
pub fn write_trial(locale: Locale) -> Letter {
    let text = |part: &str| locale.text(&format!("mail-trial-{part}"), &[]);
    let body = format!("{}\n\n{}\n", text("body"), locale.text("mail-greeting", &[]));
    Letter { subject: text("subject"), body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Instant;
    use crate::ids::{
        AddressChangeId, BackendServiceId, BondId, ConcernId, ConsentId, LinkCodeId, MatchId, OfferId, OneTimeTokenId,
        ProxyId, ReferralId, RequestId, SmsCodeId, SubscriptionId, VisitId, WebhookId,
    };

    fn one_of_each() -> Vec<Message> {
        let (token, request, offer) = (OneTimeTokenId::fresh(), RequestId::fresh(), OfferId::fresh());
        let (on, referral, visit) = (MatchId::fresh(), ReferralId::fresh(), VisitId::fresh());
        let (bond, proxy) = (BondId::fresh(), ProxyId::fresh());
        vec![
            Message::VerifyAddress { token },
            Message::AddressKnown,
            Message::ResetPassword { token },
            Message::SmsCode { code: SmsCodeId::fresh() },
            Message::PasswordChanged,
            Message::SessionReplayed,
            Message::NewDevice,
            Message::TotpAdded,
            Message::TotpRemoved,
            Message::TotpReset,
            Message::RecoveryCodesRenewed,
            Message::VettingLapses,
            Message::ConsentRecorded { consent: ConsentId::fresh() },
            Message::ConsentLapses { consent: ConsentId::fresh() },
            Message::ConsentLapsed { consent: ConsentId::fresh() },
            Message::StillHere,
            Message::ExportReady,
            Message::ProxyNamed { proxy },
            Message::ProxyEnded { proxy },
            Message::RequestApproved { request },
            Message::InformationAsked { request },
            Message::RequestRejected { request },
            Message::StillNeeded { request, asked_at: Instant::from_micros(0).unwrap() },
            Message::RequestExpired { request },
            Message::RequestSilent { request },
            Message::FirstLookLate { request },
            Message::NobodyLooks { neighbourhood: None },
            Message::OfferApproved { offer },
            Message::OfferRejected { offer },
            Message::MatchProposed { on },
            Message::MatchAgreed { on },
            Message::MatchOff { on },
            Message::BondChanged { bond },
            Message::CheckIn { bond },
            Message::GoOn { request },
            Message::VisitPlanned { on, visit },
            Message::VisitOff { on, visit },
            Message::VisitUnreported { on, visit },
            Message::CoverWanted { request },
            Message::NobodyOpened { on, visit },
            Message::ConcernWaits { concern: ConcernId::fresh() },
            Message::ConfirmOldAddress { change: AddressChangeId::fresh() },
            Message::ConfirmNewAddress { change: AddressChangeId::fresh() },
            Message::LinkCode { code: LinkCodeId::fresh() },
            Message::ReferralReceived { referral },
            Message::ReferralReminder { referral },
            Message::OverrideToRead { referral },
            Message::RequestRefusedAgain { request },
            Message::ReferralChanged { referral },
            Message::BackendServiceRegistered { software: BackendServiceId::fresh() },
            Message::BackendServiceRekeyed { software: BackendServiceId::fresh() },
            Message::WebhookDisabled { webhook: WebhookId::fresh() },
            Message::SubscriptionFailed { subscription: SubscriptionId::fresh() },
        ]
    }

    #[test]
    fn every_message_has_words_in_every_language() {
        for message in one_of_each() {
            for locale in Locale::ALL {
                for part in ["subject", "body"] {
                    let key = format!("mail-{}-{part}", message.key());
                    assert!(locale.has(&key), "{key} is missing in {locale}");
                }
            }
        }
    }
}
