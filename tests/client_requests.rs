//! A care provider asks the neighbourhood for help for a client, and learns one thing: whether it came.

use buurtnet::consents::ConsentHow;
use buurtnet::db::schema::consents;
use buurtnet::ids::PersonId;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::faults::{statements_of, watched};
use crate::support::fixture::Fixture;
use crate::support::people::{Person, in_lindewijk};
use crate::support::referrals::Scene;
use crate::support::requests::{wish, with};

/// Lotte asks for Wies, whom the organisation helps at home.
pub(crate) fn for_wies() -> Value {
    json!({
        "reference": "2026/0417",
        "client": {
            "firstName": "Wies", "lastName": "Claes", "birthYear": 1938, "locale": "nl-BE", "phone": "+32470111111",
            "position": in_lindewijk(0),
        },
        "how": "homeVisit",
        "consent": { "textVersion": "1", "language": "nl-BE" },
        "category": "company", "text": { "lang": "nl", "text": "Een babbel op dinsdag." },
        "durationMinutes": 60, "urgency": "flexible",
        "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "16:00" }],
    })
}

fn asks(scene: &Scene, more: Value) -> Answer {
    scene.lotte.post("/v1/clientRequests", with(for_wies(), more))
}

/// The request that the team finds, with whose it is.
pub(crate) fn found(by: &Person) -> (String, String) {
    let queue = by.get("/v1/moderation/queue").ok(200).body;
    let item = queue["items"].as_array().unwrap().last().expect("it waits").clone();
    let id = item["id"].as_str().unwrap().to_owned();
    let request = by.get(&format!("/v1/requests/{id}")).ok(200).body;
    (id, request["person"]["id"].as_str().unwrap().to_owned())
}

fn state(scene: &Scene, href: &str) -> String {
    scene.lotte.get(href).ok(200).body["state"].as_str().unwrap().to_owned()
}

