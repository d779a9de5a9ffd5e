//! The routes of the queue.

use actix_web::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::actions::{self, Seen};
use super::model::{ItemKind, Place};
use super::{follow_ups, helpers, map, replies};
use crate::categories::Category;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{ItemId, NeighbourhoodId, PersonId};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Page, Query, Reply, Resource, page_size};
use crate::platform::{Error, Result, Tx};
use crate::policy::{self, Action, Actor};
use crate::requests::Urgency;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/moderation/queue", Action::SeeQueue, "What waits for a human look", queue)
        .query::<PlaceQuery>()
        .lists::<QueueItemBody>();
    let _ = api
        .get("/v1/moderation/queue/{itemId}", Action::SeeQueue, "An item of the queue", see)
        .answers::<QueueItemBody>();
    let _ = api
        .post("/v1/moderation/queue/{itemId}/claim", Action::ClaimItem, "Take an item in hand", claim)
        .takes_nothing()
        .answers::<QueueItemBody>()
        .refuses(&[Code::ClaimedByOther]);
    let _ = api
        .post(
            "/v1/moderation/queue/{itemId}/takeOver",
            Action::TakeOverItem,
            "Take over an item that somebody else has in hand",
            take_over,
        )
        .takes::<TakeOverBody>()
        .answers::<QueueItemBody>()
        .refuses(&[Code::Stale]);
    let _ = api
        .post("/v1/moderation/queue/{itemId}/release", Action::ReleaseItem, "Put an item back", release)
        .takes_nothing()
        .answers::<QueueItemBody>()
        .refuses(&[Code::ClaimedByOther]);
    follow_ups::routes(api);
    helpers::routes(api);
    replies::routes(api);
    map::routes(api);
}

/// An item of the queue: a request or an offer that waits for a human look. It has the id of what it is about.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct QueueItemBody {
    id: ItemId,
    href: String,
    kind: ItemKind,
    /// What it is about.
    about: QueueItemAbout,
    /// The state of what it is about: `submitted` while it waits.
    state: String,
    allowed_actions: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    neighbourhood: Option<QueueItemNeighbourhood>,
    categories: Vec<Category>,
    /// Of a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    urgency: Option<Urgency>,
    /// Whether it came back from a professional, and goes before the others.
    is_first: bool,
    waiting_since: Instant,
    /// By when somebody should have looked; absent once it does not wait any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    due_by: Option<Instant>,
    /// Who has it in hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    claimed_by: Option<QueueItemHolder>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    claimed_until: Option<Instant>,
    /// From whom it was taken over, while it is in hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    taken_over_from: Option<QueueItemHolder>,
}

/// From whom an item is taken over.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakeOverBody {
    /// Who had it in hand when the caller looked: when that is somebody else by now, nothing is taken.
    from: Option<PersonId>,
}

/// The request or the offer.
#[derive(Serialize, ToSchema)]
struct QueueItemAbout {
    id: ItemId,
    href: String,
}

/// A neighbourhood, by id.
#[derive(Serialize, ToSchema)]
struct QueueItemNeighbourhood {
    id: NeighbourhoodId,
    href: String,
}

/// A member of the team.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct QueueItemHolder {
    id: PersonId,
    /// Whether that is the caller.
    is_mine: bool,
}

/// Which page of a list that goes by places.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::moderation) struct PlaceQuery {
    /// How many items, 1 to 100; 50 when left out.
    #[param(minimum = 1, maximum = 100)]
    page_size: Option<u32>,
    /// The `next` of the page before.
    #[param(max_length = 64, pattern = "^[A-Za-z0-9_-]{33}[AQgw]$")]
    cursor: Option<String>,
}

impl PlaceQuery {
    /// How many are asked for, and after which place.
    ///
    /// # Errors
    /// A refusal when either is out of bounds.
    pub(in crate::moderation) fn read(&self) -> Result<(usize, Option<Place>)> {
        let after = self.cursor.as_deref().map(read_cursor).transpose()?;
        Ok((page_size(self.page_size)? as usize, after))
    }
}

