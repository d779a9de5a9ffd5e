//! The routes of the list of what waits for a human look.

use actix_web::web;

use super::frame::{Shown, part, show};
use crate::console::cases::request_cases;
use crate::console::frame::Frame;
use crate::console::queue::{news, queue};
use crate::moderation::read_cursor;
use crate::platform::Tx;
use crate::platform::http::Desk;
use crate::policy::{Action, Actor};
use crate::requests::RequestState;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/queue", web::get().to(see)).route("/queue/news", web::get().to(see_news));
}

async fn see(desk: Desk) -> Shown {
    if let Some(state) = RequestState::from_word(desk.asked("state")) {
        let after = desk.asked("after").to_owned();
        let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| request_cases(tx, actor, frame, state, &after);
        return show(&desk, Action::SeeQueue, page).await;
    }
    let after = Some(desk.asked("after")).filter(|it| !it.is_empty()).map(read_cursor).transpose()?;
    show(&desk, Action::SeeQueue, move |tx, actor, frame| queue(tx, actor, frame, after)).await
}

async fn see_news(desk: Desk) -> Shown {
    let since = desk.asked("since").parse().unwrap_or_default();
    part(&desk, Action::SeeQueue, move |tx, actor, frame| news(tx, actor, frame, since)).await
}
