//! The page behind the link of a mail, and the route with which a coordinator confirms.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::actions;
use crate::ids::OrganisationId;
use crate::organisations::http::organisation::{OrganisationBody, show};
use crate::platform::Result;
use crate::platform::http::{Answer, Api, Body, Call, Empty, Id, Visit, page_of};
use crate::platform::language::Locale;
use crate::policy::Action;

/// Registers the operation.
pub fn routes(api: &mut Api) {
    let _ = api
        .post(
            "/v1/organisations/{organisationId}/confirmAddress",
            Action::ConfirmAddress,
            "Let another address of an organisation count that its mailboxes did not confirm",
            confirm_address,
        )
        .takes_nothing()
        .shows::<OrganisationBody>();
}

async fn confirm_address(call: Call, id: Id<OrganisationId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::confirm_address(tx, actor, id.0), show).await
}

/// The page.
pub fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/confirm-address/{token}").route(web::get().to(look)).route(web::post().to(confirm)));
}

#[derive(Template)]
#[template(path = "address/confirm.html")]
struct ConfirmPage {
    locale: Locale,
    organisation: String,
    email: String,
    /// Whether this side has said yes.
    has_confirmed: bool,
    /// Whether the address counts now.
    counts: bool,
}

#[derive(Template)]
#[template(path = "address/gone.html")]
struct GonePage {
    locale: Locale,
}

impl ConfirmPage {
    fn t(&self, key: &str) -> String {
        self.locale.text(&format!("address-{key}"), &[])
    }
}

impl GonePage {
    fn t(&self, key: &str) -> String {
        self.locale.text(&format!("address-{key}"), &[])
    }
}

type Shown = Result<HttpResponse>;

fn locale(request: &HttpRequest) -> Locale {
    let query = request.query_string().strip_prefix("lang=");
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok());
    Locale::accepted(query.or(header).unwrap_or(""))
}

fn gone(locale: Locale) -> Shown {
    page_of(StatusCode::NOT_FOUND, &GonePage { locale })
}

/// Looks. That changes nothing, so that machines that follow links may.
async fn look(visit: Visit, request: HttpRequest, path: web::Path<String>) -> Shown {
    let locale = locale(&request);
    let text = path.into_inner();
    match visit.read(move |tx, _| actions::see(tx, &text)).await? {
        Some(actions::Asked { organisation, email, has_confirmed }) => {
            let email = email.as_str().to_owned();
            page_of(StatusCode::OK, &ConfirmPage { locale, organisation, email, has_confirmed, counts: false })
        }
        None => gone(locale),
    }
}

async fn confirm(visit: Visit, request: HttpRequest, path: web::Path<String>) -> Shown {
    let locale = locale(&request);
    let text = path.into_inner();
    let done = visit
        .write(move |tx, _| {
            let asked = actions::see(tx, &text)?;
            Ok(asked.zip(actions::confirm(tx, &text)?))
        })
        .await?;
    match done {
        Some((actions::Asked { organisation, email, .. }, counts)) => {
            let email = email.as_str().to_owned();
            page_of(StatusCode::OK, &ConfirmPage { locale, organisation, email, has_confirmed: true, counts })
        }
        None => gone(locale),
    }
}
