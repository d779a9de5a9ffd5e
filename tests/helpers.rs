//! The helpers for whom the team has something to do.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::browser::Browser;
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

    fn who_has_no_account_is_taken_in_as_a_helper_and_changes_their_mind(t) {
        let here = t.neighbourhood("DEMO-01").to_string();
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let desk = Browser::signed_in(t, &katrien);
        desk.opens("/console/helpers").with(200).shows("/console/intake/helper");
        let path = "/console/intake/helper";
        desk.opens(path).with(200).shows("<h1>Take in a helper</h1>");
        let who = [("how", "phone"), ("firstName", "Marcel"), ("lastName", "Claes"), ("birthYear", "1958"), ("locale", "nl-BE"), ("about", here.as_str())];
        let terms = [("verb", "offer"), ("categories", "walk"), ("radiusMetres", "1500"), ("maxVisitsPerWeek", "2"), ("days", "wed"), ("from", "13:00"), ("to", "16:00")];
        let far = [&who[..], &terms[..2], &[("radiusMetres", "90000")], &terms[3..]].concat();
        desk.sends(path, &far).with(400).shows("value=\"Marcel\"").shows("value=\"90000\"").shows("How far from home");
        assert_eq!(katrien.post("/v1/people/search", json!({ "name": "Marcel" })).ok(200).field("items"), &json!([]));
        let page = desk.sends(path, &[&who[..], &terms[..]].concat());
        page.with(200).shows("Taken in. This is the offer.").shows("Marcel Claes").shows("up to 1500 metres").shows("Waits for a first look");
        let page = page.path.split('?').next().unwrap().to_owned();
        let offer = page.replace("/console/", "/v1/");
        desk.sends(&page, &[("verb", "approve"), ("then", "stay")]).with(200).shows("Counts");
        let more = [("verb", "change"), ("categories", "walk"), ("categories", "groceries"), ("radiusMetres", "3000"), ("maxVisitsPerWeek", "1"), ("from", "09:00"), ("to", "17:00")];
        desk.sends(&page, &more).with(200).shows("Groceries");
        let now = katrien.get(&offer).ok(200);
        assert_eq!((now.field("radiusMetres"), now.field("weeklySlots")), (&json!(3000), &json!([])));
        assert_eq!(now.field("waysToBeAsked"), &json!(["buurtwerker"]));
        desk.sends(&page, &[("verb", "pause")]).with(200).shows("The helper is away");
        desk.sends(&page, &[("verb", "resume")]).with(200).shows("Counts");
        desk.sends(&page, &[("verb", "retire")]).with(200).shows("does not want to help any more").hides("value=\"retire\"");
        // From their page, somebody who is known offers something else; who has an account does so themselves.
        let marcel = now.field("person/id").as_str().unwrap().to_owned();
        let from_page = format!("{path}?person={marcel}");
        desk.opens(&format!("/console/people/{marcel}")).with(200).shows(&from_page);
        desk.opens(&from_page).with(200).shows("Marcel Claes (1958)").hides("name=\"firstName\"");
        desk.sends(path, &[&[("how", "desk"), ("person", marcel.as_str())][..], &terms[..]].concat()).with(200).shows("Marcel Claes");
        let bilal = t.resident("Bilal");
        desk.opens(&format!("/console/people/{}", bilal.id)).with(200).hides("/console/intake/helper");
        let theirs = bilal.id.to_string();
        desk.opens(path);
        desk.sends(path, &[&[("how", "desk"), ("person", theirs.as_str())][..], &terms[..]].concat()).with(403);
    }

    fn the_list_is_of_the_team_of_the_neighbourhood(t) {
        let bilal = t.resident("Bilal");
        bilal.post("/v1/offers", help_with(&["walk"])).ok(201);
        assert!(list(&t.buurtwerker("Femke", t.neighbourhood("DEMO-02"))).is_empty());
        assert_eq!(list(&t.coordinator("Sofie", "99999")).len(), 1);
        bilal.get("/v1/helpers").is_problem("forbidden", 403);
    }
}
