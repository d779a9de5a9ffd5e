//! Sign in, go on with a refresh token, sign out.

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{DeviceId, PersonId, SessionId};
use crate::notifications::tell;
use crate::people::factors::actions::{SecondProof, prove};
use crate::people::store::session::{Rotation, Session, SessionEnd};
use crate::people::store::{account, device, session};
use crate::people::throttle::actions::{self as throttle, Attempt, TriedFrom};
use crate::people::token::{RefreshToken, read_device};
use crate::platform::http::{Cursor, Page};
use crate::platform::text::EmailAddress;
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};
use std::net::IpAddr;

/// Somebody who signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// The person.
    pub person: PersonId,
    /// The refresh token, with its session.
    pub refresh: RefreshToken,
    /// The device, by which it is known again; `None` when nobody signed in anew.
    pub device: Option<DeviceId>,
}

/// The verified account of an address: the person and the hash of the password.
///
/// # Errors
/// When the database fails.
pub fn find_password(tx: &mut Tx<'_>, email: &EmailAddress) -> Result<Option<(PersonId, String)>> {
    account::find_verified(tx, email)
}

/// Who wants to sign in, from where.
#[derive(Debug, Clone, Default)]
pub(in crate::people) struct Caller {
    /// The address; `None` where this instance limits nothing.
    pub(in crate::people) address: Option<IpAddr>,
    /// The token of the device, as it came.
    pub(in crate::people) device_token: Option<String>,
}

/// Counts a sign-in to the account of an address, whether there is one or not, and finds the hash of its password. The
/// device, if the account knows it, comes along.
///
/// # Errors
/// [`Code::TooManyRequests`] with the seconds to wait.
pub(in crate::people) fn count_sign_in(
    tx: &mut Tx<'_>,
    email: &EmailAddress,
    caller: &Caller,
) -> Result<(Option<(PersonId, String)>, Manner)> {
    let found = account::find_verified(tx, email)?;
    let device = known_device(tx, caller, found.as_ref().map(|it| it.0))?;
    let account = account::counted_as(tx, email);
    let attempt = throttle::count_sign_in(tx, &account, tried_from(caller, device))?;
    Ok((found, Manner { attempt, device, ..Manner::default() }))
}

/// The device of a caller, if the account knows it.
///
/// # Errors
/// When the database fails.
pub(super) fn known_device(tx: &mut Tx<'_>, caller: &Caller, person: Option<PersonId>) -> Result<Option<DeviceId>> {
    let Some(id) = caller.device_token.as_deref().and_then(|it| read_device(it, tx.keys())) else { return Ok(None) };
    let owner = device::owner(tx, id)?;
    Ok((owner.is_some() && owner == person).then_some(id))
}

/// Where somebody tries from.
pub(super) fn tried_from(caller: &Caller, device: Option<DeviceId>) -> TriedFrom {
    match (caller.address, device) {
        (None, _) => TriedFrom::Unlimited,
        (Some(_), Some(device)) => TriedFrom::Device(device),
        (Some(address), None) => TriedFrom::Address(address),
    }
}

/// How somebody signs in, besides the password.
#[derive(Clone, Default)]
pub struct Manner {
    /// What they give as a second factor.
    pub second: SecondProof,
    /// The try that was counted for it.
    pub attempt: Attempt,
    /// The device, if the account knows it.
    pub device: Option<DeviceId>,
    /// The kind of device, in a few words.
    pub device_name: Option<String>,
    /// Whether it is for the pages of a browser, which others may use too.
    pub is_for_pages: bool,
}

/// Signs a person in whose password was found right, unless it was changed since: `hash` is what it was held against.
///
/// # Errors
/// [`Code::NotSignedIn`] when the person may not act, or has another password now; [`Code::TotpNeeded`] when their
/// second factor is missing or not right.
pub fn sign_in(tx: &mut Tx<'_>, person: PersonId, hash: &str, manner: &Manner) -> Result<SignedIn> {
    if !account::has_password(tx, person, hash)? {
        return Err(Code::NotSignedIn.into());
    }
    let has_second_factor = prove(tx, person, &manner.second)?;
    welcome(tx, person, has_second_factor, manner)
}

