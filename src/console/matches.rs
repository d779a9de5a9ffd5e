//! The page of a match: how it stands in words, what the team can do, and the visits.

use askama::Template;

use super::frame::Frame;
use super::kinds::Kinds;
use super::timeline::{Step, last_change, timeline};
use super::who::{Reach, reach};
use crate::ids::{ConcernId, MatchId, OfferId, PersonId, RequestId, VisitId};
use crate::matching::actions::{self as matching, Names};
use crate::matching::bonds;
use crate::matching::model::{DeclineReason, HoldReason, Match, MatchOutcome, MatchState, Side};
use crate::matching::visits::actions::{self as visits, Seen};
use crate::people;
use crate::platform::http::Cursor;
use crate::platform::text::PersonName;
use crate::platform::words::{self, Clock};
use crate::platform::{Error, Result, Tx};
use crate::policy::Actor;
use crate::requests::actions as requests;
use crate::requests::model::HelpRequest;
use crate::safeguarding;
use crate::when::Date;

/// So many visits are shown.
const VISITS: u32 = 50;

/// One of the two.
struct SideOf {
    id: PersonId,
    name: String,
    /// What they said so far.
    said: String,
    /// How they may be reached; `None` where the reader may not see them.
    reach: Option<Reach>,
    /// Whether the team can write down what they say: they have no account.
    is_written_for: bool,
}

/// A visit.
struct Visit {
    id: VisitId,
    version: i32,
    when: String,
    minutes: String,
    state: String,
    by: Option<String>,
    allowed: Vec<&'static str>,
}

impl Visit {
    fn may(&self, verb: &str) -> bool {
        self.allowed.contains(&verb)
    }
}

type Words = Vec<(&'static str, String)>;

/// The page.
#[derive(Template)]
#[template(path = "console/match.html")]
pub(super) struct MatchPage {
    pub(super) frame: Frame,
    id: MatchId,
    version: i32,
    request: RequestId,
    offer: Option<OfferId>,
    what: String,
    state: String,
    band: Option<String>,
    clock: Option<Clock>,
    agreed_at: Option<String>,
    hold_reason: Option<String>,
    /// Why it is not released here though it is held: the key of a text.
    why_held: Option<&'static str>,
    /// The concerns that hold it, of those that the reader may see.
    held_by: Vec<ConcernId>,
    ending: Option<String>,
    has_bond: bool,
    requester: SideOf,
    helper: SideOf,
    needs_second: bool,
    allowed: Vec<&'static str>,
    decline_reasons: Words,
    hold_reasons: Words,
    outcomes: Words,
    sides: Words,
    visits: Vec<Visit>,
    can_plan: bool,
    today: String,
    timeline: Vec<Step>,
    changed: Option<Step>,
}

impl MatchPage {
    fn may(&self, verb: &str) -> bool {
        self.allowed.contains(&verb)
    }

    /// For whom the team can write something down.
    fn written_for(&self) -> impl Iterator<Item = &SideOf> {
        [&self.requester, &self.helper].into_iter().filter(|it| it.is_written_for)
    }
}

/// The page of a match. Reading the names leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(super) fn a_match(tx: &mut Tx<'_>, actor: &Actor, mut frame: Frame, id: MatchId) -> Result<MatchPage> {
    let of = matching::see(tx, actor, id)?;
    let Names { requester, helper } = matching::names(tx, actor, &of)?;
    let request = requests::load(tx, of.request)?;
    let allowed = matching::allowed(tx, actor, &request, &of)?;
    frame.about = Some(format!("match/{id}"));
    let locale = frame.locale;
    let side = |tx: &mut Tx<'_>, side: Side, id: PersonId, name: Option<PersonName>| {
        let has_account = people::actions::has_account(tx, id)?;
        Ok::<_, Error>(SideOf {
            id,
            name: name.map_or_else(|| frame.t("erased"), |it| it.as_str().to_owned()),
            said: frame.word("console-said", said(&of, side)),
            reach: reach(tx, actor, id, &frame)?,
            is_written_for: !has_account && of.state.accept(side).is_ok(),
        })
    };
    let requester = side(tx, Side::Requester, of.requester, requester)?;
    let helper = side(tx, Side::Helper, of.helper, helper)?;
    let needs_second = of.state.is_awaited() && matching::lacks_approval(tx, &of)?;
    let has_bond = bonds::actions::of_match(tx, id)?.is_some();
    let cursor = Cursor { after: None, size: VISITS };
    let found = visits::list(tx, actor, id, cursor)?.items;
    let visits = found.iter().map(|it| visit(it, visits::allowed(actor, it, tx.now), &frame)).collect();
    let changed = if frame.is_stale() { last_change(tx, actor, id.uuid(), locale)? } else { None };
    let words =
        |list: &str, all: Vec<&'static str>| all.into_iter().map(|it| (it, frame.word(list, it))).collect::<Words>();
    let ending = of.outcome.map(|it| frame.word("console-outcome", it.as_str()));
    let ending = ending.or_else(|| of.reason.map(|it| frame.word("console-decline", it.as_str())));
    Ok(MatchPage {
        id,
        version: of.version,
        request: of.request,
        offer: of.offer,
        what: Kinds::of_team(tx, actor, locale)?.called(request.neighbourhood, request.category),
        state: frame.word("console-match-state", of.state.as_str()),
        band: of.band.map(|it| frame.word("console-band", it.as_str())),
        clock: of.clock().map(|it| words::clock(it, tx.now, locale)),
        agreed_at: of.agreed_at.map(words::when),
        hold_reason: of.hold_reason.map(|it| frame.word("console-hold", it.as_str())),
        why_held: why_held(tx, &request, &of, &allowed)?,
        held_by: safeguarding::actions::holding(tx, actor, id)?,
        ending,
        has_bond,
        requester,
        helper,
        needs_second,
        decline_reasons: words("console-decline", DeclineReason::ALL.iter().map(|it| it.as_str()).collect()),
        hold_reasons: words("console-hold", HoldReason::ALL.iter().map(|it| it.as_str()).collect()),
        outcomes: words("console-outcome", MatchOutcome::ALL.iter().map(|it| it.as_str()).collect()),
        sides: words("console-side", Side::ALL.iter().map(|it| it.as_str()).collect()),
        visits,
        can_plan: of.state == MatchState::Agreed,
        today: Date::of(tx.now).to_string(),
        timeline: timeline(tx, actor, id.uuid(), locale)?,
        changed,
        allowed,
        frame,
    })
}

