//! The page of who could help with a request: each with the reasons, and with a way to propose them.

use askama::Template;

use super::frame::Frame;
use super::kinds::Kinds;
use crate::ids::{OfferId, PersonId, RequestId};
use crate::matching::suggestions::actions::{Suggestion, suggest};
use crate::matching::waves::actions as waves;
use crate::matching::waves::model::WaveState;
use crate::matching::{Reason, ReasonCode};
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may};
use crate::requests::actions as requests;
use crate::requests::model::RequestState;

/// Somebody who could help.
struct Row {
    offer: OfferId,
    person: PersonId,
    name: String,
    /// How well it suits, out of a hundred.
    score: u32,
    band: String,
    reasons: Vec<String>,
    /// In which language somebody must translate.
    buddy: Option<String>,
}

/// How helpers are asked in waves.
struct Wave {
    state: String,
    asked: i32,
    next: Option<String>,
    can_start: bool,
    can_stop: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "console/suggestions.html")]
pub(super) struct SuggestionsPage {
    pub(super) frame: Frame,
    id: RequestId,
    version: i32,
    title: String,
    state: String,
    can_propose: bool,
    rows: Vec<Row>,
    wave: Wave,
}

/// Who could help with a request. Reading the names leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see that.
pub(super) fn suggestions(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, id: RequestId) -> Result<SuggestionsPage> {
    let found = suggest(tx, actor, id)?;
    let (request, last) = waves::see(tx, actor, id)?;
    let allowed = waves::allowed(tx, actor, &request, last.as_ref())?;
    let subject = requests::subject(&request);
    let state = last.map_or(WaveState::None, |it| it.state);
    let is_running = state == WaveState::Running;
    let wave = Wave {
        state: frame.word("console-wave", state.as_str()),
        asked: last.map_or(0, |it| it.asked),
        next: last.filter(|_| is_running).map(|it| words::when(it.next_at)),
        can_start: allowed.contains(&"wave") && !is_running,
        can_stop: allowed.contains(&"stopWave"),
    };
    let what = Kinds::of_team(tx, actor, frame.locale)?.called(request.neighbourhood, request.category);
    Ok(SuggestionsPage {
        id,
        version: request.version,
        title: frame.with("suggestions-for", "what", &what),
        state: frame.word("console-request-state", request.state.as_str()),
        can_propose: request.state == RequestState::Open && may(actor, Action::ProposeMatch, &subject),
        rows: found.into_iter().filter_map(|it| row(it, &frame)).collect(),
        wave,
        frame,
    })
}

fn row(of: Suggestion, frame: &Frame) -> Option<Row> {
    let who = of.who?;
    let buddy = of.reasons.iter().find(|it| it.code == ReasonCode::NeedsLanguageBuddy);
    Some(Row {
        offer: who.offer,
        person: who.helper,
        name: who.first_name.map_or_else(|| frame.t("erased"), |it| it.as_str().to_owned()),
        score: who.score / 100,
        band: frame.word("console-band", of.band.as_str()),
        buddy: buddy.map(|it| words::language(&it.value).to_owned()),
        reasons: of.reasons.iter().filter_map(|it| reason(it, frame)).collect(),
    })
}

/// A reason in words; those that the page shows elsewhere are left out.
pub(super) fn reason(of: &Reason, frame: &Frame) -> Option<String> {
    let value = match of.code {
        ReasonCode::DistanceBand | ReasonCode::NeedsLanguageBuddy => return None,
        ReasonCode::Language => words::language(&of.value),
        ReasonCode::SlotOverlap | ReasonCode::Continuity | ReasonCode::Rested => of.value.as_str(),
    };
    Some(frame.with(&format!("reason-of-{}", of.code), "value", value))
}
