//! Take in, all at once, who somebody without an account is and what they ask: at the desk, on the phone, from paper.

use std::collections::BTreeSet;

use super::{NewRequest, submit};
use crate::codes::Code;
use crate::consents::{self, ConsentHow, ConsentPurpose, SharedField};
use crate::ids::{PersonId, RequestId};
use crate::people::actions::{Registration, known_alike, register_assisted, subject_of};
use crate::people::model::EntryHow;
use crate::people::proxies::actions::{NewProxy, grant_proxy};
use crate::platform::language::Locale;
use crate::platform::text::PersonName;
use crate::platform::{Error, Issue, Refusal, Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::requests::model::Channel;

/// Who asks.
#[derive(Debug, Clone)]
pub enum Who {
    /// Somebody who is registered already.
    Known(PersonId),
    /// Somebody who is not.
    New(Box<Registration>),
}

/// What somebody answered to a text that was read out to them, or that they signed.
#[derive(Debug, Clone)]
pub struct SpokenConsent {
    /// What for: nothing that names an organisation.
    pub purpose: ConsentPurpose,
    /// What may be shared.
    pub scope: BTreeSet<SharedField>,
    /// Yes or no.
    pub given: bool,
    /// The version of the text.
    pub text_version: String,
    /// The language it was read in.
    pub language: Locale,
}

/// All that is taken in.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Who asks.
    pub who: Who,
    /// Who of those that may be the same person is not, as somebody has looked at them.
    pub not_same: Vec<PersonId>,
    /// How the person spoke.
    pub how: EntryHow,
    /// Who heard it besides.
    pub witness: Option<PersonName>,
    /// Who acts for the person from now on.
    pub proxy: Option<NewProxy>,
    /// What they said yes and no to.
    pub consents: Vec<SpokenConsent>,
    /// What they ask; how they spoke and who heard it is filled in here.
    pub request: NewRequest,
}

/// Registers the person, unless they are known, with who acts for them, what they said yes and no to, and what they ask.
/// All of it happens, or nothing.
///
/// # Errors
/// [`Code::PossiblySamePerson`] while somebody may be the same whom nobody has looked at; whatever a part of it refuses.
pub fn take_in(tx: &mut Tx<'_>, actor: &Actor, intake: &Intake) -> Result<RequestId> {
    let person = match &intake.who {
        Who::Known(id) => *id,
        Who::New(new) => {
            refuse_if_known(tx, actor, new, &intake.not_same)?;
            register_assisted(tx, actor, new).map_err(under("/person"))?
        }
    };
    check(actor, Action::TakeIntake, &subject_of(tx, person)?)?;
    if let Some(proxy) = &intake.proxy {
        grant_proxy(tx, actor, person, proxy.clone()).map_err(under("/proxy"))?;
    }
    for (place, said) in intake.consents.iter().enumerate() {
        let given = new_consent(person, intake, said);
        consents::actions::give(tx, actor, given).map_err(under(&format!("/consents/{place}")))?;
    }
    let mut request = NewRequest { for_person: Some(person), ..intake.request.clone() };
    request.wish.channel = channel(intake.how);
    request.said.witness.clone_from(&intake.witness);
    submit(tx, actor, &request).map_err(under("/request"))
}

/// Goes on only where somebody has looked at everybody who may be the same.
fn refuse_if_known(tx: &mut Tx<'_>, actor: &Actor, new: &Registration, not_same: &[PersonId]) -> Result<()> {
    let alike = known_alike(tx, actor, &new.person, new.phone.as_ref())?;
    let unseen: Vec<PersonId> = alike.into_iter().filter(|it| !not_same.contains(it)).collect();
    if unseen.is_empty() {
        return Ok(());
    }
    let issue = |it: PersonId| Issue { pointer: "/notSamePersons".to_owned(), detail: it.to_string() };
    let issues = unseen.into_iter().map(issue).collect();
    Err(Refusal { issues, ..Refusal::new(Code::PossiblySamePerson) }.into())
}

fn new_consent(person: PersonId, intake: &Intake, said: &SpokenConsent) -> consents::actions::NewConsent {
    let how = consent_how(intake.how, intake.witness.is_some());
    consents::actions::NewConsent {
        person,
        purpose: said.purpose,
        organisation: None,
        scope: said.scope.clone(),
        text_version: said.text_version.clone(),
        language: said.language,
        given: said.given,
        how,
        given_by: None,
        on_behalf_of: None,
        witness: intake.witness.clone().filter(|_| how == ConsentHow::OralWithWitness),
        expires_at: None,
    }
}

/// How a yes is given by who speaks in this way.
pub(in crate::requests) const fn consent_how(how: EntryHow, has_witness: bool) -> ConsentHow {
    match (how, has_witness) {
        (EntryHow::App, _) => ConsentHow::App,
        (EntryHow::Paper, _) => ConsentHow::Paper,
        (EntryHow::Phone | EntryHow::Desk | EntryHow::HomeVisit, false) => ConsentHow::Oral,
        (EntryHow::Phone | EntryHow::Desk | EntryHow::HomeVisit, true) => ConsentHow::OralWithWitness,
    }
}

/// How a request comes in of who speaks in this way.
#[must_use]
pub const fn channel(how: EntryHow) -> Channel {
    match how {
        EntryHow::App => Channel::App,
        EntryHow::Phone => Channel::Phone,
        EntryHow::Desk => Channel::Desk,
        EntryHow::HomeVisit => Channel::HomeVisit,
        EntryHow::Paper => Channel::Paper,
    }
}

/// Says where in the whole the part stands that was refused.
fn under(part: &str) -> impl FnOnce(Error) -> Error + '_ {
    move |error| match error {
        Error::Refused(mut refusal) => {
            for issue in &mut refusal.issues {
                issue.pointer = format!("{part}{}", issue.pointer);
            }
            Error::Refused(refusal)
        }
        other @ (Error::Db(_) | Error::Inconsistent(_) | Error::NeedsWriting) => other,
    }
}
