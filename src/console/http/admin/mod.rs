//! The routes of administration.

pub(in crate::console::http) mod accessibility;
mod duty;
mod invitations;
mod organisations;
mod people;
mod upkeep;

use actix_web::web;

use super::frame;
use super::frame::{Shown, after, show};
use super::verbs::{Verb, decide};
use crate::console::admin::audit::{Asked, audit};
use crate::console::admin::start;
use crate::platform::http::Desk;
use crate::policy::Action;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/admin", web::get().to(see_start))
        .route("/admin/audit", web::get().to(search_audit))
        .configure(duty::configure)
        .configure(people::configure)
        .configure(invitations::configure)
        .configure(organisations::configure)
        .configure(upkeep::configure);
}

async fn see_start(desk: Desk) -> Shown {
    show(&desk, Action::SeeDutyRoster, |_, actor, frame| Ok(start(actor, frame))).await
}

async fn search_audit(desk: Desk) -> Shown {
    let asked = Asked::of(&desk);
    show(&desk, Action::SearchAudit, move |tx, actor, frame| audit(tx, actor, frame, asked.clone())).await
}
