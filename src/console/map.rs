//! The map of a team: its neighbourhoods, and in one of them its cells, each with its number, and the same in a table.

use std::collections::BTreeMap;

use askama::Template;

use super::frame::Frame;
use super::svg::{Area, Drawing, Shade, draw};
use crate::ids::NeighbourhoodId;
use crate::moderation::map::{self, AreaOffer, AreaRequest, Counts, MappedNeighbourhood};
use crate::places::{self, Cell, Resolution};
use crate::platform::words;
use crate::platform::{Error, Result, Tx};
use crate::policy::Actor;

crate::db::types::words! {
    /// Which number is drawn.
    Shows {
        /// Requests that are open or wait, together.
        Asked = "asked",
        /// Requests for which helpers are looked for.
        Open = "open",
        /// Requests that wait for a first look.
        Waiting = "waiting",
        /// Offers.
        Offers = "offers",
    }
}

impl Shows {
    const fn of(self, counts: Counts) -> i64 {
        match self {
            Self::Asked => counts.open + counts.waiting,
            Self::Open => counts.open,
            Self::Waiting => counts.waiting,
            Self::Offers => counts.offers,
        }
    }
}

/// A row of the table.
struct Row {
    name: String,
    href: Option<String>,
    counts: Counts,
}

/// Another number to draw.
struct Choice {
    href: String,
    name: String,
    is_this: bool,
}

/// The map.
#[derive(Template)]
#[template(path = "console/map/map.html")]
pub(super) struct MapPage {
    pub(super) frame: Frame,
    /// The neighbourhood that is looked at; `None`: all of them.
    name: Option<String>,
    choices: Vec<Choice>,
    drawing: Option<Drawing>,
    caption: String,
    rows: Vec<Row>,
    listed: Option<Listed>,
}

/// What was counted, one by one.
struct Listed {
    title: String,
    requests: Vec<Item>,
    offers: Vec<Item>,
    /// Whether there may be more than are listed.
    is_cut: bool,
}

/// Something that was counted.
struct Item {
    href: String,
    text: String,
    age: String,
}

fn choices(frame: &Frame, path: &str, shows: Shows) -> Vec<Choice> {
    let choice = |it: &Shows| Choice {
        href: format!("{path}?show={it}"),
        name: frame.t(&format!("map-{it}")),
        is_this: *it == shows,
    };
    Shows::ALL.iter().map(choice).collect()
}

/// The map of all neighbourhoods of the team.
///
/// # Errors
/// When the database fails.
pub(super) fn map(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, shows: Shows) -> Result<MapPage> {
    let mapped = map::see_map(tx, actor)?;
    let largest = mapped.iter().map(|it| shows.of(it.counts)).max().unwrap_or_default();
    let (mut areas, mut rows) = (Vec::new(), Vec::new());
    for MappedNeighbourhood { id, counts, .. } in mapped {
        let Some(id) = id else {
            rows.push(Row { name: frame.t("unserved"), href: Some("/console/map/outside".to_owned()), counts });
            continue;
        };
        let (name, href) = (places::get(tx, id)?.name, format!("/console/map/{id}?show={shows}"));
        let said = format!("{name}: {} {}", shows.of(counts), frame.t(&format!("map-{shows}")));
        let area = Area::of(&places::area(tx, id)?, said).marked(shows.of(counts).to_string());
        areas.push(area.leading_to(href.clone()).shaded(Shade::of(shows.of(counts), largest)));
        rows.push(Row { name, href: Some(href), counts });
    }
    let drawing = draw("map", frame.t("map-title"), &areas);
    let (choices, caption) = (choices(&frame, "/console/map", shows), frame.t("map-caption"));
    Ok(MapPage { name: None, choices, drawing, caption, rows, listed: None, frame })
}

