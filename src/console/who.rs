//! Who a request or an offer is of, and how to reach them, as the pages of the team show it.

use super::frame::Frame;
use crate::ids::PersonId;
use crate::people::actions as people;
use crate::people::contact_rules::ContactRules;
use crate::people::contact_rules::actions::rules_of;
use crate::platform::language::Locale;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may};

/// Who it is of.
pub(super) struct Who {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) age: i32,
    pub(super) languages: Vec<String>,
    pub(super) phone: Option<String>,
    pub(super) has_account: bool,
    /// How they may be reached.
    pub(super) rules: Vec<String>,
    /// Who is perhaps the same person.
    pub(super) possibly_same: Vec<PersonId>,
    pub(super) first_name: Option<String>,
    /// The language of their messages.
    pub(super) locale: Locale,
}

/// How somebody may be reached.
pub(super) struct Reach {
    pub(super) phone: Option<String>,
    pub(super) rules: Vec<String>,
}

/// How somebody may be reached, for whoever may see them. Reading it leaves a trace.
///
/// # Errors
/// When the database fails.
pub(super) fn reach(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, frame: &Frame) -> Result<Option<Reach>> {
    if !may(actor, Action::SeePerson, &people::subject_of(tx, id)?) {
        return Ok(None);
    }
    let _ = people::see(tx, actor, id)?;
    reached(tx, id, frame).map(Some)
}

/// By the number that somebody gave to be called at, unless their rules say otherwise. That by which they sign in is theirs
/// alone.
fn reached(tx: &mut Tx<'_>, id: PersonId, frame: &Frame) -> Result<Reach> {
    let rules = rules_of(tx, id)?;
    let phone = if rules.as_ref().is_some_and(ContactRules::limits) { None } else { people::contact_of(tx, id)?.phone };
    Ok(Reach {
        phone: phone.map(|it| it.as_str().to_owned()),
        rules: rules.map(|it| it.in_words(frame.locale)).unwrap_or_default(),
    })
}

impl Who {
    /// How they hear what is decided: by a message, or from the reader where none can be sent.
    pub(super) fn told(&self, frame: &Frame) -> String {
        match &self.phone {
            _ if self.has_account => frame.t("told-message"),
            Some(phone) => frame.with("told-call", "phone", phone),
            None => frame.t("told-yourself"),
        }
    }
}

/// Who it is of. Reading it leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see them.
pub(super) fn who(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, frame: &Frame) -> Result<Who> {
    let person = people::see(tx, actor, id)?;
    let first_name = person.name.as_ref().map(|it| it.first.as_str().to_owned());
    let name = person.name.map(|it| format!("{} {}", it.first.as_str(), it.last.as_str()));
    let Reach { phone, rules } = reached(tx, id, frame)?;
    Ok(Who {
        id,
        name: name.unwrap_or_else(|| frame.t("erased")),
        age: person.birth_year.age(tx.now),
        languages: person.languages.iter().map(|it| words::language(it.tag.as_str()).to_owned()).collect(),
        phone,
        has_account: people::has_account(tx, id)?,
        rules,
        possibly_same: people::possibly_same(tx, actor, id)?,
        first_name,
        locale: person.locale,
    })
}
