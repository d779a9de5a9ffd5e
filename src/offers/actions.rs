//! What can be done about offers: one function for each verb, then what other capabilities need. The latter check no
//! right: the caller has done so.

use super::model::{Offer, OfferReason, OfferState, OfferVerb, Terms};
use super::store::{open_offers, rows};
use crate::claims;
use crate::codes::Code;
use crate::events::{Event, Message};
use crate::ids::{OfferId, PersonId};
use crate::notifications::tell;
use crate::people::actions as people;
use crate::people::states;
use crate::people::trust::actions::is_trusted_in;
use crate::platform::http::{Cursor, Page};
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{self, Acting, Action, Actor, Subject, check};

/// How many offers are placed anew in one transaction.
const PLACED_AT_ONCE: i64 = 50;

/// Offers help: oneself, or the team for a person without an account. The offer waits for the team, unless that trusts
/// the helper.
///
/// # Errors
/// [`Code::HomeMissing`] when the helper did not say where they live; a refusal when the terms are wrong.
pub fn submit(tx: &mut Tx<'_>, actor: &Actor, for_person: Option<PersonId>, terms: Terms) -> Result<OfferId> {
    let caller = actor.signed_in()?;
    let person = for_person.unwrap_or(caller);
    let subject = if person == caller { Subject::of(person) } else { people::subject_of(tx, person)? };
    let recorder = people::recording(tx, actor, &[person])?;
    let by = check(&recorder, Action::SubmitOffer, &subject)?;
    people::check_guardian(tx, person)?;
    terms.check()?;
    states::actions::lock_taking_part(tx, person)?;
    // The home is kept from moving until this commits, or the offer could miss the move.
    let home = rows::lock_home(tx, person)?.ok_or(Code::HomeMissing)?;
    let offer = Offer {
        id: OfferId::fresh(),
        person,
        neighbourhood: home.neighbourhood,
        state: OfferState::Submitted,
        held_from: None,
        reason: None,
        load: 0,
        unseen_since: None,
        cap: terms.max_visits_per_week,
        terms,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let counts = by.is_for_oneself() && offer.can_count_unseen() && is_trusted_in(tx, person, offer.neighbourhood)?;
    let offer = if counts { offer.count_unseen(tx.now)? } else { offer };
    rows::insert(tx, &offer)?;
    open_offers::keep(tx, &offer)?;
    tx.record(&Event::OfferSubmitted(offer.id).by(by).at(offer.neighbourhood).with("state", offer.state))?;
    Ok(offer.id)
}

/// Loads an offer for a change, and looks whether the actor may.
fn open(tx: &mut Tx<'_>, actor: &Actor, id: OfferId, action: Action) -> Result<(Offer, Acting)> {
    let offer = rows::lock(tx, id)?;
    let recorder = people::recording(tx, actor, &[offer.person])?;
    let by = check(&recorder, action, &subject(&offer))?;
    tx.if_match(Some(offer.version))?;
    Ok((offer, by))
}

/// Saves an offer with its rows in the search, and records what happened.
fn close(tx: &mut Tx<'_>, offer: &Offer, event: Event, by: Acting) -> Result<OfferId> {
    rows::save(tx, offer)?;
    open_offers::keep(tx, offer)?;
    let happening = event.by(by).at(offer.neighbourhood);
    let happening = match (offer.state, offer.reason) {
        (OfferState::Held | OfferState::Rejected, Some(reason)) => happening.with("reason", reason),
        _ => happening,
    };
    tx.record(&happening)?;
    Ok(offer.id)
}

/// Changes the terms. What counts and was never looked at waits for the team, when it is what is always looked at first.
///
/// # Errors
/// A refusal when the actor may not, has read another version, the state does not allow it, or the terms are wrong.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: OfferId, patch: impl FnOnce(Terms) -> Terms) -> Result<OfferId> {
    let (offer, by) = open(tx, actor, id, Action::ChangeOffer)?;
    let terms = patch(offer.terms.clone());
    let was_unseen = offer.unseen_since.is_some();
    let offer = offer.change(terms)?;
    let is_back = was_unseen && offer.state == OfferState::Submitted;
    close(tx, &offer, if is_back { Event::OfferResubmitted(id) } else { Event::OfferChanged(id) }, by)
}

/// Stops for a while.
///
/// # Errors
/// A refusal when the actor may not or the state does not allow it.
pub fn pause(tx: &mut Tx<'_>, actor: &Actor, id: OfferId) -> Result<OfferId> {
    let (offer, by) = open(tx, actor, id, Action::PauseOffer)?;
    close(tx, &offer.pause()?, Event::OfferPaused(id), by)
}

/// Goes on.
///
/// # Errors
/// As [`pause`].
pub fn resume(tx: &mut Tx<'_>, actor: &Actor, id: OfferId) -> Result<OfferId> {
    let (offer, by) = open(tx, actor, id, Action::ResumeOffer)?;
    close(tx, &offer.resume()?, Event::OfferResumed(id), by)
}

