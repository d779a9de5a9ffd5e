//! What follows for others when something happens: every row of the cascade table, and everything else from which
//! something follows, is played on a street with one of everything, and what changed stands in a golden file. Beside it
//! stand tests of their own for what no table tells: who hears of it, and what they may do then.

mod plays;
mod stage;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use plays::{PLAYS, Play, TABLE};
use serde_json::{Value, json};
use stage::Stage;

use crate::support::TestApp;
use crate::support::golden::{assert_golden, parts};
use crate::support::offers::{help_with, id_in};
use crate::support::people::Person;
use crate::support::referrals::path;
use crate::support::requests::{wish, with};
use crate::support::story::proposes;
use crate::support::trust::has_a_turn;

/// The events from which something follows: the arms of the table in `reactions`.
fn with_consequences() -> BTreeSet<String> {
    let names = include_str!("../src/events/event.rs");
    let name_of = |variant: &str| {
        let line = names.lines().find(|it| it.trim_start().starts_with(&format!("{variant}("))).unwrap();
        line.split('"').nth(1).unwrap().to_owned()
    };
    let table = include_str!("../src/reactions.rs").split("match event {").nth(1).unwrap();
    let table = table.split("Event::BackupRestored").next().unwrap();
    let named = table.split("Event::").skip(1).map(|it| it.split('(').next().unwrap());
    named.map(name_of).collect()
}

/// What a play changed, and everything that it recorded.
fn played(s: &Stage<'_>, play: &Play) -> String {
    (play.before)(s);
    let (before, recorded) = (s.stands(), s.happened().len());
    (play.play)(s);
    let after = s.stands();
    let events: BTreeSet<_> =
        s.happened().split_off(recorded).into_iter().filter(|it| !it.ends_with(".disclosed")).collect();
    for event in play.events {
        assert!(events.contains(*event), "{}: {event} did not happen: {events:?}", play.what);
    }
    let mut text = format!("# {}{}\n", play.what, play.rows.iter().map(|it| format!(" [{it}]")).collect::<String>());
    writeln!(text, "  {}", events.into_iter().collect::<Vec<_>>().join(", ")).unwrap();
    for ((what, was), (_, is)) in before.iter().zip(&after).filter(|it| it.0 != it.1) {
        writeln!(text, "    {what:<34} {was} → {is}").unwrap();
    }
    text
}

#[test]
fn every_row_and_everything_that_follows_is_played() {
    let rows: BTreeSet<&str> = PLAYS.iter().flat_map(|it| it.rows).copied().collect();
    assert_eq!(rows, TABLE.into_iter().collect());
    let events: BTreeSet<String> = PLAYS.iter().flat_map(|it| it.events).map(|it| (*it).to_owned()).collect();
    let follows = with_consequences();
    assert!(follows.len() > 40, "{follows:?}");
    assert_eq!(follows.difference(&events).collect::<Vec<_>>(), Vec::<&String>::new(), "never played");
    assert_eq!(events.difference(&follows).collect::<Vec<_>>(), Vec::<&String>::new(), "nothing follows from these");
}

/// Katrien, An who wants two helpers, and three who offer: Bilal is agreed, Chloe said yes, Dora is asked.
struct Street {
    katrien: Person,
    an: Person,
    asked: crate::support::requests::Asked,
    helpers: [Person; 3],
    offers: [String; 3],
    matches: [String; 3],
}

fn street(t: &TestApp, members: Value) -> Street {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let an = t.resident("An");
    let asked = an.asks(with(wish("groceries"), members));
    katrien.does("approve", &asked).ok(200);
    let all = ["Bilal", "Chloe", "Dora"].map(|name| t.helper(name, 100, help_with(&["groceries"])));
    let matches = [0, 1, 2].map(|it| proposes(&katrien, &asked.id.to_string(), &id_in(&all[it].1).to_string()));
    let [(bilal, of_bilal), (chloe, of_chloe), (dora, of_dora)] = all;
    for (who, path) in [(&chloe, &matches[1]), (&bilal, &matches[0]), (&an, &matches[0])] {
        who.post(&format!("{path}/accept"), json!({})).ok(200);
    }
    Street { katrien, an, asked, helpers: [bilal, chloe, dora], offers: [of_bilal, of_chloe, of_dora], matches }
}

