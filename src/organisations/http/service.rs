//! Services.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::location::{LocationRef, location_refs};
use super::organisation::{OrganisationRef, organisation_ref};
use super::{at_most, opening_hours};
use crate::categories::Category;
use crate::ids::{LocationId, NeighbourhoodId, OrganisationId, ServiceId};
use crate::organisations::actions::{self, NewService, ServicePatch, ServiceSaid, WantedServices};
use crate::organisations::model::{
    AreaShape, Capacity, Details, MOST_AREAS, MOST_LANGUAGES, MOST_LOCATIONS, MOST_MUNICIPALITIES, Service,
    ServiceStatus,
};
use crate::people::model::LanguageTag;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource, Shown};
use crate::platform::text::{Description, EmailAddress, NisCode, PublicPhone, Title, Website};
use crate::platform::{Amend, Error, Result, Tx};
use crate::policy::{self, Action, Actor};
use crate::when::{Date, WeeklySlot};

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/organisations/{organisationId}/services", Action::CreateService, "Enter a service", create_service)
        .takes::<NewServiceBody>()
        .creates::<ServiceBody>();
    let _ = api
        .get("/v1/services", Action::SeeOrganisation, "The services that take cases on", list)
        .query::<ServicesQuery>()
        .pages::<ServiceBody>();
    let _ = api.get("/v1/services/{serviceId}", Action::SeeOrganisation, "A service", see).shows::<ServiceBody>();
    let _ = api
        .patch("/v1/services/{serviceId}", Action::ChangeService, "Change a service", change)
        .takes::<ServicePatchBody>()
        .shows::<ServiceBody>();
    let _ = api
        .post("/v1/services/{serviceId}/assure", Action::AssureService, "Say that a service is described right", assure)
        .takes_nothing()
        .shows::<ServiceBody>();
}

/// How many kinds of help a service can name.
const MOST_CATEGORIES: usize = 16;

/// A service of an organisation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ServiceBody {
    #[serde(flatten)]
    shown: Shown<ServiceStatus, ServiceId>,
    organisation: OrganisationRef,
    name: Title,
    description: Description,
    /// The same word as the state.
    status: ServiceStatus,
    /// Whether it has room, as far as the organisation said.
    capacity: Capacity,
    categories: Vec<Category>,
    /// The neighbourhoods it serves.
    areas: Vec<NeighbourhoodId>,
    /// The municipalities that it serves whole, by their NIS codes.
    municipalities: Vec<NisCode>,
    /// An area that it serves besides: a GeoJSON `Polygon` or `MultiPolygon`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object, nullable = false)]
    polygon: Option<Value>,
    /// Where it is offered.
    locations: Vec<LocationRef>,
    /// The youngest whom it helps, in years.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    minimum_age: Option<i32>,
    /// The oldest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    maximum_age: Option<i32>,
    #[serde(flatten)]
    details: DetailsBody,
    /// The day on which somebody last said that all of this is right.
    assured_on: Date,
    /// Whether that was within six months. A month later the service is not proposed any more.
    is_assured: bool,
}

/// What is said of a service.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DetailsBody {
    /// The languages in which it helps.
    languages: BTreeSet<LanguageTag>,
    /// Whom it is for, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    eligibility: Option<Description>,
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    fees: Option<Description>,
    /// How long one waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    wait_time: Option<Title>,
    /// How one applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    application: Option<Description>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email: Option<EmailAddress>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<PublicPhone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    website: Option<Website>,
    /// When it is there, local time.
    opening_hours: Vec<WeeklySlot>,
}

impl From<Details> for DetailsBody {
    fn from(of: Details) -> Self {
        let Details { languages, eligibility, fees, wait_time, application, email, phone, website, opening_hours } = of;
        Self { languages, eligibility, fees, wait_time, application, email, phone, website, opening_hours }
    }
}

