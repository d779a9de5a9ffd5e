//! Proofs of who somebody is, from a call or from a page: a password is held against its hash apart, since that is slow.

use std::net::IpAddr;

use super::evenly;
use crate::codes::Code;
use crate::ids::SessionId;
use crate::people::actions::{self, Caller, Manner, NewAccount, NewPerson, Proof, SecondProof, SignedIn};
use crate::people::model::kind_of_device;
use crate::people::password::{NewPassword, TypedPassword};
use crate::platform::http::{Desk, Form, State};
use crate::platform::text::EmailAddress;
use crate::platform::{Error, Result};
use crate::policy::Action;

/// From where somebody signs in.
pub struct Origin<'a> {
    /// The address whose tries are counted; `None` where this instance limits nothing.
    pub address: Option<IpAddr>,
    /// What the program says of itself.
    pub user_agent: Option<&'a str>,
    /// The token that an earlier sign-in on this device gave.
    pub device_token: Option<String>,
    /// Whether it is for the pages of a browser.
    pub is_page: bool,
}

/// Signs somebody in with a password, and a second factor for whoever has one.
///
/// # Errors
/// [`Code::NotSignedIn`] when the two do not go together; [`Code::TotpNeeded`]; [`Code::TooManyRequests`].
pub async fn sign_in(
    state: &State,
    email: EmailAddress,
    password: TypedPassword,
    second: SecondProof,
    from: Origin<'_>,
) -> Result<SignedIn> {
    let caller = Caller { address: from.address, device_token: from.device_token };
    let (account, manner) = state.store.write(move |tx| actions::count_sign_in(tx, &email, &caller)).await?;
    let hash = account.as_ref().map(|(_, hash)| hash.clone());
    let fits = state.compute.run(move || password.fits(hash.as_deref())).await?;
    let (person, hash) = account.filter(|_| fits).ok_or(Code::NotSignedIn)?;
    let device_name = from.user_agent.and_then(kind_of_device);
    let manner = Manner { second, device_name, is_for_pages: from.is_page, ..manner };
    state.store.write(move |tx| actions::sign_in(tx, person, &hash, &manner)).await
}

/// Whoever sits at a desk proves again who they are, with the password.
///
/// # Errors
/// [`Code::StepUpNeeded`] when it is not right; [`Code::TotpNeeded`]; [`Code::TooManyRequests`].
pub async fn step_up(desk: &Desk, form: &Form, password: TypedPassword, second: SecondProof) -> Result<SessionId> {
    let is_limited = desk.limited_address().is_some();
    let counted = desk.run(form, Action::StepUp, move |tx, actor| actions::count_step_up(tx, actor, is_limited));
    let (hash, attempt) = counted.await?;
    let held = hash.clone();
    let fits = desk.state().compute.run(move || password.fits(held.as_deref())).await?;
    let proof = Proof::Password(hash.filter(|_| fits).ok_or(Code::StepUpNeeded)?);
    let proved =
        desk.run(form, Action::StepUp, move |tx, actor| actions::step_up(tx, actor, &proof, &second, &attempt));
    proved.await?.ok_or_else(|| Code::StepUpNeeded.into())
}

/// A new password as it is kept.
///
/// # Errors
/// A refusal when it is too easy to guess.
pub(super) async fn hash(state: &State, password: NewPassword) -> Result<String> {
    if password.is_weak() {
        return Err(Error::invalid("/password", "has too few different characters"));
    }
    let hash = state.compute.run(move || password.hash()).await?;
    hash.map_err(Error::Inconsistent)
}

/// Mails a link to set a new password, if the address has an account. It takes as long where it has none.
///
/// # Errors
/// [`Code::TooManyRequests`] when too many such calls come from there.
pub async fn ask_reset(state: &State, email: EmailAddress, address: Option<IpAddr>) -> Result<()> {
    evenly(state.store.write(move |tx| actions::reset(tx, &email, address))).await
}

/// Sets a new password with the token of that mail.
///
/// # Errors
/// [`Code::TokenInvalid`] when the token is unknown, used or expired; a refusal when the password is too easy to guess.
pub async fn confirm_reset(state: &State, token: String, password: NewPassword) -> Result<()> {
    let hash = hash(state, password).await?;
    state.store.write(move |tx| actions::confirm_reset(tx, &token, &hash)).await
}

/// Makes an account with an e-mail address, to which a mail goes. It takes as long whether the address is known or not.
///
/// # Errors
/// A refusal when the person is too young, the password too easy to guess, or too many such calls come from there.
pub async fn register(
    state: &State,
    person: NewPerson,
    email: EmailAddress,
    password: NewPassword,
    address: Option<IpAddr>,
) -> Result<()> {
    let new = NewAccount { person, email, password_hash: hash(state, password).await? };
    evenly(state.store.write(move |tx| actions::register(tx, &new, address))).await
}