both! {
    with TestApp::start;

    fn what_is_asked_for_a_client_waits_for_the_team_and_the_organisation_hears_only_that_it_came(t) {
        let scene = t.care_scene();
        let asked = asks(&scene, json!({})).ok(201);
        let href = asked.body["href"].as_str().unwrap().to_owned();
        let keys: Vec<_> = asked.body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["allowedActions", "createdAt", "href", "id", "organisation", "reference", "state"]);
        let (id, wies) = found(&scene.katrien);
        let request = scene.katrien.get(&format!("/v1/requests/{id}")).ok(200).body;
        assert_eq!((&request["state"], &request["channel"]), (&json!("submitted"), &json!("homeVisit")));
        assert_eq!(request["askedBy"]["organisation"]["name"], "Zorg Nabij");
        assert_eq!(request["text"]["text"], "Een babbel op dinsdag.");
        scene.lotte.get(&format!("/v1/requests/{id}")).is_problem("notFound", 404);
        scene.lotte.get(&format!("/v1/people/{wies}")).is_problem("notFound", 404);
        assert_eq!(state(&scene, &href), "waiting");
        scene.katrien.post(&format!("/v1/requests/{id}/approve"), json!({})).ok(200);
        assert_eq!(state(&scene, &href), "waiting");
        scene.katrien.post(&format!("/v1/requests/{id}/fulfil"), json!({ "outcome": "helped" })).ok(200);
        let met = scene.lotte.get(&href).ok(200).body;
        assert_eq!((&met["state"], &met["allowedActions"]), (&json!("met"), &json!([])));
        assert!(met["endedAt"].is_string(), "{met}");
        let listed = scene.lotte.get("/v1/clientRequests").ok(200).body;
        assert_eq!((&listed["items"][0]["reference"], listed["items"].as_array().unwrap().len()), (&json!("2026/0417"), 1));
    }

    fn what_did_not_come_is_not_met_and_thirty_days_later_nothing_is_told(t) {
        let scene = t.care_scene();
        let href = asks(&scene, json!({})).ok(201).body["href"].as_str().unwrap().to_owned();
        let (id, _) = found(&scene.katrien);
        scene.katrien.post(&format!("/v1/requests/{id}/reject"), json!({ "reason": "other" })).ok(200);
        assert_eq!(state(&scene, &href), "notMet");
        t.passes(TimeDelta::days(30));
        let scene = t.care_scene_again(&scene);
        assert_eq!(state(&scene, &href), "notMet");
        t.passes(TimeDelta::hours(1));
        let scene = t.care_scene_again(&scene);
        scene.lotte.get(&href).is_problem("notFound", 404);
        assert_eq!(scene.lotte.get("/v1/clientRequests").ok(200).body["items"], json!([]));
    }

    fn a_client_who_takes_the_yes_back_ends_the_request_and_closes_the_view(t) {
        let scene = t.care_scene();
        let href = asks(&scene, json!({})).ok(201).body["href"].as_str().unwrap().to_owned();
        let (id, wies) = found(&scene.katrien);
        let no = json!({
            "personId": wies, "purpose": "askNeighbourhood", "recipient": { "organisationId": scene.organisation },
            "scope": [], "textVersion": "1", "language": "nl-BE", "given": false, "how": "oral",
        });
        scene.katrien.post("/v1/consents", no).ok(201);
        assert_eq!(scene.katrien.get(&format!("/v1/requests/{id}")).ok(200).body["state"], "withdrawn");
        scene.lotte.get(&href).is_problem("notFound", 404);
        scene.lotte.post(&format!("{href}/withdraw"), json!({})).is_problem("notFound", 404);
        assert_eq!(scene.lotte.get("/v1/clientRequests").ok(200).body["items"], json!([]));
    }

    fn the_organisation_calls_it_off_once(t) {
        let scene = t.care_scene();
        let href = asks(&scene, json!({})).ok(201).body["href"].as_str().unwrap().to_owned();
        let (id, _) = found(&scene.katrien);
        let off = scene.lotte.post(&format!("{href}/withdraw"), json!({})).ok(200).body;
        assert_eq!(off["state"], "notMet");
        assert_eq!(scene.katrien.get(&format!("/v1/requests/{id}")).ok(200).body["state"], "withdrawn");
        scene.lotte.post(&format!("{href}/withdraw"), json!({})).is_problem("wrongState", 409);
    }

    fn somebody_who_is_known_already_is_shown_to_the_team_and_never_to_the_organisation(t) {
        let scene = t.care_scene();
        let known = json!({
            "firstName": "Wies", "lastName": "Claes", "birthYear": 1938, "locale": "nl-BE", "how": "desk",
            "position": in_lindewijk(0), "phone": "+32470111111",
        });
        let known = scene.katrien.post("/v1/people", known).ok(201).id();
        let asked = asks(&scene, json!({})).ok(201);
        assert!(!asked.body.to_string().contains(&known), "{}", asked.body);
        let (id, _) = found(&scene.katrien);
        let request = scene.katrien.get(&format!("/v1/requests/{id}")).ok(200).body;
        assert_eq!(request["askedBy"]["possiblySame"][0]["id"], json!(known));
    }

    fn the_yes_is_kept_as_it_was_given(t) {
        let scene = t.care_scene();
        for (how, witness, kept) in
            [("paper", None, "paper"), ("phone", None, "oral"), ("desk", Some("Rik"), "oralWithWitness")]
        {
            asks(&scene, json!({ "how": how, "witness": witness })).ok(201);
            let (_, wies) = found(&scene.katrien);
            let wies: PersonId = wies.parse().unwrap();
            let how: ConsentHow = t.read(move |tx| {
                let theirs = consents::table.filter(consents::subject.eq(wies)).select(consents::how);
                Ok(theirs.first(tx.conn)?)
            });
            assert_eq!(how.as_str(), kept);
        }
    }

    fn what_does_not_fit_is_refused_and_nothing_is_kept(t) {
        let scene = t.care_scene();
        let far = json!({ "organisationId": scene.olga.get("/v1/me").ok(200).body["roles"][0]["organisation"]["id"] });
        let child = with(for_wies()["client"].clone(), json!({ "birthYear": 2015 }));
        for wrong in [
            far,
            json!({ "client": child }),
            json!({ "how": "app" }),
            json!({ "reference": "Wies Claes, 2e verdieping" }),
            json!({ "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "14:15" }] }),
            json!({ "visibility": "nearby" }),
        ] {
            asks(&scene, wrong).is_problem("badRequest", 400);
        }
        let old = json!({ "consent": { "textVersion": "0", "language": "nl-BE" } });
        asks(&scene, old).is_problem("consentTextUnknown", 400);
        for other in [&scene.an, &scene.katrien, &scene.administrator] {
            other.post("/v1/clientRequests", for_wies()).is_problem("forbidden", 403);
        }
        assert_eq!(scene.katrien.get("/v1/moderation/queue").ok(200).body["items"], json!([]));
        let href = asks(&scene, json!({})).ok(201).body["href"].as_str().unwrap().to_owned();
        scene.olga.get(&href).is_problem("notFound", 404);
        scene.olga.post(&format!("{href}/withdraw"), json!({})).is_problem("notFound", 404);
        for other in [&scene.an, &scene.katrien] {
            other.get(&href).is_problem("forbidden", 403);
            other.post(&format!("{href}/withdraw"), json!({})).is_problem("forbidden", 403);
        }
    }
}

fn counted(fixture: Fixture) -> TestApp {
    watched(&fixture);
    TestApp::start(fixture)
}

both! {
    with counted;

    fn how_much_was_asked_for_clients_asks_no_more_of_the_database(t) {
        let scene = t.care_scene();
        let asks_of = |who: &Person, path: &str| statements_of(&t.fixture, || drop(who.get(path).ok(200)));
        asks(&scene, json!({})).ok(201);
        let team = "/v1/requests?view=neighbourhood";
        let own = |name: &str| {
            let id = scene.katrien.registers(name, 1950);
            scene.katrien.post("/v1/requests", with(wish("walk"), json!({ "forPerson": id, "channel": "desk" }))).ok(201).id()
        };
        own("Rosa");
        let (here, karim) = (t.neighbourhood("DEMO-01"), t.buurtwerker("Karim", t.neighbourhood("DEMO-01")));
        t.decides(here, json!({ "waysToMatch": ["buurtwerker", "waves"] }));
        let opens = |id: &str| karim.post(&format!("/v1/requests/{id}/approve"), json!({})).ok(200);
        opens(&own("Roza"));
        let looks = || [asks_of(&scene.lotte, "/v1/clientRequests"), asks_of(&scene.katrien, team)];
        let few = looks();
        for name in ["Jan", "Jef", "Jos"] {
            asks(&scene, json!({})).ok(201);
            own(name);
            opens(&own(&format!("{name} junior")));
        }
        assert_eq!(looks(), few);
        assert!(t.faults.is_some() || few.iter().all(|it| (2..20).contains(it)), "{few:?}");
    }
}
