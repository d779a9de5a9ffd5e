//! Who saw and did what: a form, and what was found.

use askama::Template;

use crate::audit::Wanted;
use crate::clock::Instant;
use crate::console::frame::Frame;
use crate::console::queue::place_names;
use crate::platform::http::{Cursor, Desk};
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::privacy::audit_search::actions::{Found, search};
use crate::when::ZONE;

/// How many rows a page has.
const ROWS: u32 = 50;
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

    fn read<T: std::str::FromStr>(&self, name: &'static str) -> std::result::Result<Option<T>, &'static str> {
        let text = self.get(name);
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| name) }
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
            shown_of: self.read("shownOf")?,
            actor: self.read("actor")?,
            object: self.read("object")?,
            event: event.filter(|it| it.len() <= 60),
            from: self.day("from", false)?,
            until: self.day("until", true)?,
        })
    }

    fn is_empty(&self) -> bool {
        self.fields.iter().all(|it| it.1.is_empty())
    }
}

/// A row of what was found.
struct Row {
    at: String,
    who: String,
    role: String,
    what: String,
    object_kind: String,
    object: String,
    place: String,
    shown: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "console/admin/audit.html")]
pub(in crate::console) struct AuditPage {
    pub(in crate::console) frame: Frame,
    asked: Asked,
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
}

/// What was found. Looking leaves a trace; nothing is looked for before anything was asked for.
///
/// # Errors
/// A refusal when the actor may not.
pub(in crate::console) fn audit(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, asked: Asked) -> Result<AuditPage> {
    let none = |frame, asked, wrong| Ok(AuditPage { frame, asked, wrong, rows: None, next: None });
    if asked.is_empty() {
        return none(frame, asked, None);
    }
    let wanted = match asked.wanted() {
        Ok(wanted) => wanted,
        Err(wrong) => return none(frame, asked, Some(wrong)),
    };
    let page = search(tx, actor, &wanted, Cursor::read(&asked.after, ROWS)?)?;
    let next = page.next;
    let places = place_names(tx, page.items.iter().filter_map(|it| it.entry.neighbourhood_id))?;
    let row = |found: &Found| {
        let Found { entry, shown } = found;
        let shown = shown.iter().map(|it| {
            let parts: Vec<_> = it.parts.iter().map(|part| frame.word("console-audit-part", part.as_str())).collect();
            format!("{}: {} ({})", it.person, parts.join(", "), frame.word("access-purpose", it.purpose.as_str()))
        });
        Row {
            at: words::when(entry.at),
            who: entry.actor.map_or_else(String::new, |it| it.to_string()),
            role: if entry.by_software() {
                frame.t("audit-software")
            } else {
                frame.word("console-role", entry.acting_as.as_str())
            },
            what: what(&entry.event, &frame),
            object_kind: entry.object_kind.clone(),
            object: entry.object.to_string(),
            place: entry.neighbourhood_id.and_then(|it| places.get(&it)).cloned().unwrap_or_default(),
            shown: shown.collect(),
        }
    };
    let rows = page.items.iter().map(row).collect();
    Ok(AuditPage { frame, asked, wrong: None, rows: Some(rows), next })
}

/// An event in words; the word itself where it has none.
fn what(event: &str, frame: &Frame) -> String {
    let key = format!("console-event-{}", event.replace('.', "-"));
    if frame.locale.has(&key) { frame.locale.text(&key, &[]) } else { event.to_owned() }
}
