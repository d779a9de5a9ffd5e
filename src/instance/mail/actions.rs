//! See, set and try how this instance sends mail.

use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::{AnyId, MailSettingsId};
use crate::notifications::{Letter, MailSecurity, MailServer, write_trial};
use crate::people::actions::{email_of, fresh_proof, get as person};
use crate::platform::text::EmailAddress;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};

/// The settings of mail.
#[derive(Clone)]
pub struct MailSettings {
    /// The server.
    pub server: MailServer,
    /// Counts the changes.
    pub version: i32,
    /// When they were first set.
    pub created_at: Instant,
    /// When they last changed.
    pub updated_at: Instant,
}

/// A server as an administrator says it.
#[derive(Clone)]
pub struct NewMailServer {
    /// Its name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the line is kept private.
    pub security: MailSecurity,
    /// Who signs in there.
    pub user: Option<String>,
    /// The password; `None`: the one that is known, as long as it goes to the same place.
    pub password: Option<String>,
    /// The sender.
    pub from: String,
}

fn allowed(actor: &Actor) -> Result<Acting> {
    Ok(check(actor, Action::ChangeMail, &Subject::default())?)
}

/// The server that the settings name, where they count, for the worker. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn server_where(tx: &mut Tx<'_>, they_count: bool) -> Result<Option<MailServer>> {
    if they_count { Ok(store::get(tx)?.map(|it| it.server)) } else { Ok(None) }
}

/// The settings; `None`: there are none. Who shows them leaves the password out.
///
/// # Errors
/// A refusal when the actor may not see them.
pub fn see(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<MailSettings>> {
    allowed(actor)?;
    store::get(tx)
}

/// Sets how this instance sends mail.
///
/// # Errors
/// A refusal when the actor may not, has read another version, has not proved just now who they are, or the server cannot be.
pub fn set(tx: &mut Tx<'_>, actor: &Actor, new: NewMailServer) -> Result<MailSettingsId> {
    let by = allowed(actor)?;
    let before = store::lock(tx)?;
    tx.if_match(before.as_ref().map(|it| it.version))?;
    fresh_proof(tx, actor)?;
    let server = checked(new, before.as_ref().map(|it| &it.server))?;
    if before.is_some() {
        store::save(tx, &server)?;
    } else if !store::insert(tx, &server)? {
        // Of two who set the first at once, the other has not read it.
        return Err(Code::Stale.into());
    }
    tx.record(&Event::MailSet(store::id()).by(by))?;
    Ok(store::id())
}

fn checked(new: NewMailServer, before: Option<&MailServer>) -> Result<MailServer> {
    let is_name =
        |it: &str| !it.is_empty() && it.bytes().all(|sign| sign.is_ascii_alphanumeric() || b".-:".contains(&sign));
    if !is_name(&new.server) {
        return Err(Error::invalid("/server", "is the name or the address of a mail server"));
    }
    // A password that is known goes nowhere else than where it was meant for.
    let known = before.filter(|it| it.server == new.server && it.user == new.user).and_then(|it| it.password.clone());
    let password = new.password.clone().or(known).filter(|_| new.user.is_some());
    if new.user.is_some() && password.is_none() {
        return Err(Error::invalid("/password", "is wanted for this server and user"));
    }
    if password.is_some() && new.security == MailSecurity::None && !is_here(&new.server) {
        return Err(Error::invalid("/security", "a password is sent over an encrypted line only"));
    }
    let NewMailServer { server, port, security, user, from, .. } = new;
    let server = MailServer { server, port, security, user, password, from };
    if server.has_sender() { Ok(server) } else { Err(Error::invalid("/from", "is written as 'Name <address>'")) }
}

/// Whether a server is on this machine.
fn is_here(server: &str) -> bool {
    server == "localhost" || server.parse().is_ok_and(|it: std::net::IpAddr| it.is_loopback())
}

/// Takes the settings away: mail goes as the command line says.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or has not proved just now who they are.
pub fn unset(tx: &mut Tx<'_>, actor: &Actor) -> Result<()> {
    let by = allowed(actor)?;
    let before = store::lock(tx)?.ok_or(Code::NotFound)?;
    tx.if_match(Some(before.version))?;
    fresh_proof(tx, actor)?;
    store::delete(tx)?;
    tx.record(&Event::MailUnset(store::id()).by(by))
}

/// A letter to try the settings with: by which server, to whom, and what it says. It goes to the actor, so that nobody else
/// gets mail by it.
pub struct Trial {
    /// By which server.
    pub server: MailServer,
    /// To whom.
    pub to: EmailAddress,
    /// What it says.
    pub letter: Letter,
    /// Its id.
    pub id: AnyId,
}

/// What to send to try the settings.
///
/// # Errors
/// A refusal when the actor may not or has not proved just now who they are; [`Code::NotFound`] when there are no settings.
pub fn trial(tx: &mut Tx<'_>, actor: &Actor) -> Result<Trial> {
    let by = allowed(actor)?;
    fresh_proof(tx, actor)?;
    let server = store::get(tx)?.ok_or(Code::NotFound)?.server;
    let me = actor.signed_in()?;
    let to = email_of(tx, me)?.ok_or_else(|| Error::invalid("", "there is no address to send it to"))?;
    let letter = write_trial(person(tx, me)?.locale);
    tx.record(&Event::MailTried(store::id()).by(by))?;
    Ok(Trial { server, to, letter, id: AnyId::fresh() })
}

/// Sends it: `None` when the server took it, else why not, in a few words without an address.
pub async fn tried(trial: Trial) -> Option<String> {
    use crate::notifications::{Mailer, NotSent};
    let mailer = match Mailer::by(&trial.server) {
        Ok(mailer) => mailer,
        Err(why) => return Some(why),
    };
    match mailer.send(trial.id.uuid().into(), &trial.to, &trial.letter).await {
        Ok(()) => None,
        Err(NotSent::Yet(why) | NotSent::Ever(why)) => Some(why),
    }
}
