//! The page of a referral in the inbox: what the organisation may know, what it can answer, and what happened.

use askama::Template;

use super::{List, Tab, number, tabs, what_came};
use crate::consents::SharedField;
use crate::console::frame::Frame;
use crate::ids::ReferralId;
use crate::organisations;
use crate::places;
use crate::platform::words::{self, Clock};
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::referrals::actions::{self as referrals, Seen};
use crate::referrals::model::{
    PersonAgreedHow, ReferralCancelReason, ReferralCompleteOutcome, ReferralFailReason, ReferralHoldReason,
    ReferralRejectReason,
};
use crate::referrals::words::{Field, Line, basis, business, fields, message, step};
use crate::when::Date;

/// Words to choose from, each with what it is called.
type Choices = Vec<(&'static str, String)>;

/// The page.
#[derive(Template)]
#[template(path = "console/inbox/referral.html")]
pub(in crate::console) struct ReferralPage {
    frame: Frame,
    tabs: Vec<Tab>,
    back: &'static str,
    version: i32,
    number: String,
    service: String,
    state: String,
    business: Option<String>,
    outcome: Option<String>,
    urgency: String,
    clock: Option<Clock>,
    awaits_reply: bool,
    is_open: bool,
    reason: Option<String>,
    purpose: String,
    basis: String,
    /// The number of the team.
    team: Option<String>,
    fields: Vec<Field>,
    messages: Vec<Line>,
    history: Vec<Line>,
    allowed: Vec<&'static str>,
    reject_reasons: Choices,
    hold_reasons: Choices,
    fail_reasons: Choices,
    cancel_reasons: Choices,
    outcomes: Choices,
    hows: Choices,
    /// The days that are chosen most for the wait list, with their words.
    soon: Vec<(Date, String)>,
    tomorrow: String,
    in_a_year: String,
}

/// Takes it on and puts it on the wait list, in one press.
pub(in crate::console) const ACCEPT_WAITING: &str = "acceptWaiting";

/// What is seldom said stands together, behind the rest.
const RARE: [&str; 4] = ["hold", "handBack", "fail", "cancel"];

/// After so many weeks a place comes free, most often.
const SOON_WEEKS: [u64; 3] = [2, 4, 12];

fn in_weeks(weeks: u64, today: Date, frame: &Frame) -> (Date, String) {
    let day = today.days_later(7 * weeks);
    let when = [("number", weeks.to_string()), ("day", words::day(day.start()))];
    (day, frame.locale.text("console-inbox-in-weeks", &when))
}

impl ReferralPage {
    fn may(&self, verb: &str) -> bool {
        self.allowed.contains(&verb)
    }

    /// By which verb it comes on the wait list: taken on before, or with the same press.
    fn waits_by(&self) -> Option<&'static str> {
        if self.may("waitList") { Some("waitList") } else { self.may("accept").then_some(ACCEPT_WAITING) }
    }

    /// Whether something can be said that is seldom said.
    fn has_rare(&self) -> bool {
        RARE.iter().any(|it| self.may(it))
    }

    /// Whether that is what was refused.
    fn had_rare(&self) -> bool {
        RARE.iter().any(|it| self.frame.had("verb", it))
    }

    /// What somebody else did last, where the page was not the newest any more.
    fn changed(&self) -> Option<&Line> {
        self.history.last().filter(|_| self.frame.is_stale())
    }
}

/// The page of a referral. Reading it leaves a trace.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(in crate::console) fn referral(
    tx: &mut Tx<'_>,
    actor: &Actor,
    mut frame: Frame,
    id: ReferralId,
) -> Result<ReferralPage> {
    let Seen { referral: of, said, shared, history, .. } = referrals::see(tx, actor, id)?;
    let (locale, service) = (frame.locale, organisations::service(tx, of.service)?);
    let service = service.name.as_str().to_owned();
    frame.about = Some(format!("referral/{id}"));
    let list = List::of(of.state);
    let (reason, lines) = said.map_or((None, Vec::new()), |it| (Some(it.reason.as_str().to_owned()), it.lines));
    // Which team it is tells where somebody lives: only for who may know that.
    let knows_where = shared.is_some() && of.shared.contains(&SharedField::Address);
    let team = of.neighbourhood.filter(|_| knows_where).map(|it| places::get(tx, it)).transpose()?;
    let team = team.and_then(|it| it.policy.0.phone).map(|it| it.as_str().to_owned());
    let basis = basis(tx, &of, locale)?;
    Ok(ReferralPage {
        tabs: tabs(&frame, Some(list)),
        back: list.path(),
        version: of.version,
        number: number(id),
        state: locale.text(&format!("link-state-{}", of.state), &[]),
        business: business(&of, locale).filter(|_| of.state.is_live()),
        outcome: what_came(&of, locale),
        urgency: locale.text(&format!("link-urgency-{}", of.urgency), &[]),
        clock: of.word_due_at().map(|it| words::clock(it, tx.now, locale)),
        awaits_reply: of.awaits_reply(),
        is_open: shared.is_some(),
        reason,
        purpose: locale.text("console-inbox-purpose", &[("service", service.clone())]),
        basis,
        team,
        fields: shared.map(|it| fields(it, locale)).unwrap_or_default(),
        messages: lines.iter().map(|it| message(it, locale)).collect(),
        history: history.iter().filter_map(|it| step(it, locale)).collect(),
        allowed: referrals::allowed(actor, &of, tx.now),
        reject_reasons: choices(&frame, "console-inbox-why", ReferralRejectReason::ALL, ReferralRejectReason::as_str),
        hold_reasons: choices(&frame, "console-inbox-why", ReferralHoldReason::ALL, ReferralHoldReason::as_str),
        fail_reasons: choices(&frame, "console-inbox-why", ReferralFailReason::ALL, ReferralFailReason::as_str),
        cancel_reasons: choices(&frame, "console-inbox-why", ReferralCancelReason::ALL, ReferralCancelReason::as_str),
        outcomes: choices(&frame, "console-inbox-came", ReferralCompleteOutcome::ALL, ReferralCompleteOutcome::as_str),
        hows: choices(&frame, "console-inbox-how", PersonAgreedHow::ALL, PersonAgreedHow::as_str),
        soon: SOON_WEEKS.iter().map(|weeks| in_weeks(*weeks, Date::of(tx.now), &frame)).collect(),
        tomorrow: Date::of(tx.now).days_later(1).to_string(),
        in_a_year: Date::of(tx.now).days_later(365).to_string(),
        service,
        frame,
    })
}

/// The words of a closed list, each with what it is called.
fn choices<T: Copy>(frame: &Frame, list: &str, all: &[T], word: fn(T) -> &'static str) -> Choices {
    all.iter().map(|it| (word(*it), frame.word(list, word(*it)))).collect()
}
