//! People without an account: registered by the team, who writes down what they say.

use buurtnet::ids::PersonId;
use serde_json::json;

use crate::support::TestApp;
use crate::support::people::{in_lindewijk, registration};
use crate::support::requests::{wish, with};
use crate::support::story::{offers_help, proposes};

both! {
    with TestApp::start;

    fn somebody_without_phone_or_mail_is_helped(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, wout, bilal) = (t.buurtwerker("Katrien", here), t.buurtwerker("Wout", here), t.resident("Bilal"));
        let rosa = katrien.registers("Rosa", 1941);
        let asked = with(wish("groceries"), json!({ "forPerson": rosa, "channel": "homeVisit", "witness": "Zuster Lut" }));
        let asked = katrien.asks(asked);
        let seen = katrien.get(&asked.path).ok(200);
        assert_eq!(seen.body["person"]["id"], rosa);
        assert_eq!(seen.body["enteredBy"], katrien.id.to_string());
        assert!(!seen.text.contains("Zuster"), "{}", seen.text);
        // Whoever wrote it down is not who decides about it, while somebody else is there.
        katrien.does("approve", &asked).is_problem("forbidden", 403);
        assert!(!seen.body["allowedActions"].as_array().unwrap().contains(&json!("approve")));
        wout.does("approve", &asked).ok(200);
        let offer = offers_help(&bilal, &katrien, 1);
        let matched = proposes(&katrien, &asked.id.to_string(), &offer);
        bilal.post(&format!("{matched}/accept"), json!({})).ok(200);
        let agreed = wout.post(&format!("{matched}/accept"), json!({})).ok(200);
        assert_eq!(agreed.body["state"], "agreed");
        assert!(agreed.body.get("contact").is_none(), "who writes it down is no side");
        let contact = bilal.get(&matched).ok(200);
        assert_eq!(contact.body["contact"]["firstName"], "Rosa");
        assert!(t.events_of(asked.id).contains(&"request.submitted".to_owned()));
    }

    fn the_only_one_of_a_team_approves_what_she_entered(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let rosa = katrien.registers("Rosa", 1941);
        let asked = katrien.asks(with(wish("walk"), json!({ "forPerson": rosa, "channel": "phone" })));
        katrien.does("approve", &asked).ok(200);
        katrien.does("withdraw", &asked).ok(200);
    }

    fn the_team_acts_for_nobody_who_has_an_account(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
        let elsewhere = t.buurtwerker("Elsewhere", t.neighbourhood("DEMO-02"));
        let for_an = with(wish("walk"), json!({ "forPerson": an.id, "channel": "phone" }));
        katrien.post("/v1/requests", for_an.clone()).is_problem("forbidden", 403);
        elsewhere.post("/v1/requests", for_an).is_problem("notFound", 404);
        let asked = an.asks_for("walk");
        katrien.does("withdraw", &asked).is_problem("forbidden", 403);
        let rosa = katrien.registers("Rosa", 1941);
        let for_rosa = with(wish("walk"), json!({ "forPerson": rosa, "channel": "phone" }));
        elsewhere.post("/v1/requests", for_rosa.clone()).is_problem("notFound", 404);
        an.post("/v1/requests", for_rosa).is_problem("notFound", 404);
        let by_app = with(wish("walk"), json!({ "forPerson": rosa }));
        katrien.post("/v1/requests", by_app).is_problem("badRequest", 400);
    }

    fn two_without_an_account_each_say_yes_for_themselves(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let (rosa, jef) = (katrien.registers("Rosa", 1941), katrien.registers("Jef", 1955));
        let asked = katrien.asks(with(wish("groceries"), json!({ "forPerson": rosa, "channel": "desk" })));
        katrien.does("approve", &asked).ok(200);
        let offer = json!({
            "categories": ["groceries"], "radiusMetres": 5000, "maxVisitsPerWeek": 1, "waysToBeAsked": ["buurtwerker"],
            "weeklySlots": [{ "day": "tue", "from": "14:00", "to": "17:00" }], "forPerson": jef,
        });
        let offer = katrien.post("/v1/offers", offer).ok(201).id();
        katrien.post(&format!("/v1/offers/{offer}/approve"), json!({})).ok(200);
        let accept = format!("{}/accept", proposes(&katrien, &asked.id.to_string(), &offer));
        katrien.post(&accept, json!({})).is_problem("badRequest", 400);
        katrien.post(&accept, json!({ "forPerson": jef })).ok(200);
        katrien.post(&accept, json!({ "forPerson": jef })).is_problem("wrongState", 409);
        let agreed = katrien.post(&accept, json!({ "forPerson": rosa })).ok(200);
        assert_eq!(agreed.body["state"], "agreed");
    }

    fn what_is_known_of_somebody_is_changed_by_their_team_only(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
        let rosa = format!("/v1/people/{}", katrien.registers("Rosa", 1941));
        let phone = json!({ "phone": "0470 12 34 56" });
        let changed = katrien.if_match(&katrien.get(&rosa).ok(200).etag()).patch(&rosa, phone.clone()).ok(200);
        assert_eq!(changed.body["phone"], "0470 12 34 56");
        an.if_match(&changed.etag()).patch(&rosa, phone.clone()).is_problem("notFound", 404);
        let an_path = format!("/v1/people/{}", an.id);
        let etag = katrien.get(&an_path).ok(200).etag();
        katrien.if_match(&etag).patch(&an_path, phone).is_problem("forbidden", 403);
        let home = json!({ "position": in_lindewijk(300), "address": "Lindelaan 3" });
        let moved = katrien.if_match(&changed.etag()).put(&format!("{rosa}/home"), home).ok(200);
        assert!(!moved.text.contains("Lindelaan"), "{}", moved.text);
        let away = json!({ "position": { "lat": 50.0, "lon": 3.0 } });
        katrien.if_match(&moved.etag()).put(&format!("{rosa}/home"), away).is_problem("badRequest", 400);
    }

    fn who_may_be_known_already_is_warned_of_and_never_joined(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let first = katrien.post("/v1/people", registration("Zoë", 1950)).ok(201);
        assert!(first.body.get("warnings").is_none());
        let again = katrien.post("/v1/people", registration("zoe", 1950)).ok(201);
        assert_eq!(again.body["warnings"][0]["code"], "possibleSamePerson");
        assert_eq!(again.body["warnings"][0]["person"]["id"], first.body["id"]);
        let other = katrien.post("/v1/people", registration("Zoë", 1951)).ok(201);
        assert!(other.body.get("warnings").is_none());
        // Whom the team may not see it is not warned of.
        let sofie = t.coordinator("Sofie", "99999");
        let away = with(registration("Zoë", 1950), json!({ "position": { "lat": 50.0, "lon": 3.0 } }));
        katrien.post("/v1/people", away.clone()).is_problem("badRequest", 400);
        let unserved = sofie.post("/v1/people", away).ok(201);
        assert_eq!(unserved.body["warnings"].as_array().map(Vec::len), Some(2));
        let once_more = katrien.post("/v1/people", registration("Zoë", 1950)).ok(201);
        assert_eq!(once_more.body["warnings"].as_array().map(Vec::len), Some(2));
    }

    fn the_team_finds_people_by_the_beginning_of_a_name(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, an) = (t.buurtwerker("Katrien", here), t.resident("An"));
        let fatima = katrien.registers("Fatima", 1960);
        let search = |name: &str| katrien.post("/v1/people/search", json!({ "name": name })).ok(200);
        let ids = |name: &str| {
            let items = search(name).body["items"].as_array().unwrap().clone();
            items.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(ids("fati"), vec![fatima.clone()]);
        assert_eq!(ids("Fatima Janssens"), vec![fatima]);
        assert!(ids("Godelieve").is_empty());
        let elsewhere = t.buurtwerker("Elsewhere", t.neighbourhood("DEMO-02"));
        let nobody = elsewhere.post("/v1/people/search", json!({ "name": "Fatima" })).ok(200);
        assert_eq!(nobody.body["items"], json!([]));
        an.post("/v1/people/search", json!({ "name": "Fatima" })).is_problem("forbidden", 403);
        assert!(t.events_of(katrien.id).contains(&"person.searched".to_owned()));
    }

    fn a_child_lives_with_its_guardian(t) {
        let (here, an) = (t.neighbourhood("DEMO-01"), t.resident("An"));
        let katrien = t.buurtwerker("Katrien", here);
        let year = 2020;
        let child = json!({ "firstName": "Noor", "lastName": "Peeters", "birthYear": year, "locale": "nl-BE", "how": "app" });
        let noor = an.post("/v1/people", child.clone()).ok(201).id();
        an.get(&format!("/v1/people/{noor}")).ok(200);
        let adult = with(child.clone(), json!({ "birthYear": 1990 }));
        an.post("/v1/people", adult).is_problem("badRequest", 400);
        t.resident("Ben").get(&format!("/v1/people/{noor}")).is_problem("notFound", 404);
        let without = with(registration("Lou", year), json!({}));
        katrien.post("/v1/people", without).is_problem("badRequest", 400);
        let lou = with(registration("Lou", year), json!({ "position": null, "livesWith": an.id }));
        let lou = katrien.post("/v1/people", lou).ok(201).id();
        let household = katrien.get(&format!("/v1/people/{lou}/household")).ok(200);
        assert_eq!(household.body["members"].as_array().map(Vec::len), Some(2));
        let asked = an.asks(with(wish("homework"), json!({ "forPerson": noor })));
        assert_eq!(an.get(&asked.path).ok(200).body["person"]["id"], noor);
    }
    fn with_whom_somebody_lives_tells_a_stranger_nothing(t) {
        let (ben, nia) = (t.resident("Ben"), t.newcomer("Nia"));
        for other in [nia.id.to_string(), PersonId::fresh().to_string()] {
            let said = with(registration("Lou", 1990), json!({ "position": null, "livesWith": other, "how": "app" }));
            ben.post("/v1/people", said).is_problem("notFound", 404);
        }
    }

    fn what_is_written_to_who_has_no_account_the_team_tells(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", here));
        let rosa = katrien.registers("Rosa", 1941);
        let asked = katrien.asks(with(wish("groceries"), json!({ "forPerson": rosa, "channel": "desk" })));
        luc.does("askForInformation", &asked).ok(200);
        let follow_ups = || {
            t.works();
            let found = t.again(&katrien).get("/v1/followUps").ok(200).body["items"].clone();
            found.as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(follow_ups(), ["messageUndeliverable"]);
        // Nothing is wrong with the server: what nobody can send is no dead letter.
        assert_eq!(t.administrator("Amir").get("/v1/deadLetters").ok(200).field("items"), &json!([]));
        let to_tell = katrien.get(&format!("/v1/people/{rosa}")).ok(200).field("toTell").clone();
        assert_eq!((&to_tell[0]["message"], &to_tell[1]), (&json!("information-asked"), &json!(null)));
        katrien.post(&format!("/v1/people/{rosa}/told"), None).ok(200);
        assert_eq!(follow_ups(), [] as [&str; 0]);
    }
}
