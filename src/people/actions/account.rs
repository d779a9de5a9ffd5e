//! Register, verify an address, set a new password.

use std::net::IpAddr;

use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{OneTimeTokenId, PersonId};
use crate::notifications::tell;
use crate::people::assisted::actions::index_name;
use crate::people::model::{ACCOUNT_AGE, BirthYear, Language, Name, Person, PersonState};
use crate::people::store::account::Purpose;
use crate::people::store::session::SessionEnd;
use crate::people::store::{account, device, person, session};
use crate::people::throttle::actions as throttle;
use crate::people::throttle::model::Counted;
use crate::people::token::read_one_time;
use crate::platform::language::Locale;
use crate::platform::text::EmailAddress;
use crate::platform::{Error, Result, Tx};
use crate::policy::Acting;

/// What is known of a person who comes.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The name.
    pub name: Name,
    /// The year of birth.
    pub birth_year: BirthYear,
    /// The languages spoken.
    pub languages: Vec<Language>,
    /// The language to write in.
    pub locale: Locale,
}

/// A person who comes with an account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Who it is.
    pub person: NewPerson,
    /// The e-mail address.
    pub email: EmailAddress,
    /// The hash of the password.
    pub password_hash: String,
}

/// Registers a person and mails a link to verify the address. When the address has an account already, its owner gets
/// another mail, five in half an hour, and nothing is registered: whoever asks sees no difference. `address`: where the call
/// comes from, if this instance limits.
///
/// # Errors
/// A refusal when the person is too young for an account; [`Code::TooManyRequests`] when too many such calls come from there.
pub fn register(tx: &mut Tx<'_>, new: &NewAccount, address: Option<IpAddr>) -> Result<()> {
    refuse_child(tx, &new.person)?;
    throttle::count_sending(tx, address)?;
    if let Some((owner, _)) = account::find_verified(tx, &new.email)? {
        let account = account::counted_as(tx, &new.email);
        let may_tell = address.is_none() || throttle::may_send(tx, Counted::KnownMail, &account)?;
        return if may_tell { tell(tx, owner, Message::AddressKnown) } else { Ok(()) };
    }
    let person = open(tx, new)?;
    let token = account::issue(tx, person, Purpose::Verify)?;
    tell(tx, person, Message::VerifyAddress { token })?;
    tx.record(&Event::PersonRegistered(person).by(Acting::ANYONE))
}

/// Under 13 nobody has an account.
///
/// # Errors
/// A refusal that says so.
pub(super) fn refuse_child(tx: &Tx<'_>, new: &NewPerson) -> Result<()> {
    if new.birth_year.age(tx.now) < ACCOUNT_AGE {
        return Err(Error::invalid("/birthYear", "under 13 there is no account: a guardian registers the child"));
    }
    Ok(())
}

fn open(tx: &mut Tx<'_>, new: &NewAccount) -> Result<PersonId> {
    let id = insert(tx, &new.person)?;
    account::insert(tx, id, &new.email, &new.password_hash)?;
    Ok(id)
}

/// A new person, who can be found by name. No right is checked.
pub(in crate::people) fn insert(tx: &mut Tx<'_>, new: &NewPerson) -> Result<PersonId> {
    let id = PersonId::fresh();
    let entered = Person {
        id,
        state: PersonState::Active,
        name: Some(new.name.clone()),
        birth_year: new.birth_year,
        locale: new.locale,
        languages: new.languages.clone(),
        home: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    person::insert(tx, &entered)?;
    index_name(tx, &entered)?;
    Ok(id)
}

fn token_of(tx: &Tx<'_>, text: &str) -> Result<OneTimeTokenId> {
    read_one_time(text, tx.keys()).ok_or_else(|| Code::TokenInvalid.into())
}

/// Verifies an address with the token of the mail. Where several had registered it, a password is to be set anew: a
/// mail to do so follows.
///
/// # Errors
/// [`Code::TokenInvalid`] when the token is unknown, used or expired.
pub fn verify(tx: &mut Tx<'_>, token: &str) -> Result<()> {
    let token = token_of(tx, token)?;
    // The accounts of the address before the token: who verifies one of them takes the tokens of the others away.
    account::lock_address(tx, token)?;
    let id = account::take(tx, token, Purpose::Verify)?;
    if confirm(tx, id, Acting::resident(id))? == Claims::Several {
        // Whoever holds the mailbox may have followed the link of a registration by somebody else: the password that
        // came with it opens nothing, and the owner chooses one.
        account::set_password(tx, id, account::NO_PASSWORD)?;
        let token = account::issue(tx, id, Purpose::Reset)?;
        tell(tx, id, Message::ResetPassword { token })?;
    }
    Ok(())
}

/// How many had registered an address when it was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claims {
    /// Nobody else.
    One,
    /// Others too.
    Several,
}

/// Marks an account as verified, and takes the others of the same address or number away.
///
/// # Errors
/// [`Code::TokenInvalid`] when somebody else verified it meanwhile.
pub(super) fn confirm(tx: &mut Tx<'_>, id: PersonId, by: Acting) -> Result<Claims> {
    let Some(others) = account::verify(tx, id)? else { return Err(Code::TokenInvalid.into()) };
    let claims = if others.is_empty() { Claims::One } else { Claims::Several };
    for other in others {
        person::remove_unverified(tx, other)?;
    }
    tx.record(&Event::PersonVerified(id).by(by))?;
    Ok(claims)
}

/// Mails a link to set a new password, if the address has an account. Five in half an hour, as long as a link works: so
/// whoever asks without end keeps nobody from a link. `address`: where the call comes from, if this instance limits.
///
/// # Errors
/// [`Code::TooManyRequests`] when too many such calls come from there.
pub fn reset(tx: &mut Tx<'_>, email: &EmailAddress, address: Option<IpAddr>) -> Result<()> {
    throttle::count_sending(tx, address)?;
    let account = account::counted_as(tx, email);
    if address.is_some() && !throttle::may_send(tx, Counted::ResetMail, &account)? {
        return Ok(());
    }
    let Some((owner, _)) = account::find_verified(tx, email)? else { return Ok(()) };
    let token = account::issue(tx, owner, Purpose::Reset)?;
    tell(tx, owner, Message::ResetPassword { token })
}

/// Sets a new password with the token of the mail, and ends all sessions.
///
/// # Errors
/// [`Code::TokenInvalid`] when the token is unknown, used or expired.
pub fn confirm_reset(tx: &mut Tx<'_>, token: &str, password_hash: &str) -> Result<()> {
    let token = token_of(tx, token)?;
    let id = account::take(tx, token, Purpose::Reset)?;
    account::set_password(tx, id, password_hash)?;
    account::use_up(tx, id, Purpose::Reset)?;
    session::end_all(tx, id, SessionEnd::PasswordReset)?;
    device::forget_all(tx, id)?;
    if let Some(email) = account::email(tx, id)? {
        let account = account::counted_as(tx, &email);
        throttle::forget_account(tx, &account)?;
    }
    tell(tx, id, Message::PasswordChanged)?;
    tx.record(&Event::PasswordReset(id).by(Acting::resident(id)))
}

/// Makes an account whose address somebody vouches for: from the command line, or in a played history.
///
/// # Errors
/// [`Code::TokenInvalid`] when the address has an account already.
pub fn vouch(tx: &mut Tx<'_>, new: &NewAccount) -> Result<PersonId> {
    let id = open(tx, new)?;
    tx.record(&Event::PersonRegistered(id).by(Acting::SYSTEM))?;
    confirm(tx, id, Acting::SYSTEM)?;
    Ok(id)
}
