//! The list of the referrals of a team, and the page of one: where it stands, what both sides said, and what the team can do.

use askama::Template;

use super::frame::Frame;
use super::inbox::number;
use super::timeline::{Step as Change, last_change};
use crate::clock::Instant;
use crate::consents::actions as consents;
use crate::ids::{PersonId, ReferralId, RequestId, SavedReplyId};
use crate::moderation::replies::actions::{self as replies, About, Filled};
use crate::moderation::replies::model::ReplyVerb;
use crate::organisations;
use crate::people;
use crate::platform::http::Cursor;
use crate::platform::words::{self, Clock};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, may};
use crate::referrals::actions::{self as referrals, ReferralView, Wanted};
use crate::referrals::model::{Referral, ReferralCancelReason, ReferralSide, ReferralState};
use crate::referrals::words::business;
use crate::requests::actions as requests;

/// How many rows a page has.
const ROWS: u32 = 50;

/// A row of the list.
struct Row {
    id: ReferralId,
    number: String,
    service: String,
    organisation: String,
    category: String,
    state: String,
    age: String,
    clock: Option<(String, Clock)>,
}

/// The list. Its rows name nobody.
#[derive(Template)]
#[template(path = "console/referrals.html")]
pub(super) struct ReferralsPage {
    pub(super) frame: Frame,
    state: Option<ReferralState>,
    states: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    next: Option<String>,
}

impl ReferralsPage {
    fn is_here(&self, word: &str) -> bool {
        self.state.is_some_and(|it| it.as_str() == word)
    }
}

/// The referrals of the actor's neighbourhoods, newest first.
///
/// # Errors
/// When the database fails.
pub(super) fn list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    state: Option<ReferralState>,
    after: Option<uuid::Uuid>,
) -> Result<ReferralsPage> {
    let wanted = Wanted { view: Some(ReferralView::Sent), state, request: None };
    let page = referrals::see_all(tx, actor, wanted, Cursor { after, size: ROWS })?;
    let last = page.items.last().map(|it| it.referral.id);
    let next = last.filter(|_| page.next.is_some()).map(|it| {
        let state = state.map(|it| format!("&state={it}")).unwrap_or_default();
        format!("/console/referrals?after={it}{state}")
    });
    let mut rows = Vec::new();
    for seen in page.items {
        rows.push(row(tx, &seen.referral, &frame)?);
    }
    let word = |it: &ReferralState| (it.as_str(), frame.word("console-referral-state", it.as_str()));
    Ok(ReferralsPage { state, states: ReferralState::ALL.iter().map(word).collect(), rows, next, frame })
}

fn row(tx: &mut Tx<'_>, of: &Referral, frame: &Frame) -> Result<Row> {
    let service = organisations::service(tx, of.service)?;
    let organisation = organisations::get(tx, service.organisation)?;
    let category = requests::load(tx, of.request)?.category;
    Ok(Row {
        id: of.id,
        number: frame.with("inbox-number", "number", &number(of.id)),
        category: frame.word("category", category.as_str()),
        service: service.name.as_str().to_owned(),
        organisation: organisation.name.as_str().to_owned(),
        state: frame.word("console-referral-state", of.state.as_str()),
        age: words::ago(of.sent_at.unwrap_or(of.created_at), tx.now, frame.locale),
        clock: clock(of, tx.now, frame),
    })
}

/// What is awaited next, of whom, and by when.
fn clock(of: &Referral, now: Instant, frame: &Frame) -> Option<(String, Clock)> {
    let due = of.reply_due_at().map(|it| ("reply", it));
    let due = due.or_else(|| of.override_due_at().map(|it| ("override", it)));
    let due = due.or_else(|| of.overdue_at().map(|it| ("ring", it)));
    let due = due.or_else(|| of.clock().map(|it| ("answer", it.0)));
    due.map(|(what, at)| (frame.word("console-awaits", what), words::clock(at, now, frame.locale)))
}

/// Something that one of the sides said.
struct Line {
    who: String,
    at: String,
    text: String,
}

/// A step of the history.
struct Step {
    at: String,
    what: String,
}