/// Stops for good.
///
/// # Errors
/// As [`pause`].
pub fn retire(tx: &mut Tx<'_>, actor: &Actor, id: OfferId) -> Result<OfferId> {
    let (offer, by) = open(tx, actor, id, Action::RetireOffer)?;
    close(tx, &offer.retire()?, Event::OfferRetired(id), by)
}

/// As [`open`], for the decisions about an item of the queue: the one place for what holds for all three of them.
fn open_to_decide(tx: &mut Tx<'_>, actor: &Actor, id: OfferId, action: Action) -> Result<(Offer, Acting)> {
    let opened = open(tx, actor, id, action)?;
    claims::refuse_if_claimed_by_other(tx, id, actor)?;
    claims::end(tx, id)?;
    Ok(opened)
}

/// Lets an offer count, and tells the helper.
///
/// # Errors
/// As [`pause`].
pub fn approve(tx: &mut Tx<'_>, actor: &Actor, id: OfferId) -> Result<OfferId> {
    let (offer, by) = open_to_decide(tx, actor, id, Action::ApproveOffer)?;
    let was_unseen = offer.unseen_since.is_some();
    let offer = offer.approve()?;
    if !was_unseen {
        tell(tx, offer.person, Message::OfferApproved { offer: id })?;
    }
    close(tx, &offer, Event::OfferApproved(id), by)
}

/// Refuses an offer, and tells the helper.
///
/// # Errors
/// As [`pause`].
pub fn reject(tx: &mut Tx<'_>, actor: &Actor, id: OfferId, reason: OfferReason) -> Result<OfferId> {
    let (offer, by) = open_to_decide(tx, actor, id, Action::RejectOffer)?;
    let offer = offer.reject(reason)?;
    tell(tx, offer.person, Message::OfferRejected { offer: id })?;
    close(tx, &offer, Event::OfferRejected(id), by)
}

/// Puts an offer aside.
///
/// # Errors
/// As [`pause`].
pub fn hold(tx: &mut Tx<'_>, actor: &Actor, id: OfferId, reason: OfferReason) -> Result<OfferId> {
    let (offer, by) = open_to_decide(tx, actor, id, Action::HoldOffer)?;
    close(tx, &offer.hold(reason)?, Event::OfferHeld(id), by)
}

/// Ends a hold.
///
/// # Errors
/// As [`pause`].
pub fn release(tx: &mut Tx<'_>, actor: &Actor, id: OfferId) -> Result<OfferId> {
    let (offer, by) = open(tx, actor, id, Action::ReleaseOffer)?;
    if offer.can(OfferVerb::Release) && states::actions::any_suspended(tx, &[offer.person])? {
        // The team's hold ends, but the helper is suspended: it stays held with them.
        let was_held_with_person = offer.is_held_with_person();
        let held = Offer { reason: None, ..offer };
        if was_held_with_person {
            return Err(Refusal::new(Code::WrongState).because("it is held with its helper").into());
        }
        return close(tx, &held, Event::OfferHeldWithPerson(id), by);
    }
    close(tx, &offer.release()?, Event::OfferReleased(id), by)
}

/// One offer.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: OfferId) -> Result<Offer> {
    let offer = rows::get(tx, id)?;
    check(actor, Action::SeeOffer, &subject(&offer))?;
    Ok(offer)
}

/// Which offers to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// The actor's own.
    Mine,
    /// Those in the neighbourhoods of the actor's roles, in a state or in any.
    Neighbourhood(Option<OfferState>),
}

/// A page of offers, newest first.
///
/// # Errors
/// When the database fails.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, view: View, cursor: Cursor) -> Result<Page<Offer>> {
    let scope = policy::scope(actor, Action::SeeOffer);
    let offers = match (view, scope.person) {
        (View::Mine, Some(person)) => rows::list_of(tx, person, cursor)?,
        (View::Mine, None) => Vec::new(),
        (View::Neighbourhood(state), _) => rows::list_in(tx, &scope, state, cursor)?,
    };
    Ok(Page::new(offers, cursor, |it| it.id.uuid()))
}

