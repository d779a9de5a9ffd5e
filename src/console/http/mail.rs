//! The routes of the page on which an administrator says how mail is sent.

use actix_web::http::StatusCode;
use actix_web::web;

use super::frame::{Shown, after, go, reply, show};
use crate::console::frame::{Frame, Opening};
use crate::console::mail::page;
use crate::instance::mail::{self, NewMailServer};
use crate::notifications::MailSecurity;
use crate::platform::http::{Desk, Form};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};

/// The page.
const PAGE: &str = "/console/admin/mail";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/admin/mail", web::get().to(see))
        .route("/admin/mail", web::post().to(set))
        .route("/admin/mail/test", web::post().to(test))
        .route("/admin/mail/unset", web::post().to(unset));
}

async fn see(desk: Desk) -> Shown {
    let is_given = desk.state().mail_is_given;
    show(&desk, Action::ChangeMail, move |tx, actor, frame| page(tx, actor, frame, is_given)).await
}

async fn after_mail(desk: &Desk, form: Form, done: Result<()>, said: &'static str) -> Shown {
    let is_given = desk.state().mail_is_given;
    let next = move |()| format!("{PAGE}?done={said}");
    after(desk, form, done, next, Action::ChangeMail, move |tx, actor, frame| page(tx, actor, frame, is_given)).await
}

fn read(form: &Form) -> Result<NewMailServer> {
    let text = |name: &str| Some(form.get(name).trim().to_owned()).filter(|it| !it.is_empty());
    Ok(NewMailServer {
        server: text("server").unwrap_or_default(),
        port: form.number("port")?,
        security: form.word("security", MailSecurity::from_word)?,
        user: text("user"),
        password: Some(form.get("password").to_owned()).filter(|it| !it.is_empty()),
        from: text("from").unwrap_or_default(),
    })
}

async fn set(desk: Desk, form: Form) -> Shown {
    let said = form.clone();
    let set = move |tx: &mut Tx<'_>, actor: &Actor| mail::set(tx, actor, read(&said)?).map(|_| ());
    let done = desk.run(&form, Action::ChangeMail, set).await;
    after_mail(&desk, form, done, "saved").await
}

async fn unset(desk: Desk, form: Form) -> Shown {
    let done = desk.run(&form, Action::ChangeMail, mail::unset).await;
    after_mail(&desk, form, done, "saved").await
}

async fn test(desk: Desk, form: Form) -> Shown {
    let trial = match desk.run(&form, Action::ChangeMail, mail::trial).await {
        Ok(trial) => trial,
        Err(error) => return after_mail(&desk, form, Err(error), "").await,
    };
    let Some(why) = mail::tried(trial).await else { return go(&desk, &format!("{PAGE}?done=mail-sent")) };
    let (is_given, opening) = (desk.state().mail_is_given, Opening::of(&desk));
    let shown = desk.read(Action::ChangeMail, move |tx, actor| {
        let frame = Frame::of(tx, actor, &opening)?;
        page(tx, actor, frame, is_given)
    });
    reply(&desk, StatusCode::BAD_GATEWAY, &shown.await?.saying(why))
}
