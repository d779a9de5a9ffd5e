//! Enter organisations and services in the directory, and change them.

use std::collections::BTreeSet;

use super::model::{Organisation, Service, ServiceStatus};
use super::store;
pub(super) use super::store::Wanted;
use crate::categories::Category;
use crate::events::Event;
use crate::ids::{NeighbourhoodId, OrganisationId, ServiceId};
use crate::places;
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::text::{Description, EmailAddress, PublicPhone, Title, Website};
use crate::platform::{Amend, Error, Result, Tx};
use crate::policy::{Action, Actor, Subject, check};

/// An organisation to be entered.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// The name.
    pub name: Title,
    /// What it does.
    pub description: Description,
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
    /// Where referrals are announced.
    pub email: Option<EmailAddress>,
    /// The public phone number.
    pub phone: Amend<PublicPhone>,
    /// The website.
    pub website: Amend<Website>,
}

/// A service to be entered.
#[derive(Debug, Clone)]
pub struct NewService {
    /// The name.
    pub name: Title,
    /// What it offers.
    pub description: Description,
    /// Whether it takes cases on.
    pub status: ServiceStatus,
    /// The kinds of help.
    pub categories: BTreeSet<Category>,
    /// The neighbourhoods it serves.
    pub areas: Vec<NeighbourhoodId>,
}

/// What is changed of a service; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct ServicePatch {
    /// The name.
    pub name: Option<Title>,
    /// What it offers.
    pub description: Option<Description>,
    /// Whether it takes cases on.
    pub status: Option<ServiceStatus>,
    /// The kinds of help.
    pub categories: Option<BTreeSet<Category>>,
    /// The neighbourhoods it serves.
    pub areas: Option<Vec<NeighbourhoodId>>,
}

/// What the policy needs to know of an organisation and all that is its own.
#[must_use]
pub fn subject(id: OrganisationId) -> Subject {
    Subject { organisation: Some(id), ..Subject::default() }
}

/// An organisation.
///
/// # Errors
/// When there is none of this id.
pub fn get(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation> {
    store::get(tx, id)
}

/// A service.
///
/// # Errors
/// When there is none of this id.
pub fn service(tx: &mut Tx<'_>, id: ServiceId) -> Result<Service> {
    store::get_service(tx, id)
}

/// Whether a service takes cases of a neighbourhood on now.
///
/// # Errors
/// When there is no such service.
pub fn serves(tx: &mut Tx<'_>, id: ServiceId, neighbourhood: NeighbourhoodId) -> Result<bool> {
    Ok(store::get_service(tx, id)?.serves(neighbourhood))
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

/// A page of organisations.
///
/// # Errors
/// When the database fails.
pub fn organisations(tx: &mut Tx<'_>, cursor: Cursor) -> Result<Page<Organisation>> {
    Ok(Page::new(store::list(tx, cursor)?, cursor, |it| it.id.uuid()))
}

/// A page of services.
pub(super) fn services(tx: &mut Tx<'_>, wanted: Wanted, cursor: Cursor) -> Result<Page<Service>> {
    Ok(Page::new(store::list_services(tx, wanted, cursor)?, cursor, |it| it.id.uuid()))
}

/// Enters an organisation.
///
/// # Errors
/// A refusal when the actor may not.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, new: NewOrganisation) -> Result<OrganisationId> {
    let id = OrganisationId::fresh();
    let by = check(actor, Action::CreateOrganisation, &subject(id))?;
    let NewOrganisation { name, description, email, phone, website } = new;
    let (version, created_at, updated_at) = (1, tx.now, tx.now);
    let entered = Organisation { id, name, description, email, phone, website, version, created_at, updated_at };
    store::insert(tx, &entered)?;
    tx.record(&Event::OrganisationCreated(id).by(by))?;
    Ok(id)
}

/// Changes an organisation.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: OrganisationId, patch: OrganisationPatch) -> Result<OrganisationId> {
    let mut changed = store::lock(tx, id)?;
    let by = check(actor, Action::ChangeOrganisation, &subject(id))?;
    tx.if_match(Some(changed.version))?;
    changed.name = patch.name.unwrap_or(changed.name);
    changed.description = patch.description.unwrap_or(changed.description);
    changed.email = patch.email.unwrap_or(changed.email);
    changed.phone = patch.phone.over(changed.phone);
    changed.website = patch.website.over(changed.website);
    store::save(tx, &changed)?;
    tx.record(&Event::OrganisationChanged(id).by(by))?;
    Ok(id)
}

/// Enters a service of an organisation.
///
/// # Errors
/// A refusal when the actor may not, or when a neighbourhood does not exist.
pub fn create_service(
    tx: &mut Tx<'_>,
    actor: &Actor,
    organisation: OrganisationId,
    new: NewService,
) -> Result<ServiceId> {
    store::get(tx, organisation)?;
    let by = check(actor, Action::CreateService, &subject(organisation))?;
    let areas = known_areas(tx, &new.areas)?;
    let NewService { name, description, status, categories, .. } = new;
    let (id, version, created_at, updated_at) = (ServiceId::fresh(), 1, tx.now, tx.now);
    let entered =
        Service { id, organisation, name, description, status, categories, areas, version, created_at, updated_at };
    store::insert_service(tx, &entered)?;
    tx.record(&Event::ServiceCreated(id).by(by).with("organisation", organisation))?;
    Ok(id)
}

/// Changes a service.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or names a neighbourhood that does not exist.
pub fn change_service(tx: &mut Tx<'_>, actor: &Actor, id: ServiceId, patch: ServicePatch) -> Result<ServiceId> {
    let mut changed = store::lock_service(tx, id)?;
    let by = check(actor, Action::ChangeService, &subject(changed.organisation))?;
    tx.if_match(Some(changed.version))?;
    if let Some(areas) = patch.areas {
        changed.areas = known_areas(tx, &areas)?;
    }
    changed.name = patch.name.unwrap_or(changed.name);
    changed.description = patch.description.unwrap_or(changed.description);
    changed.status = patch.status.unwrap_or(changed.status);
    changed.categories = patch.categories.unwrap_or(changed.categories);
    store::save_service(tx, &changed)?;
    tx.record(&Event::ServiceChanged(id).by(by).with("organisation", changed.organisation))?;
    Ok(id)
}

fn known_areas(tx: &mut Tx<'_>, areas: &[NeighbourhoodId]) -> Result<BTreeSet<NeighbourhoodId>> {
    for (place, area) in areas.iter().enumerate() {
        places::get(tx, *area).map_err(|error| match error.code() {
            Some(_) => Error::invalid(format!("/areas/{place}"), "is not known"),
            None => error,
        })?;
    }
    Ok(areas.iter().copied().collect())
}
