//! The routes of waves.

use serde::Serialize;
use utoipa::ToSchema;

use super::actions;
use super::model::{Wave, WaveState};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::RequestId;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Resource};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub(in crate::matching) fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/requests/{requestId}/wave", Action::SeeWave, "How helpers are asked in waves for a request", see_wave)
        .shows::<WaveBody>();
    let _ = api
        .post("/v1/requests/{requestId}/wave", Action::StartWave, "Ask helpers in waves: some now, then others", wave)
        .takes_nothing()
        .shows::<WaveBody>()
        .refuses(&[Code::WayNotOn]);
    let _ = api
        .post("/v1/requests/{requestId}/stopWave", Action::StopWave, "Ask nobody else", stop_wave)
        .takes_nothing()
        .shows::<WaveBody>();
}

/// How helpers are asked in waves for a request.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WaveBody {
    href: String,
    /// The request.
    request_id: RequestId,
    state: WaveState,
    allowed_actions: Vec<&'static str>,
    /// How often helpers were asked.
    rounds: i32,
    /// How many helpers were asked.
    asked: i32,
    /// Before then nobody else is asked, unless all who were asked have answered; while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    created_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    updated_at: Option<Instant>,
}

impl Resource for WaveBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<WaveBody> {
    let (request, wave) = actions::see(tx, actor, id)?;
    let state = wave.map_or(WaveState::None, |it| it.state);
    let allowed_actions = actions::allowed(tx, actor, &request, wave.as_ref())?;
    let is_running = |it: &Wave| it.state == WaveState::Running;
    Ok(WaveBody {
        href: format!("/v1/requests/{id}/wave"),
        request_id: id,
        state,
        allowed_actions,
        rounds: wave.map_or(0, |it| it.rounds),
        asked: wave.map_or(0, |it| it.asked),
        next_at: wave.filter(is_running).map(|it| it.next_at),
        created_at: wave.map(|it| it.created_at),
        updated_at: wave.map(|it| it.updated_at),
    })
}

async fn see_wave(call: Call, id: Id<RequestId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn wave(call: Call, id: Id<RequestId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::start(tx, actor, id.0), show).await
}

async fn stop_wave(call: Call, id: Id<RequestId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::stop(tx, actor, id.0), show).await
}
