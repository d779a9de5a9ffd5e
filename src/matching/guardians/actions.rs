//! What guardians say to a match, and whether they agreed. No right is checked here: the caller has done so.

use super::store;
use crate::ids::PersonId;
use crate::matching::blocks::actions as blocks;
use crate::matching::model::Match;
use crate::people::actions as people;
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Through};

/// Who of the two is under age.
fn minors_of(tx: &mut Tx<'_>, of: &Match) -> Result<Vec<PersonId>> {
    let mut minors = Vec::new();
    for side in [of.requester, of.helper] {
        if people::is_minor(tx, side)? {
            minors.push(side);
        }
    }
    Ok(minors)
}

/// The person under age for whom this is the answer of a guardian; `None`: it is the answer of somebody else.
///
/// # Errors
/// When the database fails.
pub fn answers_for(tx: &mut Tx<'_>, by: Acting) -> Result<Option<PersonId>> {
    let Some(other) = by.for_other.filter(|it| matches!(it.through, Through::Proxy(_))) else { return Ok(None) };
    let is_guardian = match by.person {
        Some(guardian) => people::guardians_of(tx, other.person)?.contains(&guardian),
        None => false,
    };
    Ok((is_guardian && people::is_minor(tx, other.person)?).then_some(other.person))
}

/// A guardian says yes. Once more changes nothing.
///
/// # Errors
/// When the database fails.
pub fn say_yes(tx: &mut Tx<'_>, of: &Match, minor: PersonId, guardian: PersonId, recorded_by: PersonId) -> Result<()> {
    if store::who_said_yes(tx, of.id, minor)?.contains(&guardian) {
        return Ok(());
    }
    store::insert(tx, of.id, minor, guardian, recorded_by)
}

/// The team heard the yes of those guardians who cannot say it themselves, because they have no account.
///
/// # Errors
/// When the database fails.
pub fn heard(tx: &mut Tx<'_>, of: &Match, recorded_by: PersonId) -> Result<()> {
    for minor in minors_of(tx, of)? {
        for guardian in people::guardians_of(tx, minor)? {
            if !people::has_account(tx, guardian)? {
                say_yes(tx, of, minor, guardian, recorded_by)?;
            }
        }
    }
    Ok(())
}

/// The first who said yes for a side under age, is their guardian now, and is not kept apart from the other side.
fn who_answers(tx: &mut Tx<'_>, of: &Match, minor: PersonId) -> Result<Option<PersonId>> {
    let guardians = people::guardians_of(tx, minor)?;
    let other = if minor == of.requester { of.helper } else { of.requester };
    for said_yes in store::who_said_yes(tx, of.id, minor)? {
        if guardians.contains(&said_yes) && !blocks::are_apart(tx, said_yes, other)? {
            return Ok(Some(said_yes));
        }
    }
    Ok(None)
}

/// Whether for each of the two who is under age somebody said yes who is their guardian now, and is not kept apart from the
/// other side.
///
/// # Errors
/// When the database fails.
pub fn have_agreed(tx: &mut Tx<'_>, of: &Match) -> Result<bool> {
    for minor in minors_of(tx, of)? {
        if who_answers(tx, of, minor)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The adult who answers for the help: the helper, or for a group that somebody under age entered the guardian who said
/// yes and is not kept apart from the requester. `None`: nobody does any more.
///
/// # Errors
/// When the database fails.
pub fn adult_of(tx: &mut Tx<'_>, of: &Match) -> Result<Option<PersonId>> {
    if !people::is_minor(tx, of.helper)? {
        return Ok(Some(of.helper));
    }
    who_answers(tx, of, of.helper)
}
