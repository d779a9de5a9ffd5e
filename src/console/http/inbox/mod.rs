//! The routes of the inbox of care providers.

mod clients;
mod house;
pub(super) mod join;
mod referral;
mod services;
mod software;
mod team;

use actix_web::web;

use super::frame::{Shown, show};
use crate::console::inbox::{List, list};
use crate::platform::http::Desk;
use crate::policy::Action;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("", web::get().to(received))
        .route("/accepted", web::get().to(accepted))
        .route("/running", web::get().to(running))
        .route("/back", web::get().to(back))
        .configure(referral::configure)
        .configure(team::configure)
        .configure(house::configure)
        .configure(services::configure)
        .configure(clients::configure)
        .configure(software::configure);
}

async fn show_list(desk: &Desk, of: List) -> Shown {
    let after = desk.asked("after").to_owned();
    show(desk, Action::AcceptReferral, move |tx, actor, frame| list(tx, actor, frame, of, &after)).await
}

async fn received(desk: Desk) -> Shown {
    show_list(&desk, List::Received).await
}

async fn accepted(desk: Desk) -> Shown {
    show_list(&desk, List::Accepted).await
}

async fn running(desk: Desk) -> Shown {
    show_list(&desk, List::Running).await
}

async fn back(desk: Desk) -> Shown {
    show_list(&desk, List::Back).await
}
