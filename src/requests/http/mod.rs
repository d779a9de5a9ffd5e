//! The routes about requests.

mod bodies;
mod inputs;
mod intake;
mod nearby;
mod patch;

use actix_web::http::StatusCode;

use super::actions::{self, Around, Seen};
use super::clients;
use bodies::{AskedBy, RequestBody, RequestPerson};
use inputs::{
    AnswerBody, FulfilBody, HoldBody, NewRequestBody, QuestionBody, RejectBody, ReopenBody, RequestView, RequestsQuery,
    Token, WithdrawBody,
};
use nearby::ListedRequest;
use patch::RequestPatchBody;

use crate::codes::Code;
use crate::ids::RequestId;
use crate::organisations::organisation_ref;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Paged, Reply};
use crate::platform::language::Locale;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .post("/v1/requests", Action::SubmitRequest, "Ask for help", submit)
        .takes::<NewRequestBody>()
        .creates::<RequestBody>()
        .refuses(&[
            Code::HomeMissing,
            Code::ConsentMissing,
            Code::GuardianMissing,
            Code::WayNotOn,
            Code::CategoryNotOn,
        ]);
    let _ = api
        .get(
            "/v1/requests",
            Action::SeeRequest,
            "Requests: one's own, those nearby, or those of one's neighbourhoods",
            list,
        )
        .query::<RequestsQuery>()
        .pages::<ListedRequest>()
        .refuses(&[Code::HomeMissing]);
    nearby::routes(api);
    intake::routes(api);
    clients::http::routes(api);
    let _ = api.get("/v1/requests/{requestId}", Action::SeeRequest, "A request", see).shows::<RequestBody>();
    let _ = api
        .patch("/v1/requests/{requestId}", Action::ChangeRequest, "Change one's request", change)
        .takes::<RequestPatchBody>()
        .shows::<RequestBody>()
        .refuses(&[Code::HomeMissing, Code::ConsentMissing, Code::WayNotOn, Code::CategoryNotOn]);
    decisions(api);
    let _ = api
        .post("/v1/requests/{requestId}/answer", Action::AnswerRequest, "Answer the question of the team", answer)
        .takes::<AnswerBody>()
        .shows::<RequestBody>();
    let _ = api
        .post("/v1/requests/{requestId}/withdraw", Action::WithdrawRequest, "Take one's request back", withdraw)
        .takes::<WithdrawBody>()
        .shows::<RequestBody>();
    let _ = api
        .post("/v1/requests/{requestId}/fulfil", Action::FulfilRequest, "Say that the help came", fulfil)
        .takes::<FulfilBody>()
        .shows::<RequestBody>();
    still_needed(api);
}

fn still_needed(api: &mut Api) {
    let _ = api
        .post(
            "/v1/requests/{requestId}/confirmStillNeeded",
            Action::ConfirmStillNeeded,
            "Say that help is still needed",
            confirm_still_needed,
        )
        .takes_nothing()
        .shows::<RequestBody>();
    let _ = api
        .post(
            "/v1/requests/confirmStillNeeded",
            Action::ConfirmByToken,
            "Say that help is still needed, with the token of the mail",
            confirm_by_token,
        )
        .takes::<Token>()
        .refuses(&[Code::TokenInvalid]);
    let _ = api
        .post(
            "/v1/requests/{requestId}/reopen",
            Action::ReopenRequest,
            "Take an ended request up again, within 30 days",
            reopen,
        )
        .takes::<ReopenBody>()
        .optionally()
        .shows::<RequestBody>()
        .refuses(&[Code::HomeMissing, Code::ConsentMissing]);
}

fn decisions(api: &mut Api) {
    let claimed: &[Code] = &[Code::ClaimedByOther];
    let _ = api
        .post("/v1/requests/{requestId}/approve", Action::ApproveRequest, "Let a request be matched", approve)
        .takes_nothing()
        .shows::<RequestBody>()
        .refuses(claimed);
    let _ = api
        .post(
            "/v1/requests/{requestId}/askForInformation",
            Action::AskForInformation,
            "Ask the requester something",
            ask_for_information,
        )
        .takes::<QuestionBody>()
        .shows::<RequestBody>()
        .refuses(claimed);
    let _ = api
        .post("/v1/requests/{requestId}/reject", Action::RejectRequest, "Refuse a request", reject)
        .takes::<RejectBody>()
        .shows::<RequestBody>()
        .refuses(claimed);
    let _ = api
        .post("/v1/requests/{requestId}/hold", Action::HoldRequest, "Put a request aside", hold)
        .takes::<HoldBody>()
        .shows::<RequestBody>()
        .refuses(claimed);
    let _ = api
        .post("/v1/requests/{requestId}/release", Action::ReleaseRequest, "End a hold", release)
        .takes_nothing()
        .shows::<RequestBody>();
}

/// Which organisation asked; only where a request is seen whole, by its team.
fn asked_by(tx: &mut Tx<'_>, actor: &Actor, seen: &Seen) -> Result<Option<AskedBy>> {
    let (id, person) = (seen.request.id, seen.request.person);
    if seen.said.is_none() || actor.speaks_for(person) {
        return Ok(None);
    }
    let Some((organisation, same)) = clients::actions::asked_by(tx, actor, id, person)? else { return Ok(None) };
    let possibly_same = same.into_iter().map(|it| RequestPerson::new(it, None)).collect();
    Ok(Some(AskedBy { organisation: organisation_ref(tx, organisation)?, possibly_same }))
}

