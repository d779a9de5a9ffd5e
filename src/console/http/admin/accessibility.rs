//! The accessibility statement: under one address in the language of the reader, and under one in each of the others.

use actix_web::http::StatusCode;
use actix_web::web;

use super::Shown;
use super::frame::reply;
use crate::console::admin::accessibility::AccessibilityPage;
use crate::console::frame::{Frame, Opening};
use crate::platform::http::Desk;
use crate::platform::language::Locale;

pub(in crate::console::http) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/accessibility", web::get().to(see))
        .route("/toegankelijkheid", web::get().to(see_in_dutch))
        .route("/accessibilite", web::get().to(see_in_french));
}

fn page(desk: &Desk, locale: Option<Locale>) -> Shown {
    let opening = Opening::of(desk);
    let locale = locale.unwrap_or_else(|| opening.locale());
    reply(desk, StatusCode::OK, &AccessibilityPage { frame: Frame::for_anyone(&opening, locale) })
}

async fn see(desk: Desk) -> Shown {
    page(&desk, None)
}

async fn see_in_dutch(desk: Desk) -> Shown {
    page(&desk, Some(Locale::Dutch))
}

async fn see_in_french(desk: Desk) -> Shown {
    page(&desk, Some(Locale::French))
}
