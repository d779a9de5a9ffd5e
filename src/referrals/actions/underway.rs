//! What the organisation says of a case that it has taken on: wait-listed, planned, not there, on hold, resumed.

use super::{open, tell_of_organisation, tell_person};
use crate::clock::Instant;
use crate::events::Event;
use crate::ids::ReferralId;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::referrals::model::{ReferralHoldReason, ReferralStatusReason, check_ahead};
use crate::referrals::store;

/// Says that there is a waiting list, and when help is expected.
///
/// # Errors
/// [`crate::codes::Code::WrongState`]; a refusal when the actor may not, has read another version, or the moment does
/// not lie in the year to come.
pub fn wait_list(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, expected_from: Instant) -> Result<ReferralId> {
    let (taken_on, by) = open(tx, actor, id, Action::WaitListReferral)?;
    let listed = taken_on.wait_list(expected_from, tx.now)?;
    check_ahead(expected_from, tx.now).map_err(|why| Error::invalid("/expectedFrom", why))?;
    store::save(tx, &listed)?;
    let happening = Event::ReferralWaitListed(id).by(by).at(listed.neighbourhood);
    tx.record(&happening.with("expectedFrom", expected_from))?;
    tell_of_organisation(tx, &listed)?;
    Ok(id)
}

/// Says when the help is planned.
///
/// # Errors
/// As [`wait_list`].
pub fn plan(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, at: Instant) -> Result<ReferralId> {
    let (taken_on, by) = open(tx, actor, id, Action::PlanReferral)?;
    let planned = taken_on.plan(at, tx.now)?;
    check_ahead(at, tx.now).map_err(|why| Error::invalid("/at", why))?;
    store::save(tx, &planned)?;
    tx.record(&Event::ReferralPlanned(id).by(by).at(planned.neighbourhood).with("at", at))?;
    tell_of_organisation(tx, &planned)?;
    tell_person(tx, &planned)?;
    Ok(id)
}

/// Says that the person was not there.
///
/// # Errors
/// [`crate::codes::Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn no_show(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<ReferralId> {
    let (taken_on, by) = open(tx, actor, id, Action::NoShowReferral)?;
    let missed = taken_on.no_show(tx.now)?;
    store::save(tx, &missed)?;
    tx.record(&Event::ReferralNoShow(id).by(by).at(missed.neighbourhood))?;
    tell_of_organisation(tx, &missed)?;
    Ok(id)
}

/// Interrupts the help.
///
/// # Errors
/// As [`no_show`].
pub fn hold(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, reason: ReferralHoldReason) -> Result<ReferralId> {
    let (taken_on, by) = open(tx, actor, id, Action::HoldReferral)?;
    let held = taken_on.hold(ReferralStatusReason::from(reason), tx.now)?;
    store::save(tx, &held)?;
    tx.record(&Event::ReferralHeld(id).by(by).at(held.neighbourhood).with("reason", reason))?;
    tell_of_organisation(tx, &held)?;
    Ok(id)
}

/// Goes on with the help.
///
/// # Errors
/// As [`no_show`].
pub fn resume(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<ReferralId> {
    let (held, by) = open(tx, actor, id, Action::ResumeReferral)?;
    let resumed = held.resume(tx.now)?;
    store::save(tx, &resumed)?;
    tx.record(&Event::ReferralResumed(id).by(by).at(resumed.neighbourhood))?;
    tell_of_organisation(tx, &resumed)?;
    Ok(id)
}