fn body(tx: &mut Tx<'_>, actor: &Actor, around: &Around<'_>, seen: Seen, locale: Locale) -> Result<RequestBody> {
    let asked_by = asked_by(tx, actor, &seen)?;
    let allowed = around.allowed(&seen.request, tx.now);
    let is_own = actor.speaks_for(seen.request.person);
    let outside = actions::outside_duty_hours(tx, actor, &seen.request, locale)?;
    Ok(RequestBody::new(seen, allowed, is_own, outside, asked_by))
}

/// Shows a request in the language of the reader.
fn show(locale: Locale) -> impl FnMut(&mut Tx<'_>, &Actor, RequestId) -> Result<RequestBody> + Clone + Send {
    move |tx, actor, id| {
        let seen = actions::see(tx, actor, id)?;
        let around = Around::of(tx, actor, &[&seen.request])?;
        body(tx, actor, &around, seen, locale)
    }
}

async fn submit(call: Call, body: Body<NewRequestBody>) -> Answer {
    call.act(body, |tx, actor, said| actions::submit(tx, actor, &said.into()), show(call.locale)).await
}

async fn list(call: Call, page: Paged<RequestsQuery>) -> Answer {
    let (cursor, locale) = (page.cursor, call.locale);
    let RequestsQuery { view, radius_metres, state } = page.wanted;
    let view = view.unwrap_or(RequestView::Mine);
    if view != RequestView::Nearby && radius_metres.is_some() {
        return Err(Error::invalid("radiusMetres", "goes with view=nearby only"));
    }
    if view != RequestView::Neighbourhood && state.is_some() {
        return Err(Error::invalid("state", "goes with view=neighbourhood only"));
    }
    let radius = actions::radius(radius_metres)?;
    let bodies = move |tx: &mut Tx<'_>, actor: &Actor| {
        let page = match view {
            RequestView::Mine => actions::list_own(tx, actor, cursor)?,
            RequestView::Neighbourhood => actions::list_in_neighbourhoods(tx, actor, state, cursor)?,
            RequestView::Nearby => {
                let page = actions::list_nearby(tx, actor, radius, cursor)?;
                return page.try_map(|seen| Ok(ListedRequest::Nearby(nearby::body(actor, seen))));
            }
        };
        let around = Around::of(tx, actor, &page.items.iter().map(|it| &it.request).collect::<Vec<_>>())?;
        page.try_map(|seen| Ok(ListedRequest::Whole(Box::new(body(tx, actor, &around, seen, locale)?))))
    };
    Reply::json(StatusCode::OK, &call.read(bodies).await?)
}

async fn see(call: Call, id: Id<RequestId>) -> Answer {
    let mut shown = show(call.locale);
    call.show(move |tx, actor| shown(tx, actor, id.0)).await
}

async fn change(call: Call, id: Id<RequestId>, body: Body<RequestPatchBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::change(tx, actor, id.0, &said.into()), show(call.locale)).await
}

async fn approve(call: Call, id: Id<RequestId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::approve(tx, actor, id.0), show(call.locale)).await
}

async fn ask_for_information(call: Call, id: Id<RequestId>, body: Body<QuestionBody>) -> Answer {
    call.act(
        body,
        move |tx, actor, said| actions::ask_for_information(tx, actor, id.0, said.question),
        show(call.locale),
    )
    .await
}

async fn answer(call: Call, id: Id<RequestId>, body: Body<AnswerBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::answer(tx, actor, id.0, said.answer), show(call.locale)).await
}

async fn reject(call: Call, id: Id<RequestId>, body: Body<RejectBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::reject(tx, actor, id.0, said.reason), show(call.locale)).await
}

async fn hold(call: Call, id: Id<RequestId>, body: Body<HoldBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::hold(tx, actor, id.0, said.reason), show(call.locale)).await
}

async fn release(call: Call, id: Id<RequestId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::release(tx, actor, id.0), show(call.locale)).await
}

async fn withdraw(call: Call, id: Id<RequestId>, body: Body<WithdrawBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::withdraw(tx, actor, id.0, said.reason), show(call.locale)).await
}

async fn fulfil(call: Call, id: Id<RequestId>, body: Body<FulfilBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::fulfil(tx, actor, id.0, said.outcome), show(call.locale)).await
}

async fn confirm_still_needed(call: Call, id: Id<RequestId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::confirm_still_needed(tx, actor, id.0), show(call.locale)).await
}

async fn confirm_by_token(call: Call, body: Body<Token>) -> Answer {
    call.run(move |tx, actor| actions::confirm_by_token(tx, actor, &body.value.token)).await?;
    Ok(Reply::nothing())
}

async fn reopen(call: Call, id: Id<RequestId>, body: Body<ReopenBody>) -> Answer {
    call.act(body, move |tx, actor, said| actions::reopen(tx, actor, id.0, said.note), show(call.locale)).await
}