/// The map of one neighbourhood, or what lies outside every one: its cells, and what was counted there.
///
/// # Errors
/// A refusal when it is none of the team's.
pub(super) fn area(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    id: Option<NeighbourhoodId>,
    cell: Option<Cell>,
    shows: Shows,
) -> Result<MapPage> {
    let (requests, offers) = map::see_area(tx, actor, id, cell)?;
    let mapped = map::see_map(tx, actor)?.into_iter().find(|it| it.id == id);
    let counted: BTreeMap<Cell, Counts> =
        mapped.into_iter().flat_map(|it| it.cells).map(|it| (it.cell, it.counts)).collect();
    let (path, name) = match id {
        Some(id) => (format!("/console/map/{id}"), places::get(tx, id)?.name),
        None => ("/console/map/outside".to_owned(), frame.t("unserved")),
    };
    let cells = cells(tx, id, &counted)?;
    let largest = counted.values().map(|it| shows.of(*it)).max().unwrap_or_default();
    let mut areas = match id {
        Some(id) => vec![Area::of(&places::area(tx, id)?, name.clone())],
        None => Vec::new(),
    };
    let mut rows = Vec::new();
    for (number, it) in cells.iter().enumerate() {
        let counts = counted.get(it).copied().unwrap_or_default();
        let called = frame.with("map-cell", "number", &(number + 1).to_string());
        let href = format!("{path}?show={shows}&cell={it}");
        let said = format!("{called}: {} {}", shows.of(counts), frame.t(&format!("map-{shows}")));
        let area = Area::of_cell(*it, said).marked(shows.of(counts).to_string());
        areas.push(area.leading_to(href.clone()).shaded(Shade::of(shows.of(counts), largest)));
        rows.push(Row { name: called, href: Some(href), counts });
    }
    let chosen = cell.and_then(|cell| cells.iter().position(|it| *it == cell));
    let title = match chosen {
        Some(at) => frame.with("map-cell", "number", &(at + 1).to_string()),
        None => name.clone(),
    };
    let most = usize::try_from(map::MOST).unwrap_or(usize::MAX);
    let is_cut = requests.len() >= most || offers.len() >= most;
    let listed = Some(Listed {
        title,
        requests: requests.iter().map(|it| request(it, tx, &frame)).collect(),
        offers: offers.iter().map(|it| offer(it, tx, &frame)).collect(),
        is_cut,
    });
    let (choices, caption) = (choices(&frame, &path, shows), frame.t("map-cells-caption"));
    Ok(MapPage { drawing: draw("map", name.clone(), &areas), name: Some(name), choices, caption, rows, listed, frame })
}

/// The cells of a neighbourhood, in their order; outside every one those in which there is something.
fn cells(tx: &mut Tx<'_>, id: Option<NeighbourhoodId>, counted: &BTreeMap<Cell, Counts>) -> Result<Vec<Cell>> {
    let Some(id) = id else { return Ok(counted.keys().copied().collect()) };
    let mut cells = cells_of(tx, id)?;
    cells.extend(counted.keys().copied().filter(|it| !cells.contains(it)).collect::<Vec<_>>());
    Ok(cells)
}

/// The public cells of a neighbourhood, in the order in which they are numbered.
///
/// # Errors
/// When there is none of this id.
pub(super) fn cells_of(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Vec<Cell>> {
    let resolution = u8::try_from(places::get(tx, id)?.cell_resolution).ok();
    let resolution = resolution.and_then(|it| Resolution::try_from(it).ok());
    let resolution = resolution.ok_or_else(|| Error::Inconsistent(format!("the resolution of the cells of {id}")))?;
    Ok(places::area(tx, id)?.cells(resolution))
}

fn request(of: &AreaRequest, tx: &Tx<'_>, frame: &Frame) -> Item {
    let what = frame.word("category", of.category.as_str());
    let state = frame.t(if of.is_waiting { "request-state-submitted" } else { "request-state-open" });
    Item {
        href: format!("/console/requests/{}", of.id),
        text: format!("{what}, {}: {state}", frame.word("console-urgency", of.urgency.as_str())),
        age: words::ago(of.since, tx.now, frame.locale),
    }
}

fn offer(of: &AreaOffer, tx: &Tx<'_>, frame: &Frame) -> Item {
    let what: Vec<_> = of.categories.iter().map(|it| frame.word("category", it.as_str())).collect();
    Item {
        href: format!("/console/offers/{}", of.id),
        text: what.join(", "),
        age: words::ago(of.since, tx.now, frame.locale),
    }
}
