//! The verbs of those who see to a concern.

use super::holds::{self, Decision, needs_second, second_one};
use super::{may, name_of};
use crate::events::Event;
use crate::ids::ConcernId;
use crate::people::actions as people;
use crate::platform::text::FreeText;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor};
use crate::safeguarding::model::{Concern, ConcernDismissReason, ConcernOutcome, Said, Severity};
use crate::safeguarding::store;

/// The concern, kept from changing, and the role in which the actor may do this to it.
fn find(tx: &mut Tx<'_>, actor: &Actor, id: ConcernId, action: Action) -> Result<(Concern, Acting)> {
    let locked = store::lock(tx, id)?;
    let by = may(actor, action, &locked)?;
    tx.if_match(Some(locked.version))?;
    Ok((locked, by))
}

/// The same, for what moves the matches of whom it is about: the people are kept from changing first, as everywhere. Whom it
/// is about changes only when two entries become one.
fn begin(tx: &mut Tx<'_>, actor: &Actor, id: ConcernId, action: Action) -> Result<(Concern, Acting)> {
    let found = store::get(tx, id)?;
    may(actor, action, &found)?;
    people::lock_around(tx, found.about, found.reporter)?;
    let (locked, by) = find(tx, actor, id, action)?;
    let is_same = (locked.about, locked.reporter) == (found.about, found.reporter);
    if is_same { Ok((locked, by)) } else { Err(Error::overtaken()) }
}

/// Saves the step, records it, and holds what is to be held from now on.
fn done(tx: &mut Tx<'_>, before: &Concern, after: &Concern, by: Acting, event: Event) -> Result<ConcernId> {
    store::save(tx, after)?;
    let severity = after.severity.map_or("none", Severity::as_str);
    tx.record(&event.by(by).at(after.neighbourhood).with("severity", severity))?;
    if after.bars() && !before.bars() {
        tx.record(&Event::ConcernCritical(after.id).by(by).at(after.neighbourhood))?;
    }
    Ok(after.id)
}

/// Judges how severe it is. What *danger now* has held stays held until somebody decides about it.
///
/// # Errors
/// A refusal when the actor may not, or somebody has judged it already.
pub fn triage(tx: &mut Tx<'_>, actor: &Actor, id: ConcernId, severity: Severity) -> Result<ConcernId> {
    let (raised, by) = begin(tx, actor, id, Action::TriageConcern)?;
    let triaged = raised.clone().triage(severity, by.person, tx.now)?;
    done(tx, &raised, &triaged, by, Event::ConcernTriaged(id))
}

/// Begins to look into it, perhaps with another severity and with decisions about what it holds.
///
/// # Errors
/// A refusal when the actor may not, it is not triaged, or a decision cannot be.
pub fn investigate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ConcernId,
    severity: Option<Severity>,
    decisions: &[Decision],
) -> Result<ConcernId> {
    let (triaged, by) = begin(tx, actor, id, Action::InvestigateConcern)?;
    let begun = triaged.clone().investigate(severity, by.person, tx.now)?;
    // Who judges it anew here has judged it too.
    holds::decide(tx, &begun, by, decisions, false)?;
    done(tx, &triaged, &begun, by, Event::ConcernInvestigated(id))
}

/// Closes it: it was seen to.
///
/// # Errors
/// A refusal when the actor may not, nobody looks into it, or a hold is not decided about.
pub fn resolve(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ConcernId,
    outcome: ConcernOutcome,
    decisions: &[Decision],
) -> Result<ConcernId> {
    let (open, by) = begin(tx, actor, id, Action::ResolveConcern)?;
    let resolved = open.clone().resolve(outcome, tx.now)?;
    holds::decide(tx, &open, by, decisions, true)?;
    without_names(tx, id)?;
    done(tx, &open, &resolved, by, Event::ConcernResolved(id))
}

/// Closes it: it was none. A critical one is dismissed by somebody else than who judged it so.
///
/// # Errors
/// As [`resolve`].
pub fn dismiss(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ConcernId,
    reason: ConcernDismissReason,
    decisions: &[Decision],
) -> Result<ConcernId> {
    let (open, by) = begin(tx, actor, id, Action::DismissConcern)?;
    let dismissed = open.clone().dismiss(reason, tx.now)?;
    if open.is_critical() && needs_second(&open, by.person) {
        return Err(second_one());
    }
    holds::decide(tx, &open, by, decisions, true)?;
    without_names(tx, id)?;
    done(tx, &open, &dismissed, by, Event::ConcernDismissed(id))
}

/// Takes a closed one up again, perhaps with another severity.
///
/// # Errors
/// A refusal when the actor may not, or it is not closed.
pub fn reopen(tx: &mut Tx<'_>, actor: &Actor, id: ConcernId, severity: Option<Severity>) -> Result<ConcernId> {
    let (closed, by) = begin(tx, actor, id, Action::ReopenConcern)?;
    let reopened = closed.clone().reopen(severity, by.person, tx.now)?;
    let names = (name_of(tx, closed.about)?, name_of(tx, closed.reporter)?);
    if let Some(mut said) = store::said(tx, id)? {
        (said.about, said.reporter) = names;
        store::save_said(tx, id, &said)?;
    }
    done(tx, &closed, &reopened, by, Event::ConcernReopened(id))
}

/// The names are kept while it is open; from then on they are read of the people, as long as they are there.
fn without_names(tx: &mut Tx<'_>, id: ConcernId) -> Result<()> {
    let Some(said) = store::said(tx, id)? else { return Ok(()) };
    store::save_said(tx, id, &Said { about: None, reporter: None, ..said })
}

/// Writes something down about it, also when it is closed.
///
/// # Errors
/// A refusal when the actor may not.
pub fn note(tx: &mut Tx<'_>, actor: &Actor, id: ConcernId, text: &FreeText) -> Result<ConcernId> {
    let (of, by) = find(tx, actor, id, Action::NoteConcern)?;
    let at = of.neighbourhood;
    store::insert_note(tx, id, actor.signed_in()?, text)?;
    store::save(tx, &of.noted(tx.now))?;
    tx.record(&Event::ConcernNoted(id).by(by).at(at))?;
    Ok(id)
}
