//! The pages about the neighbourhoods of this instance: which there are, what a file would bring, and what each decides.

use askama::Template;

use super::frame::Frame;
use super::svg::{Area, Drawing, draw};
use crate::categories::Category;
use crate::ids::{NeighbourhoodId, NeighbourhoodImportId};
use crate::places::imports::{self, ImportState, Standing};
use crate::places::{self, FoundNeighbourhood, Neighbourhood, Phase, Template as PolicyTemplate, WayToMatch};
use crate::platform::http::{Cursor, Page};
use crate::platform::language::Locale;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, Subject, could, may, scope};

/// How many neighbourhoods stand on a page.
const PAGE: u32 = 100;

/// A neighbourhood in the list.
struct Row {
    id: NeighbourhoodId,
    code: String,
    name: String,
    municipality: String,
    phase: Phase,
    /// How many kinds of help are offered.
    categories: usize,
}

/// The list of neighbourhoods.
#[derive(Template)]
#[template(path = "console/places/list.html")]
pub(super) struct ListPage {
    pub(super) frame: Frame,
    rows: Vec<Row>,
    drawing: Option<Drawing>,
    /// Whence the next page goes on.
    next: Option<NeighbourhoodId>,
    /// Whether the reader can bring neighbourhoods in.
    may_import: bool,
    /// Files that were given and wait.
    waiting: Vec<(NeighbourhoodImportId, String)>,
    /// What is wrong with the file that was given.
    file_trouble: Option<String>,
}

/// The list of neighbourhoods for which the actor can decide.
///
/// # Errors
/// When the database fails, or the actor may not.
pub(super) fn list(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, after: Option<NeighbourhoodId>) -> Result<ListPage> {
    let decides = scope(actor, Action::ChangePolicy);
    let page = if decides.everyone {
        places::neighbourhoods(tx, Cursor { after: after.map(NeighbourhoodId::uuid), size: PAGE })?
    } else {
        Page { items: places::all_of(tx, &decides.neighbourhoods)?, next: None }
    };
    let next = page.next.as_ref().and_then(|_| page.items.last()).map(|it| it.id);
    let area = |it: &Neighbourhood| Ok(Area::of(&places::area(tx, it.id)?, it.name.clone()));
    let areas = page.items.iter().map(area).collect::<Result<Vec<_>>>()?;
    let may_import = may(actor, Action::ImportNeighbourhoods, &Subject::default());
    let files = if may_import { imports::list(tx, actor, Cursor { after: None, size: 20 })?.items } else { Vec::new() };
    let is_waiting = |it: &imports::NeighbourhoodImport| it.state == ImportState::Read;
    let file_trouble = frame.trouble.iter().flat_map(|it| &it.fields).find(|it| it.name.starts_with("file-"));
    Ok(ListPage {
        drawing: draw("places", frame.t("places-map"), &areas),
        rows: page.items.into_iter().map(row).collect(),
        next,
        may_import,
        waiting: files.iter().filter(|it| is_waiting(it)).map(|it| (it.id, when(it.created_at))).collect(),
        file_trouble: file_trouble.map(|it| it.name.clone()),
        frame,
    })
}

fn row(of: Neighbourhood) -> Row {
    Row {
        id: of.id,
        categories: of.policy.0.categories().len(),
        code: of.code,
        name: of.name,
        municipality: of.municipality_nis.unwrap_or_default(),
        phase: of.phase,
    }
}

fn when(at: crate::clock::Instant) -> String {
    at.utc().with_timezone(&crate::when::ZONE).format("%d/%m/%Y %H:%M").to_string()
}

/// A neighbourhood of a file.
struct Found {
    code: String,
    name: String,
    municipality: String,
    standing: Standing,
}

/// What is in a file.
#[derive(Template)]
#[template(path = "console/places/import.html")]
pub(super) struct ImportPage {
    pub(super) frame: Frame,
    id: NeighbourhoodImportId,
    version: i32,
    is_done: bool,
    code: String,
    name: String,
    municipality: String,
    municipality_nis: String,
    properties: Vec<(String, String)>,
    found: Vec<Found>,
    drawing: Option<Drawing>,
    broken: Vec<String>,
    new: Vec<String>,
    changed: Vec<String>,
    unchanged: usize,
    disappeared: Vec<String>,
}

