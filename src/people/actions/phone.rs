//! Accounts that begin with a phone number: a code by SMS stands for the mail and for the password.

use std::net::IpAddr;

use super::account::{NewPerson, confirm, insert, refuse_child};
use super::session::{Caller, Manner, SignedIn, known_device, tried_from, welcome};
use crate::events::{Event, Message};
use crate::ids::{PersonId, SmsCodeId};
use crate::notifications::{Address, tell};
use crate::people::assisted::actions::is_registered;
use crate::people::factors::actions::prove;
use crate::people::store::{account, person, sms_code};
use crate::people::throttle::actions as throttle;
use crate::people::throttle::model::Counted;
use crate::people::token::are_digits_of;
use crate::platform::language::Locale;
use crate::platform::text::PhoneNumber;
use crate::platform::{Result, Tx};
use crate::policy::Acting;

/// A person who comes with a phone number.
#[derive(Debug, Clone)]
pub struct NewPhoneAccount {
    /// Who it is.
    pub person: NewPerson,
    /// The number.
    pub phone: PhoneNumber,
}

/// Registers a person and sends them a code, with which they sign in. When the number has an account already, its owner
/// gets the code: whoever asks sees no difference. `address`: where the call comes from, if this instance limits.
///
/// # Errors
/// A refusal when the person is too young for an account; [`crate::codes::Code::TooManyRequests`].
pub fn register_phone(tx: &mut Tx<'_>, new: &NewPhoneAccount, address: Option<IpAddr>) -> Result<()> {
    refuse_child(tx, &new.person)?;
    throttle::count_sending(tx, address)?;
    let owner = verified_holder(tx, &new.phone)?;
    if !may_send(tx, &new.phone, owner.is_some())? {
        return Ok(());
    }
    if let Some(owner) = owner {
        return send(tx, owner);
    }
    let id = insert(tx, &new.person)?;
    account::insert_phone(tx, id, &new.phone)?;
    send(tx, id)?;
    tx.record(&Event::PersonRegistered(id).by(Acting::ANYONE))
}

/// Whose verified account a number has.
fn verified_holder(tx: &mut Tx<'_>, phone: &PhoneNumber) -> Result<Option<PersonId>> {
    let Some(holder) = account::of_phone(tx, phone)?.first().copied() else { return Ok(None) };
    Ok(account::is_verified(tx, holder)?.then_some(holder))
}

/// Whether another code may go to a number today: messages cost money. `is_known`: whether somebody verified it, or the
/// team registered them.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn may_send(tx: &mut Tx<'_>, phone: &PhoneNumber, is_known: bool) -> Result<bool> {
    let number = account::phone_counted_as(tx, phone);
    if !throttle::may_send(tx, Counted::SmsNumber, &number)? {
        return Ok(false);
    }
    let all = if is_known { Counted::SmsInstance } else { Counted::SmsStrangers };
    let may = throttle::may_send(tx, all, "")?;
    if !may {
        tracing::warn!(counted = all.as_str(), "no more codes by SMS go out today");
    }
    Ok(may)
}

/// Sends a code to the phone of a person.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn send(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let code = sms_code::insert(tx, id)?;
    tell(tx, id, Message::SmsCode { code })
}

/// Sends a code to a number, if it has an account. What is asked for on a device that the account knows is counted for that
/// device alone: strangers who ask without end keep nobody from a code.
///
/// # Errors
/// [`crate::codes::Code::TooManyRequests`] when too many such calls come from an address.
pub(in crate::people) fn send_code(tx: &mut Tx<'_>, phone: &PhoneNumber, caller: &Caller) -> Result<()> {
    throttle::count_sending(tx, caller.address)?;
    let Some(holder) = account::of_phone(tx, phone)?.first().copied() else { return Ok(()) };
    let may = if let Some(device) = known_device(tx, caller, Some(holder))? {
        throttle::may_send(tx, Counted::SmsDevice, &device.to_string())?
    } else {
        let is_known = account::is_verified(tx, holder)? || is_registered(tx, holder)?;
        may_send(tx, phone, is_known)?
    };
    if may { send(tx, holder) } else { Ok(()) }
}

/// Counts a sign-in to the account of a number, whether there is one or not.
///
/// # Errors
/// [`crate::codes::Code::TooManyRequests`] with the seconds to wait.
pub(in crate::people) fn count_phone_sign_in(tx: &mut Tx<'_>, phone: &PhoneNumber, caller: &Caller) -> Result<Manner> {
    let holder = account::of_phone(tx, phone)?.first().copied();
    let device = known_device(tx, caller, holder)?;
    let account = account::phone_counted_as(tx, phone);
    let attempt = throttle::count_sign_in(tx, &account, tried_from(caller, device))?;
    Ok(Manner { attempt, device, ..Manner::default() })
}

/// Signs in with a code that was sent to a number; the first one verifies the number. `None` when it is not right: that
/// a wrong one was tried must be committed, so it is not an error here.
///
/// # Errors
/// [`crate::codes::Code::TotpNeeded`] when the second factor is missing or not right, and a refusal when the person may
/// not act.
pub(in crate::people) fn sign_in_by_code(
    tx: &mut Tx<'_>,
    phone: &PhoneNumber,
    typed: &str,
    manner: &Manner,
) -> Result<Option<SignedIn>> {
    let holders = account::of_phone(tx, phone)?;
    let Some(id) = take_code(tx, &holders, typed)? else { return Ok(None) };
    if !account::is_verified(tx, id)? {
        confirm(tx, id, Acting::resident(id))?;
    }
    let has_second_factor = prove(tx, id, &manner.second)?;
    welcome(tx, id, has_second_factor, manner).map(Some)
}

/// Uses a code up that was sent to one of these people: to whom.
///
/// # Errors
/// When the database fails.
pub(super) fn take_code(tx: &mut Tx<'_>, holders: &[PersonId], typed: &str) -> Result<Option<PersonId>> {
    let living = sms_code::lock_living(tx, holders)?;
    let Some((_, id)) = living.iter().find(|(code, _)| are_digits_of(typed, *code, tx.keys())).copied() else {
        let tried: Vec<SmsCodeId> = living.iter().map(|it| it.0).collect();
        sms_code::count_try(tx, &tried)?;
        return Ok(None);
    };
    sms_code::use_up(tx, id)?;
    Ok(Some(id))
}

/// Where and in which language to send a code; `None` when it works no more.
///
/// # Errors
/// When the database fails.
pub fn code_address(tx: &mut Tx<'_>, code: SmsCodeId) -> Result<Option<(Address, Locale)>> {
    let Some(id) = sms_code::owner(tx, code)? else { return Ok(None) };
    let Some(phone) = account::phone(tx, id)? else { return Ok(None) };
    Ok(Some((Address::Sms(phone), person::get(tx, id)?.locale)))
}
