//! An agreed match ends.

use crate::codes::Code;
use crate::events::Event;
use crate::ids::MatchId;
use crate::matching::actions::{lock_with_request, moved, subject, tell_off};
use crate::matching::model::{Match, MatchOutcome, MatchState, Side};
use crate::matching::store;
use crate::offers;
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Action, Actor, check};
use crate::requests;

/// Ends an agreed match. The helper's place is free again, and the request moves by its own table.
///
/// # Errors
/// [`Code::Forbidden`] when the helper says that the help is not needed or goes to a professional: only the requester
/// and the team can say that; a refusal when it is not agreed.
pub fn end(tx: &mut Tx<'_>, actor: &Actor, id: MatchId, outcome: MatchOutcome) -> Result<MatchId> {
    let (_, ended) = lock_with_request(tx, id)?;
    let by = check(actor, Action::EndMatch, &subject(&ended))?;
    tx.if_match(Some(ended.version))?;
    end_locked(tx, by, ended, outcome)?;
    Ok(id)
}

/// Ends an agreed match that is locked, with its request. Who may was checked.
///
/// # Errors
/// As [`end`].
pub fn end_locked(tx: &mut Tx<'_>, by: Acting, mut ended: Match, outcome: MatchOutcome) -> Result<()> {
    let of_requester = matches!(outcome, MatchOutcome::NotNeeded | MatchOutcome::ToProfessional);
    if of_requester && ended.side_of(by.whom()) == Some(Side::Helper) {
        return Err(Code::Forbidden.into());
    }
    ended.state = moved("end", ended.state, ended.state.end())?;
    ended.outcome = Some(outcome);
    let others_live = store::has_other_agreed(tx, &ended)?;
    store::save(tx, &ended)?;
    if let Some(offer) = ended.offer {
        offers::actions::free_place(tx, offer)?;
    }
    tell_off(tx, &ended, MatchState::Agreed, by)?;
    tx.record(&Event::MatchEnded(ended.id).by(by).at(ended.neighbourhood).with("outcome", outcome))?;
    requests::match_over(tx, ended.request, by, outcome, others_live)
}
