//! The list of what needs a human word again, each with the page where its cause is mended. Nothing is ticked off here: it
//! goes when its cause goes.

use askama::Template;

use super::frame::Frame;
use super::queue::place_names;
use crate::ids::BondId;
use crate::matching::bonds::actions as bonds;
use crate::moderation::cursor;
use crate::moderation::follow_ups::actions::follow_ups;
use crate::moderation::follow_ups::model::FollowUp;
use crate::moderation::model::Place;
use crate::people::contact_rules::actions::all_with_rules;
use crate::platform::words::{self, Clock};
use crate::platform::{Result, Tx};
use crate::policy::Actor;

/// How many rows a page has.
const ROWS: usize = 50;

/// A follow-up. It names nobody: a name stands on the page behind it, where reading it leaves a trace.
struct Row {
    href: String,
    sentence: String,
    what_to_do: String,
    place: String,
    clock: Clock,
    has_rules: bool,
}

/// The list.
#[derive(Template)]
#[template(path = "console/follow_ups.html")]
pub(super) struct FollowUpsPage {
    pub(super) frame: Frame,
    rows: Vec<Row>,
    next: Option<String>,
}

/// The list, after a place in it: the longest due first.
///
/// # Errors
/// When the database fails.
pub(super) fn list(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, after: Option<Place>) -> Result<FollowUpsPage> {
    let (found, next) = follow_ups(tx, actor, after, ROWS)?;
    let with_rules = all_with_rules(tx)?;
    let places = place_names(tx, found.iter().filter_map(|it| it.neighbourhood))?;
    let mut rows = Vec::new();
    for of in &found {
        let place = of.neighbourhood.and_then(|it| places.get(&it)).cloned();
        rows.push(Row {
            href: href(tx, actor, of)?,
            sentence: frame.t(&format!("followUp-{}", of.kind)),
            what_to_do: frame.t(&format!("followUp-mend-{}", of.kind.collection())),
            place: place.unwrap_or_else(|| frame.t("unserved")),
            clock: words::clock(of.since, tx.now, frame.locale),
            has_rules: with_rules.contains(&of.person),
        });
    }
    Ok(FollowUpsPage { rows, next: next.map(cursor), frame })
}

/// The page where the cause is mended. A bond is mended on the page of its match; who acts for somebody, and what somebody
/// agreed to, on the page of the person.
fn href(tx: &mut Tx<'_>, actor: &Actor, of: &FollowUp) -> Result<String> {
    Ok(match of.kind.collection() {
        "bonds" => match bonds::see(tx, actor, BondId::from(of.about.uuid())) {
            Ok(seen) => format!("/console/matches/{}", seen.of.id),
            Err(error) if error.code().is_some() => format!("/console/people/{}", of.person),
            Err(error) => return Err(error),
        },
        "people" | "proxies" | "consents" => format!("/console/people/{}", of.person),
        collection => format!("/console/{collection}/{}", of.about),
    })
}
