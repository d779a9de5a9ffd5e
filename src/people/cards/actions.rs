//! Make a card, take it back, use its code.

use super::model::{Card, CardState};
use super::store;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{ActivationCardId, PersonId};
use crate::notifications::tell;
use crate::people::actions::phone::{may_send, send};
use crate::people::actions::subject_of;
use crate::people::merge::actions::merged_into;
use crate::people::model::{ACCOUNT_AGE, PersonState};
use crate::people::store::account::{self, Purpose};
use crate::people::store::person;
use crate::platform::text::{EmailAddress, PhoneNumber};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, check};

/// How somebody signs in from now on.
#[derive(Debug, Clone)]
pub(in crate::people) enum SignInBy {
    /// With an e-mail address and the hash of a password.
    Mail(EmailAddress, String),
    /// With a phone number.
    Phone(PhoneNumber),
}

/// Makes a card for somebody without an account; the one before works no more.
///
/// # Errors
/// [`Code::WrongState`] when they have an account, are too young for one, or do not take part any more; a refusal when
/// the actor may not.
pub fn make(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<ActivationCardId> {
    let holder = person::lock(tx, id)?;
    let subject = person::subject(&holder);
    let by = check(actor, Action::MakeActivationCard, &subject)?;
    if account::is_verified(tx, id)? {
        return Err(Error::wrong_state("makeActivationCard", "with an account"));
    }
    if holder.birth_year.age(tx.now) < ACCOUNT_AGE {
        return Err(Error::wrong_state("makeActivationCard", "under 13"));
    }
    if !takes_part(holder.state) {
        return Err(Error::wrong_state("makeActivationCard", holder.state.as_str()));
    }
    if merged_into(tx, id)?.is_some() {
        return Err(Error::wrong_state("makeActivationCard", "merged"));
    }
    store::withdraw_all(tx, id)?;
    let card = store::insert(tx, id, actor.signed_in()?)?;
    tx.record(&Event::ActivationCardMade(card).by(by).at(subject.neighbourhood()).with("person", id))?;
    Ok(card)
}

/// Whether somebody in this state can begin to sign in.
const fn takes_part(state: PersonState) -> bool {
    match state {
        PersonState::Active | PersonState::Paused | PersonState::Moved => true,
        PersonState::Suspended | PersonState::Left | PersonState::Deceased => false,
    }
}

/// The code of a card that was just made.
///
/// # Errors
/// A refusal when the actor may not.
pub fn see_new(tx: &mut Tx<'_>, actor: &Actor, id: ActivationCardId) -> Result<(Card, Option<String>)> {
    let card = see(tx, actor, id)?;
    let code = if card.state(tx.now) == CardState::Open { store::code(tx, id)? } else { None };
    Ok((card, code))
}

/// A card, without its code.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: ActivationCardId) -> Result<Card> {
    let card = store::get(tx, id)?;
    let subject = subject_of(tx, card.person)?;
    check(actor, Action::SeeActivationCard, &subject)?;
    Ok(card)
}

/// The cards of a person, without their codes.
///
/// # Errors
/// A refusal when the actor may not see them.
pub fn see_all(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<Vec<Card>> {
    let subject = subject_of(tx, id)?;
    check(actor, Action::SeeActivationCard, &subject)?;
    store::list(tx, id)
}

/// Takes a card back.
///
/// # Errors
/// [`Code::WrongState`] when it works no more; a refusal when the actor may not.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: ActivationCardId) -> Result<ActivationCardId> {
    let card = store::get(tx, id)?;
    let subject = subject_of(tx, card.person)?;
    let by = check(actor, Action::WithdrawCard, &subject)?;
    let state = card.state(tx.now);
    if state != CardState::Open || !store::withdraw(tx, id)? {
        return Err(Error::wrong_state("withdraw", state.as_str()));
    }
    tx.record(&Event::ActivationCardWithdrawn(id).by(by).at(subject.neighbourhood()).with("person", card.person))?;
    Ok(id)
}

/// Joins an account to the person of a card; its address or number is still to be verified. Where that has an account of
/// somebody already, its owner is told as with any registration, and the card stays as it is.
///
/// # Errors
/// [`Code::TokenInvalid`] when the code is unknown, used, expired or withdrawn, or the person does not take part any
/// more, always in the same words.
pub(in crate::people) fn activate(tx: &mut Tx<'_>, typed: &str, by: &SignInBy) -> Result<()> {
    let card = store::find(tx, typed)?.ok_or(Code::TokenInvalid)?;
    // The person before the card, as when a card is made.
    let holder = person::lock(tx, card.person)?;
    if card.state(tx.now) != CardState::Open || account::is_verified(tx, holder.id)? {
        return Err(Code::TokenInvalid.into());
    }
    if !takes_part(holder.state) || merged_into(tx, holder.id)?.is_some() {
        return Err(Code::TokenInvalid.into());
    }
    if is_taken(tx, by)? {
        return Ok(());
    }
    if !store::take(tx, card.id)? {
        return Err(Code::TokenInvalid.into());
    }
    // What an earlier card began and nobody verified.
    account::remove_unverified(tx, holder.id)?;
    match by {
        SignInBy::Mail(email, hash) => {
            account::insert(tx, holder.id, email, hash)?;
            let token = account::issue(tx, holder.id, Purpose::Verify)?;
            tell(tx, holder.id, Message::VerifyAddress { token })?;
        }
        SignInBy::Phone(phone) => {
            account::insert_phone(tx, holder.id, phone)?;
            send(tx, holder.id)?;
        }
    }
    tx.record(&Event::ActivationCardUsed(card.id).by(Acting::resident(holder.id)).with("person", holder.id))
}

/// Whether an address or a number cannot begin an account now: somebody has it, and is told; or no message may go there
/// any more today.
fn is_taken(tx: &mut Tx<'_>, by: &SignInBy) -> Result<bool> {
    match by {
        SignInBy::Mail(email, _) => {
            let Some((owner, _)) = account::find_verified(tx, email)? else { return Ok(false) };
            tell(tx, owner, Message::AddressKnown)?;
            Ok(true)
        }
        SignInBy::Phone(phone) => {
            if !may_send(tx, phone, true)? {
                return Ok(true);
            }
            let Some(owner) = account::of_phone(tx, phone)?.first().copied() else { return Ok(false) };
            let is_verified = account::is_verified(tx, owner)?;
            if is_verified {
                send(tx, owner)?;
            }
            Ok(is_verified)
        }
    }
}
