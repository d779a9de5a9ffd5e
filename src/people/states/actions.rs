//! The verbs of a person's state, then what other capabilities ask of it. The latter check no right: the caller has
//! done so.

use std::collections::HashSet;

use super::model::{Moves, PersonVerb, Standing, SuspendReason};
use super::store;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::{NeighbourhoodId, PersonId};
use crate::people::actions::{lock_around, recording};
use crate::people::model::{Person, PersonState};
use crate::people::store::session::SessionEnd;
use crate::people::store::{person, role, session};
use crate::platform::{Happening, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, check};

/// The person, kept from changing, with how they stand and the role in which the actor may do this to them.
fn begin(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, action: Action) -> Result<(Person, Standing, Acting)> {
    let known = person::lock(tx, id)?;
    let recorder = recording(tx, actor, &[id])?;
    let by = check(&recorder, action, &person::subject(&known))?;
    tx.if_match(Some(known.version))?;
    Ok((known, store::get(tx, id)?, by))
}

fn close(tx: &mut Tx<'_>, of: &Person, to: Moves, happening: Happening) -> Result<PersonId> {
    store::save(tx, of.id, &to?)?;
    tx.record(&happening.at(team_at(of)))?;
    Ok(of.id)
}

fn team_at(of: &Person) -> Option<NeighbourhoodId> {
    of.home.and_then(|it| it.neighbourhood)
}

/// Is away for a while.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or the state does not let it.
pub fn pause(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let (known, standing, by) = begin(tx, actor, id, Action::PausePerson)?;
    close(tx, &known, standing.pause(tx.now), Event::PersonPaused(id).by(by))
}

/// Takes part again.
///
/// # Errors
/// As [`pause`].
pub fn resume(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let (known, standing, by) = begin(tx, actor, id, Action::ResumePerson)?;
    close(tx, &known, standing.resume(tx.now), Event::PersonResumed(id).by(by))
}

/// Says yes to the neighbourhood of the new home: only now its team sees the person, and what is open goes along.
///
/// # Errors
/// As [`pause`].
pub fn confirm_move(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let (_, standing, by) = begin(tx, actor, id, Action::ConfirmMove)?;
    let confirmed = standing.confirm_move(tx.now)?;
    store::save_neighbourhood(tx, id, standing.moving_to)?;
    store::save(tx, id, &confirmed)?;
    tx.record(&Event::MoveConfirmed(id).by(by).at(standing.moving_to))?;
    Ok(id)
}

/// Stops taking part, for good: everything open ends, and all sessions.
///
/// # Errors
/// As [`pause`], and when nobody else holds a role that somebody must hold.
pub fn leave(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let (known, standing, by) = begin(tx, actor, id, Action::Leave)?;
    if role::is_last_in_role(tx, id)? {
        return Err(Code::LastInRole.into());
    }
    session::end_all(tx, id, SessionEnd::SignedOut)?;
    close(tx, &known, standing.leave(tx.now), Event::PersonLeft(id).by(by))
}

/// Closes somebody's sign-in while something is looked into: all sessions end, what they ask and offer is held, and visits
/// to come that they would have made are called off.
///
/// # Errors
/// As [`pause`].
pub fn suspend(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, reason: SuspendReason) -> Result<PersonId> {
    // For visits that are called off somebody else is asked: whoever they were planned with is locked with the person.
    lock_around(tx, id, id)?;
    let (known, standing, by) = begin(tx, actor, id, Action::SuspendPerson)?;
    session::end_all(tx, id, SessionEnd::Suspended)?;
    let happening = Event::PersonSuspended(id).by(by).with("reason", reason);
    close(tx, &known, standing.suspend(reason, tx.now), happening)
}

/// Opens it again: exactly what the suspension held is released.
///
/// # Errors
/// As [`pause`].
pub fn reinstate(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let (known, standing, by) = begin(tx, actor, id, Action::ReinstatePerson)?;
    close(tx, &known, standing.reinstate(tx.now), Event::PersonReinstated(id).by(by))
}

