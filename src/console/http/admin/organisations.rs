//! The routes of the directory.

use actix_web::web;

use super::{Shown, Verb, after, decide, show};
use crate::codes::Code;
use crate::console::admin::organisations::{
    changed_organisation, changed_service, new_organisation, new_service, organisation, organisations,
};
use crate::ids::{OrganisationId, ServiceId};
use crate::organisations::actions as directory;
use crate::organisations::addresses::actions::confirm_address;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/admin/organisations", web::get().to(list))
        .route("/admin/organisations", web::post().to(create))
        .route("/admin/organisations/{organisationId}", web::get().to(see))
        .route("/admin/organisations/{organisationId}", web::post().to(act));
}

async fn list(desk: Desk) -> Shown {
    let from = desk.asked("after").to_owned();
    show(&desk, Action::ConfirmAddress, move |tx, actor, frame| organisations(tx, actor, frame, &from)).await
}

async fn see(desk: Desk, id: Id<OrganisationId>) -> Shown {
    show(&desk, Action::ConfirmAddress, move |tx, actor, frame| organisation(tx, actor, frame, id.0)).await
}

async fn create(desk: Desk, form: Form) -> Shown {
    let said = form.clone();
    let create = move |tx: &mut Tx<'_>, actor: &Actor| directory::create(tx, actor, new_organisation(&said)?);
    let done = desk.once(&form, Action::CreateOrganisation, create).await;
    let next = |id: OrganisationId| format!("/console/admin/organisations/{id}?done=org-create");
    let again = |tx: &mut Tx<'_>, actor: &Actor, frame| organisations(tx, actor, frame, "");
    after(&desk, form, done, next, Action::ConfirmAddress, again).await
}

/// The service that a form names: one of this organisation.
fn service(tx: &mut Tx<'_>, of: OrganisationId, form: &Form) -> Result<ServiceId> {
    let id = form.get("service").parse().map_err(|_| Error::from(Code::NotFound))?;
    let found = directory::service(tx, id)?;
    if found.organisation == of { Ok(id) } else { Err(Code::NotFound.into()) }
}

const VERBS: &[Verb<OrganisationId>] = &[
    ("change", Action::ChangeOrganisation, |tx, actor, id, form| {
        directory::change(tx, actor, id, changed_organisation(form)?)
    }),
    ("confirm", Action::ConfirmAddress, |tx, actor, id, _| confirm_address(tx, actor, id)),
    ("service", Action::ChangeService, |tx, actor, id, form| {
        let service = service(tx, id, form)?;
        directory::change_service(tx, actor, service, changed_service(form)?).map(|_| id)
    }),
    ("assure", Action::AssureService, |tx, actor, id, form| {
        let service = service(tx, id, form)?;
        directory::assure(tx, actor, service).map(|_| id)
    }),
    ("addService", Action::CreateService, |tx, actor, id, form| {
        directory::create_service(tx, actor, id, new_service(form)?).map(|_| id)
    }),
];

async fn act(desk: Desk, id: Id<OrganisationId>, form: Form) -> Shown {
    let (id, verb) = (id.0, form.get("verb").to_owned());
    let done = decide(&desk, &form, VERBS, id).await;
    let next = move |id: OrganisationId| format!("/console/admin/organisations/{id}?done=org-{verb}");
    let again = move |tx: &mut Tx<'_>, actor: &Actor, frame| organisation(tx, actor, frame, id);
    after(&desk, form, done, next, Action::ConfirmAddress, again).await
}
