//! Say yes or no, take a yes back, and ask whether one holds.

mod see;

use std::collections::BTreeSet;

use super::model::{Consent, ConsentHow, ConsentPurpose, ConsentState, LONGEST, NotGiven, SharedField};
use super::{store, texts};
use crate::clock::Instant;
use crate::codes::Code;
use crate::duty;
use crate::events::{Event, Message};
use crate::ids::{ConsentId, OrganisationId, PersonId};
use crate::notifications::tell;
use crate::organisations;
use crate::people;
use crate::people::token;
use crate::platform::language::Locale;
use crate::platform::text::PersonName;
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Acting, Action, Actor, Role, Subject, Through, check};

pub(in crate::consents) use see::can_withdraw;
pub use see::{get, holding, in_force, publishing, see, see_held, see_mine};

/// An answer to be recorded.
#[derive(Debug, Clone)]
pub struct NewConsent {
    /// Whom it is about.
    pub person: PersonId,
    /// What for.
    pub purpose: ConsentPurpose,
    /// Who receives what is shared.
    pub organisation: Option<OrganisationId>,
    /// What may be shared.
    pub scope: BTreeSet<SharedField>,
    /// The version of the text that was read.
    pub text_version: String,
    /// The language it was read in.
    pub language: Locale,
    /// Yes or no.
    pub given: bool,
    /// How the answer was given.
    pub how: ConsentHow,
    /// Who answered, when it was not the person.
    pub given_by: Option<PersonId>,
    /// For whom: the person, said once more.
    pub on_behalf_of: Option<PersonId>,
    /// Who heard it.
    pub witness: Option<PersonName>,
    /// Until when a yes holds; `None`: until it is taken back.
    pub expires_at: Option<Instant>,
}

/// Records a yes or a no: by the person in the app, or by the team on paper or aloud; of such a yes the person is told, and
/// whoever answered for them, with a way to say no. A no takes back each yes to the same question that covers all of what it is about.
///
/// # Errors
/// [`Code::ConsentTextUnknown`]; a refusal when the actor may not, or when the parts do not go together.
pub fn give(tx: &mut Tx<'_>, actor: &Actor, new: NewConsent) -> Result<ConsentId> {
    let subject = people::actions::subject_of(tx, new.person)?;
    let by = check(actor, Action::GiveConsent, &subject)?;
    record(tx, by, actor.signed_in()?, new)
}

/// Records a yes or a no that `recorder` writes down. Checks no right: the caller has done so.
///
/// # Errors
/// As [`give`].
pub fn record(tx: &mut Tx<'_>, by: Acting, recorder: PersonId, new: NewConsent) -> Result<ConsentId> {
    people::actions::consent_counted(tx, new.person)?;
    people::states::actions::refuse_if_gone(tx, new.person)?;
    let neighbourhood = people::actions::subject_of(tx, new.person)?.neighbourhood();
    check_how(&new, by.role)?;
    let given_by = who_answers(tx, &new, by)?;
    check_parts(tx, &new)?;
    check_expiry(tx, &new)?;
    if new.text_version != texts::VERSION {
        return Err(Refusal::new(Code::ConsentTextUnknown).because("textVersion is not the version in force").into());
    }
    let given = Consent {
        id: ConsentId::fresh(),
        person: new.person,
        purpose: new.purpose,
        organisation: new.organisation,
        scope: new.scope,
        text_version: new.text_version,
        text_hash: texts::text(new.purpose, new.language).hash,
        language: new.language,
        given: new.given,
        how: new.how,
        recorded_by: recorder,
        given_by,
        at: tx.now,
        expires_at: new.expires_at,
        withdrawn_at: None,
    };
    store::insert(tx, &given, new.witness.as_ref())?;
    if !given.given {
        take_back(tx, &given, by)?;
    } else if given.how != ConsentHow::App {
        tell(tx, given.person, Message::ConsentRecorded { consent: given.id })?;
        if given.given_by != given.person {
            tell(tx, given.given_by, Message::ConsentRecorded { consent: given.id })?;
        }
    }
    let event = if new.given { Event::ConsentGiven(given.id) } else { Event::ConsentRefused(given.id) };
    let happening = event.by(by).at(neighbourhood).with("purpose", new.purpose).with("person", new.person);
    tx.record(&happening)?;
    Ok(given.id)
}

/// Takes back what somebody said yes to before, and now says no to. A yes to less than this no is about stays: more may have
/// been asked for.
fn take_back(tx: &mut Tx<'_>, no: &Consent, by: Acting) -> Result<()> {
    for held in store::all_of(tx, no.person)? {
        if held.is_same_question(no)
            && no.scope.is_subset(&held.scope)
            && let Ok(withdrawn) = held.withdraw(tx.now)
        {
            withdrawal(tx, &withdrawn, no.how, no.recorded_by, by)?;
        }
    }
    Ok(())
}