/// Writes down that somebody died: nothing goes out to them any more, and everything open ends.
///
/// # Errors
/// As [`pause`].
pub fn deceased(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let (known, standing, by) = begin(tx, actor, id, Action::Deceased)?;
    session::end_all(tx, id, SessionEnd::Suspended)?;
    close(tx, &known, standing.deceased(tx.now), Event::PersonDeceased(id).by(by))
}

/// The home of a person, who is locked, is in this neighbourhood now: says what that is, and to which team the person
/// belongs. In another neighbourhood than before, that is the old one until they say yes.
///
/// # Errors
/// A refusal when the state does not let it.
pub(in crate::people) fn settle(
    tx: &mut Tx<'_>,
    known: &Person,
    to: Option<NeighbourhoodId>,
) -> Result<(Event, Option<NeighbourhoodId>)> {
    let (id, standing) = (known.id, store::get(tx, known.id)?);
    let Some(home) = known.home else { return Ok((Event::HomeMoved(id), to)) };
    if home.neighbourhood == to {
        if standing.can(PersonVerb::ConfirmMove) {
            store::save(tx, id, &standing.confirm_move(tx.now)?)?;
        }
        return Ok((Event::HomeMoved(id), to));
    }
    store::save(tx, id, &standing.move_home(to, tx.now)?)?;
    Ok((Event::PersonMoved(id), home.neighbourhood))
}

// -- what other capabilities need ------------------------------------------------------------------------------------

/// How a person stands.
///
/// # Errors
/// When there is no such person.
pub fn standing_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Standing> {
    store::get(tx, id)
}

/// Who of these people takes part.
///
/// # Errors
/// When the database fails.
pub fn taking_part(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<HashSet<PersonId>> {
    store::among(tx, ids, &[PersonState::Active])
}

/// Keeps a person from changing until the end of the transaction, and goes on only where they take part: whoever begins
/// something for them does this first.
///
/// # Errors
/// [`Code::WrongState`] when they do not take part now.
pub fn lock_taking_part(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let state = person::lock(tx, id)?.state;
    if state.takes_part() { Ok(()) } else { Err(not_taking_part()) }
}

/// Goes on only where all of these people, who are locked, take part. It does not say who does not, or why.
///
/// # Errors
/// [`Code::WrongState`] when somebody does not take part now.
pub fn refuse_unless_taking_part(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<()> {
    let all = taking_part(tx, ids)?;
    if ids.iter().all(|it| all.contains(it)) { Ok(()) } else { Err(not_taking_part()) }
}

/// Goes on only where nothing has closed a person off for good or for now: nobody suspended or gone gets something new.
///
/// # Errors
/// [`Code::WrongState`] when the person is suspended, has died or left.
pub fn refuse_unless_here(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let state = store::get(tx, id)?.state;
    if state.is_gone() || state == PersonState::Suspended { Err(not_taking_part()) } else { Ok(()) }
}

fn not_taking_part() -> crate::platform::Error {
    Refusal::new(Code::WrongState).because("somebody it is about does not take part now").into()
}

/// Who of these people has died or left.
///
/// # Errors
/// When the database fails.
pub fn gone_of(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<HashSet<PersonId>> {
    store::among(tx, ids, &[PersonState::Left, PersonState::Deceased])
}

/// Goes on only where a person has neither died nor left.
///
/// # Errors
/// [`Code::WrongState`] when they have.
pub fn refuse_if_gone(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    if any_gone(tx, &[id])? { Err(not_taking_part()) } else { Ok(()) }
}

/// Whether any of these people has died or left.
///
/// # Errors
/// When the database fails.
pub fn any_gone(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<bool> {
    Ok(!gone_of(tx, ids)?.is_empty())
}

/// Whether any of these people is suspended: what they are a party to stays held.
///
/// # Errors
/// When the database fails.
pub fn any_suspended(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<bool> {
    Ok(!store::among(tx, ids, &[PersonState::Suspended])?.is_empty())
}

/// Whether a person is away for a while.
///
/// # Errors
/// When the database fails.
pub fn is_paused(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    Ok(!store::among(tx, &[id], &[PersonState::Paused])?.is_empty())
}
