//! What somebody said yes to, as their page shows it and as the team writes it down. A yes to a service is asked where the
//! person is referred.

use super::frame::Frame;
use super::intake_form::scope_of;
use crate::consents::actions::{self as consents, NewConsent};
use crate::consents::{ConsentHow, ConsentPurpose, texts};
use crate::ids::{ConsentId, PersonId};
use crate::organisations;
use crate::platform::http::Form;
use crate::platform::language::Locale;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may};

/// What is asked on the page of a person.
pub(super) const ASKED: [ConsentPurpose; 2] = [ConsentPurpose::PublishRequest, ConsentPurpose::Research];
/// How the team hears an answer.
pub(super) const HEARD: [ConsentHow; 3] = [ConsentHow::Paper, ConsentHow::Oral, ConsentHow::OralWithWitness];

/// A yes that holds.
pub(super) struct Yes {
    pub(super) id: ConsentId,
    pub(super) version: i32,
    /// To what, and for whom.
    pub(super) what: String,
    /// How and when it was said, and until when it holds.
    pub(super) said: String,
    pub(super) can_withdraw: bool,
}

/// What somebody said yes to; nothing for whoever may not see it.
///
/// # Errors
/// When the database fails.
pub(super) fn yeses(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, frame: &Frame) -> Result<Vec<Yes>> {
    let subject = crate::people::actions::subject_of(tx, id)?;
    if !may(actor, Action::SeeConsent, &subject) {
        return Ok(Vec::new());
    }
    let can_withdraw = may(actor, Action::WithdrawConsent, &subject);
    let mut all = Vec::new();
    for of in consents::see_held(tx, actor, id)? {
        let purpose = frame.word("console-consent", of.purpose.as_str());
        let organisation = of.organisation.map(|it| organisations::get(tx, it)).transpose()?;
        let how = frame.word("console-how", of.how.as_str());
        let until = of.expires_at.map(|it| format!(", {} {}", frame.t("until"), words::day(it))).unwrap_or_default();
        all.push(Yes {
            id: of.id,
            version: of.version(),
            what: organisation.map_or_else(|| purpose.clone(), |it| format!("{purpose}: {}", it.name.as_str())),
            said: format!("{how}, {}{until}", words::day(of.at)),
            can_withdraw,
        });
    }
    Ok(all)
}

/// The answer that the form says.
///
/// # Errors
/// A refusal that names the field that is missing or wrong.
pub(super) fn read(form: &Form, person: PersonId) -> Result<NewConsent> {
    let purpose = form.word("purpose", |it| ConsentPurpose::from_word(it).filter(|it| ASKED.contains(it)))?;
    let version = form.get("textVersion");
    Ok(NewConsent {
        person,
        purpose,
        organisation: None,
        scope: scope_of(purpose),
        text_version: if version.is_empty() { texts::VERSION.to_owned() } else { version.to_owned() },
        language: form.word("language", Locale::from_word)?,
        given: form.word("given", |it| ["yes", "no"].contains(&it).then_some(it == "yes"))?,
        how: form.word("how", |it| ConsentHow::from_word(it).filter(|it| HEARD.contains(it)))?,
        given_by: None,
        on_behalf_of: None,
        witness: form.optional("witness")?,
        expires_at: None,
    })
}
