//! The services of an organisation: whether there is room today, when they are open, and whether the directory is right.

use askama::Template;

use super::house::{ServiceFields, service_fields};
use super::{Ours, Tab, ours, tabs};
use crate::codes::Code;
use crate::console::frame::Frame;
use crate::console::offers::day;
use crate::ids::ServiceId;
use crate::organisations::actions::{self as organisations, WantedServices, subject};
use crate::organisations::model::{Capacity, Service, ServiceStatus};
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may};
use crate::when::{Date, Day, TimeOfDay, WeeklySlot};

/// So many services are shown.
const MOST: u32 = 100;
/// So many stretches of a day can be typed, at least.
const FEWEST_STRETCHES: usize = 2;
/// And at most.
pub(in crate::console) const MOST_STRETCHES: usize = 7;

/// A service.
struct Row {
    id: ServiceId,
    version: i32,
    name: String,
    organisation: String,
    capacity: Capacity,
    capacity_text: String,
    is_active: bool,
    is_assured: bool,
    assured_on: String,
}

/// The page of all of them.
#[derive(Template)]
#[template(path = "console/inbox/services.html")]
pub(in crate::console) struct ServicesPage {
    frame: Frame,
    tabs: Vec<Tab>,
    ours: Vec<Ours>,
    services: Vec<Row>,
    capacities: &'static [Capacity],
}

/// A field of the opening hours: its name, and what stands in it.
struct Time {
    name: String,
    value: String,
}

/// When a service is open on a day.
struct Opening {
    name: String,
    stretches: Vec<(Time, Time)>,
}

/// The page of one.
#[derive(Template)]
#[template(path = "console/inbox/service.html")]
pub(in crate::console) struct ServicePage {
    frame: Frame,
    tabs: Vec<Tab>,
    row: Row,
    description: String,
    service: ServiceFields,
    capacities: &'static [Capacity],
    openings: Vec<Opening>,
}

/// The name of a field of the opening hours. `end`: from or to.
pub(in crate::console) fn field(day: Day, number: usize, end: &str) -> String {
    format!("{day}-{number}-{end}")
}

fn row(tx: &mut Tx<'_>, of: &Service, frame: &Frame) -> Result<Row> {
    Ok(Row {
        id: of.id,
        version: of.version,
        name: of.name.as_str().to_owned(),
        organisation: organisations::get(tx, of.organisation)?.name.as_str().to_owned(),
        capacity: of.capacity,
        capacity_text: frame.word("console-capacity", of.capacity.as_str()),
        is_active: of.status == ServiceStatus::Active,
        is_assured: of.is_assured(Date::of(tx.now)),
        assured_on: day(of.assured_on),
    })
}

/// The services of the organisations of the reader.
///
/// # Errors
/// When the database fails.
pub(in crate::console) fn services(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<ServicesPage> {
    let mut services = Vec::new();
    let ours = ours(tx, actor)?;
    for organisation in ours.iter().map(|it| it.id) {
        for status in [ServiceStatus::Active, ServiceStatus::Inactive] {
            let wanted =
                WantedServices { neighbourhood: None, category: None, organisation: Some(organisation), status };
            for service in organisations::services(tx, wanted, Cursor { after: None, size: MOST })?.items {
                services.push(row(tx, &service, &frame)?);
            }
        }
    }
    Ok(ServicesPage { tabs: tabs(&frame, None), ours, services, capacities: Capacity::ALL, frame })
}

/// A service of an organisation of the reader. One of others is answered as none: the directory shows it elsewhere.
///
/// # Errors
/// A refusal when it is no service of theirs.
pub(in crate::console) fn service(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, id: ServiceId) -> Result<ServicePage> {
    let of = organisations::service(tx, id)?;
    if !may(actor, Action::ChangeService, &subject(of.organisation)) {
        return Err(Code::NotFound.into());
    }
    Ok(ServicePage {
        tabs: tabs(&frame, None),
        row: row(tx, &of, &frame)?,
        description: of.description.as_str().to_owned(),
        service: service_fields(tx, &frame, of.organisation, Some(&of))?,
        capacities: Capacity::ALL,
        openings: Day::ALL.iter().map(|it| opening(&of.details.opening_hours, *it, &frame)).collect(),
        frame,
    })
}

fn opening(slots: &[WeeklySlot], day: Day, frame: &Frame) -> Opening {
    let theirs = slots.iter().filter(|it| it.day == day);
    let mut kept: Vec<_> = theirs.map(|it| (it.from.to_string(), written(it.to))).collect();
    kept.truncate(MOST_STRETCHES);
    kept.resize(kept.len().max(FEWEST_STRETCHES), (String::new(), String::new()));
    let time = |number: usize, end: &str, kept: &str| {
        let name = field(day, number, end);
        Time { value: frame.typed_or(&name, kept).to_owned(), name }
    };
    let stretch = |(number, (from, to)): (usize, (String, String))| {
        (time(number + 1, "from", &from), time(number + 1, "to", &to))
    };
    Opening { name: frame.word("day", day.as_str()), stretches: kept.into_iter().enumerate().map(stretch).collect() }
}

/// The end of a stretch as a clock shows it: the end of the day is midnight.
fn written(to: TimeOfDay) -> String {
    if to.minutes() == 24 * 60 { "00:00".to_owned() } else { to.to_string() }
}
