//! What follows for referrals from what happened elsewhere. Called by the reactions, in their transaction, with the requests
//! locked.

use super::{over, tell_organisation, tell_team};
use crate::consents;
use crate::events::{Event, Message};
use crate::ids::{ConsentId, OrganisationId, PersonId, ReferralId, RequestId};
use crate::notifications::tell;
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::referrals::model::{Referral, ReferralState, ReferralStatusReason};
use crate::referrals::store;

const DRAFT_OR_LIVE: [ReferralState; 5] = [
    ReferralState::Draft,
    ReferralState::Requested,
    ReferralState::Accepted,
    ReferralState::InProgress,
    ReferralState::OnHold,
];

/// Somebody has said yes again: what rests on an earlier yes that runs out rests on this one from now on, where it covers
/// what is shared. Whoever sends or withdraws meanwhile waits, because the giving counted the consents of the person.
///
/// # Errors
/// When the database fails.
pub fn consent_given(tx: &mut Tx<'_>, consent: ConsentId) -> Result<()> {
    let person = consents::get(tx, consent)?.person;
    store::of_person(tx, person, &DRAFT_OR_LIVE)?.into_iter().try_for_each(|it| rest_on_later_yes(tx, it))
}

/// A consent ran out: what a later yes covers rests on that one, the rest ends as when it is withdrawn.
///
/// # Errors
/// When the database fails.
pub fn consent_expired(tx: &mut Tx<'_>, consent: ConsentId, by: Acting) -> Result<()> {
    let resting = store::of_consent(tx, consent, &DRAFT_OR_LIVE)?;
    resting.into_iter().try_for_each(|it| rest_on_later_yes(tx, it))?;
    consent_withdrawn(tx, consent, by)
}

fn rest_on_later_yes(tx: &mut Tx<'_>, id: ReferralId) -> Result<()> {
    let found = store::get(tx, id)?;
    let Some(consent) = found.consent else { return Ok(()) };
    let Some(later) = consents::actions::later_yes(tx, consent, &found.shared)? else { return Ok(()) };
    let locked = store::lock(tx, id)?;
    if DRAFT_OR_LIVE.contains(&locked.state) {
        store::save(tx, &Referral { consent: Some(later), ..locked })?;
    }
    Ok(())
}

/// A consent was withdrawn: what rests on it ends; what had ended keeps its state. The access of the organisation ends
/// with the consent itself.
///
/// # Errors
/// When the database fails.
pub fn consent_withdrawn(tx: &mut Tx<'_>, consent: ConsentId, by: Acting) -> Result<()> {
    for id in store::of_consent(tx, consent, &DRAFT_OR_LIVE)? {
        let ended = cancel(tx, id, ReferralStatusReason::ConsentWithdrawn, by)?;
        if let Some(ended) = ended.filter(|it| it.sent_at.is_some()) {
            tell_organisation(tx, &ended)?;
            tell_team(tx, &ended)?;
            over(tx, &ended, by)?;
        }
    }
    Ok(())
}

/// A request was withdrawn, expired or was rejected: what the organisation has not taken on ends; what it has taken on
/// stays, and it is told.
///
/// # Errors
/// When the database fails.
pub fn request_ended(tx: &mut Tx<'_>, request: RequestId, by: Acting) -> Result<()> {
    for id in store::of_request(tx, request, &[ReferralState::Draft, ReferralState::Requested])? {
        if let Some(ended) = cancel(tx, id, ReferralStatusReason::RequestEnded, by)? {
            tell_organisation(tx, &ended)?;
        }
    }
    let taken_on = [ReferralState::Accepted, ReferralState::InProgress, ReferralState::OnHold];
    for id in store::of_request(tx, request, &taken_on)? {
        let stays = store::get(tx, id)?;
        tell_organisation(tx, &stays)?;
    }
    Ok(())
}

/// A request was fulfilled: drafts end, what was sent beside a neighbour goes on.
///
/// # Errors
/// When the database fails.
pub fn request_fulfilled(tx: &mut Tx<'_>, request: RequestId, by: Acting) -> Result<()> {
    for id in store::of_request(tx, request, &[ReferralState::Draft])? {
        cancel(tx, id, ReferralStatusReason::RequestEnded, by)?;
    }
    Ok(())
}

/// Somebody has died or left: whatever still lives of theirs ends, without saying why.
///
/// # Errors
/// When the database fails.
pub fn person_gone(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<()> {
    for id in store::of_person(tx, person, &DRAFT_OR_LIVE)? {
        if let Some(ended) = cancel(tx, id, ReferralStatusReason::RequestEnded, by)? {
            tell_organisation(tx, &ended)?;
        }
    }
    Ok(())
}

/// Cancels a referral, unless it ended while this transaction waited for it.
fn cancel(tx: &mut Tx<'_>, id: ReferralId, reason: ReferralStatusReason, by: Acting) -> Result<Option<Referral>> {
    let locked = store::lock(tx, id)?;
    let Ok(cancelled) = locked.cancel_by_cascade(reason, tx.now) else { return Ok(None) };
    store::save(tx, &cancelled)?;
    tx.record(&Event::ReferralCancelled(id).by(by).at(cancelled.neighbourhood).with("reason", reason))?;
    Ok(Some(cancelled))
}

/// Another address of an organisation counts: what is open is sent there too.
///
/// # Errors
/// When the database fails.
pub fn organisation_readdressed(tx: &mut Tx<'_>, organisation: OrganisationId) -> Result<()> {
    let live = store::of_organisation(tx, organisation, &ReferralState::LIVE)?;
    live.into_iter().try_for_each(|referral| tell(tx, organisation, Message::ReferralReceived { referral }))
}
