//! What somebody can do about a match now.

use crate::matching::actions::{lacks_approval, lacks_vetting, recording, subject};
use crate::matching::model::{Match, MatchState, Side};
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor};
use crate::requests::model::HelpRequest;

/// What the actor may do now, as the words of the URLs.
///
/// # Errors
/// When the database fails.
pub fn allowed(tx: &mut Tx<'_>, actor: &Actor, request: &HelpRequest, of: &Match) -> Result<Vec<&'static str>> {
    let is_in_time = tx.now < of.expires_at;
    let is_awaited = of.state.is_awaited() && is_in_time;
    let lacks_approval = is_awaited && lacks_approval(tx, of)?;
    let accepts = |side| match of.state.accept(side) {
        Ok(state) => is_in_time && (state != MatchState::Agreed || !lacks_approval),
        Err(_) => false,
    };
    let approves = lacks_approval && actor.person != Some(of.proposed_by);
    let releases = of.is_held_itself() && !lacks_vetting(tx, request, of)?;
    let recorder = recording(tx, actor, of)?;
    let sides = [(Side::Requester, of.requester), (Side::Helper, of.helper)];
    let accepts = sides.into_iter().any(|(side, person)| recorder.acts_for(person) && accepts(side));
    let verbs = [
        ("accept", Action::AcceptMatch, accepts),
        ("decline", Action::DeclineMatch, of.state.decline().is_ok()),
        ("cancel", Action::CancelMatch, of.state.cancel().is_ok()),
        ("end", Action::EndMatch, of.state.end().is_ok()),
        ("approve", Action::ApproveMatch, approves),
        ("hold", Action::HoldMatch, of.state.hold().is_ok()),
        ("release", Action::ReleaseMatch, releases),
        ("close", Action::CloseMatch, of.state.close(of.held_from).is_ok()),
    ];
    Ok(policy::allowed(&recorder, &subject(of), verbs))
}
