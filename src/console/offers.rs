//! The page of an offer: who offers what, how well the team knows them, and what can be decided now.

use askama::Template;

use super::frame::Frame;
use super::hand::{Hand, ViewersPart, hand, viewers_part};
use super::offer_terms::{TermsForm, terms_form};
use super::queue::place_names;
use super::timeline::{Step, last_change, timeline};
use super::who::{Who, who};
use crate::ids::{ItemId, OfferId, PersonId};
use crate::offers::actions as offers;
use crate::offers::model::{Offer, OfferReason, OfferState};
use crate::people::vetting::actions as vetting;
use crate::people::vetting::model::{Check as Seen, CheckState, missing};
use crate::platform::words::{self, Clock};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::when::Date;

/// A fact: what it is called, and its lines.
struct Fact {
    label: String,
    lines: Vec<String>,
}

/// Something that the team has seen of the helper.
struct Check {
    what: String,
    seen_on: String,
    renew_by: String,
    state: String,
}

/// The page.
#[derive(Template)]
#[template(path = "console/offer.html")]
pub(super) struct OfferPage {
    pub(super) frame: Frame,
    version: i32,
    title: String,
    state: String,
    reason: Option<String>,
    place: String,
    age: String,
    clock: Option<Clock>,
    who: Who,
    facts: Vec<Fact>,
    /// What can be changed, for somebody without an account.
    change: Option<TermsForm>,
    level: String,
    until: Option<String>,
    checks: Vec<Check>,
    missing: Vec<String>,
    hand: Hand,
    allowed: Vec<&'static str>,
    reasons: Vec<(&'static str, String)>,
    timeline: Vec<Step>,
    changed: Option<Step>,
}

impl OfferPage {
    fn may(&self, verb: &str) -> bool {
        self.allowed.contains(&verb)
    }
}

/// The page of an offer. Reading who helps leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(super) fn offer(tx: &mut Tx<'_>, actor: &Actor, mut frame: Frame, id: OfferId) -> Result<OfferPage> {
    let of = seen_by_team(tx, actor, id)?;
    let allowed = offers::allowed(tx, actor, &of)?;
    let (today, locale) = (Date::of(tx.now), frame.locale);
    frame.about = Some(format!("offer/{id}"));
    let who = who(tx, actor, of.person, &frame)?;
    let (checks, _) = vetting::see_checks(tx, actor, of.person)?;
    let known = vetting::vetting_of(tx, of.person)?;
    let asks_vetted = of.terms.categories.iter().any(|it| it.needs_vetting());
    let missing = missing(&checks, asks_vetted, today);
    let is_waiting = of.state == OfferState::Submitted;
    let item = ItemId::from(id.uuid());
    let hand = hand(tx, actor, item, is_waiting, of.person.uuid(), &frame)?;
    let place = place_names(tx, of.neighbourhood.into_iter())?.into_values().next();
    let due_by = crate::moderation::model::offer_due_by(of.created_at);
    let changed = if frame.is_stale() { last_change(tx, actor, id.uuid(), locale)? } else { None };
    let check = |it: Seen| Check {
        what: frame.word("console-step", it.kind.as_str()),
        seen_on: day(it.seen_on),
        renew_by: day(it.renew_by),
        state: frame.word("console-stepState", it.state(today).as_str()),
    };
    let counts = |it: &Seen| it.state(today) != CheckState::Revoked;
    Ok(OfferPage {
        version: of.version,
        title: frame.with("offer-of", "what", &what(&of, &frame)),
        state: frame.word("console-offer-state", of.state.as_str()),
        reason: of.reason.map(|it| frame.word("console-offer-reason", it.as_str())),
        place: place.unwrap_or_else(|| frame.t("unserved")),
        age: words::ago(of.created_at, tx.now, locale),
        clock: is_waiting.then(|| words::clock(due_by, tx.now, locale)),
        who,
        facts: terms(&of, &frame),
        change: allowed.contains(&"change").then(|| terms_form(&of.terms, &frame)),
        level: frame.word("console-level", known.level.as_str()),
        until: known.until.map(day),
        checks: checks.into_iter().filter(counts).map(check).collect(),
        missing: missing.iter().map(|it| frame.word("console-step", it.as_str())).collect(),
        hand,
        allowed,
        reasons: OfferReason::ALL
            .iter()
            .map(|it| (it.as_str(), frame.word("console-offer-reason", it.as_str())))
            .collect(),
        timeline: timeline(tx, actor, id.uuid(), locale)?,
        changed,
        frame,
    })
}

/// Whether somebody helps: an offer of theirs counts.
///
/// # Errors
/// When the database fails.
pub(super) fn is_helping(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    for offer in offers::ids_of(tx, id)? {
        if offers::load(tx, offer)?.state == OfferState::Active {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A day, as days are written here.
pub(super) fn day(of: Date) -> String {
    words::day(of.start())
}

fn what(of: &Offer, frame: &Frame) -> String {
    of.terms.categories.iter().map(|it| frame.word("category", it.as_str())).collect::<Vec<_>>().join(", ")
}

/// The offer, for the team alone: whoever offers does not read what the team thinks and who looks.
fn seen_by_team(tx: &mut Tx<'_>, actor: &Actor, id: OfferId) -> Result<Offer> {
    let of = offers::see(tx, actor, id)?;
    check(actor, Action::HoldOffer, &offers::subject(&of))?;
    Ok(of)
}

/// The part of the page that says who else looks.
///
/// # Errors
/// A refusal when the actor may not see the offer.
pub(super) fn offer_viewers(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, id: OfferId) -> Result<ViewersPart> {
    let of = seen_by_team(tx, actor, id)?;
    viewers_part(tx, actor, frame, of.person.uuid())
}

/// What is offered, fact by fact.
fn terms(of: &Offer, frame: &Frame) -> Vec<Fact> {
    let terms = &of.terms;
    let mut facts = Vec::new();
    let mut add = |key: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            facts.push(Fact { label: frame.word("console-offer", key), lines });
        }
    };
    add("what", vec![what(of, frame)]);
    let slots: Vec<_> = terms.weekly_slots.iter().map(|it| words::slot(it, frame.locale)).collect();
    add("when", if slots.is_empty() { vec![frame.t("offer-any-time")] } else { slots });
    add("radius", vec![frame.with("offer-metres", "number", &terms.radius_metres.to_string())]);
    add("places", vec![format!("{} / {}", of.load, of.cap)]);
    add("languages", terms.languages.iter().map(|it| words::language(it.as_str()).to_owned()).collect());
    let group =
        terms.group.as_ref().map(|it| format!("{} ({})", frame.word("console-group", it.kind.as_str()), it.size));
    add("group", group.into_iter().collect());
    add("ways", terms.ways_to_be_asked.iter().map(|it| frame.word("console-ways", it.as_str())).collect());
    facts
}