/// Why what is held cannot be released on this page. What a concern holds is told apart from nothing else: not everybody may
/// know of it.
fn why_held(
    tx: &mut Tx<'_>,
    request: &HelpRequest,
    of: &Match,
    allowed: &[&'static str],
) -> Result<Option<&'static str>> {
    if of.state != MatchState::Held || allowed.contains(&"release") {
        return Ok(None);
    }
    if !of.is_held_itself() {
        return Ok(Some("match-held-elsewhere"));
    }
    Ok(matching::lacks_vetting(tx, request, of)?.then_some("match-held-vetting"))
}

/// What a side said so far.
fn said(of: &Match, side: Side) -> &'static str {
    match (of.standing(), side) {
        (MatchState::Agreed | MatchState::Ended, _)
        | (MatchState::AcceptedByHelper, Side::Helper)
        | (MatchState::AcceptedByRequester, Side::Requester) => "yes",
        (MatchState::Proposed | MatchState::AcceptedByHelper | MatchState::AcceptedByRequester, _) => "nothing",
        (
            MatchState::Held
            | MatchState::Declined
            | MatchState::Cancelled
            | MatchState::Expired
            | MatchState::Superseded,
            _,
        ) => "over",
    }
}

fn visit(seen: &Seen, allowed: Vec<&'static str>, frame: &Frame) -> Visit {
    let of = &seen.visit;
    Visit {
        id: of.id,
        version: of.version,
        when: words::when(of.start),
        minutes: frame.with("minute-more", "number", &of.duration_minutes.to_string()),
        state: frame.word("console-visitState", of.state.as_str()),
        by: of.missed_by.map(|it| frame.word("console-side", it.as_str())),
        allowed,
    }
}
