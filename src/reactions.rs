//! What follows from what happened, in the same transaction: the cascade table, as one match. An action records its
//! event and knows nothing of what stands here.

use crate::events::{Event, Message};
use crate::ids::{ConsentId, PersonId, RequestId};
use crate::matching::waves::actions as waves;
use crate::people::contact_rules::actions as contact_rules;
use crate::people::contact_rules::model::TellingWhy;
use crate::platform::{Happening, Result, Tx};
use crate::policy::Acting;
use crate::{audit, consents, matching, notifications, offers, people, referrals, requests, safeguarding};

/// Writes down what happened and runs what follows from it.
///
/// # Errors
/// When any of it fails: then the action that recorded the event has failed.
pub fn record(tx: &mut Tx<'_>, happening: &Happening) -> Result<()> {
    audit::append(tx, happening)?;
    people::proxies::used(tx, happening)?;
    follow(tx, happening.event, happening.by)
}

#[expect(clippy::too_many_lines, reason = "a table reads best whole")]
fn follow(tx: &mut Tx<'_>, event: Event, by: Acting) -> Result<()> {
    match event {
        Event::RequestWithdrawn(id) | Event::RequestRejected(id) | Event::RequestExpired(id) => {
            request_ended(tx, id, by)
        }
        Event::RequestFulfilled(id) => {
            lock_case(tx, id)?;
            requests::withdraw_covers(tx, id, by)?;
            waves::request_over(tx, id)?;
            matching::actions::request_fulfilled(tx, id)?;
            referrals::actions::request_fulfilled(tx, id, by)
        }
        Event::RequestReferred(id) => {
            lock_case(tx, id)?;
            requests::withdraw_covers(tx, id, by)?;
            waves::request_over(tx, id)?;
            matching::actions::request_referred(tx, id)
        }
        Event::RequestResubmitted(id) | Event::RequestOpenedAnew(id) => {
            lock_case(tx, id)?;
            waves::request_over(tx, id)?;
            matching::actions::request_resubmitted(tx, id)
        }
        Event::RequestHeld(id) => {
            lock_case(tx, id)?;
            requests::hold_covers(tx, id, by)?;
            matching::actions::request_held(tx, id)
        }
        Event::RequestReleased(id) => {
            lock_case(tx, id)?;
            requests::release_covers(tx, id, by)?;
            matching::actions::request_released(tx, id)?;
            waves::wake(tx, id)
        }
        Event::OfferPaused(id) | Event::OfferHeld(id) | Event::OfferRetired(id) | Event::OfferResubmitted(id) => {
            matching::actions::offer_stopped(tx, id)
        }
        Event::MatchEnded(id) | Event::MatchEndedWithRequest(id) | Event::MatchClosed(id) => {
            matching::visits::actions::match_over(tx, id)?;
            matching::bonds::actions::match_over(tx, id)?;
            waves::wake_by(tx, id)
        }
        Event::MatchAgreed(id) => {
            matching::bonds::actions::match_agreed(tx, id, by)?;
            waves::said_yes(tx, id)
        }
        // A yes stops the asking; what comes to nothing lets it go on.
        Event::MatchAccepted(id) => waves::said_yes(tx, id),
        Event::MatchDeclined(id) | Event::MatchCancelled(id) | Event::MatchExpired(id) => waves::wake_by(tx, id),
        // More helpers may be wanted now.
        Event::RequestVacated(id) | Event::RequestChanged(id) => waves::wake(tx, id),
        // What was moved follows the home of whoever has it now.
        Event::HomeMoved(id) => {
            matching::actions::lock_own(tx, id)?;
            requests::home_moved(tx, id, by)?;
            offers::actions::home_moved(tx, id)
        }
        // Whom a team trusted, or who was trusted under another entry, is not by that trusted here.
        Event::MoveConfirmed(id) | Event::PersonMerged(id) | Event::MergeUndone(id) => {
            people::trust::actions::ended(tx, id)?;
            matching::actions::lock_own(tx, id)?;
            requests::home_moved(tx, id, by)?;
            offers::actions::home_moved(tx, id)
        }
        // Who moved stays with the old team until they say yes.
        Event::PersonMoved(id) => {
            people::trust::actions::ended(tx, id)?;
            offers::actions::home_moved(tx, id)
        }
        Event::PersonSuspended(id) => person_suspended(tx, id, by),
        Event::PersonReinstated(id) => person_reinstated(tx, id, by),
        Event::PersonLeft(id) | Event::PersonErased(id) => person_gone(tx, id, by),
        Event::PersonDeceased(id) => {
            person_gone(tx, id, by)?;
            bereaved(tx, id)
        }
        Event::ConsentRefused(id) => {
            lock_what_rests_on(tx, id)?;
            requests::consent_withdrawn(tx, id, by)
        }
        Event::ConsentGiven(id) => {
            lock_what_rests_on(tx, id)?;
            referrals::actions::consent_given(tx, id)
        }
        Event::ConsentWithdrawn(id) => {
            lock_what_rests_on(tx, id)?;
            requests::consent_withdrawn(tx, id, by)?;
            requests::clients::actions::consent_withdrawn(tx, id, by)?;
            referrals::actions::consent_withdrawn(tx, id, by)
        }
        Event::ConsentExpired(id) => {
            lock_what_rests_on(tx, id)?;
            requests::consent_withdrawn(tx, id, by)?;
            requests::clients::actions::consent_withdrawn(tx, id, by)?;
            referrals::actions::consent_expired(tx, id, by)
        }
        Event::OrganisationReaddressed(id) => referrals::actions::organisation_readdressed(tx, id),
        Event::PersonBlocked(id) => matching::actions::person_blocked(tx, id, by),
        Event::VettingLapsed(id) => matching::actions::vetting_lapsed(tx, id),
        Event::ConcernCritical(id) => safeguarding::concern_critical(tx, id),
        // The search knows who takes part, and until when a helper is vetted.
        Event::PersonPaused(id) | Event::PersonResumed(id) | Event::CheckRecorded(id) | Event::CheckRevoked(id) => {
            offers::actions::home_moved(tx, id)
        }
        Event::BackupRestored(_)
        | Event::BackupMade(_)
        | Event::AuditSearched(_)
        | Event::RolesDisclosed(_)
        | Event::TeamDisclosed(_)
        | Event::JobReplayed(_)
        | Event::MessageReplayed(_)
        | Event::KeysRotated(_)
        | Event::PersonRegistered(_)
        | Event::PersonAsked(_)
        | Event::ExportAsked(_)
        | Event::ExportMade(_)
        | Event::ExportFetched(_)
        | Event::PeopleSearched(_)
        | Event::ProxyGranted(_)
        | Event::ProxyApproved(_)
        | Event::ProxyExpired(_)
        | Event::ProxyRevoked(_)
        | Event::PersonVerified(_)
        | Event::PersonChanged(_)
        | Event::PasswordReset(_)
        | Event::PersonDisclosed(_)
        | Event::VettingLapsing(_)
        | Event::HouseholdJoined(_)
        | Event::HouseholdLeft(_)
        | Event::PersonUnblocked(_)
        | Event::ContactRulesSet(_)
        | Event::PersonTold(_)
        | Event::PersonTrusted(_)
        | Event::PersonDistrusted(_)
        | Event::SignedIn(_)
        | Event::SignedOut(_)
        | Event::SessionReplayed(_)
        | Event::ActivationCardMade(_)
        | Event::ActivationCardWithdrawn(_)
        | Event::ActivationCardUsed(_)
        | Event::SteppedUp(_)
        | Event::TotpConfirmed(_)
        | Event::TotpRemoved(_)
        | Event::TotpReset(_)
        | Event::RecoveryCodesRenewed(_)
        | Event::RecoveryCodeUsed(_)
        | Event::RoleGranted(_)
        | Event::RoleRevoked(_)
        | Event::InvitationMade(_)
        | Event::InvitationWithdrawn(_)
        | Event::InvitationAccepted(_)
        | Event::NeighbourhoodImported(_)
        | Event::NeighbourhoodChanged(_)
        | Event::DutyRosterSet(_)
        | Event::AbsenceEntered(_)
        | Event::AbsenceRemoved(_)
        | Event::SavedReplyAdded(_)
        | Event::SavedReplyChanged(_)
        | Event::SavedReplyRemoved(_)
        | Event::OfferSubmitted(_)
        | Event::OfferChanged(_)
        | Event::OfferApproved(_)
        | Event::OfferRejected(_)
        | Event::OfferHeldWithPerson(_)
        | Event::OfferReleased(_)
        | Event::OfferResumed(_)
        | Event::OfferClaimed(_)
        | Event::OfferTakenOver(_)
        | Event::OfferUnclaimed(_)
        | Event::RequestSubmitted(_)
        | Event::RequestEscalated(_)
        | Event::RequestApproved(_)
        | Event::InformationAsked(_)
        | Event::RequestAnswered(_)
        | Event::RequestMatched(_)
        | Event::RequestPinged(_)
        | Event::RequestConfirmed(_)
        | Event::RequestSilent(_)
        | Event::RequestReopened(_)
        | Event::RequestReturned(_)
        | Event::RequestDisclosed(_)
        | Event::LinkCodeSent(_)
        | Event::LinkOpened(_)
        | Event::AddressChangeAsked(_)
        | Event::RightChecked(_)
        | Event::ClientRequestSubmitted(_)
        | Event::ClientRequestWithdrawn(_)
        | Event::RequestClaimed(_)
        | Event::RequestTakenOver(_)
        | Event::RequestUnclaimed(_)
        | Event::MatchProposed(_)
        | Event::MatchVolunteered(_)
        | Event::MatchApproved(_)
        | Event::MatchGuardianAgreed(_)
        | Event::MatchSuperseded(_)
        | Event::BatchAsked(_)
        | Event::BatchMade(_)
        | Event::BatchDisclosed(_)
        | Event::WaveStarted(_)
        | Event::WaveAsked(_)
        | Event::WaveExhausted(_)
        | Event::WaveStopped(_)
        | Event::MatchHeld(_)
        | Event::MatchReleased(_)
        | Event::MatchDisclosed(_)
        | Event::BondBegan(_)
        | Event::BondPaused(_)
        | Event::BondResumed(_)
        | Event::BondAsked(_)
        | Event::BondCheckedIn(_)
        | Event::BondCovered(_)
        | Event::BondEnded(_)
        | Event::VisitPlanned(_)
        | Event::VisitDone(_)
        | Event::VisitMissed(_)
        | Event::VisitCancelled(_)
        | Event::VisitAsked(_)
        | Event::VisitEscalated(_)
        | Event::RequesterReached(_)
        | Event::OrganisationCreated(_)
        | Event::OrganisationChanged(_)
        | Event::MembersDisclosed(_)
        | Event::ServiceCreated(_)
        | Event::ServiceChanged(_)
        | Event::ServiceAssured(_)
        | Event::LocationCreated(_)
        | Event::LocationChanged(_)
        | Event::BackendServiceRegistered(_)
        | Event::BackendServiceChanged(_)
        | Event::BackendServiceRekeyed(_)
        | Event::BackendServiceDeleted(_)
        | Event::ImportEntered(_)
        | Event::ImportReadAnew(_)
        | Event::ImportDone(_)
        | Event::ImportDiscarded(_)
        | Event::MailSet(_)
        | Event::MailUnset(_)
        | Event::MailTried(_)
        | Event::WebhookCreated(_)
        | Event::WebhookChanged(_)
        | Event::WebhookSecretRotated(_)
        | Event::WebhookDisabled(_)
        | Event::WebhookEnabled(_)
        | Event::WebhookTested(_)
        | Event::WebhookReplayed(_)
        | Event::WebhookDeleted(_)
        | Event::SubscriptionCreated(_)
        | Event::SubscriptionChanged(_)
        | Event::SubscriptionActivated(_)
        | Event::SubscriptionFailed(_)
        | Event::SubscriptionEnded(_)
        | Event::SubscriptionDeleted(_)
        | Event::ReferralPrepared(_)
        | Event::ReferralDiscarded(_)
        | Event::ReferralSent(_)
        | Event::ReferralAsked(_)
        | Event::ReferralReplied(_)
        | Event::ReferralAccepted(_)
        | Event::ReferralRejected(_)
        | Event::ReferralStarted(_)
        | Event::ReferralCompleted(_)
        | Event::ReferralFailed(_)
        | Event::ReferralCancelled(_)
        | Event::ReferralWaitListed(_)
        | Event::ReferralPlanned(_)
        | Event::ReferralNoShow(_)
        | Event::ReferralHeld(_)
        | Event::ReferralResumed(_)
        | Event::ReferralHandedBack(_)
        | Event::ReferralRerouted(_)
        | Event::ReferralRetracted(_)
        | Event::ReferralOverrideApproved(_)
        | Event::ReferralOverrideRefused(_)
        | Event::ReferralOverrideUnread(_)
        | Event::StructuralSignalRaised(_)
        | Event::ReferralReminded(_)
        | Event::ReferralDisclosed(_)
        | Event::ConcernSubmitted(_)
        | Event::ConcernEscalated(_)
        | Event::ConcernTriaged(_)
        | Event::ConcernInvestigated(_)
        | Event::ConcernResolved(_)
        | Event::ConcernDismissed(_)
        | Event::ConcernReopened(_)
        | Event::ConcernNoted(_)
        | Event::ConcernHoldDecided(_)
        | Event::ConcernDisclosed(_) => Ok(()),
    }
}

