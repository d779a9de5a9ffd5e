//! What stands on the form of an intake, on screen and on paper with the same numbers, and how it is read.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeZone};

use crate::categories::Category;
use crate::clock::Instant;
use crate::consents::{ConsentPurpose, SharedField, texts};
use crate::ids::PersonId;
use crate::people::actions::{About, NewPerson, Registration};
use crate::people::model::{BirthYear, EntryHow, Language, LanguageLevel, LanguageTag, MOST_LANGUAGES, Name};
use crate::people::proxies::ProxyKind;
use crate::people::proxies::actions::NewProxy;
use crate::platform::http::Form;
use crate::platform::language::Locale;
use crate::platform::text::PersonPhone;
use crate::platform::{Error, Result, both};
use crate::policy::ProxyScope;
use crate::requests::model::{HelpKind, RequestText, Rhythm, Said, Urgency, Visibility, WantedFrom, Wish};
use crate::requests::{Intake, NewRequest, SpokenConsent, Who};
use crate::when::{Day, TimeOfDay, WeeklySlot, Window, ZONE};

/// The fields, in the order of their numbers.
pub(super) const FIELDS: [&str; 27] = [
    "how",
    "witness",
    "person",
    "firstName",
    "lastName",
    "birthYear",
    "languages",
    "locale",
    "phone",
    "address",
    "about",
    "proxy",
    "proxyKind",
    "proxyScope",
    "category",
    "text",
    "urgency",
    "moment",
    "durationMinutes",
    "helpKind",
    "wantedFrom",
    "minorsInvolved",
    "accessibilityNotes",
    "publish",
    "publicText",
    "research",
    "notSame",
];

/// The languages that stand on the form.
pub(super) const LANGUAGES: [&str; 15] =
    ["nl", "fr", "en", "de", "ar", "ary", "tr", "es", "it", "pt", "pl", "ro", "bg", "uk", "fa"];

/// The number of a field.
pub(super) fn number(name: &str) -> usize {
    FIELDS.iter().position(|it| *it == name).map_or(0, |it| it + 1)
}

/// The field of the form that a refusal points at.
pub(super) fn field_of(pointer: &str) -> &'static str {
    let last =
        |it: &&str| !it.bytes().all(|byte| byte.is_ascii_digit()) && !["person", "request", "consents"].contains(it);
    let mut parts = pointer.split('/').filter(|it| !it.is_empty()).filter(last);
    let first = parts.next().unwrap_or_default();
    let name = if first == "proxy" { parts.next().unwrap_or(first) } else { first };
    let field = match name {
        "position" | "livesWith" => "about",
        "proxyPersonId" | "organisation" | "until" | "mandateSeenOn" => "proxy",
        "kind" => "proxyKind",
        "scope" => "proxyScope",
        "windows" | "weeklySlots" | "date" | "days" | "from" | "to" => "moment",
        "notSamePersons" => "notSame",
        "researchLanguage" => "research",
        "rhythm" => "helpKind",
        "textLang" => "text",
        "publishLanguage" | "visibility" | "textVersion" | "language" | "given" | "purpose" => "publish",
        other => other,
    };
    FIELDS.iter().copied().find(|it| *it == field).unwrap_or("how")
}

/// Who asks, as the form says: a person who is known, if one was chosen.
pub(super) fn chosen(form: &Form, name: &str) -> Option<PersonId> {
    form.get(name).parse::<PersonId>().ok()
}

/// Somebody new.
pub(super) fn new_person(form: &Form) -> Result<(NewPerson, Option<PersonPhone>)> {
    let languages = form.at_most(MOST_LANGUAGES, "languages")?.map(|tag| {
        let tag: LanguageTag = tag.parse().map_err(|why: String| Error::invalid("languages", why))?;
        Ok(Language { tag, level: LanguageLevel::Ok })
    });
    let name = both(form.read_as("firstName"), form.read_as("lastName"));
    let spoken = both(languages.collect::<Result<_>>(), form.word("locale", Locale::from_word));
    let (((first, last), birth_year), ((languages, locale), phone)) =
        both(both(name, born(form)), both(spoken, form.optional("phone")))?;
    Ok((NewPerson { name: Name { first, last }, birth_year, languages, locale }, phone))
}

