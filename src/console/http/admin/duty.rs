//! The routes of the duty roster.

use actix_web::web;

use super::{Shown, after, show};
use crate::console::admin::duty::{duty, duty_list, terms};
use crate::duty::actions::{self as roster, NewAbsence};
use crate::ids::{AbsenceId, AnyId, NeighbourhoodId};
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/admin/duty", web::get().to(list))
        .route("/admin/duty/{neighbourhoodId}", web::get().to(see))
        .route("/admin/duty/{neighbourhoodId}", web::post().to(decide));
}

async fn list(desk: Desk) -> Shown {
    show(&desk, Action::SeeDutyRoster, duty_list).await
}

async fn see(desk: Desk, id: Id<NeighbourhoodId>) -> Shown {
    show(&desk, Action::SeeDutyRoster, move |tx, actor, frame| duty(tx, actor, frame, id.0)).await
}

/// The verbs of the page, each with its action.
fn action(verb: &str) -> Result<Action> {
    Ok(match verb {
        "set" => Action::SetDutyRoster,
        "away" => Action::EnterAbsence,
        "back" => Action::RemoveAbsence,
        _ => return Err(Error::invalid("verb", "is not one of the choices")),
    })
}

fn act(tx: &mut Tx<'_>, actor: &Actor, at: NeighbourhoodId, form: &Form) -> Result<AnyId> {
    let day = |name: &str| form.get(name).parse().map_err(|_| Error::invalid(name, "is no day"));
    match form.get("verb") {
        "set" => roster::set_roster(tx, actor, at, terms(form)?).map(|it| AnyId::from(it.uuid())),
        "away" => {
            let person = match form.get("personId") {
                "" => None,
                id => Some(id.parse().map_err(|_| Error::invalid("personId", "is nobody"))?),
            };
            let new = NewAbsence { person, from: day("from")?, until: day("until")? };
            roster::enter_absence(tx, actor, at, new).map(|it| AnyId::from(it.uuid()))
        }
        _ => {
            let id: AbsenceId = form.get("absence").parse().map_err(|_| Error::invalid("absence", "is none"))?;
            roster::remove_absence(tx, actor, at, id).map(|()| AnyId::from(id.uuid()))
        }
    }
}

async fn decide(desk: Desk, id: Id<NeighbourhoodId>, form: Form) -> Shown {
    let (at, said, verb) = (id.0, form.clone(), form.get("verb").to_owned());
    let done = match action(&verb) {
        Ok(action) => desk.once(&form, action, move |tx, actor| act(tx, actor, at, &said)).await,
        Err(error) => Err(error),
    };
    let next = move |_: AnyId| format!("/console/admin/duty/{at}?done=duty-{verb}");
    after(&desk, form, done, next, Action::SeeDutyRoster, move |tx, actor, frame| duty(tx, actor, frame, at)).await
}
