//! Somebody raises a concern.

use super::{name_of, not_for};
use crate::duty;
use crate::events::{Event, Message};
use crate::ids::{ConcernId, NeighbourhoodId, PersonId, ReferralId, RequestId};
use crate::matching::model::{Match, Side};
use crate::matching::{self, visits};
use crate::people::actions as people;
use crate::people::households::actions::household_of;
use crate::platform::text::FreeText;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, check};
use crate::referrals;
use crate::requests;
use crate::safeguarding::model::{Concern, ConcernState, Named, NamedKind, Said};
use crate::safeguarding::store;

/// A concern to be raised.
#[derive(Debug, Clone)]
pub struct NewConcern {
    /// What it is about.
    pub named: Named,
    /// About which side of a match; the other one when somebody of the match says nothing.
    pub side: Option<Side>,
    /// What is to be said.
    pub text: FreeText,
    /// Whether somebody is in danger now.
    pub danger_now: bool,
}

/// Raises a concern about somebody or something that the actor can see. Whoever looks first is told at once.
///
/// # Errors
/// A refusal when the actor cannot see it, as if it did not exist, or does not say which side of a match is meant.
pub fn submit(tx: &mut Tx<'_>, actor: &Actor, new: NewConcern) -> Result<ConcernId> {
    let reporter = actor.signed_in()?;
    let (by, about, neighbourhood) = find(tx, actor, reporter, new.named, new.side)?;
    let raised = Concern {
        id: ConcernId::fresh(),
        reporter,
        about,
        named: new.named,
        neighbourhood,
        state: ConcernState::Submitted,
        danger_now: new.danger_now,
        severity: None,
        outcome: None,
        dismiss_reason: None,
        triaged_by: None,
        look_level: None,
        look_asked_at: None,
        clock_from: tx.now,
        touched_at: tx.now,
        closed_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let names = (name_of(tx, about)?, name_of(tx, reporter)?);
    let said = Said { text: new.text, about: names.0, reporter: names.1 };
    let without = not_for(tx, &raised)?;
    let waits = Message::ConcernWaits { concern: raised.id };
    let (level, _) = duty::tell_next_without(tx, neighbourhood, about, &without, None, waits)?;
    let raised = raised.escalate(level, tx.now);
    store::insert(tx, &raised, &said)?;
    let event = Event::ConcernSubmitted(raised.id).by(by).at(neighbourhood);
    tx.record(&event.with("dangerNow", raised.danger_now))?;
    if raised.bars() {
        tx.record(&Event::ConcernCritical(raised.id).by(by).at(neighbourhood))?;
    }
    Ok(raised.id)
}

/// Whose team would see to a concern about something that the actor can see.
///
/// # Errors
/// A refusal when the actor cannot see it, as if it did not exist.
pub fn place_of(tx: &mut Tx<'_>, actor: &Actor, named: Named) -> Result<Option<NeighbourhoodId>> {
    let reporter = actor.signed_in()?;
    Ok(find(tx, actor, reporter, named, Some(Side::Requester))?.2)
}

type Found = (Acting, PersonId, Option<NeighbourhoodId>);

/// Whom it is about and whose team sees to it, of what the actor can see.
fn find(tx: &mut Tx<'_>, actor: &Actor, reporter: PersonId, of: Named, side: Option<Side>) -> Result<Found> {
    let id = of.id;
    match of.kind {
        NamedKind::Person => of_person(tx, actor, reporter, PersonId::from(id)),
        NamedKind::Match => {
            let named = matching::actions::load(tx, id.into())?;
            of_match(actor, &named, side)
        }
        NamedKind::Visit => {
            let of = visits::actions::match_of(tx, id.into())?;
            let named = matching::actions::load(tx, of)?;
            of_match(actor, &named, side)
        }
        NamedKind::Request => {
            let named = requests::load(tx, RequestId::from(id))?;
            let mut subject = requests::subject(&named);
            subject.circle = requests::neighbours(tx, actor, &named)?.circle;
            Ok((check(actor, Action::SubmitConcern, &subject)?, named.person, named.neighbourhood))
        }
        NamedKind::Referral => {
            let (person, subject) = referrals::actions::about(tx, ReferralId::from(id))?;
            Ok((check(actor, Action::SubmitConcern, &subject)?, person, subject.neighbourhood()))
        }
    }
}

/// A resident knows themselves, whom they live with, and whom they have agreed on a match with.
fn of_person(tx: &mut Tx<'_>, actor: &Actor, reporter: PersonId, id: PersonId) -> Result<Found> {
    let mut subject = people::subject_of(tx, id)?;
    if household_of(tx, reporter)?.contains(&id) || matching::actions::have_met(tx, reporter, id)? {
        subject.circle.push(reporter);
    }
    Ok((check(actor, Action::SubmitConcern, &subject)?, id, subject.neighbourhood()))
}

fn of_match(actor: &Actor, named: &Match, side: Option<Side>) -> Result<Found> {
    let by = check(actor, Action::SubmitConcern, &matching::actions::subject(named))?;
    let about = match (side, named.side_of(actor.person)) {
        (Some(Side::Requester), _) | (None, Some(Side::Helper)) => named.requester,
        (Some(Side::Helper), _) | (None, Some(Side::Requester)) => named.helper,
        (None, None) => return Err(Error::invalid("/about/side", "is required: which of the two is meant")),
    };
    Ok((by, about, named.neighbourhood))
}