/// Writes down that a yes is taken back.
fn withdrawal(tx: &mut Tx<'_>, of: &Consent, how: ConsentHow, recorded_by: PersonId, by: Acting) -> Result<()> {
    store::insert_withdrawal(tx, of, how, recorded_by)?;
    let neighbourhood = people::actions::subject_of(tx, of.person)?.neighbourhood();
    let happening = Event::ConsentWithdrawn(of.id).by(by).at(neighbourhood);
    tx.record(&happening.with("purpose", of.purpose).with("person", of.person))
}

/// Only the person themselves taps in the app; the team writes down what was said otherwise.
fn check_how(new: &NewConsent, role: Role) -> Result<()> {
    match (role, new.how) {
        (Role::Resident, ConsentHow::App) => {}
        (Role::Resident, ConsentHow::Paper | ConsentHow::Oral | ConsentHow::OralWithWitness) => {
            return Err(Error::invalid("/how", "for oneself one answers in the app: app"));
        }
        (_, ConsentHow::App) => return Err(Error::invalid("/how", "only the person themselves answers in the app")),
        (_, ConsentHow::Paper | ConsentHow::Oral | ConsentHow::OralWithWitness) => {}
    }
    match (new.how, &new.witness) {
        (ConsentHow::OralWithWitness, None) => Err(Error::invalid("/witness", "is required for oralWithWitness")),
        (ConsentHow::App | ConsentHow::Paper | ConsentHow::Oral, Some(_)) => {
            Err(Error::invalid("/witness", "goes with oralWithWitness only"))
        }
        _ => Ok(()),
    }
}

/// Who said it: the person, or somebody who may say yes or no for them by law or with a written mandate. The team may
/// write down what such a proxy said on paper or aloud.
fn who_answers(tx: &mut Tx<'_>, new: &NewConsent, by: Acting) -> Result<PersonId> {
    let through_app = by.for_other.map(|it| it.through);
    let caller_is_proxy = matches!(through_app, Some(Through::Proxy(_)));
    if new.on_behalf_of.is_some_and(|it| it != new.person) {
        return Err(Error::invalid("/onBehalfOf", "is the person"));
    }
    let default = if caller_is_proxy { by.person } else { None };
    let given_by = new.given_by.or(default).unwrap_or(new.person);
    if caller_is_proxy && Some(given_by) != by.person {
        return Err(Error::invalid("/givenBy", "is the caller"));
    }
    if given_by == new.person {
        return Ok(given_by);
    }
    if by.is_for_oneself() {
        return Err(Error::invalid("/givenBy", "is the caller"));
    }
    if people::actions::may_answer_for(tx, given_by, new.person)? {
        Ok(given_by)
    } else {
        Err(Code::MandateMissing.into())
    }
}

fn check_parts(tx: &mut Tx<'_>, new: &NewConsent) -> Result<()> {
    match (new.purpose, new.organisation) {
        (ConsentPurpose::Referral | ConsentPurpose::AskNeighbourhood, None) => {
            return Err(Error::invalid("/recipient", "is required for a referral, and for an organisation that asks"));
        }
        (ConsentPurpose::Referral | ConsentPurpose::AskNeighbourhood, Some(id)) => {
            organisations::get(tx, id).map_err(|error| match error.code() {
                Some(_) => Error::invalid("/recipient/organisationId", "is not known"),
                None => error,
            })?;
        }
        (ConsentPurpose::PublishRequest | ConsentPurpose::Research, Some(_)) => {
            return Err(Error::invalid("/recipient", "goes with a referral, or an organisation that asks"));
        }
        (ConsentPurpose::PublishRequest | ConsentPurpose::Research, None) => {}
    }
    if new.purpose == ConsentPurpose::Referral && new.scope.is_empty() {
        return Err(Error::invalid("/scope", "names at least one field for a referral"));
    }
    if new.purpose == ConsentPurpose::AskNeighbourhood && !new.scope.is_empty() {
        return Err(Error::invalid(
            "/scope",
            "is empty: the organisation gets to know nothing but whether the help came",
        ));
    }
    if new.purpose == ConsentPurpose::Research && new.scope.iter().any(|it| it.is_identifying()) {
        return Err(Error::invalid("/scope", "research never gets who somebody is or what they wrote"));
    }
    Ok(())
}

