//! The routes of who holds which role.

use actix_web::web;

use super::{Shown, after, show};
use crate::codes::Code;
use crate::console::admin::people::{new_role, people};
use crate::ids::{AnyId, PersonId, RoleId};
use crate::people::actions::{grant_role_by_email, revoke_role};
use crate::people::factors::actions::reset_totp;
use crate::platform::http::{Desk, Form};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/admin/people", web::get().to(see)).route("/admin/people", web::post().to(decide));
}

async fn see(desk: Desk) -> Shown {
    let from = desk.asked("after").to_owned();
    show(&desk, Action::ResetTotp, move |tx, actor, frame| people(tx, actor, frame, &from)).await
}

/// The verbs of the page, each with its action.
fn action(verb: &str) -> Result<Action> {
    Ok(match verb {
        "grant" => Action::GrantRole,
        "revoke" => Action::RevokeRole,
        "reset" => Action::ResetTotp,
        _ => return Err(Error::invalid("verb", "is not one of the choices")),
    })
}

fn act(tx: &mut Tx<'_>, actor: &Actor, form: &Form) -> Result<AnyId> {
    match form.get("verb") {
        "grant" => {
            let (email, new) = (form.read_as("email")?, new_role(form)?);
            grant_role_by_email(tx, actor, &email, &new).map(|it| AnyId::from(it.uuid()))
        }
        "revoke" => {
            let id: RoleId = form.get("role").parse().map_err(|_| Error::from(Code::NotFound))?;
            revoke_role(tx, actor, id).map(|()| AnyId::from(id.uuid()))
        }
        _ => {
            let id: PersonId = form.get("person").parse().map_err(|_| Error::from(Code::NotFound))?;
            reset_totp(tx, actor, id).map(|()| AnyId::from(id.uuid()))
        }
    }
}

async fn decide(desk: Desk, form: Form) -> Shown {
    let (said, verb) = (form.clone(), form.get("verb").to_owned());
    let done = match action(&verb) {
        Ok(action) => desk.once(&form, action, move |tx, actor| act(tx, actor, &said)).await,
        Err(error) => Err(error),
    };
    let next = move |_: AnyId| format!("/console/admin/people?done=team-{verb}");
    after(&desk, form, done, next, Action::ResetTotp, |tx, actor, frame| people(tx, actor, frame, "")).await
}