/// A request, which is locked, with all that may move with it.
fn lock_case(tx: &mut Tx<'_>, id: RequestId) -> Result<()> {
    matching::actions::lock_cases(tx, vec![id], Vec::new())
}

/// What the person, who is locked, asked for and what rests on what they said: in one order, before one of it after the
/// other moves.
fn lock_what_rests_on(tx: &mut Tx<'_>, id: ConsentId) -> Result<()> {
    let person = consents::get(tx, id)?.person;
    matching::actions::lock_own(tx, person)
}

fn person_suspended(tx: &mut Tx<'_>, id: PersonId, by: Acting) -> Result<()> {
    people::trust::actions::ended(tx, id)?;
    matching::actions::lock_all_of(tx, &[id])?;
    requests::person_suspended(tx, id, by)?;
    matching::actions::person_suspended(tx, id)?;
    offers::actions::person_suspended(tx, id, by)
}

fn person_reinstated(tx: &mut Tx<'_>, id: PersonId, by: Acting) -> Result<()> {
    matching::actions::lock_all_of(tx, &[id])?;
    requests::person_reinstated(tx, id, by)?;
    matching::actions::person_reinstated(tx, id)?;
    offers::actions::person_reinstated(tx, id, by)?;
    offers::actions::home_moved(tx, id)
}

