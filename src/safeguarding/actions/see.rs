//! What may be seen of concerns.

use std::cmp::Reverse;

use super::{is_of_team, may, name_of};
use crate::audit;
use crate::clock::Instant;
use crate::codes::Code;
use crate::duty::model::EmergencyNumber;
use crate::duty::{self, OutsideDutyHours};
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{ConcernId, MatchId};
use crate::people::model::Name;
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::text::FreeText;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Role, Scope, scope};
use crate::safeguarding::model::{Concern, Hold, Note, Severity};
use crate::safeguarding::store;

/// A concern as far as the reader may know it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The concern.
    pub concern: Concern,
    /// Whether it is seen as one of the team sees it; else as who raised it.
    pub by_team: bool,
    /// What was said; `None` on lists.
    pub text: Option<FreeText>,
    /// What only the team reads; `None` on lists.
    pub file: Option<File>,
}

/// What the team reads of a concern.
#[derive(Debug, Clone)]
pub struct File {
    /// The name of whom it is about, as long as it is known.
    pub about: Option<Name>,
    /// The name of who raised it, likewise.
    pub reporter: Option<Name>,
    /// The notes, oldest first.
    pub notes: Vec<Note>,
    /// What it holds or held.
    pub holds: Vec<Hold>,
}

/// A concern. When the team reads it, that leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: ConcernId) -> Result<Seen> {
    let concern = store::get(tx, id)?;
    let by = may(actor, Action::SeeConcern, &concern)?;
    let said = store::said(tx, id)?;
    if !is_of_team(by) {
        return Ok(Seen { concern, by_team: false, text: said.map(|it| it.text), file: None });
    }
    let disclosed =
        Disclosure::of([concern.about, concern.reporter], &[Part::Name, Part::Texts], Purpose::Safeguarding);
    tx.record(&Event::ConcernDisclosed(id).by(by).at(concern.neighbourhood).disclosing(disclosed))?;
    let (text, about, reporter) = said.map_or((None, None, None), |it| (Some(it.text), it.about, it.reporter));
    let mut name = |known: Option<Name>, id| match known {
        Some(name) => Ok(Some(name)),
        None => name_of(tx, id),
    };
    let (about, reporter) = (name(about, concern.about)?, name(reporter, concern.reporter)?);
    let file = File { about, reporter, notes: store::notes(tx, id)?, holds: store::holds(tx, id)? };
    Ok(Seen { concern, by_team: true, text, file: Some(file) })
}

/// The open concerns that the actor sees as one of the team does, the most severe and the longest waiting first, and since
/// when each has held something that nobody decided about.
///
/// # Errors
/// When the database fails.
pub fn open(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(Concern, Option<Instant>)>> {
    let mut found = store::open_in(tx, &scope(actor, Action::SeeConcern), actor.person)?;
    // What nobody has judged yet may be anything.
    let rank = |it: &Concern| it.counts_as().unwrap_or(Severity::High);
    found.sort_by_key(|(it, _)| (Reverse(rank(it)), it.due_by().unwrap_or(it.touched_at), it.id));
    Ok(found)
}

/// Whether the actor sees a concern as one of the team does; not one that is no more.
///
/// # Errors
/// When the database fails.
pub fn sees_as_team(tx: &mut Tx<'_>, actor: &Actor, id: ConcernId) -> Result<bool> {
    let concern = match store::get(tx, id) {
        Ok(concern) => concern,
        Err(error) if error.code() == Some(Code::NotFound) => return Ok(false),
        Err(error) => return Err(error),
    };
    Ok(may(actor, Action::SeeConcern, &concern).is_ok_and(is_of_team))
}

/// The concerns that hold a match now, of those that the actor sees as one of the team does.
///
/// # Errors
/// When the database fails.
pub fn holding(tx: &mut Tx<'_>, actor: &Actor, id: MatchId) -> Result<Vec<ConcernId>> {
    let mut found = store::holding(tx, id)?;
    found.retain(|it| may(actor, Action::SeeConcern, it).is_ok_and(is_of_team));
    Ok(found.into_iter().map(|it| it.id).collect())
}

/// A page of the concerns that the actor raised, or of those of the neighbourhoods of the team.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, of_team: bool, cursor: Cursor) -> Result<Page<Seen>> {
    let found = if of_team {
        store::list_in(tx, &scope(actor, Action::SeeConcern), actor.person, cursor)?
    } else {
        store::list_of(tx, actor.signed_in()?, cursor)?
    };
    let seen = |concern| Seen { concern, by_team: of_team, text: None, file: None };
    Ok(Page::new(found.into_iter().map(seen).collect(), cursor, |it: &Seen| it.concern.id.uuid()))
}

/// Whether a concern was raised by a resident, for themselves or for whom they act for. What was raised in a role of the team
/// or of an organisation is their record; so is what the audit log does not know any more. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn was_raised_by_resident(tx: &mut Tx<'_>, id: ConcernId) -> Result<bool> {
    let submitted = Event::ConcernSubmitted(id).name();
    let known = audit::history(tx, id.uuid())?;
    Ok(known.iter().any(|it| it.event == submitted && it.acting_as == Role::Resident))
}

/// Whom to call, and whether somebody of the team is there: for who raised a concern that is open.
///
/// # Errors
/// When the database fails.
pub fn help(tx: &mut Tx<'_>, of: &Concern, locale: Locale) -> Result<(Vec<EmergencyNumber>, Option<OutsideDutyHours>)> {
    let outside = duty::outside_duty_hours(tx, of.neighbourhood, locale)?;
    // Those of this country always, whatever else the neighbourhood names.
    let mut numbers = EmergencyNumber::usual(locale);
    for own in outside.iter().flat_map(|it| &it.emergency_numbers) {
        if numbers.iter().all(|it| it.number != own.number) {
            numbers.push(own.clone());
        }
    }
    Ok((numbers, outside))
}

/// The open concerns of a team that can need a word, and since when each has held something that nobody decided about. No
/// right is checked: `scope` and `actor` say what the team sees.
///
/// # Errors
/// When the database fails.
pub fn to_follow_up(tx: &mut Tx<'_>, scope: &Scope, actor: &Actor) -> Result<Vec<(Concern, Option<Instant>)>> {
    store::open_in(tx, scope, actor.person)
}
