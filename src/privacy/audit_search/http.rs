//! The audit log for those who answer for it.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions::{self, Found};
use crate::audit::{ShownOf, Wanted};
use crate::clock::Instant;
use crate::events::{Part, Purpose};
use crate::ids::{AnyId, AuditId, OrganisationId, PersonId};
use crate::places::NeighbourhoodRef;
use crate::platform::http::{Answer, Api, Call, Paged, Reply};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, Role};

/// The longest name of an event.
const LONGEST_EVENT: usize = 60;

/// Registers the operation.
pub fn routes(api: &mut Api) {
    let _ = api
        .get(
            "/v1/auditEntries",
            Action::SearchAudit,
            "Who saw and did what, the newest first: ids, words and moments",
            search,
        )
        .query::<AuditQuery>()
        .pages::<AuditEntryBody>();
}

/// Which entries: those to which all of this applies.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Something of this person was shown.
    shown_of: Option<PersonId>,
    /// This person did it.
    actor: Option<PersonId>,
    /// It happened to this: a request, a match, a person …
    object: Option<AnyId>,
    /// This happened, such as `request.disclosed`.
    #[param(max_length = 60)]
    event: Option<String>,
    /// Not before this moment.
    from: Option<Instant>,
    /// Before this moment.
    until: Option<Instant>,
}

/// Something that happened. Never what was read or written.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuditEntryBody {
    id: AuditId,
    at: Instant,
    /// Who did it; absent for the system, and for who did not sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    actor_id: Option<PersonId>,
    /// In which role.
    role: Role,
    /// For whom, where not for themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    on_behalf_of: Option<PersonId>,
    /// Whether software did it, and nobody in person.
    by_software: bool,
    /// What happened, such as `request.disclosed`.
    event: String,
    /// The kind of what it happened to.
    object_kind: String,
    object_id: AnyId,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    neighbourhood: Option<NeighbourhoodRef>,
    /// Of whom something was shown.
    shown: Vec<AuditShownBody>,
}

/// What was shown of somebody.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AuditShownBody {
    person_id: PersonId,
    parts: Vec<Part>,
    purpose: Purpose,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation_id: Option<OrganisationId>,
}

impl From<ShownOf> for AuditShownBody {
    fn from(of: ShownOf) -> Self {
        Self { person_id: of.person, parts: of.parts, purpose: of.purpose, organisation_id: of.organisation }
    }
}

fn body(tx: &mut Tx<'_>, found: Found) -> Result<AuditEntryBody> {
    let (entry, shown) = (found.entry, found.shown);
    Ok(AuditEntryBody {
        id: entry.id,
        at: entry.at,
        actor_id: entry.actor,
        role: entry.acting_as,
        on_behalf_of: entry.on_behalf_of(),
        by_software: entry.by_software(),
        neighbourhood: entry.neighbourhood_id.map(|id| NeighbourhoodRef::of(tx, id)).transpose()?,
        event: entry.event,
        object_kind: entry.object_kind,
        object_id: entry.object,
        shown: shown.into_iter().map(AuditShownBody::from).collect(),
    })
}

impl AuditQuery {
    fn read(&self) -> Result<Wanted> {
        if self.event.as_ref().is_some_and(|it| it.len() > LONGEST_EVENT) {
            return Err(Error::invalid("event", format!("has at most {LONGEST_EVENT} characters")));
        }
        Ok(Wanted {
            shown_of: self.shown_of,
            actor: self.actor,
            object: self.object,
            event: self.event.clone(),
            from: self.from,
            until: self.until,
        })
    }
}

async fn search(call: Call, asked: Paged<AuditQuery>) -> Answer {
    let (cursor, wanted) = (asked.cursor, asked.wanted.read()?);
    let page =
        move |tx: &mut Tx<'_>, actor: &Actor| actions::search(tx, actor, &wanted, cursor)?.try_map(|it| body(tx, it));
    Reply::json(StatusCode::OK, &call.read(page).await?)
}
