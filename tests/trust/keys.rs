//! `Idempotency-Key` and `If-Match`: a repeated call has one effect, and nobody overwrites what they have not read.

use serde_json::json;

use crate::support::TestApp;
use crate::support::people::in_lindewijk;
use crate::support::trust::{at_once, rounds};

both! {
    with TestApp::start;

    fn a_repeated_call_has_one_effect_and_says_so(t) {
        let (boss, katrien) = (t.administrator("Sofie"), t.newcomer("Katrien"));
        let path = format!("/v1/people/{}/roles", katrien.id);
        let body = json!({ "role": "coordinator", "municipality": "44021" });
        let boss = boss.with_key("once");
        let first = boss.post(&path, body.clone()).ok(201);
        assert_eq!(first.header("idempotent-replayed"), None);
        let again = boss.post(&path, body.clone()).ok(201);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        assert_eq!((again.text, again.headers.iter().find(|it| it.0 == "location")), (first.text.clone(), first.headers.iter().find(|it| it.0 == "location")));
        boss.post(&path, json!({ "role": "coordinator", "municipality": "11002" })).is_problem("idempotencyKeyReused", 422);
        let other = format!("/v1/people/{}/roles", t.newcomer("Ben").id);
        boss.post(&other, body).is_problem("idempotencyKeyReused", 422);
    }

    fn a_key_belongs_to_one_person(t) {
        let (one, other) = (t.administrator("Sofie"), t.administrator("Wim"));
        let path = format!("/v1/people/{}/roles", t.newcomer("Katrien").id);
        let role = |nis: &str| json!({ "role": "coordinator", "municipality": nis });
        one.with_key("same").post(&path, role("44021")).ok(201);
        let second = other.with_key("same").post(&path, role("11002")).ok(201);
        assert_eq!(second.header("idempotent-replayed"), None);
    }

    fn a_replay_shows_nothing_that_was_lost_meanwhile(t) {
        let (boss, wim) = (t.administrator("Sofie"), t.administrator("Wim"));
        let path = format!("/v1/people/{}/roles", t.newcomer("Katrien").id);
        let body = json!({ "role": "coordinator", "municipality": "44021" });
        wim.with_key("mine").post(&path, body.clone()).ok(201);
        let own = wim.get("/v1/me").ok(200).body["roles"][0]["href"].as_str().unwrap().to_owned();
        boss.delete(&own).ok(204);
        wim.with_key("mine").post(&path, body).is_problem("forbidden", 403);
    }

    fn fifty_calls_with_one_key_at_once_have_one_effect(t) {
        let (boss, katrien) = (t.administrator("Sofie"), t.newcomer("Katrien"));
        let path = format!("/v1/people/{}/roles", katrien.id);
        for round in 0..rounds(200) {
            let body = json!({ "role": "coordinator", "municipality": format!("{:05}", 11000 + round) });
            let boss = boss.with_key(&format!("round-{round}"));
            let answers = at_once(50, |_| boss.post(&path, body.clone()).ok(201));
            let first = answers.iter().filter(|it| it.header("idempotent-replayed").is_none()).count();
            assert_eq!(first, 1, "round {round}");
            assert!(answers.iter().all(|it| it.text == answers[0].text), "round {round}");
        }
        let held = boss.get(&path).ok(200);
        assert_eq!(held.body["items"].as_array().unwrap().len(), rounds(200));
    }

    fn a_refused_call_does_not_use_its_key_up(t) {
        let (boss, katrien) = (t.administrator("Sofie"), t.newcomer("Katrien"));
        let path = format!("/v1/people/{}/roles", katrien.id);
        let boss = boss.with_key("twice");
        let unknown = json!({ "role": "buurtwerker", "neighbourhoodId": katrien.id });
        boss.post(&path, unknown).is_problem("badRequest", 400);
        boss.post(&path, json!({ "role": "coordinator", "municipality": "44021" })).ok(201);
    }

    fn what_creates_wants_a_key_and_a_key_is_a_short_word(t) {
        let (boss, katrien) = (t.administrator("Sofie"), t.newcomer("Katrien"));
        let path = format!("/v1/people/{}/roles", katrien.id);
        let body = json!({ "role": "coordinator", "municipality": "44021" });
        boss.without_key().post(&path, body.clone()).is_problem("idempotencyKeyMissing", 400);
        for wrong in ["", "two words", &"x".repeat(256)] {
            boss.with_key(wrong).post(&path, body.clone()).is_problem("badRequest", 400);
        }
        boss.with_key(&"x".repeat(255)).post(&path, body).ok(201);
    }

    fn nobody_overwrites_what_they_have_not_read(t) {
        let ada = t.resident("Ada");
        let patch = || json!({ "lastName": "Janssens" });
        let etag = ada.get("/v1/me").ok(200).etag();
        ada.patch("/v1/me", patch()).is_problem("preconditionRequired", 428);
        for malformed in ["3", "W/\"3\"", "\"3\", \"4\"", "\"x\"", "\"\"", "\"99999999999\""] {
            ada.if_match(malformed).patch("/v1/me", patch()).is_problem("badRequest", 400);
        }
        let changed = ada.if_match(&etag).patch("/v1/me", patch()).ok(200);
        assert_ne!(changed.etag(), etag);
        ada.if_match(&etag).patch("/v1/me", patch()).is_problem("stale", 412);
        ada.if_match("*").patch("/v1/me", patch()).ok(200);
        // The home: the first time it must not be there yet.
        let home = json!({ "position": in_lindewijk(10) });
        ada.with_header("if-none-match", "*").put("/v1/me/home", home.clone()).is_problem("stale", 412);
        ada.with_header("if-none-match", "\"1\"").put("/v1/me/home", home.clone()).is_problem("badRequest", 400);
        let etag = ada.get("/v1/me/home").ok(200).etag();
        ada.if_match(&etag).put("/v1/me/home", home.clone()).ok(200);
        ada.if_match(&etag).put("/v1/me/home", home).is_problem("stale", 412);
    }

    fn of_many_who_read_the_same_version_one_changes_it(t) {
        let ada = t.newcomer("Ada");
        for _ in 0..rounds(60) {
            let etag = ada.get("/v1/me").ok(200).etag();
            let client = ada.if_match(&etag);
            let patch = |it: usize| json!({ "lastName": format!("Peeters {it}") });
            let statuses = at_once(16, |it| client.patch("/v1/me", patch(it)).status);
            assert_eq!(statuses.iter().filter(|it| **it == 200).count(), 1, "{statuses:?}");
            assert!(statuses.iter().all(|it| [200, 412].contains(it)), "{statuses:?}");
        }
    }

    fn a_home_moves_twice_in_ninety_days_however_many_try_at_once(t) {
        let ada = t.resident("Ada");
        let client = ada.if_match("*");
        let home = |it: usize| json!({ "position": in_lindewijk(100 + i32::try_from(it).unwrap()) });
        let statuses = at_once(8, |it| client.put("/v1/me/home", home(it)).status);
        assert_eq!(statuses.iter().filter(|it| **it == 200).count(), 2, "{statuses:?}");
        client.put("/v1/me/home", home(9)).is_problem("homeMovedTooOften", 409);
    }
}
