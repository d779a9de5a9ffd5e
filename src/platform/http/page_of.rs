//! Pages for people: plain HTML, which may load its style sheet and its icon, and nothing else.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::platform::{Error, Result};

const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

/// The same, where scripts of ours make a page more comfortable.
const POLICY_WITH_SCRIPTS: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
    img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page.
///
/// # Errors
/// When it cannot be written.
pub fn page_of(status: StatusCode, page: &impl Template) -> Result<HttpResponse> {
    write(status, page, POLICY)
}

/// A page that works without scripts, and more comfortably with those of ours.
///
/// # Errors
/// When it cannot be written.
pub fn page_with_scripts(status: StatusCode, page: &impl Template) -> Result<HttpResponse> {
    write(status, page, POLICY_WITH_SCRIPTS)
}

fn write(status: StatusCode, page: &impl Template, policy: &'static str) -> Result<HttpResponse> {
    let text = page.render().map_err(|error| Error::Inconsistent(format!("a page: {error}")))?;
    let mut reply = HttpResponse::build(status);
    reply.content_type("text/html; charset=utf-8").insert_header((CONTENT_SECURITY_POLICY, policy));
    Ok(reply.body(text))
}

/// The style sheet of the pages.
pub fn style(config: &mut web::ServiceConfig) {
    config.route("/assets/page.css", web::get().to(style_sheet));
}

async fn style_sheet() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(include_str!("../../../templates/page.css"))
}
