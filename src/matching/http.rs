//! The routes about matches and suggestions.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions::{self, Revealed};
use super::model::{DeclineReason, Match, MatchOutcome, MatchState, Side};
use super::{blocks, suggestions};
use crate::categories::Category;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{MatchId, OfferId, RequestId};
use crate::places::DistanceBand;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource};
use crate::platform::text::{Address, EmailAddress, FreeText, PersonName};
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor};
use crate::requests::model::{RequestText, Urgency};
use crate::when::{WeeklySlot, Window};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    suggestions::routes(api);
    blocks::routes(api);
    let _ = api
        .post("/v1/matches", Action::ProposeMatch, "Propose two people to each other", propose)
        .takes::<NewMatch>()
        .creates::<MatchBody>()
        .refuses(&[Code::OfferDoesNotFit, Code::MatchedAlready]);
    let _ = api
        .get("/v1/matches", Action::SeeMatch, "The matches of the caller, or of the team", list)
        .query::<MatchesQuery>()
        .pages::<MatchBody>();
    let _ = api.get("/v1/matches/{matchId}", Action::SeeMatch, "A match", see).shows::<MatchBody>();
    let _ = api
        .post("/v1/matches/{matchId}/accept", Action::AcceptMatch, "Say yes", accept)
        .takes_nothing()
        .shows::<MatchBody>()
        .needs_key()
        .refuses(&[Code::CapReached]);
    let _ = api
        .post("/v1/matches/{matchId}/decline", Action::DeclineMatch, "Say no", decline)
        .takes::<Declining>()
        .optionally()
        .shows::<MatchBody>();
    let _ = api
        .post("/v1/matches/{matchId}/cancel", Action::CancelMatch, "Call it off before it is agreed", cancel)
        .takes::<Declining>()
        .optionally()
        .shows::<MatchBody>();
    let _ = api
        .post("/v1/matches/{matchId}/end", Action::EndMatch, "Say how an agreed match ended", end)
        .takes::<Ending>()
        .shows::<MatchBody>();
}

/// Whom to bring together.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewMatch {
    request_id: RequestId,
    offer_id: OfferId,
}

/// Why not, if they want to say.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Declining {
    reason: Option<DeclineReason>,
}

/// How it ended.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Ending {
    outcome: MatchOutcome,
}

crate::db::types::words! {
    /// Which matches.
    MatchesView {
        /// Those of the caller.
        Mine = "mine",
        /// Those of the neighbourhoods of the team.
        Neighbourhood = "neighbourhood",
    }
}

/// Which matches are listed.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MatchesQuery {
    /// Which matches; the caller's own when left out.
    #[param(inline)]
    view: Option<MatchesView>,
}

/// Two people brought together.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MatchBody {
    id: MatchId,
    href: String,
    state: MatchState,
    version: i32,
    allowed_actions: Vec<&'static str>,
    created_at: Instant,
    updated_at: Instant,
    request: MatchedRequest,
    /// For the helper and the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    offer: Option<MatchedOffer>,
    /// The side of the caller; absent for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    side: Option<Side>,
    /// How far apart the two were when they were proposed to each other, while the match lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    distance_band: Option<DistanceBand>,
    /// Until when an answer is awaited.
    expires_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    agreed_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<MatchOutcome>,
    /// The other side: only while the match is agreed, and for a week after the help came.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact: Option<MatchContact>,
    /// Where the help is: only for the helper, only as long as `contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    place: Option<MatchPlace>,
}

/// The request of a match. What is asked is for a helper as long as the match lives, and a week after the help came.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MatchedRequest {
    id: RequestId,
    /// For the requester and the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    href: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    category: Option<Category>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    urgency: Option<Urgency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    duration_minutes: Option<i32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    windows: Vec<Window>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    weekly_slots: Vec<WeeklySlot>,
    /// In words: for the helper, as long as `contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    text: Option<RequestText>,
    /// What to mind to get around: for the helper, as long as `contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    accessibility_notes: Option<FreeText>,
}

/// The offer of a match.
#[derive(Serialize, ToSchema)]
struct MatchedOffer {
    id: OfferId,
    href: String,
}

/// The other side of an agreed match.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MatchContact {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_name: Option<PersonName>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email: Option<EmailAddress>,
}

/// Where the help is.
#[derive(Serialize, ToSchema)]
struct MatchPlace {
    lat: f64,
    lon: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    address: Option<Address>,
}

impl Resource for MatchBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.version)
    }
}

