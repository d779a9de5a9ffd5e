//! The routes about checks.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, NewCheck};
use super::model::{Check, CheckKind, CheckState, VettingLevel};
use crate::clock::Instant;
use crate::ids::{PersonId, VettingCheckId};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Page, Reply, Resource, Shown};
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor, Subject};
use crate::when::Date;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/people/{personId}/vettingChecks", Action::SeeCheck, "What the team has seen of a person", list_checks)
        .lists::<CheckBody>();
    let _ = api
        .post(
            "/v1/people/{personId}/vettingChecks",
            Action::RecordCheck,
            "Write down what the team has seen",
            record_check,
        )
        .takes::<NewCheckBody>()
        .creates::<CheckBody>();
    let _ = api
        .get("/v1/vettingChecks/{checkId}", Action::SeeCheck, "Something that the team has seen of a person", see)
        .shows::<CheckBody>();
    let _ = api
        .post("/v1/vettingChecks/{checkId}/revoke", Action::RevokeCheck, "Take back a check entered by mistake", revoke)
        .takes_nothing()
        .shows::<CheckBody>();
}

/// How well the team knows a person. For the person and their team only.
#[derive(Serialize, ToSchema)]
pub(in crate::people) struct VettingBody {
    level: VettingLevel,
    /// The first day on which the level falls; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<Date>,
}

impl VettingBody {
    /// How well the team knows a person who is shown to whoever may see them.
    ///
    /// # Errors
    /// When the database fails.
    pub(in crate::people) fn of(tx: &mut Tx<'_>, id: PersonId) -> Result<Self> {
        let vetting = actions::vetting_of(tx, id)?;
        Ok(Self { level: vetting.level, until: vetting.until })
    }
}

/// What the team has seen.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewCheckBody {
    kind: CheckKind,
    /// Today or earlier, local time.
    seen_on: Date,
    /// Who of the team saw it; the caller when left out.
    seen_by: Option<PersonId>,
    /// The first day on which it does not count any more, within ten years; by its kind when left out.
    renew_by: Option<Date>,
}

/// Something that the team has seen of a person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CheckBody {
    #[serde(flatten)]
    shown: Shown<CheckState, VettingCheckId>,
    person_id: PersonId,
    kind: CheckKind,
    seen_on: Date,
    seen_by: PersonId,
    /// The first day on which it does not count any more.
    renew_by: Date,
    recorded_by: PersonId,
    /// Who took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revoked_by: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revoked_at: Option<Instant>,
}

impl Resource for CheckBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

fn body(tx: &Tx<'_>, actor: &Actor, of: &Check, subject: &Subject) -> CheckBody {
    let verbs = [("revoke", Action::RevokeCheck, of.revoked.is_none())];
    let (revoked_by, revoked_at) = of.revoked.unzip();
    let shown = Shown {
        id: of.id,
        href: format!("/v1/vettingChecks/{}", of.id),
        state: of.state(Date::of(tx.now)),
        version: of.version(),
        allowed_actions: policy::allowed(actor, subject, verbs),
        created_at: of.recorded_at,
        updated_at: revoked_at.unwrap_or(of.recorded_at),
    };
    CheckBody {
        shown,
        person_id: of.person,
        kind: of.kind,
        seen_on: of.seen_on,
        seen_by: of.seen_by,
        renew_by: of.renew_by,
        recorded_by: of.recorded_by,
        revoked_by,
        revoked_at,
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: VettingCheckId) -> Result<CheckBody> {
    let (seen, subject) = actions::see_check(tx, actor, id)?;
    Ok(body(tx, actor, &seen, &subject))
}

async fn list_checks(call: Call, id: Id<PersonId>) -> Answer {
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let (checks, subject) = actions::see_checks(tx, actor, id.0)?;
        Ok(checks.iter().map(|it| body(tx, actor, it, &subject)).collect::<Vec<_>>())
    };
    Reply::json(StatusCode::OK, &Page { items: call.read(bodies).await?, next: None })
}

async fn record_check(call: Call, id: Id<PersonId>, said: Body<NewCheckBody>) -> Answer {
    let new = |said: NewCheckBody| NewCheck {
        kind: said.kind,
        seen_on: said.seen_on,
        seen_by: said.seen_by,
        renew_by: said.renew_by,
    };
    call.act(said, move |tx, actor, said| actions::record_check(tx, actor, id.0, new(said)), show).await
}

async fn see(call: Call, id: Id<VettingCheckId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn revoke(call: Call, id: Id<VettingCheckId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::revoke_check(tx, actor, id.0), show).await
}
