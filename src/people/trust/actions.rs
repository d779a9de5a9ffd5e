//! The team says whom it trusts, and what others ask of that. The latter check no right: the caller has done so.

use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::{NeighbourhoodId, PersonId};
use crate::people::model::GROWN_AGE;
use crate::people::store::person;
use crate::places;
use crate::platform::{Refusal, Result, Tx};
use crate::policy::{Action, Actor, check};

/// The team trusts a person who lives in its neighbourhood. Nobody says so of themselves, their household or somebody they
/// are brought together with.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or the person is under age, takes no part, lives outside
/// every neighbourhood or is trusted already.
pub fn trust(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let known = person::lock(tx, id)?;
    let by = check(actor, Action::TrustPerson, &person::subject(&known))?;
    tx.if_match(Some(known.version))?;
    let neighbourhood = known.home.and_then(|it| it.neighbourhood);
    let neighbourhood = neighbourhood.ok_or_else(|| refused("the person lives outside every neighbourhood"))?;
    if known.birth_year.age(tx.now) < GROWN_AGE {
        return Err(refused("somebody under age is not trusted"));
    }
    if !known.state.takes_part() {
        return Err(refused("the person does not take part now"));
    }
    if store::get(tx, id)?.is_some() {
        return Err(refused("the person is trusted already"));
    }
    store::insert(tx, id, neighbourhood, actor.signed_in()?)?;
    tx.record(&Event::PersonTrusted(id).by(by).at(Some(neighbourhood)))?;
    Ok(id)
}

fn refused(why: &'static str) -> crate::platform::Error {
    Refusal::new(Code::WrongState).because(why).into()
}

/// The team does not trust a person any more. What is open stays so.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or the person is not trusted.
pub fn distrust(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let known = person::lock(tx, id)?;
    let by = check(actor, Action::DistrustPerson, &person::subject(&known))?;
    tx.if_match(Some(known.version))?;
    if !store::delete(tx, id)? {
        return Err(refused("the person is not trusted"));
    }
    tx.record(&Event::PersonDistrusted(id).by(by).at(known.home.and_then(|it| it.neighbourhood)))?;
    Ok(id)
}

// -- what other capabilities need ------------------------------------------------------------------------------------

/// Trust ends with a suspension, a move, a merge and with the person.
///
/// # Errors
/// When the database fails.
pub fn ended(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    store::delete(tx, id).map(|_| ())
}

/// Since when the team trusts a person, whatever overrides that now: a concern must not be read from it.
///
/// # Errors
/// When there is no such person.
pub fn trusted_since(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Instant>> {
    Ok(store::get(tx, id)?.map(|it| it.0))
}

/// Whether what a person asks or offers in a neighbourhood counts before anybody has looked at it.
///
/// # Errors
/// When the database fails.
pub fn is_trusted_in(tx: &mut Tx<'_>, id: PersonId, neighbourhood: Option<NeighbourhoodId>) -> Result<bool> {
    let Some(neighbourhood) = neighbourhood else { return Ok(false) };
    let is_of_team = store::get(tx, id)?.is_some_and(|it| it.1 == neighbourhood);
    if !is_of_team || !places::trusts_persons(tx, neighbourhood)? {
        return Ok(false);
    }
    let known = person::get(tx, id)?;
    let is_grown = known.birth_year.age(tx.now) >= GROWN_AGE;
    Ok(is_grown && known.state.takes_part() && !store::is_overridden(tx, id)?)
}
