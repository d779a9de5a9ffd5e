//! The access log: everybody can read who read what of them, by role and never by name.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help};

fn items(answer: &crate::support::client::Answer) -> Vec<Value> {
    answer.body["items"].as_array().unwrap().clone()
}

both! {
    with TestApp::start;

    fn ada_reads_that_the_team_looked_at_her_and_not_who(t) {
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        assert_eq!(items(&ada.get("/v1/me/accessLog").ok(200)), Vec::<Value>::new());
        katrien.get(&format!("/v1/people/{}", ada.id)).ok(200);
        t.passes(chrono::TimeDelta::days(1));
        let (ada, katrien) = (t.again(&ada), t.again(&katrien));
        let asked = ada.asks(with(wish("walk"), json!({ "text": { "lang": "nl", "text": "Graag samen." } })));
        katrien.get(&asked.path).ok(200);
        let log = ada.get("/v1/me/accessLog").ok(200);
        let seen: Vec<_> = items(&log).iter().map(|it| (it["purpose"].clone(), it["day"].clone(), it["parts"].clone())).collect();
        assert_eq!(seen, [
            (json!("handleRequest"), json!("2026-03-03"), json!(["texts"])),
            (json!("knowPerson"), json!("2026-03-02"), json!(["name", "facts"])),
        ]);
        assert!(items(&log).iter().all(|it| it["role"] == "buurtwerker" && it["neighbourhood"]["code"] == "DEMO-01"));
        assert!(!log.text.contains("Katrien") && !log.text.contains(&katrien.id.to_string()), "{log}");
        assert_eq!(items(&katrien.get("/v1/me/accessLog").ok(200)), Vec::<Value>::new(), "that is Ada's alone");
        let first = ada.get("/v1/me/accessLog?pageSize=1").ok(200);
        let next = first.field("next").as_str().unwrap().to_owned();
        let second = ada.get(&format!("/v1/me/accessLog?pageSize=1&cursor={next}")).ok(200);
        assert_eq!(items(&second), items(&log)[1..]);
        assert_eq!(second.body.get("next"), None);
    }

    fn a_number_that_was_shown_stands_in_the_log(t) {
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let safe = json!({ "channel": "sms", "number": "+32 470 00 00 01", "mayLeaveMessage": true });
        let rules = json!({ "contactProhibited": false, "safeContact": safe });
        ada.with_header("If-None-Match", "*").put("/v1/me/contactRules", rules).ok(200);
        let seen = katrien.get(&format!("/v1/people/{}", ada.id)).ok(200);
        assert!(seen.text.contains("470"), "{seen}");
        let parts = items(&ada.get("/v1/me/accessLog").ok(200))[0]["parts"].clone();
        assert_eq!(parts, json!(["name", "facts", "contact"]));
    }

    fn a_helper_who_was_suggested_reads_so_and_an_organisation_is_named(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.accepted();
        scene.lotte.get(&format!("/v1/referrals/{id}")).ok(200);
        let log = t.again(&scene.an).get("/v1/me/accessLog").ok(200);
        let by_lotte = items(&log).into_iter().find(|it| it["role"] == "careProvider").unwrap();
        assert_eq!(by_lotte["purpose"], "referral");
        assert!(by_lotte["organisation"]["name"].is_string(), "{by_lotte}");
        let (dora, bilal) = (t.resident("Dora"), t.resident("Bilal"));
        offers_help(&bilal, &scene.katrien, 3);
        let request = asks_openly(&dora, &scene.katrien);
        scene.katrien.get(&format!("/v1/requests/{request}/suggestions")).ok(200);
        let log = bilal.get("/v1/me/accessLog").ok(200);
        assert!(items(&log).iter().any(|it| it["purpose"] == "findHelper" && it["parts"] == json!(["name"])), "{log}");
    }

    fn the_log_can_be_printed_in_the_language_of_the_person(t) {
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        katrien.get(&format!("/v1/people/{}", ada.id)).ok(200);
        for (locale, title) in [("en", "Who read what of you"), ("fr-BE", "Qui a lu quoi"), ("nl-BE", "Wie las wat van u")] {
            ada.if_match("*").patch("/v1/me", json!({ "locale": locale })).ok(200);
            let page = ada.off_contract().with_header("accept", "text/html").get("/v1/me/accessLog");
            assert_eq!(page.status, 200);
            assert!(page.text.starts_with("<!doctype html><html lang=\"") && page.text.contains(title), "{page}");
            assert!(page.text.contains("2026-03-02") && !page.text.contains("<script"), "{page}");
        }
        t.client().off_contract().with_header("accept", "text/html").get("/v1/me/accessLog").is_problem("notSignedIn", 401);
    }

    fn who_is_found_by_name_or_whose_rules_are_read_reads_so(t) {
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        ada.with_header("If-None-Match", "*").put("/v1/me/contactRules", json!({ "contactProhibited": true })).ok(200);
        assert!(katrien.post("/v1/people/search", json!({ "name": "Ada" })).ok(200).text.contains(&ada.id.to_string()));
        katrien.get(&format!("/v1/people/{}/contactRules", ada.id)).ok(200);
        let log = items(&ada.get("/v1/me/accessLog").ok(200));
        let seen: Vec<_> = log.iter().map(|it| (it["purpose"].clone(), it["parts"].clone())).collect();
        assert_eq!(seen, [(json!("knowPerson"), json!(["contact"])), (json!("knowPerson"), json!(["name", "facts"]))]);
    }
}
