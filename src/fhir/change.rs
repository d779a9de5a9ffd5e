//! What somebody asks for who sends a Task: exactly one verb of ours, read from the difference between what stands and what is
//! sent. Whether it is allowed, the verb itself says.

use serde_json::Value;

use super::elements::{Members, moment, not_changeable, only, referred, word};
use super::words::{AGREED_HOW, BUSINESS_STATUS, OUTCOME, OUTPUT, STATUS_REASON, state};
use crate::clock::Instant;
use crate::ids::{ReferralId, ServiceId};
use crate::platform::text::FreeText;
use crate::platform::{Error, Result, Tx};
use crate::policy::Actor;
use crate::referrals::model::{
    BusinessStatus, PersonAgreedHow, ReferralCancelReason, ReferralCompleteOutcome, ReferralFailReason,
    ReferralHoldReason, ReferralOutcome, ReferralRejectReason,
};
use crate::referrals::{Referral, ReferralState, actions};

/// A verb with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    Accept,
    Reject(ReferralRejectReason, Option<ServiceId>),
    Start,
    Resume,
    Hold(ReferralHoldReason),
    Complete(ReferralCompleteOutcome),
    /// With how the person said yes; `None`: they did not.
    HandBack(Option<PersonAgreedHow>),
    Fail(ReferralFailReason),
    Cancel(ReferralCancelReason),
    WaitList(Instant),
    Plan(Instant),
    NoShow,
    Ask(FreeText),
    /// What only the team does: the verbs themselves refuse an organisation.
    Send,
    Retract,
}

/// What may differ; all else stays as it stands. What the server itself says of a version is passed over.
const CHANGEABLE: [&str; 8] =
    ["meta", "status", "statusReason", "businessStatus", "executionPeriod", "restriction", "note", "output"];

/// The words of a list of ours, each with what it stands for.
macro_rules! all {
    ($words:ty) => {
        &<$words>::ALL.iter().map(|it| (it.as_str(), *it)).collect::<Vec<_>>()
    };
}

/// Reads what is asked for; `None` when nothing differs.
pub(super) fn asked(of: &Referral, standing: &Value, sent: &Members) -> Result<Option<Asked>> {
    sent.check(&of.id.to_string())?;
    let target = sent.text("status").and_then(state);
    let target = target.ok_or_else(|| Error::invalid("/status", "is no status of a referral"))?;
    let task = Beside { standing, sent, of, target };
    if let Some(name) = Members::names().find(|it| !CHANGEABLE.contains(it) && task.differs(it)) {
        return Err(not_changeable(format!("/{name}"), "is not changed here"));
    }
    let verbs = [task.moved()?, task.stands()?, task.said()?];
    let mut verbs = verbs.into_iter().flatten();
    match (verbs.next(), verbs.next()) {
        (verb, None) => Ok(verb),
        (_, Some(_)) => Err(not_changeable("", "one thing is changed at a time")),
    }
}

/// A Task that is sent, beside the one that stands.
struct Beside<'a> {
    standing: &'a Value,
    sent: &'a Members,
    of: &'a Referral,
    target: ReferralState,
}

