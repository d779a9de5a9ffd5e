//! The routes about matches and suggestions.

mod body;

use actix_web::http::StatusCode;

use super::actions;
use super::{batch, blocks, bonds, suggestions, visits, waves};
use crate::codes::Code;
use crate::ids::{MatchId, RequestId};
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};
use body::{Accepting, Approving, Declining, Ending, Holding, MatchBody, NewMatch, Volunteering, body};
pub(in crate::matching) use body::{MatchLink, MatchesQuery};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    suggestions::routes(api);
    batch::routes(api);
    blocks::routes(api);
    bonds::routes(api);
    visits::routes(api);
    waves::http::routes(api);
    let _ = api
        .post("/v1/matches", Action::ProposeMatch, "Propose two people to each other", propose)
        .takes::<NewMatch>()
        .creates::<MatchBody>()
        .refuses(&[Code::OfferDoesNotFit, Code::MatchedAlready, Code::WayNotOn]);
    let _ = api
        .post("/v1/requests/{requestId}/volunteer", Action::Volunteer, "Offer oneself for a request nearby", volunteer)
        .takes::<Volunteering>()
        .optionally()
        .creates::<MatchBody>()
        .refuses(&[Code::OfferDoesNotFit, Code::MatchedAlready]);
    let _ = api
        .get("/v1/matches", Action::SeeMatch, "The matches of the caller, or of the team", list)
        .query::<MatchesQuery>()
        .pages::<MatchBody>();
    let _ = api.get("/v1/matches/{matchId}", Action::SeeMatch, "A match", see).shows::<MatchBody>();
    let _ = api
        .post("/v1/matches/{matchId}/accept", Action::AcceptMatch, "Say yes", accept)
        .takes::<Accepting>()
        .optionally()
        .shows::<MatchBody>()
        .needs_key()
        .refuses(&[Code::CapReached, Code::ApprovalMissing, Code::GuardianMissing, Code::OfferDoesNotFit]);
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
    of_the_team(api);
}

fn of_the_team(api: &mut Api) {
    let _ = api
        .post("/v1/matches/{matchId}/approve", Action::ApproveMatch, "Let a match be agreed", approve)
        .takes::<Approving>()
        .optionally()
        .shows::<MatchBody>()
        .refuses(&[Code::GuardianMissing]);
    let _ = api
        .post("/v1/matches/{matchId}/hold", Action::HoldMatch, "Put a match aside", hold)
        .takes::<Holding>()
        .shows::<MatchBody>();
    let _ = api
        .post("/v1/matches/{matchId}/release", Action::ReleaseMatch, "End a hold", release)
        .takes_nothing()
        .shows::<MatchBody>()
        .refuses(&[Code::HelperUnvetted]);
    let _ = api
        .post("/v1/matches/{matchId}/close", Action::CloseMatch, "End a held match for good", close)
        .takes_nothing()
        .shows::<MatchBody>();
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: MatchId) -> Result<MatchBody> {
    let seen = actions::see(tx, actor, id)?;
    let revealed = actions::reveal(tx, actor, &seen)?;
    body(tx, actor, &seen, revealed)
}

async fn propose(call: Call, said: Body<NewMatch>) -> Answer {
    call.act(said, |tx, actor, said| actions::propose(tx, actor, said.request_id, said.offer_id), show).await
}

async fn list(call: Call, page: Paged<MatchesQuery>) -> Answer {
    let cursor = page.cursor;
    let of_team = page.wanted.is_of_team();
    let page = move |tx: &mut Tx<'_>, actor: &Actor| {
        actions::list(tx, actor, of_team, cursor)?.try_map(|it| body(tx, actor, &it, None))
    };
    Reply::json(StatusCode::OK, &call.read(page).await?)
}

async fn see(call: Call, id: Id<MatchId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn accept(call: Call, id: Id<MatchId>, said: Body<Accepting>) -> Answer {
    call.act(said, move |tx, actor, said| actions::accept(tx, actor, id.0, said.for_person), show).await
}

async fn volunteer(call: Call, id: Id<RequestId>, said: Body<Volunteering>) -> Answer {
    call.act(said, move |tx, actor, said| actions::volunteer(tx, actor, id.0, said.offer_id), show).await
}

async fn approve(call: Call, id: Id<MatchId>, said: Body<Approving>) -> Answer {
    call.act(said, move |tx, actor, said| actions::approve(tx, actor, id.0, said.guardian_agreed), show).await
}

async fn hold(call: Call, id: Id<MatchId>, said: Body<Holding>) -> Answer {
    call.act(said, move |tx, actor, said| actions::hold(tx, actor, id.0, said.reason), show).await
}

async fn release(call: Call, id: Id<MatchId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::release(tx, actor, id.0), show).await
}

async fn close(call: Call, id: Id<MatchId>, said: Body<Empty>) -> Answer {
    call.act(said, move |tx, actor, _| actions::close(tx, actor, id.0), show).await
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
