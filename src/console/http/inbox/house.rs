//! The routes about what the directory says of an organisation.

use actix_web::web;

use crate::codes::Code;
use crate::console::admin::organisations::changed_organisation;
use crate::console::http::frame::{Shown, after, show};
use crate::console::http::verbs::{Verb, decide};
use crate::console::inbox::house::{changed_place, house, new_place, new_service};
use crate::ids::{LocationId, OrganisationId};
use crate::organisations::actions as directory;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/organisation/{organisationId}", web::get().to(see))
        .route("/organisation/{organisationId}", web::post().to(act));
}

async fn see(desk: Desk, id: Id<OrganisationId>) -> Shown {
    show(&desk, Action::AcceptReferral, move |tx, actor, frame| house(tx, actor, frame, id.0)).await
}

/// The place that a form names: one of this organisation.
fn place(tx: &mut Tx<'_>, of: OrganisationId, form: &Form) -> Result<LocationId> {
    let id = form.get("place").parse().map_err(|_| Error::from(Code::NotFound))?;
    let found = directory::location(tx, id)?;
    if found.organisation == of { Ok(id) } else { Err(Code::NotFound.into()) }
}

const VERBS: &[Verb<OrganisationId>] = &[
    ("change", Action::ChangeOrganisation, |tx, actor, id, form| {
        directory::change(tx, actor, id, changed_organisation(form)?)
    }),
    ("addService", Action::CreateService, |tx, actor, id, form| {
        directory::create_service(tx, actor, id, new_service(form)?).map(|_| id)
    }),
    ("addPlace", Action::CreateLocation, |tx, actor, id, form| {
        directory::create_location(tx, actor, id, new_place(form)?).map(|_| id)
    }),
    ("changePlace", Action::ChangeLocation, |tx, actor, id, form| {
        let place = place(tx, id, form)?;
        directory::change_location(tx, actor, place, changed_place(form)?).map(|_| id)
    }),
];

async fn act(desk: Desk, id: Id<OrganisationId>, form: Form) -> Shown {
    let id = id.0;
    let done = decide(&desk, &form, VERBS, id).await;
    let next = |id: OrganisationId| format!("/inbox/organisation/{id}?done=inbox-directory");
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame| house(tx, actor, frame, id);
    after(&desk, form, done, next, Action::AcceptReferral, page).await
}
