//! Organisations.

use std::collections::{BTreeMap, BTreeSet};

use super::subject;
use crate::events::Event;
use crate::ids::OrganisationId;
use crate::organisations::addresses;
use crate::organisations::model::{Organisation, Sector};
use crate::organisations::store;
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::text::{Description, EmailAddress, EnterpriseNumber, PublicPhone, Title, Website};
use crate::platform::{Amend, Result, Tx};
use crate::policy::{Action, Actor, Role, check};

/// An organisation to be entered.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// The name.
    pub name: Title,
    /// What it does.
    pub description: Description,
    /// What it is about.
    pub sector: Sector,
    /// Its number in the Crossroads Bank for Enterprises.
    pub enterprise_number: Option<EnterpriseNumber>,
    /// Where referrals are announced.
    pub email: EmailAddress,
    /// The public phone number.
    pub phone: Option<PublicPhone>,
    /// The website.
    pub website: Option<Website>,
}

/// What is changed of an organisation; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct OrganisationPatch {
    /// The name.
    pub name: Option<Title>,
    /// What it does.
    pub description: Option<Description>,
    /// What it is about.
    pub sector: Option<Sector>,
    /// Its number in the Crossroads Bank for Enterprises.
    pub enterprise_number: Amend<EnterpriseNumber>,
    /// Where referrals are announced.
    pub email: Option<EmailAddress>,
    /// The public phone number.
    pub phone: Amend<PublicPhone>,
    /// The website.
    pub website: Amend<Website>,
}

/// The names of organisations, by their ids.
///
/// # Errors
/// When the database fails.
pub(in crate::organisations) fn names(
    tx: &mut Tx<'_>,
    ids: &BTreeSet<OrganisationId>,
) -> Result<BTreeMap<OrganisationId, Title>> {
    Ok(store::names(tx, ids)?.into_iter().collect())
}

/// An organisation.
///
/// # Errors
/// When there is none of this id.
pub fn get(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation> {
    store::get(tx, id)
}

/// Keeps an organisation from changing until the end of the transaction: what is counted of it then is done one after the other.
///
/// # Errors
/// When there is none of this id.
pub fn lock(tx: &mut Tx<'_>, id: OrganisationId) -> Result<()> {
    store::lock(tx, id).map(|_| ())
}

/// Where and in which language to write to an organisation; `None` when there is none of this id.
///
/// # Errors
/// When the database fails.
pub fn letter_address(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Option<(EmailAddress, Locale)>> {
    match store::get(tx, id) {
        Ok(organisation) => Ok(Some((organisation.email, Locale::Dutch))),
        Err(error) if error.code().is_some() => Ok(None),
        Err(error) => Err(error),
    }
}

/// How often the address of an organisation has changed: links that were sent to an earlier one work no more.
///
/// # Errors
/// When there is none of this id.
pub fn link_generation(tx: &mut Tx<'_>, id: OrganisationId) -> Result<i32> {
    store::link_generation(tx, id)
}

/// A page of organisations.
///
/// # Errors
/// When the database fails.
pub fn organisations(tx: &mut Tx<'_>, cursor: Cursor) -> Result<Page<Organisation>> {
    Ok(Page::new(store::list(tx, cursor)?, cursor, |it| it.id.uuid()))
}

/// Enters an organisation.
///
/// # Errors
/// A refusal when the actor may not.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, new: NewOrganisation) -> Result<OrganisationId> {
    let id = OrganisationId::fresh();
    let by = check(actor, Action::CreateOrganisation, &subject(id))?;
    let NewOrganisation { name, description, sector, enterprise_number, email, phone, website } = new;
    let entered = Organisation {
        id,
        name,
        description,
        sector,
        enterprise_number,
        email,
        phone,
        website,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    store::insert(tx, &entered)?;
    tx.record(&Event::OrganisationCreated(id).by(by))?;
    Ok(id)
}

/// Changes an organisation. Another address has to be confirmed first.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: OrganisationId, patch: OrganisationPatch) -> Result<OrganisationId> {
    let mut changed = store::lock(tx, id)?;
    let by = check(actor, Action::ChangeOrganisation, &subject(id))?;
    tx.if_match(Some(changed.version))?;
    changed.name = patch.name.unwrap_or(changed.name);
    changed.description = patch.description.unwrap_or(changed.description);
    changed.sector = patch.sector.unwrap_or(changed.sector);
    changed.enterprise_number = patch.enterprise_number.over(changed.enterprise_number);
    changed.phone = patch.phone.over(changed.phone);
    changed.website = patch.website.over(changed.website);
    if patch.email.as_ref() == Some(&changed.email) {
        // It is to stay: what waited to be confirmed is called off.
        addresses::actions::called_off(tx, id)?;
    }
    let email = patch.email.filter(|it| *it != changed.email);
    // An administrator answers for it; for anybody else both mailboxes are asked.
    let is_sure = by.role == Role::Administrator;
    if let Some(email) = email.clone().filter(|_| is_sure) {
        changed.email = email;
    }
    store::save(tx, &changed)?;
    tx.record(&Event::OrganisationChanged(id).by(by))?;
    match email {
        Some(_) if is_sure => addresses::actions::counts(tx, id, by)?,
        Some(email) => addresses::actions::asked(tx, id, &email, by)?,
        None => {}
    }
    Ok(id)
}
