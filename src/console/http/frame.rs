//! How a page is shown, and what follows when a form of it was sent.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use askama::Template;

use super::sign_in;
use crate::codes::Code;
use crate::console::frame::{Frame, Opening};
use crate::platform::http::{Desk, Form, page_with_scripts};
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Action, Actor};

/// What a handler of a page answers.
pub(super) type Shown = Result<HttpResponse>;

/// Where whoever lacks a second factor goes.
const AUTHENTICATOR: &str = "/console/account/authenticator";

/// A page as an answer.
pub(super) fn reply(desk: &Desk, status: StatusCode, page: &impl Template) -> Shown {
    let mut response = page_with_scripts(status, page)?;
    keep_cookie(desk, &mut response)?;
    Ok(response)
}

/// On to another page.
pub(super) fn go(desk: &Desk, path: &str) -> Shown {
    let mut response = HttpResponse::SeeOther().insert_header((LOCATION, path)).finish();
    keep_cookie(desk, &mut response)?;
    Ok(response)
}

fn keep_cookie(desk: &Desk, response: &mut HttpResponse) -> Result<()> {
    let Some(cookie) = desk.cookies() else { return Ok(()) };
    response.add_cookie(&cookie).map_err(|error| Error::Inconsistent(format!("a cookie: {error}")))
}

/// Shows a page to whoever may see it; who is not signed in does that first, and comes back.
pub(super) async fn show<P, F>(desk: &Desk, action: Action, page: F) -> Shown
where
    P: Template + Send + 'static,
    F: FnMut(&mut Tx<'_>, &Actor, Frame) -> Result<P> + Clone + Send + 'static,
{
    match open(desk, action, Opening::of(desk), page).await {
        Ok(page) => reply(desk, StatusCode::OK, &page),
        Err(error) => elsewhere(desk, &Form::default(), error),
    }
}

/// A part of a page that asks for itself anew: nothing where it cannot be shown, since the page stays as it is.
pub(super) async fn part<P, F>(desk: &Desk, action: Action, page: F) -> Shown
where
    P: Template + Send + 'static,
    F: FnMut(&mut Tx<'_>, &Actor, Frame) -> Result<P> + Clone + Send + 'static,
{
    match open(desk, action, Opening::of(desk), page).await {
        Ok(page) => reply(desk, StatusCode::OK, &page),
        Err(_) => Ok(HttpResponse::NoContent().finish()),
    }
}

/// The same page again with all that was typed, when a form only asked to look something up.
pub(super) async fn keep<P, F>(desk: &Desk, form: Form, action: Action, page: F) -> Shown
where
    P: Template + Send + 'static,
    F: FnMut(&mut Tx<'_>, &Actor, Frame) -> Result<P> + Clone + Send + 'static,
{
    match open(desk, action, Opening::kept(desk, form.clone()), page).await {
        Ok(page) => reply(desk, StatusCode::OK, &page),
        Err(error) => elsewhere(desk, &form, error),
    }
}

/// What follows a form: on to the next page when it was done, else the same page again, which says why not and keeps all
/// that was typed.
pub(super) async fn after<O, P, F>(
    desk: &Desk,
    form: Form,
    done: Result<O>,
    next: impl FnOnce(O) -> String,
    action: Action,
    page: F,
) -> Shown
where
    P: Template + Send + 'static,
    F: FnMut(&mut Tx<'_>, &Actor, Frame) -> Result<P> + Clone + Send + 'static,
{
    let error = match done {
        Ok(object) => return go(desk, &next(object)),
        Err(error) => error,
    };
    let Error::Refused(refusal) = error else { return Err(error) };
    if leads_elsewhere(refusal.code) {
        return elsewhere(desk, &form, refusal.into());
    }
    let status = status_of(&refusal);
    let form = if sign_in::is_of_another(desk, &form).await? { Form::default() } else { form };
    match open(desk, action, Opening::again(desk, form.clone(), refusal), page).await {
        Ok(page) => reply(desk, status, &page),
        Err(error) => elsewhere(desk, &form, error),
    }
}

async fn open<P, F>(desk: &Desk, action: Action, opening: Opening, mut page: F) -> Result<P>
where
    P: Send + 'static,
    F: FnMut(&mut Tx<'_>, &Actor, Frame) -> Result<P> + Clone + Send + 'static,
{
    let open = move |tx: &mut Tx<'_>, actor: &Actor| {
        let frame = Frame::of(tx, actor, &opening)?;
        page(tx, actor, frame)
    };
    desk.read(action, open).await
}

const fn leads_elsewhere(code: Code) -> bool {
    matches!(code, Code::NotSignedIn | Code::SecondFactorNeeded | Code::StepUpNeeded | Code::NotFound)
}

/// Another page that comes first: to sign in, to set up the second factor, to prove again who one is. What was typed
/// goes along.
fn elsewhere(desk: &Desk, typed: &Form, error: Error) -> Shown {
    match error.code() {
        Some(Code::NotSignedIn) if typed.is_empty() => go(desk, &sign_in::path(&desk.path)),
        Some(Code::NotSignedIn) => sign_in::first(desk, typed),
        Some(Code::StepUpNeeded) => sign_in::prove_first(desk, typed),
        Some(Code::SecondFactorNeeded) => go(desk, AUTHENTICATOR),
        _ => Err(error),
    }
}

/// The status of a page that says a refusal.
pub(super) fn status_of(refusal: &Refusal) -> StatusCode {
    StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::BAD_REQUEST)
}