/// Begins the session of somebody who proved who they are, on a device that is known from now on.
///
/// # Errors
/// [`Code::NotSignedIn`] when the person may not act.
pub(super) fn welcome(tx: &mut Tx<'_>, person: PersonId, has_second_factor: bool, manner: &Manner) -> Result<SignedIn> {
    let life = if manner.is_for_pages { session::WORKING_DAY } else { session::IDLE };
    let signed_in = begin(tx, person, has_second_factor, manner.device_name.as_deref(), life)?;
    throttle::forgive(tx, &manner.attempt)?;
    let known = if let Some(known) = manner.device {
        device::used(tx, known)?;
        known
    } else {
        if device::knows_any(tx, person)? {
            tell(tx, person, Message::NewDevice)?;
        }
        device::insert(tx, person)?
    };
    Ok(SignedIn { device: Some(known), ..signed_in })
}

/// Begins a session. No right is checked, and no second factor.
///
/// # Errors
/// [`Code::NotSignedIn`] when the person may not act.
pub fn begin_session(tx: &mut Tx<'_>, person: PersonId) -> Result<SignedIn> {
    begin(tx, person, false, None, session::IDLE)
}

/// The same, in a browser: it ends with the working day.
///
/// # Errors
/// As [`begin_session`].
pub fn begin_working_day(tx: &mut Tx<'_>, person: PersonId) -> Result<SignedIn> {
    begin(tx, person, false, None, session::WORKING_DAY)
}

fn begin(
    tx: &mut Tx<'_>,
    person: PersonId,
    has_second_factor: bool,
    device_name: Option<&str>,
    life: TimeDelta,
) -> Result<SignedIn> {
    let refresh = session::insert(tx, person, has_second_factor, device_name, life)?;
    if tx.actor(refresh.session)?.is_none() {
        return Err(Code::NotSignedIn.into());
    }
    tx.record(&Event::SignedIn(refresh.session).by(Acting::resident(person)))?;
    Ok(SignedIn { person, refresh, device: None })
}

/// When a session that lives began. No right is checked.
///
/// # Errors
/// When there is none of this id.
pub fn signed_in_at(tx: &mut Tx<'_>, id: SessionId) -> Result<Instant> {
    Ok(session::get_living(tx, id)?.created_at)
}

/// Whose session this is or was; `None` when it is forgotten. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn whose_session(tx: &mut Tx<'_>, id: SessionId) -> Result<Option<PersonId>> {
    session::owner(tx, id)
}

/// Exchanges a refresh token for the next one. `None`: the session is over. A token that was replaced before ends its
/// session, and the person is told: that must be committed, so it is not an error here.
///
/// # Errors
/// When the database fails.
pub fn refresh(tx: &mut Tx<'_>, token: &str) -> Result<Option<SignedIn>> {
    let Some(token) = RefreshToken::read(token, tx.keys()) else { return Ok(None) };
    match session::rotate(tx, token)? {
        Rotation::Next(person, refresh) => {
            let may_act = tx.actor(refresh.session)?.is_some();
            Ok(may_act.then_some(SignedIn { person, refresh, device: None }))
        }
        Rotation::Replayed(person) => {
            tell(tx, person, Message::SessionReplayed)?;
            tx.record(&Event::SessionReplayed(token.session).by(Acting::ANYONE))?;
            Ok(None)
        }
        Rotation::Over => Ok(None),
    }
}

/// Ends a session.
///
/// # Errors
/// A refusal when it is not the actor's own.
pub fn sign_out(tx: &mut Tx<'_>, actor: &Actor, id: SessionId) -> Result<()> {
    let living = session::get_living(tx, id)?;
    let by = check(actor, Action::SignOut, &Subject::of(living.person_id))?;
    session::end(tx, id, SessionEnd::SignedOut)?;
    tx.record(&Event::SignedOut(id).by(by))
}

/// One session of the actor.
///
/// # Errors
/// A refusal when it is not the actor's own.
pub(in crate::people) fn see_session(tx: &mut Tx<'_>, actor: &Actor, id: SessionId) -> Result<Session> {
    let living = session::get_living(tx, id)?;
    check(actor, Action::SeeSession, &Subject::of(living.person_id))?;
    Ok(living)
}

/// The sessions of the actor that live.
///
/// # Errors
/// When nobody signed in.
pub(in crate::people) fn see_sessions(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<Session>> {
    let rows = session::list_living(tx, actor.signed_in()?, cursor)?;
    Ok(Page::new(rows, cursor, |it| it.id.uuid()))
}
