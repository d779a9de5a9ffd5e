//! The access log for apps, and as a page to print.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT;
use serde::Serialize;
use utoipa::ToSchema;

use super::{actions, page};
use crate::audit::Shown;
use crate::events::{Part, Purpose};
use crate::ids::{AuditId, PersonId};
use crate::organisations::{OrganisationRef, organisation_ref};
use crate::places::NeighbourhoodRef;
use crate::platform::http::{Answer, Api, Call, Id, Paged, Reply};
use crate::platform::language::Locale;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Role};
use crate::when::Date;

/// Registers the operation.
pub fn routes(api: &mut Api) {
    let _ = api
        .get(
            "/v1/me/accessLog",
            Action::SeeAccessLog,
            "Who read what of the caller; as a page with Accept: text/html",
            see_access_log,
        )
        .pages::<AccessBody>()
        .also_as("text/html");
    let _ = api
        .get(
            "/v1/people/{personId}/accessLog",
            Action::SeeAccessLog,
            "Who read what of a person without an account, for the team that tells them",
            see_access_log_of,
        )
        .pages::<AccessBody>();
}

/// Something of the caller that was shown to somebody else: never to whom by name.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessBody {
    id: AuditId,
    /// The day, local time.
    pub(super) day: Date,
    /// In which role it was read.
    pub(super) role: Role,
    /// Of which neighbourhood the team is, or where the other side of a match was met.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) neighbourhood: Option<NeighbourhoodRef>,
    /// Whose member it was, if it was for an organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub(super) organisation: Option<OrganisationRef>,
    /// Whether the software of the organisation read it, and nobody in person.
    pub(super) by_software: bool,
    pub(super) purpose: Purpose,
    /// What was shown.
    pub(super) parts: Vec<Part>,
    /// The purpose in plain words.
    pub(super) text: String,
}

/// A row of the log in the language of who reads it.
pub(super) fn body(tx: &mut Tx<'_>, it: Shown, locale: Locale) -> Result<AccessBody> {
    Ok(AccessBody {
        id: it.id,
        day: Date::of(it.at),
        role: it.role,
        neighbourhood: it.neighbourhood.map(|id| NeighbourhoodRef::of(tx, id)).transpose()?,
        organisation: it.organisation.map(|id| organisation_ref(tx, id)).transpose()?,
        by_software: it.by_software,
        purpose: it.purpose,
        parts: it.parts,
        text: locale.text(&format!("access-purpose-{}", it.purpose), &[]),
    })
}

async fn see_access_log_of(call: Call, id: Id<PersonId>, asked: Paged) -> Answer {
    let (cursor, locale) = (asked.cursor, call.locale);
    let shown = call
        .read(move |tx, actor| actions::see_of(tx, actor, id.0, cursor)?.try_map(|it| body(tx, it, locale)))
        .await?;
    Reply::json(StatusCode::OK, &shown)
}

async fn see_access_log(call: Call, asked: Paged, request: HttpRequest) -> Answer {
    let accepts = request.headers().get(ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let (wants_page, cursor) = (accepts.contains("text/html"), asked.cursor);
    call.read(move |tx, actor| {
        let locale = actions::language(tx, actor)?;
        let shown = actions::see(tx, actor, cursor)?.try_map(|it| body(tx, it, locale))?;
        if wants_page { Ok(Reply::page(page::html(&shown, locale))) } else { Reply::json(StatusCode::OK, &shown) }
    })
    .await
}
