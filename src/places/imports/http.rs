//! The routes of files of neighbourhoods.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, LARGEST_UPLOAD, Look, Standing};
use super::model::{ImportState, NeighbourhoodImport};
use crate::clock::Instant;
use crate::ids::NeighbourhoodImportId;
use crate::places::boundaries::import::Columns;
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource};
use crate::platform::{Amend, Error, Result, Tx};
use crate::policy::{Action, Actor};

/// How much longer than the file a body can be that holds it as a text.
const ROOM_FOR_ESCAPES: usize = 2;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let all = "/v1/neighbourhoodImports";
    let one = "/v1/neighbourhoodImports/{importId}";
    let action = Action::ImportNeighbourhoods;
    let _ = api.get(all, action, "The files of neighbourhoods that were given", list).pages::<ImportSummaryBody>();
    let _ = api
        .post(all, action, "Give a file of neighbourhoods, to look at", enter)
        .takes::<NewImportBody>()
        .up_to(LARGEST_UPLOAD * ROOM_FOR_ESCAPES)
        .creates::<ImportBody>();
    let _ = api.get(one, action, "What is in a file of neighbourhoods", see).shows::<ImportBody>();
    let _ = api
        .patch(one, action, "Read other properties of a file of neighbourhoods", read_anew)
        .takes::<ImportPatchBody>()
        .shows::<ImportBody>();
    let _ = api.delete(one, action, "Throw a file of neighbourhoods away", discard);
    let _ = api
        .post("/v1/neighbourhoodImports/{importId}/bringIn", action, "Bring neighbourhoods of a file in", bring_in)
        .takes::<BringInBody>()
        .optionally()
        .shows::<ImportBody>();
}

/// A file of neighbourhoods.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewImportBody {
    /// The text of a `GeoJSON` `FeatureCollection` in WGS84 degrees, at most 16 MiB.
    #[schema(max_length = 16_777_216)]
    file: String,
    /// The property that holds the code of a neighbourhood; guessed when left out.
    #[schema(nullable = false, max_length = 200)]
    code_property: Option<String>,
    /// The property that holds its name; guessed when left out.
    #[schema(nullable = false, max_length = 200)]
    name_property: Option<String>,
    /// The property that holds the NIS code of its municipality; guessed when left out.
    #[schema(nullable = false, max_length = 200)]
    municipality_property: Option<String>,
    /// The NIS code of the municipality of all whose feature says none.
    #[schema(nullable = false, pattern = "^[0-9]{5}$", max_length = 5)]
    municipality: Option<String>,
}

/// Which properties are read instead; what is left out stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ImportPatchBody {
    #[schema(nullable = false, max_length = 200)]
    code_property: Option<String>,
    #[schema(nullable = false, max_length = 200)]
    name_property: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    municipality_property: Amend<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, pattern = "^[0-9]{5}$", max_length = 5)]
    municipality: Amend<String>,
}

/// Which neighbourhoods come in.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BringInBody {
    /// Their codes; all that can come in when left out.
    #[schema(nullable = false, min_items = 1, max_items = 20_000)]
    codes: Option<BTreeSet<String>>,
}

/// A file of neighbourhoods, in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ImportSummaryBody {
    id: NeighbourhoodImportId,
    href: String,
    state: ImportState,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

/// A file of neighbourhoods, with what is in it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ImportBody {
    id: NeighbourhoodImportId,
    href: String,
    state: ImportState,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    code_property: String,
    name_property: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    municipality_property: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    municipality: Option<String>,
    /// What can be chosen, with an example of each.
    properties: Vec<PropertyBody>,
    /// What can come in.
    found: Vec<FoundFeatureBody>,
    /// What cannot, and why.
    broken: Vec<BrokenBody>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<OutcomeBody>,
}

/// A property of the features.
#[derive(Serialize, ToSchema)]
struct PropertyBody {
    name: String,
    example: String,
}

/// A neighbourhood of the file.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FoundFeatureBody {
    code: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    municipality: Option<String>,
    /// What it is to those that are here.
    standing: Standing,
}

