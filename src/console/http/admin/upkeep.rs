//! The routes of what fails and how the instance is.

use actix_web::web;

use super::{Shown, after, show};
use crate::codes::Code;
use crate::console::admin::upkeep::{health, jobs};
use crate::ids::{AnyId, JobId, MessageId};
use crate::platform::http::{Desk, Form};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::upkeep::actions as upkeep;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/admin/jobs", web::get().to(see_jobs))
        .route("/admin/jobs", web::post().to(replay))
        .route("/admin/health", web::get().to(see_health));
}

async fn see_jobs(desk: Desk) -> Shown {
    let from = (desk.asked("jobs").to_owned(), desk.asked("letters").to_owned());
    show(&desk, Action::SeeJobs, move |tx, actor, frame| jobs(tx, actor, frame, &from)).await
}

async fn see_health(desk: Desk) -> Shown {
    show(&desk, Action::SeeHealth, health).await
}

fn act(tx: &mut Tx<'_>, actor: &Actor, form: &Form) -> Result<AnyId> {
    if form.get("letter").is_empty() {
        let id: JobId = form.get("job").parse().map_err(|_| Error::from(Code::NotFound))?;
        return upkeep::replay_job(tx, actor, id).map(|it| AnyId::from(it.uuid()));
    }
    let id: MessageId = form.get("letter").parse().map_err(|_| Error::from(Code::NotFound))?;
    upkeep::replay_letter(tx, actor, id).map(|it| AnyId::from(it.uuid()))
}

async fn replay(desk: Desk, form: Form) -> Shown {
    let said = form.clone();
    let done = desk.once(&form, Action::ReplayJob, move |tx, actor| act(tx, actor, &said)).await;
    let next = |_: AnyId| "/console/admin/jobs?done=jobs-replay".to_owned();
    let first = (String::new(), String::new());
    after(&desk, form, done, next, Action::SeeJobs, move |tx, actor, frame| jobs(tx, actor, frame, &first)).await
}
