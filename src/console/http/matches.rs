//! The routes of suggestions, matches and visits.

use actix_web::web;
use chrono::TimeZone;

use super::frame::{Shown, after, show};
use super::verbs::{Verb, decide};
use crate::clock::Instant;
use crate::console::matches::a_match;
use crate::console::suggestions::suggestions;
use crate::ids::{MatchId, OfferId, PersonId, RequestId, VisitId};
use crate::matching::actions as matching;
use crate::matching::model::{DeclineReason, HoldReason, MatchOutcome, Side};
use crate::matching::visits::actions as visits;
use crate::matching::waves::actions as waves;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::requests::actions as requests;
use crate::when::{Date, TimeOfDay, ZONE};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/requests/{requestId}/suggestions", web::get().to(see_suggestions))
        .route("/requests/{requestId}/suggestions", web::post().to(choose))
        .route("/matches/{matchId}", web::get().to(see))
        .route("/matches/{matchId}", web::post().to(act))
        .route("/matches/{matchId}/visits", web::post().to(plan))
        .route("/matches/{matchId}/visits/{visitId}", web::post().to(report));
}

async fn see_suggestions(desk: Desk, id: Id<RequestId>) -> Shown {
    show(&desk, Action::ProposeMatch, move |tx, actor, frame| suggestions(tx, actor, frame, id.0)).await
}

/// Proposes somebody for a request that stands as the page showed it.
///
/// # Errors
/// What proposing refuses.
pub(super) fn propose(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, offer: OfferId) -> Result<MatchId> {
    let version = requests::load(tx, id)?.version;
    tx.if_match(Some(version))?;
    matching::propose(tx, actor, id, offer)
}

async fn choose(desk: Desk, id: Id<RequestId>, form: Form) -> Shown {
    let (id, said, verb) = (id.0, form.clone(), form.get("verb").to_owned());
    let done = match verb.as_str() {
        "propose" => {
            let propose = move |tx: &mut Tx<'_>, actor: &Actor| propose(tx, actor, id, said.read_id("offerId")?);
            let done = desk.once(&form, Action::ProposeMatch, propose).await;
            done.map(|it| format!("/console/matches/{it}"))
        }
        "wave" => desk.once(&form, Action::StartWave, move |tx, actor| waves::start(tx, actor, id)).await.map(here),
        "stopWave" => desk.once(&form, Action::StopWave, move |tx, actor| waves::stop(tx, actor, id)).await.map(here),
        _ => Err(Error::no_choice("verb")),
    };
    let next = move |path: String| format!("{path}?done={verb}");
    let page = move |tx: &mut Tx<'_>, actor: &Actor, frame| suggestions(tx, actor, frame, id);
    after(&desk, form, done, next, Action::SeeSuggestions, page).await
}

fn here(id: RequestId) -> String {
    format!("/console/requests/{id}/suggestions")
}

async fn see(desk: Desk, id: Id<MatchId>) -> Shown {
    show(&desk, Action::HoldMatch, move |tx, actor, frame| a_match(tx, actor, frame, id.0)).await
}

fn decline_reason(form: &Form) -> Result<Option<DeclineReason>> {
    if form.get("reason").is_empty() { Ok(None) } else { form.word("reason", DeclineReason::from_word).map(Some) }
}

const VERBS: &[Verb<MatchId>] = &[
    // Whoever writes down what somebody says without an account is let in by what they may see.
    ("accept", Action::SeeMatch, |tx, actor, id, form| {
        matching::accept(tx, actor, id, form.get("forPerson").parse::<PersonId>().ok())
    }),
    ("decline", Action::SeeMatch, |tx, actor, id, form| matching::decline(tx, actor, id, decline_reason(form)?)),
    ("approve", Action::ApproveMatch, |tx, actor, id, form| {
        matching::approve(tx, actor, id, form.has("guardianAgreed", "yes"))
    }),
    ("cancel", Action::CancelMatch, |tx, actor, id, form| matching::cancel(tx, actor, id, decline_reason(form)?)),
    ("end", Action::EndMatch, |tx, actor, id, form| {
        matching::end(tx, actor, id, form.word("outcome", MatchOutcome::from_word)?)
    }),
    ("hold", Action::HoldMatch, |tx, actor, id, form| {
        matching::hold(tx, actor, id, form.word("holdReason", HoldReason::from_word)?)
    }),
    ("release", Action::ReleaseMatch, |tx, actor, id, _| matching::release(tx, actor, id)),
    ("close", Action::CloseMatch, |tx, actor, id, _| matching::close(tx, actor, id)),
];

async fn back<O>(desk: &Desk, id: MatchId, form: Form, done: Result<O>) -> Shown {
    let verb = form.get("verb").to_owned();
    let next = move |_: O| format!("/console/matches/{id}?done={verb}");
    after(desk, form, done, next, Action::SeeMatch, move |tx, actor, frame| a_match(tx, actor, frame, id)).await
}

async fn act(desk: Desk, id: Id<MatchId>, form: Form) -> Shown {
    let done = decide(&desk, &form, VERBS, id.0).await;
    back(&desk, id.0, form, done).await
}

/// The local moment of a day and a time; a time that a day leaves out is none.
fn moment(form: &Form) -> Result<Instant> {
    let day: Date = form.read_as("start")?;
    let time: TimeOfDay = form.read_as("time")?;
    let wrong = || Error::invalid("time", "is no time of that day");
    let local = crate::when::local_day(day.start()).and_time(time.time().ok_or_else(wrong)?);
    ZONE.from_local_datetime(&local).earliest().map(|it| it.to_utc().into()).ok_or_else(wrong)
}

async fn plan(desk: Desk, id: Id<MatchId>, form: Form) -> Shown {
    let (id, said) = (id.0, form.clone());
    let plan = move |tx: &mut Tx<'_>, actor: &Actor| {
        let (start, minutes) = (moment(&said)?, said.number("durationMinutes")?);
        visits::plan(tx, actor, id, start, minutes)
    };
    let done = desk.once(&form, Action::PlanVisit, plan).await;
    back(&desk, id, form, done).await
}

const VISIT_VERBS: &[Verb<(MatchId, VisitId), VisitId>] = &[
    ("visitDone", Action::ReportVisit, |tx, actor, (on, id), _| visits::done(tx, actor, on, id)),
    ("visitMissed", Action::ReportVisit, |tx, actor, (on, id), form| {
        visits::missed(tx, actor, on, id, form.word("by", Side::from_word)?)
    }),
    ("visitCancel", Action::CancelVisit, |tx, actor, (on, id), form| {
        visits::cancel(tx, actor, on, id, Some(form.word("by", Side::from_word)?))
    }),
    ("visitReached", Action::ReachedRequester, |tx, actor, (on, id), _| visits::reached(tx, actor, on, id)),
];

async fn report(desk: Desk, id: Id<(MatchId, VisitId)>, form: Form) -> Shown {
    let done = decide(&desk, &form, VISIT_VERBS, id.0).await;
    back(&desk, id.0.0, form, done).await
}
