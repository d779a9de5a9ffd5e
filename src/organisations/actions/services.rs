//! Services.

use std::collections::{BTreeMap, BTreeSet};

use super::{known, place, subject};
use crate::categories::Category;
use crate::events::Event;
use crate::ids::{LocationId, NeighbourhoodId, OrganisationId, ServiceId};
use crate::organisations::model::{
    Ages, AreaShape, Areas, Capacity, Coverage, Details, Organisation, Service, ServiceStatus,
};
use crate::organisations::store;
use crate::organisations::store::services::{self as rows, Wanted};
use crate::people::model::LanguageTag;
use crate::places::{self, Position};
use crate::platform::http::{Cursor, Page};
use crate::platform::text::{Description, EmailAddress, NisCode, PublicPhone, Title, Website};
use crate::platform::{Amend, Error, Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::when::{Date, WeeklySlot};

/// What is said of a service and can be left out: all of it when it is entered, some of it when it is changed.
#[derive(Debug, Clone, Default)]
pub struct ServiceSaid {
    /// Whether it takes cases on.
    pub status: Option<ServiceStatus>,
    /// Whether it has room.
    pub capacity: Option<Capacity>,
    /// The neighbourhoods that it serves.
    pub areas: Option<Vec<NeighbourhoodId>>,
    /// The municipalities that it serves whole.
    pub municipalities: Option<BTreeSet<NisCode>>,
    /// An area that it serves besides.
    pub polygon: Amend<AreaShape>,
    /// Where it is offered: places of the same organisation.
    pub locations: Option<Vec<LocationId>>,
    /// The youngest whom it helps, in years.
    pub minimum_age: Amend<i32>,
    /// The oldest.
    pub maximum_age: Amend<i32>,
    /// The languages in which it helps.
    pub languages: Option<BTreeSet<LanguageTag>>,
    /// Whom it is for, in words.
    pub eligibility: Amend<Description>,
    /// What it costs.
    pub fees: Amend<Description>,
    /// How long one waits.
    pub wait_time: Amend<Title>,
    /// How one applies.
    pub application: Amend<Description>,
    /// The public address.
    pub email: Amend<EmailAddress>,
    /// The public phone number.
    pub phone: Amend<PublicPhone>,
    /// The website.
    pub website: Amend<Website>,
    /// When it is there, local time.
    pub opening_hours: Option<Vec<WeeklySlot>>,
}

/// A service to be entered.
#[derive(Debug, Clone)]
pub struct NewService {
    /// The name.
    pub name: Title,
    /// What it offers.
    pub description: Description,
    /// The kinds of help.
    pub categories: BTreeSet<Category>,
    /// The rest.
    pub said: ServiceSaid,
}

/// What is changed of a service; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct ServicePatch {
    /// The name.
    pub name: Option<Title>,
    /// What it offers.
    pub description: Option<Description>,
    /// The kinds of help.
    pub categories: Option<BTreeSet<Category>>,
    /// The rest.
    pub said: ServiceSaid,
}

/// A service.
///
/// # Errors
/// When there is none of this id.
pub fn service(tx: &mut Tx<'_>, id: ServiceId) -> Result<Service> {
    rows::get(tx, id)
}

/// The services of these ids, each with whose it is.
///
/// # Errors
/// When the database fails.
pub fn with_owners(tx: &mut Tx<'_>, ids: &BTreeSet<ServiceId>) -> Result<BTreeMap<ServiceId, (Service, Organisation)>> {
    let services = rows::of_ids(tx, ids)?;
    let owners = store::of_ids(tx, &services.iter().map(|it| it.organisation).collect())?;
    let owners: BTreeMap<_, _> = owners.into_iter().map(|it| (it.id, it)).collect();
    let with_owner = |it: Service| Some((it.id, (it.clone(), owners.get(&it.organisation)?.clone())));
    Ok(services.into_iter().filter_map(with_owner).collect())
}

/// Whether a service takes cases of a neighbourhood on now; `position`: where in it, if that is known.
///
/// # Errors
/// When there is no such service.
pub fn serves(
    tx: &mut Tx<'_>,
    id: ServiceId,
    neighbourhood: NeighbourhoodId,
    position: Option<Position>,
) -> Result<bool> {
    let service = rows::get(tx, id)?;
    Ok(service.status == ServiceStatus::Active && service.areas.covers(&place(tx, neighbourhood, position)?).is_some())
}

/// Which services are looked for.
#[derive(Debug, Clone, Copy)]
pub struct WantedServices {
    /// Those that serve this neighbourhood, or a part of it.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// Those that offer this kind of help.
    pub category: Option<Category>,
    /// Those of this organisation.
    pub organisation: Option<OrganisationId>,
    /// Those that take cases on, or those that do not.
    pub status: ServiceStatus,
}

/// A page of services. It has fewer where an area of their own turns out to lie elsewhere.
///
/// # Errors
/// When the database fails.
pub fn services(tx: &mut Tx<'_>, wanted: WantedServices, cursor: Cursor) -> Result<Page<Service>> {
    let WantedServices { neighbourhood, category, organisation, status } = wanted;
    let at = match neighbourhood.map(|it| place(tx, it, None)).transpose() {
        // What is not there is served by nobody.
        Err(error) if error.code().is_some() => return Ok(Page { items: Vec::new(), next: None }),
        at => at?,
    };
    let wanted = Wanted { at, category, organisation, status: Some(status) };
    let mut page = Page::new(rows::list(tx, &wanted, cursor)?, cursor, |it| it.id.uuid());
    if let Some(at) = &wanted.at {
        page.items.retain(|it| it.areas.covers(at).is_some());
    }
    Ok(page)
}

