//! The page of a request: what is asked, by whom, what can be decided now, and what happened so far.

use askama::Template;

use super::frame::Frame;
use super::hand::{Hand, ViewersPart, hand, viewers_part};
use super::intake::written_name;
use super::kinds::Kinds;
use super::queue::place_names;
use super::request_change::{Changing, changing};
use super::timeline::{Step, last_change, timeline};
use super::who::{Who, who};
use crate::ids::{ItemId, RequestId, SavedReplyId};
use crate::matching;
use crate::moderation::model::Item;
use crate::moderation::replies::actions::{self as replies, About, Filled};
use crate::moderation::replies::model::ReplyVerb;
use crate::platform::language::Locale;
use crate::platform::words::{self, Clock};
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor};
use crate::referrals;
use crate::requests::actions::{self as requests, Around};
use crate::requests::model::{
    FulfilOutcome, HelpRequest, HoldReason, RejectReason, RequestState, RequestText, RequestVerb, Said, Visibility,
    WithdrawReason,
};

/// So many earlier requests, and matches, are shown.
const MOST: usize = 10;

/// A fact: what it is called, and its lines.
pub(super) struct Fact {
    label: String,
    lines: Vec<String>,
}

/// Another thing to look at.
pub(super) struct Other {
    href: String,
    text: String,
}

/// The page.
#[derive(Template)]
#[template(path = "console/request.html")]
pub(super) struct RequestPage {
    pub(super) frame: Frame,
    id: RequestId,
    version: i32,
    title: String,
    state: String,
    reason: Option<String>,
    place: String,
    age: String,
    clock: Option<Clock>,
    who: Who,
    said: Said,
    wish: Vec<Fact>,
    hand: Hand,
    replies: Vec<Filled>,
    /// The saved reply that was chosen.
    reply: Option<String>,
    allowed: Vec<&'static str>,
    can_match: bool,
    can_refer: bool,
    /// Whether a colleague approves it, since the reader entered it.
    needs_second: bool,
    reject_reasons: Vec<(&'static str, String)>,
    hold_reasons: Vec<(&'static str, String)>,
    outcomes: Vec<(&'static str, String)>,
    withdraw_reasons: Vec<(&'static str, String)>,
    /// What can be changed, for somebody without an account.
    change: Option<Changing>,
    earlier: Vec<Other>,
    matches: Vec<Other>,
    referrals: Vec<Other>,
    timeline: Vec<Step>,
    changed: Option<Step>,
}

impl RequestPage {
    fn may(&self, verb: &str) -> bool {
        self.allowed.contains(&verb)
    }
}

/// The page of a request. Reading it leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(super) fn request(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut frame: Frame,
    id: RequestId,
    reply: Option<SavedReplyId>,
) -> Result<RequestPage> {
    is_of_team(tx, actor, id)?;
    let seen = requests::see(tx, actor, id)?;
    let around = Around::of(tx, actor, &[&seen.request])?;
    let allowed = around.allowed(&seen.request, tx.now);
    let needs_second = around.needs_second(&seen.request);
    let (of, said, locale) = (seen.request, seen.said.unwrap_or_default(), frame.locale);
    frame.about = Some(format!("request/{id}"));
    let who = who(tx, actor, of.person, &frame)?;
    let is_waiting = of.state == RequestState::Submitted;
    let hand = hand(tx, actor, ItemId::from(id.uuid()), is_waiting, id.uuid(), &frame)?;
    let about = About {
        neighbourhood: of.neighbourhood,
        reader: who.locale,
        first_name: who.first_name.clone(),
        category: Some(of.category),
    };
    let replies = replies::filled(tx, actor, ReplyVerb::AskForInformation, &about)?;
    let reply = replies.iter().find(|it| Some(it.id) == reply).map(|it| it.text.clone());
    let place = place_names(tx, of.neighbourhood.into_iter())?.into_values().next();
    let item = Item::from(&of);
    let state = frame.word("console-request-state", of.state.as_str());
    let changed = if frame.is_stale() { last_change(tx, actor, id.uuid(), locale)? } else { None };
    let words = |list: &str, words: Vec<&'static str>| {
        words.into_iter().map(|it| (it, frame.word(list, it))).collect::<Vec<_>>()
    };
    Ok(RequestPage {
        id,
        version: of.version,
        title: title(&of, Kinds::of_team(tx, actor, locale)?.called(of.neighbourhood, of.category), locale),
        reason: of.reason.map(|it| frame.word("console-reason", it.as_str())).filter(|it| *it != state),
        state,
        place: place.unwrap_or_else(|| frame.t("unserved")),
        age: words::ago(of.state_since, tx.now, locale),
        clock: is_waiting.then(|| words::clock(item.due_by(), tx.now, locale)),
        who,
        hand,
        replies,
        reply,
        change: allowed.contains(&"change").then(|| changing(&of, &said, &frame)),
        said,
        wish: wish(&of, locale),
        can_match: matches!(of.state, RequestState::Open | RequestState::Matched),
        can_refer: of.allows(RequestVerb::ReferralSent),
        needs_second: is_waiting && needs_second,
        reject_reasons: words("console-reason", RejectReason::ALL.iter().map(|it| it.as_str()).collect()),
        hold_reasons: words("console-reason", HoldReason::ALL.iter().map(|it| it.as_str()).collect()),
        outcomes: words("console-reason", FulfilOutcome::ALL.iter().map(|it| it.as_str()).collect()),
        withdraw_reasons: words("console-reason", WithdrawReason::ALL.iter().map(|it| it.as_str()).collect()),
        earlier: earlier(tx, actor, &of, &frame)?,
        matches: matches(tx, actor, id, &frame)?,
        referrals: referrals_of(tx, actor, id, &frame)?,
        timeline: timeline(tx, actor, id.uuid(), locale)?,
        changed,
        allowed,
        frame,
    })
}

/// The page is for the team: whoever asks, or is close to them, does not read what the team thinks and who looks.
fn is_of_team(tx: &mut Tx<'_>, actor: &Actor, id: RequestId) -> Result<()> {
    let of = requests::load(tx, id)?;
    policy::check(actor, Action::HoldRequest, &requests::subject(&of))?;
    Ok(())
}

fn title(of: &HelpRequest, what: String, locale: Locale) -> String {
    let when = locale.text(&format!("console-urgency-{}", of.urgency), &[]);
    locale.text("console-queue-request", &[("what", what), ("when", when)])
}

/// The part of the page that says who else looks.
///
/// # Errors
/// A refusal when the actor may not see the request.
pub(super) fn request_viewers(tx: &mut Tx<'_>, actor: &Actor, frame: Frame, id: RequestId) -> Result<ViewersPart> {
    is_of_team(tx, actor, id)?;
    viewers_part(tx, actor, frame, id.uuid())
}

/// What help is wished for, fact by fact.
fn wish(of: &HelpRequest, locale: Locale) -> Vec<Fact> {
    let (wish, text) = (&of.wish, |key: String| locale.text(&key, &[]));
    let mut facts = Vec::new();
    let mut add = |key: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            facts.push(Fact { label: locale.text(&format!("console-wish-{key}"), &[]), lines });
        }
    };
    let windows = wish.windows.iter().map(words::window);
    add("when", windows.chain(wish.weekly_slots.iter().map(|it| words::slot(it, locale))).collect());
    let minutes = locale.text("console-minute-more", &[("number", wish.duration_minutes.to_string())]);
    add("duration", vec![minutes]);
    let rhythm = wish.rhythm.map(|it| text(format!("console-rhythm-{it}")));
    add("kind", std::iter::once(text(format!("link-helpKind-{}", wish.help_kind))).chain(rhythm).collect());
    add("languages", wish.languages.iter().map(|it| words::language(it.as_str()).to_owned()).collect());
    add("from", vec![text(format!("console-wantedFrom-{}", wish.wanted_from))]);
    if wish.minors_involved {
        add("minors", vec![text("console-yes".to_owned())]);
    }
    if of.helpers_wanted > 1 {
        add("helpers", vec![format!("{} / {}", of.helpers_agreed, of.helpers_wanted)]);
    }
    let visibility = if wish.visibility == Visibility::Nearby { "nearby" } else { "team" };
    add("visibility", vec![text(format!("console-visibility-{visibility}"))]);
    add("channel", vec![text(format!("console-channel-{}", wish.channel))]);
    facts
}