/// A place in a list as an opaque text.
#[must_use]
pub fn cursor(place: Place) -> String {
    let micros = place.since.micros().to_be_bytes();
    URL_SAFE_NO_PAD.encode([&[place.level], micros.as_slice(), place.id.uuid().as_bytes()].concat())
}

/// The end of the year 9999: as far as both databases and their texts reach.
const LAST_MICROS: i64 = 253_402_300_799_000_000;

/// The place of a cursor. One that points nowhere in the queue is a place like any other: the list goes on after it.
///
/// # Errors
/// A refusal when it is none.
pub fn read_cursor(text: &str) -> Result<Place> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (level, rest) = bytes.split_first()?;
        let (micros, id) = rest.split_first_chunk::<8>()?;
        let since = Instant::from_micros(i64::from_be_bytes(*micros).clamp(0, LAST_MICROS))?;
        Some(Place { level: *level, since, id: ItemId::from(Uuid::from_slice(id).ok()?) })
    };
    read().ok_or_else(|| Error::invalid("cursor", "is not a cursor of this list"))
}

impl Resource for QueueItemBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn body(actor: &Actor, seen: Seen) -> QueueItemBody {
    let Seen { item, claim } = seen;
    let id = item.id;
    let is_mine = claim.is_some_and(|it| Some(it.by) == actor.person);
    let can_claim = item.is_waiting() && (claim.is_none() || is_mine);
    let can_take_over = item.is_waiting() && claim.is_some() && !is_mine;
    let holder = |id: PersonId| QueueItemHolder { id, is_mine: Some(id) == actor.person };
    let verbs = [
        ("claim", Action::ClaimItem, can_claim),
        ("takeOver", Action::TakeOverItem, can_take_over),
        ("release", Action::ReleaseItem, is_mine),
    ];
    let about = match item.kind {
        ItemKind::Request => format!("/v1/requests/{id}"),
        ItemKind::Offer => format!("/v1/offers/{id}"),
    };
    QueueItemBody {
        id,
        href: format!("/v1/moderation/queue/{id}"),
        kind: item.kind,
        about: QueueItemAbout { id, href: about },
        allowed_actions: policy::allowed(actor, &actions::subject(&item), verbs),
        neighbourhood: item
            .neighbourhood
            .map(|id| QueueItemNeighbourhood { id, href: format!("/v1/neighbourhoods/{id}") }),
        urgency: item.urgency,
        is_first: item.is_first,
        waiting_since: item.since,
        due_by: item.is_waiting().then(|| item.due_by()),
        claimed_by: claim.map(|it| holder(it.by)),
        taken_over_from: claim.and_then(|it| it.taken_from).map(holder),
        claimed_until: claim.map(|it| it.until),
        state: item.state,
        categories: item.categories,
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: ItemId) -> Result<QueueItemBody> {
    Ok(body(actor, actions::see(tx, actor, id)?))
}

async fn queue(call: Call, query: Query<PlaceQuery>) -> Answer {
    let (size, after) = query.0.read()?;
    let page = move |tx: &mut Tx<'_>, actor: &Actor| {
        let (items, next) = actions::queue(tx, actor, after, size)?;
        let items: Vec<_> = items.into_iter().map(|it| body(actor, it)).collect();
        Ok(Page { items, next: next.map(cursor) })
    };
    Reply::json(StatusCode::OK, &call.read(page).await?)
}

async fn see(call: Call, id: Id<ItemId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn claim(call: Call, id: Id<ItemId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::claim(tx, actor, id.0), show).await
}

async fn take_over(call: Call, id: Id<ItemId>, body: Body<TakeOverBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::take_over(tx, actor, id.0, said.from), show).await
}

async fn release(call: Call, id: Id<ItemId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::release(tx, actor, id.0), show).await
}
