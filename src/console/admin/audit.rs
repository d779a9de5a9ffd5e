//! Who saw and did what: a form, and what was found.

use std::collections::HashMap;
use std::str::FromStr;

use askama::Template;

use super::Choice;
use super::people::staff;
use crate::audit::{Entry, ShownOf, Wanted};
use crate::clock::Instant;
use crate::console::frame::Frame;
use crate::console::queue::place_names;
use crate::events::Event;
use crate::ids::PersonId;
use crate::people;
use crate::platform::http::{Cursor, Desk};
use crate::platform::text::PersonName;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Role, scope};
use crate::privacy::audit_search::actions::{Found, search};
use crate::when::ZONE;

/// How many rows a page has.
const ROWS: u32 = 50;
/// The kinds of things that have a page: where, and what one must be able to do there.
const PAGES: [(&str, &str, Action); 8] = [
    ("person", "/console/people", Action::SeePerson),
    ("request", "/console/requests", Action::SeeRequest),
    ("offer", "/console/offers", Action::SeeOffer),
    ("match", "/console/matches", Action::SeeMatch),
    ("referral", "/console/referrals", Action::SeeReferral),
    ("concern", "/console/concerns", Action::SeeConcern),
    ("neighbourhood", "/console/admin/neighbourhoods", Action::SeePolicy),
    ("organisation", "/console/admin/organisations", Action::ConfirmAddress),
];
/// The fields of the form.
const FIELDS: [&str; 6] = ["shownOf", "actor", "object", "event", "from", "until"];

/// What was asked for, as it was typed.
#[derive(Debug, Clone, Default)]
pub(in crate::console) struct Asked {
    fields: Vec<(&'static str, String)>,
    after: String,
}

impl Asked {
    /// What the address says.
    pub(in crate::console) fn of(desk: &Desk) -> Self {
        let fields = FIELDS.iter().map(|it| (*it, desk.asked(it).trim().to_owned())).collect();
        Self { fields, after: desk.asked("after").to_owned() }
    }

    fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str())
    }

    fn read<T: FromStr>(&self, name: &'static str) -> std::result::Result<Option<T>, &'static str> {
        let text = self.get(name);
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| name) }
    }

    /// The last id in the address of a page, or the id itself.
    fn id<T: FromStr>(&self, name: &'static str) -> std::result::Result<Option<T>, &'static str> {
        let text = self.get(name);
        if text.is_empty() {
            return Ok(None);
        }
        text.rsplit(['/', '?', '#', '=']).find_map(|it| it.parse().ok()).map(Some).ok_or(name)
    }

    /// The day of a field: its begin, or that of the day after.
    fn day(&self, name: &'static str, is_end: bool) -> std::result::Result<Option<Instant>, &'static str> {
        let Some(date) = self.read::<chrono::NaiveDate>(name)? else { return Ok(None) };
        let date = if is_end { date.succ_opt().ok_or(name)? } else { date };
        let begin = date.and_hms_opt(0, 0, 0).and_then(|it| it.and_local_timezone(ZONE).earliest()).ok_or(name)?;
        Instant::from_micros(begin.timestamp_micros()).map(Some).ok_or(name)
    }

    /// What is looked for; the name of the field that is wrong.
    fn wanted(&self) -> std::result::Result<Wanted, &'static str> {
        let event = Some(self.get("event").to_owned()).filter(|it| !it.is_empty());
        Ok(Wanted {
            shown_of: self.id("shownOf")?,
            actor: self.id("actor")?,
            object: self.id("object")?,
            event: event.filter(|it| it.len() <= 60),
            from: self.day("from", false)?,
            until: self.day("until", true)?,
        })
    }

    fn is_empty(&self) -> bool {
        self.fields.iter().all(|it| it.1.is_empty())
    }
}

/// Something of a row, and where it leads.
struct Lead {
    text: String,
    href: String,
}

/// A row of what was found.
struct Row {
    at: String,
    /// Who, where it was somebody: to all that they did.
    who: Option<Lead>,
    /// In which role, where that is not said yet.
    role: Option<String>,
    place: String,
    what: String,
    /// The kind of what it is about, and its page where the reader may go there.
    kind: String,
    page: Option<String>,
    object: String,
    shown: Vec<(Lead, String)>,
}

/// What can have happened to things of a kind.
struct Group {
    kind: String,
    events: Vec<Choice>,
}

/// The page.
#[derive(Template)]
#[template(path = "console/admin/audit.html")]
pub(in crate::console) struct AuditPage {
    pub(in crate::console) frame: Frame,
    asked: Asked,
    staff: Vec<Choice>,
    groups: Vec<Group>,
    /// The field that is wrong.
    wrong: Option<&'static str>,
    /// What was found; `None` before anything was asked for.
    rows: Option<Vec<Row>>,
    next: Option<String>,
}

impl AuditPage {
    fn is_wrong(&self, name: &str) -> bool {
        self.wrong == Some(name)
    }

