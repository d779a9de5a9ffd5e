//! The rows of accounts and of one-time tokens.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::codes::Code;
use crate::db::schema::{accounts, one_time_tokens};
use crate::db::sql::Locked;
use crate::ids::{OneTimeTokenId, PersonId};
use crate::platform::seal::{Field, hex};
use crate::platform::text::EmailAddress;
use crate::platform::{Result, Tx};

crate::db::types::words! {
    /// What a one-time token is for.
    Purpose {
        /// To verify an address.
        Verify = "verify",
        /// To set a new password.
        Reset = "reset",
    }
}

impl Purpose {
    /// How long such a token can be used.
    const fn lifetime(self) -> TimeDelta {
        match self {
            Self::Verify => TimeDelta::hours(48),
            Self::Reset => TimeDelta::minutes(30),
        }
    }
}

fn index_of(tx: &Tx<'_>, email: &EmailAddress) -> Vec<u8> {
    tx.keys().blind_index("email", email.as_str())
}

/// A new account, not verified yet.
pub(in crate::people) fn insert(tx: &mut Tx<'_>, person: PersonId, email: &EmailAddress, hash: &str) -> Result<()> {
    let sealed = tx.seal(person.uuid(), Field::AccountEmail, person.uuid(), email)?;
    diesel::insert_into(accounts::table)
        .values((
            accounts::person_id.eq(person),
            accounts::email.eq(sealed),
            accounts::email_index.eq(index_of(tx, email)),
            accounts::password_hash.eq(hash),
            accounts::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The verified account of an address: the person and the hash of the password.
pub(in crate::people) fn find_verified(tx: &mut Tx<'_>, email: &EmailAddress) -> Result<Option<(PersonId, String)>> {
    let account = accounts::table
        .filter(accounts::email_index.eq(index_of(tx, email)).and(accounts::verified_at.is_not_null()))
        .select((accounts::person_id, accounts::password_hash))
        .first(tx.conn)
        .optional()?;
    Ok(account)
}

/// Whether this still is the hash of the person's password. The account is kept from changing until the end of the
/// transaction.
pub(in crate::people) fn has_password(tx: &mut Tx<'_>, person: PersonId, hash: &str) -> Result<bool> {
    let account = accounts::table.find(person).select(accounts::password_hash);
    Ok(Locked(account).get_result::<String>(tx.conn).optional()?.as_deref() == Some(hash))
}

/// The address of a person, if they have an account; `None` as well once erased.
pub(in crate::people) fn email(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<EmailAddress>> {
    let sealed: Option<Vec<u8>> = accounts::table.find(person).select(accounts::email).first(tx.conn).optional()?;
    let Some(sealed) = sealed else { return Ok(None) };
    let text = tx.open::<String>(person.uuid(), Field::AccountEmail, person.uuid(), &sealed)?;
    Ok(text.and_then(|it| it.parse().ok()))
}

/// What an account is called in the authenticator app of its owner.
pub(in crate::people) fn name(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<String>> {
    Ok(email(tx, person)?.map(|it| it.as_str().to_owned()))
}

/// The hash of the password of a person.
pub(in crate::people) fn password(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<String>> {
    Ok(accounts::table.find(person).select(accounts::password_hash).first(tx.conn).optional()?)
}

/// What the tries at an account are counted under.
pub(in crate::people) fn counted_as(tx: &Tx<'_>, email: &EmailAddress) -> String {
    hex(&index_of(tx, email))
}

/// Keeps all accounts of the address that a token is for from changing until the end of the transaction.
///
/// # Errors
/// [`Code::TokenInvalid`] when there is no such token any more.
pub(in crate::people) fn lock_address(tx: &mut Tx<'_>, token: OneTimeTokenId) -> Result<()> {
    let index: Option<Vec<u8>> = one_time_tokens::table
        .inner_join(accounts::table.on(accounts::person_id.eq(one_time_tokens::person_id)))
        .filter(one_time_tokens::id.eq(token))
        .select(accounts::email_index)
        .first(tx.conn)
        .optional()?;
    let index = index.ok_or(Code::TokenInvalid)?;
    let same = accounts::table.filter(accounts::email_index.eq(index)).order(accounts::person_id);
    Locked(same.select(accounts::person_id)).load::<PersonId>(tx.conn)?;
    Ok(())
}

/// Marks an account as verified. The other, never verified, accounts of the same address are named, to be taken away;
/// `None` when somebody else verified the address meanwhile.
pub(in crate::people) fn verify(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Vec<PersonId>>> {
    let index: Vec<u8> = accounts::table.find(person).select(accounts::email_index).first(tx.conn)?;
    let same = accounts::table.filter(accounts::email_index.eq(index)).order(accounts::person_id);
    let same: Vec<(PersonId, Option<Instant>)> =
        Locked(same.select((accounts::person_id, accounts::verified_at))).load(tx.conn)?;
    if same.iter().any(|(other, verified)| *other != person && verified.is_some()) {
        return Ok(None);
    }
    diesel::update(accounts::table.find(person)).set(accounts::verified_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(Some(same.into_iter().map(|(other, _)| other).filter(|other| *other != person).collect()))
}

/// Sets a new password.
pub(in crate::people) fn set_password(tx: &mut Tx<'_>, person: PersonId, hash: &str) -> Result<()> {
    diesel::update(accounts::table.find(person)).set(accounts::password_hash.eq(hash)).execute(tx.conn)?;
    Ok(())
}

/// A new one-time token.
pub(in crate::people) fn issue(tx: &mut Tx<'_>, person: PersonId, purpose: Purpose) -> Result<OneTimeTokenId> {
    let id = OneTimeTokenId::fresh();
    diesel::insert_into(one_time_tokens::table)
        .values((
            one_time_tokens::id.eq(id),
            one_time_tokens::person_id.eq(person),
            one_time_tokens::purpose.eq(purpose),
            one_time_tokens::expires_at.eq(tx.now + purpose.lifetime()),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Uses up what a person still has of such tokens.
pub(in crate::people) fn use_up(tx: &mut Tx<'_>, person: PersonId, purpose: Purpose) -> Result<()> {
    let open = one_time_tokens::table.filter(
        one_time_tokens::person_id
            .eq(person)
            .and(one_time_tokens::purpose.eq(purpose))
            .and(one_time_tokens::used_at.is_null()),
    );
    diesel::update(open).set(one_time_tokens::used_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(())
}

/// Uses a one-time token up: whose it is.
///
/// # Errors
/// [`Code::TokenInvalid`] when it is unknown, used, expired or for something else.
pub(in crate::people) fn take(tx: &mut Tx<'_>, id: OneTimeTokenId, purpose: Purpose) -> Result<PersonId> {
    let unused = one_time_tokens::table.find(id).filter(
        one_time_tokens::used_at
            .is_null()
            .and(one_time_tokens::purpose.eq(purpose))
            .and(one_time_tokens::expires_at.gt(tx.now)),
    );
    let person: Option<PersonId> = diesel::update(unused)
        .set(one_time_tokens::used_at.eq(Some(tx.now)))
        .returning(one_time_tokens::person_id)
        .get_result(tx.conn)
        .optional()?;
    person.ok_or_else(|| Code::TokenInvalid.into())
}
