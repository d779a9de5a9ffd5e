//! What time does, and who stops it.

use chrono::TimeDelta;

use super::begin;
use crate::codes::Code;
use crate::duty;
use crate::events::{Event, Message};
use crate::ids::RequestId;
use crate::notifications::tell;
use crate::people::states::actions::is_paused;
use crate::people::token::StillNeeded;
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};
use crate::requests::model::{Due, HelpRequest, RequestState};
use crate::requests::store;

/// How soon it is looked at again whether somebody who was away is back.
const ASKED_AGAIN: TimeDelta = TimeDelta::days(1);

/// Does what is due: tells who is on duty that it waits, asks the requester whether help is still needed, or ends the
/// request. May be called at any time.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: RequestId) -> Result<()> {
    let request = store::lock(tx, id)?;
    match request.clock() {
        // Who is away for a while is asked nothing, and nothing ends behind their back.
        Some((at, Due::Ping | Due::Look | Due::Expiry)) if at <= tx.now && is_paused(tx, request.person)? => {
            store::set_clock_at(tx, &request, tx.now + ASKED_AGAIN)
        }
        Some((at, Due::FirstLook)) if at <= tx.now => escalate(tx, request),
        Some((at, Due::Ping)) if at <= tx.now => ping(tx, request),
        Some((at, Due::Look)) if at <= tx.now => ask_for_look(tx, request),
        Some((at, Due::Expiry)) if at <= tx.now => expire(tx, request),
        // Not yet: it is set anew, so that it cannot be lost.
        Some(_) | None => store::set_clock(tx, &request),
    }
}

/// The requests to which time does something, in the order of their ids. Nothing is locked.
///
/// # Errors
/// When the database fails.
pub fn with_clocks(tx: &mut Tx<'_>) -> Result<Vec<RequestId>> {
    store::cases::with_clocks(tx)
}

/// Sets the clocks of requests, which are locked.
///
/// # Errors
/// When the database fails.
pub fn set_clocks(tx: &mut Tx<'_>, of: &[RequestId]) -> Result<()> {
    for id in of {
        let request = store::get(tx, *id)?;
        store::set_clock(tx, &request)?;
    }
    Ok(())
}

/// Tells the next step of the duty roster, as it is now. Where nobody is left to tell, that is the end of it; the
/// follow-up stays.
fn escalate(tx: &mut Tx<'_>, request: HelpRequest) -> Result<()> {
    let late = Message::FirstLookLate { request: request.id };
    let (level, told) = duty::tell_next(tx, request.neighbourhood, request.person, request.look_level, late)?;
    let escalated = request.escalate(level, tx.now)?;
    store::save(tx, &escalated)?;
    let event = Event::RequestEscalated(escalated.id).by(Acting::SYSTEM).at(escalated.neighbourhood);
    tx.record(&event.with("level", level).with("told", told))
}

fn ping(tx: &mut Tx<'_>, request: HelpRequest) -> Result<()> {
    let pinged = request.ping(tx.now)?;
    store::save(tx, &pinged)?;
    tell(tx, pinged.person, Message::StillNeeded { request: pinged.id, asked_at: tx.now })?;
    tx.record(&Event::RequestPinged(pinged.id).by(Acting::SYSTEM).at(pinged.neighbourhood))
}

fn ask_for_look(tx: &mut Tx<'_>, request: HelpRequest) -> Result<()> {
    let silent = request.ask_for_look(tx.now)?;
    store::save(tx, &silent)?;
    duty::tell_first(tx, silent.neighbourhood, silent.person, Message::RequestSilent { request: silent.id })?;
    tx.record(&Event::RequestSilent(silent.id).by(Acting::SYSTEM).at(silent.neighbourhood))
}

fn expire(tx: &mut Tx<'_>, request: HelpRequest) -> Result<()> {
    let was = request.state;
    let expired = request.expire(tx.now)?;
    store::save(tx, &expired)?;
    // Nobody asked for that by themselves who was to come instead of a helper.
    if expired.covers.is_none() {
        tell(tx, expired.person, Message::RequestExpired { request: expired.id })?;
    }
    let event = Event::RequestExpired(expired.id).by(Acting::SYSTEM).at(expired.neighbourhood);
    tx.record(&event.with("state", was))
}

/// The requester said yes to somebody: so help is still needed. The request is locked.
///
/// # Errors
/// When the database fails.
pub fn spoken_for(tx: &mut Tx<'_>, request: HelpRequest, by: Acting) -> Result<()> {
    if request.pinged_at.is_some() { confirm(tx, request, by) } else { Ok(()) }
}

/// Says that help is still needed.
///
/// # Errors
/// A refusal when the actor may not, or the state does not let it.
pub fn confirm_still_needed(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<RequestId> {
    let (request, by) = begin(tx, actor, id, Action::ConfirmStillNeeded)?;
    confirm(tx, request, by)?;
    Ok(id)
}

/// The same with the token of a mail, without signing in. Once more changes nothing.
///
/// # Errors
/// [`Code::TokenInvalid`] when it did not come from here, or the request has gone on since.
pub fn confirm_by_token(tx: &mut Tx<'_>, actor: &Actor, token: &str) -> Result<()> {
    check(actor, Action::ConfirmByToken, &Subject::default())?;
    let token = StillNeeded::read(token, tx.keys()).ok_or(Code::TokenInvalid)?;
    let request = store::lock(tx, token.request).map_err(|error| match error.code() {
        Some(Code::NotFound) => Code::TokenInvalid.into(),
        _ => error,
    })?;
    if request.state != RequestState::Open {
        return Err(Code::TokenInvalid.into());
    }
    match (request.pinged_at, request.confirmed_at) {
        (Some(asked), _) if token.is_of(asked) => {
            let by = Acting::resident(request.person);
            confirm(tx, request, by)
        }
        (None, Some(said)) if token.is_before(said) => Ok(()),
        _ => Err(Code::TokenInvalid.into()),
    }
}

fn confirm(tx: &mut Tx<'_>, request: HelpRequest, by: Acting) -> Result<()> {
    let confirmed = request.confirm_still_needed(tx.now)?;
    store::save(tx, &confirmed)?;
    tx.record(&Event::RequestConfirmed(confirmed.id).by(by).at(confirmed.neighbourhood))
}