/// Declares a body with all that can be left out of a service when it is entered and when it is changed.
macro_rules! said_of_service {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct $name {
            $($(#[$fdoc])* $field: $type,)+
            #[schema(nullable = false)]
            status: Option<ServiceStatus>,
            /// Whether it has room.
            #[schema(nullable = false)]
            capacity: Option<Capacity>,
            /// The municipalities that it serves whole, by their NIS codes.
            #[schema(nullable = false, max_items = 600)]
            municipalities: Option<Vec<NisCode>>,
            /// An area that it serves besides: a GeoJSON `Polygon` or `MultiPolygon`.
            #[serde(default)]
            #[schema(value_type = Option<Object>)]
            polygon: Amend<Value>,
            /// Where it is offered: places of the same organisation.
            #[schema(nullable = false, max_items = 50)]
            locations: Option<Vec<LocationId>>,
            /// The youngest whom it helps, in years.
            #[serde(default)]
            #[schema(value_type = Option<i32>, minimum = 0, maximum = 130)]
            minimum_age: Amend<i32>,
            /// The oldest.
            #[serde(default)]
            #[schema(value_type = Option<i32>, minimum = 0, maximum = 130)]
            maximum_age: Amend<i32>,
            /// The languages in which it helps.
            #[schema(nullable = false, max_items = 50)]
            languages: Option<Vec<LanguageTag>>,
            /// Whom it is for, in words.
            #[serde(default)]
            #[schema(value_type = Option<Description>)]
            eligibility: Amend<Description>,
            /// What it costs.
            #[serde(default)]
            #[schema(value_type = Option<Description>)]
            fees: Amend<Description>,
            /// How long one waits.
            #[serde(default)]
            #[schema(value_type = Option<Title>)]
            wait_time: Amend<Title>,
            /// How one applies.
            #[serde(default)]
            #[schema(value_type = Option<Description>)]
            application: Amend<Description>,
            /// A public address.
            #[serde(default)]
            #[schema(value_type = Option<EmailAddress>)]
            email: Amend<EmailAddress>,
            /// A public phone number.
            #[serde(default)]
            #[schema(value_type = Option<PublicPhone>)]
            phone: Amend<PublicPhone>,
            #[serde(default)]
            #[schema(value_type = Option<Website>)]
            website: Amend<Website>,
            /// When it is there, local time.
            #[schema(nullable = false, max_items = 50)]
            opening_hours: Option<Vec<WeeklySlot>>,
        }

        impl $name {
            fn said(self, areas: Option<Vec<NeighbourhoodId>>) -> Result<ServiceSaid> {
                Ok(ServiceSaid {
                    status: self.status,
                    capacity: self.capacity,
                    areas: at_most("/areas", MOST_AREAS, areas)?,
                    municipalities: set("/municipalities", MOST_MUNICIPALITIES, self.municipalities)?,
                    polygon: polygon(self.polygon)?,
                    locations: at_most("/locations", MOST_LOCATIONS, self.locations)?,
                    minimum_age: self.minimum_age,
                    maximum_age: self.maximum_age,
                    languages: set("/languages", MOST_LANGUAGES, self.languages)?,
                    eligibility: self.eligibility,
                    fees: self.fees,
                    wait_time: self.wait_time,
                    application: self.application,
                    email: self.email,
                    phone: self.phone,
                    website: self.website,
                    opening_hours: opening_hours(self.opening_hours)?,
                })
            }
        }
    };
}

said_of_service! {
    /// A service to be entered.
    NewServiceBody {
        name: Title,
        description: Description,
        #[schema(min_items = 1, max_items = 16)]
        categories: Vec<Category>,
        /// The neighbourhoods it serves.
        #[schema(max_items = 500)]
        areas: Vec<NeighbourhoodId>,
    }
}

said_of_service! {
    /// What is changed of a service; what is left out stays, `null` takes away.
    ServicePatchBody {
        #[schema(nullable = false)]
        name: Option<Title>,
        #[schema(nullable = false)]
        description: Option<Description>,
        #[schema(nullable = false, min_items = 1, max_items = 16)]
        categories: Option<Vec<Category>>,
        /// The neighbourhoods it serves.
        #[schema(nullable = false, max_items = 500)]
        areas: Option<Vec<NeighbourhoodId>>,
    }
}

/// Which services are looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ServicesQuery {
    /// Those that serve this neighbourhood.
    neighbourhood: Option<NeighbourhoodId>,
    /// Those that offer this kind of help.
    category: Option<Category>,
    /// Those of this organisation.
    organisation: Option<OrganisationId>,
    /// Those that take cases on, when left out.
    status: Option<ServiceStatus>,
}

impl Resource for ServiceBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

