//! A referral in words: what its organisation reads of it, behind the link of a mail and in the inbox.

use super::actions::{Shared, Step};
use super::model::{BusinessStatus, ContactPerson, Line as Message, Referral, ReferralSide};
use crate::consents;
use crate::platform::language::Locale;
use crate::platform::words::{self, when};
use crate::platform::{Result, Tx};

/// Something shared: its name and its lines.
#[derive(Debug, Clone)]
pub struct Field {
    /// What it is called.
    pub label: String,
    /// The lines.
    pub lines: Vec<String>,
    /// In which language they are, where somebody wrote them.
    pub lang: Option<String>,
}

/// Something said or done: by whom or when, and what.
#[derive(Debug, Clone)]
pub struct Line {
    /// By whom, or when.
    pub who: String,
    /// What.
    pub text: String,
}

fn contact_person(of: &ContactPerson, locale: Locale) -> Vec<String> {
    let relation = of.relation.map(|it| locale.text(&format!("link-relation-{it}"), &[]));
    let name = of.name.as_str().to_owned();
    vec![relation.map_or(name.clone(), |it| format!("{name} ({it})")), of.phone.as_str().to_owned()]
}

/// What is shared, field by field; what is empty is left out.
#[must_use]
pub fn fields(of: Shared, locale: Locale) -> Vec<Field> {
    let one = |text: Option<String>| text.into_iter().collect::<Vec<_>>();
    let lang = of.request_text.as_ref().map(|it| it.lang.as_str().to_owned());
    let windows = of.windows.iter().map(words::window);
    let windows = windows.chain(of.weekly_slots.iter().map(|it| words::slot(it, locale))).collect();
    let all = [
        ("name", one(of.name.map(|it| format!("{} {}", it.first.as_str(), it.last.as_str())))),
        ("contactPerson", of.contact_person.map(|it| contact_person(&it, locale)).unwrap_or_default()),
        ("safeContact", of.contact_rules.map(|it| it.in_words(locale)).unwrap_or_default()),
        ("phone", one(of.phone.map(|it| it.as_str().to_owned()))),
        ("email", one(of.email.map(|it| it.as_str().to_owned()))),
        ("address", one(of.address.map(|it| it.as_str().to_owned()))),
        ("birthYear", one(of.birth_year.map(|it| it.year().to_string()))),
        ("languages", of.languages.iter().map(|it| words::language(it.tag.as_str()).to_owned()).collect()),
        ("requestText", one(of.request_text.map(|it| it.text.as_str().to_owned()))),
        ("accessibilityNotes", one(of.accessibility_notes.map(|it| it.as_str().to_owned()))),
        ("windows", windows),
        ("helpKind", one(of.help_kind.map(|it| locale.text(&format!("link-helpKind-{it}"), &[])))),
    ];
    let field = |(key, lines): (&str, Vec<String>)| Field {
        label: locale.text(&format!("link-field-{key}"), &[]),
        lines,
        lang: lang.clone().filter(|_| key == "requestText"),
    };
    all.into_iter().filter(|it| !it.1.is_empty()).map(field).collect()
}

/// On what it rests.
///
/// # Errors
/// When the database fails.
pub fn basis(tx: &mut Tx<'_>, of: &Referral, locale: Locale) -> Result<String> {
    Ok(match of.consent {
        Some(consent) => {
            let given = consents::get(tx, consent)?;
            locale.text("link-consent", &[("day", words::day(given.at))])
        }
        None => locale.text("link-override", &[]),
    })
}

/// A step; `None` where there is nothing to tell of it.
#[must_use]
pub fn step(of: &Step, locale: Locale) -> Option<Line> {
    let key = format!("referral-step-{}", of.event);
    locale.has(&key).then(|| Line { who: when(of.at), text: locale.text(&key, &[]) })
}

/// A question or a reply.
#[must_use]
pub fn message(of: &Message, locale: Locale) -> Line {
    let side = match of.from {
        ReferralSide::Team => locale.text("link-side-team", &[]),
        ReferralSide::Organisation => locale.text("link-side-organisation", &[]),
    };
    Line { who: format!("{side}, {}", when(of.at)), text: of.text.as_str().to_owned() }
}

/// Where the help stands, as far as the organisation said.
#[must_use]
pub fn business(of: &Referral, locale: Locale) -> Option<String> {
    let (status, at) = of.business_status.zip(of.business_at)?;
    // From when on somebody is helped is a day, not a minute.
    let at = if status == BusinessStatus::WaitListed { words::day(at) } else { when(at) };
    Some(format!("{} {at}", locale.text(&format!("link-business-{status}"), &[])))
}

/// What came of it, else why it ended or stands still; for who may know that: of what was taken back an organisation may not.
#[must_use]
pub fn outcome(of: &Referral, locale: Locale) -> Option<String> {
    let outcome = of.outcome.map(|it| format!("referral-outcome-{it}"));
    let key = outcome.or_else(|| of.status_reason.map(|it| format!("referral-reason-{it}")))?;
    Some(locale.text(&key, &[]))
}
