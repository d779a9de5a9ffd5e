//! The one order in which everything takes its locks: requests, their offers, their matches, each in the order of their
//! ids. Whoever needs people has locked them before. What is locked already is locked again for nothing.

use crate::ids::{MatchId, OfferId, PersonId, RequestId};
use crate::matching::model::Match;
use crate::matching::store;
use crate::offers;
use crate::platform::{Result, Tx};
use crate::requests::{self, HelpRequest};

/// Keeps requests from changing until the end of the transaction, with all that may move with them: what covers them, the
/// offers of their living matches and these others, and their matches.
///
/// # Errors
/// When the database fails.
pub fn lock_cases(tx: &mut Tx<'_>, these: Vec<RequestId>, others: Vec<OfferId>) -> Result<()> {
    let all = requests::lock_with_covers(tx, these)?;
    let mut offered = store::offers_of_living(tx, &all)?;
    offered.extend(others);
    offers::actions::lock_all(tx, &offered)?;
    store::lock_of_requests(tx, &all)
}

/// A match to act on, with its request. Who accepts, ends or puts aside one moves the others with it.
///
/// # Errors
/// When there is none of this id.
pub(in crate::matching) fn lock_with_request(tx: &mut Tx<'_>, id: MatchId) -> Result<(HelpRequest, Match)> {
    let Match { request, offer, .. } = store::get(tx, id)?;
    lock_cases(tx, vec![request], offer.into_iter().collect())?;
    Ok((requests::load(tx, request)?, store::get(tx, id)?))
}

/// The living matches of a person, who is locked, kept from changing, each with its request.
///
/// # Errors
/// When the database fails.
pub(super) fn lock_living_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<(HelpRequest, Match)>> {
    let living = store::living_of_person(tx, person)?;
    lock_cases(tx, living.iter().map(|it| it.request).collect(), Vec::new())?;
    let mut locked = Vec::new();
    for Match { id, request, .. } in living {
        let of = store::get(tx, id)?;
        if !of.state.is_final() {
            locked.push((requests::load(tx, request)?, of));
        }
    }
    Ok(locked)
}

/// Keeps from changing what a person, who is locked, asked for and offers.
///
/// # Errors
/// When the database fails.
pub fn lock_own(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let (asked, offered) = (requests::ids_of(tx, person)?, offers::actions::ids_of(tx, person)?);
    lock_cases(tx, asked, offered)
}

/// Keeps from changing all that some people, who are locked, are a party to.
///
/// # Errors
/// When the database fails.
pub fn lock_all_of(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<()> {
    let (mut asked, mut offered) = (Vec::new(), Vec::new());
    for person in people {
        asked.extend(requests::ids_of(tx, *person)?);
        asked.extend(store::living_of_person(tx, *person)?.into_iter().map(|it| it.request));
        offered.extend(offers::actions::ids_of(tx, *person)?);
    }
    lock_cases(tx, asked, offered)
}
