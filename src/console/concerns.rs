//! The pages of concerns: the list of those that are open, and one of them. Nobody comes across a concern about themselves or whom they have to do with: the actions see to that.

use askama::Template;

use super::frame::Frame;
use super::queue::place_names;
use super::timeline::{Step, last_change, timeline};
use crate::clock::Instant;
use crate::ids::{ConcernId, MatchId, PersonId};
use crate::matching::actions as matching;
use crate::people;
use crate::people::model::Name;
use crate::platform::http::Cursor;
use crate::platform::words::{self, Clock};
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::requests::actions as requests;
use crate::safeguarding::actions::{self, File, needs_second};
use crate::safeguarding::model::{
    Concern, ConcernDismissReason, ConcernOutcome, ConcernState, Hold, HoldDecision, NamedKind, Severity,
};

/// How many closed ones a page has.
const CLOSED: u32 = 50;

/// A concern in a list. It names nobody: a name stands on the page behind it, where reading it leaves a trace.
struct Row {
    href: String,
    sentence: String,
    state: String,
    place: String,
    age: String,
    clock: Option<Clock>,
    is_held: bool,
}

/// The open concerns, or those that are closed.
#[derive(Template)]
#[template(path = "console/concerns/list.html")]
pub(super) struct WorriesPage {
    pub(super) frame: Frame,
    rows: Vec<Row>,
    is_closed: bool,
    next: Option<String>,
}