/// The year of birth that was typed.
pub(super) fn born(form: &Form) -> Result<BirthYear> {
    let year = BirthYear::new(form.number("birthYear")?);
    year.ok_or_else(|| Error::invalid("birthYear", "must lie between 1900 and 2100"))
}

/// About where somebody lives.
pub(super) fn about(form: &Form) -> Result<About> {
    let wrong = || Error::no_choice("about");
    let (id, cell) = form.get("about").split_once('/').unwrap_or((form.get("about"), ""));
    let cell = if cell.is_empty() { None } else { Some(cell.parse().map_err(|_| wrong())?) };
    Ok(About { neighbourhood: id.parse().map_err(|_| wrong())?, cell })
}

/// Who it is: somebody who is known, if one was chosen.
pub(super) fn who(form: &Form, how: EntryHow) -> Result<Who> {
    if let Some(known) = chosen(form, "person") {
        return Ok(Who::Known(known));
    }
    let home = both(form.optional("address"), about(form));
    let ((person, phone), ((address, about), witness)) = both(new_person(form), both(home, form.optional("witness")))?;
    Ok(Who::New(Box::new(Registration {
        person,
        phone,
        address,
        position: None,
        about: Some(about),
        lives_with: None,
        how,
        witness,
    })))
}

fn proxy(form: &Form) -> Result<Option<NewProxy>> {
    let Some(proxy) = chosen(form, "proxy") else { return Ok(None) };
    let scope = form
        .at_most(ProxyScope::ALL.len(), "proxyScope")?
        .map(|it| ProxyScope::from_word(it).ok_or_else(|| Error::no_choice("proxyScope")));
    Ok(Some(NewProxy {
        proxy,
        kind: form.word("proxyKind", ProxyKind::from_word)?,
        scope: scope.collect::<Result<_>>()?,
        organisation: form.optional("organisation")?,
        covers_household: false,
        mandate_seen_on: form.optional("mandateSeenOn")?,
        until: None,
    }))
}

/// What a text asks to share, where nobody ticks it.
pub(super) fn scope_of(purpose: ConsentPurpose) -> BTreeSet<SharedField> {
    match purpose {
        ConsentPurpose::Research => SharedField::ALL.iter().copied().filter(|it| !it.is_identifying()).collect(),
        ConsentPurpose::PublishRequest | ConsentPurpose::Referral | ConsentPurpose::AskNeighbourhood => BTreeSet::new(),
    }
}

/// What was answered to a text; nothing where nobody read it out.
fn consent(form: &Form, name: &str, purpose: ConsentPurpose) -> Result<Option<SpokenConsent>> {
    let given = match form.get(name) {
        "" => return Ok(None),
        "yes" => true,
        "no" => false,
        _ => return Err(Error::no_choice(name)),
    };
    let version = form.get("textVersion");
    Ok(Some(SpokenConsent {
        purpose,
        scope: scope_of(purpose),
        given,
        text_version: if version.is_empty() { texts::VERSION.to_owned() } else { version.to_owned() },
        language: form.word(&format!("{name}Language"), Locale::from_word)?,
    }))
}

/// A moment on the clock of here; the earlier one when the clock shows it twice.
fn local(day: &str, time: TimeOfDay) -> Option<Instant> {
    let day = NaiveDateTime::parse_from_str(&format!("{day}T00:00"), "%Y-%m-%dT%H:%M").ok()?;
    let at = day.checked_add_signed(chrono::TimeDelta::minutes(time.minutes().into()))?;
    ZONE.from_local_datetime(&at).earliest().map(|it| it.to_utc().into())
}

/// When: on a day, or every week on some days.
pub(super) fn moment(form: &Form) -> Result<(Vec<Window>, Vec<WeeklySlot>)> {
    let (from, to): (TimeOfDay, TimeOfDay) = both(form.read_as("from"), form.read_as("to"))?;
    let days: Vec<Day> = form.at_most(Day::ALL.len(), "days")?.filter_map(Day::from_word).collect();
    let date = form.get("date").trim();
    if date.is_empty() && days.is_empty() {
        return Err(Error::invalid("days", "is required"));
    }
    if date.is_empty() {
        let slots = days.into_iter().map(|day| WeeklySlot { day, from, to }).collect();
        return Ok((Vec::new(), slots));
    }
    if !days.is_empty() {
        return Err(Error::invalid("days", "give a day, or days of the week"));
    }
    let at = |time| local(date, time).ok_or_else(|| Error::invalid("date", "is no day"));
    Ok((vec![Window { start: at(from)?, end: at(to)? }], Vec::new()))
}