/// A person, who is locked and whose state says so, has died, left or been erased: everything open ends with a neutral
/// reason, somebody of the team calls whoever was agreed with them, and nothing that waits goes out to them. Last, so that
/// nothing which this itself wrote goes out either. Their roles end first: whoever else would go waits for these, holding
/// nothing yet.
fn person_gone(tx: &mut Tx<'_>, id: PersonId, by: Acting) -> Result<()> {
    people::actions::roles_gone(tx, id, by)?;
    people::trust::actions::ended(tx, id)?;
    matching::actions::lock_all_of(tx, &[id])?;
    for (ended, left_behind) in matching::actions::person_gone(tx, id, by)? {
        contact_rules::tell_by_hand(tx, left_behind, TellingWhy::OtherSideGone, Message::MatchOff { on: ended })?;
    }
    // Before what they rest on, so that each organisation hears it once, and with a reason that says nothing.
    referrals::actions::person_gone(tx, id, by)?;
    requests::person_gone(tx, id, by)?;
    offers::actions::person_gone(tx, id, by)?;
    consents::actions::person_gone(tx, id, by)?;
    contact_rules::person_gone(tx, id)?;
    notifications::drop_waiting(tx, id).map(|_| ())
}

/// A person has died, and whoever acted for them is called: no letter tells them.
fn bereaved(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    for (proxy, left_behind) in people::proxies::actions::acted_for(tx, id)? {
        contact_rules::tell_by_hand(tx, left_behind, TellingWhy::OtherSideGone, Message::ProxyEnded { proxy })?;
    }
    Ok(())
}

fn request_ended(tx: &mut Tx<'_>, id: RequestId, by: Acting) -> Result<()> {
    lock_case(tx, id)?;
    requests::withdraw_covers(tx, id, by)?;
    waves::request_over(tx, id)?;
    matching::actions::request_ended(tx, id)?;
    referrals::actions::request_ended(tx, id, by)
}
