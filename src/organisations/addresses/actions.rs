//! Ask for another address, confirm it, and let it count.

use super::store;
use super::token;
use super::token::AddressSide;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{AddressChangeId, OrganisationId};
use crate::notifications::{Address, tell};
use crate::organisations::actions::subject;
use crate::organisations::model::Organisation;
use crate::organisations::store as organisations;
use crate::platform::language::Locale;
use crate::platform::text::EmailAddress;
use crate::platform::{Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, check};

/// What somebody sees behind the link of a mail.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) organisation: String,
    pub(super) email: EmailAddress,
    /// Whether this side has confirmed, and now waits for the other.
    pub(super) has_confirmed: bool,
}

/// Another address was asked for: both are asked to confirm it.
pub(in crate::organisations) fn asked(
    tx: &mut Tx<'_>,
    of: OrganisationId,
    email: &EmailAddress,
    by: Acting,
) -> Result<()> {
    let change = store::insert(tx, of, email, by.person)?;
    tell(tx, of, Message::ConfirmOldAddress { change })?;
    tell(tx, of, Message::ConfirmNewAddress { change })?;
    tx.record(&Event::AddressChangeAsked(of).by(by))
}

/// Another address counts from now on: links to the old one work no more, and what is open goes to the new one.
pub(in crate::organisations) fn counts(tx: &mut Tx<'_>, of: OrganisationId, by: Acting) -> Result<()> {
    store::next_generation(tx, of)?;
    store::delete(tx, of)?;
    tx.record(&Event::OrganisationReaddressed(of).by(by))
}

fn take_over(tx: &mut Tx<'_>, of: Organisation, email: EmailAddress, by: Acting) -> Result<()> {
    let id = of.id;
    organisations::save(tx, &Organisation { email, ..of })?;
    counts(tx, id, by)
}

/// To which address one of the two mails goes, and where its link leads; `None` when the change waits no more.
///
/// # Errors
/// When the database fails.
pub fn letter(tx: &mut Tx<'_>, id: AddressChangeId, is_new: bool) -> Result<Option<(Address, Locale, String)>> {
    let Some(change) = store::get(tx, id)? else { return Ok(None) };
    let side = if is_new { AddressSide::New } else { AddressSide::Old };
    let address = match side {
        AddressSide::New => change.email()?,
        AddressSide::Old => organisations::get(tx, change.organisation_id)?.email,
    };
    let path = format!("/confirm-address/{}", token::text(id, side, tx.keys()));
    Ok(Some((Address::Mail(address), Locale::Dutch, path)))
}

/// What stands behind the link of a mail; `None` when the change waits no more.
pub(super) fn see(tx: &mut Tx<'_>, text: &str) -> Result<Option<Asked>> {
    let Some((id, side)) = token::parse(text, tx.keys()) else { return Ok(None) };
    let Some(change) = store::get(tx, id)? else { return Ok(None) };
    let has_confirmed = match side {
        AddressSide::Old => change.old_confirmed_at.is_some(),
        AddressSide::New => change.new_confirmed_at.is_some(),
    };
    let organisation = organisations::get(tx, change.organisation_id)?.name.as_str().to_owned();
    Ok(Some(Asked { organisation, email: change.email()?, has_confirmed }))
}

/// Confirms with the link of a mail. Whether the address counts now; `None` when the change waits no more.
pub(super) fn confirm(tx: &mut Tx<'_>, text: &str) -> Result<Option<bool>> {
    let Some((id, side)) = token::parse(text, tx.keys()) else { return Ok(None) };
    let Some(change) = store::get(tx, id)? else { return Ok(None) };
    // One after the other, so that the second sees what the first did.
    let of = organisations::lock(tx, change.organisation_id)?;
    store::confirmed(tx, id, side)?;
    let Some(change) = store::get(tx, id)? else { return Ok(None) };
    if change.is_confirmed() {
        take_over(tx, of, change.email()?, Acting::ANYONE)?;
    }
    Ok(Some(change.is_confirmed()))
}

/// A coordinator or an administrator confirms what waits, for an organisation whose old mailbox is gone. The new one has to have
/// confirmed it: nobody else knows that it is theirs. Nobody confirms what they asked for.
///
/// # Errors
/// [`Code::WrongState`] when no change waits that the new mailbox confirmed; a refusal when the actor may not, or has read another
/// version.
pub fn confirm_address(tx: &mut Tx<'_>, actor: &Actor, id: OrganisationId) -> Result<OrganisationId> {
    let of = organisations::lock(tx, id)?;
    let by = check(actor, Action::ConfirmAddress, &subject(id))?;
    tx.if_match(Some(of.version))?;
    let Some(change) = store::of_organisation(tx, id)? else {
        return Err(Refusal::new(Code::WrongState).because("no other address waits to be confirmed").into());
    };
    if change.new_confirmed_at.is_none() {
        return Err(Refusal::new(Code::WrongState).because("the new mailbox has not confirmed it yet").into());
    }
    if change.asked_by.is_some() && change.asked_by == actor.person {
        return Err(Code::Forbidden.into());
    }
    take_over(tx, of, change.email()?, by)?;
    Ok(id)
}

/// The address that waits to be confirmed.
///
/// # Errors
/// When the database fails.
pub fn waiting(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<EmailAddress>> {
    store::of_organisation(tx, id)?.map(|it| it.email()).transpose()
}

/// The address stays as it is.
pub(in crate::organisations) fn called_off(tx: &mut Tx<'_>, of: OrganisationId) -> Result<()> {
    store::delete(tx, of)
}

/// Forgets changes that were asked for before `before`.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    store::forget(tx, before)
}
