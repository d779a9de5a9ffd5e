//! Set the rules, tell by hand, and ask which way a message goes.

use std::collections::HashSet;

use super::model::{ContactRules, Kept, Own, Telling, TellingWhy, Way, object, way};
use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Disclosure, Event, Message, Part, Purpose};
use crate::ids::{PersonId, SmsCodeId};
use crate::notifications::tell;
use crate::people::actions::{fresh_proof, phone_of};
use crate::people::states::actions::{any_gone, standing_of};
use crate::people::store::{account, person};
use crate::platform::text::{EmailAddress, PersonPhone};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, Role, check};

/// The rules of a person, with their version. When staff read them, that leaves a trace.
///
/// # Errors
/// [`Code::NotFound`] when there are none; a refusal when the actor may not see them.
pub fn see_rules(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<Kept> {
    let known = person::get(tx, id)?;
    let by = check(actor, Action::SeeContactRules, &person::subject(&known))?;
    let found = store::get(tx, id)?.ok_or(Code::NotFound)?;
    if by.role != Role::Resident {
        let disclosed = Event::PersonDisclosed(id).by(by).at(known.home.and_then(|it| it.neighbourhood));
        let shown = Disclosure::of([id], &[Part::Contact], Purpose::KnowPerson);
        tx.record(&disclosed.with("what", "contactRules").disclosing(shown))?;
    }
    Ok(found)
}

/// Says how a person may be reached, and whether at all. Who says it for themselves has proved just now who they are: a link
/// to set a new password goes there from then on.
///
/// # Errors
/// A refusal when the actor may not, has read another version, the parts do not go together, or they would keep the caller
/// from every code to sign in with; [`Code::StepUpNeeded`].
pub fn set_rules(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, rules: &ContactRules) -> Result<PersonId> {
    let known = person::lock(tx, id)?;
    let by = check(actor, Action::SetContactRules, &person::subject(&known))?;
    let before = store::get(tx, id)?;
    tx.if_match(before.as_ref().map(|it| it.version))?;
    rules.check()?;
    let is_theirs = by.role == Role::Resident;
    if is_theirs {
        fresh_proof(tx, actor)?;
    }
    let said_by_person = match before {
        Some(kept) if kept.rules.email() == rules.email() => kept.said_by_person,
        Some(_) | None => is_theirs,
    };
    let kept = Kept { rules: rules.clone(), version: 0, said_by_person };
    if is_theirs && shuts_out(&kept, &own(tx, id)?) {
        let why = "no code to sign in could reach you: name the number of the account, or ask the team";
        return Err(Error::invalid("/safeContact", why));
    }
    store::save(tx, id, &kept)?;
    send_kept_back(tx, id)?;
    tx.record(&Event::ContactRulesSet(id).by(by).at(known.home.and_then(|it| it.neighbourhood)))?;
    Ok(id)
}

/// What the rules before kept back goes out again, the way the new ones say: that may be by hand once more. What is over,
/// and what was about signing in, does not.
fn send_kept_back(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let kept_back = store::untold(tx, Some(id))?;
    store::forget_untold(tx, id, TellingWhy::ContactRules)?;
    for telling in kept_back {
        let is_theirs = telling.why == TellingWhy::ContactRules && object(&telling.message).is_some();
        if is_theirs && !store::is_over(tx, &telling.message)? {
            tell(tx, id, telling.message)?;
        }
    }
    Ok(())
}

/// Writes down that somebody of the team told a person what could not be sent.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or there is nothing to tell.
pub fn told(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<PersonId> {
    let known = person::lock(tx, id)?;
    let by = check(actor, Action::TellPerson, &person::subject(&known))?;
    tx.if_match(Some(known.version))?;
    if store::told(tx, id, actor.signed_in()?)? == 0 {
        return Err(Error::wrong_state("told", known.state.as_str()));
    }
    tx.record(&Event::PersonTold(id).by(by).at(known.home.and_then(|it| it.neighbourhood)))?;
    Ok(id)
}

// -- what other capabilities need: none of this checks a right ---------------------------------------------------------

/// Which way a message to a person goes now.
///
/// # Errors
/// When the database fails.
pub fn way_to(tx: &mut Tx<'_>, id: PersonId, message: &Message, written_at: Instant) -> Result<Way> {
    // Who never verified an address is taken away with their messages on the way.
    let state = match standing_of(tx, id) {
        Ok(standing) => standing.state,
        Err(error) if error.code() == Some(Code::NotFound) => return Ok(Way::Nobody),
        Err(error) => return Err(error),
    };
    let (kept, own) = (store::get(tx, id)?, own(tx, id)?);
    Ok(way(state, kept.as_ref(), &own, message, written_at, tx.now))
}

fn own(tx: &mut Tx<'_>, id: PersonId) -> Result<Own> {
    Ok(Own { email: account::email(tx, id)?, number: account::phone(tx, id)? })
}

/// Whether the rules keep a person, whose account began with a phone number, from every code to sign in with.
///
/// # Errors
/// When the database fails.
pub fn is_shut_out(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    let own = own(tx, id)?;
    Ok(store::get(tx, id)?.is_some_and(|kept| shuts_out(&kept, &own)))
}

fn shuts_out(kept: &Kept, own: &Own) -> bool {
    let code = Message::SmsCode { code: SmsCodeId::fresh() };
    own.number.is_some() && kept.rules.limits() && kept.safe_way(own, &code).is_none()
}

/// The rules of a person, if there are any.
///
/// # Errors
/// When the database fails.
pub fn rules_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<ContactRules>> {
    Ok(store::get(tx, id)?.map(|it| it.rules))
}

/// The address of the account, for others to write to; `None` where the person is to be reached in another way, or not
/// at all.
///
/// # Errors
/// When the database fails.
pub fn email_for_others(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<EmailAddress>> {
    if rules_of(tx, id)?.is_some_and(|it| it.limits()) {
        return Ok(None);
    }
    account::email(tx, id)
}

/// The number of a person, for others to call; `None` as for [`email_for_others`].
///
/// # Errors
/// When the database fails.
pub fn phone_for_others(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonPhone>> {
    if rules_of(tx, id)?.is_some_and(|it| it.limits()) {
        return Ok(None);
    }
    phone_of(tx, id)
}

/// Everybody who has rules: look at the person first.
///
/// # Errors
/// When the database fails.
pub fn all_with_rules(tx: &mut Tx<'_>) -> Result<HashSet<PersonId>> {
    Ok(store::all(tx)?.into_iter().collect())
}

/// Everybody to whom nothing may go out.
///
/// # Errors
/// When the database fails.
pub fn prohibited(tx: &mut Tx<'_>) -> Result<Vec<PersonId>> {
    let mut found = Vec::new();
    for id in store::all(tx)? {
        if rules_of(tx, id)?.is_some_and(|it| it.contact_prohibited) {
            found.push(id);
        }
    }
    Ok(found)
}

/// Somebody of the team must tell this by hand.
///
/// # Errors
/// When the database fails.
pub fn tell_by_hand(tx: &mut Tx<'_>, person: PersonId, why: TellingWhy, message: Message) -> Result<()> {
    store::insert_telling(tx, &Telling { person, why, message, since: tx.now })
}

/// Somebody is gone: nobody tells them anything any more.
///
/// # Errors
/// When the database fails.
pub fn person_gone(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    TellingWhy::ALL.iter().try_for_each(|why| store::forget_untold(tx, person, *why))
}

/// Forgets what was told by hand before a moment.
///
/// # Errors
/// When the database fails.
pub fn forget_told(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    store::forget_told(tx, before)
}

/// What is still to be told by hand, to one person or to anybody: not to who is gone, not what is over, and not where
/// the rules would let it be sent by now.
///
/// # Errors
/// When the database fails.
pub fn to_tell(tx: &mut Tx<'_>, to: Option<PersonId>) -> Result<Vec<Telling>> {
    let mut open = Vec::new();
    for telling in store::untold(tx, to)? {
        if any_gone(tx, &[telling.person])? || store::is_over(tx, &telling.message)? {
            continue;
        }
        let is_kept_back = match telling.why {
            TellingWhy::OtherSideGone | TellingWhy::Undeliverable => true,
            TellingWhy::ContactRules => way_to(tx, telling.person, &telling.message, telling.since)? == Way::ByHand,
        };
        if is_kept_back {
            open.push(telling);
        }
    }
    Ok(open)
}
