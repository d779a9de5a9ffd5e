//! The routes about invitations.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions::{self, Invitation};
use super::model::InvitationState;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{InvitationId, OrganisationId};
use crate::people::actions::count_card;
use crate::people::http::{NewRoleBody, RoleBody, RoleOrganisation, organisation_of, parse, show_role};
use crate::places::NeighbourhoodRef;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Role, allowed};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/invitations", Action::MakeInvitation, "Make a code on paper that gives a role", make)
        .takes::<NewRoleBody>()
        .creates::<InvitationBody>()
        .refuses(&[Code::StepUpNeeded]);
    let _ = api
        .get("/v1/invitations", Action::SeeInvitation, "The invitations that the caller may see, newest first", list)
        .query::<InvitationsQuery>()
        .pages::<InvitationBody>();
    let _ = api
        .get("/v1/invitations/{invitationId}", Action::SeeInvitation, "An invitation, without its code", see)
        .answers::<InvitationBody>();
    let _ = api
        .post(
            "/v1/invitations/{invitationId}/withdraw",
            Action::WithdrawInvitation,
            "Take an invitation back",
            withdraw,
        )
        .takes_nothing()
        .answers::<InvitationBody>()
        .refuses(&[Code::WrongState]);
    let _ = api
        .post("/v1/invitations/accept", Action::AcceptInvitation, "Take the role of an invitation", accept)
        .takes::<InvitationCode>()
        .creates::<RoleBody>()
        .refuses(&[Code::TokenInvalid, Code::WrongState]);
}

/// A code on paper that gives a role.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InvitationBody {
    id: InvitationId,
    href: String,
    state: InvitationState,
    /// The role that it gives.
    role: Role,
    /// Where a buurtwerker would work.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    neighbourhood: Option<NeighbourhoodRef>,
    /// Of which organisation a care provider would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<RoleOrganisation>,
    /// Where a coordinator would work: the NIS code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    municipality: Option<String>,
    /// What stands on the paper. Only in the answer that makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<String>,
    /// How the code ends, while it works: to know the paper again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code_ends_with: Option<String>,
    allowed_actions: Vec<&'static str>,
    expires_at: Instant,
    created_at: Instant,
}

/// Which invitations are looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct InvitationsQuery {
    /// Those of this organisation.
    organisation: Option<OrganisationId>,
}

/// The code of an invitation.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InvitationCode {
    /// As it stands on the paper; small letters, spaces and dashes do not matter.
    #[schema(max_length = 40)]
    code: String,
}

impl Resource for InvitationBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn body(tx: &mut Tx<'_>, actor: &Actor, of: Invitation, code: Option<String>) -> Result<InvitationBody> {
    let state = of.state(tx.now);
    let verbs = [("withdraw", Action::WithdrawInvitation, state == InvitationState::Open)];
    Ok(InvitationBody {
        id: of.id,
        href: format!("/v1/invitations/{}", of.id),
        state,
        role: of.role,
        neighbourhood: of.neighbourhood_id.map(|id| NeighbourhoodRef::of(tx, id)).transpose()?,
        organisation: of.organisation_id.map(|id| organisation_of(tx, id)).transpose()?,
        code,
        code_ends_with: actions::code_end(tx, &of)?,
        allowed_actions: allowed(actor, &actions::subject(&of), verbs),
        expires_at: of.expires_at,
        created_at: of.created_at,
        municipality: of.municipality_nis,
    })
}

fn show_new(tx: &mut Tx<'_>, actor: &Actor, id: InvitationId) -> Result<InvitationBody> {
    let code = actions::code(tx, actor, id)?;
    let found = actions::see(tx, actor, id)?;
    body(tx, actor, found, code)
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: InvitationId) -> Result<InvitationBody> {
    let found = actions::see(tx, actor, id)?;
    body(tx, actor, found, None)
}

async fn make(call: Call, said: Body<NewRoleBody>) -> Answer {
    call.act(said, |tx, actor, said| actions::make(tx, actor, &parse(said)?), show_new).await
}

async fn list(call: Call, page: Paged<InvitationsQuery>) -> Answer {
    let (organisation, cursor) = (page.wanted.organisation, page.cursor);
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = actions::see_all(tx, actor, organisation, cursor)?;
        page.try_map(|it| body(tx, actor, it, None))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn see(call: Call, id: Id<InvitationId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn withdraw(call: Call, id: Id<InvitationId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::withdraw(tx, actor, id.0), show).await
}

async fn accept(call: Call, said: Body<InvitationCode>) -> Answer {
    let address = call.limited_address();
    // Counted for itself, so that a wrong code counts too.
    call.run(move |tx, _| count_card(tx, address)).await?;
    call.act(said, |tx, actor, said| actions::accept(tx, actor, &said.code), show_role).await
}