/// A feature that cannot come in.
#[derive(Serialize, ToSchema)]
struct BrokenBody {
    /// Its place in the file, counted from 1.
    index: usize,
    /// What is wrong with it, with its name.
    why: String,
}

/// What came of it, by code.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OutcomeBody {
    new: Vec<String>,
    changed: Vec<String>,
    unchanged: usize,
    /// Known here and not in the file any more; they stay.
    disappeared: Vec<String>,
}

impl Resource for ImportBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

fn href(id: NeighbourhoodImportId) -> String {
    format!("/v1/neighbourhoodImports/{id}")
}

fn summary(of: &NeighbourhoodImport) -> ImportSummaryBody {
    let NeighbourhoodImport { id, state, version, created_at, updated_at, .. } = *of;
    ImportSummaryBody { id, href: href(id), state, version, created_at, updated_at }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodImportId) -> Result<ImportBody> {
    let Look { of, properties, found, broken } = actions::look(tx, actor, id)?;
    let is_read = of.state == ImportState::Read;
    Ok(ImportBody {
        id,
        href: href(id),
        state: of.state,
        version: of.version,
        allowed_actions: if is_read { vec!["readAnew", "bringIn", "discard"] } else { Vec::new() },
        created_at: of.created_at,
        updated_at: of.updated_at,
        code_property: of.columns.code,
        name_property: of.columns.name,
        municipality_property: of.columns.municipality,
        municipality: of.columns.municipality_nis,
        properties: properties.into_iter().map(|it| PropertyBody { name: it.name, example: it.example }).collect(),
        found: found
            .into_iter()
            .map(|(it, standing)| FoundFeatureBody {
                code: it.code,
                name: it.name,
                municipality: it.municipality_nis,
                standing,
            })
            .collect(),
        broken: broken.iter().map(|it| BrokenBody { index: it.index, why: it.to_string() }).collect(),
        outcome: of.outcome.map(|it| OutcomeBody {
            new: it.new,
            changed: it.changed,
            unchanged: it.unchanged,
            disappeared: it.disappeared,
        }),
    })
}

async fn list(call: Call, page: Paged) -> Answer {
    let cursor = page.cursor;
    let page = call.read(move |tx, actor| actions::list(tx, actor, cursor)).await?;
    Reply::json(StatusCode::OK, &page.try_map(|it| Ok(summary(&it)))?)
}

async fn enter(call: Call, body: Body<NewImportBody>) -> Answer {
    let act = |tx: &mut Tx<'_>, actor: &Actor, said: NewImportBody| {
        let content = said.file.as_bytes();
        let guessed = actions::guess(content).map_err(|error| Error::invalid("/file", error.to_string()))?;
        let columns = Columns {
            code: said.code_property.unwrap_or(guessed.code),
            name: said.name_property.unwrap_or(guessed.name),
            municipality: said.municipality_property.or(guessed.municipality),
            municipality_nis: said.municipality,
        };
        actions::enter(tx, actor, content, &columns)
    };
    call.act(body, act, show).await
}

async fn see(call: Call, id: Id<NeighbourhoodImportId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn read_anew(call: Call, id: Id<NeighbourhoodImportId>, body: Body<ImportPatchBody>) -> Answer {
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: ImportPatchBody| {
        actions::read_anew(tx, actor, id.0, |known| Columns {
            code: said.code_property.unwrap_or(known.code),
            name: said.name_property.unwrap_or(known.name),
            municipality: said.municipality_property.over(known.municipality),
            municipality_nis: said.municipality.over(known.municipality_nis),
        })
    };
    call.act(body, act, show).await
}

async fn bring_in(call: Call, id: Id<NeighbourhoodImportId>, body: Body<BringInBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::bring_in(tx, actor, id.0, said.codes.as_ref()), show).await
}

async fn discard(call: Call, id: Id<NeighbourhoodImportId>) -> Answer {
    call.run(move |tx, actor| actions::discard(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}
