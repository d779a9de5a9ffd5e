//! Grant roles and take them back.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{NeighbourhoodId, OrganisationId, PersonId, RoleId};
use crate::people::actions::{self, Held, Member, NewRole, RoleRow, Scope};
use crate::places::NeighbourhoodRef;
use crate::platform::http::{Answer, Api, Body, Call, Id, Page, Paged, Reply, Resource};
use crate::platform::text::{EmailAddress, PersonName};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, Role};

pub(super) fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/people/{personId}/roles", Action::SeeRole, "The roles of a person", list_roles)
        .lists::<RoleBody>();
    let _ = api
        .post("/v1/people/{personId}/roles", Action::GrantRole, "Grant a role", grant_role)
        .takes::<NewRoleBody>()
        .creates::<RoleBody>()
        .refuses(&[Code::StepUpNeeded]);
    let _ = api
        .get("/v1/roles", Action::SeeRole, "The roles that the caller may see, the newest first", list)
        .pages::<HeldRoleBody>();
    let _ = api
        .post("/v1/roles", Action::GrantRole, "Grant a role to whoever has an account", grant_by_email)
        .takes::<NewRoleByEmailBody>()
        .creates::<RoleBody>()
        .refuses(&[Code::StepUpNeeded]);
    let _ = api
        .get("/v1/neighbourhoods/{neighbourhoodId}/team", Action::SeeTeam, "Who works in a neighbourhood", see_team)
        .lists::<HeldRoleBody>();
    let _ = api.get("/v1/roles/{roleId}", Action::SeeRole, "A role that somebody holds", see).answers::<RoleBody>();
    let _ = api
        .get(
            "/v1/organisations/{organisationId}/members",
            Action::SeeMembers,
            "Who the members of an organisation are",
            list_members,
        )
        .lists::<MemberBody>();
    let _ = api
        .delete("/v1/roles/{roleId}", Action::RevokeRole, "Take a role back", revoke)
        .unconditional()
        .refuses(&[Code::StepUpNeeded]);
}

crate::db::types::words! {
    /// A role that can be granted.
    GrantableRole {
        /// A community worker of a neighbourhood.
        Buurtwerker = "buurtwerker",
        /// A member of an organisation.
        CareProvider = "careProvider",
        /// The coordinator of a municipality.
        Coordinator = "coordinator",
        /// An administrator of this instance.
        Administrator = "administrator",
    }
}

/// A role with its scope: a neighbourhood for a buurtwerker, an organisation for a care provider, a municipality for a
/// coordinator, nothing for an administrator.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::people) struct NewRoleBody {
    role: GrantableRole,
    neighbourhood_id: Option<NeighbourhoodId>,
    organisation_id: Option<OrganisationId>,
    /// The NIS code.
    #[schema(pattern = "^[0-9]{5}$")]
    municipality: Option<String>,
}

/// A role that somebody holds.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::people) struct RoleBody {
    id: RoleId,
    href: String,
    person_id: PersonId,
    role: Role,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    neighbourhoods: Vec<NeighbourhoodRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<RoleOrganisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    municipality: Option<String>,
    granted_at: Instant,
}

/// A role, and the name of who holds it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HeldRoleBody {
    id: RoleId,
    href: String,
    person_id: PersonId,
    /// Absent once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_name: Option<PersonName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_name: Option<PersonName>,
    role: Role,
    neighbourhoods: Vec<NeighbourhoodRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<RoleOrganisation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    municipality: Option<String>,
    granted_at: Instant,
}

/// A role with its scope, for whoever has the account of an address.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewRoleByEmailBody {
    email: EmailAddress,
    role: GrantableRole,
    neighbourhood_id: Option<NeighbourhoodId>,
    organisation_id: Option<OrganisationId>,
    /// The NIS code.
    #[schema(pattern = "^[0-9]{5}$")]
    municipality: Option<String>,
}

/// The organisation in which a role holds.
#[derive(Serialize, ToSchema)]
pub(in crate::people) struct RoleOrganisation {
    id: OrganisationId,
    name: String,
    href: String,
}

/// A member of an organisation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MemberBody {
    /// The role, which `DELETE` takes back.
    id: RoleId,
    href: String,
    person_id: PersonId,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_name: Option<PersonName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_name: Option<PersonName>,
    allowed_actions: Vec<&'static str>,
    granted_at: Instant,
}

impl From<Member> for MemberBody {
    fn from(of: Member) -> Self {
        let (first_name, last_name) = of.name.map_or((None, None), |it| (Some(it.first), Some(it.last)));
        Self {
            id: of.role,
            href: format!("/v1/roles/{}", of.role),
            person_id: of.person,
            first_name,
            last_name,
            allowed_actions: of.may_revoke.then_some("revoke").into_iter().collect(),
            granted_at: of.granted_at,
        }
    }
}

impl Resource for RoleBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

