//! The routes of trust.

use super::actions;
use crate::ids::PersonId;
use crate::people::http::{PersonBody, show};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id};
use crate::policy::Action;

/// Registers the operations.
pub(in crate::people) fn routes(api: &mut Api) {
    let _ = api
        .post(
            "/v1/people/{personId}/trust",
            Action::TrustPerson,
            "Let what a person asks and offers count before anybody has looked",
            trust,
        )
        .takes_nothing()
        .shows::<PersonBody>();
    let _ = api
        .post("/v1/people/{personId}/distrust", Action::DistrustPerson, "Look first again", distrust)
        .takes_nothing()
        .shows::<PersonBody>();
}

async fn trust(call: Call, id: Id<PersonId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::trust(tx, actor, id.0), show).await
}

async fn distrust(call: Call, id: Id<PersonId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::distrust(tx, actor, id.0), show).await
}
