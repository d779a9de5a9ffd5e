//! The routes of the console.

mod account;
mod admin;
mod assets;
mod batch;
mod concerns;
mod export;
mod follow_ups;
mod frame;
mod from_mail;
mod inbox;
mod matches;
mod offers;
mod mail;
mod neighbourhoods;
mod intake;
mod map;
mod people;
mod print;
mod queue;
mod referrals;
mod replies;
mod request;
mod setup;
mod sign_in;
mod verbs;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::middleware::Compress;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::platform::Refusal;
use crate::platform::http::{MOST_FORM_BYTES, Wording, nowhere, page_of};
use crate::platform::language::Locale;

/// The routes.
pub fn configure(config: &mut web::ServiceConfig) {
    assets::configure(config);
    admin::accessibility::configure(config);
    config.service(
        web::scope("/console")
            .app_data(Wording(error_page))
            .app_data(web::FormConfig::default().limit(MOST_FORM_BYTES))
            .wrap(Compress::default())
            .configure(sign_in::configure)
            .configure(from_mail::configure_forgotten)
            .configure(account::configure)
            .configure(batch::configure)
            .configure(export::configure)
            .configure(queue::configure)
            .configure(offers::configure)
            .configure(matches::configure)
            .configure(referrals::configure)
            .configure(replies::configure)
            .configure(request::configure)
            .configure(neighbourhoods::configure)
            .configure(mail::configure)
            .configure(intake::configure)
            .configure(map::configure)
            .configure(people::configure)
            .configure(print::configure)
            .configure(inbox::join::configure)
            .configure(concerns::configure)
            .configure(follow_ups::configure)
            .configure(admin::configure)
            .default_service(web::route().to(nowhere)),
    );
    config.service(
        web::scope("/inbox")
            .app_data(Wording(error_page))
            .app_data(web::FormConfig::default().limit(MOST_FORM_BYTES))
            .wrap(Compress::default())
            .configure(inbox::configure)
            .default_service(web::route().to(nowhere)),
    );
    config.service(
        web::scope("/setup")
            .app_data(Wording(error_page))
            .app_data(web::FormConfig::default().limit(MOST_FORM_BYTES))
            .wrap(Compress::default())
            .configure(setup::configure)
            .default_service(web::route().to(nowhere)),
    );
    // Whoever types only the name of this server, or has it from a mail, comes to where they work.
    config.service(web::redirect("/", "/console").see_other());
    inbox::join::configure_verify(config);
    from_mail::configure(config);
}

#[derive(Template)]
#[template(path = "console/error.html")]
struct ErrorPage {
    locale: Locale,
    text: String,
}

impl ErrorPage {
    fn t(&self, key: &str) -> String {
        self.locale.text(&format!("console-{key}"), &[])
    }
}

/// What cannot be shown, in words: the same whether it never was or is of somebody else.
fn error_page(refusal: &Refusal, locale: Locale) -> HttpResponse {
    let text = locale.text(&format!("problem-{}", refusal.code), &[]);
    let status = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let page = page_of(status, &ErrorPage { locale, text });
    let mut response = page.unwrap_or_else(|_| HttpResponse::new(status));
    if let Some(seconds) = refusal.retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}
