//! The page on which somebody is taken in who wants to help and has no account: who they are, and what they offer.

use askama::Template;

use super::frame::Frame;
use super::intake::{Choice, Place, called, places, spoken, words_of, written};
use super::intake_form::who;
use super::offer_terms::{self, Said, TermsForm, new_terms};
use crate::ids::{OfferId, PersonId};
use crate::offers::actions as offers;
use crate::people::actions as people;
use crate::people::model::EntryHow;
use crate::platform::http::Form;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::requests::Who;

/// Somebody who is known already.
struct Known {
    id: PersonId,
    name: String,
}

/// The page.
#[derive(Template)]
#[template(path = "console/intake/helper.html")]
pub(super) struct HelperPage {
    pub(super) frame: Frame,
    verb: &'static str,
    known: Option<Known>,
    places: Vec<Place>,
    hows: Vec<Choice>,
    languages: Vec<Choice>,
    locales: Vec<Choice>,
    terms: TermsForm,
}

impl HelperPage {
    fn invalid(&self, name: &str) -> &'static str {
        if self.frame.is_wrong(name) { "true" } else { "false" }
    }
}

/// The page, for somebody new or for a person who is known. Reading who that is leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see the person.
pub(super) fn helper(tx: &mut Tx<'_>, actor: &Actor, mut frame: Frame, person: Option<PersonId>) -> Result<HelperPage> {
    let locale = frame.locale;
    for field in frame.trouble.iter_mut().flat_map(|it| &mut it.fields) {
        let key = format!("console-intake-{}", field.name);
        if locale.has(&key) {
            field.called = locale.text(&key, &[]);
        }
    }
    let known = match person {
        Some(id) => Some(Known { id, name: called(&people::see(tx, actor, id)?, &frame) }),
        None => None,
    };
    let hows = EntryHow::ALL.iter().filter(|it| **it != EntryHow::App).map(|it| it.as_str());
    Ok(HelperPage {
        verb: "offer",
        places: if known.is_none() { places(tx, actor, &frame)? } else { Vec::new() },
        known,
        hows: words_of(&frame, "console-channel", hows),
        languages: spoken(),
        locales: written(),
        terms: new_terms(&frame),
        frame,
    })
}

/// All that the form says.
///
/// # Errors
/// A refusal that names the field that is missing or wrong.
pub(super) fn read(form: &Form) -> Result<(Who, Said)> {
    let how = form.word("how", |it| EntryHow::from_word(it).filter(|it| *it != EntryHow::App))?;
    Ok((who(form, how)?, offer_terms::read(form)?))
}

/// Registers who is new, and writes down what they offer: both, or nothing.
///
/// # Errors
/// A refusal when the actor may not, or something of it cannot be.
pub(super) fn take_in(tx: &mut Tx<'_>, actor: &Actor, who: &Who, said: Said) -> Result<OfferId> {
    let person = match who {
        Who::Known(id) => *id,
        Who::New(new) => people::register_assisted(tx, actor, new)?,
    };
    offers::submit(tx, actor, Some(person), said.whole())
}
