//! Requests as neighbours see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::bodies::RequestBody;
use crate::categories::Category;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::RequestId;
use crate::people::model::LanguageTag;
use crate::places::DistanceBand;
use crate::platform::Tx;
use crate::platform::http::{Answer, Api, Call, Id, Resource};
use crate::platform::text::FreeText;
use crate::policy::{self, Action, Actor, Subject};
use crate::requests::actions::{self, Nearby};
use crate::requests::model::{HelpKind, RequestState, Rhythm, Urgency, WantedFrom};
use crate::when::{WeeklySlot, Window};

/// Registers the operations.
pub(super) fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/requests/{requestId}/nearby", Action::SeeNearby, "A request, as neighbours see it", see_nearby)
        .answers::<NearbyBody>()
        .refuses(&[Code::HomeMissing]);
}

/// A request as neighbours see it: nobody's name, no place but a band, and only the words that are meant for them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NearbyRequest)]
pub(super) struct NearbyBody {
    id: RequestId,
    href: String,
    state: RequestState,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    /// How far from the home of the reader; for the requester the nearest.
    distance_band: DistanceBand,
    category: Category,
    urgency: Urgency,
    duration_minutes: i32,
    windows: Vec<Window>,
    weekly_slots: Vec<WeeklySlot>,
    help_kind: HelpKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rhythm: Option<Rhythm>,
    languages: Vec<LanguageTag>,
    wanted_from: WantedFrom,
    minors_involved: bool,
    helpers_wanted: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    public_text: Option<FreeText>,
}

impl Resource for NearbyBody {
    fn href(&self) -> &str {
        &self.href
    }

    // Also a change of what neighbours do not see counts: when that was is not for them.
    fn version(&self) -> Option<i32> {
        None
    }
}

/// A request of a list: as neighbours see it for the view `nearby`, else whole.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum ListedRequest {
    Whole(Box<RequestBody>),
    Nearby(NearbyBody),
}

pub(super) fn body(actor: &Actor, seen: Nearby) -> NearbyBody {
    let Nearby { request, public_text, band } = seen;
    // Whoever reads this comes across it: only the requester does not volunteer.
    let is_own = actor.person == Some(request.person);
    let subject = Subject { circle: actor.person.into_iter().collect(), ..Subject::of(request.person) };
    let volunteers = request.state == RequestState::Open && !is_own;
    let allowed_actions = policy::allowed(actor, &subject, [("volunteer", Action::Volunteer, volunteers)]);
    let wish = request.wish;
    NearbyBody {
        id: request.id,
        href: format!("/v1/requests/{}/nearby", request.id),
        state: request.state,
        allowed_actions,
        created_at: request.created_at,
        distance_band: band,
        category: request.category,
        urgency: request.urgency,
        duration_minutes: wish.duration_minutes,
        windows: wish.windows,
        weekly_slots: wish.weekly_slots,
        help_kind: wish.help_kind,
        rhythm: wish.rhythm,
        languages: wish.languages,
        wanted_from: wish.wanted_from,
        minors_involved: wish.minors_involved,
        helpers_wanted: request.helpers_wanted,
        public_text,
    }
}

async fn see_nearby(call: Call, id: Id<RequestId>) -> Answer {
    call.show(move |tx: &mut Tx<'_>, actor: &Actor| Ok(body(actor, actions::see_nearby(tx, actor, id.0)?))).await
}
