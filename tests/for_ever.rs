//! Nothing stays for ever: whatever people leave lying ends by a clock, or stands among the follow-ups of the team
//! until somebody sees to it. What there is to leave lying comes from the states that the API names:
//! `for_ever/fates.rs`.

mod fates;
mod jobs;
mod pile;
mod soon;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use fates::missing;
use jobs::Ran;
use pile::{Left, Pile, Street};
use serde_json::{Value, json};

use crate::bounces::MailServer;
use crate::support::TestApp;
use crate::support::people::Person;

/// What nobody can do but look: it does not lead out of a state.
const STAYS: [&str; 10] =
    ["change", "note", "notes", "checkIn", "cover", "reply", "ask", "approve", "wave", "confirmStillNeeded"];

/// How something that was left lying stands now; null when it is no more.
fn stands(t: &TestApp, katrien: &Person, left: &Left) -> Value {
    let answer = match &left.reader {
        Some(reader) => t.again(reader).get(&left.path),
        None => katrien.get(&left.path),
    };
    if answer.status == 404 {
        return Value::Null;
    }
    answer.ok(200).body.pointer(left.pointer).cloned().unwrap_or_default()
}

/// The verbs that lead out of the state it is in, for the team.
fn ways_out(katrien: &Person, path: &str) -> Vec<String> {
    let shown = katrien.get(path).ok(200);
    let verbs = shown.body["allowedActions"].as_array().cloned().unwrap_or_default();
    let verbs = verbs.iter().map(|it| it.as_str().unwrap().to_owned());
    verbs.filter(|it| !STAYS.contains(&it.as_str())).collect()
}

#[test]
fn an_empty_pile_is_missed() {
    let missed = missing(&[]);
    for wanted in [
        "MatchState acceptedByRequester: none lies in the pile",
        "BusinessStatus noShow: none lies in the pile",
        "RequestState held from referred: none",
        "MatchState held from acceptedByRequester: none",
        "OfferState held from paused: none",
        "PersonState suspended from moved: none",
    ] {
        assert!(missed.iter().any(|it| it == wanted), "{wanted}: {missed:#?}");
    }
}

both! {
    with TestApp::start;

    fn whatever_is_left_lying_ends_or_is_seen_to(t) {
        let scene = t.care_scene();
        let mut street = Street { t, scene, helpers: 0 };
        let mut pile = Pile::default();
        street.piles_up(&mut pile);
        assert_eq!(missing(&pile.0), Vec::<String>::new());
        let katrien = street.scene.katrien.client.clone();
        let katrien = Person { client: katrien, id: street.scene.katrien.id, email: String::new() };
        let at_first = katrien.follow_ups();
        for left in &pile.0 {
            assert_eq!(stands(t, &katrien, left), left.state, "{}", left.path);
            if let Some((kind, about)) = &left.follow_up {
                let is_there = at_first.contains(&((*kind).to_owned(), about.clone()));
                assert_eq!(is_there, left.at_once, "{kind} about {about}");
            }
        }
        for _ in 0..14 {
            t.passes(TimeDelta::days(10));
            t.works();
        }
        let katrien = t.again(&katrien);
        let seen_to = katrien.follow_ups();
        for left in &pile.0 {
            let now = stands(t, &katrien, left);
            let Left { machine, state, path, .. } = left;
            if left.ends {
                assert_ne!(now, *state, "{machine}: {path} stays for ever");
                continue;
            }
            let (kind, about) = left.follow_up.clone().unwrap();
            assert_eq!(now, *state, "{machine}: {path}");
            let is_seen = seen_to.contains(&(kind.to_owned(), about.clone()));
            assert!(is_seen, "{machine} {state}: {kind} about {about}: {seen_to:#?}");
            let out = ways_out(&katrien, if *machine == "WaveState" { &about } else { path });
            assert!(!out.is_empty(), "{machine} {state}: the team sees {path} and can do nothing about it");
        }
    }

    /// As the API lists them, and as the program knows them: whoever adds one tells here how it comes.
    fn every_kind_of_follow_up_comes_and_every_job_does_what_it_is_for(t) {
        let mut ran = Ran::default();
        ran.works(t);
        let scene = t.care_scene();
        let mut street = Street { t, scene, helpers: 0 };
        let mut pile = Pile::default();
        street.piles_up(&mut pile);
        street.what_is_seen_to_soon();
        let mail = MailServer::start();
        mail.refuses("@", "550 5.1.1 nobody of that name");
        mail.delivers(t);
        street.scene.an.post("/v1/me/export", json!({})).ok(200);
        street.scene.katrien.post("/v1/me/batch", json!({})).ok(200);
        ran.works(t);
        ran.sets_clocks_anew(t);
        let mut kinds = BTreeSet::new();
        for step in 0..14 {
            ran.works(t);
            let seen = t.again(&street.scene.katrien).follow_ups();
            kinds.extend(seen.into_iter().map(|it| it.0));
            t.passes(TimeDelta::days(if step == 0 { 1 } else { 9 }));
        }
        let spec = buurtnet::api::document();
        let named = spec["components"]["schemas"]["FollowUpKind"]["enum"].as_array().unwrap();
        let named: BTreeSet<String> = named.iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        let missing: Vec<_> = named.difference(&kinds).collect();
        assert!(named.len() >= 40 && missing.is_empty(), "{missing:?} never came, of {}", named.len());
        assert_eq!(ran.missing(), Vec::<String>::new());
    }
}
