//! What a concern is, and how it moves. Pure.

mod due;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Instant;
use crate::duty::DutyLevel;
use crate::ids::{ConcernId, MatchId, NeighbourhoodId, PersonId};
use crate::people::model::Name;
use crate::platform::text::FreeText;
use crate::platform::{Error, Result};

crate::db::types::words! {
    /// The state of a concern.
    ConcernState {
        /// It was raised, and nobody has judged it yet.
        Submitted = "submitted",
        /// Somebody judged how severe it is.
        Triaged = "triaged",
        /// Somebody looks into it.
        Investigating = "investigating",
        /// It was seen to.
        Resolved = "resolved",
        /// It was none.
        Dismissed = "dismissed",
    }
    /// How severe a concern is. In this order.
    Severity {
        /// Somebody acts within seven days.
        Low = "low",
        /// Somebody acts within 72 hours.
        Medium = "medium",
        /// Somebody acts within 24 hours.
        High = "high",
        /// Somebody looks within 15 minutes and acts within four hours; matches are held.
        Critical = "critical",
    }
    /// How a concern was resolved.
    ConcernOutcome {
        /// Agreements were made.
        AgreementsMade = "agreementsMade",
        /// The help between the people ended.
        HelpEnded = "helpEnded",
        /// A professional or the authorities go on with it.
        HandedOver = "handedOver",
        /// There is no risk any more.
        NoFurtherRisk = "noFurtherRisk",
        /// Something else.
        Other = "other",
    }
    /// Why a concern is dismissed.
    ConcernDismissReason {
        /// Nothing of it held.
        Unfounded = "unfounded",
        /// It is about something else than somebody's behaviour or safety.
        NotAConcern = "notAConcern",
        /// The same was raised before.
        Duplicate = "duplicate",
        /// Something else.
        Other = "other",
    }
    /// What is decided about a match that a concern holds.
    HoldDecision {
        /// It goes on where it was.
        Release = "release",
        /// It ends for good.
        Close = "close",
        /// It stays held, as an ordinary hold of the team.
        Keep = "keep",
    }
    /// What moves a concern.
    ConcernVerb {
        /// Judge how severe it is.
        Triage = "triage",
        /// Begin to look into it.
        Investigate = "investigate",
        /// Close it: it was seen to.
        Resolve = "resolve",
        /// Close it: it was none.
        Dismiss = "dismiss",
        /// Take it up again.
        Reopen = "reopen",
    }
    /// The kinds of things that somebody can name in a concern.
    NamedKind {
        /// A person.
        Person = "person",
        /// A match.
        Match = "match",
        /// A request for help.
        Request = "request",
        /// A visit.
        Visit = "visit",
        /// A referral.
        Referral = "referral",
    }
}

/// What somebody named in a concern: all that they are ever told of whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The kind.
    pub kind: NamedKind,
    /// Which.
    pub id: Uuid,
}

/// What is sealed in a concern, under its own key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What was said.
    pub text: FreeText,
    /// The name of whom it is about, while it is open: the person may be gone before it is closed.
    pub about: Option<Name>,
    /// The name of who raised it, likewise.
    pub reporter: Option<Name>,
}

/// A note of those who see to a concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who wrote it.
    pub author: PersonId,
    /// The words.
    pub text: FreeText,
    /// When.
    pub at: Instant,
}

/// A match that a concern holds or held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// The match.
    pub on: MatchId,
    /// Since when.
    pub since: Instant,
    /// What was decided; `None`: nothing yet.
    pub decision: Option<HoldDecision>,
    /// Whether it is to be decided about: nothing was decided yet, and the match is held.
    pub is_open: bool,
}

/// A concern (zorgmelding).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// The id.
    pub id: ConcernId,
    /// Who raised it.
    pub reporter: PersonId,
    /// Whom it is about.
    pub about: PersonId,
    /// What the reporter named.
    pub named: Named,
    /// Whose team sees to it; `None`: the coordinators.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// The state.
    pub state: ConcernState,
    /// Whether the reporter says that somebody is in danger now.
    pub danger_now: bool,
    /// How severe it is; `None` until triaged.
    pub severity: Option<Severity>,
    /// How it was resolved.
    pub outcome: Option<ConcernOutcome>,
    /// Why it was dismissed.
    pub dismiss_reason: Option<ConcernDismissReason>,
    /// Who judged how severe it is.
    pub triaged_by: Option<PersonId>,
    /// How far up the duty roster it went in this state.
    pub look_level: Option<DutyLevel>,
    /// When somebody was last asked to look.
    pub look_asked_at: Option<Instant>,
    /// From when its times are counted.
    pub clock_from: Instant,
    /// The last step or note.
    pub touched_at: Instant,
    /// When it was resolved or dismissed.
    pub closed_at: Option<Instant>,
    /// Counts the changes.
    pub version: i32,
    /// When it was raised.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

