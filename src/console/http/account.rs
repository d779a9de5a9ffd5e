//! The pages about oneself, and the choices that a browser remembers.

use actix_web::http::StatusCode;
use actix_web::web;

use super::frame::{Shown, after, go, reply, show};
use super::sign_in::{home, is_open};
use crate::console::account::{self, EnrolmentPage, RecoveryCodesPage, account, authenticator};
use crate::console::frame::{Frame, Opening};
use crate::instance::setup;
use crate::people::factors::actions as factors;
use crate::platform::http::{Desk, Form};
use crate::platform::language::Locale;
use crate::platform::{Error, Result};
use crate::policy::Action;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("", web::get().to(begin))
        .route("/account", web::get().to(see))
        .route("/account/shortcuts", web::post().to(choose_shortcuts))
        .route("/account/authenticator", web::get().to(see_authenticator))
        .route("/account/authenticator", web::post().to(enrol))
        .route("/account/authenticator/confirm", web::post().to(confirm))
        .route("/account/recovery-codes", web::post().to(renew))
        .route("/language", web::post().to(choose_language));
}

/// On to where one works.
async fn begin(desk: Desk) -> Shown {
    let home = desk.read(Action::SeeSession, |tx, actor| {
        let home = if tx.withholds_roles() { "/console/account/authenticator" } else { home(actor) };
        // Whoever administers an instance without a neighbourhood begins with that.
        let is_first_run = home == "/console/admin" && setup::has_no_neighbourhood(tx)?;
        Ok(if is_first_run { "/setup" } else { home })
    });
    match home.await {
        Ok(path) => go(&desk, path),
        Err(_) => go(&desk, &super::sign_in::path("/console")),
    }
}

async fn see(desk: Desk) -> Shown {
    show(&desk, Action::SeeSession, account).await
}

async fn see_authenticator(desk: Desk) -> Shown {
    show(&desk, Action::ChangeFactors, authenticator).await
}

async fn enrol(desk: Desk, form: Form) -> Shown {
    let opening = Opening::of(&desk);
    let begun = desk.run(&form, Action::ChangeFactors, move |tx, actor| {
        let enrolment = factors::enrol_totp(tx, actor)?;
        Ok((Frame::of(tx, actor, &opening)?, enrolment.secret.to_string(), enrolment.uri.to_string()))
    });
    match begun.await {
        Ok((frame, secret, uri)) => {
            let picture = account::picture(&uri)?;
            reply(&desk, StatusCode::OK, &EnrolmentPage { frame, secret, picture })
        }
        Err(error) => {
            after(&desk, form, Err::<(), _>(error), |()| String::new(), Action::ChangeFactors, authenticator).await
        }
    }
}

async fn confirm(desk: Desk, form: Form) -> Shown {
    let code: String = form.get("code").chars().filter(char::is_ascii_digit).collect();
    let opening = Opening::of(&desk);
    let codes = confirmed(&desk, &form, code, opening).await;
    recovery_codes(&desk, form, codes).await
}

async fn confirmed(desk: &Desk, form: &Form, code: String, opening: Opening) -> Result<(Frame, Vec<String>)> {
    let is_limited = desk.limited_address().is_some();
    let counted = desk.run(form, Action::ChangeFactors, move |tx, actor| factors::count_confirm(tx, actor, is_limited));
    let attempt = counted.await?;
    let confirm = desk.run(form, Action::ChangeFactors, move |tx, actor| {
        let codes = factors::confirm_totp(tx, actor, &code, &attempt)?;
        Ok((Frame::of(tx, actor, &opening)?, codes))
    });
    confirm.await
}

async fn renew(desk: Desk, form: Form) -> Shown {
    let opening = Opening::of(&desk);
    let renewed = desk.run(&form, Action::ChangeFactors, move |tx, actor| {
        let codes = factors::renew_recovery_codes(tx, actor)?;
        Ok((Frame::of(tx, actor, &opening)?, codes))
    });
    let renewed = renewed.await;
    recovery_codes(&desk, form, renewed).await
}

async fn recovery_codes(desk: &Desk, form: Form, codes: Result<(Frame, Vec<String>)>) -> Shown {
    match codes {
        Ok((frame, codes)) => reply(desk, StatusCode::OK, &RecoveryCodesPage { frame, codes }),
        Err(error) => {
            after(desk, form, Err::<(), _>(error), |()| String::new(), Action::ChangeFactors, authenticator).await
        }
    }
}

/// A choice of this browser: nothing that anybody else could mind.
async fn choose_shortcuts(desk: Desk, form: Form) -> Shown {
    let value = if form.has("shortcuts", "on") { "on" } else { "off" };
    remember(&desk, "shortcuts", value, "/console/account?done=saved")
}

/// Also for who has not signed in.
async fn choose_language(desk: Desk, form: Form) -> Shown {
    let locale = form.word("language", Locale::from_word)?;
    let to = form.get("to");
    remember(&desk, "language", locale.as_str(), if is_open(to) { to } else { "/console" })
}

fn remember(desk: &Desk, name: &str, value: &str, to: &str) -> Shown {
    let mut response = go(desk, to)?;
    let cookie = desk.remembered(name, value.to_owned());
    response.add_cookie(&cookie).map_err(|error| Error::Inconsistent(format!("a cookie: {error}")))?;
    Ok(response)
}
