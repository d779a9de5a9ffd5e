//! Who saw and did what: coordinators look in their neighbourhoods, administrators everywhere, and nobody about themselves.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::concerns::id;
use crate::support::people::{Person, in_lindewijk};
use crate::support::requests::{wish, with};

const PATH: &str = "/v1/auditEntries";

fn items(answer: &Answer) -> Vec<Value> {
    answer.body["items"].as_array().unwrap().clone()
}

fn events(answer: &Answer) -> Vec<String> {
    items(answer).iter().map(|it| it["event"].as_str().unwrap().to_owned()).collect()
}

fn looks(who: &Person, query: &str) -> Answer {
    who.get(&format!("{PATH}?{query}")).ok(200)
}

both! {
    with TestApp::start;

    fn a_coordinator_finds_who_saw_somebody_and_reads_nothing_of_what_was_seen(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, katrien, sofie) = (t.resident("Ada"), t.buurtwerker("Katrien", here), t.coordinator("Sofie", "99999"));
        let asked = ada.asks(with(wish("walk"), json!({ "text": { "lang": "nl", "text": "Mijn heup doet pijn." } })));
        katrien.get(&asked.path).ok(200);
        katrien.get(&format!("/v1/people/{}", ada.id)).ok(200);
        let found = looks(&sofie, &format!("shownOf={}", ada.id));
        assert_eq!(events(&found), ["person.disclosed", "request.disclosed"]);
        let first = &items(&found)[0];
        assert_eq!(first["actorId"], json!(katrien.id));
        assert_eq!((&first["role"], &first["neighbourhood"]["code"]), (&json!("buurtwerker"), &json!("DEMO-01")));
        assert_eq!(first["shown"][0]["personId"], json!(ada.id));
        assert_eq!(first["shown"][0]["parts"], json!(["name", "facts"]));
        for sealed in ["Ada", "Katrien", "heup"] {
            assert!(!found.text.contains(sealed), "{sealed}: {found}");
        }
        let by_reader = looks(&sofie, &format!("actor={}&event=request.disclosed", katrien.id));
        assert_eq!(events(&by_reader), ["request.disclosed"]);
        let of_object = looks(&sofie, &format!("object={}", asked.id));
        assert_eq!(events(&of_object), ["request.disclosed", "request.submitted"]);
    }

    fn looking_leaves_a_trace_that_says_what_was_looked_for(t) {
        let (sofie, amir) = (t.coordinator("Sofie", "99999"), t.administrator("Amir"));
        let ada = t.resident("Ada");
        looks(&sofie, &format!("shownOf={}", ada.id));
        let traces = looks(&amir, &format!("actor={}&event=person.auditSearched", sofie.id));
        assert_eq!(items(&traces).len(), 1);
        assert_eq!(items(&traces)[0]["role"], "coordinator");
        let known = t.read({
            let sofie = sofie.id;
            move |tx| buurtnet::audit::history(tx, sofie.uuid())
        });
        let trace = known.iter().find(|it| it.event == "person.auditSearched").unwrap();
        assert_eq!(trace.details.0["shownOf"], json!(ada.id));
        // One's own looking one may see.
        assert_eq!(events(&looks(&amir, &format!("actor={}&event=person.auditSearched", amir.id))), ["person.auditSearched"]);
    }

    fn a_coordinator_sees_nothing_of_elsewhere_and_the_rest_may_not_look(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", here));
        let (far, amir) = (t.coordinator("Far", "11001"), t.administrator("Amir"));
        katrien.get(&format!("/v1/people/{}", ada.id)).ok(200);
        assert_eq!(items(&looks(&far, "")), Vec::<Value>::new());
        assert_eq!(events(&looks(&amir, &format!("shownOf={}", ada.id))), ["person.disclosed"]);
        for who in [&ada, &katrien] {
            who.get(PATH).is_problem("forbidden", 403);
        }
        t.client().get(PATH).is_problem("notSignedIn", 401);
        amir.off_contract().get(&format!("{PATH}?event={}", "x".repeat(61))).is_problem("badRequest", 400);
        amir.off_contract().get(&format!("{PATH}?actor=nobody")).is_problem("badRequest", 400);
    }

    fn nobody_finds_what_is_about_themselves_or_who_they_have_to_do_with(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, ben, katrien) = (t.resident("Ada"), t.resident("Ben"), t.buurtwerker("Katrien", here));
        let (sofie, amir) = (t.coordinator("Sofie", "99999"), t.administrator("Amir"));
        for person in [&sofie, &amir] {
            let home = json!({ "position": in_lindewijk(0) });
            person.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        }
        for person in [&sofie, &amir] {
            let said = json!({ "withPersonId": person.id });
            let with = if person.id == sofie.id { &ada } else { &ben };
            katrien.post(&format!("/v1/people/{}/household", with.id), said).ok(200);
        }
        let asked = ada.asks(wish("walk"));
        katrien.get(&asked.path).ok(200);
        for of in [&sofie, &amir, &ada, &ben] {
            katrien.get(&format!("/v1/people/{}", of.id)).ok(200);
        }
        let names = |found: &Answer, of: &Person| found.text.contains(&of.id.to_string());
        let (by_sofie, by_amir) = (looks(&sofie, ""), looks(&amir, "pageSize=100"));
        assert!(!names(&by_sofie, &ada) && !names(&by_sofie, &sofie) && names(&by_sofie, &ben), "{by_sofie}");
        assert!(!by_sofie.text.contains(&asked.id.to_string()), "nor the request of whom she lives with");
        assert!(!names(&by_amir, &ben) && names(&by_amir, &ada), "{by_amir}");
        for person in [&ada, &sofie] {
            assert_eq!(items(&looks(&sofie, &format!("shownOf={}", person.id))), Vec::<Value>::new());
        }
    }

    fn concerns_stand_there_for_who_sees_them_only(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, false);
        street.katrien.get(&concern).ok(200);
        street.katrien.sees_to(&concern, "triage", json!({})).ok(200);
        let of = format!("object={}", id(&concern));
        let sofie = t.again(&street.sofie);
        assert_eq!(events(&looks(&sofie, &of)).last().unwrap(), "concern.submitted");
        assert!(events(&looks(&sofie, &of)).contains(&"concern.disclosed".to_owned()));
        let amir = t.again(&street.amir);
        assert_eq!(items(&looks(&amir, &of)), Vec::<Value>::new(), "an administrator sees no concerns");
        assert!(!looks(&amir, "pageSize=100").text.contains("\"concern."));
        // Who lives with the one it is about knows nothing of it here either.
        let home = json!({ "position": in_lindewijk(0) });
        street.sofie.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let said = json!({ "withPersonId": street.sofie.id });
        street.katrien.post(&format!("/v1/people/{}/household", street.bilal.id), said).ok(200);
        assert_eq!(items(&looks(&sofie, &of)), Vec::<Value>::new());
        assert!(!looks(&sofie, "pageSize=100").text.contains("\"concern."));
    }

    fn pages_follow_each_other_and_a_period_has_two_ends(t) {
        let here = t.neighbourhood("DEMO-01");
        let (ada, katrien, sofie) = (t.resident("Ada"), t.buurtwerker("Katrien", here), t.coordinator("Sofie", "99999"));
        for _ in 0..3 {
            katrien.get(&format!("/v1/people/{}", ada.id)).ok(200);
        }
        let of = format!("shownOf={}", ada.id);
        let first = looks(&sofie, &format!("{of}&pageSize=2"));
        let next = first.field("next").as_str().unwrap().to_owned();
        let second = looks(&sofie, &format!("{of}&pageSize=2&cursor={next}"));
        assert_eq!((items(&first).len(), items(&second).len(), second.body.get("next")), (2, 1, None));
        assert!(items(&first).iter().all(|it| it["id"] != items(&second)[0]["id"]));
        t.passes(chrono::TimeDelta::days(2));
        let (katrien, sofie) = (t.again(&katrien), t.again(&sofie));
        katrien.get(&format!("/v1/people/{}", ada.id)).ok(200);
        let count = |query: &str| items(&looks(&sofie, &format!("{of}&{query}"))).len();
        assert_eq!((count("until=2026-03-03T00:00:00Z"), count("from=2026-03-04T00:00:00Z"), count("")), (3, 1, 4));
    }
}
