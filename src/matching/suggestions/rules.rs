//! The hard rules, one by one: what keeps a person or an offer from helping with a request.

use std::collections::HashSet;

use super::store::{self, Details};
use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::PersonId;
use crate::people;
use crate::people::model::{GROWN_AGE, Gender};
use crate::platform::{Result, Tx};
use crate::requests::model::{HelpRequest, WantedFrom, Wish};
use crate::when::{Wanted, tomorrow};

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

/// The exact rules: a free place, the rules for minors, and enough time in one piece.
pub(super) fn fits(now: Instant, request: &HelpRequest, details: &Details) -> bool {
    let is_grown = details.birth_year.is_some_and(|it| it.age(now) >= GROWN_AGE);
    let may_help = is_grown || details.terms.group.is_some();
    let minutes = u32::try_from(request.wish.duration_minutes).unwrap_or(0);
    details.is_free && may_help && wanted(request).fits(&details.terms.weekly_slots, minutes)
}

/// Who of these is a woman or a man, where one is asked for; else all.
pub(super) fn who_suits(tx: &mut Tx<'_>, request: &HelpRequest, helpers: Vec<PersonId>) -> Result<HashSet<PersonId>> {
    let Some(wanted) = wanted_gender(request) else { return Ok(helpers.into_iter().collect()) };
    let genders = people::actions::genders_of(tx, &helpers)?;
    Ok(genders.into_iter().filter(|it| it.1 == wanted).map(|it| it.0).collect())
}

/// When the help is wanted.
pub(super) fn wanted(request: &HelpRequest) -> Wanted<'_> {
    Wanted { slots: &request.wish.weekly_slots, windows: &request.wish.windows }
}
