//! The routes of the export.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions::{self, Export};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::PersonId;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Reply, Resource};
use crate::policy::Action;

const HREF: &str = "/v1/me/export";
const FILE: &str = "/v1/me/export/file";
/// What the file is called.
pub const FILE_NAME: &str = "buurtnet-export.zip";

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post(
            HREF,
            Action::ExportPerson,
            "Ask for a copy of all that is known of the caller, after a fresh sign-in",
            ask_export,
        )
        .takes_nothing()
        .answers::<ExportBody>()
        .refuses(&[Code::StepUpNeeded]);
    let _ = api.get(HREF, Action::ExportPerson, "How far that copy is", see_export).answers::<ExportBody>();
    let _ = api
        .get(FILE, Action::ExportPerson, "Fetch that copy as a zip, after a fresh sign-in", fetch_export)
        .also_as("application/zip")
        .refuses(&[Code::StepUpNeeded, Code::WrongState]);
}

crate::db::types::words! {
    /// How far an export is.
    ExportState {
        /// Nobody asked for one, or it is gone.
        Absent = "absent",
        /// It is being made; a mail tells when it is ready.
        Preparing = "preparing",
        /// It can be fetched.
        Ready = "ready",
    }
}

/// A copy of all that is known of the caller.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ExportBody {
    href: &'static str,
    state: ExportState,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    created_at: Option<Instant>,
    /// Until when it can be fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    expires_at: Option<Instant>,
    /// Where to fetch it, once it is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    file: Option<&'static str>,
}

impl Resource for ExportBody {
    fn href(&self) -> &str {
        self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn body(export: Option<Export>) -> ExportBody {
    let state = match &export {
        None => ExportState::Absent,
        Some(it) if it.ready_at.is_none() => ExportState::Preparing,
        Some(_) => ExportState::Ready,
    };
    ExportBody {
        href: HREF,
        state,
        created_at: export.as_ref().map(|it| it.created_at),
        expires_at: export.and_then(|it| it.expires_at),
        file: (state == ExportState::Ready).then_some(FILE),
    }
}

async fn ask_export(call: Call, said: Body<Empty>) -> Answer {
    call.act(
        said,
        move |tx, actor, _| actions::ask(tx, actor),
        |tx, actor, _: PersonId| Ok(body(actions::see(tx, actor)?)),
    )
    .await
}

async fn see_export(call: Call) -> Answer {
    call.read(|tx, actor| Reply::json(StatusCode::OK, &body(actions::see(tx, actor)?))).await
}

async fn fetch_export(call: Call) -> Answer {
    let zip = call.run(actions::fetch).await?;
    Ok(Reply::file(zip, "application/zip", FILE_NAME))
}
