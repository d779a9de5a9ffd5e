//! What the team changes of a request when somebody without an account calls: how the form begins, and how it is read.

use super::frame::Frame;
use super::intake::{Choice, spoken, words_of};
use super::intake_form::moment;
use crate::categories::Category;
use crate::platform::http::Form;
use crate::platform::text::FreeText;
use crate::platform::{Amend, Error, Result};
use crate::requests::actions::Change;
use crate::requests::model::{HelpRequest, RequestText, Said, Urgency};
use crate::when::Day;

/// The form, as it begins.
pub(super) struct Changing {
    pub(super) category: &'static str,
    pub(super) urgency: &'static str,
    pub(super) minutes: String,
    pub(super) text: String,
    pub(super) text_lang: String,
    pub(super) public_text: String,
    pub(super) notes: String,
    pub(super) categories: Vec<Choice>,
    pub(super) urgencies: Vec<Choice>,
    pub(super) languages: Vec<Choice>,
    pub(super) days: Vec<Choice>,
}

/// The form for a request.
pub(super) fn changing(of: &HelpRequest, said: &Said, frame: &Frame) -> Changing {
    let text = |it: Option<&FreeText>| it.map(|it| it.as_str().to_owned()).unwrap_or_default();
    let lang = said.text.as_ref().map_or_else(|| "nl".to_owned(), |it| it.lang.as_str().to_owned());
    let mut languages = spoken();
    if !languages.iter().any(|it| it.value == lang) {
        // What stands in a language that the forms do not name stays in it.
        languages.push(Choice { value: lang.clone(), name: lang.clone() });
    }
    Changing {
        category: of.category.as_str(),
        urgency: of.urgency.as_str(),
        minutes: of.wish.duration_minutes.to_string(),
        text: text(said.text.as_ref().map(|it| &it.text)),
        text_lang: lang,
        public_text: text(said.public_text.as_ref()),
        notes: text(said.accessibility_notes.as_ref()),
        categories: words_of(frame, "category", Category::ALL.iter().map(|it| it.as_str())),
        urgencies: words_of(frame, "console-urgency", Urgency::ALL.iter().map(|it| it.as_str())),
        languages,
        days: words_of(frame, "day", Day::ALL.iter().map(|it| it.as_str())),
    }
}

/// What a text becomes: one that was emptied is taken away.
fn amended<T>(text: Option<T>) -> Amend<T> {
    text.map_or(Amend::Remove, Amend::Set)
}

/// What the form changes. Where it names no other moment, that stays as it is.
///
/// # Errors
/// A refusal that names the field that is missing or wrong.
pub(super) fn read(form: &Form) -> Result<Change> {
    let text: Option<FreeText> = form.optional("text")?;
    let text = text.map(|text| Ok::<_, Error>(RequestText { lang: form.read_as("textLang")?, text })).transpose()?;
    let is_moved = !form.get("date").trim().is_empty() || form.all("days").next().is_some();
    let (windows, weekly_slots) = if is_moved {
        let (windows, slots) = moment(form)?;
        (Amend::Set(windows), Amend::Set(slots))
    } else {
        (Amend::Keep, Amend::Keep)
    };
    Ok(Change {
        category: Some(form.word("category", Category::from_word)?),
        urgency: Some(form.word("urgency", Urgency::from_word)?),
        duration_minutes: Some(form.number("durationMinutes")?),
        windows,
        weekly_slots,
        text: amended(text),
        public_text: amended(form.optional("publicText")?),
        accessibility_notes: amended(form.optional("accessibilityNotes")?),
        ..Change::default()
    })
}
