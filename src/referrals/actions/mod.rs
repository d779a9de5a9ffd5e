//! What can be done with a referral: one function for each verb, by who does it.

mod allowed;
mod cascade;
mod changes;
mod choose;
mod clock;
mod hand_back;
mod organisation;
mod overrides;
mod refer;
mod reroute;
mod see;
mod team;
mod underway;

use std::collections::BTreeSet;

use super::model::Referral;
use super::store;
use crate::events::Message;
use crate::ids::{PersonId, ReferralId};
use crate::notifications::tell;
use crate::people;
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};
use crate::requests;
use crate::webhooks::{self, model::WebhookEvent};

pub use allowed::allowed;
pub use cascade::{
    consent_expired, consent_given, consent_withdrawn, organisation_readdressed, person_gone, request_ended,
    request_fulfilled,
};
pub(super) use changes::{Since, changes};
pub use choose::choose_service;
pub use clock::{set_clocks, strike, with_clocks};
pub use hand_back::hand_back;
pub use organisation::{accept, ask, complete, fail, reject, start};
pub use overrides::{approve_override, refuse_override};
pub use refer::refer;
pub use reroute::{NewRoute, reroute};
pub use see::{
    Audience, Looked, ReferralWarning, Seen, Shared, Step, about, changed, of_request, see, shared_fields, standing,
    to_follow_up,
};
pub use see::{ReferralView, Wanted, see_all};
pub use team::{Basis, NewReferral, cancel, discard, prepare, reply, retract, send};
pub use underway::{hold, no_show, plan, resume, wait_list};

/// What the policy needs to know of a referral: the organisation only once it was sent.
pub(super) fn subject(of: &Referral) -> Subject {
    let organisation = of.is_known_to_organisation().then_some(of.organisation);
    Subject { organisation, ..Subject::of(of.person) }.at(of.neighbourhood)
}

/// A referral to act on: the request is locked first, then the referral, as everywhere, so that nobody waits in a
/// circle.
fn open(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, action: Action) -> Result<(Referral, Acting)> {
    let found = store::get(tx, id)?;
    check(actor, action, &subject(&found))?;
    requests::lock(tx, found.request)?;
    let locked = store::lock(tx, id)?;
    let by = check(actor, action, &subject(&locked))?;
    tx.if_match(Some(locked.version))?;
    Ok((locked, by))
}

/// Tells the team, and who prepared it, that there is news.
fn tell_team(tx: &mut Tx<'_>, of: &Referral) -> Result<()> {
    let mut team = BTreeSet::from([of.prepared_by]);
    team.extend(people::actions::team_of(tx, of.neighbourhood)?);
    let team = without_circle(tx, of.person, team)?;
    team.into_iter().try_for_each(|it| tell(tx, it, Message::ReferralChanged { referral: of.id }))
}

/// Tells the person that it goes on with the organisation. What came to nothing they hear from somebody who calls; and of what
/// was sent without asking them, too.
fn tell_person(tx: &mut Tx<'_>, of: &Referral) -> Result<()> {
    if of.overridden {
        return Ok(());
    }
    tell(tx, of.person, Message::ReferralChanged { referral: of.id })
}

/// Those who have nothing to do with a person: whoever lives with them or is brought together with them must not even
/// learn that there is a referral.
fn without_circle(
    tx: &mut Tx<'_>,
    person: PersonId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<PersonId>> {
    let circle = people::entangled(tx, person)?;
    Ok(people.into_iter().filter(|it| *it != person && !circle.contains(it)).collect())
}

/// Tells what the organisation did itself: the team is told, and so is its software, since somebody else of the organisation may
/// have done it, by whatever door. A mail would only come back to who did it.
fn tell_of_organisation(tx: &mut Tx<'_>, of: &Referral) -> Result<()> {
    tell_team(tx, of)?;
    tell_software(tx, of, WebhookEvent::Changed)
}

/// Tells the organisation that there is news, if it knows of the referral at all.
fn tell_organisation(tx: &mut Tx<'_>, of: &Referral) -> Result<()> {
    if of.is_known_to_organisation() {
        tell_both_ways(tx, of, WebhookEvent::Changed, Message::ReferralChanged { referral: of.id })?;
    }
    Ok(())
}

/// Tells the organisation something by mail, and its software.
fn tell_both_ways(tx: &mut Tx<'_>, of: &Referral, event: WebhookEvent, message: Message) -> Result<()> {
    tell(tx, of.organisation, message)?;
    tell_software(tx, of, event)
}

/// Tells the software of the organisation, whoever did it: the one way by which software hears of a referral.
fn tell_software(tx: &mut Tx<'_>, of: &Referral, event: WebhookEvent) -> Result<()> {
    webhooks::actions::tell(tx, of.organisation, event, of.id)
}

/// Lets the request go on when a referral that was with the organisation has ended, unless another one lives. One
/// beside a neighbour never moves it.
fn over(tx: &mut Tx<'_>, ended: &Referral, by: Acting) -> Result<()> {
    if ended.beside || store::another_lives(tx, ended)? {
        return Ok(());
    }
    requests::referral_over(tx, ended.request, by, ended.has_helped())
}