fn request(form: &Form, is_published: bool) -> Result<NewRequest> {
    let when = both(moment(form), form.number("durationMinutes"));
    let said = both(form.optional("text"), both(form.optional("publicText"), form.optional("accessibilityNotes")));
    let (((windows, weekly_slots), duration_minutes), (text, (public_text, accessibility_notes))) = both(when, said)?;
    let lang = || -> Result<LanguageTag> { form.read_as("textLang") };
    let text: Option<_> = text.map(|text| Ok::<_, Error>(RequestText { lang: lang()?, text })).transpose()?;
    let languages = form
        .at_most(MOST_LANGUAGES, "languages")?
        .map(|tag| tag.parse().map_err(|why: String| Error::invalid("languages", why)));
    let help_kind = form.word("helpKind", HelpKind::from_word)?;
    let rhythm = form.get("rhythm");
    Ok(NewRequest {
        category: form.word("category", Category::from_word)?,
        urgency: form.word("urgency", Urgency::from_word)?,
        helpers_wanted: 1,
        wish: Wish {
            duration_minutes,
            windows,
            weekly_slots,
            help_kind,
            rhythm: Rhythm::from_word(rhythm).filter(|_| help_kind == HelpKind::Recurring),
            languages: languages.collect::<Result<_>>()?,
            wanted_from: form.word("wantedFrom", WantedFrom::from_word)?,
            minors_involved: form.has("minorsInvolved", "yes"),
            // Filled in by the action, from how the person spoke.
            channel: crate::requests::model::Channel::Desk,
            visibility: if is_published { Visibility::Nearby } else { Visibility::BuurtwerkerOnly },
        },
        said: Said { text, public_text, accessibility_notes, ..Said::default() },
        place: None,
        for_person: None,
    })
}

/// All that the form says.
///
/// # Errors
/// A refusal that names every field that is missing or wrong.
pub(super) fn read(form: &Form) -> Result<Intake> {
    let how = form.word("how", |it| EntryHow::from_word(it).filter(|it| *it != EntryHow::App))?;
    let publish = consent(form, "publish", ConsentPurpose::PublishRequest);
    let research = consent(form, "research", ConsentPurpose::Research);
    let people = both(who(form, how), both(form.optional("witness"), proxy(form)));
    let asked = both(both(publish, research), request(form, form.has("publish", "yes")));
    let ((who, (witness, proxy)), ((publish, research), request)) = both(people, asked)?;
    Ok(Intake {
        who,
        not_same: form.all("notSame").filter_map(|it| it.parse().ok()).collect(),
        how,
        witness,
        proxy,
        consents: publish.into_iter().chain(research).collect(),
        request,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_leads_to_a_field_of_the_form() {
        let fields = [
            ("/person/about/cell", "about"),
            ("/person/livesWith", "about"),
            ("/request/weeklySlots/0/to", "moment"),
            ("/request/durationMinutes", "durationMinutes"),
            ("/proxy/proxyPersonId", "proxy"),
            ("/proxy/kind", "proxyKind"),
            ("/consents/0/textVersion", "publish"),
            ("/notSamePersons", "notSame"),
            ("firstName", "firstName"),
            ("/something", "how"),
        ];
        for (pointer, field) in fields {
            assert_eq!(field_of(pointer), field, "{pointer}");
        }
    }

    #[test]
    fn an_evening_lasts_until_midnight() {
        let at = |time: &str| local("2026-03-02", time.parse().unwrap()).unwrap().utc().to_rfc3339();
        assert_eq!(at("23:30"), "2026-03-02T22:30:00+00:00");
        assert_eq!(at("24:00"), "2026-03-02T23:00:00+00:00");
        assert_eq!(local("2026-02-30", "10:00".parse().unwrap()), None);
    }
}
