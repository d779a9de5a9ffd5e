//! The routes about the services of an organisation.

use actix_web::web;

use crate::console::http::frame::{Shown, after, show};
use crate::console::http::verbs::{Verb, decide};
use crate::console::inbox::house::changed_service;
use crate::console::inbox::services::{MOST_STRETCHES, field, service, services};
use crate::ids::ServiceId;
use crate::organisations::actions::{self, ServicePatch, ServiceSaid};
use crate::organisations::model::{Capacity, ServiceStatus};
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::when::{Day, TimeOfDay, WeeklySlot};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/services", web::get().to(see_all))
        .route("/services/{serviceId}", web::get().to(see))
        .route("/services/{serviceId}", web::post().to(act));
}

async fn see_all(desk: Desk) -> Shown {
    show(&desk, Action::AcceptReferral, services).await
}

async fn see(desk: Desk, id: Id<ServiceId>) -> Shown {
    show(&desk, Action::AcceptReferral, move |tx, actor, frame| service(tx, actor, frame, id.0)).await
}

/// The opening hours as they were typed. What is left empty is closed.
fn hours(form: &Form) -> Result<Vec<WeeklySlot>> {
    let mut slots = Vec::new();
    for day in Day::ALL {
        for number in 1..=MOST_STRETCHES {
            let (from, to) = (field(*day, number, "from"), field(*day, number, "to"));
            let Some(begins) = form.optional::<TimeOfDay>(&from)? else {
                if form.get(&to).trim().is_empty() {
                    continue;
                }
                return Err(Error::invalid(from, "is missing"));
            };
            let ends: TimeOfDay = form.read_as(&to)?;
            // Midnight is the end of the day.
            let ends = if ends.minutes() == 0 { TimeOfDay::at(24 * 60).unwrap_or(ends) } else { ends };
            let slot = WeeklySlot { day: *day, from: begins, to: ends };
            slot.check().map_err(|why| Error::invalid(to, why))?;
            slots.push(slot);
        }
    }
    Ok(slots)
}

/// Changes what an organisation says of its service.
fn say(tx: &mut Tx<'_>, actor: &Actor, id: ServiceId, said: ServiceSaid) -> Result<ServiceId> {
    actions::change_service(tx, actor, id, ServicePatch { said, ..ServicePatch::default() })
}

const VERBS: &[Verb<ServiceId>] = &[
    ("assure", Action::AssureService, |tx, actor, id, _| actions::assure(tx, actor, id)),
    ("change", Action::ChangeService, |tx, actor, id, form| {
        actions::change_service(tx, actor, id, changed_service(form)?)
    }),
    ("capacity", Action::ChangeService, |tx, actor, id, form| {
        let capacity = Some(form.word("capacity", Capacity::from_word)?);
        say(tx, actor, id, ServiceSaid { capacity, ..ServiceSaid::default() })
    }),
    ("status", Action::ChangeService, |tx, actor, id, form| {
        let status = Some(form.word("status", ServiceStatus::from_word)?);
        say(tx, actor, id, ServiceSaid { status, ..ServiceSaid::default() })
    }),
    ("hours", Action::ChangeService, |tx, actor, id, form| {
        say(tx, actor, id, ServiceSaid { opening_hours: Some(hours(form)?), ..ServiceSaid::default() })
    }),
];

async fn act(desk: Desk, id: Id<ServiceId>, form: Form) -> Shown {
    let (id, verb) = (id.0, form.get("verb").to_owned());
    let done = decide(&desk, &form, VERBS, id).await;
    let goes_to_list = form.has("then", "list");
    let next = move |id: ServiceId| {
        let one = if goes_to_list { String::new() } else { format!("/{id}") };
        format!("/inbox/services{one}?done=inbox-{verb}")
    };
    after(&desk, form, done, next, Action::AcceptReferral, move |tx, actor, frame| service(tx, actor, frame, id)).await
}
