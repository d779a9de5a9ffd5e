//! Who could help with a request: the nearest who pass the prefilter, then the exact rules, then the ranking.

use super::rules::{asks_vetted, fits, wanted, who_suits};
use super::store::{self, Details};
use crate::ids::PersonId;
use crate::matching::ranking::{Asked, Candidate, LATELY_DAYS, Ranked, rank};
use crate::offers::model::WayToBeAsked;
use crate::offers::{Found, Nearest, Offer, Origin, PAGE, Search, passes};
use crate::people;
use crate::people::model::{Language, LanguageLevel, LanguageTag};
use crate::places::{self, Cell, DistanceBand, StaffCell};
use crate::platform::{Error, Result, Tx};
use crate::requests;
use crate::requests::model::HelpRequest;
use crate::when::{Wanted, tomorrow};

/// How exactly to look.
#[derive(Debug, Clone, Copy)]
pub(super) enum Look {
    Near(StaffCell),
    Public,
}

/// Finds and ranks: the nearest that pass the prefilter, then the exact rules, then more while a page is not full.
pub(super) fn find(
    tx: &mut Tx<'_>,
    request: &HelpRequest,
    cell: Cell,
    look: Look,
    mut exclude: Vec<PersonId>,
    asked_by: Option<WayToBeAsked>,
) -> Result<Vec<Ranked>> {
    exclude.extend(store::together(tx, request.id)?);
    exclude.extend(requests::away_from(tx, request)?);
    let origin = match look {
        Look::Near(near) => Origin::Near(near),
        Look::Public => Origin::Public(cell),
    };
    let Some(search) = search(tx, request, origin, exclude)? else { return Ok(Vec::new()) };
    let mut nearest = Nearest::new(search);
    let wanted = wanted(request);
    let mut passed: Vec<(Found, Details)> = Vec::new();
    while passed.len() < PAGE {
        let found = nearest.next(tx)?;
        if found.is_empty() {
            break;
        }
        let mut details = store::details(tx, &found.iter().map(|it| it.offer).collect::<Vec<_>>())?;
        let mut fitting = Vec::new();
        for found in found {
            let missing = || Error::Inconsistent(format!("offer {} is open and is not there", found.offer));
            let details = details.remove(&found.offer).ok_or_else(missing)?;
            let wants_that = asked_by.is_none_or(|it| details.terms.ways_to_be_asked.contains(&it));
            if wants_that && fits(tx.now, request, &details) {
                fitting.push((found, details));
            }
        }
        let suiting = who_suits(tx, request, fitting.iter().map(|it| it.0.person).collect())?;
        passed.extend(fitting.into_iter().filter(|it| suiting.contains(&it.0.person)));
    }
    let candidates = candidates(tx, request, cell, wanted, passed)?;
    let languages = asked_languages(tx, request)?;
    let asked = Asked { languages: &languages, minutes: wanted.minutes() };
    let weights = places::weights(tx, request.neighbourhood)?;
    let mut ranked = rank(asked, candidates, &weights);
    ranked.truncate(PAGE);
    Ok(ranked)
}

/// What the prefilter looks for; `None` where a concern keeps the requester from being brought together with anybody.
fn search(
    tx: &mut Tx<'_>,
    request: &HelpRequest,
    origin: Origin,
    mut exclude: Vec<PersonId>,
) -> Result<Option<Search>> {
    let barred = store::barred(tx)?;
    if barred.contains(&request.person) {
        return Ok(None);
    }
    let asks_vetted = asks_vetted(tx, request.category, &request.wish, request.person)?;
    exclude.push(request.person);
    exclude.extend(people::actions::never_with(tx, request.person)?);
    exclude.extend(barred);
    Ok(Some(Search {
        category: request.category,
        origin,
        slots: wanted(request).mask(),
        vetted_until: asks_vetted.then(|| tomorrow(tx.now)),
        exclude,
    }))
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
    let away = requests::away_from(tx, request)?;
    let Some(search) = search(tx, request, origin, away)? else { return Ok(false) };
    if !passes(tx, &search, offer.id)? {
        return Ok(false);
    }
    let Some(details) = store::details(tx, &[offer.id])?.remove(&offer.id) else { return Ok(false) };
    Ok(fits(tx.now, request, &details) && who_suits(tx, request, vec![offer.person])?.contains(&offer.person))
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
