//! What the organisation does: ask, accept, reject, start, complete, fail.

use super::team::add_line;
use super::{open, over, tell_of_organisation, tell_person, without_circle};
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{ReferralId, ServiceId};
use crate::notifications::tell;
use crate::organisations;
use crate::people;
use crate::platform::text::FreeText;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor};
use crate::referrals::model::{
    REFUSALS_TO_SIGNAL, REFUSALS_TO_TELL, Referral, ReferralCompleteOutcome, ReferralFailReason, ReferralOutcome,
    ReferralRejectReason, ReferralSide, ReferralStatusReason,
};
use crate::referrals::store;

/// Asks the team something; the clock stands still until the reply.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, text: FreeText) -> Result<ReferralId> {
    let (live, by) = open(tx, actor, id, Action::AskReferral)?;
    let asked = live.ask(tx.now)?;
    add_line(tx, &asked, ReferralSide::Organisation, text, tx.now)?;
    store::save(tx, &asked)?;
    tx.record(&Event::ReferralAsked(id).by(by).at(asked.neighbourhood))?;
    tell_of_organisation(tx, &asked)?;
    Ok(id)
}

/// Takes a referral on.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn accept(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<ReferralId> {
    let (requested, by) = open(tx, actor, id, Action::AcceptReferral)?;
    let accepted = requested.accept(tx.now)?;
    store::save(tx, &accepted)?;
    tx.record(&Event::ReferralAccepted(id).by(by).at(accepted.neighbourhood))?;
    tell_of_organisation(tx, &accepted)?;
    tell_person(tx, &accepted)?;
    Ok(id)
}

/// Turns a referral down, and perhaps points to another service.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, has read another version, or points to nothing.
pub fn reject(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ReferralId,
    reason: ReferralRejectReason,
    other_service: Option<ServiceId>,
) -> Result<ReferralId> {
    let (requested, by) = open(tx, actor, id, Action::RejectReferral)?;
    let rejected = requested.reject(ReferralStatusReason::from(reason), tx.now)?;
    if let Some(other) = other_service {
        organisations::service(tx, other).map_err(|error| match error.code() {
            Some(Code::NotFound) => Error::invalid("/otherService", "is not known"),
            _ => error,
        })?;
        if let Some(mut said) = store::said(tx, &rejected)? {
            said.other_service = Some(other);
            store::save_said(tx, &rejected, &said)?;
        }
    }
    store::save(tx, &rejected)?;
    tx.record(&Event::ReferralRejected(id).by(by).at(rejected.neighbourhood).with("reason", reason))?;
    tell_of_organisation(tx, &rejected)?;
    over(tx, &rejected, by)?;
    refused_again(tx, &rejected, by)?;
    Ok(id)
}

/// One request that organisations refuse again and again: the coordinators are told, and then the help that is missing
/// becomes a structural signal, which stands among the follow-ups as long as the request lives.
fn refused_again(tx: &mut Tx<'_>, rejected: &Referral, by: Acting) -> Result<()> {
    let request = rejected.request;
    match store::refusals(tx, request)? {
        REFUSALS_TO_TELL => {
            let coordinators = people::actions::coordinators_of(tx, rejected.neighbourhood)?;
            let coordinators = without_circle(tx, rejected.person, coordinators)?;
            coordinators.into_iter().try_for_each(|it| tell(tx, it, Message::RequestRefusedAgain { request }))
        }
        REFUSALS_TO_SIGNAL => {
            let happening = Event::StructuralSignalRaised(request).by(by).at(rejected.neighbourhood);
            tx.record(&happening.with("referral", rejected.id))
        }
        _ => Ok(()),
    }
}

/// Begins with the help.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn start(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<ReferralId> {
    let (accepted, by) = open(tx, actor, id, Action::StartReferral)?;
    let started = accepted.start(tx.now)?;
    store::save(tx, &started)?;
    tx.record(&Event::ReferralStarted(id).by(by).at(started.neighbourhood))?;
    tell_of_organisation(tx, &started)?;
    Ok(id)
}

/// Says how it ended.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn complete(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ReferralId,
    outcome: ReferralCompleteOutcome,
) -> Result<ReferralId> {
    let (running, by) = open(tx, actor, id, Action::CompleteReferral)?;
    let completed = running.complete(ReferralOutcome::from(outcome), tx.now)?;
    store::save(tx, &completed)?;
    tx.record(&Event::ReferralCompleted(id).by(by).at(completed.neighbourhood).with("outcome", outcome))?;
    tell_of_organisation(tx, &completed)?;
    if completed.has_helped() {
        tell_person(tx, &completed)?;
    }
    over(tx, &completed, by)?;
    Ok(id)
}

/// Says that it did not work.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn fail(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, reason: ReferralFailReason) -> Result<ReferralId> {
    let (running, by) = open(tx, actor, id, Action::FailReferral)?;
    let failed = running.fail(ReferralStatusReason::from(reason), tx.now)?;
    store::save(tx, &failed)?;
    tx.record(&Event::ReferralFailed(id).by(by).at(failed.neighbourhood).with("reason", reason))?;
    tell_of_organisation(tx, &failed)?;
    over(tx, &failed, by)?;
    Ok(id)
}
