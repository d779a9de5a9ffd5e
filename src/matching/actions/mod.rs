//! What can be done about matches: one function for each verb, and what follows from requests and offers.

mod allowed;
mod answer;
mod cascade;
mod concern;
mod end;
mod hold;
mod lock;
mod person;
mod propose;
mod see;
mod volunteer;

pub use allowed::allowed;
pub use answer::{accept, cancel, decline, set_clocks, strike, with_clocks};
pub use cascade::{
    offer_stopped, person_blocked, request_ended, request_fulfilled, request_held, request_referred, request_released,
    request_resubmitted,
};
pub use concern::{close_held, have_met, hold_all_of, keep_held, load, lock_cases_of, release_held};
pub use end::{end, end_locked};
pub use hold::{close, hold, lacks_vetting, release, vetting_lapsed};
use lock::lock_living_of;
pub(in crate::matching) use lock::lock_with_request;
pub use lock::{lock_all_of, lock_cases, lock_own};
pub use person::{person_gone, person_reinstated, person_suspended};
pub use propose::propose;
pub use see::{Names, Revealed, list, names, of_person, of_request, reveal, see, shown_name};
pub use volunteer::{approve, lacks_approval, volunteer};

use std::borrow::Cow;

use crate::events::Message;
use crate::ids::PersonId;
use crate::matching::model::{InvalidTransition, Match, MatchState, Moved, Side};
use crate::matching::store;
use crate::notifications::tell;
use crate::people::actions as people;
use crate::places::DistanceBand;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Actor, Subject};
use crate::requests::model::HelpRequest;

/// What the policy needs to know of a match.
#[must_use]
pub fn subject(of: &Match) -> Subject {
    Subject { circle: vec![of.helper], ..Subject::of(of.requester) }.at(of.neighbourhood)
}

/// The side that somebody is on or speaks for; the team is on none.
#[must_use]
pub fn side_of(of: &Match, actor: &Actor) -> Option<Side> {
    let spoken_for = || {
        let sides = [(Side::Requester, of.requester), (Side::Helper, of.helper)];
        sides.into_iter().find(|it| actor.speaks_for(it.1)).map(|it| it.0)
    };
    of.side_of(actor.person).or_else(spoken_for)
}

/// The actor, who besides writes down what the sides say that have no account.
///
/// # Errors
/// When the database fails.
pub fn recording<'a>(tx: &mut Tx<'_>, actor: &'a Actor, of: &Match) -> Result<Cow<'a, Actor>> {
    people::recording(tx, actor, &[of.requester, of.helper])
}

/// How far apart the two are, from the centres of the public cells.
pub(in crate::matching) fn band(
    tx: &mut Tx<'_>,
    request: &HelpRequest,
    helper: PersonId,
) -> Result<Option<DistanceBand>> {
    let home = people::home_of(tx, helper)?;
    Ok(home.zip(request.cell).map(|(home, cell)| DistanceBand::between(home.cell, cell)))
}

/// Whether the requester has not been told yet, in the state it had, of somebody asked in a wave or of a volunteer: then
/// they are not told either that it is off.
fn is_unheard(tx: &mut Tx<'_>, of: &Match, was: MatchState) -> Result<bool> {
    let is_of_wave = store::is_of_wave(tx, of.id)?;
    if is_of_wave && was == MatchState::Proposed {
        return Ok(true);
    }
    let began_with_helper = of.proposed_by == of.helper || (is_of_wave && was == MatchState::AcceptedByHelper);
    Ok(began_with_helper && lacks_approval(tx, of)?)
}

/// Tells both sides that it does not go on from the state it had, but for who did it.
fn tell_off(tx: &mut Tx<'_>, of: &Match, was: MatchState, by: Acting) -> Result<()> {
    let is_unheard = is_unheard(tx, of, was)?;
    for side in [of.requester, of.helper] {
        if by.person != Some(side) && !(is_unheard && side == of.requester) {
            tell(tx, side, Message::MatchOff { on: of.id })?;
        }
    }
    Ok(())
}

/// Visits and bonds are arranged in an agreed match only, and not while it is held.
pub(in crate::matching) fn refuse_unless_agreed(of: &Match, verb: &str) -> Result<()> {
    if of.state == MatchState::Agreed { Ok(()) } else { Err(Error::wrong_state(verb, of.state.as_str())) }
}

/// The state of a match that is not needed after all.
pub(in crate::matching) fn superseded(from: MatchState) -> Result<MatchState> {
    moved("supersede", from, from.supersede())
}

/// The state after a verb, or a refusal that names both.
fn moved(verb: &str, from: MatchState, to: Moved) -> Result<MatchState> {
    to.map_err(|InvalidTransition| Error::wrong_state(verb, from.as_str()))
}
