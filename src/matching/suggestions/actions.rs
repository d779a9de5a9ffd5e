//! Suggest helpers for a request.

use super::find::{Look, find};
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{OfferId, PersonId, RequestId};
use crate::matching::ranking::{Candidate, Ranked, Reason, ReasonCode};
use crate::offers::model::WayToBeAsked;
use crate::people;
use crate::places::DistanceBand;
use crate::platform::text::PersonName;
use crate::platform::{Result, Tx};
use crate::policy::{self, Acting, Action, Actor, Role, check};
use crate::requests;
use crate::requests::model::{HelpRequest, RequestState, WantedFrom};

/// Somebody who could help, as far as the caller may know.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Who, for the team only.
    pub who: Option<Who>,
    /// How far, between the public cells.
    pub band: DistanceBand,
    /// Why; never empty.
    pub reasons: Vec<Reason>,
}

/// Who could help.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// The offer.
    pub offer: OfferId,
    /// The helper.
    pub helper: PersonId,
    /// The first name; `None` once erased.
    pub first_name: Option<PersonName>,
    /// How well it suits, from 0 to 10,000.
    pub score: u32,
}

/// Who could help with a request. To the requester it shows bands and reasons; to the team also names, which leaves a
/// trace.
///
/// # Errors
/// A refusal when the actor may not.
pub fn suggest(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<Vec<Suggestion>> {
    let request = requests::load(tx, id)?;
    let by = check(actor, Action::SeeSuggestions, &requests::subject(&request))?;
    if !people::states::actions::standing_of(tx, request.person)?.state.takes_part() {
        return Ok(Vec::new());
    }
    if by.role == Role::Resident { for_the_requester(tx, &request) } else { for_the_team(tx, actor, by, &request) }
}

fn for_the_team(tx: &mut Tx<'_>, actor: &Actor, by: Acting, request: &HelpRequest) -> Result<Vec<Suggestion>> {
    // Before all the work, which is else done twice.
    tx.must_write()?;
    let (Some(cell), Some(near)) = (request.cell, request.near_cell) else { return Ok(Vec::new()) };
    if !matches!(
        request.state,
        RequestState::Submitted
            | RequestState::NeedsInformation
            | RequestState::Open
            | RequestState::Matched
            | RequestState::Referred
    ) {
        return Ok(Vec::new());
    }
    // Nobody proposes themselves, or somebody they are brought together with.
    let except = policy::scope(actor, Action::SeeSuggestions).except;
    let ranked = find(tx, request, cell, Look::Near(near), except, None)?;
    if ranked.is_empty() {
        return Ok(Vec::new());
    }
    let mut helpers: Vec<_> = ranked.iter().map(|it| it.candidate.helper).collect();
    helpers.sort_unstable();
    helpers.dedup();
    let names = people::actions::first_names(tx, &helpers)?;
    let disclosed = Disclosure::of(helpers, &[Part::Name], Purpose::FindHelper);
    tx.record(&Event::RequestDisclosed(request.id).by(by).at(request.neighbourhood).disclosing(disclosed))?;
    let suggestion = |it: Ranked| {
        let Candidate { offer, helper, band, .. } = it.candidate;
        let who = Who { offer, helper, first_name: names.get(&helper).cloned(), score: it.score };
        Suggestion { who: Some(who), band, reasons: it.reasons }
    };
    Ok(ranked.into_iter().map(suggestion).collect())
}

/// Nothing of this may tell more of where somebody lives than the public cell, and nothing who it is.
fn for_the_requester(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<Vec<Suggestion>> {
    let Some(cell) = request.cell.filter(|_| request.state == RequestState::Open) else { return Ok(Vec::new()) };
    if request.wish.wanted_from != WantedFrom::Anyone || request.wish.minors_involved {
        // Held against the list for anybody, this one would say who is a woman, who is a man, and who is vetted.
        return Ok(Vec::new());
    }
    let mut ranked = find(tx, request, cell, Look::Public, Vec::new(), None)?;
    let keys = tx.keys();
    // Within a band the order is that of a keyed hash: it stays the same, and says nothing.
    ranked.sort_by_cached_key(|it| {
        let shuffled = keys.blind_index("suggestion", &format!("{} {}", request.id, it.candidate.offer));
        (it.candidate.band, shuffled)
    });
    let nameless = |it: Ranked| {
        let mut reasons = it.reasons;
        reasons.retain(|it| is_for_requesters(it.code));
        Suggestion { who: None, band: it.candidate.band, reasons }
    };
    Ok(ranked.into_iter().map(nameless).collect())
}

/// Whether a reason leaves it open who is meant. Who helped before is known to the requester, and with the band it
/// would tell where they live; how often somebody is asked is theirs alone.
const fn is_for_requesters(code: ReasonCode) -> bool {
    match code {
        ReasonCode::DistanceBand | ReasonCode::Language | ReasonCode::NeedsLanguageBuddy | ReasonCode::SlotOverlap => {
            true
        }
        ReasonCode::Continuity | ReasonCode::Rested => false,
    }
}

/// Whom to ask in a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InWave {
    /// The helper.
    pub helper: PersonId,
    /// With which offer.
    pub offer: OfferId,
}

/// Whom to ask in waves, the best first, each with one offer: those who want to be asked so. Nothing of it depends on more
/// of where somebody lives than the public cell.
///
/// # Errors
/// When the database fails.
pub fn for_wave(tx: &mut Tx<'_>, request: &HelpRequest, except: Vec<PersonId>) -> Result<Vec<InWave>> {
    let Some(cell) = request.cell.filter(|_| request.state == RequestState::Open) else { return Ok(Vec::new()) };
    let ranked = find(tx, request, cell, Look::Public, except, Some(WayToBeAsked::Waves))?;
    let mut found: Vec<InWave> = Vec::new();
    for Ranked { candidate: Candidate { helper, offer, .. }, .. } in ranked {
        if found.iter().all(|it| it.helper != helper) {
            found.push(InWave { helper, offer });
        }
    }
    Ok(found)
}

/// How many of the best are looked at for each request of many.
const BEST: usize = 20;

/// The best who could help with one request of many that are looked at together, each with one offer: for the team.
///
/// # Errors
/// When the database fails.
pub fn for_batch(tx: &mut Tx<'_>, request: &HelpRequest, except: Vec<PersonId>) -> Result<Vec<Ranked>> {
    let (Some(cell), Some(near)) = (request.cell, request.near_cell) else { return Ok(Vec::new()) };
    let mut best: Vec<Ranked> = Vec::new();
    for ranked in find(tx, request, cell, Look::Near(near), except, None)? {
        if best.len() < BEST && best.iter().all(|it| it.candidate.helper != ranked.candidate.helper) {
            best.push(ranked);
        }
    }
    Ok(best)
}
