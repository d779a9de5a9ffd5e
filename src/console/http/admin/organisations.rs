//! The routes of the directory.

use actix_web::web;

use super::{Shown, after, show};
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
        .route("/admin/organisations/{organisationId}", web::post().to(decide));
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

/// The verbs of the page, each with its action.
fn action(verb: &str) -> Result<Action> {
    Ok(match verb {
        "change" => Action::ChangeOrganisation,
        "confirm" => Action::ConfirmAddress,
        "service" => Action::ChangeService,
        "assure" => Action::AssureService,
        "addService" => Action::CreateService,
        _ => return Err(Error::invalid("verb", "is not one of the choices")),
    })
}

/// The service that a form names: one of this organisation.
fn service(tx: &mut Tx<'_>, of: OrganisationId, form: &Form) -> Result<ServiceId> {
    let id = form.get("service").parse().map_err(|_| Error::from(Code::NotFound))?;
    let found = directory::service(tx, id)?;
    if found.organisation == of { Ok(id) } else { Err(Code::NotFound.into()) }
}

fn act(tx: &mut Tx<'_>, actor: &Actor, id: OrganisationId, form: &Form) -> Result<OrganisationId> {
    match form.get("verb") {
        "change" => directory::change(tx, actor, id, changed_organisation(form)?),
        "confirm" => confirm_address(tx, actor, id),
        "addService" => directory::create_service(tx, actor, id, new_service(form)?).map(|_| id),
        "assure" => {
            let service = service(tx, id, form)?;
            directory::assure(tx, actor, service).map(|_| id)
        }
        _ => {
            let service = service(tx, id, form)?;
            directory::change_service(tx, actor, service, changed_service(form)?).map(|_| id)
        }
    }
}

async fn decide(desk: Desk, id: Id<OrganisationId>, form: Form) -> Shown {
    let (id, said, verb) = (id.0, form.clone(), form.get("verb").to_owned());
    let done = match action(&verb) {
        Ok(action) => desk.once(&form, action, move |tx, actor| act(tx, actor, id, &said)).await,
        Err(error) => Err(error),
    };
    let next = move |id: OrganisationId| format!("/console/admin/organisations/{id}?done=org-{verb}");
    let again = move |tx: &mut Tx<'_>, actor: &Actor, frame| organisation(tx, actor, frame, id);
    after(&desk, form, done, next, Action::ConfirmAddress, again).await
}
