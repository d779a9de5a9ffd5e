//! What other capabilities ask of the roster. None of these checks a right: the caller has done so.

use crate::clock::Instant;
use crate::duty::model::{self, About, DutyLevel, OutsideDutyHours, Step};
use crate::duty::store;
use crate::events::Message;
use crate::ids::{NeighbourhoodId, PersonId};
use crate::notifications::tell;
use crate::people;
use crate::platform::language::Locale;
use crate::platform::{Result, Tx};
use crate::when::local_day;

/// The steps by which something about a person goes up now, the first first: see [`model::steps`].
///
/// # Errors
/// When the database fails.
pub fn steps(tx: &mut Tx<'_>, neighbourhood: Option<NeighbourhoodId>, about: PersonId) -> Result<Vec<Step>> {
    steps_without(tx, neighbourhood, about, &[])
}

/// The same, leaving out others too.
fn steps_without(
    tx: &mut Tx<'_>,
    neighbourhood: Option<NeighbourhoodId>,
    about: PersonId,
    without: &[PersonId],
) -> Result<Vec<Step>> {
    let terms = terms(tx, neighbourhood)?;
    let staff = store::staff(tx, neighbourhood)?;
    let absences = store::absences_of(tx, &staff)?;
    let mut about = About { person: about, entangled: people::entangled(tx, about)? };
    about.entangled.extend(without);
    Ok(model::steps(&terms, &staff, &absences, &about, tx.now))
}

/// Tells everybody of a step. Administrators see no cases: they hear where nobody looks.
///
/// # Errors
/// When the database fails.
pub fn tell_step(tx: &mut Tx<'_>, step: &Step, neighbourhood: Option<NeighbourhoodId>, message: Message) -> Result<()> {
    let message = match step.level {
        DutyLevel::DutyPerson | DutyLevel::Deputy | DutyLevel::Coordinator => message,
        DutyLevel::Administrator => Message::NobodyLooks { neighbourhood },
    };
    step.people.iter().try_for_each(|it| tell(tx, *it, message))
}

/// Tells the step after the one that was told last (`None`: nobody yet), as the roster is now. Says how far up that is,
/// and how many were told; where nobody is left to tell, that is the end of it.
///
/// # Errors
/// When the database fails.
pub fn tell_next(
    tx: &mut Tx<'_>,
    neighbourhood: Option<NeighbourhoodId>,
    about: PersonId,
    told: Option<DutyLevel>,
    message: Message,
) -> Result<(DutyLevel, usize)> {
    tell_next_without(tx, neighbourhood, about, &[], told, message)
}

/// The same, leaving out others than whom it is about, and whom they are brought together with.
///
/// # Errors
/// When the database fails.
pub fn tell_next_without(
    tx: &mut Tx<'_>,
    neighbourhood: Option<NeighbourhoodId>,
    about: PersonId,
    without: &[PersonId],
    told: Option<DutyLevel>,
    message: Message,
) -> Result<(DutyLevel, usize)> {
    let steps = steps_without(tx, neighbourhood, about, without)?;
    let Some(next) = steps.into_iter().find(|it| told.is_none_or(|told| it.level > told)) else {
        return Ok((DutyLevel::Administrator, 0));
    };
    tell_step(tx, &next, neighbourhood, message)?;
    Ok((next.level, next.people.len()))
}

/// Tells whoever looks first at something about a person now.
///
/// # Errors
/// When the database fails.
pub fn tell_first(
    tx: &mut Tx<'_>,
    neighbourhood: Option<NeighbourhoodId>,
    about: PersonId,
    message: Message,
) -> Result<()> {
    match steps(tx, neighbourhood, about)?.first() {
        Some(first) => tell_step(tx, first, neighbourhood, message),
        None => Ok(()),
    }
}

/// What somebody should know who needs help while nobody of the team is there; `None` while somebody is. Outside every
/// neighbourhood nobody knows.
///
/// # Errors
/// When the database fails.
pub fn outside_duty_hours(
    tx: &mut Tx<'_>,
    neighbourhood: Option<NeighbourhoodId>,
    locale: Locale,
) -> Result<Option<OutsideDutyHours>> {
    Ok(terms(tx, neighbourhood)?.outside_duty_hours(tx.now, locale))
}

fn terms(tx: &mut Tx<'_>, neighbourhood: Option<NeighbourhoodId>) -> Result<model::Terms> {
    let roster = neighbourhood.map(|id| store::roster(tx, id)).transpose()?.flatten();
    Ok(roster.map(|it| it.terms).unwrap_or_default())
}

/// Forgets absences that were over before a moment.
///
/// # Errors
/// When the database fails.
pub fn forget_old(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    store::forget_absences(tx, local_day(before))
}
