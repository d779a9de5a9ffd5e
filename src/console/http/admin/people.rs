//! The routes of who holds which role.

use actix_web::web;

use super::{Shown, Verb, after, decide, show};
use crate::codes::Code;
use crate::console::admin::people::{new_role, people};
use crate::ids::{AnyId, PersonId, RoleId};
use crate::people::actions::{grant_role_by_email, revoke_role};
use crate::people::factors::actions::reset_totp;
use crate::platform::Error;
use crate::platform::http::{Desk, Form};
use crate::policy::Action;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.route("/admin/people", web::get().to(see)).route("/admin/people", web::post().to(act));
}

async fn see(desk: Desk) -> Shown {
    let from = desk.asked("after").to_owned();
    show(&desk, Action::ResetTotp, move |tx, actor, frame| people(tx, actor, frame, &from)).await
}

const VERBS: &[Verb<(), AnyId>] = &[
    ("grant", Action::GrantRole, |tx, actor, (), form| {
        let (email, new) = (form.read_as("email")?, new_role(form)?);
        grant_role_by_email(tx, actor, &email, &new).map(|it| AnyId::from(it.uuid()))
    }),
    ("revoke", Action::RevokeRole, |tx, actor, (), form| {
        let id: RoleId = form.get("role").parse().map_err(|_| Error::from(Code::NotFound))?;
        revoke_role(tx, actor, id).map(|()| AnyId::from(id.uuid()))
    }),
    ("reset", Action::ResetTotp, |tx, actor, (), form| {
        let id: PersonId = form.get("person").parse().map_err(|_| Error::from(Code::NotFound))?;
        reset_totp(tx, actor, id).map(|()| AnyId::from(id.uuid()))
    }),
];

async fn act(desk: Desk, form: Form) -> Shown {
    let verb = form.get("verb").to_owned();
    let done = decide(&desk, &form, VERBS, ()).await;
    let next = move |_: AnyId| format!("/console/admin/people?done=team-{verb}");
    after(&desk, form, done, next, Action::ResetTotp, |tx, actor, frame| people(tx, actor, frame, "")).await
}
