//! What each verb makes of a concern, and who may say it.

use std::fmt::Write;

use buurtnet::clock::Instant;
use buurtnet::ids::{ConcernId, MatchId, PersonId};
use buurtnet::safeguarding::model::{
    Concern, ConcernDismissReason, ConcernOutcome, ConcernState, ConcernVerb, Named, NamedKind, Severity,
};
use chrono::TimeDelta;
use serde_json::json;

use crate::support::TestApp;
use crate::support::concerns::{Street, decisions};
use crate::support::golden::assert_golden;
use crate::support::people::Person;

fn at(minute: i64) -> Instant {
    Instant::from_micros(minute * 60_000_000).expect("a moment")
}

fn in_state(state: ConcernState) -> Concern {
    let is_judged = state != ConcernState::Submitted;
    let is_closed = matches!(state, ConcernState::Resolved | ConcernState::Dismissed);
    Concern {
        id: ConcernId::fresh(),
        reporter: PersonId::fresh(),
        about: PersonId::fresh(),
        named: Named { kind: NamedKind::Match, id: MatchId::fresh().uuid() },
        neighbourhood: None,
        state,
        danger_now: false,
        severity: is_judged.then_some(Severity::Low),
        outcome: None,
        dismiss_reason: None,
        triaged_by: is_judged.then(PersonId::fresh),
        look_level: None,
        look_asked_at: None,
        clock_from: at(0),
        touched_at: at(0),
        closed_at: is_closed.then_some(at(1)),
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn after(it: Concern, verb: ConcernVerb) -> Option<Concern> {
    let (now, by) = (at(2), Some(PersonId::fresh()));
    match verb {
        ConcernVerb::Triage => it.triage(Severity::Critical, by, now),
        ConcernVerb::Investigate => it.investigate(None, by, now),
        ConcernVerb::Resolve => it.resolve(ConcernOutcome::AgreementsMade, now),
        ConcernVerb::Dismiss => it.dismiss(ConcernDismissReason::Unfounded, now),
        ConcernVerb::Reopen => it.reopen(None, by, now),
    }
    .ok()
}

#[test]
fn every_state_meets_every_verb() {
    let mut table = String::new();
    for state in ConcernState::ALL {
        for verb in ConcernVerb::ALL {
            let (before, after) = (in_state(*state), after(in_state(*state), *verb));
            assert_eq!(before.allows(*verb), after.is_some(), "{state} {verb}");
            if let Some(after) = &after {
                assert_eq!(after.is_closed(), after.closed_at.is_some(), "{state} {verb}");
            }
            let word = after.map_or("-", |it| it.state.as_str());
            writeln!(table, "{:<15} {:<12} {word}", state.as_str(), verb.as_str()).expect("a line");
        }
    }
    assert_golden("transitions/concern.txt", &table);
}

#[test]
fn each_severity_has_its_time() {
    let triaged = |severity| Concern { severity: Some(severity), ..in_state(ConcernState::Triaged) };
    for (severity, hours) in
        [(Severity::Critical, 4), (Severity::High, 24), (Severity::Medium, 72), (Severity::Low, 168)]
    {
        assert_eq!(triaged(severity).due_by(), Some(at(hours * 60)), "{severity}");
        assert_eq!(triaged(severity).clock(), Some(at(hours * 60)), "{severity}");
    }
    let raised = in_state(ConcernState::Submitted);
    assert_eq!(raised.due_by(), Some(at(60)), "nobody has judged it: like a request for help today");
    assert_eq!(Concern { danger_now: true, ..raised }.due_by(), Some(at(15)));
    for done in [ConcernState::Investigating, ConcernState::Resolved, ConcernState::Dismissed] {
        assert_eq!((in_state(done).due_by(), in_state(done).clock()), (None, None), "{done}");
    }
    let looked_into = in_state(ConcernState::Investigating);
    assert_eq!(looked_into.silent_since(), Some(at(0) + TimeDelta::days(7)));
    assert_eq!(looked_into.noted(at(9)).silent_since(), Some(at(9) + TimeDelta::days(7)));
}

#[test]
fn danger_now_counts_as_critical_until_triaged_and_bars_only_others() {
    let danger = Concern { danger_now: true, ..in_state(ConcernState::Submitted) };
    assert!(danger.is_critical() && danger.bars());
    let about_oneself = Concern { about: danger.reporter, ..danger.clone() };
    assert!(about_oneself.is_critical() && !about_oneself.bars(), "who calls for help loses none");
    let judged = danger.triage(Severity::Low, None, at(1)).unwrap();
    assert!(!judged.is_critical() && !judged.bars());
    let closed = Concern { severity: Some(Severity::Critical), ..in_state(ConcernState::Resolved) };
    assert!(!closed.is_critical());
}

/// A concern in a state, by the verbs that lead there.
fn brought_to(street: &Street, state: &str) -> String {
    let concern = street.an.worries(&street.between, false);
    for verb in match state {
        "submitted" => &[][..],
        "triaged" => &["triage"],
        "investigating" => &["triage", "investigate"],
        "resolved" => &["triage", "investigate", "resolve"],
        _ => &["triage", "investigate", "dismiss"],
    } {
        street.katrien.sees_to(&concern, verb, json!({})).ok(200);
    }
    concern
}

both! {
    with TestApp::start;

    fn every_role_meets_every_verb_in_every_state(t) {
        let street = t.street();
        let elsewhere = t.buurtwerker("Elsewhere", t.neighbourhood("DEMO-02"));
        let others: [(&Person, u16); 5] =
            [(&street.an, 403), (&street.bilal, 403), (&street.chloe, 403), (&street.amir, 403), (&elsewhere, 404)];
        for state in ConcernState::ALL {
            for verb in ConcernVerb::ALL {
                let concern = brought_to(&street, state.as_str());
                for (who, status) in others {
                    who.sees_to(&concern, verb.as_str(), json!({})).ok(status);
                }
                let team = if *verb == ConcernVerb::Reopen { &street.sofie } else { &street.katrien };
                let before = team.get(&concern).ok(200);
                let offers = before.body["allowedActions"].as_array().unwrap().contains(&json!(verb.as_str()));
                let answer = team.sees_to(&concern, verb.as_str(), json!({}));
                match after(in_state(*state), *verb) {
                    Some(next) => assert_eq!(answer.ok(200).field("state"), next.state.as_str()),
                    None => { answer.is_problem("wrongState", 409); }
                }
                assert_eq!(offers, in_state(*state).allows(*verb), "{state} {verb}");
            }
        }
    }

    fn who_has_read_something_else_is_stopped(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, false);
        street.katrien.if_match("\"7\"").sees_to(&concern, "triage", json!({})).is_problem("stale", 412);
        let read = street.katrien.get(&concern).ok(200).etag();
        street.luc.sees_to(&concern, "notes", json!({})).ok(200);
        street.katrien.if_match(&read).sees_to(&concern, "triage", json!({})).is_problem("stale", 412);
        street.katrien.sees_to(&concern, "triage", json!({})).ok(200);
        street.katrien.off_contract().post(&format!("{concern}/resolve"), decisions(&[])).is_problem("badRequest", 400);
    }
}
