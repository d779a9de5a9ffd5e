//! What a concern holds, and what is decided about it.

use std::collections::BTreeSet;

use crate::codes::Code;
use crate::events::Event;
use crate::ids::{ConcernId, MatchId, PersonId};
use crate::matching::actions as matching;
use crate::platform::{Error, Issue, Refusal, Result, Tx};
use crate::policy::Acting;
use crate::safeguarding::model::{Concern, HoldDecision};
use crate::safeguarding::store;

/// What somebody decides about one match.
#[derive(Debug, Clone, Copy)]
pub struct Decision {
    /// The match.
    pub on: MatchId,
    /// What becomes of it.
    pub decision: HoldDecision,
}

/// A concern became critical: every match of whom it is about is held. Whoever raised one about themselves keeps theirs.
///
/// # Errors
/// When the database fails.
pub fn concern_critical(tx: &mut Tx<'_>, id: ConcernId) -> Result<()> {
    let of = store::get(tx, id)?;
    let held = matching::hold_all_of(tx, of.about)?;
    let known: BTreeSet<MatchId> = store::holds(tx, id)?.into_iter().filter(|it| it.is_open).map(|it| it.on).collect();
    held.into_iter().filter(|it| !known.contains(it)).try_for_each(|it| store::hold(tx, id, it))
}

/// Decides about matches that a concern holds, and where it closes about all of them.
///
/// # Errors
/// [`Code::HoldsUndecided`] that names what is left; a refusal when something else is named, or when whoever judged how
/// severe it is releases: a second one does.
pub(super) fn decide(tx: &mut Tx<'_>, of: &Concern, by: Acting, decisions: &[Decision], closes: bool) -> Result<()> {
    let mut open: BTreeSet<MatchId> = store::holds(tx, of.id)?.iter().filter(|it| it.is_open).map(|it| it.on).collect();
    for (number, it) in decisions.iter().enumerate() {
        if !open.remove(&it.on) {
            return Err(Error::invalid(
                format!("/holds/{number}/matchId"),
                "is not held by this concern, or named twice",
            ));
        }
    }
    if closes && !open.is_empty() {
        let issue = |it: &MatchId| Issue { pointer: "/holds".into(), detail: format!("match {it} needs a decision") };
        let issues = open.iter().map(issue).collect();
        return Err(Refusal { issues, ..Refusal::new(Code::HoldsUndecided) }.into());
    }
    if needs_second(of, by.person) && decisions.iter().any(|it| it.decision == HoldDecision::Release) {
        return Err(second_one());
    }
    matching::lock_cases_of(tx, &decisions.iter().map(|it| it.on).collect::<Vec<_>>())?;
    for Decision { on, decision } in decisions {
        store::decide(tx, of.id, *on, *decision, by.person)?;
        match decision {
            HoldDecision::Release => matching::release_held(tx, *on, by)?,
            HoldDecision::Close => matching::close_held(tx, *on, by)?,
            HoldDecision::Keep => matching::keep_held(tx, *on, by)?,
        }
        let event = Event::ConcernHoldDecided(of.id).by(by).at(of.neighbourhood);
        tx.record(&event.with("match", on).with("decision", decision))?;
    }
    Ok(())
}

/// Whether this person judged how severe it is: then somebody else releases what it holds, and dismisses it where it is
/// critical.
#[must_use]
pub fn needs_second(of: &Concern, person: Option<PersonId>) -> bool {
    of.triaged_by.is_some() && of.triaged_by == person
}

pub(super) fn second_one() -> Error {
    Refusal::new(Code::Forbidden).because("a second one of the team does, not who judged how severe it is").into()
}
