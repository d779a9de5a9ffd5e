//! The rows of accounts and of one-time tokens.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::codes::Code;
use crate::db::schema::{accounts, one_time_tokens, sms_codes};
use crate::db::sql::Locked;
use crate::ids::{OneTimeTokenId, PersonId};
use crate::platform::seal::{Field, hex};
use crate::platform::text::{EmailAddress, PhoneNumber};
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

/// A hash that no password has.
pub(in crate::people) const NO_PASSWORD: &str = "";

pub(super) fn phone_index(tx: &Tx<'_>, phone: &PhoneNumber) -> Vec<u8> {
    tx.keys().blind_index("phone", phone.as_str())
}

pub(super) fn index_of(tx: &Tx<'_>, email: &EmailAddress) -> Vec<u8> {
    tx.keys().blind_index("email", email.as_str())
}

/// A new account, not verified yet.
pub(in crate::people) fn insert(tx: &mut Tx<'_>, person: PersonId, email: &EmailAddress, hash: &str) -> Result<()> {
    let sealed = tx.seal(person.uuid(), Field::AccountEmail, person.uuid(), email)?;
    diesel::insert_into(accounts::table)
        .values((
            accounts::person_id.eq(person),
            accounts::email.eq(Some(sealed)),
            accounts::email_index.eq(Some(index_of(tx, email))),
            accounts::password_hash.eq(hash),
            accounts::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A new account that begins with a phone number, not verified yet. No password opens it.
pub(in crate::people) fn insert_phone(tx: &mut Tx<'_>, person: PersonId, phone: &PhoneNumber) -> Result<()> {
    let sealed = tx.seal(person.uuid(), Field::AccountPhone, person.uuid(), phone)?;
    diesel::insert_into(accounts::table)
        .values((
            accounts::person_id.eq(person),
            accounts::phone.eq(Some(sealed)),
            accounts::phone_index.eq(Some(phone_index(tx, phone))),
            accounts::password_hash.eq(NO_PASSWORD),
            accounts::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Whose account a phone number has: the one that verified it, else those who have not yet, newest first.
pub(in crate::people) fn of_phone(tx: &mut Tx<'_>, phone: &PhoneNumber) -> Result<Vec<PersonId>> {
    let all = accounts::table.filter(accounts::phone_index.eq(phone_index(tx, phone)));
    let all = all.order((accounts::created_at.desc(), accounts::person_id.desc()));
    let all: Vec<(PersonId, Option<Instant>)> =
        all.select((accounts::person_id, accounts::verified_at)).load(tx.conn)?;
    let verified = all.iter().find(|it| it.1.is_some()).map(|it| vec![it.0]);
    Ok(verified.unwrap_or_else(|| all.into_iter().map(|it| it.0).collect()))
}

/// Takes the account of a person away that was never verified.
pub(in crate::people) fn remove_unverified(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    diesel::delete(one_time_tokens::table.filter(one_time_tokens::person_id.eq(person))).execute(tx.conn)?;
    diesel::delete(sms_codes::table.filter(sms_codes::person_id.eq(person))).execute(tx.conn)?;
    diesel::delete(accounts::table.find(person).filter(accounts::verified_at.is_null())).execute(tx.conn)?;
    Ok(())
}

/// Whether the account of a person is verified.
pub(in crate::people) fn is_verified(tx: &mut Tx<'_>, person: PersonId) -> Result<bool> {
    let verified = accounts::table.find(person).filter(accounts::verified_at.is_not_null());
    Ok(verified.select(accounts::person_id).first::<PersonId>(tx.conn).optional()?.is_some())
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
    let sealed = accounts::table.find(person).select(accounts::email).first::<Option<Vec<u8>>>(tx.conn).optional()?;
    let Some(sealed) = sealed.flatten() else { return Ok(None) };
    let text = tx.open::<String>(person.uuid(), Field::AccountEmail, person.uuid(), &sealed)?;
    Ok(text.and_then(|it| it.parse().ok()))
}

/// The phone number of a person whose account began with one; `None` as well once erased.
pub(in crate::people) fn phone(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<PhoneNumber>> {
    let sealed = accounts::table.find(person).select(accounts::phone).first::<Option<Vec<u8>>>(tx.conn).optional()?;
    let Some(sealed) = sealed.flatten() else { return Ok(None) };
    let text = tx.open::<String>(person.uuid(), Field::AccountPhone, person.uuid(), &sealed)?;
    Ok(text.and_then(|it| it.parse().ok()))
}

/// What an account is called in the authenticator app of its owner.
pub(in crate::people) fn name(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<String>> {
    if let Some(email) = email(tx, person)? {
        return Ok(Some(email.as_str().to_owned()));
    }
    Ok(phone(tx, person)?.map(|it| it.as_str().to_owned()))
}

/// The hash of the password of a person.
pub(in crate::people) fn password(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<String>> {
    Ok(accounts::table.find(person).select(accounts::password_hash).first(tx.conn).optional()?)
}

/// What the tries at an account are counted under.
pub(in crate::people) fn counted_as(tx: &Tx<'_>, email: &EmailAddress) -> String {
    hex(&index_of(tx, email))
}

/// The same for a phone number.
pub(in crate::people) fn phone_counted_as(tx: &Tx<'_>, phone: &PhoneNumber) -> String {
    hex(&phone_index(tx, phone))
}

/// Keeps all accounts of the address that a token is for from changing until the end of the transaction.
///
/// # Errors
/// [`Code::TokenInvalid`] when there is no such token any more.
pub(in crate::people) fn lock_address(tx: &mut Tx<'_>, token: OneTimeTokenId) -> Result<()> {
    let person: Option<PersonId> =
        one_time_tokens::table.find(token).select(one_time_tokens::person_id).first(tx.conn).optional()?;
    lock_same(tx, person.ok_or(Code::TokenInvalid)?)?.ok_or(Code::TokenInvalid)?;
    Ok(())
}

/// Whose an account is, and since when it is verified.
type Holder = (PersonId, Option<Instant>);

/// Keeps all accounts with the address or the number of a person's account from changing until the end of the
/// transaction: whose they are, and since when they are verified. `None` when the person has no account.
fn lock_same(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Vec<Holder>>> {
    type Indexes = (Option<Vec<u8>>, Option<Vec<u8>>);
    let own = accounts::table.find(person).select((accounts::email_index, accounts::phone_index));
    let Some((email, phone)) = own.first::<Indexes>(tx.conn).optional()? else { return Ok(None) };
    // One of the two is null, and null is like nothing.
    let same = accounts::table.filter(accounts::email_index.eq(email).or(accounts::phone_index.eq(phone)));
    let same = same.order(accounts::person_id).select((accounts::person_id, accounts::verified_at));
    Ok(Some(Locked(same).load(tx.conn)?))
}

/// Marks an account as verified. The other, never verified, accounts of the same address are named, to be taken away;
/// `None` when somebody else verified the address meanwhile.
pub(in crate::people) fn verify(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Vec<PersonId>>> {
    let same = lock_same(tx, person)?.unwrap_or_default();
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
