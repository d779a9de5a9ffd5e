//! Where the link of a message leads: ids only. The team and organisations read on in their pages, residents in their app. A
//! one-time token stands behind `#`, which no server logs.

use crate::codes::Code;
use crate::events::Message;
use crate::ids::{PersonId, ReferralId};
use crate::people::token::{self, StillNeeded};
use crate::platform::{Result, Tx};
use crate::{fhir, referrals};

/// The path for whoever is told.
///
/// # Errors
/// When the database fails.
pub(super) fn path(tx: &mut Tx<'_>, message: &Message, to: PersonId) -> Result<String> {
    let once = |id| token::one_time_text(id, tx.keys());
    Ok(match message {
        Message::VerifyAddress { token: id } => format!("/verify#{}", once(*id)),
        Message::ResetPassword { token: id } => format!("/reset#{}", once(*id)),
        Message::AddressKnown
        | Message::PasswordChanged
        | Message::SmsCode { .. }
        | Message::LinkCode { .. }
        | Message::ConfirmOldAddress { .. }
        | Message::ConfirmNewAddress { .. }
        | Message::SessionReplayed
        | Message::NewDevice
        | Message::TotpAdded
        | Message::TotpRemoved
        | Message::TotpReset
        | Message::RecoveryCodesRenewed => String::new(),
        Message::VettingLapses => "/v1/me".to_owned(),
        // Everybody with an account has these two pages.
        Message::StillHere => "/console/account".to_owned(),
        Message::ExportReady => "/console/account/export".to_owned(),
        Message::StillNeeded { request, asked_at } => {
            format!("/still-needed#{}", StillNeeded::new(*request, *asked_at).text(tx.keys()))
        }
        Message::ConsentRecorded { consent } => format!("/say-no#{}", token::say_no_text(*consent, tx.keys())),
        Message::ProxyNamed { proxy } | Message::ProxyEnded { proxy } => format!("/v1/proxies/{proxy}"),
        Message::BondChanged { bond } | Message::CheckIn { bond } => format!("/v1/bonds/{bond}"),
        Message::RequestApproved { request }
        | Message::GoOn { request }
        | Message::RequestExpired { request }
        | Message::InformationAsked { request }
        | Message::RequestRejected { request } => format!("/v1/requests/{request}"),
        Message::CoverWanted { request }
        | Message::RequestSilent { request }
        | Message::RequestRefusedAgain { request }
        | Message::FirstLookLate { request } => format!("/console/requests/{request}"),
        Message::ConcernWaits { concern } => format!("/console/concerns/{concern}"),
        Message::OverrideToRead { referral } => of_the_team(*referral),
        Message::ReferralChanged { referral } => of_news(tx, *referral, to)?,
        // Who is on duty there is what an administrator can change.
        Message::NobodyLooks { neighbourhood: Some(neighbourhood) } => format!("/console/admin/duty/{neighbourhood}"),
        Message::NobodyLooks { neighbourhood: None } => "/console/admin/duty".to_owned(),
        Message::OfferApproved { offer } | Message::OfferRejected { offer } => format!("/v1/offers/{offer}"),
        Message::MatchProposed { on } | Message::MatchAgreed { on } | Message::MatchOff { on } => {
            format!("/v1/matches/{on}")
        }
        Message::NobodyOpened { on, .. } => format!("/console/matches/{on}"),
        Message::VisitPlanned { on, visit }
        | Message::VisitOff { on, visit }
        | Message::VisitUnreported { on, visit } => format!("/v1/matches/{on}/visits/{visit}"),
        Message::ConsentLapses { consent } | Message::ConsentLapsed { consent } => format!("/v1/consents/{consent}"),
        Message::ReferralReceived { referral } | Message::ReferralReminder { referral } => {
            format!("/inbox/referrals/{referral}")
        }
        Message::BackendServiceRegistered { .. } | Message::BackendServiceRekeyed { .. } => {
            "/inbox/software".to_owned()
        }
        Message::WebhookDisabled { webhook } => format!("/inbox/software/webhooks/{webhook}"),
        Message::SubscriptionFailed { subscription } => format!("{}/Subscription/{subscription}", fhir::ROOT),
    })
}

fn of_the_team(referral: ReferralId) -> String {
    format!("/console/referrals/{referral}")
}

/// News of a referral goes to the team, and to the person it is about, who has no page of it.
fn of_news(tx: &mut Tx<'_>, id: ReferralId, to: PersonId) -> Result<String> {
    let is_theirs = match referrals::actions::about(tx, id) {
        Ok((person, _)) => person == to,
        Err(error) if error.code() == Some(Code::NotFound) => false,
        Err(error) => return Err(error),
    };
    Ok(if is_theirs { format!("/v1/referrals/{id}") } else { of_the_team(id) })
}
