//! The routes about neighbourhoods. All are public.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::actions;
use super::model::Position;
use super::{Neighbourhood, Phase};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::NeighbourhoodId;
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

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
    /// The version of the boundary in force.
    boundary_version: i32,
    boundary_href: String,
    /// When its team is there, and which numbers to call otherwise.
    duty_hours_href: String,
    created_at: Instant,
    updated_at: Instant,
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
