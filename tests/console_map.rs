//! The map of a team: how much is asked and offered where.

use serde_json::json;

use crate::support::TestApp;
use crate::support::browser::Browser;
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

    fn the_page_says_the_same_numbers_in_the_drawing_and_in_the_table(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an, bilal) = (t.buurtwerker("Katrien", here), t.resident("An"), t.resident("Bilal"));
        let request = asks_openly(&an, &katrien);
        an.asks_for("walk");
        let offer = offers_help(&bilal, &katrien, 1);
        let desk = Browser::signed_in(t, &katrien);
        let page = desk.opens("/console/map");
        page.with(200).shows("role=\"group\"").shows("aria-label=\"Lindewijk: 2 Requests\"").shows("url(#map-hatch-3)");
        let row = "<td class=\"number\">1</td><td class=\"number\">1</td><td class=\"number\">1</td>";
        page.shows(row).hides("An Peeters");
        let offers = desk.opens("/console/map?show=offers");
        offers.with(200).shows("Lindewijk: 1 Wants to help");
        let cell = an.get("/v1/me/home").ok(200).body["cell"].clone();
        let area = desk.opens(&format!("/console/map/{here}?cell={}", cell.as_str().unwrap()));
        area.with(200).shows(row).shows(&format!("/console/requests/{request}")).shows(&format!("/console/offers/{offer}"));
        let empty = desk.opens(&format!("/console/map/{here}?cell=881f1d4887fffff"));
        empty.with(200).hides(&format!("/console/requests/{request}"));
        desk.opens(&format!("/console/map/{}", t.neighbourhood("DEMO-02"))).with(404);
        desk.opens("/console/map/outside").with(404);
        desk.opens("/console/map/x").with(404);
        desk.opens(&format!("/console/map/{here}?cell=%3Cscript%3E&show=%3Cb%3E")).with(200).hides("<script>").hides("<b>");
        let resident = Browser::signed_in(t, &an);
        resident.opens("/console/map").with(403).hides("Lindewijk");
    }
}
