//! The page on which somebody is taken in who comes to the desk, calls, or left a paper form.

use askama::Template;

use super::frame::Frame;
use super::intake_form::{FIELDS, LANGUAGES, chosen, field_of, new_person, number};
use super::kinds::Kinds;
use super::map::cells_of;
use super::svg::{Area, Drawing, draw};
use crate::codes::Code;
use crate::consents::{ConsentPurpose, texts};
use crate::ids::PersonId;
use crate::people::actions::{self as people, Search};
use crate::people::model::{EntryHow, Person};
use crate::people::proxies::ProxyKind;
use crate::places;
use crate::platform::http::Form;
use crate::platform::language::Locale;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor, ProxyScope};
use crate::requests::model::{HelpKind, Rhythm, Urgency, WantedFrom};
use crate::when::{Date, Day};

/// Of so many neighbourhoods at most the parts are told apart, and drawn.
const MOST_DRAWN: usize = 6;

/// Something to choose: what is sent, and what it is called.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: String,
}

/// Somebody to choose.
pub(super) struct Somebody {
    id: PersonId,
    name: String,
    /// Whether they have an account, and so ask themselves and can act for others.
    has_account: bool,
}

/// Where somebody can live: a neighbourhood, with its parts.
pub(super) struct Place {
    pub(super) name: String,
    pub(super) choices: Vec<Choice>,
    pub(super) drawing: Option<Drawing>,
}

/// A text to read out, in a language.
pub(super) struct ReadOut {
    pub(super) lang: &'static str,
    pub(super) name: String,
    pub(super) publish: String,
    pub(super) research: String,
}

/// What was looked for on the form.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// Who may be the person.
    pub(super) people: Vec<PersonId>,
    /// Who may act for them.
    pub(super) proxies: Vec<PersonId>,
    /// Whether anybody was looked for.
    pub(super) has_looked: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "console/intake/intake.html")]
pub(super) struct IntakePage {
    pub(super) frame: Frame,
    people: Vec<Somebody>,
    /// Who of them asks.
    person: Option<PersonId>,
    proxies: Vec<Somebody>,
    found_nobody: bool,
    alike: Vec<Somebody>,
    places: Vec<Place>,
    texts: Vec<ReadOut>,
    text_version: &'static str,
    today: Date,
    hows: Vec<Choice>,
    languages: Vec<Choice>,
    locales: Vec<Choice>,
    categories: Vec<Choice>,
    urgencies: Vec<Choice>,
    days: Vec<Choice>,
    kinds: Vec<Choice>,
    rhythms: Vec<Choice>,
    wanted: Vec<Choice>,
    proxy_kinds: Vec<Choice>,
    scopes: Vec<Choice>,
}

impl IntakePage {
    fn label(&self, name: &str) -> String {
        self.frame.t(&format!("intake-{name}"))
    }

    /// Whether somebody was chosen in a field.
    fn chose(&self, name: &str, id: &PersonId) -> bool {
        self.frame.had(name, &id.to_string())
    }

    /// Whether it is who asks.
    fn is_who_asks(&self, id: &PersonId) -> bool {
        self.person == Some(*id)
    }

    /// Whether a text was read out in this language; before anybody has said so, in that of the page.
    fn is_read_in(&self, name: &str, locale: &str) -> bool {
        self.frame.had_or(&format!("{name}Language"), locale, locale == self.frame.locale.as_str())
    }
}

/// The words of a list, each with what it is called.
pub(super) fn words_of(frame: &Frame, list: &str, words: impl IntoIterator<Item = &'static str>) -> Vec<Choice> {
    words.into_iter().map(|it| Choice { value: it.to_owned(), name: frame.word(list, it) }).collect()
}

/// The languages that stand on forms, by their own names.
pub(super) fn spoken() -> Vec<Choice> {
    let choice = |it: &&str| Choice { value: (*it).to_owned(), name: spoken_name(it) };
    LANGUAGES.iter().map(choice).collect()
}

