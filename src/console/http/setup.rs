//! The routes of the first run.

use actix_web::http::StatusCode;
use actix_web::web;

use super::frame::{Shown, go, reply, show, status_of};
use crate::codes::Code;
use crate::console::frame::{Frame, Opening};
use crate::console::intake_form::born;
use crate::console::setup::{FirstPage, MadePage, steps};
use crate::ids::SessionId;
use crate::instance::setup;
use crate::people::actions::{NewAccount, NewPerson, begin_working_day};
use crate::people::model::Name;
use crate::people::password::NewPassword;
use crate::platform::http::{Desk, Form};
use crate::platform::language::Locale;
use crate::platform::{Error, Refusal, Result, Tx, both};
use crate::policy::Action;

/// The page.
const SETUP: &str = "/setup";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("", web::get().to(look)).route("", web::post().to(make));
}

async fn look(desk: Desk) -> Shown {
    if !desk.state().store.read(setup::is_set_up).await? {
        let opening = Opening::of(&desk);
        return reply(&desk, StatusCode::OK, &FirstPage { frame: Frame::for_anyone(&opening, opening.locale()) });
    }
    if !desk.is_signed_in() {
        let opening = Opening::of(&desk);
        return reply(&desk, StatusCode::OK, &MadePage { frame: Frame::for_anyone(&opening, opening.locale()) });
    }
    let mail_is_given = desk.state().mail_is_given;
    show(&desk, Action::ImportNeighbourhoods, move |tx, actor, frame| steps(tx, actor, frame, mail_is_given)).await
}

async fn make(desk: Desk, form: Form) -> Shown {
    let made = made(&desk, &form).await;
    match made {
        Ok(session) => {
            let mut response = go(&desk, SETUP)?;
            let cookie = desk.session_cookie(session);
            response.add_cookie(&cookie).map_err(|error| Error::Inconsistent(format!("a cookie: {error}")))?;
            Ok(response)
        }
        Err(Error::Refused(refusal)) => again(&desk, form, refusal).await,
        Err(error) => Err(error),
    }
}

/// The same page, which says what was wrong; where somebody else was first, that says so.
async fn again(desk: &Desk, form: Form, refusal: Refusal) -> Shown {
    if desk.state().store.read(setup::is_set_up).await? {
        return go(desk, SETUP);
    }
    let status = status_of(&refusal);
    let opening = Opening::again(desk, form, refusal);
    reply(desk, status, &FirstPage { frame: Frame::for_anyone(&opening, opening.locale()) })
}

/// A new password that was typed twice.
pub(super) fn new_password(form: &Form) -> Result<NewPassword> {
    let password = NewPassword::parse(form.get("password")).map_err(|why| Error::invalid("password", why));
    let password = password.and_then(|it| {
        if it.is_weak() { Err(Error::invalid("password", "has too few different characters")) } else { Ok(it) }
    });
    let is_same = form.get("password") == form.get("passwordAgain");
    let again = if is_same { Ok(()) } else { Err(Error::invalid("passwordAgain", "is another one")) };
    both(password, again).map(|it| it.0)
}

async fn made(desk: &Desk, form: &Form) -> Result<SessionId> {
    desk.count_sign_in()?;
    let state = desk.state();
    let token = form.token().to_owned();
    if !setup::was_made_here(&token, state.store.keys(), state.store.clock().now()) {
        return Err(Refusal::new(Code::TokenInvalid).into());
    }
    let name = both(form.read_as("firstName"), form.read_as("lastName"));
    let person = both(both(name, born(form)), form.word("locale", Locale::from_word));
    let ((((first, last), birth_year), locale), (email, password)) =
        both(person, both(form.read_as("email"), new_password(form)))?;
    let person = NewPerson { name: Name { first, last }, birth_year, languages: Vec::new(), locale };
    let password_hash = state.compute.run(move || password.hash()).await?.map_err(Error::Inconsistent)?;
    let new = NewAccount { person, email, password_hash };
    let make = move |tx: &mut Tx<'_>| {
        let id = setup::set_up(tx, &token, &new)?;
        Ok(begin_working_day(tx, id)?.refresh.session)
    };
    state.store.write(make).await
}
