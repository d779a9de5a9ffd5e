//! Suggest helpers for a request.

use super::store::{self, Details};
use crate::categories::Category;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{OfferId, PersonId, RequestId};
use crate::matching::ranking::{Asked, Candidate, LATELY_DAYS, Ranked, Reason, ReasonCode, rank};
use crate::offers::model::WayToBeAsked;
use crate::offers::{Found, Nearest, Offer, Origin, PAGE, Search, passes};
use crate::people;
use crate::people::model::{GROWN_AGE, Gender, Language, LanguageLevel, LanguageTag};
use crate::places::{self, Cell, DistanceBand, StaffCell};
use crate::platform::text::PersonName;
use crate::platform::{Error, Result, Tx};
use crate::policy::{self, Acting, Action, Actor, Role, check};
use crate::requests;
use crate::requests::model::{HelpRequest, RequestState, WantedFrom, Wish};
use crate::when::{Wanted, tomorrow};

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
    let disclosed = Disclosure::of(helpers, &[Part::Name], Purpose::FindHelper);
    tx.record(&Event::RequestDisclosed(request.id).by(by).at(request.neighbourhood).disclosing(disclosed))?;
    let named = |it: Ranked| {
        let Candidate { offer, helper, band, .. } = it.candidate;
        let first_name = people::actions::first_name(tx, helper)?;
        let who = Who { offer, helper, first_name, score: it.score };
        Ok(Suggestion { who: Some(who), band, reasons: it.reasons })
    };
    ranked.into_iter().map(named).collect()
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

/// How exactly to look.
#[derive(Debug, Clone, Copy)]
enum Look {
    Near(StaffCell),
    Public,
}

/// Finds and ranks: the nearest that pass the prefilter, then the exact rules, then more while a page is not full.
fn find(
    tx: &mut Tx<'_>,
    request: &HelpRequest,
    cell: Cell,
    look: Look,
    mut exclude: Vec<PersonId>,
    asked_by: Option<WayToBeAsked>,
) -> Result<Vec<Ranked>> {
    if is_barred(tx, &[request.person])? {
        return Ok(Vec::new());
    }
    exclude.extend(store::together(tx, request.id)?);
    exclude.extend(requests::away_from(tx, request)?);
    let origin = match look {
        Look::Near(near) => Origin::Near(near),
        Look::Public => Origin::Public(cell),
    };
    let mut nearest = Nearest::new(search(tx, request, origin, exclude)?);
    let wanted = wanted(request);
    let mut passed: Vec<(Found, Details)> = Vec::new();
    while passed.len() < PAGE {
        let found = nearest.next(tx)?;
        if found.is_empty() {
            break;
        }
        let mut details = store::details(tx, &found.iter().map(|it| it.offer).collect::<Vec<_>>())?;
        for found in found {
            let missing = || Error::Inconsistent(format!("offer {} is open and is not there", found.offer));
            let details = details.remove(&found.offer).ok_or_else(missing)?;
            let wants_that = asked_by.is_none_or(|it| details.terms.ways_to_be_asked.contains(&it));
            if wants_that && fits(tx, request, found.person, &details)? {
                passed.push((found, details));
            }
        }
    }
    let candidates = candidates(tx, request, cell, wanted, passed)?;
    let languages = asked_languages(tx, request)?;
    let asked = Asked { languages: &languages, minutes: wanted.minutes() };
    let weights = places::weights(tx, request.neighbourhood)?;
    let mut ranked = rank(asked, candidates, &weights);
    ranked.truncate(PAGE);
    Ok(ranked)
}

fn wanted(request: &HelpRequest) -> Wanted<'_> {
    Wanted { slots: &request.wish.weekly_slots, windows: &request.wish.windows }
}

/// What the prefilter looks for.
fn search(tx: &mut Tx<'_>, request: &HelpRequest, origin: Origin, mut exclude: Vec<PersonId>) -> Result<Search> {
    let asks_vetted = asks_vetted(tx, request.category, &request.wish, request.person)?;
    exclude.push(request.person);
    exclude.extend(people::actions::never_with(tx, request.person)?);
    exclude.extend(store::barred(tx)?);
    Ok(Search {
        category: request.category,
        origin,
        slots: wanted(request).mask(),
        vetted_until: asks_vetted.then(|| tomorrow(tx.now)),
        exclude,
    })
}