fn spoken_name(tag: &str) -> String {
    // Both are written in Arabic letters: the tag tells them apart.
    if tag == "ary" { "الدارجة (Darija)".to_owned() } else { words::language(tag).to_owned() }
}

/// The languages that we write in.
pub(super) fn written() -> Vec<Choice> {
    let choice = |it: &Locale| Choice { value: it.as_str().to_owned(), name: written_name(*it).to_owned() };
    Locale::ALL.iter().map(choice).collect()
}

/// A language that we write in, by its own name.
pub(super) const fn written_name(of: Locale) -> &'static str {
    match of {
        Locale::Dutch => "Nederlands",
        Locale::PlainDutch => "Nederlands, eenvoudig",
        Locale::French => "Français",
        Locale::English => "English",
    }
}

/// What a person is called where they are chosen: the name and the year of birth.
pub(super) fn called(person: &Person, frame: &Frame) -> String {
    let name = person.name.as_ref().map(|it| format!("{} {}", it.first.as_str(), it.last.as_str()));
    let name = name.unwrap_or_else(|| frame.t("erased"));
    format!("{name} ({})", person.birth_year.year())
}

fn somebody(tx: &mut Tx<'_>, person: &Person, frame: &Frame) -> Result<Somebody> {
    let has_account = people::has_account(tx, person.id)?;
    Ok(Somebody { id: person.id, name: called(person, frame), has_account })
}

/// Who was found by a name; nobody where none was given.
///
/// # Errors
/// A refusal when the actor may not look, or has looked too often today.
pub(super) fn find(tx: &mut Tx<'_>, actor: &Actor, form: &Form) -> Result<Found> {
    let mut by = |name: &str| -> Result<Vec<PersonId>> {
        let wanted = form.get(name).trim().to_owned();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let found = people::search(tx, actor, &Search { name: wanted, birth_year: None })?;
        Ok(found.into_iter().map(|it| it.id).collect())
    };
    Ok(Found { people: by("findPerson")?, proxies: by("findProxy")?, has_looked: true })
}

