//! How a concern looks from outside: to who raised it, and to the team.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Instant;
use crate::duty::model::EmergencyNumber;
use crate::ids::{AnyId, ConcernId, MatchId, PersonId};
use crate::people::model::Name;
use crate::platform::http::{Resource, Shown};
use crate::platform::language::Locale;
use crate::platform::text::FreeText;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::safeguarding::actions::{self, Seen};
use crate::safeguarding::model::{
    Concern, ConcernDismissReason, ConcernOutcome, ConcernState, Hold, HoldDecision, NamedKind, Note, Severity,
};

crate::db::types::words! {
    /// The state of a concern, as the reader may know it.
    ConcernShownState {
        /// It was raised.
        Submitted = "submitted",
        /// Somebody of the team has read it.
        Triaged = "triaged",
        /// Somebody looks into it.
        Investigating = "investigating",
        /// For the team: it was seen to.
        Resolved = "resolved",
        /// For the team: it was none.
        Dismissed = "dismissed",
        /// For who raised it: it is closed.
        Closed = "closed",
    }
}

impl ConcernShownState {
    const fn of(state: ConcernState, by_team: bool) -> Self {
        match (state, by_team) {
            (ConcernState::Submitted, _) => Self::Submitted,
            (ConcernState::Triaged, _) => Self::Triaged,
            (ConcernState::Investigating, _) => Self::Investigating,
            (ConcernState::Resolved, true) => Self::Resolved,
            (ConcernState::Dismissed, true) => Self::Dismissed,
            (ConcernState::Resolved | ConcernState::Dismissed, false) => Self::Closed,
        }
    }
}

/// What the reporter named.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConcernAbout {
    kind: NamedKind,
    id: AnyId,
}

/// Somebody in a concern; for the team.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConcernPerson {
    id: PersonId,
    href: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    name: Option<String>,
}

/// Whom to call, and whether somebody of the team is there.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConcernHelp {
    /// In plain words, in the language of the caller.
    text: String,
    emergency_numbers: Vec<EmergencyNumber>,
    /// Whether nobody of the team is there now, as far as is known.
    outside_duty_hours: bool,
    /// When the team is there next: nobody looks before; absent while it is there, or where its hours are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    opens_at: Option<Instant>,
}

/// A note of the team.
#[derive(Serialize, ToSchema)]
struct ConcernNoteBody {
    by: PersonId,
    text: FreeText,
    at: Instant,
}

/// A match that the concern holds or held.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConcernHold {
    match_id: MatchId,
    href: String,
    since: Instant,
    /// Whether it is to be decided about before the concern closes.
    undecided: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    decision: Option<HoldDecision>,
}

/// A concern. Who raised it sees what they said and how it stands; the rest is for the team. Lists leave the words out.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConcernBody {
    #[serde(flatten)]
    shown: Shown<ConcernShownState, ConcernId>,
    /// How it stands in plain words, in the language of the caller.
    state_text: String,
    about: ConcernAbout,
    danger_now: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    text: Option<FreeText>,
    /// For who raised it, while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    help: Option<ConcernHelp>,
    /// Whom it is about; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    person: Option<ConcernPerson>,
    /// Who raised it; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reporter: Option<ConcernPerson>,
    /// For the team, once somebody has judged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    severity: Option<Severity>,
    /// By when somebody should have judged it, or begun to look into it; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    due_by: Option<Instant>,
    /// Who judged it; for the team. Somebody else releases what it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    triaged_by: Option<PersonId>,
    /// For the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<ConcernOutcome>,
    /// Why it was dismissed; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    dismiss_reason: Option<ConcernDismissReason>,
    /// For the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    closed_at: Option<Instant>,
    /// The matches that it holds or held; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    holds: Option<Vec<ConcernHold>>,
    /// The notes, oldest first; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    notes: Option<Vec<ConcernNoteBody>>,
}

impl Resource for ConcernBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

fn person(id: PersonId, name: Option<&Name>) -> ConcernPerson {
    let name = name.map(|it| format!("{} {}", it.first.as_str(), it.last.as_str()));
    ConcernPerson { id, href: format!("/v1/people/{id}"), name }
}

fn hold(of: Hold) -> ConcernHold {
    let Hold { on, since, decision, is_open } = of;
    ConcernHold { match_id: on, href: format!("/v1/matches/{on}"), since, undecided: is_open, decision }
}

fn note(of: Note) -> ConcernNoteBody {
    ConcernNoteBody { by: of.author, text: of.text, at: of.at }
}

fn help(tx: &mut Tx<'_>, of: &Concern, locale: Locale) -> Result<ConcernHelp> {
    let (emergency_numbers, outside) = actions::help(tx, of, locale)?;
    let key = match (of.danger_now, outside.is_some()) {
        (true, _) => "concern-help-danger",
        (false, true) => "concern-help-outside",
        (false, false) => "concern-help",
    };
    Ok(ConcernHelp {
        text: locale.text(key, &[]),
        emergency_numbers,
        outside_duty_hours: outside.is_some(),
        opens_at: outside.and_then(|it| it.opens_at),
    })
}

/// The representation for a reader, in the words of a language.
pub(super) fn body(tx: &mut Tx<'_>, actor: &Actor, seen: Seen, locale: Locale) -> Result<ConcernBody> {
    let Seen { concern: of, by_team, text, file } = seen;
    let is_own = actor.person == Some(of.reporter);
    let help = if is_own && !of.is_closed() { Some(help(tx, &of, locale)?) } else { None };
    let state = ConcernShownState::of(of.state, by_team);
    let (about, reporter) = file.as_ref().map_or((None, None), |it| (it.about.as_ref(), it.reporter.as_ref()));
    let persons = by_team.then(|| (person(of.about, about), person(of.reporter, reporter)));
    let (whom, who) = persons.unzip();
    let (holds, notes) = file.map(|it| (it.holds, it.notes)).unzip();
    Ok(ConcernBody {
        shown: Shown {
            id: of.id,
            href: format!("/v1/concerns/{}", of.id),
            state,
            version: of.version,
            allowed_actions: if by_team { actions::allowed(actor, &of) } else { Vec::new() },
            created_at: of.created_at,
            updated_at: of.updated_at,
        },
        state_text: locale.text(&format!("concern-state-{state}"), &[]),
        about: ConcernAbout { kind: of.named.kind, id: AnyId::from(of.named.id) },
        danger_now: of.danger_now,
        text,
        help,
        person: whom,
        reporter: who,
        severity: of.severity.filter(|_| by_team),
        due_by: of.due_by().filter(|_| by_team),
        triaged_by: of.triaged_by.filter(|_| by_team),
        outcome: of.outcome.filter(|_| by_team),
        dismiss_reason: of.dismiss_reason.filter(|_| by_team),
        closed_at: of.closed_at.filter(|_| by_team),
        holds: holds.map(|it| it.into_iter().map(hold).collect()),
        notes: notes.map(|it| it.into_iter().map(note).collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_plain_words_in_every_language() {
        for locale in Locale::ALL {
            for state in ConcernShownState::ALL {
                assert!(locale.has(&format!("concern-state-{state}")), "{state} in {locale}");
            }
            for help in ["concern-help", "concern-help-danger", "concern-help-outside"] {
                assert!(locale.has(help), "{help} in {locale}");
            }
        }
    }
}
