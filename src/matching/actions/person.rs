//! What follows for matches when one of the two is suspended, reinstated or gone. Called by the reactions, in their
//! transaction, with the person locked and the requests as well.

use chrono::TimeDelta;

use super::cascade::{part, release_cascaded};
use crate::events::Event;
use crate::ids::{MatchId, PersonId};
use crate::matching::actions::{lock_living_of, moved};
use crate::matching::model::{Match, MatchState};
use crate::matching::{store, visits};
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::requests;

/// A suspension that lasts so long is a follow-up of the team.
const LOOKED_AT_WITHIN: TimeDelta = TimeDelta::days(7);

/// One of the two is suspended: what lives between them is put aside, and keeps its places. Where the helper is, visits to
/// come are called off, and somebody else is asked for those that come before the team looks at it again, unless it holds the
/// match itself. Whoever they are brought together with is locked with the person.
///
/// # Errors
/// When the database fails.
pub fn person_suspended(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    for (request, mut held) in lock_living_of(tx, person)? {
        let id = held.id;
        if held.state != MatchState::Held {
            let state = moved("hold", held.state, held.state.hold())?;
            (held.held_from, held.state) = (Some(held.state), state);
            store::save(tx, &held)?;
            tx.record(&Event::MatchHeld(id).by(Acting::SYSTEM).at(held.neighbourhood).with("person", "suspended"))?;
        }
        if held.helper == person && held.standing() == MatchState::Agreed {
            let ahead = if held.is_held_itself() { TimeDelta::zero() } else { LOOKED_AT_WITHIN };
            visits::actions::helper_held(tx, &held, &request, ahead)?;
        }
    }
    Ok(())
}

/// One of the two is back: what nothing else holds goes on.
///
/// # Errors
/// When the database fails.
pub fn person_reinstated(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    for Match { request, id, .. } in store::living_of_person(tx, person)? {
        let request = requests::load(tx, request)?;
        let held = store::lock(tx, id)?;
        release_cascaded(tx, &request, held)?;
    }
    Ok(())
}

/// One of the two has died or left: what lives between them ends, and the request of the other side looks for somebody
/// else by its own table. Says which were agreed, and who is left.
///
/// # Errors
/// When the database fails.
pub fn person_gone(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<Vec<(MatchId, PersonId)>> {
    let mut left_behind = Vec::new();
    for Match { id, .. } in store::living_of_person(tx, person)? {
        let ended = store::lock(tx, id)?;
        if ended.state.is_final() {
            continue;
        }
        if ended.standing() == MatchState::Agreed {
            left_behind.push((id, if ended.requester == person { ended.helper } else { ended.requester }));
        }
        part(tx, ended, by)?;
    }
    Ok(left_behind)
}
