//! The routes about visits.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Seen};
use super::model::VisitState;
use crate::clock::Instant;
use crate::ids::{MatchId, VisitId};
use crate::matching;
use crate::matching::http::MatchLink;
use crate::matching::model::Side;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/matches/{matchId}/visits", Action::PlanVisit, "Plan a visit, or enter one of last week", plan_visit)
        .takes::<NewVisit>()
        .creates::<VisitBody>();
    let _ = api
        .get("/v1/matches/{matchId}/visits", Action::SeeVisit, "The visits of a match", list_visits)
        .pages::<VisitBody>();
    let _ =
        api.get("/v1/matches/{matchId}/visits/{visitId}", Action::SeeVisit, "A visit", see_visit).shows::<VisitBody>();
    let _ = api
        .post("/v1/matches/{matchId}/visits/{visitId}/done", Action::ReportVisit, "Say that it took place", visit_done)
        .takes_nothing()
        .shows::<VisitBody>();
    let _ = api
        .post(
            "/v1/matches/{matchId}/visits/{visitId}/missed",
            Action::ReportVisit,
            "Say who did not come",
            visit_missed,
        )
        .takes::<Missing>()
        .shows::<VisitBody>();
    let _ = api
        .post("/v1/matches/{matchId}/visits/{visitId}/cancel", Action::CancelVisit, "Call it off before", cancel_visit)
        .takes::<CallingOff>()
        .optionally()
        .shows::<VisitBody>();
    let _ = api
        .post(
            "/v1/matches/{matchId}/visits/{visitId}/reached",
            Action::ReachedRequester,
            "Say that the team reached the requester, after nobody had opened",
            requester_reached,
        )
        .takes_nothing()
        .shows::<VisitBody>();
}

/// When somebody comes.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewVisit {
    /// Between a week ago and a year from now.
    start: Instant,
    #[schema(minimum = 15, maximum = 480)]
    duration_minutes: i32,
}

/// Who did not come, or did not open.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MissedVisitBody)]
struct Missing {
    by: Side,
}

/// Who cannot come.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CancelVisitBody)]
struct CallingOff {
    /// The caller's own side when left out; the team must say whose.
    by: Option<Side>,
}

/// A visit in a match.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Visit)]
struct VisitBody {
    id: VisitId,
    href: String,
    state: VisitState,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    #[serde(rename = "match")]
    of: MatchLink,
    start: Instant,
    duration_minutes: i32,
    /// Who did not come, or did not open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    missed_by: Option<Side>,
    /// When somebody first said how it went: for seven days it can be said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reported_at: Option<Instant>,
    /// When the team reached the requester, after nobody had opened; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reached_at: Option<Instant>,
}

impl Resource for VisitBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

fn body(actor: &Actor, seen: Seen, now: Instant) -> VisitBody {
    let allowed_actions = actions::allowed(actor, &seen, now);
    let Seen { visit, of } = seen;
    let is_team = matching::actions::side_of(&of, actor).is_none();
    VisitBody {
        id: visit.id,
        href: format!("/v1/matches/{}/visits/{}", of.id, visit.id),
        state: visit.state,
        version: visit.version,
        allowed_actions,
        created_at: visit.created_at,
        updated_at: visit.updated_at,
        of: MatchLink::to(of.id),
        start: visit.start,
        duration_minutes: visit.duration_minutes,
        missed_by: visit.missed_by,
        reported_at: visit.reported_at,
        reached_at: visit.reached_at.filter(|_| is_team),
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, on: MatchId, id: VisitId) -> Result<VisitBody> {
    Ok(body(actor, actions::see(tx, actor, on, id)?, tx.now))
}

async fn plan_visit(call: Call, on: Id<MatchId>, said: Body<NewVisit>) -> Answer {
    let on = on.0;
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: NewVisit| {
        actions::plan(tx, actor, on, said.start, said.duration_minutes)
    };
    call.act(said, act, move |tx, actor, id| show(tx, actor, on, id)).await
}

async fn list_visits(call: Call, on: Id<MatchId>, page: Paged) -> Answer {
    let cursor = page.cursor;
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = actions::list(tx, actor, on.0, cursor)?;
        page.try_map(|seen| Ok(body(actor, seen, tx.now)))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn see_visit(call: Call, id: Id<(MatchId, VisitId)>) -> Answer {
    let (on, id) = id.0;
    call.show(move |tx, actor| show(tx, actor, on, id)).await
}

async fn visit_done(call: Call, id: Id<(MatchId, VisitId)>, said: Body<Empty>) -> Answer {
    let (on, id) = id.0;
    call.act(said, move |tx, actor, _| actions::done(tx, actor, on, id), move |tx, actor, id| show(tx, actor, on, id))
        .await
}

async fn visit_missed(call: Call, id: Id<(MatchId, VisitId)>, said: Body<Missing>) -> Answer {
    let (on, id) = id.0;
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: Missing| actions::missed(tx, actor, on, id, said.by);
    call.act(said, act, move |tx, actor, id| show(tx, actor, on, id)).await
}

async fn cancel_visit(call: Call, id: Id<(MatchId, VisitId)>, said: Body<CallingOff>) -> Answer {
    let (on, id) = id.0;
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: CallingOff| actions::cancel(tx, actor, on, id, said.by);
    call.act(said, act, move |tx, actor, id| show(tx, actor, on, id)).await
}

async fn requester_reached(call: Call, id: Id<(MatchId, VisitId)>, said: Body<Empty>) -> Answer {
    let (on, id) = id.0;
    let act = move |tx: &mut Tx<'_>, actor: &Actor, _: Empty| actions::reached(tx, actor, on, id);
    call.act(said, act, move |tx, actor, id| show(tx, actor, on, id)).await
}
