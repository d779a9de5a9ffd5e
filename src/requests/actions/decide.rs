//! What the team decides. Where somebody else has the request in hand, nobody decides past them.

use std::collections::BTreeSet;

use super::begin;
use crate::claims;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::RequestId;
use crate::notifications::tell;
use crate::people::actions as people;
use crate::people::states;
use crate::platform::text::FreeText;
use crate::platform::{Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor};
use crate::requests::model::{HelpRequest, HoldReason, Reason, RejectReason, RequestState, RequestVerb};
use crate::requests::store;

fn begin_decision(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, action: Action) -> Result<(HelpRequest, Acting)> {
    let (request, by) = begin(tx, actor, id, action)?;
    claims::refuse_if_claimed_by_other(tx, id, actor)?;
    Ok((request, by))
}

/// A decision ends the claim: the request has left the hands of who had it.
fn decided(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<()> {
    store::save(tx, request)?;
    claims::end(tx, request.id)
}

/// At which of these requests somebody else of the team looks: at what the actor entered for another, where the neighbourhood has
/// others.
pub(in crate::requests) fn needing_second(
    tx: &mut Tx<'_>,
    actor: &Actor,
    requests: &[&HelpRequest],
) -> Result<BTreeSet<RequestId>> {
    let is_own_entry = |it: &HelpRequest| actor.person == Some(it.entered_by) && it.entered_by != it.person;
    let own: Vec<_> = requests.iter().filter(|it| is_own_entry(it)).collect();
    if own.is_empty() {
        return Ok(BTreeSet::new());
    }
    let teams = people::teams_of(tx, &own.iter().map(|it| it.neighbourhood).collect())?;
    let with_others: BTreeSet<_> = teams.into_iter().filter(|it| Some(it.1) != actor.person).map(|it| it.0).collect();
    Ok(own.into_iter().filter(|it| with_others.contains(&it.neighbourhood)).map(|it| it.id).collect())
}

/// Lets a request be matched. What opened before anybody had looked stands as it is from now on.
///
/// # Errors
/// A refusal when the actor may not, somebody else has it in hand, or the state does not let it.
pub fn approve(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<RequestId> {
    let (request, by) = begin_decision(tx, actor, id, Action::ApproveRequest)?;
    if needing_second(tx, actor, &[&request])?.contains(&id) {
        return Err(Refusal::new(Code::Forbidden)
            .because("somebody else of the team approves what one entered")
            .into());
    }
    let was_open = request.unseen_since.is_some();
    let approved = request.approve(tx.now)?;
    decided(tx, &approved)?;
    if !was_open {
        tell(tx, approved.person, Message::RequestApproved { request: id })?;
    }
    tx.record(&Event::RequestApproved(id).by(by).at(approved.neighbourhood))?;
    Ok(id)
}

/// Asks the requester something. The answer to an earlier question goes.
///
/// # Errors
/// As [`approve`].
pub fn ask_for_information(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, question: FreeText) -> Result<RequestId> {
    let (request, by) = begin_decision(tx, actor, id, Action::AskForInformation)?;
    let asked = request.ask_for_information(tx.now)?;
    let mut said = store::said(tx, &asked)?;
    (said.question, said.answer) = (Some(question), None);
    store::save_said(tx, &asked, &said)?;
    decided(tx, &asked)?;
    tell(tx, asked.person, Message::InformationAsked { request: id })?;
    tx.record(&Event::InformationAsked(id).by(by).at(asked.neighbourhood))?;
    Ok(id)
}

/// Refuses a request.
///
/// # Errors
/// As [`approve`].
pub fn reject(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, reason: RejectReason) -> Result<RequestId> {
    let (request, by) = begin_decision(tx, actor, id, Action::RejectRequest)?;
    let rejected = request.reject(reason, tx.now)?;
    decided(tx, &rejected)?;
    tell(tx, rejected.person, Message::RequestRejected { request: id })?;
    tx.record(&Event::RequestRejected(id).by(by).at(rejected.neighbourhood).with("reason", reason))?;
    Ok(id)
}

/// Puts a request aside while something is looked into.
///
/// # Errors
/// As [`approve`].
pub fn hold(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, reason: HoldReason) -> Result<RequestId> {
    let (request, by) = begin_decision(tx, actor, id, Action::HoldRequest)?;
    let held = request.hold(reason, tx.now)?;
    decided(tx, &held)?;
    tx.record(&Event::RequestHeld(id).by(by).at(held.neighbourhood).with("reason", reason))?;
    Ok(id)
}

/// Ends a hold: the request goes back to the state it had.
///
/// # Errors
/// A refusal when the actor may not, or the state does not let it.
pub fn release(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<RequestId> {
    let (request, by) = begin(tx, actor, id, Action::ReleaseRequest)?;
    if request.is_held_for(Reason::CoveredHeld) {
        return Err(Refusal::new(Code::WrongState).because("it is held with the request it covers for").into());
    }
    if request.allows(RequestVerb::Release) && states::actions::any_suspended(tx, &[request.person])? {
        return stays_held(tx, request, by);
    }
    release_locked(tx, request, by)
}

/// The team's hold ends, but the requester is suspended: it stays held with them.
fn stays_held(tx: &mut Tx<'_>, request: HelpRequest, by: Acting) -> Result<RequestId> {
    if request.is_held_for(Reason::PersonSuspended) {
        return Err(Refusal::new(Code::WrongState).because("it is held with its requester").into());
    }
    let held = HelpRequest { reason: Some(Reason::PersonSuspended), ..request };
    store::save(tx, &held)?;
    tx.record(&Event::RequestHeld(held.id).by(by).at(held.neighbourhood).with("reason", Reason::PersonSuspended))?;
    Ok(held.id)
}

/// Ends a hold on a request that is locked. Who may was checked.
pub(super) fn release_locked(tx: &mut Tx<'_>, request: HelpRequest, by: Acting) -> Result<RequestId> {
    let id = request.id;
    let released = request.release(tx.now)?;
    store::save(tx, &released)?;
    tx.record(&Event::RequestReleased(id).by(by).at(released.neighbourhood).with("state", released.state))?;
    // A referral helped while the request was held: now all that follows from that can follow.
    if released.state == RequestState::Fulfilled {
        tx.record(&Event::RequestFulfilled(id).by(by).at(released.neighbourhood))?;
    }
    Ok(id)
}
