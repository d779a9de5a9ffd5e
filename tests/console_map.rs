//! The map of a team: how much is asked and offered where.

use serde_json::json;

use crate::support::TestApp;
use crate::support::story::{asks_openly, offers_help};

both! {
    with TestApp::start;

    fn the_map_counts_what_the_lists_of_the_team_have(t) {
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let (katrien, an, bilal) = (t.buurtwerker("Katrien", here), t.resident("An"), t.resident("Bilal"));
        let elsewhere = t.buurtwerker("Elsewhere", there);
        let empty = katrien.get("/v1/moderation/map").ok(200);
        assert_eq!(empty.body["items"][0]["neighbourhood"]["id"], here.to_string());
        assert_eq!(empty.body["items"][0]["open"], 0);
        asks_openly(&an, &katrien);
        asks_openly(&an, &katrien);
        an.asks_for("walk");
        offers_help(&bilal, &katrien, 1);
        let map = katrien.get("/v1/moderation/map").ok(200);
        let item = &map.body["items"][0];
        assert_eq!((&item["open"], &item["waiting"], &item["offers"]), (&json!(2), &json!(1), &json!(1)));
        let cell = an.get("/v1/me/home").ok(200).body["cell"].clone();
        assert_eq!(item["cells"], json!([{ "cell": cell, "open": 2, "waiting": 1, "offers": 1 }]));
        let other = elsewhere.get("/v1/moderation/map").ok(200);
        assert_eq!((&other.body["items"][0]["open"], &other.body["items"][0]["cells"]), (&json!(0), &json!([])));
        an.get("/v1/moderation/map").is_problem("forbidden", 403);
    }

    fn nobody_is_counted_whom_the_reader_has_to_do_with(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, wout) = (t.buurtwerker("Katrien", here), t.buurtwerker("Wout", here));
        let home = json!({ "position": crate::support::people::in_lindewijk(0) });
        katrien.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        katrien.asks_for("walk");
        let waiting = |of: &crate::support::people::Person| of.get("/v1/moderation/map").ok(200).body["items"][0]["waiting"].clone();
        assert_eq!((waiting(&katrien), waiting(&wout)), (json!(0), json!(1)));
    }

    fn a_coordinator_sees_what_lies_outside_every_neighbourhood_too(t) {
        let sofie = t.coordinator("Sofie", "99999");
        let away = t.resident_at("Away", &json!({ "lat": 50.0, "lon": 3.0 }));
        away.asks_for("walk");
        let map = sofie.get("/v1/moderation/map").ok(200);
        let last = map.body["items"].as_array().unwrap().last().unwrap().clone();
        assert!(last.get("neighbourhood").is_none(), "{last}");
        assert_eq!(last["waiting"], 1);
    }
}
