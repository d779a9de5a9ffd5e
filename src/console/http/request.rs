//! The routes of the page of a request: it is looked at, and decided about.

use actix_web::web;
use uuid::Uuid;

use super::frame::{Shown, after, go, part, show};
use super::sign_in;
use super::verbs::{Verb, claim, decide, put_back, take_over};
use crate::codes::Code;
use crate::console::queue;
use crate::console::request::{request, request_viewers};
use crate::console::request_change;
use crate::ids::{RequestId, SavedReplyId};
use crate::platform::http::{Desk, Form, Id};
use crate::policy::Action;
use crate::requests::actions as requests;
use crate::requests::model::{FulfilOutcome, HoldReason, RejectReason, WithdrawReason};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/requests/{requestId}", web::get().to(see))
        .route("/requests/{requestId}", web::post().to(act))
        .route("/requests/{requestId}/viewers", web::get().to(see_viewers))
        .route("/next", web::get().to(next));
}

async fn see(desk: Desk, id: Id<RequestId>) -> Shown {
    // A saved reply that was chosen stands in its field.
    let reply = desk.asked("reply").parse().ok().map(|it: Uuid| SavedReplyId::from(it));
    show(&desk, Action::HoldRequest, move |tx, actor, frame| request(tx, actor, frame, id.0, reply)).await
}

async fn see_viewers(desk: Desk, id: Id<RequestId>) -> Shown {
    part(&desk, Action::HoldRequest, move |tx, actor, frame| request_viewers(tx, actor, frame, id.0)).await
}

const VERBS: &[Verb<RequestId>] = &[
    ("claim", Action::ClaimItem, claim),
    ("takeOver", Action::TakeOverItem, take_over),
    ("putBack", Action::ReleaseItem, put_back),
    ("approve", Action::ApproveRequest, |tx, actor, id, _| requests::approve(tx, actor, id)),
    ("askForInformation", Action::AskForInformation, |tx, actor, id, form| {
        requests::ask_for_information(tx, actor, id, form.read_as("question")?)
    }),
    ("reject", Action::RejectRequest, |tx, actor, id, form| {
        requests::reject(tx, actor, id, form.word("rejectReason", RejectReason::from_word)?)
    }),
    ("hold", Action::HoldRequest, |tx, actor, id, form| {
        requests::hold(tx, actor, id, form.word("holdReason", HoldReason::from_word)?)
    }),
    ("release", Action::ReleaseRequest, |tx, actor, id, _| requests::release(tx, actor, id)),
    ("confirmStillNeeded", Action::ConfirmStillNeeded, |tx, actor, id, _| {
        requests::confirm_still_needed(tx, actor, id)
    }),
    ("fulfil", Action::FulfilRequest, |tx, actor, id, form| {
        requests::fulfil(tx, actor, id, form.word("outcome", FulfilOutcome::from_word)?)
    }),
    // What somebody says who has no account is written down here.
    ("answer", Action::AnswerRequest, |tx, actor, id, form| requests::answer(tx, actor, id, form.read_as("answer")?)),
    ("change", Action::ChangeRequest, |tx, actor, id, form| {
        requests::change(tx, actor, id, &request_change::read(form)?)
    }),
    ("withdraw", Action::WithdrawRequest, |tx, actor, id, form| {
        requests::withdraw(tx, actor, id, form.word("withdrawReason", WithdrawReason::from_word)?)
    }),
    ("reopen", Action::ReopenRequest, |tx, actor, id, form| requests::reopen(tx, actor, id, form.optional("note")?)),
];

async fn act(desk: Desk, id: Id<RequestId>, form: Form) -> Shown {
    let (id, verb) = (id.0, form.get("verb").to_owned());
    let done = decide(&desk, &form, VERBS, id).await;
    let goes_on = form.has("then", "next");
    let next = move |id: RequestId| {
        let page = if goes_on { "/console/next".to_owned() } else { format!("/console/requests/{id}") };
        format!("{page}?done={verb}")
    };
    after(&desk, form, done, next, Action::HoldRequest, move |tx, actor, frame| request(tx, actor, frame, id, None))
        .await
}

/// On to what waits longest and nobody else has in hand.
async fn next(desk: Desk) -> Shown {
    let found = desk.read(Action::SeeQueue, queue::next).await;
    // The word of a verb, and nothing else.
    let done: String = desk.asked("done").chars().filter(char::is_ascii_alphabetic).collect();
    match found {
        Ok(path) if done.is_empty() => go(&desk, &path),
        // What was done was done to the one before: the page of the next says so.
        Ok(path) if path != queue::LIST => go(&desk, &format!("{path}?done=next-{done}")),
        Ok(path) => go(&desk, &format!("{path}?done={done}")),
        Err(error) if error.code() == Some(Code::NotSignedIn) => go(&desk, &sign_in::path(queue::LIST)),
        Err(error) => Err(error),
    }
}
