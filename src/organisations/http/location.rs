//! The places of organisations.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::opening_hours;
use super::organisation::{OrganisationRef, organisation_ref};
use crate::ids::{LocationId, OrganisationId};
use crate::organisations::actions::{self, LocationPatch, NewLocation};
use crate::organisations::model::{Location, LocationDetails, LocationKind, PublicPosition};
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource, Shown};
use crate::platform::text::{Address, Description, PublicPhone, Title, Website};
use crate::platform::{Amend, Result, Tx};
use crate::policy::{self, Action, Actor};
use crate::when::WeeklySlot;

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/organisations/{organisationId}/locations", Action::CreateLocation, "Enter a place", create_location)
        .takes::<NewLocationBody>()
        .creates::<LocationBody>();
    let _ = api
        .get("/v1/locations", Action::SeeOrganisation, "The places of organisations", list)
        .query::<LocationsQuery>()
        .pages::<LocationBody>();
    let _ = api
        .get("/v1/locations/{locationId}", Action::SeeOrganisation, "A place of an organisation", see)
        .shows::<LocationBody>();
    let _ = api
        .patch("/v1/locations/{locationId}", Action::ChangeLocation, "Change a place", change)
        .takes::<LocationPatchBody>()
        .shows::<LocationBody>();
}

/// A place by its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct LocationRef {
    id: LocationId,
    name: Title,
    href: String,
}

/// Places by their names.
pub(super) fn location_refs(tx: &mut Tx<'_>, ids: &[LocationId]) -> Result<Vec<LocationRef>> {
    let names = actions::location_names(tx, ids)?;
    Ok(names.into_iter().map(|(id, name)| LocationRef { id, name, href: href(id) }).collect())
}

/// A place of an organisation. All of it is public.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LocationBody {
    #[serde(flatten)]
    shown: Shown<LocationKind, LocationId>,
    organisation: OrganisationRef,
    name: Title,
    /// The same word as the state.
    kind: LocationKind,
    /// What there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<Description>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    street: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    postal_code: Option<Title>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    town: Option<Title>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    position: Option<PublicPosition>,
    /// What to mind to get in and around.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    accessibility: Option<Description>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<PublicPhone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    website: Option<Website>,
    /// When it is open, local time.
    opening_hours: Vec<WeeklySlot>,
}

/// A place to be entered.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewLocationBody {
    name: Title,
    /// `physical` when left out.
    kind: Option<LocationKind>,
    /// What there is.
    description: Option<Description>,
    /// Street and number.
    street: Option<Address>,
    postal_code: Option<Title>,
    town: Option<Title>,
    position: Option<PublicPosition>,
    /// What to mind to get in and around.
    accessibility: Option<Description>,
    phone: Option<PublicPhone>,
    website: Option<Website>,
    /// When it is open, local time.
    #[schema(max_items = 50)]
    opening_hours: Option<Vec<WeeklySlot>>,
}

/// What is changed of a place; what is left out stays, `null` takes away.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LocationPatchBody {
    #[schema(nullable = false)]
    name: Option<Title>,
    #[schema(nullable = false)]
    kind: Option<LocationKind>,
    /// What there is.
    #[serde(default)]
    #[schema(value_type = Option<Description>)]
    description: Amend<Description>,
    /// Street and number.
    #[serde(default)]
    #[schema(value_type = Option<Address>)]
    street: Amend<Address>,
    #[serde(default)]
    #[schema(value_type = Option<Title>)]
    postal_code: Amend<Title>,
    #[serde(default)]
    #[schema(value_type = Option<Title>)]
    town: Amend<Title>,
    #[serde(default)]
    #[schema(value_type = Option<PublicPosition>)]
    position: Amend<PublicPosition>,
    /// What to mind to get in and around.
    #[serde(default)]
    #[schema(value_type = Option<Description>)]
    accessibility: Amend<Description>,
    #[serde(default)]
    #[schema(value_type = Option<PublicPhone>)]
    phone: Amend<PublicPhone>,
    #[serde(default)]
    #[schema(value_type = Option<Website>)]
    website: Amend<Website>,
    /// When it is open, local time.
    #[schema(nullable = false, max_items = 50)]
    opening_hours: Option<Vec<WeeklySlot>>,
}

/// Which places are looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LocationsQuery {
    /// Those of this organisation.
    organisation: Option<OrganisationId>,
}

impl Resource for LocationBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

fn href(id: LocationId) -> String {
    format!("/v1/locations/{id}")
}

fn body(tx: &mut Tx<'_>, actor: &Actor, of: Location) -> Result<LocationBody> {
    let verbs = [("change", Action::ChangeLocation, true)];
    let shown = Shown {
        id: of.id,
        href: href(of.id),
        state: of.kind,
        version: of.version,
        allowed_actions: policy::allowed(actor, &actions::subject(of.organisation), verbs),
        created_at: of.created_at,
        updated_at: of.updated_at,
    };
    let details = of.details;
    Ok(LocationBody {
        shown,
        organisation: organisation_ref(tx, of.organisation)?,
        name: of.name,
        kind: of.kind,
        description: details.description,
        street: details.street,
        postal_code: details.postal_code,
        town: details.town,
        position: details.position,
        accessibility: details.accessibility,
        phone: details.phone,
        website: details.website,
        opening_hours: details.opening_hours,
    })
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: LocationId) -> Result<LocationBody> {
    let of = actions::location(tx, id)?;
    body(tx, actor, of)
}

async fn list(call: Call, page: Paged<LocationsQuery>) -> Answer {
    let (cursor, organisation) = (page.cursor, page.wanted.organisation);
    let page = call
        .read(move |tx, actor| {
            let page = actions::locations(tx, organisation, cursor)?;
            page.try_map(|it| body(tx, actor, it))
        })
        .await?;
    Reply::json(StatusCode::OK, &page)
}

async fn see(call: Call, id: Id<LocationId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn create_location(call: Call, id: Id<OrganisationId>, body: Body<NewLocationBody>) -> Answer {
    call.act(
        body,
        move |tx, actor, said| {
            let details = LocationDetails {
                description: said.description,
                street: said.street,
                postal_code: said.postal_code,
                town: said.town,
                position: said.position,
                accessibility: said.accessibility,
                phone: said.phone,
                website: said.website,
                opening_hours: opening_hours(said.opening_hours)?.unwrap_or_default(),
            };
            let kind = said.kind.unwrap_or(LocationKind::Physical);
            actions::create_location(tx, actor, id.0, NewLocation { name: said.name, kind, details })
        },
        show,
    )
    .await
}

async fn change(call: Call, id: Id<LocationId>, body: Body<LocationPatchBody>) -> Answer {
    call.act(
        body,
        move |tx, actor, said| {
            let patch = LocationPatch {
                name: said.name,
                kind: said.kind,
                description: said.description,
                street: said.street,
                postal_code: said.postal_code,
                town: said.town,
                position: said.position,
                accessibility: said.accessibility,
                phone: said.phone,
                website: said.website,
                opening_hours: opening_hours(said.opening_hours)?,
            };
            actions::change_location(tx, actor, id.0, patch)
        },
        show,
    )
    .await
}
