//! Services.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::organisation::{OrganisationRef, organisation_ref};
use crate::categories::Category;
use crate::ids::{NeighbourhoodId, OrganisationId, ServiceId};
use crate::organisations::actions::{self, NewService, ServicePatch, Wanted};
use crate::organisations::model::{Service, ServiceStatus};
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource, Shown};
use crate::platform::text::{Description, Title};
use crate::platform::{Error, Result, Tx};
use crate::policy::{self, Action, Actor};

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
}

/// How many kinds of help there are, and how many neighbourhoods a service can name.
const MOST_CATEGORIES: usize = 16;
const MOST_AREAS: usize = 500;

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
    categories: Vec<Category>,
    /// The neighbourhoods it serves.
    areas: Vec<NeighbourhoodId>,
}

/// A service to be entered.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewServiceBody {
    name: Title,
    description: Description,
    /// `active` when left out.
    status: Option<ServiceStatus>,
    #[schema(min_items = 1, max_items = 16)]
    categories: Vec<Category>,
    /// The neighbourhoods it serves.
    #[schema(max_items = 500)]
    areas: Vec<NeighbourhoodId>,
}

/// What is changed of a service; what is left out stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ServicePatchBody {
    #[schema(nullable = false)]
    name: Option<Title>,
    #[schema(nullable = false)]
    description: Option<Description>,
    #[schema(nullable = false)]
    status: Option<ServiceStatus>,
    #[schema(nullable = false, min_items = 1, max_items = 16)]
    categories: Option<Vec<Category>>,
    #[schema(nullable = false, max_items = 500)]
    areas: Option<Vec<NeighbourhoodId>>,
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
    let verbs = [("change", Action::ChangeService, true)];
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
        name: of.name,
        description: of.description,
        status: of.status,
        categories: of.categories.into_iter().collect(),
        areas: of.areas.into_iter().collect(),
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

fn areas(said: Vec<NeighbourhoodId>) -> Result<Vec<NeighbourhoodId>> {
    if said.len() <= MOST_AREAS {
        Ok(said)
    } else {
        Err(Error::invalid("/areas", format!("has at most {MOST_AREAS} items")))
    }
}

async fn list(call: Call, page: Paged<ServicesQuery>) -> Answer {
    let cursor = page.cursor;
    let ServicesQuery { neighbourhood, category, organisation, status } = page.wanted;
    let status = status.unwrap_or(ServiceStatus::Active);
    let wanted = Wanted { neighbourhood, category, organisation, status };
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
            let new = NewService {
                name: said.name,
                description: said.description,
                status: said.status.unwrap_or(ServiceStatus::Active),
                categories: categories(&said.categories)?,
                areas: areas(said.areas)?,
            };
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
            let patch = ServicePatch {
                name: said.name,
                description: said.description,
                status: said.status,
                categories: said.categories.map(|it| categories(&it)).transpose()?,
                areas: said.areas.map(areas).transpose()?,
            };
            actions::change_service(tx, actor, id.0, patch)
        },
        show,
    )
    .await
}
