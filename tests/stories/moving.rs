//! Somebody moves to another neighbourhood, and says yes to it later.

use serde_json::json;

use super::street::{both_say_yes, days, got, href, kinds, pass, to_see_to};
use crate::support::TestApp;
use crate::support::offers::{help_with, id_in};
use crate::support::requests::{wish, with};
use crate::support::story::proposes;

both! {
    with TestApp::start;

    fn she_moves_and_her_neighbour_of_old_goes_on_coming(t) {
        let (katrien, noor) = (t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")), t.buurtwerker("Noor", t.neighbourhood("DEMO-02")));
        let an = t.resident("An");
        let (bilal, offer) = t.helper("Bilal", 100, help_with(&["company"]));
        let asked = an.asks(with(wish("company"), json!({ "helpKind": "recurring", "rhythm": "weekly" })));
        katrien.does("approve", &asked).ok(200);
        let matched = proposes(&katrien, &asked.id.to_string(), &id_in(&offer).to_string());
        let bond = href(&both_say_yes(&an, &bilal, &matched)["bond"]);
        let start = json!({ "start": t.now() + days(8), "durationMinutes": 60 });
        let visit = href(&bilal.post(&format!("{matched}/visits"), start).ok(201).body);
        let walk = an.asks_for("walk");
        katrien.does("approve", &walk).ok(200);
        assert_eq!(bilal.get(&matched).ok(200).body["place"].get("address"), None);
        // The flat on the ground floor is across the canal, in another neighbourhood.
        let etag = an.get("/v1/me/home").ok(200).etag();
        let there = json!({ "position": { "lat": 51.04, "lon": 4.505 }, "address": "Kaai 7" });
        let moved = an.if_match(&etag).put("/v1/me/home", there).ok(200);
        assert_eq!(moved.body["neighbourhood"]["code"], "DEMO-02");
        // Noor, over there, knows of nobody; Katrien is to see to what is open, and can still do so.
        for path in [&format!("/v1/people/{}", an.id), &asked.path, &walk.path, &matched, &bond, &visit] {
            noor.get(path).is_problem("notFound", 404);
            katrien.get(path).ok(200);
        }
        assert_eq!((kinds(t, &noor), to_see_to(t, &katrien)), (vec![], vec![("personMoved".to_owned(), format!("/v1/people/{}", an.id))]));
        assert_eq!(an.get("/v1/me").ok(200).field("state"), "moved");
        an.post("/v1/requests", wish("groceries")).is_problem("wrongState", 409);
        // Bilal comes to where she lives now, since both wish it: nobody ended anything for them.
        assert_eq!(bilal.get(&matched).ok(200).body["place"]["address"], "Kaai 7");
        assert_eq!((bilal.get(&bond).ok(200).field("state"), bilal.get(&visit).ok(200).field("state")), (&json!("active"), &json!("planned")));
        // A week of boxes. She says nothing, and nothing happens behind her back, but that Katrien is still to call.
        pass(t, days(7));
        assert_eq!((kinds(t, &katrien), kinds(t, &noor)), (vec!["personMoved".to_owned()], vec![]));
        // Then she says yes.
        t.again(&an).post("/v1/me/confirmMove", None).ok(200);
        let (an_now, noor_now, katrien_now) = (t.again(&an), t.again(&noor), t.again(&katrien));
        assert_eq!(an_now.get("/v1/me").ok(200).field("state"), "active");
        assert_eq!(noor_now.get(&format!("/v1/people/{}", an.id)).ok(200).field("firstName"), "An");
        katrien_now.get(&format!("/v1/people/{}", an.id)).is_problem("notFound", 404);
        // The walk, which nobody had taken on, is new to Noor, who looks at it first.
        assert_eq!(noor_now.get(&walk.path).ok(200).field("state"), "submitted");
        katrien_now.get(&walk.path).is_problem("notFound", 404);
        noor_now.does("approve", &walk).ok(200);
        // What is underway stays with whoever knows it, and goes on.
        assert_eq!((katrien_now.get(&bond).ok(200).field("state"), noor_now.get(&bond).status), (&json!("active"), 404));
        assert!(kinds(t, &katrien).is_empty() && kinds(t, &noor).is_empty());
        pass(t, days(2));
        t.again(&bilal).post(&format!("{visit}/done"), json!({})).ok(200);
        // In spring the canal is too wide after all: An ends it, and what comes next is for the new neighbourhood.
        let ended = t.again(&an).post(&format!("{bond}/end"), json!({ "outcome": "stopped" })).ok(200);
        assert_eq!(ended.field("state"), "ended");
        assert_eq!((t.again(&an).state_of(&asked), got(t, &an, "Would you like to go on with somebody else?")), ("submitted".into(), 1));
        assert!(t.again(&bilal).get(&matched).ok(200).body.get("place").is_none());
        let team = [t.again(&katrien).get(&asked.path).status, t.again(&noor).get(&asked.path).status];
        assert_eq!(team, [404, 200], "who looks for somebody else is the team where she lives");
    }
}