pub(super) fn role_body(tx: &mut Tx<'_>, row: RoleRow) -> Result<RoleBody> {
    let neighbourhood = row.neighbourhood_id.map(|id| NeighbourhoodRef::of(tx, id)).transpose()?;
    Ok(RoleBody {
        id: row.id,
        href: format!("/v1/roles/{}", row.id),
        person_id: row.person_id,
        role: row.role,
        neighbourhoods: neighbourhood.into_iter().collect(),
        organisation: row.organisation_id.map(|id| organisation_of(tx, id)).transpose()?,
        municipality: row.municipality_nis,
        granted_at: row.granted_at,
    })
}

pub(in crate::people) fn organisation_of(tx: &mut Tx<'_>, id: OrganisationId) -> Result<RoleOrganisation> {
    Ok(RoleOrganisation { id, name: actions::organisation_name(tx, id)?, href: format!("/v1/organisations/{id}") })
}

pub(in crate::people) fn parse(body: NewRoleBody) -> Result<NewRole> {
    let NewRoleBody { role, neighbourhood_id, organisation_id, municipality } = body;
    let scope = match (neighbourhood_id, organisation_id, municipality) {
        (Some(id), None, None) => Scope::Neighbourhood(id),
        (None, Some(id), None) => Scope::Organisation(id),
        (None, None, Some(nis)) => Scope::Municipality(nis),
        (None, None, None) => Scope::Instance,
        _ => return Err(Error::invalid("", "a role has one scope")),
    };
    let role = match role {
        GrantableRole::Buurtwerker => Role::Buurtwerker,
        GrantableRole::CareProvider => Role::CareProvider,
        GrantableRole::Coordinator => Role::Coordinator,
        GrantableRole::Administrator => Role::Administrator,
    };
    Ok(NewRole { role, scope })
}

fn held_body(tx: &mut Tx<'_>, held: Held) -> Result<HeldRoleBody> {
    let of = role_body(tx, held.role)?;
    let (first_name, last_name) = held.name.map_or((None, None), |it| (Some(it.first), Some(it.last)));
    Ok(HeldRoleBody {
        id: of.id,
        href: of.href,
        person_id: of.person_id,
        first_name,
        last_name,
        role: of.role,
        neighbourhoods: of.neighbourhoods,
        organisation: of.organisation,
        municipality: of.municipality,
        granted_at: of.granted_at,
    })
}

pub(in crate::people) fn show(tx: &mut Tx<'_>, actor: &Actor, id: RoleId) -> Result<RoleBody> {
    let row = actions::see_role(tx, actor, id)?;
    role_body(tx, row)
}

async fn list_roles(call: Call, id: Id<PersonId>) -> Answer {
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        actions::see_roles(tx, actor, id.0)?.into_iter().map(|it| role_body(tx, it)).collect::<Result<Vec<_>>>()
    };
    Reply::json(StatusCode::OK, &Page { items: call.read(bodies).await?, next: None })
}

async fn list_members(call: Call, id: Id<OrganisationId>) -> Answer {
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        Ok(actions::members(tx, actor, id.0)?.into_iter().map(MemberBody::from).collect::<Vec<_>>())
    };
    Reply::json(StatusCode::OK, &Page { items: call.read(bodies).await?, next: None })
}

async fn see(call: Call, id: Id<RoleId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn grant_role(call: Call, id: Id<PersonId>, body: Body<NewRoleBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::grant_role(tx, actor, id.0, &parse(said)?), show).await
}

async fn list(call: Call, page: Paged) -> Answer {
    let cursor = page.cursor;
    let page = move |tx: &mut Tx<'_>, actor: &Actor| actions::roles(tx, actor, cursor)?.try_map(|it| held_body(tx, it));
    Reply::json(StatusCode::OK, &call.read(page).await?)
}

async fn see_team(call: Call, id: Id<NeighbourhoodId>) -> Answer {
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        actions::team(tx, actor, id.0)?.into_iter().map(|it| held_body(tx, it)).collect::<Result<Vec<_>>>()
    };
    Reply::json(StatusCode::OK, &Page { items: call.read(bodies).await?, next: None })
}

async fn grant_by_email(call: Call, body: Body<NewRoleByEmailBody>) -> Answer {
    let grant = |tx: &mut Tx<'_>, actor: &Actor, said: NewRoleByEmailBody| {
        let NewRoleByEmailBody { email, role, neighbourhood_id, organisation_id, municipality } = said;
        let new = parse(NewRoleBody { role, neighbourhood_id, organisation_id, municipality })?;
        actions::grant_role_by_email(tx, actor, &email, &new)
    };
    call.act(body, grant, show).await
}

async fn revoke(call: Call, id: Id<RoleId>) -> Answer {
    call.run(move |tx, actor| actions::revoke_role(tx, actor, id.0)).await?;
    Ok(Reply::nothing())
}