/// Whether a concern keeps one of these people from being brought together with anybody. Whoever asks learns no more than
/// of an offer that is not active.
///
/// # Errors
/// When the database fails.
pub fn is_barred(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<bool> {
    Ok(store::barred(tx)?.iter().any(|it| people.contains(it)))
}

/// Whether the helper must be vetted: where the requester or the category asks it, and wherever children are.
///
/// # Errors
/// When the database fails.
pub fn asks_vetted(tx: &mut Tx<'_>, category: Category, wish: &Wish, requester: PersonId) -> Result<bool> {
    let is_about_children = wish.minors_involved || people::actions::is_minor(tx, requester)?;
    Ok(wish.wanted_from == WantedFrom::Vetted || category.needs_vetting() || is_about_children)
}

/// Whether somebody may help with a request by all that can change between a proposal and a yes: no critical concern about
/// either, vetted where that is asked, a woman or a man where that is asked, and grown up, unless a group helps.
///
/// # Errors
/// When the database fails.
pub fn may_help(tx: &mut Tx<'_>, request: &HelpRequest, helper: PersonId, is_group: bool) -> Result<bool> {
    if is_barred(tx, &[request.person, helper])? {
        return Ok(false);
    }
    if asks_vetted(tx, request.category, &request.wish, request.person)?
        && people::actions::vetted_until(tx, helper)?.is_none_or(|until| until < tomorrow(tx.now))
    {
        return Ok(false);
    }
    if let Some(wanted) = wanted_gender(request)
        && people::actions::gender_of(tx, helper)? != Some(wanted)
    {
        return Ok(false);
    }
    Ok(is_group || !people::actions::is_minor(tx, helper)?)
}

/// Whether somebody without an offer can volunteer.
///
/// # Errors
/// When the database fails.
pub fn can_volunteer(tx: &mut Tx<'_>, request: &HelpRequest, helper: PersonId) -> Result<bool> {
    let is_kept_apart = people::actions::never_with(tx, request.person)?.contains(&helper);
    Ok(!is_kept_apart && may_help(tx, request, helper, false)?)
}

/// What the helper must say to be, if that is asked for.
const fn wanted_gender(request: &HelpRequest) -> Option<Gender> {
    match request.wish.wanted_from {
        WantedFrom::Anyone | WantedFrom::Vetted => None,
        WantedFrom::Woman => Some(Gender::Woman),
        WantedFrom::Man => Some(Gender::Man),
    }
}

/// The exact rules: a free place, the rules for minors, enough time in one piece, and a woman or a man where asked for.
fn fits(tx: &mut Tx<'_>, request: &HelpRequest, helper: PersonId, details: &Details) -> Result<bool> {
    let is_grown = details.birth_year.is_some_and(|it| it.age(tx.now) >= GROWN_AGE);
    let may_help = is_grown || details.terms.group.is_some();
    let minutes = u32::try_from(request.wish.duration_minutes).unwrap_or(0);
    if !(details.is_free && may_help && wanted(request).fits(&details.terms.weekly_slots, minutes)) {
        return Ok(false);
    }
    Ok(match wanted_gender(request) {
        None => true,
        Some(wanted) => details.says_gender && people::actions::gender_of(tx, helper)? == Some(wanted),
    })
}

/// Whether an offer is a candidate for a request by every hard rule, also beyond the page that is suggested: for the team.
///
/// # Errors
/// When the database fails.
pub fn is_candidate(tx: &mut Tx<'_>, request: &HelpRequest, offer: &Offer) -> Result<bool> {
    let Some(near) = request.near_cell else { return Ok(false) };
    is_candidate_from(tx, request, Origin::Near(near), offer)
}

/// The same for a resident, who must not learn more of where somebody lives than the public cell.
///
/// # Errors
/// When the database fails.
pub fn is_public_candidate(tx: &mut Tx<'_>, request: &HelpRequest, offer: &Offer) -> Result<bool> {
    let Some(cell) = request.cell else { return Ok(false) };
    is_candidate_from(tx, request, Origin::Public(cell), offer)
}

fn is_candidate_from(tx: &mut Tx<'_>, request: &HelpRequest, origin: Origin, offer: &Offer) -> Result<bool> {
    if is_barred(tx, &[request.person])? {
        return Ok(false);
    }
    let away = requests::away_from(tx, request)?;
    let search = search(tx, request, origin, away)?;
    if !passes(tx, &search, offer.id)? {
        return Ok(false);
    }
    let Some(details) = store::details(tx, &[offer.id])?.remove(&offer.id) else { return Ok(false) };
    fits(tx, request, offer.person, &details)
}

fn candidates(
    tx: &mut Tx<'_>,
    request: &HelpRequest,
    cell: Cell,
    wanted: Wanted<'_>,
    passed: Vec<(Found, Details)>,
) -> Result<Vec<Candidate>> {
    let helpers: Vec<PersonId> = passed.iter().map(|(found, _)| found.person).collect();
    let since = tx.now - chrono::TimeDelta::days(LATELY_DAYS);
    let helped = store::helped(tx, request.person, &helpers)?;
    let asked = store::asked_since(tx, &helpers, since)?;
    let candidate = |(found, details): (Found, Details)| Candidate {
        offer: found.offer,
        helper: found.person,
        metres: found.metres,
        band: DistanceBand::between(cell, found.cell),
        overlap_minutes: wanted.overlap_minutes(&details.terms.weekly_slots),
        helped_before: helped.get(&found.person).copied().unwrap_or(0),
        asked_lately: asked.get(&found.person).copied().unwrap_or(0),
        languages: spoken(details),
    };
    Ok(passed.into_iter().map(candidate).collect())
}

/// The languages of a helper: those of the profile, and those that only the offer names.
fn spoken(details: Details) -> Vec<Language> {
    let mut spoken = details.languages;
    for tag in details.terms.languages {
        if spoken.iter().all(|it| it.tag.language() != tag.language()) {
            spoken.push(Language { tag, level: LanguageLevel::Ok });
        }
    }
    spoken
}

/// The languages that would do: those of the request, or else those the requester speaks more than a little.
fn asked_languages(tx: &mut Tx<'_>, request: &HelpRequest) -> Result<Vec<LanguageTag>> {
    if !request.wish.languages.is_empty() {
        return Ok(request.wish.languages.clone());
    }
    let spoken = people::actions::languages_of(tx, request.person)?;
    Ok(spoken.into_iter().filter(|it| it.level != LanguageLevel::Little).map(|it| it.tag).collect())
}
