//! The routes of the page on which somebody is taken in.

use actix_web::web;

use super::frame::{Shown, after, keep, show};
use super::sign_in::is_of_another;
use crate::console::frame::Frame;
use crate::console::helper_intake::{self, helper};
use crate::console::intake::{Found, find, intake};
use crate::console::intake_form::{chosen, read};
use crate::ids::{OfferId, PersonId};
use crate::platform::Tx;
use crate::platform::http::{Desk, Form};
use crate::policy::{Action, Actor};
use crate::requests;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/intake", web::get().to(see)).route("/intake", web::post().to(act));
    config.route("/intake/helper", web::get().to(see_helper)).route("/intake/helper", web::post().to(take_helper));
}

/// The form as it begins: with who asks, where it was opened from their page.
fn begun(desk: &Desk) -> Form {
    let person = desk.asked("person").parse::<PersonId>();
    person.map_or_else(|_| Form::default(), |it| Form::of_kept(&format!("person={it}")))
}

async fn see(desk: Desk) -> Shown {
    let (form, found) = (begun(&desk), Found::default());
    show(&desk, Action::TakeIntake, move |tx, actor, frame| intake(tx, actor, frame, &form, &found)).await
}

async fn see_helper(desk: Desk) -> Shown {
    let person = desk.asked("person").parse().ok();
    show(&desk, Action::TakeIntake, move |tx, actor, frame| helper(tx, actor, frame, person)).await
}

async fn take_helper(desk: Desk, form: Form) -> Shown {
    let person = chosen(&form, "person");
    let done = match helper_intake::read(&form) {
        Ok((who, said)) => {
            let take_in = move |tx: &mut Tx<'_>, actor: &Actor| helper_intake::take_in(tx, actor, &who, said.clone());
            desk.once(&form, Action::TakeIntake, take_in).await
        }
        Err(error) => Err(error),
    };
    let next = |id: OfferId| format!("/console/offers/{id}?done=helper");
    after(&desk, form, done, next, Action::TakeIntake, move |tx, actor, frame| helper(tx, actor, frame, person)).await
}

async fn act(desk: Desk, form: Form) -> Shown {
    let form = if is_of_another(&desk, &form).await? { Form::default() } else { form };
    if form.has("do", "find") { look(desk, form).await } else { take_in(desk, form).await }
}

/// Looks who is known already: nothing is saved, and what was typed stays.
async fn look(desk: Desk, form: Form) -> Shown {
    let typed = form.clone();
    let found = desk.run(&form, Action::SearchPeople, move |tx, actor| find(tx, actor, &typed)).await;
    let typed = form.clone();
    match found {
        Ok(found) => {
            keep(&desk, form, Action::TakeIntake, move |tx, actor, frame| intake(tx, actor, frame, &typed, &found))
                .await
        }
        Err(error) => {
            let (found, done) = (Found::default(), Err::<(), _>(error));
            let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| intake(tx, actor, frame, &typed, &found);
            after(&desk, form, done, |()| String::new(), Action::TakeIntake, page).await
        }
    }
}

async fn take_in(desk: Desk, form: Form) -> Shown {
    let (typed, found) = (form.clone(), Found::default());
    let done = match read(&form) {
        Ok(said) => desk.once(&form, Action::TakeIntake, move |tx, actor| requests::take_in(tx, actor, &said)).await,
        Err(error) => Err(error),
    };
    let next = |id| format!("/console/requests/{id}?done=intake");
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame: Frame| intake(tx, actor, frame, &typed, &found);
    after(&desk, form, done, next, Action::TakeIntake, page).await
}
