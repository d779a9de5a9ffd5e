//! The routes of suggestions, matches and visits.

use actix_web::web;
use chrono::TimeZone;

use super::frame::{Shown, after, show};
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
        .route("/matches/{matchId}", web::post().to(decide))
        .route("/matches/{matchId}/visits", web::post().to(plan))
        .route("/matches/{matchId}/visits/{visitId}", web::post().to(report));
}

fn no_choice() -> Error {
    Error::invalid("verb", "is not one of the choices")
}

async fn see_suggestions(desk: Desk, id: Id<RequestId>) -> Shown {
    show(&desk, Action::ProposeMatch, move |tx, actor, frame| suggestions(tx, actor, frame, id.0)).await
}

/// Proposes somebody for a request that stands as the page showed it.
fn propose(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, offer: &str) -> Result<MatchId> {
    let offer: OfferId = offer.parse().map_err(|_| Error::invalid("offerId", "is no id"))?;
    let version = requests::load(tx, id)?.version;
    tx.if_match(Some(version))?;
    matching::propose(tx, actor, id, offer)
}

async fn choose(desk: Desk, id: Id<RequestId>, form: Form) -> Shown {
    let (id, said, verb) = (id.0, form.clone(), form.get("verb").to_owned());
    let done = match verb.as_str() {
        "propose" => {
            let offer = said.get("offerId").to_owned();
            let propose = move |tx: &mut Tx<'_>, actor: &Actor| propose(tx, actor, id, &offer);
            let done = desk.once(&form, Action::ProposeMatch, propose).await;
            done.map(|it| format!("/console/matches/{it}"))
        }
        "wave" => desk.once(&form, Action::StartWave, move |tx, actor| waves::start(tx, actor, id)).await.map(here),
        "stopWave" => desk.once(&form, Action::StopWave, move |tx, actor| waves::stop(tx, actor, id)).await.map(here),
        _ => Err(no_choice()),
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

fn action(verb: &str) -> Result<Action> {
    Ok(match verb {
        // Whoever writes down what somebody says without an account is let in by what they may see.
        "accept" | "decline" => Action::SeeMatch,
        "approve" => Action::ApproveMatch,
        "cancel" => Action::CancelMatch,
        "end" => Action::EndMatch,
        "hold" => Action::HoldMatch,
        "release" => Action::ReleaseMatch,
        "close" => Action::CloseMatch,
        _ => return Err(no_choice()),
    })
}

fn decline_reason(form: &Form) -> Result<Option<DeclineReason>> {
    if form.get("reason").is_empty() { Ok(None) } else { form.word("reason", DeclineReason::from_word).map(Some) }
}

fn act(tx: &mut Tx<'_>, actor: &Actor, id: MatchId, form: &Form) -> Result<MatchId> {
    match form.get("verb") {
        "accept" => {
            let person: Option<PersonId> = form.get("forPerson").parse().ok();
            matching::accept(tx, actor, id, person)
        }
        "decline" => matching::decline(tx, actor, id, decline_reason(form)?),
        "approve" => matching::approve(tx, actor, id, form.has("guardianAgreed", "yes")),
        "cancel" => matching::cancel(tx, actor, id, decline_reason(form)?),
        "end" => matching::end(tx, actor, id, form.word("outcome", MatchOutcome::from_word)?),
        "hold" => matching::hold(tx, actor, id, form.word("holdReason", HoldReason::from_word)?),
        "release" => matching::release(tx, actor, id),
        "close" => matching::close(tx, actor, id),
        _ => Err(no_choice()),
    }
}

async fn back<O>(desk: &Desk, id: MatchId, form: Form, done: Result<O>) -> Shown {
    let verb = form.get("verb").to_owned();
    let next = move |_: O| format!("/console/matches/{id}?done={verb}");
    after(desk, form, done, next, Action::SeeMatch, move |tx, actor, frame| a_match(tx, actor, frame, id)).await
}

async fn decide(desk: Desk, id: Id<MatchId>, form: Form) -> Shown {
    let (id, said) = (id.0, form.clone());
    let done = match action(form.get("verb")) {
        Ok(action) => desk.once(&form, action, move |tx, actor| act(tx, actor, id, &said)).await,
        Err(error) => Err(error),
    };
    back(&desk, id, form, done).await
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

fn visit(tx: &mut Tx<'_>, actor: &Actor, on: MatchId, id: VisitId, form: &Form) -> Result<VisitId> {
    match form.get("verb") {
        "visitDone" => visits::done(tx, actor, on, id),
        "visitMissed" => visits::missed(tx, actor, on, id, form.word("by", Side::from_word)?),
        "visitCancel" => visits::cancel(tx, actor, on, id, Some(form.word("by", Side::from_word)?)),
        "visitReached" => visits::reached(tx, actor, on, id),
        _ => Err(no_choice()),
    }
}

async fn report(desk: Desk, id: Id<(MatchId, VisitId)>, form: Form) -> Shown {
    let ((on, id), said) = (id.0, form.clone());
    let action = match form.get("verb") {
        "visitCancel" => Action::CancelVisit,
        "visitReached" => Action::ReachedRequester,
        _ => Action::ReportVisit,
    };
    let done = desk.once(&form, action, move |tx, actor| visit(tx, actor, on, id, &said)).await;
    back(&desk, on, form, done).await
}
