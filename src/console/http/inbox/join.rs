//! The routes by which somebody takes the role of an invitation, and makes an account for it.

use actix_web::http::StatusCode;
use actix_web::web;

use crate::console::frame::{Frame, Opening};
use crate::console::http::frame::{Shown, after, go, reply, show, status_of};
use crate::console::inbox::join::{JoinPage, RegisterPage, VerifyPage};
use crate::console::intake_form::born;
use crate::people::actions::{self as people, NewPerson, count_card};
use crate::people::invitations::actions;
use crate::people::model::Name;
use crate::people::password::NewPassword;
use crate::people::proof;
use crate::platform::http::{Desk, Form};
use crate::platform::{Error, Result, both};
use crate::policy::Action;

pub(in crate::console::http) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/join", web::get().to(look))
        .route("/join", web::post().to(join))
        .route("/join/account", web::get().to(back))
        .route("/join/account", web::post().to(register));
}

/// Where the mail leads that asks whether an address is somebody's.
pub(in crate::console::http) fn configure_verify(config: &mut web::ServiceConfig) {
    config.route("/verify", web::get().to(look_at_mail)).route("/verify", web::post().to(verify));
}

fn for_anyone(opening: &Opening) -> Frame {
    Frame::for_anyone(opening, opening.locale())
}

async fn look(desk: Desk) -> Shown {
    if desk.is_signed_in() {
        return show(&desk, Action::AcceptInvitation, |_, _, frame| Ok(JoinPage { frame })).await;
    }
    let frame = for_anyone(&Opening::of(&desk));
    reply(&desk, StatusCode::OK, &RegisterPage { frame, is_sent: desk.asked("sent") == "yes" })
}

async fn back(desk: Desk) -> Shown {
    go(&desk, "/console/join")
}

async fn join(desk: Desk, form: Form) -> Shown {
    let done = accept(&desk, &form).await;
    // The role may need a second factor first: the console knows where to begin.
    after(&desk, form, done, |_| "/console".to_owned(), Action::AcceptInvitation, |_, _, frame| Ok(JoinPage { frame }))
        .await
}

async fn accept(desk: &Desk, form: &Form) -> Result<crate::ids::RoleId> {
    let address = desk.limited_address();
    // Counted for itself, so that a wrong code counts too.
    desk.run(form, Action::AcceptInvitation, move |tx, _| count_card(tx, address)).await?;
    let typed = form.get("code").to_owned();
    desk.once(form, Action::AcceptInvitation, move |tx, actor| actions::accept(tx, actor, &typed)).await
}

async fn register(desk: Desk, form: Form) -> Shown {
    match try_to_register(&desk, &form).await {
        Ok(()) => go(&desk, "/console/join?sent=yes"),
        Err(Error::Refused(refusal)) => {
            let status = status_of(&refusal);
            let frame = for_anyone(&Opening::again(&desk, form, refusal));
            reply(&desk, status, &RegisterPage { frame, is_sent: false })
        }
        Err(error) => Err(error),
    }
}

async fn try_to_register(desk: &Desk, form: &Form) -> Result<()> {
    let name = both(form.read_as("firstName"), form.read_as("lastName"));
    let password = NewPassword::parse(form.get("password")).map_err(|why| Error::invalid("password", why));
    let (((first, last), birth_year), (email, password)) =
        both(both(name, born(form)), both(form.read_as("email"), password))?;
    let locale = desk.chosen.unwrap_or(desk.accepted);
    let person = NewPerson { name: Name { first, last }, birth_year, languages: Vec::new(), locale };
    proof::register(desk.state(), person, email, password, desk.limited_address()).await
}

async fn look_at_mail(desk: Desk) -> Shown {
    reply(&desk, StatusCode::OK, &VerifyPage { frame: for_anyone(&Opening::of(&desk)) })
}

async fn verify(desk: Desk, form: Form) -> Shown {
    match try_to_verify(&desk, form.token().to_owned()).await {
        Ok(()) => go(&desk, "/console/sign-in?to=/console/join&done=verified"),
        Err(Error::Refused(refusal)) => {
            let status = status_of(&refusal);
            let frame = for_anyone(&Opening::again(&desk, form, refusal));
            reply(&desk, status, &VerifyPage { frame })
        }
        Err(error) => Err(error),
    }
}

async fn try_to_verify(desk: &Desk, token: String) -> Result<()> {
    desk.count_sign_in()?;
    desk.state().store.write(move |tx| people::verify(tx, &token)).await
}
