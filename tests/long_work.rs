//! What takes long in the console: one asks for it, goes away, and finds it again.

use chrono::TimeDelta;

use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::offers::help_with;
use crate::support::people::PASSWORD;
use crate::support::story::{asks_openly, offers_help};

const BATCH: &str = "/console/batch";
const EXPORT: &str = "/console/account/export";

both! {
    with TestApp::start;

    fn who_suits_what_is_looked_for_while_katrien_does_something_else(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let request = asks_openly(&an, &katrien);
        offers_help(&bilal, &katrien, 3);
        let desk = Browser::signed_in(t, &katrien);
        desk.opens("/console/queue").shows(BATCH);
        desk.opens(BATCH).with(200).shows("Look for all open requests").hides("Bilal");
        desk.sends(BATCH, &[("verb", "make")]).with(200).shows("0 / 1").shows("You can leave this page");
        assert_eq!(desk.asks("/console/batch/progress", None).status, 200);
        t.works();
        let page = desk.opens(BATCH);
        page.with(200).shows("Bilal").shows(&format!("/console/requests/{request}")).hides("0 / 1");
        let offer = page.hidden("offerId");
        let propose = [("verb", "propose"), ("requestId", request.as_str()), ("offerId", offer.as_str())];
        desk.sends(BATCH, &propose).with(200).shows("Proposed. Both are asked.").shows("nobody to propose").hides("Bilal");
        assert_eq!(katrien.get("/v1/matches?view=neighbourhood").ok(200).field("items").as_array().map(Vec::len), Some(1));
        desk.sends(BATCH, &propose).with(409).shows("role=\"alert\"");
        desk.sends(BATCH, &[("verb", "propose"), ("requestId", "x"), ("offerId", &offer)]).with(400);
        desk.sends(BATCH, &[("verb", "burn")]).with(400);
        t.passes_and_works(TimeDelta::days(2));
        desk.signs_in(&katrien);
        desk.opens(BATCH).shows("Look for all open requests");
    }

    fn the_batch_of_one_is_not_shown_to_another(t) {
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", there));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        asks_openly(&an, &katrien);
        bilal.post("/v1/offers", help_with(&["walk"])).ok(201);
        let desk = Browser::signed_in(t, &katrien);
        desk.opens(BATCH);
        desk.sends(BATCH, &[("verb", "make")]).with(200);
        t.works();
        Browser::signed_in(t, &luc).opens(BATCH).with(200).shows("Look for all open requests").hides("Bilal");
        Browser::signed_in(t, &an).opens(BATCH).with(403);
    }

    fn what_is_known_of_oneself_is_fetched_after_a_fresh_sign_in_alone(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let desk = Browser::signed_in(t, &katrien);
        desk.opens("/console/account").with(200).shows(EXPORT);
        desk.opens(EXPORT).with(200).shows("Make a copy");
        desk.sends(EXPORT, &[]).with(200).shows("The copy is being made");
        desk.opens("/console/queue").with(200);
        t.works();
        desk.opens(EXPORT).with(200).shows("The copy is ready");
        t.passes(TimeDelta::minutes(20));
        desk.opens(EXPORT).with(200);
        desk.sends("/console/account/export/file", &[]).shows("Is it still you?");
        desk.sends("/console/step-up", &[("password", PASSWORD)]).with(200);
        desk.opens(EXPORT).with(200);
        let fields = [("guard", desk.page().hidden("guard"))];
        let form = fields.map(|(name, value)| format!("{name}={value}")).concat();
        let answer = desk.asks("/console/account/export/file", Some(form));
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("application/zip"));
        assert!(answer.header("content-disposition").is_some_and(|it| it.starts_with("attachment")));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        // Without a form of ours nothing comes.
        assert_eq!(desk.asks("/console/account/export/file", Some(String::new())).status, 403);
        assert_eq!(desk.asks("/console/account/export/file", None).status, 404);
    }
}
