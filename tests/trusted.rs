//! Whom the team trusts: what they ask and offer counts at once, and somebody looks afterwards.

use buurtnet::ids::NeighbourhoodId;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::offers::help_with;
use crate::support::people::in_lindewijk;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

struct Street {
    here: NeighbourhoodId,
    katrien: Person,
    ada: Person,
}

/// A neighbourhood that lets trusted persons go ahead, and Ada, whom Katrien trusts.
fn street(t: &TestApp) -> Street {
    let here = t.neighbourhood("DEMO-01");
    let (katrien, ada) = (t.buurtwerker("Katrien", here), t.resident("Ada"));
    t.decides(here, json!({ "trustedPersons": true }));
    let shown = katrien.post(&verb(&ada, "trust"), json!({})).ok(200);
    assert!(shown.field("trustedSince").is_string());
    Street { here, katrien, ada }
}

fn verb(person: &Person, verb: &str) -> String {
    format!("/v1/people/{}/{verb}", person.id)
}

/// The kinds of what somebody of the team has to look at again.
fn owed(t: &TestApp, by: &Person) -> Vec<String> {
    let page = t.again(by).get("/v1/followUps").ok(200);
    page.field("items").as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

fn opens(person: &Person, body: Value) -> String {
    let asked = person.asks(body);
    let state = person.state_of(&asked);
    person.does("withdraw", &asked).ok(200);
    state
}

both! {
    with TestApp::start;

    fn what_a_trusted_person_asks_opens_at_once_and_somebody_looks_afterwards(t) {
        let Street { here, katrien, ada } = street(t);
        let asked = ada.asks_for("groceries");
        assert_eq!(ada.state_of(&asked), "open");
        let own = ada.get(&asked.path).ok(200);
        assert!(own.body["unseenSince"].is_null() && own.body["approvedAt"].is_null(), "that nobody looked is the team's");
        assert_eq!(owed(t, &katrien), ["requestUnseen"]);
        // Nobody looks: it goes up the duty roster like any first look.
        t.passes(TimeDelta::days(1));
        t.works();
        assert!(t.events_of(asked.id).contains(&"request.escalated".to_owned()));
        let katrien = t.again(&katrien);
        let seen = katrien.get(&asked.path).ok(200);
        assert!(seen.field("allowedActions").as_array().unwrap().contains(&json!("approve")));
        let approved = katrien.does("approve", &asked).ok(200);
        assert_eq!((approved.field("state"), approved.body["unseenSince"].is_null()), (&json!("open"), true));
        katrien.does("approve", &asked).is_problem("wrongState", 409);
        assert!(owed(t, &katrien).is_empty());
        // Whom the team does not trust waits, and so does Ada where the neighbourhood does not say so.
        assert_eq!(opens(&t.resident("Bea"), wish("groceries")), "submitted");
        t.decides(here, json!({ "trustedPersons": false }));
        assert_eq!(opens(&t.again(&ada), wish("groceries")), "submitted");
    }

    fn what_takes_somebody_vetted_or_is_about_children_is_always_looked_at_first(t) {
        let Street { ada, .. } = street(t);
        for delicate in [
            wish("childMinding"), wish("personal"),
            with(wish("walk"), json!({ "minorsInvolved": true })), with(wish("walk"), json!({ "wantedFrom": "vetted" })),
        ] {
            assert_eq!(opens(&ada, delicate), "submitted");
        }
        let asked = ada.asks_for("walk");
        let change = |body: Value| ada.if_match(&ada.get(&asked.path).etag()).patch(&asked.path, body).ok(200);
        assert_eq!(change(json!({ "durationMinutes": 45 })).field("state"), "open");
        assert_eq!(change(json!({ "minorsInvolved": true })).field("state"), "submitted", "no way round by a change");
    }

    fn a_change_of_a_trusted_person_stays_open_and_asks_nobody_for_the_old_help(t) {
        let Street { katrien, ada, .. } = street(t);
        let offer = offers_help(&t.resident("Bilal"), &katrien, 2);
        let asked = ada.asks_for("groceries");
        katrien.does("approve", &asked).ok(200);
        let on = proposes(&katrien, &asked.id.to_string(), &offer);
        let changed = ada.if_match(&ada.get(&asked.path).etag()).patch(&asked.path, json!({ "category": "walk" })).ok(200);
        assert_eq!(changed.field("state"), "open");
        assert_eq!(katrien.get(&on).ok(200).field("state"), "cancelled");
        assert_eq!(owed(t, &katrien), ["requestUnseen"]);
        katrien.does("hold", &asked).ok(200);
        assert!(owed(t, &katrien).is_empty(), "whoever puts it aside has looked");
    }

    fn what_a_trusted_person_offers_counts_at_once(t) {
        let Street { katrien, ada, .. } = street(t);
        let offer = ada.post("/v1/offers", help_with(&["groceries"])).ok(201);
        assert_eq!(offer.field("state"), "active");
        assert_eq!(t.found_under(offer.id().parse().unwrap()), ["groceries"]);
        assert_eq!(owed(t, &katrien), ["offerUnseen"]);
        let path = offer.field("href").as_str().unwrap().to_owned();
        katrien.post(&format!("{path}/approve"), json!({})).ok(200);
        katrien.post(&format!("{path}/approve"), json!({})).is_problem("wrongState", 409);
        assert!(owed(t, &katrien).is_empty());
        let group = json!({ "kind": "scouts", "size": 12 });
        for delicate in [help_with(&["childMinding"]), with(help_with(&["walk"]), json!({ "group": group }))] {
            ada.offers(delicate);
        }
    }

    fn an_offer_nobody_looked_at_does_not_become_what_is_looked_at_first(t) {
        let Street { katrien, ada, .. } = street(t);
        let made = || ada.post("/v1/offers", help_with(&["groceries"])).ok(201).field("href").as_str().unwrap().to_owned();
        let offer = made();
        let id = offer.rsplit('/').next().unwrap();
        let on = proposes(&katrien, &asks_openly(&t.resident("An"), &katrien), id);
        let change = |offer: &str, body: Value| ada.if_match(&ada.get(offer).etag()).patch(offer, body).ok(200);
        assert_eq!(change(&offer, json!({ "radiusMetres": 1500 })).field("state"), "active");
        let group = json!({ "group": { "kind": "scouts", "size": 12 } });
        assert_eq!(change(&offer, group).field("state"), "submitted");
        assert!(t.found_under(id.parse().unwrap()).is_empty());
        assert_eq!(katrien.get(&on).ok(200).field("state"), "cancelled");
        assert!(!owed(t, &katrien).contains(&"offerUnseen".to_owned()), "it waits like any other");
        assert_eq!(change(&made(), json!({ "categories": ["childMinding"] })).field("state"), "submitted");
        let seen = made();
        katrien.post(&format!("{seen}/approve"), json!({})).ok(200);
        assert_eq!(change(&seen, json!({ "categories": ["childMinding"] })).field("state"), "active", "the team has looked");
    }

    fn nobody_trusts_themselves_their_household_or_somebody_under_age(t) {
        let Street { here, katrien, ada } = street(t);
        let mieke = t.buurtwerker("Mieke", here);
        let home = json!({ "position": in_lindewijk(0) });
        katrien.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        katrien.post(&verb(&katrien, "trust"), json!({})).is_problem("forbidden", 403);
        mieke.post(&verb(&ada, "household"), json!({ "withPersonId": katrien.id })).ok(200);
        katrien.post(&verb(&ada, "distrust"), json!({})).is_problem("notFound", 404);
        let young = t.resident("Young");
        t.is_born_in(&young, 2009);
        mieke.post(&verb(&young, "trust"), json!({})).is_problem("wrongState", 409);
        ada.post(&verb(&ada, "trust"), json!({})).is_problem("forbidden", 403);
        mieke.post(&verb(&ada, "trust"), json!({})).is_problem("wrongState", 409);
        mieke.post(&verb(&ada, "distrust"), json!({})).ok(200);
        assert_eq!(opens(&ada, wish("groceries")), "submitted");
        assert!(ada.get("/v1/me").ok(200).body["trustedSince"].is_null());
    }

    fn trust_ends_with_a_suspension_and_with_a_move(t) {
        let Street { katrien, ada, .. } = street(t);
        let unseen = ada.asks_for("groceries");
        katrien.post(&verb(&ada, "suspend"), json!({ "reason": "other" })).ok(200);
        katrien.does("approve", &unseen).is_problem("wrongState", 409);
        assert!(!owed(t, &katrien).contains(&"requestUnseen".to_owned()));
        let back = katrien.post(&verb(&ada, "reinstate"), json!({})).ok(200);
        assert!(back.body["trustedSince"].is_null());
        // Nobody has looked at it by that: it goes on, and the look is owed as before.
        let again = katrien.get(&unseen.path).ok(200);
        assert_eq!((again.field("state"), again.field("unseenSince").is_string()), (&json!("open"), true));
        assert!(owed(t, &katrien).contains(&"requestUnseen".to_owned()));
        katrien.does("approve", &unseen).ok(200);
        assert!(!owed(t, &katrien).contains(&"requestUnseen".to_owned()));
        let bea = t.resident("Bea");
        katrien.post(&verb(&bea, "trust"), json!({})).ok(200);
        let there = t.neighbourhood("DEMO-02");
        t.decides(there, json!({ "trustedPersons": true }));
        let etag = bea.get("/v1/me/home").ok(200).etag();
        bea.if_match(&etag).put("/v1/me/home", json!({ "position": in_lindewijk(2_100) })).ok(200);
        bea.post("/v1/me/confirmMove", json!({})).ok(200);
        assert!(bea.get("/v1/me").ok(200).body["trustedSince"].is_null());
        assert_eq!(opens(&bea, wish("groceries")), "submitted");
    }

    fn a_concern_cannot_be_read_from_trust_and_what_is_held_comes_before_it(t) {
        let Street { katrien, ada, .. } = street(t);
        let offer = offers_help(&t.resident("Bilal"), &katrien, 2);
        let proposed = ada.asks_for("groceries");
        katrien.does("approve", &proposed).ok(200);
        proposes(&katrien, &proposed.id.to_string(), &offer);
        let concern = json!({ "about": { "personId": ada.id }, "text": "Zorgen" });
        let concern = katrien.post("/v1/concerns", concern).ok(201).field("href").as_str().unwrap().to_owned();
        assert_eq!(opens(&ada, wish("groceries")), "open", "somebody looks afterwards in any case");
        katrien.sees_to(&concern, "triage", json!({ "severity": "critical" })).ok(200);
        assert_eq!(opens(&ada, wish("groceries")), "submitted", "her match is held, as she sees");
        assert!(ada.get("/v1/me").ok(200).field("trustedSince").is_string());
        ada.does("withdraw", &proposed).ok(200);
        assert_eq!(opens(&ada, wish("groceries")), "open");
        let held = ada.asks_for("walk");
        katrien.does("hold", &held).ok(200);
        assert_eq!(opens(&ada, wish("groceries")), "submitted");
    }
}
