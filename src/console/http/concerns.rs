//! The routes of concerns: the list, one of them with its verbs, and the form.

use actix_web::web;

use super::frame::{Shown, after, show};
use super::verbs::{Verb, decide};
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
        .route("/concerns/{concernId}", web::post().to(act));
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

/// How severe it is, where that may be left as it was.
fn severity(form: &Form) -> Result<Option<Severity>> {
    if form.get("severity").is_empty() { Ok(None) } else { form.word("severity", Severity::from_word).map(Some) }
}

/// What is decided about the matches that it holds. What was left open is no decision.
fn decisions(form: &Form) -> Result<Vec<Decision>> {
    let mut decided = Vec::new();
    for (name, word) in form.typed() {
        let Some(id) = name.strip_prefix(HOLD).filter(|_| !word.is_empty()) else { continue };
        let wrong = || Error::no_choice(name);
        let on = id.parse().map_err(|_| wrong())?;
        decided.push(Decision { on, decision: HoldDecision::from_word(word).ok_or_else(wrong)? });
    }
    Ok(decided)
}

const VERBS: &[Verb<ConcernId>] = &[
    ("triage", Action::TriageConcern, |tx, actor, id, form| {
        concerns::triage(tx, actor, id, form.word("severity", Severity::from_word)?)
    }),
    ("investigate", Action::InvestigateConcern, |tx, actor, id, form| {
        concerns::investigate(tx, actor, id, severity(form)?, &decisions(form)?)
    }),
    ("resolve", Action::ResolveConcern, |tx, actor, id, form| {
        let outcome = form.word("concernOutcome", ConcernOutcome::from_word)?;
        concerns::resolve(tx, actor, id, outcome, &decisions(form)?)
    }),
    ("dismiss", Action::DismissConcern, |tx, actor, id, form| {
        let reason = form.word("dismissReason", ConcernDismissReason::from_word)?;
        concerns::dismiss(tx, actor, id, reason, &decisions(form)?)
    }),
    ("reopen", Action::ReopenConcern, |tx, actor, id, form| concerns::reopen(tx, actor, id, severity(form)?)),
    ("note", Action::NoteConcern, |tx, actor, id, form| concerns::note(tx, actor, id, &form.read_as("concernNote")?)),
];

async fn act(desk: Desk, id: Id<ConcernId>, form: Form) -> Shown {
    let (id, verb) = (id.0, form.get("verb").to_owned());
    let done = decide(&desk, &form, VERBS, id).await;
    let next = move |id: ConcernId| format!("/console/concerns/{id}?done=concern-{verb}");
    after(&desk, form, done, next, Action::SeeConcern, move |tx, actor, frame| concern(tx, actor, frame, id)).await
}