fn earlier(tx: &mut Tx<'_>, actor: &Actor, of: &HelpRequest, frame: &Frame) -> Result<Vec<Other>> {
    let mut ids = requests::ids_of(tx, of.person)?;
    ids.retain(|it| *it != of.id);
    ids.sort_unstable_by(|one, other| other.cmp(one));
    let mut shown = Vec::new();
    for id in ids.into_iter().take(MOST) {
        let other = requests::load(tx, id)?;
        if policy::may(actor, Action::SeeRequest, &requests::subject(&other)) {
            let what = frame.word("category", other.category.as_str());
            let state = frame.word("console-request-state", other.state.as_str());
            let text = format!("{what}, {state} ({})", words::day(other.created_at));
            shown.push(Other { href: format!("/console/requests/{id}"), text });
        }
    }
    Ok(shown)
}

fn matches(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, frame: &Frame) -> Result<Vec<Other>> {
    let found = matching::actions::of_request(tx, actor, id, i64::try_from(MOST).unwrap_or(i64::MAX))?;
    let other = |it: &matching::model::Match| Other {
        href: format!("/console/matches/{}", it.id),
        text: format!("{} ({})", frame.word("console-match-state", it.state.as_str()), words::day(it.created_at)),
    };
    Ok(found.iter().map(other).collect())
}

fn referrals_of(tx: &mut Tx<'_>, actor: &Actor, id: RequestId, frame: &Frame) -> Result<Vec<Other>> {
    let found = referrals::actions::of_request(tx, actor, id)?;
    let other = |it: &referrals::Referral| Other {
        href: format!("/console/referrals/{}", it.id),
        text: format!("{} ({})", frame.word("console-referral-state", it.state.as_str()), words::day(it.created_at)),
    };
    Ok(found.iter().map(other).collect())
}

/// The language of a saved reply, by its own name.
const fn language_of(reply: &Filled) -> &'static str {
    written_name(reply.language)
}

/// A text in the words of somebody, for the page: with its language.
fn lang(text: &RequestText) -> &str {
    text.lang.as_str()
}