/// The page of one.
#[derive(Template)]
#[template(path = "console/referral.html")]
pub(super) struct ReferralPage {
    pub(super) frame: Frame,
    id: ReferralId,
    number: String,
    version: i32,
    request: RequestId,
    rerouted_from: Option<ReferralId>,
    /// Who it is about, where the team may see them.
    person: Option<(PersonId, String)>,
    service: String,
    organisation: String,
    state: String,
    plain: Option<String>,
    business: Option<String>,
    urgency: String,
    beside: bool,
    clock: Option<(String, Clock)>,
    /// Whom to call there: of the service, else of the organisation.
    phone: Option<String>,
    /// Who said yes, how and when.
    consent: Option<String>,
    fields: Vec<String>,
    reason: Option<String>,
    override_reason: Option<String>,
    contact: Option<String>,
    warnings: Vec<String>,
    lines: Vec<Line>,
    steps: Vec<Step>,
    allowed: Vec<&'static str>,
    cancel_reasons: Vec<(&'static str, String)>,
    replies: Vec<Filled>,
    /// What the reply begins with.
    reply: String,
    changed: Option<Change>,
}

impl ReferralPage {
    fn may(&self, verb: &str) -> bool {
        self.allowed.contains(&verb)
    }
}

/// The page of a referral, for its team. Reading it leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(super) fn referral(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut frame: Frame,
    id: ReferralId,
    reply: Option<SavedReplyId>,
) -> Result<ReferralPage> {
    let seen = referrals::see(tx, actor, id)?;
    let of = seen.referral;
    frame.about = Some(format!("referral/{id}"));
    let locale = frame.locale;
    let service = organisations::service(tx, of.service)?;
    let organisation = organisations::get(tx, service.organisation)?;
    let category = requests::load(tx, of.request)?.category;
    let about = About { neighbourhood: of.neighbourhood, reader: locale, first_name: None, category: Some(category) };
    let replies = replies::filled(tx, actor, ReplyVerb::ReplyReferral, &about)?;
    let begin = replies.iter().find(|it| Some(it.id) == reply).map(|it| it.text.clone());
    let phone = service.details.phone.as_ref().or(organisation.phone.as_ref());
    let said = seen.said;
    let contact = said.as_ref().and_then(|it| it.contact_person.as_ref());
    let contact = contact.map(|it| format!("{}, {}", it.name.as_str(), it.phone.as_str()));
    let line = |it: &crate::referrals::model::Line| Line {
        who: frame.word("console-referral-side", if it.from == ReferralSide::Team { "team" } else { "organisation" }),
        at: words::when(it.at),
        text: it.text.as_str().to_owned(),
    };
    let step = |it: &referrals::Step| Step { at: words::when(it.at), what: frame.word("referral-step", &it.event) };
    let changed = if frame.is_stale() { last_change(tx, actor, id.uuid(), locale)? } else { None };
    let outcome = of.outcome.map(|it| frame.word("referral-outcome", it.as_str()));
    Ok(ReferralPage {
        id,
        number: frame.with("inbox-number", "number", &number(id)),
        version: of.version,
        request: of.request,
        rerouted_from: of.rerouted_from,
        person: person(tx, actor, of.person, &frame)?,
        service: service.name.as_str().to_owned(),
        organisation: organisation.name.as_str().to_owned(),
        state: frame.word("console-referral-state", of.state.as_str()),
        plain: outcome.or_else(|| of.status_reason.map(|it| frame.word("referral-reason", it.as_str()))),
        business: business(&of, locale),
        urgency: frame.word("console-urgency", of.urgency.as_str()),
        beside: of.beside,
        clock: clock(&of, tx.now, &frame),
        phone: phone.map(|it| it.as_str().to_owned()),
        consent: consent(tx, actor, &of, &frame)?,
        fields: of.shared.iter().map(|it| frame.word("link-field", it.as_str())).collect(),
        override_reason: said.as_ref().and_then(|it| it.override_reason.as_ref()).map(|it| it.as_str().to_owned()),
        reason: said.as_ref().map(|it| it.reason.as_str().to_owned()),
        lines: said.iter().flat_map(|it| &it.lines).map(line).collect(),
        contact,
        warnings: seen.warnings.iter().map(|it| frame.word("console-referral-warning", it.as_str())).collect(),
        steps: seen.history.iter().map(step).collect(),
        allowed: referrals::allowed(actor, &of, tx.now),
        cancel_reasons: ReferralCancelReason::ALL
            .iter()
            .map(|it| (it.as_str(), frame.word("referral-reason", it.as_str())))
            .collect(),
        replies,
        reply: begin.unwrap_or_default(),
        changed,
        frame,
    })
}

/// Who said yes, how and when, for a team that may see it.
fn consent(tx: &mut Tx<'_>, actor: &Actor, of: &Referral, frame: &Frame) -> Result<Option<String>> {
    let Some(id) = of.consent else { return Ok(None) };
    if !may(actor, Action::SeeConsent, &people::actions::subject_of(tx, of.person)?) {
        return Ok(None);
    }
    let (given, _) = consents::see(tx, actor, id)?;
    let who = if given.given_by == of.person { "self" } else { "other" };
    let said = frame.with(&format!("referral-consent-{who}"), "day", &words::day(given.at));
    let how = frame.word("console-consent-how", given.how.as_str());
    let back = given.withdrawn_at.map(|it| frame.with("referral-consent-withdrawn", "day", &words::day(it)));
    Ok(Some([Some(said), Some(how), back].into_iter().flatten().collect::<Vec<_>>().join(" ")))
}

/// Who it is about, for a team that may see them; they may have moved to another.
fn person(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, frame: &Frame) -> Result<Option<(PersonId, String)>> {
    let subject = people::actions::subject_of(tx, id)?;
    if !may(actor, Action::SeePerson, &subject) {
        return Ok(None);
    }
    let name = people::actions::see(tx, actor, id)?.name;
    let name = name.map(|it| format!("{} {}", it.first.as_str(), it.last.as_str()));
    Ok(Some((id, name.unwrap_or_else(|| frame.t("erased")))))
}
