//! The route of the list of what needs a human word again.

use actix_web::web;

use super::frame::{Shown, show};
use crate::console::follow_ups::list;
use crate::moderation::read_cursor;
use crate::platform::http::Desk;
use crate::policy::Action;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/follow-ups", web::get().to(see));
}

async fn see(desk: Desk) -> Shown {
    let after = Some(desk.asked("after")).filter(|it| !it.is_empty()).map(read_cursor).transpose()?;
    show(&desk, Action::SeeFollowUps, move |tx, actor, frame| list(tx, actor, frame, after)).await
}