/// What is in a file.
///
/// # Errors
/// When there is none, or the actor may not see it.
pub(super) fn import(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, id: NeighbourhoodImportId) -> Result<ImportPage> {
    let look = imports::look(tx, actor, id)?;
    let area = |(of, standing): &(FoundNeighbourhood, Standing)| {
        Area::of(&of.boundary, of.name.clone()).looking(standing.as_str())
    };
    let areas: Vec<_> = look.found.iter().map(area).collect();
    let found = look.found.iter().map(|(of, standing)| Found {
        code: of.code.clone(),
        name: of.name.clone(),
        municipality: of.municipality_nis.clone().unwrap_or_default(),
        standing: *standing,
    });
    let outcome = look.of.outcome.unwrap_or_default();
    Ok(ImportPage {
        id,
        version: look.of.version,
        is_done: look.of.state == ImportState::Done,
        found: found.collect(),
        drawing: draw("places", frame.t("places-map"), &areas),
        code: look.of.columns.code,
        name: look.of.columns.name,
        municipality: look.of.columns.municipality.unwrap_or_default(),
        municipality_nis: look.of.columns.municipality_nis.unwrap_or_default(),
        properties: look.properties.into_iter().map(|it| (it.name, it.example)).collect(),
        broken: look.broken.iter().map(ToString::to_string).collect(),
        new: named(tx, outcome.new)?,
        changed: named(tx, outcome.changed)?,
        unchanged: outcome.unchanged,
        disappeared: named(tx, outcome.disappeared)?,
        frame,
    })
}

/// The names of neighbourhoods by their codes; the code where there is none of it.
fn named(tx: &mut Tx<'_>, codes: Vec<String>) -> Result<Vec<String>> {
    codes.into_iter().map(|it| Ok(places::by_code(tx, &it)?.map_or(it, |known| known.name))).collect()
}

/// A kind of help on the page of a neighbourhood.
struct Kind {
    category: Category,
    called: String,
    is_on: bool,
    /// What it is called here, by language.
    titles: Vec<(Locale, String)>,
}

/// What a neighbourhood decides for itself.
#[derive(Template)]
#[template(path = "console/places/neighbourhood.html")]
pub(super) struct NeighbourhoodPage {
    pub(super) frame: Frame,
    id: NeighbourhoodId,
    version: i32,
    name: String,
    code: String,
    may_change: bool,
    /// Whether the reader sets this instance up.
    may_set_up: bool,
    phases: Vec<(Phase, bool)>,
    ways: Vec<(WayToMatch, bool)>,
    wave: [u32; 3],
    trusts: bool,
    phone: String,
    kinds: Vec<Kind>,
    templates: &'static [PolicyTemplate],
    drawing: Option<Drawing>,
}

/// The languages in which a neighbourhood has words of its own.
pub(super) const LANGUAGES: [Locale; 3] = [Locale::Dutch, Locale::French, Locale::English];

/// What a neighbourhood decides for itself.
///
/// # Errors
/// When there is none, or the actor may not see it.
pub(super) fn neighbourhood(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    id: NeighbourhoodId,
) -> Result<NeighbourhoodPage> {
    let of = places::see_policy(tx, actor, id)?;
    let area = places::area(tx, id)?;
    let holds = of.policy.0;
    let ways = holds.ways_to_match.clone().unwrap_or_else(places::usual_ways);
    let wave = holds.wave_rhythm.unwrap_or_default();
    let on = holds.categories();
    let own = |category: Category, locale: Locale| {
        holds.title(category, locale).map(|it| it.as_str().to_owned()).unwrap_or_default()
    };
    let kind = |category: &Category| Kind {
        category: *category,
        called: frame.locale.text(&format!("category-{category}"), &[]),
        is_on: on.contains(category),
        titles: LANGUAGES.iter().map(|it| (*it, own(*category, *it))).collect(),
    };
    Ok(NeighbourhoodPage {
        id,
        version: of.version,
        code: of.code,
        may_set_up: could(actor, Action::ImportNeighbourhoods),
        may_change: may(actor, Action::ChangePolicy, &Subject::default().at(Some(id))),
        phases: Phase::ALL.iter().map(|it| (*it, *it == of.phase)).collect(),
        ways: WayToMatch::ALL.iter().map(|it| (*it, ways.contains(it))).collect(),
        wave: [wave.helpers, wave.pause_hours, wave.pause_hours_today],
        trusts: holds.trusted_persons.unwrap_or(false),
        phone: holds.phone.as_ref().map(|it| it.as_str().to_owned()).unwrap_or_default(),
        kinds: Category::ALL.iter().map(kind).collect(),
        templates: PolicyTemplate::ALL,
        drawing: draw("places", frame.t("places-map"), &[Area::of(&area, of.name.clone())]),
        name: of.name,
        frame,
    })
}

/// What is wrong with a file, as the page can say it: by the field and the kind.
pub(super) fn file_trouble(error: &places::ReadError) -> Error {
    Error::invalid(format!("file-{}", error.word()), error.to_string())
}
