//! What is said in place of a page that cannot be shown: in the language of its reader, with the ways on that they have.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

use super::frame::status_of;
use crate::console::error::ErrorPage;
use crate::console::frame::{Frame, Opening};
use crate::platform::Refusal;
use crate::platform::http::{Desk, page_with_scripts};
use crate::platform::language::Locale;
use crate::policy::Action;

/// Finds out who reads what is said in place of a page. That asks the database, so it goes before [`say`].
pub(super) async fn know_the_reader(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let response = next.call(request).await?;
    if response.response().error().is_some()
        && let Ok(desk) = Desk::counted(response.request())
    {
        let frame = frame_for(&desk).await;
        response.request().extensions_mut().insert(frame);
    }
    Ok(response)
}

async fn frame_for(desk: &Desk) -> Frame {
    let opening = Opening::instead(desk);
    let signed_in = opening.clone();
    let known = desk.read(Action::SeeSession, move |tx, actor| Frame::of(tx, actor, &signed_in)).await;
    let mut frame = known.unwrap_or_else(|_| Frame::for_anyone(&opening, opening.locale()));
    // Who signs out does so with a form, and each form differs: this page is the same bytes for all that cannot be shown.
    frame.me = None;
    frame
}

/// The page for a refusal.
pub(super) fn say(request: &HttpRequest, refusal: &Refusal, locale: Locale) -> HttpResponse {
    let known = request.extensions_mut().remove::<Frame>();
    let frame = known.unwrap_or_else(|| Frame::for_anyone(&Opening::unknown(locale), locale));
    let page = page_with_scripts(status_of(refusal), &ErrorPage::of(frame, refusal));
    let mut response = page.unwrap_or_else(|_| HttpResponse::new(StatusCode::INTERNAL_SERVER_ERROR));
    if let Some(seconds) = refusal.retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}