/// A yes may be given for a time.
fn check_expiry(tx: &Tx<'_>, new: &NewConsent) -> Result<()> {
    match new.expires_at {
        Some(_) if !new.given => Err(Error::invalid("/expiresAt", "goes with a yes only")),
        Some(at) if at <= tx.now || at > tx.now + LONGEST => {
            Err(Error::invalid("/expiresAt", "must lie in the next five years"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Does what is due: tells that a yes runs out, or ends what rests on one that has. May be called at any time. Whoever
/// acts on the yes meanwhile waits, or was first, and then it ends here.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: ConsentId) -> Result<()> {
    let person = store::get(tx, id)?.person;
    people::actions::consent_counted(tx, person)?;
    let held = store::get(tx, id)?;
    match held.clock(tx.now) {
        None => store::set_clock(tx, id, None),
        Some(at) if at <= tx.now => expire(tx, &held),
        Some(at) => {
            // Between the notice and the end the clock stands at the end.
            if held.notice().is_some_and(|it| it <= tx.now) && runs_out(tx, &held)? {
                tell(tx, person, Message::ConsentLapses { consent: id })?;
            }
            store::set_clock(tx, id, Some(at))
        }
    }
}

fn expire(tx: &mut Tx<'_>, held: &Consent) -> Result<()> {
    let (id, person) = (held.id, held.person);
    let neighbourhood = people::actions::subject_of(tx, person)?.neighbourhood();
    if runs_out(tx, held)? {
        tell(tx, person, Message::ConsentLapsed { consent: id })?;
        duty::tell_first(tx, neighbourhood, person, Message::ConsentLapsed { consent: id })?;
    }
    store::set_clock(tx, id, None)?;
    let happening = Event::ConsentExpired(id).by(Acting::SYSTEM).at(neighbourhood);
    tx.record(&happening.with("purpose", held.purpose).with("person", person))
}

/// Whether a yes runs out, or has, without that a later one makes up for it.
fn runs_out(tx: &mut Tx<'_>, held: &Consent) -> Result<bool> {
    let is_yes = held.given && held.withdrawn_at.is_none();
    Ok(is_yes && !store::all_of(tx, held.person)?.iter().any(|it| it.renews(held, tx.now)))
}

/// The same, for the team.
///
/// # Errors
/// When there is none of this id.
pub fn lapses(tx: &mut Tx<'_>, id: ConsentId) -> Result<bool> {
    let held = store::get(tx, id)?;
    runs_out(tx, &held)
}

/// The latest yes that takes the place of one that runs out, for what rests on it: given later, for longer, and for all of
/// these fields. `None`: there is no such yes. Checks no right.
///
/// # Errors
/// When there is none of this id.
pub fn later_yes(tx: &mut Tx<'_>, id: ConsentId, fields: &[SharedField]) -> Result<Option<ConsentId>> {
    let held = store::get(tx, id)?;
    let all = store::all_of(tx, held.person)?;
    let takes_over = |it: &&Consent| it.outlasts(&held, tx.now) && fields.iter().all(|field| it.scope.contains(field));
    Ok(all.iter().rev().find(takes_over).map(|it| it.id))
}

/// Takes a yes back, at once: whatever rests on it ends in the same transaction.
///
/// # Errors
/// [`Code::WrongState`] when there is no yes that holds; a refusal when the actor may not, or has read another version.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: ConsentId) -> Result<ConsentId> {
    let person = store::get(tx, id)?.person;
    let subject = people::actions::subject_of(tx, person)?;
    let by = check(actor, Action::WithdrawConsent, &subject)?;
    people::actions::consent_counted(tx, person)?;
    // Whoever counted before has committed by now, so this is how it stands.
    let held = store::get(tx, id)?;
    tx.if_match(Some(held.version()))?;
    let wrong = |NotGiven(state): NotGiven| Error::wrong_state("withdraw", state.as_str());
    let withdrawn = held.withdraw(tx.now).map_err(wrong)?;
    let how = if by.role == Role::Resident { ConsentHow::App } else { ConsentHow::Oral };
    withdrawal(tx, &withdrawn, how, actor.signed_in()?, by)?;
    Ok(id)
}

/// The same with the token of the mail that tells of the yes, without signing in. Once more changes nothing.
///
/// # Errors
/// [`Code::TokenInvalid`] when it did not come from here, or the yes ended in another way.
pub fn withdraw_by_token(tx: &mut Tx<'_>, actor: &Actor, text: &str) -> Result<()> {
    let _ = check(actor, Action::WithdrawByToken, &Subject::default())?;
    let id = token::read_say_no(text, tx.keys()).ok_or(Code::TokenInvalid)?;
    let unknown = |error: Error| if error.code() == Some(Code::NotFound) { Code::TokenInvalid.into() } else { error };
    let person = store::get(tx, id).map_err(unknown)?.person;
    people::actions::consent_counted(tx, person)?;
    match store::get(tx, id)?.withdraw(tx.now) {
        Ok(withdrawn) => withdrawal(tx, &withdrawn, ConsentHow::App, person, Acting::resident(person)),
        Err(NotGiven(ConsentState::Withdrawn)) => Ok(()),
        Err(NotGiven(ConsentState::Given | ConsentState::Refused | ConsentState::Expired)) => {
            Err(Code::TokenInvalid.into())
        }
    }
}

/// Somebody has died or left: every yes of theirs ends, with whatever rests on it. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn person_gone(tx: &mut Tx<'_>, person: PersonId, by: Acting) -> Result<()> {
    people::actions::consent_counted(tx, person)?;
    let how = if by.person == Some(person) { ConsentHow::App } else { ConsentHow::Oral };
    for held in store::all_of(tx, person)? {
        let Ok(withdrawn) = held.withdraw(tx.now) else { continue };
        store::insert_withdrawal(tx, &withdrawn, how, by.person.unwrap_or(person))?;
        let happening = Event::ConsentWithdrawn(withdrawn.id).by(by);
        tx.record(&happening.with("purpose", withdrawn.purpose).with("person", person))?;
    }
    Ok(())
}