/// The open concerns of the team: the most severe first.
///
/// # Errors
/// When the database fails.
pub(super) fn worries(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<WorriesPage> {
    let open = actions::open(tx, actor)?;
    let mut rows = Vec::new();
    for (of, held_since) in &open {
        rows.push(row(tx, of, held_since.is_some(), &frame)?);
    }
    Ok(WorriesPage { frame, rows, is_closed: false, next: None })
}

/// Those that are closed, the newest first.
///
/// # Errors
/// When the database fails.
pub(super) fn closed(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, after: &str) -> Result<WorriesPage> {
    let page = actions::list(tx, actor, true, Cursor::read(after, CLOSED)?)?;
    let mut rows = Vec::new();
    for seen in page.items.iter().filter(|it| it.concern.is_closed()) {
        rows.push(row(tx, &seen.concern, false, &frame)?);
    }
    Ok(WorriesPage { frame, rows, is_closed: true, next: page.next })
}

fn row(tx: &mut Tx<'_>, of: &Concern, is_held: bool, frame: &Frame) -> Result<Row> {
    let place = place_names(tx, of.neighbourhood.into_iter())?.into_values().next();
    Ok(Row {
        href: format!("/console/concerns/{}", of.id),
        sentence: sentence(of, frame),
        state: frame.word("console-concern-state", of.state.as_str()),
        place: place.unwrap_or_else(|| frame.t("unserved")),
        age: words::ago(of.created_at, tx.now, frame.locale),
        clock: clock(of, tx.now, frame),
        is_held,
    })
}

/// How severe it is, as a word, and what it is about, as a kind.
fn sentence(of: &Concern, frame: &Frame) -> String {
    let severity = match (of.severity, of.danger_now) {
        (Some(severity), _) => frame.word("console-severity", severity.as_str()),
        (None, true) => frame.t("severity-dangerNow"),
        (None, false) => frame.t("severity-unjudged"),
    };
    format!("{severity}: {}", frame.word("console-concern-about", of.named.kind.as_str()))
}

/// By when somebody should do something about it: judge it, act on it, or say how it stands.
fn clock(of: &Concern, now: Instant, frame: &Frame) -> Option<Clock> {
    let due = of.due_by().or_else(|| of.silent_since())?;
    Some(words::clock(due, now, frame.locale))
}

/// Somebody in a concern.
struct Somebody {
    href: String,
    name: String,
}

/// A note, with who wrote it.
struct Noted {
    at: String,
    who: String,
    text: String,
}

/// A match that it holds or held.
struct Held {
    id: MatchId,
    href: String,
    /// What it is, with whom, and since when it is still.
    text: String,
    /// What was decided; `None`: nothing yet, and it is to be.
    decision: Option<String>,
    is_open: bool,
}

/// Whom to call, and whether somebody of the team is there.
struct Help {
    text: String,
    numbers: Vec<(String, String)>,
    opens: Option<String>,
}

/// The page of a concern.
#[derive(Template)]
#[template(path = "console/concerns/one.html")]
pub(super) struct ConcernPage {
    pub(super) frame: Frame,
    version: i32,
    title: String,
    state: String,
    place: String,
    age: String,
    clock: Option<Clock>,
    danger_now: bool,
    by_team: bool,
    text: Option<String>,
    about: Option<Somebody>,
    reporter: Option<Somebody>,
    named: Option<Somebody>,
    outcome: Option<String>,
    help: Option<Help>,
    holds: Vec<Held>,
    notes: Vec<Noted>,
    /// Whether somebody else must release what it holds, and dismiss it where it is critical.
    wants_second: bool,
    allowed: Vec<&'static str>,
    severities: Vec<(&'static str, String)>,
    outcomes: Vec<(&'static str, String)>,
    reasons: Vec<(&'static str, String)>,
    decisions: Vec<(&'static str, String)>,
    timeline: Vec<Step>,
    changed: Option<Step>,
}

impl ConcernPage {
    fn may(&self, verb: &str) -> bool {
        self.allowed.contains(&verb)
    }

    fn has_open_holds(&self) -> bool {
        self.holds.iter().any(|it| it.is_open)
    }
}

/// A concern as its reader may know it. When the team reads it, that leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(super) fn concern(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, id: ConcernId) -> Result<ConcernPage> {
    let seen = actions::see(tx, actor, id)?;
    let (of, locale) = (seen.concern, frame.locale);
    let allowed = if seen.by_team { actions::allowed(actor, &of) } else { Vec::new() };
    let place = place_names(tx, of.neighbourhood.into_iter())?.into_values().next();
    let is_own = actor.person == Some(of.reporter);
    let help = if is_own && !of.is_closed() { Some(help(tx, &of, &frame)?) } else { None };
    let changed = if frame.is_stale() { last_change(tx, actor, id.uuid(), locale)? } else { None };
    let (holds, notes, about, reporter) = match seen.file {
        Some(File { about, reporter, notes, holds }) => {
            let authors: Vec<PersonId> = notes.iter().map(|it| it.author).collect();
            let names = people::actions::first_names(tx, &authors)?;
            let who = |it| names.get(&it).map_or_else(|| frame.t("colleague"), |it| it.as_str().to_owned());
            let lines = notes.into_iter().map(|it| Noted {
                at: words::when(it.at),
                who: who(it.author),
                text: it.text.as_str().to_owned(),
            });
            let people = (somebody(of.about, about, &frame), somebody(of.reporter, reporter, &frame));
            let notes = lines.collect();
            let holds = holds.iter().map(|it| held(tx, actor, of.about, it, &frame)).collect::<Result<_>>()?;
            (holds, notes, Some(people.0), Some(people.1))
        }
        None => (Vec::new(), Vec::new(), None, None),
    };
    let state = if seen.by_team {
        frame.word("console-concern-state", of.state.as_str())
    } else {
        frame.word("concern-state", shown_state(of.state))
    };
    let list = |key: &str, words: Vec<&'static str>| words.into_iter().map(|it| (it, frame.word(key, it))).collect();
    Ok(ConcernPage {
        version: of.version,
        title: if seen.by_team { sentence(&of, &frame) } else { frame.t("concern-own") },
        state,
        place: place.unwrap_or_else(|| frame.t("unserved")),
        age: words::ago(of.created_at, tx.now, locale),
        clock: clock(&of, tx.now, &frame).filter(|_| seen.by_team),
        danger_now: of.danger_now,
        by_team: seen.by_team,
        text: seen.text.map(|it| it.as_str().to_owned()),
        about,
        reporter,
        named: named(&of, &frame).filter(|_| seen.by_team),
        outcome: outcome(&of, &frame).filter(|_| seen.by_team),
        help,
        holds,
        notes,
        wants_second: seen.by_team && !of.is_closed() && needs_second(&of, actor.person),
        allowed,
        severities: list("console-severity", Severity::ALL.iter().rev().map(|it| it.as_str()).collect()),
        outcomes: list("console-concern-outcome", ConcernOutcome::ALL.iter().map(|it| it.as_str()).collect()),
        reasons: list("console-concern-reason", ConcernDismissReason::ALL.iter().map(|it| it.as_str()).collect()),
        decisions: list("console-concern-decision", HoldDecision::ALL.iter().map(|it| it.as_str()).collect()),
        timeline: if seen.by_team { timeline(tx, actor, id.uuid(), locale)? } else { Vec::new() },
        changed,
        frame,
    })
}

/// How it stands for who raised it: that it was none is not for them.
const fn shown_state(state: ConcernState) -> &'static str {
    match state {
        ConcernState::Resolved | ConcernState::Dismissed => "closed",
        ConcernState::Submitted | ConcernState::Triaged | ConcernState::Investigating => state.as_str(),
    }
}

fn somebody(id: PersonId, name: Option<Name>, frame: &Frame) -> Somebody {
    let name = name.map(|it| format!("{} {}", it.first.as_str(), it.last.as_str()));
    Somebody { href: format!("/console/people/{id}"), name: name.unwrap_or_else(|| frame.t("erased")) }
}

fn held(tx: &mut Tx<'_>, actor: &Actor, about: PersonId, of: &Hold, frame: &Frame) -> Result<Held> {
    let since = words::when(of.since);
    let text = match between(tx, actor, about, of.on, frame) {
        Ok((what, name)) => {
            let variables = [("what", what), ("name", name), ("when", since)];
            frame.locale.text("console-concern-hold-between", &variables)
        }
        // Who sees to a concern does not always see every match of whom it is about.
        Err(error) if error.code().is_some() => frame.with("concern-hold-of", "when", &since),
        Err(error) => return Err(error),
    };
    Ok(Held {
        id: of.on,
        href: format!("/console/matches/{}", of.on),
        text,
        decision: of.decision.map(|it| frame.word("console-concern-decision", it.as_str())),
        is_open: of.is_open,
    })
}

/// What a match is for, and with whom besides whom the concern is about. That leaves a trace.
fn between(tx: &mut Tx<'_>, actor: &Actor, about: PersonId, id: MatchId, frame: &Frame) -> Result<(String, String)> {
    let of = matching::see(tx, actor, id)?;
    let names = matching::names(tx, actor, &of)?;
    let name = if of.requester == about { names.helper } else { names.requester };
    let category = requests::load(tx, of.request)?.category;
    let name = name.map_or_else(|| frame.t("erased"), |it| it.as_str().to_owned());
    Ok((frame.word("category", category.as_str()), name))
}

/// What the reporter named, where it has a page of its own.
fn named(of: &Concern, frame: &Frame) -> Option<Somebody> {
    let place = match of.named.kind {
        NamedKind::Person => "people",
        NamedKind::Match => "matches",
        NamedKind::Request => "requests",
        NamedKind::Referral => "referrals",
        NamedKind::Visit => return None,
    };
    let name = frame.word("console-concern-named", of.named.kind.as_str());
    Some(Somebody { href: format!("/console/{place}/{}", of.named.id), name })
}

fn outcome(of: &Concern, frame: &Frame) -> Option<String> {
    let outcome = of.outcome.map(|it| frame.word("console-concern-outcome", it.as_str()));
    outcome.or_else(|| of.dismiss_reason.map(|it| frame.word("console-concern-reason", it.as_str())))
}

fn help(tx: &mut Tx<'_>, of: &Concern, frame: &Frame) -> Result<Help> {
    let (numbers, outside) = actions::help(tx, of, frame.locale)?;
    let key = match (of.danger_now, outside.is_some()) {
        (true, _) => "concern-help-danger",
        (false, true) => "concern-help-outside",
        (false, false) => "concern-help",
    };
    let numbers = numbers.into_iter().map(|it| (it.number.as_str().to_owned(), it.name.as_str().to_owned())).collect();
    let opens = outside.and_then(|it| it.opens_at).map(|it| frame.with("concern-opens", "when", &words::when(it)));
    Ok(Help { text: frame.locale.text(key, &[]), numbers, opens })
}
