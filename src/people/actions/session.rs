//! Sign in, go on with a refresh token, sign out.

use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{PersonId, SessionId};
use crate::notifications::tell;
use crate::people::store::session::{Rotation, Session, SessionEnd};
use crate::people::store::{account, session};
use crate::people::token::RefreshToken;
use crate::platform::http::{Cursor, Page};
use crate::platform::text::EmailAddress;
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};

/// Somebody who signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    /// The person.
    pub person: PersonId,
    /// The refresh token, with its session.
    pub refresh: RefreshToken,
}

/// The verified account of an address: the person and the hash of the password.
///
/// # Errors
/// When the database fails.
pub fn find_password(tx: &mut Tx<'_>, email: &EmailAddress) -> Result<Option<(PersonId, String)>> {
    account::find_verified(tx, email)
}

/// Signs a person in whose password was found right, unless it was changed since: `hash` is what it was held against.
///
/// # Errors
/// [`Code::NotSignedIn`] when the person may not act, or has another password now.
pub fn sign_in(tx: &mut Tx<'_>, person: PersonId, hash: &str) -> Result<SignedIn> {
    if !account::has_password(tx, person, hash)? {
        return Err(Code::NotSignedIn.into());
    }
    begin_session(tx, person)
}

/// Begins a session. No right is checked.
///
/// # Errors
/// [`Code::NotSignedIn`] when the person may not act.
pub fn begin_session(tx: &mut Tx<'_>, person: PersonId) -> Result<SignedIn> {
    let refresh = session::insert(tx, person)?;
    if tx.actor(refresh.session)?.is_none() {
        return Err(Code::NotSignedIn.into());
    }
    tx.record(&Event::SignedIn(refresh.session).by(Acting::resident(person)))?;
    Ok(SignedIn { person, refresh })
}

/// When a session that lives began. No right is checked.
///
/// # Errors
/// When there is none of this id.
pub fn signed_in_at(tx: &mut Tx<'_>, id: SessionId) -> Result<Instant> {
    Ok(session::get_living(tx, id)?.created_at)
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
            Ok(may_act.then_some(SignedIn { person, refresh }))
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