    /// Whether somebody is asked for who is not in the list: a resident, or who is not of the staff any more.
    fn asks_for_other(&self) -> bool {
        let actor = self.asked.get("actor");
        !actor.is_empty() && self.staff.iter().all(|it| it.0 != actor)
    }
}

/// What was found. Looking leaves a trace; nothing is looked for before anything was asked for.
///
/// # Errors
/// A refusal when the actor may not.
pub(in crate::console) fn audit(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, asked: Asked) -> Result<AuditPage> {
    let (staff, groups) = (staff(tx, actor, &frame)?, groups(&frame));
    let (mut wrong, mut rows, mut next) = (None, None, None);
    if !asked.is_empty() {
        match asked.wanted() {
            Ok(wanted) => {
                let page = search(tx, actor, &wanted, Cursor::read(&asked.after, ROWS)?)?;
                rows = Some(self::rows(tx, actor, &page.items, &frame)?);
                next = page.next;
            }
            Err(field) => wrong = Some(field),
        }
    }
    Ok(AuditPage { frame, asked, staff, groups, wrong, rows, next })
}

/// All that can have happened, by the kind of what it happened to.
fn groups(frame: &Frame) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for name in Event::NAMES {
        let kind = kind(name.split('.').next().unwrap_or_default(), frame);
        let event = ((*name).to_owned(), what(name, frame));
        match groups.iter_mut().find(|it| it.kind == kind) {
            Some(group) => group.events.push(event),
            None => groups.push(Group { kind, events: vec![event] }),
        }
    }
    for group in &mut groups {
        group.events.sort_by(|one, other| one.1.cmp(&other.1));
    }
    groups.sort_by(|one, other| one.kind.cmp(&other.kind));
    groups
}

fn rows(tx: &mut Tx<'_>, actor: &Actor, found: &[Found], frame: &Frame) -> Result<Vec<Row>> {
    let places = place_names(tx, found.iter().filter_map(|it| it.entry.neighbourhood_id))?;
    let of_staff = found.iter().filter(|it| is_staff(it.entry.acting_as)).filter_map(|it| it.entry.actor);
    let names = people::actions::first_names(tx, &of_staff.collect::<Vec<_>>())?;
    let row = |Found { entry, shown }: &Found| Row {
        at: words::when(entry.at),
        who: entry.actor.map(|it| who(it, entry, &names, frame)),
        role: Some(role(entry, frame)).filter(|_| entry.actor.is_none() || is_staff(entry.acting_as)),
        place: entry.neighbourhood_id.and_then(|it| places.get(&it)).cloned().unwrap_or_default(),
        what: what(&entry.event, frame),
        kind: kind(&entry.object_kind, frame),
        page: page_of(actor, &entry.object_kind).map(|it| format!("{it}/{}", entry.object)),
        object: entry.object.to_string(),
        shown: shown.iter().map(|it| of_somebody(actor, it, frame)).collect(),
    };
    Ok(found.iter().map(row).collect())
}

const fn is_staff(role: Role) -> bool {
    matches!(role, Role::Buurtwerker | Role::Coordinator | Role::Administrator)
}

/// Who it was: staff by first name, and others by what they are.
fn who(id: PersonId, entry: &Entry, names: &HashMap<PersonId, PersonName>, frame: &Frame) -> Lead {
    let name = names.get(&id).filter(|_| is_staff(entry.acting_as)).map(|it| it.as_str().to_owned());
    Lead { text: name.unwrap_or_else(|| role(entry, frame)), href: format!("/console/admin/audit?actor={id}") }
}

fn role(entry: &Entry, frame: &Frame) -> String {
    if entry.by_software() { frame.t("audit-software") } else { frame.word("console-role", entry.acting_as.as_str()) }
}

/// Of whom something was shown, without a name: it stands on their page.
fn of_somebody(actor: &Actor, shown: &ShownOf, frame: &Frame) -> (Lead, String) {
    let parts: Vec<_> = shown.parts.iter().map(|it| frame.word("console-audit-part", it.as_str())).collect();
    let href = match page_of(actor, "person") {
        Some(page) => format!("{page}/{}", shown.person),
        None => format!("/console/admin/audit?shownOf={}", shown.person),
    };
    let what = format!("{} ({})", parts.join(", "), frame.word("access-purpose", shown.purpose.as_str()));
    (Lead { text: kind("person", frame), href }, what)
}

/// Where the things of a kind have their pages, if the actor can go there.
fn page_of(actor: &Actor, kind: &str) -> Option<&'static str> {
    let goes_there = |action| {
        let scope = scope(actor, action);
        scope.everyone || !scope.neighbourhoods.is_empty()
    };
    PAGES.iter().find(|it| it.0 == kind && goes_there(it.2)).map(|it| it.1)
}

/// A kind of things in words.
fn kind(of: &str, frame: &Frame) -> String {
    frame.word("console-audit-kind", of)
}

/// An event in words; the word itself where it has none.
fn what(event: &str, frame: &Frame) -> String {
    let key = format!("console-event-{}", event.replace('.', "-"));
    if frame.locale.has(&key) { frame.locale.text(&key, &[]) } else { event.to_owned() }
}
