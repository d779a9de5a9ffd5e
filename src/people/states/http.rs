//! The routes of a person's state.

use serde::Deserialize;
use utoipa::ToSchema;

use super::actions;
use super::model::SuspendReason;
use crate::codes::Code;
use crate::ids::PersonId;
use crate::people::http::{PersonBody, show};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id};
use crate::policy::Action;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/me/pause", Action::PausePerson, "Be away for a while", pause)
        .takes_nothing()
        .shows::<PersonBody>();
    let _ = api
        .post("/v1/me/resume", Action::ResumePerson, "Take part again", resume)
        .takes_nothing()
        .shows::<PersonBody>();
    let _ = api
        .post("/v1/me/confirmMove", Action::ConfirmMove, "Say yes to the neighbourhood of the new home", confirm_move)
        .takes_nothing()
        .shows::<PersonBody>();
    let _ = api
        .post("/v1/me/leave", Action::Leave, "Stop taking part, for good", leave)
        .takes_nothing()
        .shows::<PersonBody>()
        .refuses(&[Code::LastInRole]);
    let _ = api
        .post(
            "/v1/people/{personId}/pause",
            Action::PausePerson,
            "Write down that a person without an account is away for a while",
            pause_person,
        )
        .takes_nothing()
        .shows::<PersonBody>();
    let _ = api
        .post(
            "/v1/people/{personId}/resume",
            Action::ResumePerson,
            "Write down that a person without an account takes part again",
            resume_person,
        )
        .takes_nothing()
        .shows::<PersonBody>();
    let _ = api
        .post("/v1/people/{personId}/suspend", Action::SuspendPerson, "Close the sign-in of a person", suspend)
        .takes::<SuspendBody>()
        .shows::<PersonBody>();
    let _ = api
        .post("/v1/people/{personId}/reinstate", Action::ReinstatePerson, "Open it again", reinstate)
        .takes_nothing()
        .shows::<PersonBody>();
    let _ = api
        .post("/v1/people/{personId}/deceased", Action::Deceased, "Write down that a person died", deceased)
        .takes_nothing()
        .shows::<PersonBody>();
}

/// Why the sign-in of somebody is closed.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SuspendPersonBody)]
struct SuspendBody {
    reason: SuspendReason,
}

async fn pause(call: Call, body: Body<Empty>) -> Answer {
    call.act(body, |tx, actor, _| actions::pause(tx, actor, actor.signed_in()?), show).await
}

async fn resume(call: Call, body: Body<Empty>) -> Answer {
    call.act(body, |tx, actor, _| actions::resume(tx, actor, actor.signed_in()?), show).await
}

async fn confirm_move(call: Call, body: Body<Empty>) -> Answer {
    call.act(body, |tx, actor, _| actions::confirm_move(tx, actor, actor.signed_in()?), show).await
}

async fn leave(call: Call, body: Body<Empty>) -> Answer {
    call.act(body, |tx, actor, _| actions::leave(tx, actor, actor.signed_in()?), show).await
}

async fn pause_person(call: Call, id: Id<PersonId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::pause(tx, actor, id.0), show).await
}

async fn resume_person(call: Call, id: Id<PersonId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::resume(tx, actor, id.0), show).await
}

async fn suspend(call: Call, id: Id<PersonId>, body: Body<SuspendBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::suspend(tx, actor, id.0, said.reason), show).await
}

async fn reinstate(call: Call, id: Id<PersonId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::reinstate(tx, actor, id.0), show).await
}

async fn deceased(call: Call, id: Id<PersonId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::deceased(tx, actor, id.0), show).await
}