fn body(tx: &mut Tx<'_>, actor: &Actor, of: Service) -> Result<ServiceBody> {
    let verbs = [("change", Action::ChangeService, true), ("assure", Action::AssureService, true)];
    let shown = Shown {
        id: of.id,
        href: format!("/v1/services/{}", of.id),
        state: of.status,
        version: of.version,
        allowed_actions: policy::allowed(actor, &actions::subject(of.organisation), verbs),
        created_at: of.created_at,
        updated_at: of.updated_at,
    };
    Ok(ServiceBody {
        shown,
        organisation: organisation_ref(tx, of.organisation)?,
        is_assured: of.is_assured(Date::of(tx.now)),
        name: of.name,
        description: of.description,
        status: of.status,
        capacity: of.capacity,
        categories: of.categories.into_iter().collect(),
        areas: of.areas.neighbourhoods.into_iter().collect(),
        municipalities: of.areas.municipalities.into_iter().collect(),
        polygon: of.areas.polygon.map(|it| written(&it, of.id)).transpose()?,
        locations: location_refs(tx, &of.locations.into_iter().collect::<Vec<_>>())?,
        minimum_age: of.ages.minimum,
        maximum_age: of.ages.maximum,
        details: of.details.into(),
        assured_on: of.assured_on,
    })
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: ServiceId) -> Result<ServiceBody> {
    let of = actions::service(tx, id)?;
    body(tx, actor, of)
}

fn categories(said: &[Category]) -> Result<BTreeSet<Category>> {
    if (1..=MOST_CATEGORIES).contains(&said.len()) {
        Ok(said.iter().copied().collect())
    } else {
        Err(Error::invalid("/categories", format!("has 1 to {MOST_CATEGORIES} items")))
    }
}

/// An area, from GeoJSON.
fn polygon(said: Amend<Value>) -> Result<Amend<AreaShape>> {
    Ok(match said {
        Amend::Keep => Amend::Keep,
        Amend::Remove => Amend::Remove,
        Amend::Set(said) => {
            Amend::Set(said.to_string().parse().map_err(|why: String| Error::invalid("/polygon", why))?)
        }
    })
}

/// An area, as GeoJSON.
fn written(of: &AreaShape, service: ServiceId) -> Result<Value> {
    serde_json::from_str(of.as_str()).map_err(|why| Error::Inconsistent(format!("the area of {service}: {why}")))
}

fn set<T: Ord>(pointer: &'static str, most: usize, said: Option<Vec<T>>) -> Result<Option<BTreeSet<T>>> {
    Ok(at_most(pointer, most, said)?.map(|it| it.into_iter().collect()))
}

async fn list(call: Call, page: Paged<ServicesQuery>) -> Answer {
    let cursor = page.cursor;
    let ServicesQuery { neighbourhood, category, organisation, status } = page.wanted;
    let status = status.unwrap_or(ServiceStatus::Active);
    let wanted = WantedServices { neighbourhood, category, organisation, status };
    let page = call
        .read(move |tx, actor| {
            let page = actions::services(tx, wanted, cursor)?;
            page.try_map(|it| body(tx, actor, it))
        })
        .await?;
    Reply::json(StatusCode::OK, &page)
}

async fn see(call: Call, id: Id<ServiceId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn create_service(call: Call, id: Id<OrganisationId>, body: Body<NewServiceBody>) -> Answer {
    call.act(
        body,
        move |tx, actor, said| {
            let categories = categories(&said.categories)?;
            let (name, description, areas) = (said.name.clone(), said.description.clone(), said.areas.clone());
            let new = NewService { name, description, categories, said: said.said(Some(areas))? };
            actions::create_service(tx, actor, id.0, new)
        },
        show,
    )
    .await
}

async fn change(call: Call, id: Id<ServiceId>, body: Body<ServicePatchBody>) -> Answer {
    call.act(
        body,
        move |tx, actor, said| {
            let categories = said.categories.as_deref().map(categories).transpose()?;
            let (name, description, areas) = (said.name.clone(), said.description.clone(), said.areas.clone());
            let patch = ServicePatch { name, description, categories, said: said.said(areas)? };
            actions::change_service(tx, actor, id.0, patch)
        },
        show,
    )
    .await
}

async fn assure(call: Call, id: Id<ServiceId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::assure(tx, actor, id.0), show).await
}
