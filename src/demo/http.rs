//! The outbox of the demo, for people and for programs.

use actix_web::http::header::ACCEPT;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::notifications;
use crate::platform::http::State;
use crate::platform::{Result, Tx};
use crate::work;

/// How many messages it shows, newest first.
const SHOWN: usize = 100;
/// How many messages it looks through: those to people without an account go nowhere and are not shown.
const LOOKED_AT: i64 = 1000;

/// Adds the page.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/_demo/outbox", web::get().to(outbox));
}

/// A message as it would leave the house.
#[derive(Serialize)]
struct Shown {
    to: String,
    subject: String,
    body: String,
    at: crate::clock::Instant,
}

async fn outbox(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse> {
    let base = format!("http://{}", request.connection_info().host());
    let items = state.store.read(move |tx| letters(tx, &base)).await?;
    let accepts = request.headers().get(ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or("");
    if accepts.contains("application/json") {
        return Ok(HttpResponse::Ok().json(serde_json::json!({ "items": items })));
    }
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page(&items)))
}

fn letters(tx: &mut Tx<'_>, base: &str) -> Result<Vec<Shown>> {
    let mut items = Vec::new();
    for taken in notifications::latest(tx, LOOKED_AT)? {
        if items.len() == SHOWN {
            break;
        }
        if let Some((to, letter)) = work::letter(tx, &taken, base)? {
            let to = to.as_str().to_owned();
            items.push(Shown { to, subject: letter.subject, body: letter.body, at: taken.created_at });
        }
    }
    Ok(items)
}

fn page(items: &[Shown]) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let item = |it: &Shown| {
        format!(
            "<article><h2>{}</h2><p>{} · {}</p><pre>{}</pre></article>",
            escape(&it.subject),
            escape(&it.to),
            it.at,
            escape(&it.body)
        )
    };
    let items: Vec<_> = items.iter().map(item).collect();
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Outbox of the demo</title>\
         <link rel=\"icon\" href=\"/assets/icon.svg\">\
         <style>body{{font:1rem system-ui;max-width:45rem;margin:2rem auto;padding:0 1rem}}pre{{white-space:pre-wrap}}\
         </style><h1>Outbox of the demo</h1>{}</html>",
        items.join("")
    )
}