/// What the caller may do now, as the words of the URLs.
fn allowed(actor: &Actor, of: &Match, now: Instant) -> Vec<&'static str> {
    let is_in_time = now < of.expires_at;
    let accepts = is_in_time && of.side_of(actor.person).is_some_and(|side| of.state.accept(side).is_ok());
    let verbs = [
        ("accept", Action::AcceptMatch, accepts),
        ("decline", Action::DeclineMatch, of.state.decline().is_ok()),
        ("cancel", Action::CancelMatch, of.state.cancel().is_ok()),
        ("end", Action::EndMatch, of.state.end().is_ok()),
    ];
    policy::allowed(actor, &actions::subject(of), verbs)
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: MatchId) -> Result<MatchBody> {
    let seen = actions::see(tx, actor, id)?;
    let revealed = actions::reveal(tx, actor, &seen)?;
    body(tx, actor, &seen, revealed)
}

fn body(tx: &mut Tx<'_>, actor: &Actor, of: &Match, revealed: Option<Revealed>) -> Result<MatchBody> {
    let side = of.side_of(actor.person);
    let request = crate::requests::load(tx, of.request)?;
    let is_over = of.state.is_final() || of.state == MatchState::Held;
    // Who was asked once and is not any more does not go on reading when help is needed.
    let reads_request = side != Some(Side::Helper) || !is_over || revealed.as_ref().is_some_and(|it| it.help.is_some());
    let offer = of.offer.filter(|_| side != Some(Side::Requester));
    let (contact, help) = match revealed {
        None => (None, None),
        Some(Revealed { first_name, email, help }) => (Some(MatchContact { first_name, email }), help),
    };
    let (place, text, accessibility_notes) =
        help.map_or((None, None, None), |it| (it.place, it.text, it.accessibility_notes));
    let wish = Some(request.wish).filter(|_| reads_request);
    let request = MatchedRequest {
        id: request.id,
        href: (side != Some(Side::Helper)).then(|| format!("/v1/requests/{}", request.id)),
        category: reads_request.then_some(request.category),
        urgency: reads_request.then_some(request.urgency),
        duration_minutes: wish.as_ref().map(|it| it.duration_minutes),
        windows: wish.as_ref().map(|it| it.windows.clone()).unwrap_or_default(),
        weekly_slots: wish.map(|it| it.weekly_slots).unwrap_or_default(),
        text,
        accessibility_notes,
    };
    Ok(MatchBody {
        id: of.id,
        href: format!("/v1/matches/{}", of.id),
        state: of.state,
        version: of.version,
        allowed_actions: allowed(actor, of, tx.now),
        created_at: of.created_at,
        updated_at: of.updated_at,
        request,
        offer: offer.map(|id| MatchedOffer { id, href: format!("/v1/offers/{id}") }),
        side,
        distance_band: of.band.filter(|_| side.is_none() || !is_over),
        expires_at: of.expires_at,
        agreed_at: of.agreed_at,
        outcome: of.outcome,
        contact,
        place: place.map(|(position, address)| MatchPlace { lat: position.lat(), lon: position.lon(), address }),
    })
}

async fn propose(call: Call, said: Body<NewMatch>) -> Answer {
    call.act(said, |tx, actor, said| actions::propose(tx, actor, said.request_id, said.offer_id), show).await
}

async fn list(call: Call, page: Paged<MatchesQuery>) -> Answer {
    let cursor = page.cursor;
    let of_team = page.wanted.view == Some(MatchesView::Neighbourhood);
    let page = move |tx: &mut Tx<'_>, actor: &Actor| {
        actions::list(tx, actor, of_team, cursor)?.try_map(|it| body(tx, actor, &it, None))
    };
    Reply::json(StatusCode::OK, &call.read(page).await?)
}

async fn see(call: Call, id: Id<MatchId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn accept(call: Call, id: Id<MatchId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::accept(tx, actor, id.0), show).await
}

async fn decline(call: Call, id: Id<MatchId>, said: Body<Declining>) -> Answer {
    call.act(said, move |tx, actor, said| actions::decline(tx, actor, id.0, said.reason), show).await
}

async fn cancel(call: Call, id: Id<MatchId>, said: Body<Declining>) -> Answer {
    call.act(said, move |tx, actor, said| actions::cancel(tx, actor, id.0, said.reason), show).await
}

async fn end(call: Call, id: Id<MatchId>, said: Body<Ending>) -> Answer {
    call.act(said, move |tx, actor, said| actions::end(tx, actor, id.0, said.outcome), show).await
}
