//! The routes about matches and suggestions.

use actix_web::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::actions::{self, Revealed};
use super::model::{DeclineReason, Match, MatchOutcome, MatchState, Side};
use super::suggestions;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{MatchId, OfferId, RequestId};
use crate::places::DistanceBand;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply, Resource};
use crate::platform::text::{Address, EmailAddress, PersonName};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    suggestions::routes(api);
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
    /// How far apart, as far as anybody may know.
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

/// The request of a match, as far as a helper must know to decide.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MatchedRequest {
    id: RequestId,
    href: String,
    category: crate::categories::Category,
    urgency: crate::requests::model::Urgency,
    duration_minutes: i32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    windows: Vec<crate::when::Window>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    weekly_slots: Vec<crate::when::WeeklySlot>,
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
fn allowed(actor: &Actor, of: &Match) -> Vec<&'static str> {
    let subject = actions::subject(of);
    let can = |action, fits: bool| fits && may(actor, action, &subject);
    let accepts = of.side_of(actor.person).is_some_and(|side| of.state.accept(side).is_ok());
    let verbs = [
        ("accept", can(Action::AcceptMatch, accepts)),
        ("decline", can(Action::DeclineMatch, of.state.decline().is_ok())),
        ("cancel", can(Action::CancelMatch, of.state.cancel().is_ok())),
        ("end", can(Action::EndMatch, of.state.end().is_ok())),
    ];
    verbs.into_iter().filter(|(_, is_allowed)| *is_allowed).map(|(verb, _)| verb).collect()
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: MatchId) -> Result<MatchBody> {
    let seen = actions::see(tx, actor, id)?;
    let revealed = actions::reveal(tx, actor, &seen)?;
    body(tx, actor, &seen, revealed)
}

fn body(tx: &mut Tx<'_>, actor: &Actor, of: &Match, revealed: Option<Revealed>) -> Result<MatchBody> {
    let side = of.side_of(actor.person);
    let request = crate::requests::load(tx, of.request)?;
    let home = crate::people::actions::home_of(tx, of.helper)?;
    let cell = home.and_then(|it| crate::places::Cell::from_i64(it.cell).ok());
    let offer = of.offer.filter(|_| side != Some(Side::Requester));
    let (contact, place) = match revealed {
        None => (None, None),
        Some(Revealed { first_name, email, place }) => (
            Some(MatchContact { first_name, email }),
            place.map(|(position, address)| MatchPlace { lat: position.lat(), lon: position.lon(), address }),
        ),
    };
    Ok(MatchBody {
        id: of.id,
        href: format!("/v1/matches/{}", of.id),
        state: of.state,
        version: of.version,
        allowed_actions: allowed(actor, of),
        created_at: of.created_at,
        updated_at: of.updated_at,
        request: MatchedRequest {
            id: request.id,
            href: format!("/v1/requests/{}", request.id),
            category: request.category,
            urgency: request.urgency,
            duration_minutes: request.wish.duration_minutes,
            windows: request.wish.windows,
            weekly_slots: request.wish.weekly_slots,
        },
        offer: offer.map(|id| MatchedOffer { id, href: format!("/v1/offers/{id}") }),
        side,
        distance_band: cell.zip(request.cell).map(|(one, other)| DistanceBand::between(one, other)),
        expires_at: of.expires_at,
        agreed_at: of.agreed_at,
        outcome: of.outcome,
        contact,
        place,
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
