//! Requests and offers by their state, so that whatever runs is found again. Rows name nobody: a name stands on the page
//! behind a row, where reading it leaves a trace.

use askama::Template;

use super::frame::Frame;
use super::queue::{self, place_names};
use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::NeighbourhoodId;
use crate::offers::actions::{self as offers, View};
use crate::offers::{Offer, OfferState};
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::requests::actions as requests;
use crate::requests::{HelpRequest, RequestState};

/// How many rows a page has.
const ROWS: u32 = 50;
/// The path of the list of helpers.
const HELPERS: &str = "/console/helpers";

/// A list beside this one.
pub(super) struct Tab {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) is_here: bool,
}

/// A row of the list.
struct Row {
    href: String,
    sentence: String,
    place: String,
    age: String,
}

/// The list of what is in a state.
#[derive(Template)]
#[template(path = "console/cases.html")]
pub(super) struct CasesPage {
    pub(super) frame: Frame,
    title: String,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    next: Option<String>,
}

fn tabs(frame: &Frame, path: &str, first: &str, states: &[&str], here: Option<&str>) -> Vec<Tab> {
    let first = Tab { href: path.to_owned(), name: frame.t(first), is_here: here.is_none() };
    let tab = |it: &&str| Tab {
        href: format!("{path}?state={it}"),
        name: frame.word("console-tab", it),
        is_here: here == Some(*it),
    };
    std::iter::once(first).chain(states.iter().map(tab)).collect()
}

/// The lists of requests, with that of what is new before the others.
pub(super) fn request_tabs(frame: &Frame, here: Option<RequestState>) -> Vec<Tab> {
    let states = [RequestState::Open, RequestState::Matched, RequestState::NeedsInformation, RequestState::Held];
    tabs(frame, queue::LIST, "place-queue", &states.map(RequestState::as_str), here.map(RequestState::as_str))
}

/// The lists of offers, with that of what there is to do before the others.
pub(super) fn offer_tabs(frame: &Frame, here: Option<OfferState>) -> Vec<Tab> {
    let states = [OfferState::Active, OfferState::Paused, OfferState::Held];
    tabs(frame, HELPERS, "tab-todo", &states.map(OfferState::as_str), here.map(OfferState::as_str))
}

/// What stands in a row: where it leads, what it says, where it is, and since when it is so.
struct Case {
    href: String,
    sentence: String,
    neighbourhood: Option<NeighbourhoodId>,
    since: Instant,
}

fn rows(tx: &mut Tx<'_>, frame: &Frame, cases: Vec<Case>) -> Result<Vec<Row>> {
    let places = place_names(tx, cases.iter().filter_map(|it| it.neighbourhood))?;
    let row = |of: Case| Row {
        href: of.href,
        sentence: of.sentence,
        place: of.neighbourhood.and_then(|it| places.get(&it)).cloned().unwrap_or_else(|| frame.t("unserved")),
        age: words::ago(of.since, tx.now, frame.locale),
    };
    Ok(cases.into_iter().map(row).collect())
}

fn what(frame: &Frame, categories: &[Category]) -> String {
    categories.iter().map(|it| frame.word("category", it.as_str())).collect::<Vec<_>>().join(", ")
}

/// The requests in a state, newest first.
///
/// # Errors
/// A refusal when `after` is no place in the list.
pub(super) fn request_cases(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    state: RequestState,
    after: &str,
) -> Result<CasesPage> {
    let page = requests::list_in_neighbourhoods(tx, actor, Some(state), Cursor::read(after, ROWS)?)?;
    let case = |of: &HelpRequest| {
        let when = frame.word("console-urgency", of.urgency.as_str());
        let what = what(&frame, &[of.category]);
        Case {
            href: format!("/console/requests/{}", of.id),
            sentence: frame.locale.text("console-queue-request", &[("what", what), ("when", when)]),
            neighbourhood: of.neighbourhood,
            since: of.state_since,
        }
    };
    let cases = page.items.iter().map(|it| case(&it.request)).collect();
    Ok(CasesPage {
        title: frame.t("place-queue"),
        tabs: request_tabs(&frame, Some(state)),
        rows: rows(tx, &frame, cases)?,
        next: page.next.map(|it| format!("{}?state={state}&after={it}", queue::LIST)),
        frame,
    })
}

/// The offers in a state, newest first.
///
/// # Errors
/// As [`request_cases`].
pub(super) fn offer_cases(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    state: OfferState,
    after: &str,
) -> Result<CasesPage> {
    let page = offers::list(tx, actor, View::Neighbourhood(Some(state)), Cursor::read(after, ROWS)?)?;
    let case = |of: &Offer| Case {
        href: format!("/console/offers/{}", of.id),
        sentence: frame.with("queue-offer", "what", &what(&frame, &of.terms.categories)),
        neighbourhood: of.neighbourhood,
        since: of.updated_at,
    };
    let cases = page.items.iter().map(case).collect();
    Ok(CasesPage {
        title: frame.t("place-helpers"),
        tabs: offer_tabs(&frame, Some(state)),
        rows: rows(tx, &frame, cases)?,
        next: page.next.map(|it| format!("{HELPERS}?state={state}&after={it}")),
        frame,
    })
}
