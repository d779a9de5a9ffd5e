//! The routes about neighbourhoods: public but for what they decide for themselves.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::actions;
use super::model::{CategoryTitle, Position, WaveRhythm, WayToMatch, Weights, usual_ways};
use super::templates::Template;
use super::{Neighbourhood, Phase, Policy};
use crate::categories::Category;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::NeighbourhoodId;
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource};
use crate::platform::text::HelpNumber;
use crate::platform::{Amend, Error, Result, Tx};
use crate::policy::{self, Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/neighbourhoods", Action::SeeNeighbourhood, "The neighbourhoods", list)
        .pages::<NeighbourhoodBody>();
    let _ = api
        .get("/v1/neighbourhoods/{neighbourhoodId}", Action::SeeNeighbourhood, "A neighbourhood", see)
        .shows::<NeighbourhoodBody>();
    let _ = api
        .get(
            "/v1/neighbourhoods/{neighbourhoodId}/boundary",
            Action::SeeNeighbourhood,
            "The boundary of a neighbourhood",
            boundary,
        )
        .answers::<BoundaryBody>()
        .cached();
    let _ = api
        .post("/v1/neighbourhoods/locate", Action::SeeNeighbourhood, "In which neighbourhood a position lies", locate)
        .takes::<LocateBody>()
        .answers::<LocatedBody>()
        .refuses(&[Code::OutsideEveryNeighbourhood]);
    let policy = "/v1/neighbourhoods/{neighbourhoodId}/policy";
    let _ =
        api.get(policy, Action::SeePolicy, "What a neighbourhood decides for itself", see_policy).shows::<PolicyBody>();
    let _ = api
        .patch(policy, Action::ChangePolicy, "Change what a neighbourhood decides for itself", change_policy)
        .takes::<PolicyPatchBody>()
        .shows::<PolicyBody>();
    let _ = api
        .post(
            "/v1/neighbourhoods/{neighbourhoodId}/policy/useTemplate",
            Action::ChangePolicy,
            "Decide as a template does",
            use_template,
        )
        .takes::<TemplateBody>()
        .shows::<PolicyBody>();
}

/// A neighbourhood.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NeighbourhoodBody {
    id: NeighbourhoodId,
    href: String,
    code: String,
    name: String,
    /// The NIS code of the municipality.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    municipality: Option<String>,
    state: Phase,
    version: i32,
    /// The kinds of help that are offered here.
    categories: Vec<Category>,
    /// What kinds of help are called here; without a word of its own one is called as everywhere.
    category_titles: Vec<CategoryTitle>,
    /// The version of the boundary in force.
    boundary_version: i32,
    boundary_href: String,
    /// When its team is there, and which numbers to call otherwise.
    duty_hours_href: String,
    created_at: Instant,
    updated_at: Instant,
}

/// What a neighbourhood decides for itself.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PolicyBody {
    href: String,
    /// How far the neighbourhood is.
    state: Phase,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    neighbourhood: NeighbourhoodRef,
    /// What counts how much when helpers are ranked, as it holds.
    weights: Weights,
    /// In which ways people are brought together, as it holds.
    ways_to_match: BTreeSet<WayToMatch>,
    /// How waves go, as it holds.
    wave_rhythm: WaveRhythm,
    /// Whether what trusted persons ask and offer counts before anybody has looked.
    trusted_persons: bool,
    /// The kinds of help that are not offered.
    categories_off: BTreeSet<Category>,
    /// What kinds of help are called here.
    category_titles: Vec<CategoryTitle>,
    /// The number of the team. Public: it stands on what the team prints.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<HelpNumber>,
}

impl Resource for PolicyBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// What changes: what is left out stays, null makes it as everywhere.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PolicyPatchBody {
    /// All five; they add up to 100.
    #[serde(default)]
    #[schema(value_type = Option<Weights>)]
    weights: Amend<Weights>,
    /// At least one.
    #[serde(default)]
    #[schema(value_type = Option<BTreeSet<WayToMatch>>, min_items = 1, max_items = 3)]
    ways_to_match: Amend<BTreeSet<WayToMatch>>,
    #[serde(default)]
    #[schema(value_type = Option<WaveRhythm>)]
    wave_rhythm: Amend<WaveRhythm>,
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    trusted_persons: Amend<bool>,
    /// The kinds of help that are not offered: at least one is. What was asked for before goes on.
    #[serde(default)]
    #[schema(value_type = Option<BTreeSet<Category>>, max_items = 15)]
    categories_off: Amend<BTreeSet<Category>>,
    /// What kinds of help are called here, each at most once in a language.
    #[serde(default)]
    #[schema(value_type = Option<Vec<CategoryTitle>>, max_items = 64)]
    category_titles: Amend<Vec<CategoryTitle>>,
    #[serde(default)]
    #[schema(value_type = Option<HelpNumber>)]
    phone: Amend<HelpNumber>,
    /// How far the neighbourhood is.
    #[schema(nullable = false)]
    state: Option<Phase>,
}

/// Which template.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplateBody {
    template: Template,
}

/// The boundary of a neighbourhood as a GeoJSON feature.
#[derive(Serialize, ToSchema)]
struct BoundaryBody {
    #[serde(rename = "type")]
    kind: &'static str,
    id: NeighbourhoodId,
    properties: BoundaryProperties,
    /// A GeoJSON `MultiPolygon`, WGS84.
    #[schema(value_type = Object, additional_properties)]
    geometry: Value,
}

