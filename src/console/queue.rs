//! The list of what waits for a human look. Its rows name nobody: a name stands on the page behind a row, where reading it
//! leaves a trace.

use std::collections::HashMap;

use askama::Template;

use super::cases::{Tab, request_tabs};
use super::frame::Frame;
use super::kinds::Kinds;
use crate::clock::Instant;
use crate::ids::{NeighbourhoodId, PersonId, RequestId};
use crate::moderation::actions::{self, Seen};
use crate::moderation::cursor;
use crate::moderation::model::{Item, ItemKind, Place};
use crate::people;
use crate::places;
use crate::platform::language::Locale;
use crate::platform::words::{self, Clock};
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::requests::actions::{self as requests, Around};
use crate::safeguarding;

/// How many rows a page has.
const ROWS: usize = 50;
/// So many new ones are counted.
const MOST_NEW: usize = 100;

/// The path of the list.
pub(super) const LIST: &str = "/console/queue";

/// A row of the list.
pub(super) struct Row {
    href: String,
    /// What it is about, in a sentence.
    sentence: String,
    place: String,
    age: String,
    clock: Clock,
    languages: Vec<String>,
    channel: Option<String>,
    /// Who has it in hand.
    holder: Option<String>,
}

/// The list.
#[derive(Template)]
#[template(path = "console/queue.html")]
pub(super) struct QueuePage {
    pub(super) frame: Frame,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    next: Option<String>,
    /// How many worries are open: they come before everything else.
    worries: usize,
    /// When it was made, in microseconds: what came later is new.
    made_at: i64,
}

/// How many have come since a page was made.
#[derive(Template)]
#[template(path = "console/queue_news.html")]
pub(super) struct NewsPart {
    frame: Frame,
    count: usize,
}

/// The list, after a place in it.
///
/// # Errors
/// When the database fails.
pub(super) fn queue(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, after: Option<Place>) -> Result<QueuePage> {
    let (items, next) = actions::queue(tx, actor, after, ROWS)?;
    let places = place_names(tx, items.iter().filter_map(|it| it.item.neighbourhood))?;
    let holders: Vec<_> = items.iter().filter_map(|it| it.claim).map(|it| it.by).collect();
    let holders = people::actions::first_names(tx, &holders)?;
    let holder = |by: PersonId| {
        if Some(by) == actor.person {
            return frame.t("queue-mine");
        }
        holders.get(&by).map_or_else(|| frame.t("colleague"), |it| it.as_str().to_owned())
    };
    let kinds = Kinds::of_team(tx, actor, frame.locale)?;
    let rows = items.iter().map(|seen| row(seen, &kinds, &places, &holder, tx.now, &frame)).collect();
    let worries = safeguarding::actions::open(tx, actor)?.len();
    let tabs = request_tabs(&frame, None);
    Ok(QueuePage { tabs, rows, next: next.map(cursor), worries, made_at: tx.now.micros(), frame })
}

/// The page of what comes first of all that nobody else has in hand and no colleague must approve; the list where nothing
/// waits.
///
/// # Errors
/// When the database fails.
pub(super) fn next(tx: &mut Tx<'_>, actor: &Actor) -> Result<String> {
    let (items, _) = actions::queue(tx, actor, None, ROWS)?;
    for it in items.iter().filter(|it| it.claim.is_none_or(|claim| Some(claim.by) == actor.person)) {
        if !needs_second(tx, actor, &it.item)? {
            return Ok(href(&it.item));
        }
    }
    Ok(LIST.to_owned())
}

/// Whether a colleague approves it, since the actor entered it: who goes from one to the next would come no further there.
fn needs_second(tx: &mut Tx<'_>, actor: &Actor, item: &Item) -> Result<bool> {
    if item.kind == ItemKind::Offer {
        return Ok(false);
    }
    let request = requests::load(tx, RequestId::from(item.id.uuid()))?;
    Ok(Around::of(tx, actor, &[&request])?.needs_second(&request))
}

fn href(item: &Item) -> String {
    match item.kind {
        ItemKind::Request => format!("/console/requests/{}", item.id),
        ItemKind::Offer => format!("/console/offers/{}", item.id),
    }
}

/// What neighbourhoods are called.
///
/// # Errors
/// When the database fails.
pub(super) fn place_names(
    tx: &mut Tx<'_>,
    ids: impl Iterator<Item = NeighbourhoodId>,
) -> Result<HashMap<NeighbourhoodId, String>> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(places::all_of(tx, &ids)?.into_iter().map(|it| (it.id, it.name)).collect())
}

fn row(
    seen: &Seen,
    kinds: &Kinds,
    places: &HashMap<NeighbourhoodId, String>,
    holder: &impl Fn(PersonId) -> String,
    now: Instant,
    frame: &Frame,
) -> Row {
    let (item, locale) = (&seen.item, frame.locale);
    let place = item.neighbourhood.and_then(|it| places.get(&it)).cloned();
    Row {
        href: href(item),
        sentence: sentence(seen, kinds, locale),
        place: place.unwrap_or_else(|| frame.t("unserved")),
        age: words::ago(item.since, now, locale),
        clock: words::clock(item.due_by(), now, locale),
        languages: item.languages.iter().map(|it| words::language(it.as_str()).to_owned()).collect(),
        channel: item.channel.map(|it| locale.text(&format!("console-channel-{it}"), &[])),
        holder: seen.claim.map(|it| holder(it.by)),
    }
}

fn sentence(seen: &Seen, kinds: &Kinds, locale: Locale) -> String {
    let item = &seen.item;
    let categories: Vec<_> = item.categories.iter().map(|it| kinds.called(item.neighbourhood, *it)).collect();
    let what = categories.join(", ");
    let text = |key: &str, when: String| locale.text(key, &[("what", what.clone()), ("when", when)]);
    match item.urgency {
        Some(_) if item.is_first => text("console-queue-returned", String::new()),
        Some(urgency) => text("console-queue-request", locale.text(&format!("console-urgency-{urgency}"), &[])),
        None => text("console-queue-offer", String::new()),
    }
}

/// How many have come since a page was made.
///
/// # Errors
/// When the database fails.
pub(super) fn news(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, since: i64) -> Result<NewsPart> {
    let at = Instant::from_micros(since).unwrap_or(tx.now);
    let count = actions::come_since(tx, actor, at, MOST_NEW)?;
    Ok(NewsPart { frame, count })
}
