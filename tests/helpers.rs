//! The helpers for whom the team has something to do.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::offers::help_with;
use crate::support::people::Person;

fn list(who: &Person) -> Vec<Value> {
    who.get("/v1/helpers").ok(200).field("items").as_array().unwrap().clone()
}

both! {
    with TestApp::start;

    fn a_helper_is_listed_while_there_is_something_to_do(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let bilal = t.resident("Bilal");
        assert!(list(&katrien).is_empty());
        let offer = bilal.post("/v1/offers", help_with(&["walk"])).ok(201).id();
        let found = list(&katrien);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((&found[0]["need"], &found[0]["offer"]["id"]), (&json!("offerWaits"), &json!(offer)));
        assert_eq!(found[0]["person"]["id"], json!(bilal.id));
        assert_eq!(found[0]["vetting"], json!({ "level": "none", "missing": ["identitySeen", "introductionTalk"] }));
        katrien.post(&format!("/v1/offers/{offer}/approve"), json!({})).ok(200);
        assert!(list(&katrien).is_empty(), "nobody asks for steps that the offer does not ask for");
        // What was begun is to be ended.
        let checks = format!("/v1/people/{}/vettingChecks", bilal.id);
        let sees = |kind: &str| katrien.post(&checks, json!({ "kind": kind, "seenOn": "2026-03-02" })).ok(201);
        sees("identitySeen");
        let found = list(&katrien);
        assert_eq!(found[0]["need"], "vettingIncomplete");
        assert_eq!(found[0]["vetting"]["missing"], json!(["introductionTalk"]));
        sees("introductionTalk");
        assert!(list(&katrien).is_empty());
        // Who is vetted is listed again when that ends soon.
        sees("confidentialitySigned");
        katrien.post(&checks, json!({ "kind": "alternative", "seenOn": "2026-03-02", "renewBy": "2026-03-20" })).ok(201);
        let found = list(&katrien);
        assert_eq!((&found[0]["need"], &found[0]["vetting"]["level"]), (&json!("vettingLapses"), &json!("vetted")));
        assert_eq!(found[0]["vetting"]["until"], "2026-03-20");
    }

    fn the_list_is_of_the_team_of_the_neighbourhood(t) {
        let bilal = t.resident("Bilal");
        bilal.post("/v1/offers", help_with(&["walk"])).ok(201);
        assert!(list(&t.buurtwerker("Femke", t.neighbourhood("DEMO-02"))).is_empty());
        assert_eq!(list(&t.coordinator("Sofie", "99999")).len(), 1);
        bilal.get("/v1/helpers").is_problem("forbidden", 403);
    }
}
