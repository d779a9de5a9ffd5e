//! The routes of the pages around mails. The token of a mail stands behind `#`, where no server sees it: a script puts it into
//! its field, or somebody pastes the link. None of these pages says whether anybody has an account.

use actix_web::http::StatusCode;
use actix_web::web;
use askama::Template;

use super::frame::{Shown, go, reply, status_of};
use super::setup::new_password;
use crate::console::frame::{Frame, Opening};
use crate::console::from_mail::{ForgottenPage, LinkPage, ResetPage};
use crate::people::proof;
use crate::platform::http::{Desk, Form};
use crate::platform::{Error, Result, Tx};
use crate::policy::Actor;
use crate::{consents, requests};

/// The page that asks for a mail.
const FORGOTTEN: &str = "/console/forgotten";

/// Where mails lead.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/reset", web::get().to(look_at_reset))
        .route("/reset", web::post().to(reset))
        .route("/say-no", web::get().to(look_at_consent))
        .route("/say-no", web::post().to(say_no))
        .route("/still-needed", web::get().to(look_at_request))
        .route("/still-needed", web::post().to(confirm));
}

/// Where such a mail is asked for.
pub(super) fn configure_forgotten(config: &mut web::ServiceConfig) {
    config.route("/forgotten", web::get().to(look_at_forgotten)).route("/forgotten", web::post().to(ask));
}

fn for_anyone(opening: &Opening) -> Frame {
    Frame::for_anyone(opening, opening.locale())
}

/// On to the next page when it was done, else the same page again, which says why not.
fn after<P: Template>(desk: &Desk, form: Form, done: Result<()>, next: &str, page: impl Fn(Frame) -> P) -> Shown {
    match done {
        Ok(()) => go(desk, next),
        Err(Error::Refused(refusal)) => {
            let status = status_of(&refusal);
            reply(desk, status, &page(for_anyone(&Opening::again(desk, form, refusal))))
        }
        Err(error) => Err(error),
    }
}

fn look(desk: &Desk, page: impl Template) -> Shown {
    reply(desk, StatusCode::OK, &page)
}

async fn look_at_forgotten(desk: Desk) -> Shown {
    look(&desk, ForgottenPage { frame: for_anyone(&Opening::of(&desk)) })
}

async fn ask(desk: Desk, form: Form) -> Shown {
    let done = try_to_ask(&desk, &form).await;
    after(&desk, form, done, &format!("{FORGOTTEN}?done=reset-sent"), |frame| ForgottenPage { frame })
}

async fn try_to_ask(desk: &Desk, form: &Form) -> Result<()> {
    desk.count_sign_in()?;
    proof::ask_reset(desk.state(), form.read_as("email")?, desk.limited_address()).await
}

async fn look_at_reset(desk: Desk) -> Shown {
    look(&desk, ResetPage { frame: for_anyone(&Opening::of(&desk)) })
}

async fn reset(desk: Desk, form: Form) -> Shown {
    let done = try_to_reset(&desk, &form).await;
    after(&desk, form, done, "/console/sign-in?done=password-set", |frame| ResetPage { frame })
}

async fn try_to_reset(desk: &Desk, form: &Form) -> Result<()> {
    desk.count_sign_in()?;
    proof::confirm_reset(desk.state(), form.token().to_owned(), new_password(form)?).await
}

const fn consent_page(frame: Frame) -> LinkPage {
    LinkPage { frame, words: "console-say-no" }
}

async fn look_at_consent(desk: Desk) -> Shown {
    look(&desk, consent_page(for_anyone(&Opening::of(&desk))))
}

async fn say_no(desk: Desk, form: Form) -> Shown {
    let token = form.token().to_owned();
    let withdraw = move |tx: &mut Tx<'_>| consents::actions::withdraw_by_token(tx, &Actor::anyone(), &token);
    let done = desk.state().store.write(withdraw).await;
    after(&desk, form, done, "/say-no?done=said-no", consent_page)
}

const fn request_page(frame: Frame) -> LinkPage {
    LinkPage { frame, words: "console-still-needed" }
}

async fn look_at_request(desk: Desk) -> Shown {
    look(&desk, request_page(for_anyone(&Opening::of(&desk))))
}

async fn confirm(desk: Desk, form: Form) -> Shown {
    let token = form.token().to_owned();
    let confirm = move |tx: &mut Tx<'_>| requests::actions::confirm_by_token(tx, &Actor::anyone(), &token);
    let done = desk.state().store.write(confirm).await;
    after(&desk, form, done, "/still-needed?done=still-needed", request_page)
}
