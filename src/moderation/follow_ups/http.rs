//! The list of the follow-ups.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions;
use super::model::{FollowUp, FollowUpKind};
use crate::clock::Instant;
use crate::ids::{AnyId, NeighbourhoodId, PersonId};
use crate::moderation::http::{PlaceQuery, cursor};
use crate::people::contact_rules::actions::all_with_rules;
use crate::platform::Tx;
use crate::platform::http::{Answer, Api, Call, Page, Query, Reply};
use crate::policy::{Action, Actor};

/// Registers the operation.
pub(in crate::moderation) fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/followUps", Action::SeeFollowUps, "What needs a human word again, the longest due first", list)
        .query::<PlaceQuery>()
        .lists::<FollowUpBody>();
}

/// Something that needs a human word. It goes when its cause goes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FollowUpBody {
    /// Where to see to it.
    href: String,
    kind: FollowUpKind,
    /// Since when.
    since: Instant,
    /// The request, the offer, the match, the referral, the concern, the proxy or the person.
    about: FollowUpAbout,
    person: FollowUpPerson,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    neighbourhood: Option<FollowUpNeighbourhood>,
}

/// What a follow-up is about.
#[derive(Serialize, ToSchema)]
struct FollowUpAbout {
    id: AnyId,
    href: String,
}

/// Whom a follow-up is about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FollowUpPerson {
    id: PersonId,
    href: String,
    /// Whether something was said of how the person may be reached: look there before you call.
    has_contact_rules: bool,
}

/// A neighbourhood, by id.
#[derive(Serialize, ToSchema)]
struct FollowUpNeighbourhood {
    id: NeighbourhoodId,
    href: String,
}

fn body(of: &FollowUp, has_contact_rules: bool) -> FollowUpBody {
    let href = format!("/v1/{}/{}", of.kind.collection(), of.about);
    FollowUpBody {
        href: href.clone(),
        kind: of.kind,
        since: of.since,
        about: FollowUpAbout { id: of.about, href },
        person: FollowUpPerson { id: of.person, href: format!("/v1/people/{}", of.person), has_contact_rules },
        neighbourhood: of
            .neighbourhood
            .map(|id| FollowUpNeighbourhood { id, href: format!("/v1/neighbourhoods/{id}") }),
    }
}

async fn list(call: Call, query: Query<PlaceQuery>) -> Answer {
    let (size, after) = query.0.read()?;
    let page = move |tx: &mut Tx<'_>, actor: &Actor| {
        let (found, next) = actions::follow_ups(tx, actor, after, size)?;
        let with_rules = all_with_rules(tx)?;
        let items = found.iter().map(|it| body(it, with_rules.contains(&it.person))).collect();
        Ok(Page { items, next: next.map(cursor) })
    };
    Reply::json(StatusCode::OK, &call.read(page).await?)
}
