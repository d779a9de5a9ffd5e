//! The routes of the duty roster.

use actix_web::web;

use super::{Shown, Verb, after, decide, show};
use crate::console::admin::duty::{duty, duty_list, terms};
use crate::duty::actions::{self as roster, NewAbsence};
use crate::ids::NeighbourhoodId;
use crate::platform::Error;
use crate::platform::http::{Desk, Form, Id};
use crate::policy::Action;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/admin/duty", web::get().to(list))
        .route("/admin/duty/{neighbourhoodId}", web::get().to(see))
        .route("/admin/duty/{neighbourhoodId}", web::post().to(act));
}

async fn list(desk: Desk) -> Shown {
    show(&desk, Action::SeeDutyRoster, duty_list).await
}

async fn see(desk: Desk, id: Id<NeighbourhoodId>) -> Shown {
    show(&desk, Action::SeeDutyRoster, move |tx, actor, frame| duty(tx, actor, frame, id.0)).await
}

const VERBS: &[Verb<NeighbourhoodId>] = &[
    ("set", Action::SetDutyRoster, |tx, actor, at, form| roster::set_roster(tx, actor, at, terms(form)?).map(|_| at)),
    ("away", Action::EnterAbsence, |tx, actor, at, form| {
        let person = if form.get("personId").is_empty() { None } else { Some(form.read_id("personId")?) };
        let day = |name: &str| form.get(name).parse().map_err(|_| Error::invalid(name, "is no day"));
        let new = NewAbsence { person, from: day("from")?, until: day("until")? };
        roster::enter_absence(tx, actor, at, new).map(|_| at)
    }),
    ("back", Action::RemoveAbsence, |tx, actor, at, form| {
        roster::remove_absence(tx, actor, at, form.read_id("absence")?).map(|()| at)
    }),
];

async fn act(desk: Desk, id: Id<NeighbourhoodId>, form: Form) -> Shown {
    let (at, verb) = (id.0, form.get("verb").to_owned());
    let done = decide(&desk, &form, VERBS, at).await;
    let next = move |at: NeighbourhoodId| format!("/console/admin/duty/{at}?done=duty-{verb}");
    after(&desk, form, done, next, Action::SeeDutyRoster, move |tx, actor, frame| duty(tx, actor, frame, at)).await
}
