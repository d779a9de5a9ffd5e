//! The places of organisations.

use super::subject;
use crate::events::Event;
use crate::ids::{LocationId, OrganisationId};
use crate::organisations::model::{Location, LocationDetails, LocationKind, PublicPosition};
use crate::organisations::store;
use crate::organisations::store::locations as rows;
use crate::platform::http::{Cursor, Page};
use crate::platform::text::{Address, Description, PublicPhone, Title, Website};
use crate::platform::{Amend, Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::when::WeeklySlot;

/// A place to be entered.
#[derive(Debug, Clone)]
pub struct NewLocation {
    /// The name.
    pub name: Title,
    /// What it is.
    pub kind: LocationKind,
    /// The rest.
    pub details: LocationDetails,
}

/// What is changed of a place; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct LocationPatch {
    /// The name.
    pub name: Option<Title>,
    /// What it is.
    pub kind: Option<LocationKind>,
    /// What there is.
    pub description: Amend<Description>,
    /// Street and number.
    pub street: Amend<Address>,
    /// The postal code.
    pub postal_code: Amend<Title>,
    /// The town.
    pub town: Amend<Title>,
    /// Where it is.
    pub position: Amend<PublicPosition>,
    /// What to mind to get in and around.
    pub accessibility: Amend<Description>,
    /// The public phone number.
    pub phone: Amend<PublicPhone>,
    /// The website.
    pub website: Amend<Website>,
    /// When it is open, local time.
    pub opening_hours: Option<Vec<WeeklySlot>>,
}

/// A place.
///
/// # Errors
/// When there is none of this id.
pub fn location(tx: &mut Tx<'_>, id: LocationId) -> Result<Location> {
    rows::get(tx, id)
}

/// The names of these places.
///
/// # Errors
/// When the database fails.
pub fn location_names(tx: &mut Tx<'_>, ids: &[LocationId]) -> Result<Vec<(LocationId, Title)>> {
    rows::names(tx, ids)
}

/// A page of places, of all organisations or of one.
///
/// # Errors
/// When the database fails.
pub fn locations(tx: &mut Tx<'_>, organisation: Option<OrganisationId>, cursor: Cursor) -> Result<Page<Location>> {
    Ok(Page::new(rows::list(tx, organisation, cursor)?, cursor, |it| it.id.uuid()))
}

/// Enters a place of an organisation.
///
/// # Errors
/// A refusal when the actor may not.
pub fn create_location(
    tx: &mut Tx<'_>,
    actor: &Actor,
    organisation: OrganisationId,
    new: NewLocation,
) -> Result<LocationId> {
    store::get(tx, organisation)?;
    let by = check(actor, Action::CreateLocation, &subject(organisation))?;
    let NewLocation { name, kind, details } = new;
    let (id, version, created_at, updated_at) = (LocationId::fresh(), 1, tx.now, tx.now);
    rows::insert(tx, &Location { id, organisation, name, kind, details, version, created_at, updated_at })?;
    tx.record(&Event::LocationCreated(id).by(by).with("organisation", organisation))?;
    Ok(id)
}

/// Changes a place.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn change_location(tx: &mut Tx<'_>, actor: &Actor, id: LocationId, patch: LocationPatch) -> Result<LocationId> {
    let mut changed = rows::lock(tx, id)?;
    let by = check(actor, Action::ChangeLocation, &subject(changed.organisation))?;
    tx.if_match(Some(changed.version))?;
    changed.name = patch.name.unwrap_or(changed.name);
    changed.kind = patch.kind.unwrap_or(changed.kind);
    let before = changed.details;
    changed.details = LocationDetails {
        description: patch.description.over(before.description),
        street: patch.street.over(before.street),
        postal_code: patch.postal_code.over(before.postal_code),
        town: patch.town.over(before.town),
        position: patch.position.over(before.position),
        accessibility: patch.accessibility.over(before.accessibility),
        phone: patch.phone.over(before.phone),
        website: patch.website.over(before.website),
        opening_hours: patch.opening_hours.unwrap_or(before.opening_hours),
    };
    rows::save(tx, &changed)?;
    tx.record(&Event::LocationChanged(id).by(by).with("organisation", changed.organisation))?;
    Ok(id)
}
