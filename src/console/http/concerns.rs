//! The routes of concerns: the list, one of them with its verbs, and the form.

use actix_web::web;

use super::frame::{Shown, after, show};
use crate::codes::Code;
use crate::console::concerns::{closed, concern, worries};
use crate::console::worry::{About, new_concern};
use crate::ids::ConcernId;
use crate::matching::model::Side;
use crate::platform::http::{Desk, Form, Id};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor};
use crate::safeguarding::actions::{self as concerns, Decision, NewConcern};
use crate::safeguarding::model::{ConcernDismissReason, ConcernOutcome, HoldDecision, Severity};

/// What the fields begin with that decide about a match.
const HOLD: &str = "hold-";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/worries", web::get().to(list))
        .route("/concerns/new", web::get().to(see_new))
        .route("/concerns/new", web::post().to(submit))
        .route("/concerns/{concernId}", web::get().to(see))
        .route("/concerns/{concernId}", web::post().to(decide));
}

async fn list(desk: Desk) -> Shown {
    if desk.asked("view") == "closed" {
        let after = desk.asked("after").to_owned();
        return show(&desk, Action::TriageConcern, move |tx, actor, frame| closed(tx, actor, frame, &after)).await;
    }
    show(&desk, Action::TriageConcern, worries).await
}

async fn see(desk: Desk, id: Id<ConcernId>) -> Shown {
    show(&desk, Action::SeeConcern, move |tx, actor, frame| concern(tx, actor, frame, id.0)).await
}

async fn see_new(desk: Desk) -> Shown {
    let about = desk.asked("about").to_owned();
    show(&desk, Action::SubmitConcern, move |tx, actor, frame| new_concern(tx, actor, frame, &about)).await
}

async fn submit(desk: Desk, form: Form) -> Shown {
    let (said, about) = (form.clone(), form.get("about").to_owned());
    let raise = move |tx: &mut Tx<'_>, actor: &Actor| {
        let about = About::read(said.get("about")).ok_or_else(|| Error::from(Code::NotFound))?;
        let named = about.named(tx, actor)?;
        let side = match said.get("side") {
            "" => None,
            _ => Some(said.word("side", Side::from_word)?),
        };
        let new = NewConcern { named, side, text: said.read_as("worry")?, danger_now: said.has("dangerNow", "yes") };
        concerns::submit(tx, actor, new)
    };
    let done = desk.once(&form, Action::SubmitConcern, raise).await;
    let next = |id: ConcernId| format!("/console/concerns/{id}?done=concern-raised");
    let again = move |tx: &mut Tx<'_>, actor: &Actor, frame| new_concern(tx, actor, frame, &about);
    after(&desk, form, done, next, Action::SubmitConcern, again).await
}

/// The verbs of the page, each with its action.
fn action(verb: &str) -> Result<Action> {
    Ok(match verb {
        "triage" => Action::TriageConcern,
        "investigate" => Action::InvestigateConcern,
        "resolve" => Action::ResolveConcern,
        "dismiss" => Action::DismissConcern,
        "reopen" => Action::ReopenConcern,
        "note" => Action::NoteConcern,
        _ => return Err(Error::invalid("verb", "is not one of the choices")),
    })
}

/// How severe it is, where that may be left as it was.
fn severity(form: &Form) -> Result<Option<Severity>> {
    if form.get("severity").is_empty() { Ok(None) } else { form.word("severity", Severity::from_word).map(Some) }
}

/// What is decided about the matches that it holds. What was left open is no decision.
fn decisions(form: &Form) -> Result<Vec<Decision>> {
    let mut decided = Vec::new();
    for (name, word) in form.typed() {
        let Some(id) = name.strip_prefix(HOLD).filter(|_| !word.is_empty()) else { continue };
        let wrong = || Error::invalid(name, "is not one of the choices");
        let on = id.parse().map_err(|_| wrong())?;
        decided.push(Decision { on, decision: HoldDecision::from_word(word).ok_or_else(wrong)? });
    }
    Ok(decided)
}

fn act(tx: &mut Tx<'_>, actor: &Actor, id: ConcernId, form: &Form) -> Result<ConcernId> {
    match form.get("verb") {
        "triage" => concerns::triage(tx, actor, id, form.word("severity", Severity::from_word)?),
        "investigate" => concerns::investigate(tx, actor, id, severity(form)?, &decisions(form)?),
        "resolve" => {
            let outcome = form.word("concernOutcome", ConcernOutcome::from_word)?;
            concerns::resolve(tx, actor, id, outcome, &decisions(form)?)
        }
        "dismiss" => {
            let reason = form.word("dismissReason", ConcernDismissReason::from_word)?;
            concerns::dismiss(tx, actor, id, reason, &decisions(form)?)
        }
        "reopen" => concerns::reopen(tx, actor, id, severity(form)?),
        "note" => concerns::note(tx, actor, id, &form.read_as("concernNote")?),
        _ => Err(Error::invalid("verb", "is not one of the choices")),
    }
}

async fn decide(desk: Desk, id: Id<ConcernId>, form: Form) -> Shown {
    let (id, said, verb) = (id.0, form.clone(), form.get("verb").to_owned());
    let done = match action(&verb) {
        Ok(action) => desk.once(&form, action, move |tx, actor| act(tx, actor, id, &said)).await,
        Err(error) => Err(error),
    };
    let next = move |id: ConcernId| format!("/console/concerns/{id}?done=concern-{verb}");
    after(&desk, form, done, next, Action::SeeConcern, move |tx, actor, frame| concern(tx, actor, frame, id)).await
}