impl Beside<'_> {
    fn differs(&self, name: &str) -> bool {
        self.sent.0.get(name) != self.standing.get(name)
    }

    fn says_anew(&self, name: &str) -> bool {
        self.differs(name) && self.sent.0.contains_key(name)
    }

    fn has_moved(&self) -> bool {
        self.target != self.of.state
    }

    /// What has to stay as it stands, or go when the case moves on.
    fn stays(&self, name: &str) -> Result<()> {
        let is_gone = self.has_moved() && self.sent.0.get(name).is_none();
        if is_gone || !self.differs(name) {
            return Ok(());
        }
        Err(not_changeable(
            format!("/{name}"),
            format!("does not go with the status {}", super::words::status(self.target)),
        ))
    }

    /// The verb that moves it, or that says again why it stands where it is.
    fn moved(&self) -> Result<Option<Asked>> {
        if !self.has_moved() && !self.differs("statusReason") && !self.differs("output") {
            return Ok(None);
        }
        let has_reason = matches!(
            self.target,
            ReferralState::Rejected | ReferralState::OnHold | ReferralState::Failed | ReferralState::Cancelled
        );
        if !has_reason {
            self.stays("statusReason")?;
        }
        if !matches!(self.target, ReferralState::Completed | ReferralState::Rejected) {
            self.stays("output")?;
        }
        Ok(Some(match self.target {
            ReferralState::Accepted => Asked::Accept,
            ReferralState::Rejected => {
                Asked::Reject(self.reason(all!(ReferralRejectReason))?, self.outputs()?.elsewhere()?)
            }
            ReferralState::InProgress if self.of.state == ReferralState::OnHold => Asked::Resume,
            ReferralState::InProgress => Asked::Start,
            ReferralState::OnHold => Asked::Hold(self.reason(all!(ReferralHoldReason))?),
            ReferralState::Completed => self.outputs()?.ended()?,
            ReferralState::Failed => Asked::Fail(self.reason(all!(ReferralFailReason))?),
            ReferralState::Cancelled => Asked::Cancel(self.reason(all!(ReferralCancelReason))?),
            ReferralState::Requested => Asked::Send,
            ReferralState::EnteredInError => Asked::Retract,
            ReferralState::Draft => return Err(not_changeable("/status", "does not become draft again")),
        }))
    }

    fn reason<W: Copy>(&self, all: &[(&'static str, W)]) -> Result<W> {
        let reason = self.sent.0.get("statusReason");
        let reason = reason.ok_or_else(|| Error::invalid("/statusReason", "is required with this status"))?;
        word(reason, "/statusReason", STATUS_REASON, all)
    }

    /// The outputs that do not stand yet. None of those that do is taken away.
    fn outputs(&self) -> Result<Outputs> {
        let standing = items(self.standing.get("output"));
        let sent = items(self.sent.0.get("output"));
        if !standing.iter().all(|it| sent.contains(it)) {
            return Err(not_changeable("/output", "only grows"));
        }
        let mut new = Outputs::default();
        for (place, output) in sent.iter().enumerate().filter(|(_, it)| !standing.contains(it)) {
            new.read(output, &format!("/output/{place}"))?;
        }
        Ok(new)
    }

    /// The verb that says where the help stands.
    fn stands(&self) -> Result<Option<Asked>> {
        const PARTS: [&str; 3] = ["businessStatus", "executionPeriod", "restriction"];
        const PERIODS: [&str; 2] = ["executionPeriod", "restriction"];
        if !PARTS.iter().any(|it| self.differs(it)) {
            return Ok(None);
        }
        let said = self.sent.0.get("businessStatus");
        let Some(said) = said.filter(|_| PARTS.iter().any(|it| self.says_anew(it))) else {
            return PARTS.iter().try_for_each(|it| self.stays(it)).map(|()| None);
        };
        Ok(Some(match word(said, "/businessStatus", BUSINESS_STATUS, all!(BusinessStatus))? {
            BusinessStatus::WaitListed => Asked::WaitList(self.date("restriction")?),
            BusinessStatus::Planned => Asked::Plan(self.date("executionPeriod")?),
            BusinessStatus::NoShow => {
                if let Some(name) = PERIODS.iter().find(|it| self.says_anew(it)) {
                    return Err(not_changeable(format!("/{name}"), "does not go with this businessStatus"));
                }
                Asked::NoShow
            }
        }))
    }

    /// The moment that goes with it: in whichever of two elements says something new, else in its usual one.
    fn date(&self, usual: &'static str) -> Result<Instant> {
        let name = match (self.says_anew("executionPeriod"), self.says_anew("restriction")) {
            (true, true) => return Err(not_changeable("/restriction", "says another moment than executionPeriod")),
            (true, false) => "executionPeriod",
            (false, true) => "restriction",
            (false, false) => usual,
        };
        let value = self.sent.0.get(name);
        let value = value.ok_or_else(|| Error::invalid(format!("/{name}"), "is required with this businessStatus"))?;
        let (at, period) = if name == "restriction" {
            only(value, "/restriction", &["period"])?;
            ("/restriction/period", value.get("period").unwrap_or(&Value::Null))
        } else {
            ("/executionPeriod", value)
        };
        only(period, at, &["start", "end"])?;
        match (period.get("start"), period.get("end")) {
            (Some(start), None) => moment(start, &format!("{at}/start")),
            (None, Some(end)) => moment(end, &format!("{at}/end")),
            (None, None) => Err(Error::invalid(at, "has no moment")),
            (Some(_), Some(_)) => Err(Error::invalid(at, "has one moment, start or end")),
        }
    }

    /// The verb for a note that does not stand yet. Notes are only added: one that is left out stays.
    fn said(&self) -> Result<Option<Asked>> {
        let standing = items(self.standing.get("note"));
        let sent = self.sent.0.get("note");
        if sent.is_some_and(|it| !it.is_array()) {
            return Err(Error::invalid("/note", "is no list"));
        }
        let mut new = items(sent).iter().enumerate().filter(|(_, it)| !standing.contains(it));
        let Some((place, note)) = new.next() else { return Ok(None) };
        if new.next().is_some() {
            return Err(not_changeable("/note", "grows by one note at a time"));
        }
        let at = format!("/note/{place}");
        // Who says it and when, the server knows.
        only(note, &at, &["authorReference", "authorString", "time", "text"])?;
        let text = note.get("text").and_then(Value::as_str).unwrap_or_default();
        Ok(Some(Asked::Ask(text.parse().map_err(|why: String| Error::invalid(format!("{at}/text"), why))?)))
    }
}

fn items(of: Option<&Value>) -> &[Value] {
    of.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What outputs say.
#[derive(Default)]
struct Outputs {
    outcome: Option<ReferralOutcome>,
    agreed: Option<PersonAgreedHow>,
    other_service: Option<ServiceId>,
}

/// What an output can be.
#[derive(Clone, Copy)]
enum Output {
    Outcome,
    PersonAgreed,
    OtherService,
}

impl Outputs {
    fn read(&mut self, output: &Value, at: &str) -> Result<()> {
        only(output, at, &["type", "valueCodeableConcept", "valueReference"])?;
        let known = [
            ("outcome", Output::Outcome),
            ("personAgreed", Output::PersonAgreed),
            ("otherService", Output::OtherService),
        ];
        let nothing = Value::Null;
        let part = |name: &str| (output.get(name).unwrap_or(&nothing), format!("{at}/{name}"));
        let (kind, kind_at) = part("type");
        let (concept, concept_at) = part("valueCodeableConcept");
        let is_new = match word(kind, &kind_at, OUTPUT, &known)? {
            Output::Outcome => {
                self.outcome.replace(word(concept, &concept_at, OUTCOME, all!(ReferralOutcome))?).is_none()
            }
            Output::PersonAgreed => {
                self.agreed.replace(word(concept, &concept_at, AGREED_HOW, all!(PersonAgreedHow))?).is_none()
            }
            Output::OtherService => {
                let (value, value_at) = part("valueReference");
                let id = referred(value, &value_at, "HealthcareService")?.parse().ok();
                let id = id.ok_or_else(|| Error::invalid(value_at, "is not known"))?;
                self.other_service.replace(id).is_none()
            }
        };
        if is_new { Ok(()) } else { Err(Error::invalid(at, "says the same kind of thing twice")) }
    }

    /// Where a case that is turned down could go instead.
    fn elsewhere(self) -> Result<Option<ServiceId>> {
        if self.outcome.is_some() || self.agreed.is_some() {
            return Err(not_changeable("/output", "has no outcome when a referral is rejected"));
        }
        Ok(self.other_service)
    }

    /// How a case ended.
    fn ended(self) -> Result<Asked> {
        if self.other_service.is_some() {
            return Err(not_changeable("/output", "names another service only when a referral is rejected"));
        }
        let outcome = match self.outcome {
            None => return Err(Error::invalid("/output", "has no outcome, which is required with this status")),
            Some(ReferralOutcome::HandedBack) => return Ok(Asked::HandBack(self.agreed)),
            Some(ReferralOutcome::Helped) => ReferralCompleteOutcome::Helped,
            Some(ReferralOutcome::PartlyHelped) => ReferralCompleteOutcome::PartlyHelped,
            Some(ReferralOutcome::NotHelped) => ReferralCompleteOutcome::NotHelped,
            Some(ReferralOutcome::ReferredOn) => ReferralCompleteOutcome::ReferredOn,
            Some(ReferralOutcome::NoContact) => ReferralCompleteOutcome::NoContact,
        };
        match self.agreed {
            None => Ok(Asked::Complete(outcome)),
            Some(_) => Err(not_changeable("/output", "says how the person agreed only when a case goes back")),
        }
    }
}

/// Does what is asked for.
pub(super) fn act(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, asked: Asked) -> Result<ReferralId> {
    match asked {
        Asked::Accept => actions::accept(tx, actor, id),
        Asked::Reject(reason, other) => actions::reject(tx, actor, id, reason, other),
        Asked::Start => actions::start(tx, actor, id),
        Asked::Resume => actions::resume(tx, actor, id),
        Asked::Hold(reason) => actions::hold(tx, actor, id, reason),
        Asked::Complete(outcome) => actions::complete(tx, actor, id, outcome),
        Asked::HandBack(how) => actions::hand_back(tx, actor, id, how.is_some(), how.unwrap_or(PersonAgreedHow::Oral)),
        Asked::Fail(reason) => actions::fail(tx, actor, id, reason),
        Asked::Cancel(reason) => actions::cancel(tx, actor, id, reason),
        Asked::WaitList(from) => actions::wait_list(tx, actor, id, from),
        Asked::Plan(at) => actions::plan(tx, actor, id, at),
        Asked::NoShow => actions::no_show(tx, actor, id),
        Asked::Ask(text) => actions::ask(tx, actor, id, text),
        Asked::Send => actions::send(tx, actor, id),
        Asked::Retract => actions::retract(tx, actor, id),
    }
}
