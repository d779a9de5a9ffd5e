//! The routes of the list of what waits for a human look.

use actix_web::web;

use super::frame::{Shown, part, show};
use crate::console::queue::{news, queue};
use crate::moderation::read_cursor;
use crate::platform::http::Desk;
use crate::policy::Action;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/queue", web::get().to(see)).route("/queue/news", web::get().to(see_news));
}

async fn see(desk: Desk) -> Shown {
    let after = Some(desk.asked("after")).filter(|it| !it.is_empty()).map(read_cursor).transpose()?;
    show(&desk, Action::SeeQueue, move |tx, actor, frame| queue(tx, actor, frame, after)).await
}

async fn see_news(desk: Desk) -> Shown {
    let since = desk.asked("since").parse().unwrap_or_default();
    part(&desk, Action::SeeQueue, move |tx, actor, frame| news(tx, actor, frame, since)).await
}
