//! The list of helpers for whom there is something to do.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions;
use super::model::{Helper, HelperNeed};
use crate::clock::Instant;
use crate::ids::{NeighbourhoodId, OfferId, PersonId};
use crate::people::vetting::model::{CheckKind, VettingLevel};
use crate::platform::http::{Answer, Api, Call, Reply};
use crate::policy::Action;
use crate::when::Date;

/// Registers the operation.
pub(in crate::moderation) fn routes(api: &mut Api) {
    let what = "The helpers for whom the team has something to do, the first first; at most 300";
    let _ = api.get("/v1/helpers", Action::SeeQueue, what, list).answers::<HelpersBody>();
}

/// Helpers for whom there is something to do.
#[derive(Serialize, ToSchema)]
struct HelpersBody {
    items: Vec<HelperBody>,
}

/// A helper for whom there is something to do. It goes when its cause goes.
#[derive(Serialize, ToSchema)]
struct HelperBody {
    need: HelperNeed,
    /// Since when; of a vetting the moment at which it ends.
    since: Instant,
    person: HelperPerson,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    neighbourhood: Option<HelperNeighbourhood>,
    /// The offer that waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    offer: Option<HelperOffer>,
    vetting: HelperVetting,
}

/// Who it is, by id.
#[derive(Serialize, ToSchema)]
struct HelperPerson {
    id: PersonId,
    href: String,
}

/// A neighbourhood, by id.
#[derive(Serialize, ToSchema)]
struct HelperNeighbourhood {
    id: NeighbourhoodId,
    href: String,
}

/// An offer, by id.
#[derive(Serialize, ToSchema)]
struct HelperOffer {
    id: OfferId,
    href: String,
}

/// How well the team knows a helper.
#[derive(Serialize, ToSchema)]
struct HelperVetting {
    level: VettingLevel,
    /// The first day on which it is less.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<Date>,
    /// What was not seen of them, or should be seen anew.
    missing: Vec<CheckKind>,
}

fn body(of: Helper) -> HelperBody {
    HelperBody {
        need: of.need,
        since: of.since,
        person: HelperPerson { id: of.person, href: format!("/v1/people/{}", of.person) },
        neighbourhood: of.neighbourhood.map(|id| HelperNeighbourhood { id, href: format!("/v1/neighbourhoods/{id}") }),
        offer: of.offer.map(|id| HelperOffer { id, href: format!("/v1/offers/{id}") }),
        vetting: HelperVetting { level: of.vetting.level, until: of.vetting.until, missing: of.missing },
    }
}

async fn list(call: Call) -> Answer {
    let found = call.read(actions::helpers).await?;
    Reply::json(StatusCode::OK, &HelpersBody { items: found.into_iter().map(body).collect() })
}