impl Concern {
    /// Whether it is closed.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self.state, ConcernState::Resolved | ConcernState::Dismissed)
    }

    /// How severe it counts: danger now is critical until somebody has triaged it; anything else waits to be judged.
    #[must_use]
    pub fn counts_as(&self) -> Option<Severity> {
        self.severity.or(self.danger_now.then_some(Severity::Critical))
    }

    /// Whether it is critical now.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        !self.is_closed() && self.counts_as() == Some(Severity::Critical)
    }

    /// Whether whom it is about is not brought together with anybody. Who raises one about themselves loses no help.
    #[must_use]
    pub fn bars(&self) -> bool {
        self.is_critical() && self.about != self.reporter
    }

    /// Whether the verb fits the state.
    #[must_use]
    pub const fn allows(&self, verb: ConcernVerb) -> bool {
        match verb {
            ConcernVerb::Triage => matches!(self.state, ConcernState::Submitted),
            ConcernVerb::Investigate => matches!(self.state, ConcernState::Triaged),
            ConcernVerb::Resolve | ConcernVerb::Dismiss => matches!(self.state, ConcernState::Investigating),
            ConcernVerb::Reopen => self.is_closed(),
        }
    }

    fn step(self, verb: ConcernVerb, state: ConcernState, now: Instant) -> Result<Self> {
        if !self.allows(verb) {
            return Err(Error::wrong_state(verb.as_str(), self.state.as_str()));
        }
        Ok(Self { state, look_level: None, look_asked_at: None, touched_at: now, ..self })
    }

    /// Submitted → triaged.
    ///
    /// # Errors
    /// When somebody has judged it already.
    pub fn triage(self, severity: Severity, by: Option<PersonId>, now: Instant) -> Result<Self> {
        let triaged = self.step(ConcernVerb::Triage, ConcernState::Triaged, now)?;
        Ok(Self { severity: Some(severity), triaged_by: by, ..triaged })
    }

    /// Triaged → investigating, perhaps with another severity, which is then judged by who says so.
    ///
    /// # Errors
    /// When it is not triaged.
    pub fn investigate(self, severity: Option<Severity>, by: Option<PersonId>, now: Instant) -> Result<Self> {
        let begun = self.step(ConcernVerb::Investigate, ConcernState::Investigating, now)?;
        Ok(begun.judged(severity, by))
    }

    /// Investigating → resolved.
    ///
    /// # Errors
    /// When nobody looks into it.
    pub fn resolve(self, outcome: ConcernOutcome, now: Instant) -> Result<Self> {
        let resolved = self.step(ConcernVerb::Resolve, ConcernState::Resolved, now)?;
        Ok(Self { outcome: Some(outcome), closed_at: Some(now), ..resolved })
    }

    /// Investigating → dismissed.
    ///
    /// # Errors
    /// When nobody looks into it.
    pub fn dismiss(self, reason: ConcernDismissReason, now: Instant) -> Result<Self> {
        let dismissed = self.step(ConcernVerb::Dismiss, ConcernState::Dismissed, now)?;
        Ok(Self { dismiss_reason: Some(reason), closed_at: Some(now), ..dismissed })
    }

    /// Resolved, dismissed → triaged, perhaps with another severity. Its times begin anew.
    ///
    /// # Errors
    /// When it is not closed.
    pub fn reopen(self, severity: Option<Severity>, by: Option<PersonId>, now: Instant) -> Result<Self> {
        let reopened = self.step(ConcernVerb::Reopen, ConcernState::Triaged, now)?.judged(severity, by);
        Ok(Self { outcome: None, dismiss_reason: None, closed_at: None, clock_from: now, ..reopened })
    }

    fn judged(self, severity: Option<Severity>, by: Option<PersonId>) -> Self {
        match severity {
            Some(_) if severity != self.severity => Self { severity, triaged_by: by, ..self },
            Some(_) | None => self,
        }
    }

    /// Somebody wrote something down about it.
    #[must_use]
    pub const fn noted(self, now: Instant) -> Self {
        Self { touched_at: now, ..self }
    }
}
