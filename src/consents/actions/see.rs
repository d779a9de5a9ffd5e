//! What may be seen of consents, and whether one holds.

use std::collections::{HashMap, HashSet};

use crate::codes::Code;
use crate::consents::model::{Consent, ConsentPurpose, ConsentState, SharedField};
use crate::consents::store;
use crate::ids::{ConsentId, OrganisationId, PersonId};
use crate::people;
use crate::platform::http::{Cursor, Page};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Subject, check};

/// A consent, with what the policy needs to know of it.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: ConsentId) -> Result<(Consent, Subject)> {
    let seen = store::get(tx, id)?;
    let subject = people::actions::subject_of(tx, seen.person)?;
    check(actor, Action::SeeConsent, &subject)?;
    Ok((seen, subject))
}

/// A page of the caller's own answers.
///
/// # Errors
/// A refusal when nobody signed in.
pub fn see_mine(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<(Page<Consent>, Subject)> {
    let person = actor.signed_in()?;
    let subject = people::actions::subject_of(tx, person)?;
    check(actor, Action::SeeConsent, &subject)?;
    Ok((Page::new(store::list(tx, person, cursor)?, cursor, |it| it.id.uuid()), subject))
}

/// The yeses of a person that hold now, newest first.
///
/// # Errors
/// A refusal when the actor may not see them.
pub fn see_held(tx: &mut Tx<'_>, actor: &Actor, person: PersonId) -> Result<Vec<Consent>> {
    check(actor, Action::SeeConsent, &people::actions::subject_of(tx, person)?)?;
    let mut all = store::all_of(tx, person)?;
    all.retain(|it| it.state(tx.now) == ConsentState::Given);
    all.reverse();
    Ok(all)
}

/// A consent. Checks no right: the caller has done so.
///
/// # Errors
/// When there is none of this id.
pub fn get(tx: &mut Tx<'_>, id: ConsentId) -> Result<Consent> {
    store::get(tx, id)
}

/// The yeses of a person to a referral to an organisation that hold now, newest first. Checks no right: the caller has
/// done so.
///
/// # Errors
/// When the database fails.
pub fn holding(tx: &mut Tx<'_>, person: PersonId, organisation: OrganisationId) -> Result<Vec<Consent>> {
    let mut all = store::all_of(tx, person)?;
    let holds = |it: &Consent| it.purpose == ConsentPurpose::Referral && it.state(tx.now) == ConsentState::Given;
    all.retain(|it| holds(it) && it.organisation == Some(organisation));
    all.reverse();
    Ok(all)
}

/// Whether a consent is a yes that holds now: of this person, to this, for this receiver, for all of these fields.
/// Who is about to act on it counts the consents of the person first (`people::actions::consent_counted`).
///
/// # Errors
/// When the database fails.
pub fn in_force(
    tx: &mut Tx<'_>,
    id: ConsentId,
    person: PersonId,
    purpose: ConsentPurpose,
    organisation: Option<OrganisationId>,
    fields: &[SharedField],
) -> Result<bool> {
    match store::get(tx, id) {
        Ok(consent) => Ok(consent.covers(person, purpose, organisation, fields, tx.now)),
        Err(error) if error.code() == Some(Code::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Who of these people lets neighbours see what they ask for: whose latest answer is a yes that holds.
///
/// # Errors
/// When the database fails.
pub fn publishing(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<HashSet<PersonId>> {
    let mut answers = store::of_purpose(tx, people, ConsentPurpose::PublishRequest)?;
    answers.sort_by_key(|it| (it.at, it.id));
    let latest: HashMap<PersonId, ConsentState> = answers.iter().map(|it| (it.person, it.state(tx.now))).collect();
    Ok(latest.into_iter().filter(|it| it.1 == ConsentState::Given).map(|it| it.0).collect())
}

/// Whether a consent can be withdrawn now.
#[must_use]
pub(in crate::consents) fn can_withdraw(tx: &Tx<'_>, consent: &Consent) -> bool {
    consent.state(tx.now) == ConsentState::Given
}
