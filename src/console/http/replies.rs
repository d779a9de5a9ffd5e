//! The routes of saved replies.

use actix_web::web;

use super::frame::{Shown, after, show};
use super::verbs::{Verb, decide};
use crate::console::replies::{list, reply, texts};
use crate::ids::SavedReplyId;
use crate::moderation::replies::actions::{self as replies, NewReply, ReplyPatch};
use crate::moderation::replies::model::ReplyVerb;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result};
use crate::policy::Action;

const LIST: &str = "/console/admin/replies";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/admin/replies", web::get().to(see_all))
        .route("/admin/replies", web::post().to(add))
        .route("/admin/replies/{savedReplyId}", web::get().to(see))
        .route("/admin/replies/{savedReplyId}", web::post().to(act));
}

async fn see_all(desk: Desk) -> Shown {
    let from = desk.asked("after").parse().ok();
    show(&desk, Action::SeeSavedReplies, move |tx, actor, frame| list(tx, actor, frame, from)).await
}

fn new(form: &Form) -> Result<NewReply> {
    let id = form.get("neighbourhoodId").parse();
    Ok(NewReply {
        neighbourhood: id.map_err(|_| Error::no_choice("neighbourhoodId"))?,
        verb: form.word("verb", ReplyVerb::from_word)?,
        title: form.read_as("title")?,
        texts: texts(|name| form.optional(name))?,
    })
}

async fn add(desk: Desk, form: Form) -> Shown {
    let said = form.clone();
    let done = desk.once(&form, Action::AddSavedReply, move |tx, actor| replies::add(tx, actor, new(&said)?)).await;
    let next = |_| format!("{LIST}?done=saved");
    after(&desk, form, done, next, Action::SeeSavedReplies, |tx, actor, frame| list(tx, actor, frame, None)).await
}

async fn see(desk: Desk, id: Id<SavedReplyId>) -> Shown {
    show(&desk, Action::SeeSavedReplies, move |tx, actor, frame| reply(tx, actor, frame, id.0)).await
}

const VERBS: &[Verb<SavedReplyId>] = &[
    ("change", Action::ChangeSavedReply, |tx, actor, id, form| {
        let texts = texts(|name| form.optional(name))?;
        replies::change(tx, actor, id, ReplyPatch { title: Some(form.read_as("title")?), texts: Some(texts) })
    }),
    ("remove", Action::RemoveSavedReply, |tx, actor, id, _| replies::remove(tx, actor, id).map(|()| id)),
];

async fn act(desk: Desk, id: Id<SavedReplyId>, form: Form) -> Shown {
    let id = id.0;
    let done = decide(&desk, &form, VERBS, id).await;
    let next = |_| format!("{LIST}?done=saved");
    after(&desk, form, done, next, Action::SeeSavedReplies, move |tx, actor, frame| reply(tx, actor, frame, id)).await
}
