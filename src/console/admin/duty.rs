//! Who is on duty in a neighbourhood and when, whom to call otherwise, and who is away.

use std::collections::HashMap;

use askama::Template;

use super::neighbourhoods;
use crate::codes::Code;
use crate::console::frame::Frame;
use crate::duty::actions::{self, VERSION, list_absences, see_roster};
use crate::duty::model::{Absence, MOST_NUMBERS, Terms};
use crate::ids::{AbsenceId, NeighbourhoodId, PersonId};
use crate::people::actions::{Held, team};
use crate::places;
use crate::platform::http::{Cursor, Form};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, Role, may};
use crate::when::{Day, WeeklySlot};

/// So many slots of a day can be typed at first.
const SLOTS: usize = 2;
/// So many further numbers can be typed at a time.
const FREE_NUMBERS: usize = 2;
/// How many absences are shown.
const ABSENCES: u32 = 100;

/// The neighbourhoods whose roster can be looked at.
#[derive(Template)]
#[template(path = "console/admin/duty_list.html")]
pub(in crate::console) struct DutyListPage {
    pub(in crate::console) frame: Frame,
    rows: Vec<(String, String)>,
}

/// The neighbourhoods whose roster the actor can look at.
///
/// # Errors
/// When the database fails.
pub(in crate::console) fn duty_list(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<DutyListPage> {
    let found = neighbourhoods(tx, actor, Action::SeeDutyRoster)?;
    Ok(DutyListPage { frame, rows: super::choices(&found) })
}

/// Somebody of the team, and what part they have in the roster.
struct Member {
    id: PersonId,
    name: String,
    part: &'static str,
    place: String,
}

/// Hours of a day.
struct Hours {
    name_from: String,
    name_to: String,
    label: String,
    from: String,
    to: String,
}

/// A number to call.
struct Number {
    phone_field: String,
    title_field: String,
    phone: String,
    title: String,
}

/// An absence.
struct Away {
    id: AbsenceId,
    name: String,
    from: String,
    until: String,
    may_remove: bool,
}

/// The roster of a neighbourhood.
#[derive(Template)]
#[template(path = "console/admin/duty.html")]
pub(in crate::console) struct DutyPage {
    pub(in crate::console) frame: Frame,
    name: String,
    version: Option<i32>,
    absence_version: i32,
    may_set: bool,
    may_manage: bool,
    members: Vec<Member>,
    hours: Vec<Hours>,
    numbers: Vec<Number>,
    absences: Vec<Away>,
}

impl DutyPage {
    fn parts(&self) -> [(&'static str, String); 3] {
        ["none", "duty", "deputy"].map(|it| (it, self.frame.t(&format!("duty-part-{it}"))))
    }
}

/// The roster of a neighbourhood, and who is away. That the team is read by name leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(in crate::console) fn duty(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, at: NeighbourhoodId) -> Result<DutyPage> {
    let roster = match see_roster(tx, actor, at) {
        Ok(roster) => Some(roster),
        // None is set yet, or there is nothing to see: the team tells which.
        Err(error) if error.code() == Some(Code::NotFound) => None,
        Err(error) => return Err(error),
    };
    let held = team(tx, actor, at)?;
    let names: HashMap<PersonId, String> = held.iter().map(|it| (it.role.person_id, called(it, &frame))).collect();
    let version = roster.as_ref().map(|it| it.version);
    let terms = roster.map(|it| it.terms).unwrap_or_default();
    let subject = actions::subject(at);
    let may_manage = may(actor, Action::ManageAbsences, &subject);
    let absences = list_absences(tx, actor, at, Cursor { after: None, size: ABSENCES })?;
    let away = |it: &Absence| Away {
        id: it.id,
        name: names.get(&it.person).cloned().unwrap_or_else(|| frame.t("colleague")),
        from: it.from.format("%d/%m/%Y").to_string(),
        until: it.until.format("%d/%m/%Y").to_string(),
        may_remove: may_manage || actor.person == Some(it.person),
    };
    Ok(DutyPage {
        name: places::get(tx, at)?.name,
        version,
        absence_version: VERSION,
        may_set: may(actor, Action::SetDutyRoster, &subject),
        may_manage,
        members: held
            .iter()
            .filter(|it| it.role.role == Role::Buurtwerker)
            .map(|it| member(it, &terms, &frame))
            .collect(),
        hours: hours(&terms, &frame),
        numbers: numbers(&terms, &frame),
        absences: absences.items.iter().map(away).collect(),
        frame,
    })
}

fn called(held: &Held, frame: &Frame) -> String {
    let name = held.name.as_ref().map(|it| format!("{} {}", it.first.as_str(), it.last.as_str()));
    name.unwrap_or_else(|| frame.t("erased"))
}

/// What part somebody has: as it was typed, else as it is.
fn member(held: &Held, terms: &Terms, frame: &Frame) -> Member {
    let id = held.role.person_id;
    let place_in = |list: &[PersonId]| list.iter().position(|it| *it == id).map(|it| it + 1);
    let (part, place) = match (place_in(&terms.duty_persons), place_in(&terms.deputies)) {
        (Some(place), _) => ("duty", place.to_string()),
        (None, Some(place)) => ("deputy", place.to_string()),
        (None, None) => ("none", String::new()),
    };
    let typed = ["none", "duty", "deputy"].into_iter().find(|it| frame.had(&format!("part-{id}"), it));
    let place = frame.typed_or(&format!("place-{id}"), &place).to_owned();
    Member { id, name: called(held, frame), part: typed.unwrap_or(part), place }
}

/// The hours of each day, and room for more.
fn hours(terms: &Terms, frame: &Frame) -> Vec<Hours> {
    let mut all = Vec::new();
    for day in Day::ALL {
        let set: Vec<&WeeklySlot> = terms.opening_hours.iter().filter(|it| it.day == *day).collect();
        for number in 0..SLOTS.max(set.len() + usize::from(set.len() >= SLOTS)) {
            let (name_from, name_to) = (format!("from-{day}-{number}"), format!("to-{day}-{number}"));
            let slot = set.get(number);
            let from = slot.map(|it| it.from.to_string()).unwrap_or_default();
            let to = slot.map(|it| it.to.to_string()).unwrap_or_default();
            let day = frame.locale.text(&format!("day-{day}"), &[]);
            all.push(Hours {
                label: if number == 0 { day } else { frame.with("duty-day-again", "day", &day) },
                from: frame.typed_or(&name_from, &from).to_owned(),
                to: frame.typed_or(&name_to, &to).to_owned(),
                name_from,
                name_to,
            });
        }
    }
    all
}

fn numbers(terms: &Terms, frame: &Frame) -> Vec<Number> {
    let count = (terms.emergency_numbers.len() + FREE_NUMBERS).min(MOST_NUMBERS);
    let number = |place: usize| {
        let (phone_field, title_field) = (format!("number-{place}"), format!("numberName-{place}"));
        let set = terms.emergency_numbers.get(place);
        let (phone, title) = set.map_or(("", ""), |it| (it.number.as_str(), it.name.as_str()));
        let phone = frame.typed_or(&phone_field, phone).to_owned();
        let title = frame.typed_or(&title_field, title).to_owned();
        Number { phone_field, title_field, phone, title }
    };
    (0..count).map(number).collect()
}

/// What a form says of a roster, whole.
///
/// # Errors
/// A refusal that names the field.
pub(in crate::console) fn terms(form: &Form) -> Result<Terms> {
    let mut terms = Terms::default();
    let mut parts: Vec<(u32, PersonId, bool)> = Vec::new();
    for (name, part) in form.typed() {
        let Some(id) = name.strip_prefix("part-").filter(|_| matches!(part, "duty" | "deputy")) else { continue };
        let id = id.parse().map_err(|_| Error::invalid(name, "is nobody"))?;
        let place = form.get(&format!("place-{id}")).trim().parse().unwrap_or(u32::MAX);
        parts.push((place, id, part == "duty"));
    }
    parts.sort_by_key(|it| it.0);
    terms.duty_persons = parts.iter().filter(|it| it.2).map(|it| it.1).collect();
    terms.deputies = parts.iter().filter(|it| !it.2).map(|it| it.1).collect();
    for (name, from) in form.typed() {
        let Some(rest) = name.strip_prefix("from-") else { continue };
        let to_name = format!("to-{rest}");
        let to = form.get(&to_name).trim();
        if from.trim().is_empty() && to.is_empty() {
            continue;
        }
        let day = rest.split('-').next().and_then(Day::from_word);
        let day = day.ok_or_else(|| Error::invalid(name, "is no day"))?;
        let read = |name: &str, text: &str| text.trim().parse().map_err(|_| Error::invalid(name, "is no time"));
        terms.opening_hours.push(WeeklySlot { day, from: read(name, from)?, to: read(&to_name, to)? });
    }
    for (name, number) in form.typed() {
        let Some(rest) = name.strip_prefix("number-").filter(|_| !number.trim().is_empty()) else { continue };
        let title = format!("numberName-{rest}");
        terms
            .emergency_numbers
            .push(crate::duty::model::EmergencyNumber { name: form.read_as(&title)?, number: form.read_as(name)? });
    }
    Ok(terms)
}
