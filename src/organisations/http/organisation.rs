//! Organisations.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::codes::Code;
use crate::ids::OrganisationId;
use crate::organisations::actions::{self, NewOrganisation, OrganisationPatch};
use crate::organisations::addresses;
use crate::organisations::model::{Organisation, OrganisationState, Sector};
use crate::platform::http::{Answer, Api, Body, Call, Id, Paged, Reply, Resource, Shown};
use crate::platform::text::{Description, EmailAddress, EnterpriseNumber, PublicPhone, Title, Website};
use crate::platform::{Amend, Result, Tx};
use crate::policy::{self, Action, Actor};

pub(super) fn routes(api: &mut Api) {
    let _ =
        api.get("/v1/organisations", Action::SeeOrganisation, "The organisations", list).pages::<OrganisationBody>();
    let _ = api
        .post("/v1/organisations", Action::CreateOrganisation, "Enter an organisation in the directory", create)
        .takes::<NewOrganisationBody>()
        .creates::<OrganisationBody>();
    let _ = api
        .get("/v1/organisations/{organisationId}", Action::SeeOrganisation, "An organisation", see)
        .shows::<OrganisationBody>();
    let _ = api
        .patch("/v1/organisations/{organisationId}", Action::ChangeOrganisation, "Change an organisation", change)
        .takes::<OrganisationPatchBody>()
        .shows::<OrganisationBody>();
}

/// An organisation by its name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrganisationRef {
    id: OrganisationId,
    name: Title,
    href: String,
}

impl OrganisationRef {
    /// The name.
    #[must_use]
    pub const fn name(&self) -> &Title {
        &self.name
    }
}

/// An organisation by its name.
///
/// # Errors
/// When there is none of this id.
pub fn organisation_ref(tx: &mut Tx<'_>, id: OrganisationId) -> Result<OrganisationRef> {
    let name = actions::get(tx, id)?.name;
    Ok(OrganisationRef { id, name, href: href(id) })
}

/// Organisations by their names, asked for once for all that is shown together.
#[derive(Debug)]
pub struct OrganisationRefs(BTreeMap<OrganisationId, Title>);

impl OrganisationRefs {
    /// Those of these ids.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(tx: &mut Tx<'_>, ids: impl IntoIterator<Item = OrganisationId>) -> Result<Self> {
        actions::names(tx, &ids.into_iter().collect()).map(Self)
    }

    /// One of them.
    ///
    /// # Errors
    /// When it was not asked for, or there is none of this id.
    pub fn get(&self, id: OrganisationId) -> Result<OrganisationRef> {
        let name = self.0.get(&id).cloned().ok_or(Code::NotFound)?;
        Ok(OrganisationRef { id, name, href: href(id) })
    }
}

/// An organisation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::organisations) struct OrganisationBody {
    #[serde(flatten)]
    shown: Shown<OrganisationState, OrganisationId>,
    name: Title,
    description: Description,
    sector: Sector,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    enterprise_number: Option<EnterpriseNumber>,
    email: EmailAddress,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    phone: Option<PublicPhone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    website: Option<Website>,
    /// The address that waits to be confirmed; for the organisation and those who can confirm it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email_to_confirm: Option<EmailAddress>,
}

/// An organisation to be entered. All of it is public.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewOrganisationBody {
    name: Title,
    description: Description,
    /// `care` when left out.
    sector: Option<Sector>,
    enterprise_number: Option<EnterpriseNumber>,
    /// Where referrals are announced: an address of the organisation, not of a person.
    email: EmailAddress,
    phone: Option<PublicPhone>,
    website: Option<Website>,
}

/// What is changed of an organisation; what is left out stays, `null` takes away.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OrganisationPatchBody {
    #[schema(nullable = false)]
    name: Option<Title>,
    #[schema(nullable = false)]
    description: Option<Description>,
    #[schema(nullable = false)]
    sector: Option<Sector>,
    #[serde(default)]
    #[schema(value_type = Option<EnterpriseNumber>)]
    enterprise_number: Amend<EnterpriseNumber>,
    /// Counts once the old and the new mailbox have confirmed it, or a coordinator has; at once from an administrator.
    #[schema(nullable = false)]
    email: Option<EmailAddress>,
    #[serde(default)]
    #[schema(value_type = Option<PublicPhone>)]
    phone: Amend<PublicPhone>,
    #[serde(default)]
    #[schema(value_type = Option<Website>)]
    website: Amend<Website>,
}

impl Resource for OrganisationBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

fn href(id: OrganisationId) -> String {
    format!("/v1/organisations/{id}")
}

fn body(actor: &Actor, of: Organisation, email_to_confirm: Option<EmailAddress>) -> OrganisationBody {
    let waits = email_to_confirm.is_some();
    let verbs = [
        ("change", Action::ChangeOrganisation, true),
        ("confirmAddress", Action::ConfirmAddress, waits),
        ("createService", Action::CreateService, true),
        ("createLocation", Action::CreateLocation, true),
    ];
    let shown = Shown {
        id: of.id,
        href: href(of.id),
        state: OrganisationState::Active,
        version: of.version,
        allowed_actions: policy::allowed(actor, &actions::subject(of.id), verbs),
        created_at: of.created_at,
        updated_at: of.updated_at,
    };
    let Organisation { name, description, sector, enterprise_number, email, phone, website, .. } = of;
    OrganisationBody { shown, name, description, sector, enterprise_number, email, phone, website, email_to_confirm }
}

pub(in crate::organisations) fn show(tx: &mut Tx<'_>, actor: &Actor, id: OrganisationId) -> Result<OrganisationBody> {
    let may = |action| policy::may(actor, action, &actions::subject(id));
    let is_theirs = may(Action::ChangeOrganisation) || may(Action::ConfirmAddress);
    let waiting = if is_theirs { addresses::actions::waiting(tx, id)? } else { None };
    Ok(body(actor, actions::get(tx, id)?, waiting))
}

async fn list(call: Call, page: Paged) -> Answer {
    let cursor = page.cursor;
    let page =
        call.read(move |tx, actor| actions::organisations(tx, cursor)?.try_map(|it| Ok(body(actor, it, None)))).await?;
    Reply::json(StatusCode::OK, &page)
}

async fn see(call: Call, id: Id<OrganisationId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn create(call: Call, body: Body<NewOrganisationBody>) -> Answer {
    call.act(
        body,
        |tx, actor, said| {
            let NewOrganisationBody { name, description, sector, enterprise_number, email, phone, website } = said;
            let sector = sector.unwrap_or(Sector::Care);
            let new = NewOrganisation { name, description, sector, enterprise_number, email, phone, website };
            actions::create(tx, actor, new)
        },
        show,
    )
    .await
}

async fn change(call: Call, id: Id<OrganisationId>, body: Body<OrganisationPatchBody>) -> Answer {
    call.act(
        body,
        move |tx, actor, said| {
            let OrganisationPatchBody { name, description, sector, enterprise_number, email, phone, website } = said;
            let patch = OrganisationPatch { name, description, sector, enterprise_number, email, phone, website };
            actions::change(tx, actor, id.0, patch)
        },
        show,
    )
    .await
}