/// The services that take cases of a kind on, there; `position`: where in the neighbourhood, if that is known.
///
/// # Errors
/// When there is no such neighbourhood.
pub fn services_for(
    tx: &mut Tx<'_>,
    category: Category,
    neighbourhood: NeighbourhoodId,
    position: Option<Position>,
) -> Result<Vec<(Service, Coverage)>> {
    let at = place(tx, neighbourhood, position)?;
    let wanted = Wanted {
        at: Some(at.clone()),
        category: Some(category),
        organisation: None,
        status: Some(ServiceStatus::Active),
    };
    let all = rows::all(tx, &wanted)?;
    Ok(all.into_iter().filter_map(|it| it.areas.covers(&at).map(|by| (it, by))).collect())
}

/// Enters a service of an organisation. Whoever enters it says that it is right.
///
/// # Errors
/// A refusal when the actor may not, or when a neighbourhood or a place does not exist.
pub fn create_service(
    tx: &mut Tx<'_>,
    actor: &Actor,
    organisation: OrganisationId,
    new: NewService,
) -> Result<ServiceId> {
    store::get(tx, organisation)?;
    let by = check(actor, Action::CreateService, &subject(organisation))?;
    let id = ServiceId::fresh();
    let NewService { name, description, categories, said } = new;
    let empty = Service {
        id,
        organisation,
        name,
        description,
        status: ServiceStatus::Active,
        capacity: Capacity::Open,
        categories,
        areas: Areas::default(),
        ages: Ages::default(),
        locations: BTreeSet::new(),
        details: Details::default(),
        assured_on: Date::of(tx.now),
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let entered = said.over(tx, empty)?;
    rows::insert(tx, &entered)?;
    tx.record(&Event::ServiceCreated(id).by(by).with("organisation", organisation))?;
    Ok(id)
}

/// Changes a service.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or names a neighbourhood or a place that does not exist.
pub fn change_service(tx: &mut Tx<'_>, actor: &Actor, id: ServiceId, patch: ServicePatch) -> Result<ServiceId> {
    let mut changed = rows::lock(tx, id)?;
    let by = check(actor, Action::ChangeService, &subject(changed.organisation))?;
    tx.if_match(Some(changed.version))?;
    changed.name = patch.name.unwrap_or(changed.name);
    changed.description = patch.description.unwrap_or(changed.description);
    changed.categories = patch.categories.unwrap_or(changed.categories);
    let changed = patch.said.over(tx, changed)?;
    rows::save(tx, &changed)?;
    tx.record(&Event::ServiceChanged(id).by(by).with("organisation", changed.organisation))?;
    Ok(id)
}

/// Says that all that the directory says of a service is right as it stands.
///
/// # Errors
/// A refusal when the actor may not, or has read another version.
pub fn assure(tx: &mut Tx<'_>, actor: &Actor, id: ServiceId) -> Result<ServiceId> {
    let service = rows::lock(tx, id)?;
    let by = check(actor, Action::AssureService, &subject(service.organisation))?;
    tx.if_match(Some(service.version))?;
    rows::save(tx, &Service { assured_on: Date::of(tx.now), ..service })?;
    tx.record(&Event::ServiceAssured(id).by(by))?;
    Ok(id)
}

impl ServiceSaid {
    /// The service with what is said.
    fn over(self, tx: &mut Tx<'_>, mut of: Service) -> Result<Service> {
        if let Some(areas) = self.areas {
            of.areas.neighbourhoods = known("areas", &areas, |it| Ok(places::get(tx, it)?.id == it))?;
        }
        if let Some(locations) = self.locations {
            let is_theirs = |it| Ok(store::locations::get(tx, it)?.organisation == of.organisation);
            of.locations = known("locations", &locations, is_theirs)?;
        }
        of.areas.municipalities = self.municipalities.unwrap_or(of.areas.municipalities);
        of.areas.polygon = self.polygon.over(of.areas.polygon);
        of.status = self.status.unwrap_or(of.status);
        of.capacity = self.capacity.unwrap_or(of.capacity);
        let Ages { minimum, maximum } = of.ages;
        of.ages = Ages { minimum: self.minimum_age.over(minimum), maximum: self.maximum_age.over(maximum) };
        of.ages.check().map_err(|(field, why)| Error::invalid(format!("/{field}"), why))?;
        let before = of.details;
        of.details = Details {
            languages: self.languages.unwrap_or(before.languages),
            eligibility: self.eligibility.over(before.eligibility),
            fees: self.fees.over(before.fees),
            wait_time: self.wait_time.over(before.wait_time),
            application: self.application.over(before.application),
            email: self.email.over(before.email),
            phone: self.phone.over(before.phone),
            website: self.website.over(before.website),
            opening_hours: self.opening_hours.unwrap_or(before.opening_hours),
        };
        Ok(of)
    }
}
