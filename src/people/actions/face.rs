//! What other capabilities need to know of a person. None of these checks a right: the caller has done so.

use std::collections::{BTreeSet, HashMap};

use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{NeighbourhoodId, PersonId};
use crate::notifications::Address;
use crate::people::households::actions::household_of;
use crate::people::model::{Contact, GROWN_AGE, GUARDED_AGE, Gender, Language, Person};
use crate::people::proxies::actions::guardians_of;
use crate::people::store::{account, device, person, role, session, sms_code};
use crate::people::throttle::actions as throttle;
use crate::places::{Position, Spot};
use crate::platform::language::Locale;
use crate::platform::text::{EmailAddress, PersonName, PersonPhone};
use crate::platform::{Error, Result, Tx};
use crate::policy::Subject;

/// A person, with the name opened.
///
/// # Errors
/// When there is no such person.
pub fn get(tx: &mut Tx<'_>, id: PersonId) -> Result<Person> {
    person::get(tx, id)
}

/// The first name; `None` once erased.
///
/// # Errors
/// When there is no such person.
pub fn first_name(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonName>> {
    Ok(person::get(tx, id)?.name.map(|it| it.first))
}

/// The first names of several people; none of who was erased.
///
/// # Errors
/// When the database fails.
pub fn first_names(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, PersonName>> {
    Ok(person::names(tx, ids)?.into_iter().map(|(id, name)| (id, name.first)).collect())
}

/// What the policy needs to know of a person.
///
/// # Errors
/// When there is no such person.
pub fn subject_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Subject> {
    Ok(person::subject(&person::get(tx, id)?))
}

/// Who looks after a neighbourhood: its buurtwerkers. What lies outside every one is with all coordinators.
///
/// # Errors
/// When the database fails.
pub fn team_of(tx: &mut Tx<'_>, neighbourhood: Option<NeighbourhoodId>) -> Result<Vec<PersonId>> {
    role::team_of(tx, neighbourhood)
}

/// The same of several neighbourhoods: who looks after which.
///
/// # Errors
/// When the database fails.
pub fn teams_of(
    tx: &mut Tx<'_>,
    neighbourhoods: &BTreeSet<Option<NeighbourhoodId>>,
) -> Result<Vec<(Option<NeighbourhoodId>, PersonId)>> {
    role::teams_of(tx, neighbourhoods)
}

/// The coordinators of the municipality of a neighbourhood. What lies outside every one is with all coordinators.
///
/// # Errors
/// When the database fails.
pub fn coordinators_of(tx: &mut Tx<'_>, neighbourhood: Option<NeighbourhoodId>) -> Result<Vec<PersonId>> {
    role::coordinators_of(tx, neighbourhood)
}

/// Where a person lives, as far as others may know.
///
/// # Errors
/// When there is no such person.
pub fn home_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Spot>> {
    Ok(person::get(tx, id)?.home)
}

/// The exact position of a home.
///
/// # Errors
/// When there is no such person.
pub fn position_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Position>> {
    person::position(tx, id)
}

/// Where a person lives, kept from moving until the end of the transaction.
///
/// # Errors
/// When there is no such person.
pub fn lock_home(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Spot>> {
    Ok(person::lock(tx, id)?.home)
}

/// Keeps two people from changing until the end of the transaction: whoever brings them together and whoever parts them
/// does this first, before any other lock, so one waits for the other.
///
/// # Errors
/// When the database fails.
pub fn lock_two(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<()> {
    person::lock_all(tx, &[one, other])
}

/// The same for more people than two.
///
/// # Errors
/// When the database fails.
pub fn lock_people(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<()> {
    person::lock_all(tx, people)
}

/// Keeps a person, the other one, and all whom the person is brought together with, from changing: before anything else.
///
/// # Errors
/// When the database fails; [`Error::overtaken`] when somebody was brought together with them while this waited.
pub fn lock_around(tx: &mut Tx<'_>, id: PersonId, other: PersonId) -> Result<()> {
    let known = person::brought_together_with(tx, id)?;
    person::lock_all(tx, &known.iter().copied().chain([id, other]).collect::<Vec<_>>())?;
    let now = person::brought_together_with(tx, id)?;
    if now.is_subset(&known) { Ok(()) } else { Err(Error::overtaken()) }
}

/// With whom a person is never brought together: whom a block keeps from them, whoever made it, and their household.
///
/// # Errors
/// When the database fails.
pub fn never_with(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<PersonId>> {
    let mut never = person::apart_from(tx, id)?;
    never.extend(household_of(tx, id)?);
    Ok(never)
}

/// Until when a person is vetted: the first moment at which they are not.
///
/// # Errors
/// When there is no such person.
pub fn vetted_until(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Instant>> {
    person::vetted_until(tx, id)
}

/// Whether a person moved house after a moment.
///
/// # Errors
/// When there is no such person.
pub fn has_moved_since(tx: &mut Tx<'_>, id: PersonId, moment: Instant) -> Result<bool> {
    Ok(person::home_moves(tx, id)?.iter().any(|it| *it > moment))
}

/// The address of a home.
///
/// # Errors
/// When there is no such person.
pub fn contact_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Contact> {
    person::contact(tx, id)
}

/// The gender that a person says to have. Shown to nobody but themselves: it only decides who is a candidate.
///
/// # Errors
/// When there is no such person.
pub fn gender_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Gender>> {
    person::gender(tx, id)
}

/// The gender of each of these people who says to have one.
///
/// # Errors
/// When the database fails.
pub fn genders_of(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, Gender>> {
    person::genders(tx, ids)
}

/// How old a person is; where the year of birth leaves doubt, the younger age.
///
/// # Errors
/// When there is no such person.
pub fn age(tx: &mut Tx<'_>, id: PersonId) -> Result<i32> {
    Ok(person::birth_year(tx, id)?.age(tx.now))
}

/// Whether a person is not grown up yet.
///
/// # Errors
/// When there is no such person.
pub fn is_minor(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    Ok(age(tx, id)? < GROWN_AGE)
}

/// Somebody under 16 asks and offers once a guardian is linked.
///
/// # Errors
/// [`Code::GuardianMissing`] when none is.
pub fn check_guardian(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let is_guarded = person::get(tx, id)?.birth_year.age(tx.now) < GUARDED_AGE;
    if is_guarded && guardians_of(tx, id)?.is_empty() { Err(Code::GuardianMissing.into()) } else { Ok(()) }
}

/// The languages a person speaks.
///
/// # Errors
/// When there is no such person.
pub fn languages_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<Language>> {
    person::languages(tx, id)
}

/// The e-mail address of a person with an account.
///
/// # Errors
/// When the database fails.
pub fn email_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<EmailAddress>> {
    account::email(tx, id)
}

/// Whether a person has a verified account.
///
/// # Errors
/// When the database fails.
pub fn has_account(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    account::is_verified(tx, id)
}

/// The phone number of a person: what is known of them, else that of the account.
///
/// # Errors
/// When there is no such person.
pub fn phone_of(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<PersonPhone>> {
    let known = person::contact(tx, id)?.phone;
    let of_account = account::phone(tx, id)?.and_then(|it| it.as_str().parse().ok());
    Ok(known.or(of_account))
}

/// Where and in which language to write to a person; `None` when they cannot be written to any more.
///
/// # Errors
/// When the database fails.
pub fn letter_address(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<(Address, Locale)>> {
    let mail = account::email(tx, id)?.map(Address::Mail);
    let to = match mail {
        Some(mail) => Some(mail),
        None => account::phone(tx, id)?.map(Address::Sms),
    };
    let Some(to) = to else { return Ok(None) };
    Ok(Some((to, person::get(tx, id)?.locale)))
}

/// Counts the consents of a person: a sending and a withdrawal both do this first, so one waits for the other.
///
/// # Errors
/// When there is no such person.
pub fn consent_counted(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    person::count_consent(tx, id)
}

/// Ends every sign-in for good, with the tokens that were mailed, codes and cards: after a restore one that was ended or
/// used since would live again.
///
/// # Errors
/// When the database fails.
pub fn forget_sign_ins(tx: &mut Tx<'_>) -> Result<()> {
    session::forget_all(tx)
}

/// Forgets tries to sign in, the last of which was before a moment.
///
/// # Errors
/// When the database fails.
pub fn forget_tries(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    throttle::forget_old(tx, before)
}

/// Forgets codes by SMS that expired before a moment.
///
/// # Errors
/// When the database fails.
pub fn forget_codes(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    sms_code::forget(tx, before)
}

/// Forgets devices that nobody signed in with since a moment.
///
/// # Errors
/// When the database fails.
pub fn forget_devices(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    device::forget_unused(tx, before)
}

/// Forgets sessions that ended or expired before a moment, at most so many. When the person was last there stays.
///
/// # Errors
/// When the database fails.
pub fn forget_sessions(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    session::forget_over(tx, before, most)
}
