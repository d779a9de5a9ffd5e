//! The list of what needs a human word again, by the page where its cause is mended. Nothing is ticked off here: it goes when
//! its cause goes.

use askama::Template;

use super::frame::Frame;
use super::queue::place_names;
use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::{BondId, MatchId, OfferId, PersonId, ReferralId, RequestId};
use crate::matching::actions as matching;
use crate::matching::bonds::actions as bonds;
use crate::moderation::cursor;
use crate::moderation::follow_ups::actions::follow_ups;
use crate::moderation::follow_ups::model::{FollowUp, FollowUpKind};
use crate::moderation::model::Place;
use crate::offers::actions as offers;
use crate::people::contact_rules::actions::{all_with_rules, to_tell};
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::referrals::actions as referrals;
use crate::requests::actions as requests;

/// How many rows a page has.
const ROWS: usize = 50;

/// Why somebody should look, and for how long.
struct Line {
    sentence: String,
    since: String,
}

/// The follow-ups that one page mends. It names nobody: a name stands on that page, where reading it leaves a trace.
struct Row {
    href: String,
    lines: Vec<Line>,
    about: Vec<String>,
    what_to_do: String,
    place: String,
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
    let mut rows: Vec<Row> = Vec::new();
    for of in &found {
        let (href, about) = mended(tx, actor, of, &frame)?;
        let line = line(of, tx.now, &frame);
        if let Some(row) = rows.iter_mut().find(|it| it.href == href) {
            row.lines.push(line);
            row.about.extend(about);
            row.about.dedup();
            continue;
        }
        let place = of.neighbourhood.and_then(|it| places.get(&it)).cloned();
        rows.push(Row {
            href,
            lines: vec![line],
            about,
            what_to_do: frame.t(&format!("followUp-mend-{}", of.kind.collection())),
            place: place.unwrap_or_else(|| frame.t("unserved")),
            has_rules: with_rules.contains(&of.person),
        });
    }
    Ok(FollowUpsPage { rows, next: next.map(cursor), frame })
}

fn line(of: &FollowUp, now: Instant, frame: &Frame) -> Line {
    Line {
        sentence: frame.t(&format!("followUp-{}", of.kind)),
        since: frame.with("followUp-since", "length", &words::length(now - of.since, frame.locale)),
    }
}

/// The page where the cause is mended, and what it is about. A bond is mended on the page of its match; who acts for
/// somebody, and what somebody agreed to, on the page of the person.
fn mended(tx: &mut Tx<'_>, actor: &Actor, of: &FollowUp, frame: &Frame) -> Result<(String, Vec<String>)> {
    let (id, collection) = (of.about.uuid(), of.kind.collection());
    let of_person = format!("/console/people/{}", of.person);
    let here = format!("/console/{collection}/{id}");
    let called = |it: &Category| frame.word("category", it.as_str());
    let (href, request) = match collection {
        "requests" => (here, RequestId::from(id)),
        "matches" => (here, matching::load(tx, MatchId::from(id))?.request),
        "referrals" => (here, referrals::standing(tx, actor, ReferralId::from(id))?.0.request),
        "bonds" => match bonds::see(tx, actor, BondId::from(id)) {
            Ok(seen) => (format!("/console/matches/{}", seen.of.id), seen.of.request),
            Err(error) if error.code().is_some() => return Ok((of_person, Vec::new())),
            Err(error) => return Err(error),
        },
        "offers" => {
            let terms = offers::load(tx, OfferId::from(id))?.terms;
            return Ok((here, terms.categories.iter().map(called).collect()));
        }
        "people" => return Ok((of_person, untold(tx, of.kind, of.person, frame)?)),
        "proxies" | "consents" => return Ok((of_person, Vec::new())),
        _ => return Ok((here, Vec::new())),
    };
    Ok((href, vec![called(&requests::load(tx, request)?.category)]))
}

/// What is to be told to somebody by hand.
fn untold(tx: &mut Tx<'_>, kind: FollowUpKind, person: PersonId, frame: &Frame) -> Result<Vec<String>> {
    if !matches!(kind, FollowUpKind::TellByHand | FollowUpKind::OtherSideGone | FollowUpKind::MessageUndeliverable) {
        return Ok(Vec::new());
    }
    let mut said: Vec<_> = to_tell(tx, Some(person))?.iter().map(|it| frame.message(it.message.key())).collect();
    said.sort();
    said.dedup();
    Ok(said)
}
