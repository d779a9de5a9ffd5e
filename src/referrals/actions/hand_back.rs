//! The organisation hands a case back to the neighbourhood.

use super::team::is_covered;
use super::{open, over, tell_of_organisation};
use crate::codes::Code;
use crate::events::Event;
use crate::ids::ReferralId;
use crate::people;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::referrals::model::PersonAgreedHow;
use crate::referrals::store;
use crate::requests;

/// Hands a case back, with the yes of the person: once for each referral. While it lived alone, its request goes back to
/// the team; after help, beside a neighbour, or when its request has ended meanwhile, the person gets one new request
/// that names the referral. That is a word of somebody: the software of an organisation hands nothing back.
///
/// # Errors
/// [`Code::PersonNotAgreed`] without a yes, [`Code::ConsentMissing`] after help when the consent is withdrawn, [`Code::WrongState`]; a refusal when the actor may not, or has read another
/// version.
pub fn hand_back(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: ReferralId,
    has_agreed: bool,
    how: PersonAgreedHow,
) -> Result<ReferralId> {
    let found = store::get(tx, id)?;
    check(actor, Action::HandBackReferral, &super::subject(&found))?;
    let writer = actor.person.ok_or(Code::Forbidden)?;
    // The home before the request, as when somebody moves.
    people::actions::lock_home(tx, found.person)?;
    let (running, by) = open(tx, actor, id, Action::HandBackReferral)?;
    let was_live = running.state.is_live();
    let may_read = was_live || is_covered(tx, &running)?;
    let back = running.hand_back(tx.now)?;
    if !may_read {
        // A closed case is handed back only by who may still read of it.
        return Err(Code::ConsentMissing.into());
    }
    if !has_agreed {
        return Err(Code::PersonNotAgreed.into());
    }
    store::save(tx, &back)?;
    let has_ended = requests::load(tx, back.request)?.state.is_final();
    let is_new = !was_live || back.beside || has_ended;
    let happening = Event::ReferralHandedBack(id).by(by).at(back.neighbourhood).with("how", how);
    if is_new {
        let new = requests::handed_back(tx, back.request, id, writer, by)?;
        tx.record(&happening.with("request", new))?;
    } else {
        tx.record(&happening)?;
    }
    tell_of_organisation(tx, &back)?;
    if was_live {
        over(tx, &back, by)?;
    }
    Ok(id)
}
