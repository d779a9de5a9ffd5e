//! The routes of batches.

use actix_web::web;

use super::frame::{Shown, after, part, show};
use super::matches::propose;
use crate::console::batch::{batch, progress_part};
use crate::ids::{MatchId, PersonId};
use crate::matching::batch::actions as batches;
use crate::platform::http::{Desk, Form};
use crate::platform::{Error, Tx};
use crate::policy::{Action, Actor};

const HERE: &str = "/console/batch";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/batch", web::get().to(see))
        .route("/batch", web::post().to(act))
        .route("/batch/progress", web::get().to(see_progress));
}

async fn see(desk: Desk) -> Shown {
    let from = desk.asked("after").parse().ok();
    show(&desk, Action::SeeBatch, move |tx, actor, frame| batch(tx, actor, frame, from)).await
}

async fn see_progress(desk: Desk) -> Shown {
    part(&desk, Action::SeeBatch, progress_part).await
}

async fn act(desk: Desk, form: Form) -> Shown {
    let said = form.clone();
    let done = match form.get("verb") {
        "make" => {
            let make = |tx: &mut Tx<'_>, actor: &Actor| batches::ask(tx, actor, None);
            desk.once(&form, Action::MakeBatch, make).await.map(|_: PersonId| format!("{HERE}?done=batch-make"))
        }
        "propose" => {
            let propose = move |tx: &mut Tx<'_>, actor: &Actor| {
                propose(tx, actor, said.read_id("requestId")?, said.read_id("offerId")?)
            };
            desk.once(&form, Action::ProposeMatch, propose).await.map(|_: MatchId| format!("{HERE}?done=propose"))
        }
        _ => Err(Error::no_choice("verb")),
    };
    after(&desk, form, done, |path| path, Action::SeeBatch, |tx, actor, frame| batch(tx, actor, frame, None)).await
}
