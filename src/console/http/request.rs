//! The routes of the page of a request: it is looked at, and decided about.

use actix_web::web;
use uuid::Uuid;

use super::frame::{Shown, after, go, part, show};
use super::sign_in;
use crate::codes::Code;
use crate::console::queue;
use crate::console::request::{request, viewers_part};
use crate::ids::{ItemId, PersonId, RequestId, SavedReplyId};
use crate::moderation::actions as moderation;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::requests::actions as requests;
use crate::requests::model::{FulfilOutcome, HoldReason, RejectReason};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/requests/{requestId}", web::get().to(see))
        .route("/requests/{requestId}", web::post().to(decide))
        .route("/requests/{requestId}/viewers", web::get().to(see_viewers))
        .route("/next", web::get().to(next));
}

async fn see(desk: Desk, id: Id<RequestId>) -> Shown {
    // A saved reply that was chosen stands in its field.
    let reply = desk.asked("reply").parse().ok().map(|it: Uuid| SavedReplyId::from(it));
    show(&desk, Action::SeeRequest, move |tx, actor, frame| request(tx, actor, frame, id.0, reply)).await
}

async fn see_viewers(desk: Desk, id: Id<RequestId>) -> Shown {
    part(&desk, Action::SeeRequest, move |tx, actor, frame| viewers_part(tx, actor, frame, id.0)).await
}

/// The verbs of the page, each with its action.
fn action(verb: &str) -> Result<Action> {
    Ok(match verb {
        "claim" => Action::ClaimItem,
        "takeOver" => Action::TakeOverItem,
        "putBack" => Action::ReleaseItem,
        "approve" => Action::ApproveRequest,
        "askForInformation" => Action::AskForInformation,
        "reject" => Action::RejectRequest,
        "hold" => Action::HoldRequest,
        "release" => Action::ReleaseRequest,
        "confirmStillNeeded" => Action::ConfirmStillNeeded,
        "fulfil" => Action::FulfilRequest,
        "reopen" => Action::ReopenRequest,
        _ => return Err(Error::invalid("verb", "is not one of the choices")),
    })
}

fn act(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, form: &Form) -> Result<RequestId> {
    let item = ItemId::from(id.uuid());
    match form.get("verb") {
        "claim" => moderation::claim(tx, actor, item).map(|_| id),
        "takeOver" => {
            let from = form.get("from").parse().ok().map(|it: Uuid| PersonId::from(it));
            moderation::take_over(tx, actor, item, from).map(|_| id)
        }
        "putBack" => moderation::release(tx, actor, item).map(|_| id),
        "approve" => requests::approve(tx, actor, id),
        "askForInformation" => requests::ask_for_information(tx, actor, id, form.read_as("question")?),
        "reject" => requests::reject(tx, actor, id, form.word("rejectReason", RejectReason::from_word)?),
        "hold" => requests::hold(tx, actor, id, form.word("holdReason", HoldReason::from_word)?),
        "release" => requests::release(tx, actor, id),
        "confirmStillNeeded" => requests::confirm_still_needed(tx, actor, id),
        "fulfil" => requests::fulfil(tx, actor, id, form.word("outcome", FulfilOutcome::from_word)?),
        "reopen" => requests::reopen(tx, actor, id, form.optional("note")?),
        _ => Err(Error::invalid("verb", "is not one of the choices")),
    }
}

async fn decide(desk: Desk, id: Id<RequestId>, form: Form) -> Shown {
    let (id, said, verb) = (id.0, form.clone(), form.get("verb").to_owned());
    let done = match action(&verb) {
        Ok(action) => desk.once(&form, action, move |tx, actor| act(tx, actor, id, &said)).await,
        Err(error) => Err(error),
    };
    let goes_on = form.has("then", "next");
    let next = move |id: RequestId| {
        let page = if goes_on { "/console/next".to_owned() } else { format!("/console/requests/{id}") };
        format!("{page}?done={verb}")
    };
    after(&desk, form, done, next, Action::SeeRequest, move |tx, actor, frame| request(tx, actor, frame, id, None))
        .await
}

/// On to what waits longest and nobody else has in hand.
async fn next(desk: Desk) -> Shown {
    let found = desk.read(Action::SeeQueue, queue::next).await;
    let done = desk.asked("done");
    match found {
        Ok(path) => go(&desk, &format!("{path}?done={done}")),
        Err(error) if error.code() == Some(Code::NotSignedIn) => go(&desk, &sign_in::path("/console/queue")),
        Err(error) => Err(error),
    }
}
