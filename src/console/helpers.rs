//! The list of helpers for whom there is something to do. Its rows name nobody: a name stands on the page behind a row, where
//! reading it leaves a trace.

use askama::Template;

use super::cases::{Tab, offer_tabs};
use super::frame::Frame;
use super::offers::day;
use super::queue::place_names;
use crate::clock::Instant;
use crate::moderation::helpers::actions::helpers as all;
use crate::moderation::helpers::model::{Helper, HelperNeed};
use crate::moderation::model::offer_due_by;
use crate::platform::words::{self, Clock};
use crate::platform::{Result, Tx};
use crate::policy::Actor;

/// A row of the list.
struct Row {
    href: String,
    sentence: String,
    place: String,
    clock: Clock,
    level: String,
    missing: Vec<String>,
}

/// The list.
#[derive(Template)]
#[template(path = "console/helpers.html")]
pub(super) struct HelpersPage {
    pub(super) frame: Frame,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
}

/// The list.
///
/// # Errors
/// When the database fails.
pub(super) fn helpers(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<HelpersPage> {
    let found = all(tx, actor)?;
    let places = place_names(tx, found.iter().filter_map(|it| it.neighbourhood))?;
    let row = |of: &Helper| {
        let place = of.neighbourhood.and_then(|it| places.get(&it)).cloned();
        Row {
            href: match of.offer {
                Some(offer) => format!("/console/offers/{offer}"),
                None => format!("/console/people/{}", of.person),
            },
            sentence: frame.word("console-need", of.need.as_str()),
            place: place.unwrap_or_else(|| frame.t("unserved")),
            clock: clock(of, tx.now, &frame),
            level: match of.vetting.until {
                Some(until) => format!("{} ({})", frame.word("console-level", of.vetting.level.as_str()), day(until)),
                None => frame.word("console-level", of.vetting.level.as_str()),
            },
            missing: of.missing.iter().map(|it| frame.word("console-step", it.as_str())).collect(),
        }
    };
    let rows = found.iter().map(row).collect();
    Ok(HelpersPage { tabs: offer_tabs(&frame, None), frame, rows })
}

/// How long there is left, or how long it is like this.
fn clock(of: &Helper, now: Instant, frame: &Frame) -> Clock {
    match of.need {
        HelperNeed::OfferWaits => words::clock(offer_due_by(of.since), now, frame.locale),
        HelperNeed::VettingLapses => words::clock(of.since, now, frame.locale),
        HelperNeed::VettingIncomplete => Clock { text: words::ago(of.since, now, frame.locale), is_late: false },
    }
}
