//! The routes of the map.

use actix_web::web;

use super::frame::{Shown, show};
use crate::console::map::{Shows, area, map};
use crate::ids::NeighbourhoodId;
use crate::places::Cell;
use crate::platform::http::{Desk, Id};
use crate::policy::Action;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/map", web::get().to(see))
        .route("/map/outside", web::get().to(see_outside))
        .route("/map/{neighbourhoodId}", web::get().to(see_area));
}

/// What is drawn, and in which cell is looked; whatever is no such thing is as if it were left out.
fn asked(desk: &Desk) -> (Shows, Option<Cell>) {
    (Shows::from_word(desk.asked("show")).unwrap_or(Shows::Asked), desk.asked("cell").parse().ok())
}

async fn see(desk: Desk) -> Shown {
    let (shows, _) = asked(&desk);
    show(&desk, Action::SeeMap, move |tx, actor, frame| map(tx, actor, frame, shows)).await
}

async fn see_outside(desk: Desk) -> Shown {
    let (shows, cell) = asked(&desk);
    show(&desk, Action::SeeMap, move |tx, actor, frame| area(tx, actor, frame, None, cell, shows)).await
}

async fn see_area(desk: Desk, id: Id<NeighbourhoodId>) -> Shown {
    let (shows, cell) = asked(&desk);
    show(&desk, Action::SeeMap, move |tx, actor, frame| area(tx, actor, frame, Some(id.0), cell, shows)).await
}
