//! What a neighbourhood decides for itself, who may change it, and what follows from it.

use serde_json::{Value, json};

use crate::support::offers::{Wished, help_with, wish};
use crate::support::people::in_lindewijk;
use crate::support::requests::{wish as asked, with};
use crate::support::story::offers_help;
use crate::support::{Person, TestApp};

const AS_EVERYWHERE: [(&str, u32); 5] =
    [("distance", 35), ("language", 20), ("slotOverlap", 15), ("continuity", 15), ("rest", 15)];

fn weights(of: &[(&str, u32)]) -> Value {
    of.iter().map(|(name, hundredths)| ((*name).to_owned(), json!(hundredths))).collect()
}

/// All that counts is this one.
fn only(part: &str) -> Value {
    weights(&AS_EVERYWHERE.map(|(name, _)| (name, if name == part { 100 } else { 0 })))
}

fn first_names(team: &Person, path: &str) -> Vec<String> {
    let shown = team.get(path).ok(200);
    shown
        .field("items")
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["helper"]["firstName"].as_str().unwrap().into())
        .collect()
}

both! {
    with TestApp::start;

    fn a_neighbourhood_says_what_counts_when_helpers_are_ranked(t) {
        let here = t.neighbourhood("DEMO-01");
        let policy = format!("/v1/neighbourhoods/{here}/policy");
        let (an, katrien, sofie) = (t.resident("An"), t.buurtwerker("Katrien", here), t.coordinator("Sofie", "99999"));
        // Near is Bilal; Dirk, far away, speaks Dutch well.
        t.helper("Bilal", 100, help_with(&["groceries"]));
        let (dirk, _) = t.helper("Dirk", 1_400, help_with(&["groceries"]));
        let dutch = json!({ "languages": [{ "tag": "nl", "level": "good" }] });
        let etag = dirk.get("/v1/me").ok(200).etag();
        dirk.if_match(&etag).patch("/v1/me", dutch).ok(200);
        let mut wanted = wish();
        wanted["languages"] = json!(["nl"]);
        let category = buurtnet::categories::Category::Groceries;
        let at = serde_json::from_value(in_lindewijk(0)).unwrap();
        let request = t.wishes(&Wished { person: an.id, category, at, wish: wanted });
        let path = format!("/v1/requests/{request}/suggestions");

        let shown = katrien.get(&policy).ok(200);
        assert_eq!(shown.field("weights"), &weights(&AS_EVERYWHERE));
        assert_eq!(shown.field("allowedActions"), &json!([]));
        for (part, order) in [("distance", ["Bilal", "Dirk"]), ("language", ["Dirk", "Bilal"])] {
            let etag = sofie.get(&policy).ok(200).etag();
            let changed = sofie.if_match(&etag).patch(&policy, json!({ "weights": only(part) })).ok(200);
            assert_eq!(changed.field("weights"), &only(part));
            assert_eq!(first_names(&katrien, &path), order);
        }
        let etag = sofie.get(&policy).ok(200).etag();
        let changed = sofie.if_match(&etag).patch(&policy, json!({ "weights": null })).ok(200);
        assert_eq!(changed.field("weights"), &weights(&AS_EVERYWHERE), "null: as everywhere");
    }

    fn only_who_coordinates_there_changes_it_and_only_to_what_adds_up(t) {
        let here = t.neighbourhood("DEMO-01");
        let policy = format!("/v1/neighbourhoods/{here}/policy");
        let (katrien, sofie) = (t.buurtwerker("Katrien", here), t.coordinator("Sofie", "99999"));
        let (an, far) = (t.resident("An"), t.coordinator("Far", "11111"));
        let etag = sofie.get(&policy).ok(200).etag();
        let change = json!({ "weights": only("rest") });
        t.client().get(&policy).is_problem("notSignedIn", 401);
        for (stranger, code, status) in [(&an, "forbidden", 403), (&far, "notFound", 404)] {
            stranger.get(&policy).is_problem(code, status);
            stranger.if_match(&etag).patch(&policy, change.clone()).is_problem(code, status);
        }
        katrien.if_match(&etag).patch(&policy, change.clone()).is_problem("forbidden", 403);
        sofie.patch(&policy, change.clone()).is_problem("preconditionRequired", 428);
        for wrong in [
            weights(&AS_EVERYWHERE.map(|(name, _)| (name, 21))),
            weights(&AS_EVERYWHERE[..4]),
            json!({ "distance": -1, "language": 101, "slotOverlap": 0, "continuity": 0, "rest": 0 }),
        ] {
            sofie.if_match(&etag).patch(&policy, json!({ "weights": wrong })).is_problem("badRequest", 400);
        }
        sofie.if_match(&etag).patch(&policy, change.clone()).ok(200);
        sofie.if_match(&etag).patch(&policy, change).is_problem("stale", 412);
    }

    fn the_ways_that_are_on_are_those_of_the_neighbourhood(t) {
        let here = t.neighbourhood("DEMO-01");
        let policy = format!("/v1/neighbourhoods/{here}/policy");
        let (an, bilal, katrien) = (t.resident("An"), t.resident("Bilal"), t.buurtwerker("Katrien", here));
        let shown = katrien.get(&policy).ok(200);
        assert_eq!(shown.field("waysToMatch"), &json!(["buurtwerker", "nearby"]));
        assert_eq!(shown.field("waveRhythm"), &json!({ "helpers": 3, "pauseHours": 24, "pauseHoursToday": 1 }));
        assert_eq!(shown.field("trustedPersons"), &json!(false));
        let nearby = with(asked("groceries"), json!({ "visibility": "nearby", "publicText": "Wie gaat er?" }));
        an.lets_neighbours_see();
        let seen = an.asks(nearby.clone());
        katrien.does("approve", &seen).ok(200);
        let offer = offers_help(&bilal, &katrien, 2);
        let list = |of: &Person| of.get("/v1/requests?view=nearby").ok(200).field("items").as_array().unwrap().len();
        assert_eq!(list(&bilal), 1);
        t.decides(here, json!({ "waysToMatch": ["buurtwerker"] }));
        assert_eq!(list(&bilal), 0);
        bilal.post(&seen.verb("volunteer"), json!({ "offerId": offer })).is_problem("notFound", 404);
        an.post("/v1/requests", nearby).is_problem("wayNotOn", 409);
        t.decides(here, json!({ "waysToMatch": ["nearby"] }));
        assert_eq!(list(&bilal), 1);
        katrien.post("/v1/matches", json!({ "requestId": seen.id, "offerId": offer })).is_problem("wayNotOn", 409);
        t.decides(here, json!({ "waysToMatch": null }));
        katrien.post("/v1/matches", json!({ "requestId": seen.id, "offerId": offer })).ok(201);
        let admin = t.administrator("Admin");
        let etag = admin.get(&policy).ok(200).etag();
        for wrong in [
            json!({ "waysToMatch": [] }), json!({ "waysToMatch": ["post"] }),
            json!({ "waveRhythm": { "helpers": 0, "pauseHours": 24, "pauseHoursToday": 1 } }),
            json!({ "waveRhythm": { "helpers": 3, "pauseHours": 24, "pauseHoursToday": 48 } }),
        ] {
            admin.if_match(&etag).patch(&policy, wrong).is_problem("badRequest", 400);
        }
    }
}
