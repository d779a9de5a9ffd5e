//! What pages load besides themselves: a style sheet and two scripts, with the program.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::middleware::Compress;
use actix_web::{HttpResponse, web};

const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const JS: &str = "text/javascript; charset=utf-8";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    let asset = |path: &str, kind: &'static str, text: &'static str| {
        web::resource(path).wrap(Compress::default()).route(web::get().to(move || async move { file(kind, text) }))
    };
    config
        .service(asset("/assets/console.css", CSS, include_str!("../../../templates/assets/console.css")))
        .service(asset("/assets/icon.svg", SVG, include_str!("../../../templates/assets/icon.svg")))
        .service(asset("/assets/print.css", CSS, include_str!("../../../templates/assets/print.css")))
        .service(asset("/assets/console.js", JS, include_str!("../../../templates/assets/console.js")))
        .service(asset("/assets/htmx.min.js", JS, include_str!("../../../templates/assets/htmx.min.js")));
}

fn file(kind: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok().content_type(kind).insert_header((CACHE_CONTROL, "public, max-age=3600")).body(text)
}
