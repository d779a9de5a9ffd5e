//! What was sent without a consent is read by a second one of the team, who may refuse.

use super::{open, over, tell_organisation, tell_team, without_circle};
use crate::codes::Code;
use crate::duty::{self, DutyLevel};
use crate::events::{Event, Message};
use crate::ids::ReferralId;
use crate::notifications::tell;
use crate::people;
use crate::platform::{Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor};
use crate::referrals::model::{Referral, ReferralStatusReason};
use crate::referrals::store;

/// Says that it was right to send it without a consent. Nothing moves.
///
/// # Errors
/// [`Code::Forbidden`] for whoever sent it; [`Code::WrongState`]; a refusal when the actor may not, or has read another
/// version.
pub fn approve_override(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<ReferralId> {
    let (unread, by) = open_as_second(tx, actor, id, Action::ApproveOverride)?;
    let approved = unread.approve_override(tx.now)?;
    store::save(tx, &approved)?;
    tx.record(&Event::ReferralOverrideApproved(id).by(by).at(approved.neighbourhood))?;
    Ok(id)
}

/// Says that it should not have been sent without a consent: the referral is cancelled, and nothing of it is shared from
/// then on.
///
/// # Errors
/// As [`approve_override`].
pub fn refuse_override(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<ReferralId> {
    let (unread, by) = open_as_second(tx, actor, id, Action::RefuseOverride)?;
    let refused = unread.refuse_override(tx.now)?;
    store::save(tx, &refused)?;
    let happening = Event::ReferralOverrideRefused(id).by(by).at(refused.neighbourhood);
    tx.record(&happening.with("reason", ReferralStatusReason::OverrideRefused))?;
    tell_organisation(tx, &refused)?;
    tell_team(tx, &refused)?;
    over(tx, &refused, by)?;
    Ok(id)
}

/// Nobody reads what they sent themselves.
fn open_as_second(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, action: Action) -> Result<(Referral, Acting)> {
    let (found, by) = open(tx, actor, id, action)?;
    if found.sent_by == actor.person {
        return Err(Refusal::new(Code::Forbidden).because("somebody else than the sender reads it").into());
    }
    Ok((found, by))
}

/// Asks the others of the team to read it; where there are none, the coordinators.
pub(super) fn ask_to_read(tx: &mut Tx<'_>, sent: &Referral) -> Result<()> {
    let team = people::actions::team_of(tx, sent.neighbourhood)?;
    let mut readers = without_circle(tx, sent.person, team)?;
    readers.retain(|it| sent.sent_by != Some(*it));
    if readers.is_empty() {
        return ask_coordinators_to_read(tx, sent);
    }
    readers.into_iter().try_for_each(|it| tell(tx, it, Message::OverrideToRead { referral: sent.id }))
}

/// Asks the coordinators to read it.
pub(super) fn ask_coordinators_to_read(tx: &mut Tx<'_>, sent: &Referral) -> Result<()> {
    let coordinators = people::actions::coordinators_of(tx, sent.neighbourhood)?;
    let mut readers = without_circle(tx, sent.person, coordinators)?;
    readers.retain(|it| sent.sent_by != Some(*it));
    if readers.is_empty() {
        return nobody_reads(tx, sent);
    }
    readers.into_iter().try_for_each(|it| tell(tx, it, Message::OverrideToRead { referral: sent.id }))
}

/// Where nobody is left who may read it, the administrators hear that nobody looks.
fn nobody_reads(tx: &mut Tx<'_>, sent: &Referral) -> Result<()> {
    let steps = duty::steps(tx, sent.neighbourhood, sent.person)?;
    let nobody_looks = Message::NobodyLooks { neighbourhood: sent.neighbourhood };
    match steps.iter().find(|it| it.level == DutyLevel::Administrator) {
        Some(step) => duty::tell_step(tx, step, sent.neighbourhood, nobody_looks),
        None => Ok(()),
    }
}