/// Those who were found, and who was chosen before.
fn choices(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: &Frame,
    found: &[PersonId],
    chosen: Option<PersonId>,
) -> Result<Vec<Somebody>> {
    let mut ids = found.to_vec();
    ids.extend(chosen.filter(|it| !found.contains(it)));
    let mut all = Vec::new();
    for id in ids {
        // Who is chosen is shown by whoever may see them; an id that somebody made up shows nobody.
        match people::see(tx, actor, id) {
            Ok(person) => all.push(somebody(tx, &person, frame)?),
            Err(error) if matches!(error.code(), Some(Code::NotFound | Code::Forbidden)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// Who may be the same as the person on the form, once that kept it from being saved.
fn alike(tx: &mut Tx<'_>, actor: &Actor, frame: &Frame, form: &Form) -> Result<Vec<Somebody>> {
    if !frame.is_refused(Code::PossiblySamePerson) && form.all("notSame").next().is_none() {
        return Ok(Vec::new());
    }
    let Ok((new, phone)) = new_person(form) else { return Ok(Vec::new()) };
    let same = people::look_at_alike(tx, actor, &new, phone.as_ref())?;
    same.iter().map(|it| somebody(tx, it, frame)).collect()
}

/// Where somebody of the team's neighbourhoods can live.
///
/// # Errors
/// When the database fails.
pub(super) fn places(tx: &mut Tx<'_>, actor: &Actor, frame: &Frame) -> Result<Vec<Place>> {
    let ids = policy::scope(actor, Action::TakeIntake).neighbourhoods;
    let known = places::all_of(tx, &ids)?;
    let is_drawn = known.len() <= MOST_DRAWN;
    let mut all = Vec::new();
    for (at, it) in known.into_iter().enumerate() {
        let mut choices =
            vec![Choice { value: it.id.to_string(), name: frame.with("intake-somewhere", "place", &it.name) }];
        let mut areas = vec![Area::of(&places::area(tx, it.id)?, it.name.clone())];
        for (number, cell) in cells_of(tx, it.id)?.into_iter().enumerate().filter(|_| is_drawn) {
            let name = frame.with("map-cell", "number", &(number + 1).to_string());
            areas.push(Area::of_cell(cell, name.clone()).marked((number + 1).to_string()));
            choices.push(Choice { value: format!("{}/{cell}", it.id), name: format!("{}, {name}", it.name) });
        }
        let drawing = DRAWINGS.get(at).filter(|_| is_drawn).and_then(|id| draw(id, it.name.clone(), &areas));
        all.push(Place { name: it.name, choices, drawing });
    }
    Ok(all)
}

/// What the drawings of a page are called.
const DRAWINGS: [&str; MOST_DRAWN] = ["place-1", "place-2", "place-3", "place-4", "place-5", "place-6"];

/// The texts to read out before somebody says yes or no.
pub(super) fn read_outs() -> Vec<ReadOut> {
    let read_out = |it: &Locale, choice: Choice| ReadOut {
        lang: it.as_str(),
        name: choice.name,
        publish: texts::text(ConsentPurpose::PublishRequest, *it).text,
        research: texts::text(ConsentPurpose::Research, *it).text,
    };
    Locale::ALL.iter().zip(written()).map(|(it, choice)| read_out(it, choice)).collect()
}

/// The page, with what was typed and found.
///
/// # Errors
/// When the database fails.
pub(super) fn intake(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut frame: Frame,
    form: &Form,
    found: &Found,
) -> Result<IntakePage> {
    let locale = frame.locale;
    if let Some(trouble) = &mut frame.trouble {
        trouble.leads_to(|pointer| {
            let field = field_of(pointer);
            let called = locale.text(&format!("console-intake-{field}"), &[]);
            (field.to_owned(), format!("{}. {called}", number(field)))
        });
        trouble.fields.sort_by_key(|it| number(&it.name));
        trouble.fields.dedup_by(|it, before| it.name == before.name);
    }
    let person = chosen(form, "person");
    let known = choices(tx, actor, &frame, &found.people, person)?;
    let proxies = choices(tx, actor, &frame, &found.proxies, chosen(form, "proxy"))?;
    let proxies: Vec<_> = proxies.into_iter().filter(|it| it.has_account).collect();
    let hows = EntryHow::ALL.iter().filter(|it| **it != EntryHow::App).map(|it| it.as_str());
    Ok(IntakePage {
        found_nobody: found.has_looked && known.is_empty() && proxies.is_empty(),
        people: known,
        person,
        proxies,
        alike: alike(tx, actor, &frame, form)?,
        places: places(tx, actor, &frame)?,
        texts: read_outs(),
        text_version: texts::VERSION,
        today: Date::of(tx.now),
        hows: words_of(&frame, "console-channel", hows),
        languages: spoken(),
        locales: written(),
        categories: Kinds::of_team(tx, actor, frame.locale)?.choices(),
        urgencies: words_of(&frame, "console-urgency", Urgency::ALL.iter().map(|it| it.as_str())),
        days: words_of(&frame, "day", Day::ALL.iter().map(|it| it.as_str())),
        kinds: words_of(&frame, "link-helpKind", HelpKind::ALL.iter().map(|it| it.as_str())),
        rhythms: words_of(&frame, "console-rhythm", Rhythm::ALL.iter().map(|it| it.as_str())),
        wanted: words_of(&frame, "console-wantedFrom", WantedFrom::ALL.iter().map(|it| it.as_str())),
        proxy_kinds: words_of(&frame, "console-proxyKind", ProxyKind::ALL.iter().map(|it| it.as_str())),
        scopes: words_of(&frame, "console-proxyScope", ProxyScope::ALL.iter().map(|it| it.as_str())),
        frame,
    })
}

/// What the fields are called, with their numbers: for the form on paper.
pub(super) fn labels(locale: Locale) -> Vec<(usize, &'static str, String)> {
    FIELDS.iter().map(|it| (number(it), *it, locale.text(&format!("console-intake-{it}"), &[]))).collect()
}