/// The verbs that the actor may use now: what `allowedActions` tells.
///
/// # Errors
/// When the database fails.
pub fn allowed(tx: &mut Tx<'_>, actor: &Actor, offer: &Offer) -> Result<Vec<&'static str>> {
    let actor = people::recording(tx, actor, &[offer.person])?;
    let action = |verb| match verb {
        OfferVerb::Change => Action::ChangeOffer,
        OfferVerb::Pause => Action::PauseOffer,
        OfferVerb::Resume => Action::ResumeOffer,
        OfferVerb::Retire => Action::RetireOffer,
        OfferVerb::Approve => Action::ApproveOffer,
        OfferVerb::Reject => Action::RejectOffer,
        OfferVerb::Hold => Action::HoldOffer,
        OfferVerb::Release => Action::ReleaseOffer,
    };
    let verbs = OfferVerb::ALL.iter().map(|verb| (verb.as_str(), action(*verb), offer.can(*verb)));
    Ok(policy::allowed(&actor, &subject(offer), verbs))
}

// -- what other capabilities need ------------------------------------------------------------------------------------

/// An offer.
///
/// # Errors
/// When there is none of this id.
pub fn load(tx: &mut Tx<'_>, id: OfferId) -> Result<Offer> {
    rows::get(tx, id)
}

/// An offer, kept from changing until the end of the transaction.
///
/// # Errors
/// When there is none of this id.
pub fn lock(tx: &mut Tx<'_>, id: OfferId) -> Result<Offer> {
    rows::lock(tx, id)
}

/// Keeps offers from changing until the end of the transaction.
///
/// # Errors
/// When the database fails.
pub fn lock_all(tx: &mut Tx<'_>, ids: &[OfferId]) -> Result<()> {
    rows::lock_all(tx, ids)
}

/// What the policy needs to know of an offer.
#[must_use]
pub fn subject(offer: &Offer) -> Subject {
    Subject::of(offer.person).at(offer.neighbourhood)
}

/// Takes a place of an offer, in one conditional step: two requests can never both take the last one.
///
/// # Errors
/// [`Code::CapReached`] when there is none left, [`Code::WrongState`] when the offer is not active.
pub fn take_place(tx: &mut Tx<'_>, id: OfferId) -> Result<()> {
    if rows::take_place(tx, id)? {
        return Ok(());
    }
    let offer = rows::get(tx, id)?;
    if offer.state == OfferState::Active {
        Err(Code::CapReached.into())
    } else {
        Err(Error::wrong_state("agree", offer.state.as_str()))
    }
}

/// Gives a place back. Whatever state the offer is in: the place was taken, and now it is not.
///
/// # Errors
/// When there is no such offer, or no place of it is taken.
pub fn free_place(tx: &mut Tx<'_>, id: OfferId) -> Result<()> {
    rows::free_place(tx, id)
}

/// The helper is suspended: what is not over is put aside. What the team has put aside itself stays as it is.
///
/// # Errors
/// When the database fails.
pub fn person_suspended(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<()> {
    for offer in rows::lock_all_of(tx, person)? {
        let id = offer.id;
        if let Ok(held) = offer.hold_with_person() {
            close(tx, &held, Event::OfferHeldWithPerson(id), by)?;
        }
    }
    Ok(())
}

/// The helper is back: exactly what was put aside with them counts again.
///
/// # Errors
/// When the database fails.
pub fn person_reinstated(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<()> {
    for offer in rows::lock_all_of(tx, person)? {
        if offer.is_held_with_person() {
            let id = offer.id;
            close(tx, &offer.release()?, Event::OfferReleased(id), by)?;
        }
    }
    Ok(())
}

/// The helper has died or left: whatever they offered is over.
///
/// # Errors
/// When the database fails.
pub fn person_gone(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<()> {
    for offer in rows::lock_all_of(tx, person)? {
        if !matches!(offer.state, OfferState::Rejected | OfferState::Retired) {
            let id = offer.id;
            close(tx, &offer.retire()?, Event::OfferRetired(id), by)?;
        }
    }
    Ok(())
}

/// All offers of a person. Nothing is locked.
///
/// # Errors
/// When the database fails.
pub fn ids_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<OfferId>> {
    rows::ids_of(tx, person)
}

/// Places a part of what was placed by a program that looked for it in another way; says whether there may be more.
///
/// # Errors
/// When the database fails.
pub fn place_anew(tx: &mut Tx<'_>) -> Result<bool> {
    let unplaced = open_offers::unplaced(tx, PLACED_AT_ONCE)?;
    rows::lock_all(tx, &unplaced)?;
    for id in &unplaced {
        match rows::lock(tx, *id) {
            Ok(offer) => open_offers::keep(tx, &offer)?,
            // Gone while this waited, and its rows with it.
            Err(error) if error.code() == Some(Code::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(!unplaced.is_empty())
}

/// The home or the state of a person changed, or their checks: their offers follow, and so does the search.
///
/// # Errors
/// When the database fails.
pub fn home_moved(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let offers = rows::lock_all_of(tx, person)?;
    if offers.is_empty() {
        return Ok(());
    }
    let neighbourhood = rows::home(tx, person)?.and_then(|it| it.neighbourhood);
    for offer in offers {
        if offer.neighbourhood != neighbourhood {
            rows::relocate(tx, offer.id, neighbourhood)?;
        }
        open_offers::keep(tx, &offer)?;
    }
    Ok(())
}
