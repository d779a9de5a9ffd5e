//! The routes about backend services, and beside the API those with which they sign in.

mod oauth;

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions::{self, BackendServicePatch, NewBackendService};
use super::model::{BackendService, Jwk, PublicKey};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{BackendServiceId, OrganisationId};
use crate::organisations::{OrganisationRef, organisation_ref};
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource};
use crate::platform::text::Title;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, allowed};

pub use oauth::configure;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get(
            "/v1/backendServices",
            Action::SeeBackendService,
            "Which software of the organisations of the caller signs in by itself",
            list,
        )
        .query::<BackendServicesQuery>()
        .pages::<BackendServiceBody>();
    let _ = api
        .post(
            "/v1/backendServices",
            Action::CreateBackendService,
            "Let software of an organisation sign in by itself",
            register,
        )
        .takes::<NewBackendServiceBody>()
        .creates::<BackendServiceBody>()
        .refuses(&[Code::PrivateKey, Code::StepUpNeeded, Code::WrongState]);
    let _ = api
        .get(
            "/v1/backendServices/{backendServiceId}",
            Action::SeeBackendService,
            "Software that signs in by itself, with its public keys",
            see,
        )
        .shows::<BackendServiceBody>();
    let _ = api
        .patch(
            "/v1/backendServices/{backendServiceId}",
            Action::ChangeBackendService,
            "Give such software another name, other keys or other scopes",
            change,
        )
        .takes::<BackendServicePatchBody>()
        .shows::<BackendServiceBody>()
        .refuses(&[Code::PrivateKey, Code::StepUpNeeded]);
    let _ = api.delete(
        "/v1/backendServices/{backendServiceId}",
        Action::ChangeBackendService,
        "Let such software sign in no more",
        delete,
    );
}

/// Keys as a JSON Web Key Set.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JwksBody {
    /// Several while they are changed: what is signed with any of them counts.
    #[schema(min_items = 1, max_items = 5)]
    keys: Vec<Jwk>,
}

/// Software of an organisation that signs in by itself, as SMART Backend Services has it, and then calls `/fhir/r4`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BackendServiceBody {
    /// What OAuth calls the client id.
    id: BackendServiceId,
    href: String,
    organisation: OrganisationRef,
    name: Title,
    keys: JwksBody,
    /// How far it reaches at most, as SMART writes it.
    scopes: Vec<String>,
    /// When it last got a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_used_at: Option<Instant>,
    /// Counts the changes; the same number as in the `ETag`.
    version: i32,
    /// What the caller may do now: names of verbs.
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
}

/// Software to be registered.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewBackendServiceBody {
    organisation_id: OrganisationId,
    name: Title,
    keys: JwksBody,
    /// How far it reaches at most, such as `system/Task.rus`; left out: as far as there is.
    #[schema(nullable = false, min_items = 1, max_items = 40)]
    scopes: Option<Vec<String>>,
}

/// What is changed of such software; what is left out stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BackendServicePatchBody {
    #[schema(nullable = false)]
    name: Option<Title>,
    /// All keys that count from now on.
    #[schema(nullable = false)]
    keys: Option<JwksBody>,
    #[schema(nullable = false, min_items = 1, max_items = 40)]
    scopes: Option<Vec<String>>,
}

/// Which software is looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BackendServicesQuery {
    /// That of this organisation.
    organisation: Option<OrganisationId>,
}

impl Resource for BackendServiceBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

fn body(tx: &mut Tx<'_>, actor: &Actor, of: BackendService) -> Result<BackendServiceBody> {
    let verbs = [("change", Action::ChangeBackendService, true), ("delete", Action::ChangeBackendService, true)];
    Ok(BackendServiceBody {
        href: format!("/v1/backendServices/{}", of.id),
        organisation: organisation_ref(tx, of.organisation)?,
        keys: JwksBody { keys: of.keys.iter().map(PublicKey::jwk).collect() },
        scopes: of.scopes.texts(),
        allowed_actions: allowed(actor, &actions::subject(&of), verbs),
        id: of.id,
        name: of.name,
        last_used_at: of.last_used_at,
        version: of.version,
        created_at: of.created_at,
        updated_at: of.updated_at,
    })
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: BackendServiceId) -> Result<BackendServiceBody> {
    let of = actions::see(tx, actor, id)?;
    body(tx, actor, of)
}

async fn list(call: Call, page: Paged<BackendServicesQuery>) -> Answer {
    let (cursor, organisation) = (page.cursor, page.wanted.organisation);
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = actions::see_all(tx, actor, organisation, cursor)?;
        page.try_map(|it| body(tx, actor, it))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn register(call: Call, said: Body<NewBackendServiceBody>) -> Answer {
    let register = |tx: &mut Tx<'_>, actor: &Actor, said: NewBackendServiceBody| {
        let NewBackendServiceBody { organisation_id, name, keys, scopes } = said;
        let new = NewBackendService { organisation: organisation_id, name, keys: keys.keys, scopes };
        actions::register(tx, actor, &new)
    };
    call.act(said, register, show).await
}

async fn see(call: Call, id: Id<BackendServiceId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn change(call: Call, id: Id<BackendServiceId>, said: Body<BackendServicePatchBody>) -> Answer {
    let change = move |tx: &mut Tx<'_>, actor: &Actor, said: BackendServicePatchBody| {
        let BackendServicePatchBody { name, keys, scopes } = said;
        let patch = BackendServicePatch { name, keys: keys.map(|it| it.keys), scopes };
        actions::change(tx, actor, id.0, &patch)
    };
    call.act(said, change, show).await
}

async fn delete(call: Call, id: Id<BackendServiceId>) -> Answer {
    call.run(move |tx, actor| actions::delete(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}