fn two() -> Value {
    json!({ "helpersWanted": 2 })
}

impl Street {
    /// How the three matches stand, and how they ended or why.
    fn stand(&self) -> [(String, Value); 3] {
        self.matches.clone().map(|path| {
            let seen = self.katrien.get(&path).ok(200);
            let why = seen.body.get("outcome").or_else(|| seen.body.get("reason")).cloned().unwrap_or_default();
            (seen.field("state").as_str().unwrap().to_owned(), why)
        })
    }

    fn states(&self) -> [String; 3] {
        self.stand().map(|it| it.0)
    }

    /// How many letters that something does not go on each of the three got.
    fn told(&self, t: &TestApp) -> [usize; 3] {
        [0, 1, 2].map(|it| {
            let mails = t.mails_to(&self.helpers[it].email);
            mails.iter().filter(|it| it.contains("Subject: News about a suggestion or an arrangement")).count()
        })
    }
}

both! {
    with TestApp::start;

    fn what_follows_from_everything_that_happens(t) {
        t.decides(t.neighbourhood("DEMO-01"), json!({ "waysToMatch": ["buurtwerker", "nearby", "waves"] }));
        let scene = t.care_scene();
        let mut all = parts("cascades.txt", PLAYS.len());
        for (number, play) in PLAYS.iter().enumerate().filter(|it| has_a_turn(t.fixture.backend, it.0)) {
            let stage = Stage::set(t, &scene, number);
            played(&stage, play).trim_end().clone_into(&mut all[number]);
            stage.is_cleared();
            t.decides(stage.here, json!({ "trustedPersons": null }));
        }
        assert_golden("cascades.txt", &(all.join("\n\n") + "\n"));
    }

    fn who_comes_too_late_never_learns_who_was_first(t) {
        let s = street(t, json!({}));
        assert_eq!(s.states(), ["agreed", "superseded", "superseded"]);
        assert_eq!((s.told(t), s.an.state_of(&s.asked)), ([0, 1, 1], "matched".into()));
        for (who, path) in s.helpers.iter().zip(&s.matches).skip(1) {
            let seen = who.get(path).ok(200);
            let first = s.helpers[0].id.to_string();
            assert!(!seen.text.contains("Bilal") && !seen.text.contains(&first) && !seen.text.contains(&s.matches[0]), "{seen}");
            assert!(seen.body.get("contact").is_none() && seen.body.get("place").is_none());
            who.get(&s.matches[0]).is_problem("notFound", 404);
            who.post(&format!("{path}/accept"), json!({})).is_problem("wrongState", 409);
        }
    }

    fn help_that_came_ends_what_was_agreed_and_what_goes_on_beside_it_goes_on(t) {
        let s = street(t, two());
        assert_eq!(s.states(), ["agreed", "acceptedByHelper", "proposed"]);
        s.an.does("fulfil", &s.asked).ok(200);
        assert_eq!(s.states(), ["ended", "superseded", "superseded"]);
        assert_eq!((s.stand()[0].1.clone(), s.told(t)), (json!("helped"), [1, 1, 1]));
        // Beside a professional: the neighbour's part is over, the nurse's is not, and a draft is not sent any more.
        let scene = t.care_scene_of(&s.an, &s.katrien);
        let asked = scene.asks();
        s.katrien.does("approve", &asked).ok(200);
        let consent = scene.consents(&["name"]);
        let body = |is_beside: bool| with(scene.referral(&asked, &consent, &["name"]), json!({ "beside": is_beside }));
        let running = s.katrien.post("/v1/referrals", body(true)).ok(201).id();
        s.katrien.refers("send", &running).ok(200);
        scene.lotte.refers("accept", &running).ok(200);
        let draft = s.katrien.post("/v1/referrals", body(false)).ok(201).id();
        s.an.does("fulfil", &asked).ok(200);
        assert_eq!((scene.stands(&running), scene.stands(&draft)), ("accepted".into(), "cancelled".into()));
        assert_eq!(s.katrien.get(&path(&draft)).ok(200).body["statusReason"], "requestEnded");
        assert_eq!(scene.lotte.get(&path(&running)).ok(200).body["shared"]["name"], "An Peeters");
    }

    fn a_professional_who_helps_alone_ends_what_neighbours_do(t) {
        let s = street(t, json!({ "helpersWanted": 2, "helpKind": "recurring", "rhythm": "weekly" }));
        let scene = t.care_scene_of(&s.an, &s.katrien);
        let consent = scene.consents(&["name"]);
        let referral = scene.prepares(&s.asked, &consent, &["name"]);
        assert_eq!(s.states(), ["agreed", "acceptedByHelper", "proposed"], "a draft moves nothing");
        s.katrien.refers("send", &referral).ok(200);
        assert_eq!((s.states(), s.stand()[0].1.clone()), (["ended", "superseded", "superseded"].map(str::to_owned), json!("toProfessional")));
        assert_eq!((s.an.state_of(&s.asked), s.told(t)), ("referred".into(), [1, 1, 1]));
        // They hear that it does not go on, and not that it went to whom.
        let seen = s.helpers[0].get(&s.matches[0]).ok(200);
        assert!(!seen.text.contains(&referral) && seen.body.get("place").is_none());
        s.helpers[0].get(&path(&referral)).is_problem("notFound", 404);
    }

    fn a_request_that_needs_a_new_look_asks_nobody_until_then(t) {
        let s = street(t, two());
        let etag = s.an.get(&s.asked.path).ok(200).etag();
        let changed = s.an.if_match(&etag).patch(&s.asked.path, json!({ "publicText": "Liefst op dinsdag." })).ok(200);
        assert_eq!(changed.field("state"), "submitted");
        assert_eq!(s.states(), ["agreed", "cancelled", "cancelled"], "who comes already goes on coming");
        assert_eq!(s.told(t), [0, 1, 1]);
        s.helpers[2].post(&format!("{}/accept", s.matches[2]), json!({})).is_problem("wrongState", 409);
        s.katrien.does("approve", &s.asked).ok(200);
        assert_eq!(s.states(), ["agreed", "cancelled", "cancelled"], "nothing comes back by itself");
        proposes(&s.katrien, &s.asked.id.to_string(), &id_in(&s.offers[2]).to_string());
    }

    fn a_request_that_is_refused_ends_what_was_agreed(t) {
        let s = street(t, two());
        s.katrien.does("hold", &s.asked).ok(200);
        assert_eq!(s.states(), ["held", "held", "held"]);
        assert_eq!(s.told(t), [0, 0, 0], "a hold is told to nobody");
        s.katrien.does("reject", &s.asked).ok(200);
        assert_eq!(s.states(), ["ended", "cancelled", "cancelled"], "each as the state it had");
        assert_eq!((s.stand()[0].1.clone(), s.told(t)), (json!("notNeeded"), [1, 1, 1]));
        for offer in &s.offers {
            assert_eq!(t.offer(id_in(offer)).1, 0, "their places are free again");
        }
    }

    fn an_offer_that_rests_or_ends_calls_off_what_was_not_agreed_and_the_team_sees_to_the_rest(t) {
        let s = street(t, two());
        s.helpers[1].post(&format!("{}/retire", s.offers[1]), json!({})).ok(200);
        assert_eq!(s.states(), ["agreed", "cancelled", "proposed"]);
        s.katrien.post(&format!("{}/hold", s.offers[2]), json!({ "reason": "other" })).ok(200);
        assert_eq!(s.states(), ["agreed", "cancelled", "cancelled"]);
        s.helpers[0].post(&format!("{}/retire", s.offers[0]), json!({})).ok(200);
        assert_eq!((s.states(), s.an.state_of(&s.asked)), (["agreed", "cancelled", "cancelled"].map(str::to_owned), "open".into()));
        let seen = s.katrien.get("/v1/followUps").ok(200);
        assert_eq!((&seen.body["items"][0]["kind"], &seen.body["items"][0]["href"]), (&json!("helperStopped"), &json!(s.matches[0])));
        // A held match of that offer counts as the state it had.
        s.katrien.post(&format!("{}/hold", s.matches[0]), json!({ "reason": "unclear" })).ok(200);
        assert_eq!(s.states()[0], "held");
    }
}
