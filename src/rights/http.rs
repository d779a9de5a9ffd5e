//! The routes about rights.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions;
use super::model::{Right, RightOutcome};
use crate::clock::Instant;
use crate::ids::{PersonId, RequestId};
use crate::platform::http::{Answer, Api, Body, Call, Id, Resource};
use crate::platform::language::Locale;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get(
            "/v1/requests/{requestId}/rights",
            Action::SeeRights,
            "The rights to think of with a request, and what came of it",
            see_rights,
        )
        .answers::<RightsBody>();
    let _ = api
        .post(
            "/v1/requests/{requestId}/rights",
            Action::CheckRight,
            "Write down what came of checking a right",
            check_right,
        )
        .takes::<CheckRightBody>()
        .answers::<RightsBody>();
}

/// What came of checking a right together with the person.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckRightBody {
    right: Right,
    outcome: RightOutcome,
}

/// The rights to think of. None is a decision: each is to be checked with the person.
#[derive(Serialize, ToSchema)]
struct RightsBody {
    href: String,
    items: Vec<RightBody>,
}

/// A right to think of.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RightBody {
    /// Which right. There can be new ones.
    right: Right,
    /// What to check, in the language of the caller.
    text: String,
    /// What came of it the last time; absent when nobody has checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<RightOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    checked_by: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    checked_at: Option<Instant>,
}

impl Resource for RightsBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, locale: Locale) -> Result<RightsBody> {
    let body = |(right, checked): actions::Hint| RightBody {
        right,
        text: locale.text(&format!("right-{right}"), &[]),
        outcome: checked.map(|it| it.outcome),
        checked_by: checked.map(|it| it.by),
        checked_at: checked.map(|it| it.at),
    };
    let items = actions::see(tx, actor, id)?.into_iter().map(body).collect();
    Ok(RightsBody { href: format!("/v1/requests/{id}/rights"), items })
}

async fn see_rights(call: Call, id: Id<RequestId>) -> Answer {
    let locale = call.locale;
    call.show(move |tx, actor| show(tx, actor, id.0, locale)).await
}

async fn check_right(call: Call, id: Id<RequestId>, body: Body<CheckRightBody>) -> Answer {
    let locale = call.locale;
    let act = move |tx: &mut Tx<'_>, actor: &Actor, said: CheckRightBody| {
        actions::check_right(tx, actor, id.0, said.right, said.outcome)
    };
    call.act(body, act, move |tx, actor, id| show(tx, actor, id, locale)).await
}
