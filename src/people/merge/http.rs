//! The routes about merging.

use serde::Deserialize;
use utoipa::ToSchema;

use super::actions;
use crate::codes::Code;
use crate::ids::PersonId;
use crate::people::http::profile::{PersonBody, show};
use crate::platform::Tx;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/people/{personId}/merge", Action::MergePeople, "Two entries are one person: this one is kept", merge)
        .takes::<MergeBody>()
        .shows::<PersonBody>()
        .refuses(&[Code::HasAccount, Code::BothOnOneMatch, Code::InDifferentHouseholds, Code::KeptApart]);
    let _ = api
        .post(
            "/v1/people/{personId}/undoMerge",
            Action::UndoMerge,
            "They are two after all, within 30 days",
            undo_merge,
        )
        .takes_nothing()
        .shows::<PersonBody>();
}

/// Who is the same, and goes.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MergeBody {
    /// An entry without an account.
    other_person_id: PersonId,
}

async fn merge(call: Call, id: Id<PersonId>, said: Body<MergeBody>) -> Answer {
    let act =
        move |tx: &mut Tx<'_>, actor: &Actor, said: MergeBody| actions::merge(tx, actor, id.0, said.other_person_id);
    call.act(said, act, show).await
}

async fn undo_merge(call: Call, id: Id<PersonId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::undo_merge(tx, actor, id.0), show).await
}