/// Which neighbourhood it is.
#[derive(Serialize, ToSchema)]
struct BoundaryProperties {
    code: String,
    name: String,
}

/// A position to locate. It is neither kept nor logged.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LocateBody {
    position: Position,
}

/// Where a position lies.
#[derive(Serialize, ToSchema)]
struct LocatedBody {
    neighbourhood: NeighbourhoodRef,
}

/// A neighbourhood by its name.
#[derive(Serialize, ToSchema)]
pub struct NeighbourhoodRef {
    id: NeighbourhoodId,
    code: String,
    name: String,
    href: String,
}

impl NeighbourhoodRef {
    /// The neighbourhood of an id.
    ///
    /// # Errors
    /// When there is none.
    pub fn of(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Self> {
        let Neighbourhood { code, name, .. } = actions::get(tx, id)?;
        Ok(Self { id, code, name, href: href(id) })
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Resource for NeighbourhoodBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

fn href(id: NeighbourhoodId) -> String {
    format!("/v1/neighbourhoods/{id}")
}

fn body(of: Neighbourhood) -> NeighbourhoodBody {
    NeighbourhoodBody {
        id: of.id,
        href: href(of.id),
        code: of.code,
        name: of.name,
        municipality: of.municipality_nis,
        state: of.phase,
        version: of.version,
        categories: of.policy.0.categories(),
        category_titles: of.policy.0.category_titles.unwrap_or_default(),
        boundary_version: of.boundary_version,
        boundary_href: format!("{}/boundary", href(of.id)),
        duty_hours_href: format!("{}/dutyHours", href(of.id)),
        created_at: of.created_at,
        updated_at: of.updated_at,
    }
}

async fn list(call: Call, page: Paged) -> Answer {
    let cursor = page.cursor;
    let page = call.read(move |tx, _| actions::neighbourhoods(tx, cursor)).await?;
    Reply::json(StatusCode::OK, &page.try_map(|it| Ok(body(it)))?)
}

async fn see(call: Call, id: Id<NeighbourhoodId>) -> Answer {
    call.show(move |tx, _| Ok(body(actions::get(tx, id.0)?))).await
}

fn show_policy(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodId) -> Result<PolicyBody> {
    let of = actions::see_policy(tx, actor, id)?;
    let verbs = [("change", Action::ChangePolicy, true), ("useTemplate", Action::ChangePolicy, true)];
    let holds = of.policy.0;
    Ok(PolicyBody {
        href: format!("{}/policy", href(id)),
        state: of.phase,
        version: of.version,
        allowed_actions: policy::allowed(actor, &actions::subject(id), verbs),
        created_at: of.created_at,
        updated_at: of.updated_at,
        neighbourhood: NeighbourhoodRef::of(tx, id)?,
        weights: holds.weights.unwrap_or_default(),
        ways_to_match: holds.ways_to_match.unwrap_or_else(usual_ways),
        wave_rhythm: holds.wave_rhythm.unwrap_or_default(),
        trusted_persons: holds.trusted_persons.unwrap_or(false),
        categories_off: holds.categories_off.unwrap_or_default(),
        category_titles: holds.category_titles.unwrap_or_default(),
        phone: holds.phone,
    })
}

async fn see_policy(call: Call, id: Id<NeighbourhoodId>) -> Answer {
    call.show(move |tx, actor| show_policy(tx, actor, id.0)).await
}

async fn change_policy(call: Call, id: Id<NeighbourhoodId>, body: Body<PolicyPatchBody>) -> Answer {
    let act = move |tx: &mut Tx<'_>, actor: &Actor, patch: PolicyPatchBody| {
        actions::change_policy(tx, actor, id.0, patch.state, |known| Policy {
            weights: patch.weights.over(known.weights),
            ways_to_match: patch.ways_to_match.over(known.ways_to_match),
            wave_rhythm: patch.wave_rhythm.over(known.wave_rhythm),
            trusted_persons: patch.trusted_persons.over(known.trusted_persons),
            categories_off: patch.categories_off.over(known.categories_off),
            category_titles: patch.category_titles.over(known.category_titles),
            phone: patch.phone.over(known.phone),
        })
    };
    call.act(body, act, show_policy).await
}

async fn use_template(call: Call, id: Id<NeighbourhoodId>, body: Body<TemplateBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::use_template(tx, actor, id.0, said.template), show_policy).await
}

async fn boundary(call: Call, id: Id<NeighbourhoodId>) -> Answer {
    let feature = move |tx: &mut Tx<'_>, _: &Actor| -> Result<_> {
        let of = actions::get(tx, id.0)?;
        let (geometry, hash) = actions::boundary(tx, id.0)?;
        let geometry = serde_json::from_str(&geometry)
            .map_err(|error| Error::Inconsistent(format!("boundary of {}: {error}", id.0)))?;
        let properties = BoundaryProperties { code: of.code, name: of.name };
        Ok((BoundaryBody { kind: "Feature", id: id.0, properties, geometry }, hash))
    };
    let (feature, hash) = call.read(feature).await?;
    Reply::cacheable(&feature, &hash, call.known_etag())
}

async fn locate(call: Call, body: Body<LocateBody>) -> Answer {
    let position = body.value.position;
    let neighbourhood = call
        .read(move |tx, _| {
            let id = actions::locate(tx, &position)?.neighbourhood.ok_or(Code::OutsideEveryNeighbourhood)?;
            NeighbourhoodRef::of(tx, id)
        })
        .await?;
    Reply::json(StatusCode::OK, &LocatedBody { neighbourhood })
}
