//! The directory of organisations and services.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::TestApp;
use crate::support::referrals::{organisation, service};

both! {
    with TestApp::start;

    fn an_administrator_enters_and_members_keep_up_to_date(t) {
        let admin = t.administrator("Admin");
        let id = t.organisation(&admin, "Zorg Nabij");
        let lotte = t.care_provider("Lotte", id);
        let path = format!("/v1/organisations/{id}");
        let seen = lotte.get(&path).ok(200);
        assert_eq!(seen.body["allowedActions"], json!(["change", "createService", "createLocation"]));
        let patch = json!({ "phone": "+32 15 00 00 00", "website": "https://zorg.example", "name": "Zorg Dichtbij" });
        lotte.patch(&path, patch.clone()).is_problem("preconditionRequired", 428);
        let changed = lotte.if_match(&seen.etag()).patch(&path, patch.clone()).ok(200);
        assert_eq!(changed.body["phone"], "+32 15 00 00 00");
        assert_eq!(changed.body["description"], "Care at home.");
        lotte.if_match(&seen.etag()).patch(&path, patch).is_problem("stale", 412);
        let cleared = lotte.if_match(&changed.etag()).patch(&path, json!({ "phone": null })).ok(200);
        assert_eq!((cleared.body.get("phone"), &cleared.body["website"]), (None, &json!("https://zorg.example")));
        let listed = t.client().get("/v1/organisations").ok(200);
        assert_eq!(listed.body["items"][0]["name"], "Zorg Dichtbij");
        assert_eq!(listed.body["items"][0]["allowedActions"], json!([]));
    }

    fn others_read_and_change_nothing(t) {
        let admin = t.administrator("Admin");
        let (id, other) = (t.organisation(&admin, "Zorg Nabij"), t.organisation(&admin, "Zorg Ver"));
        let (olga, ada) = (t.care_provider("Olga", other), t.resident("Ada"));
        let path = format!("/v1/organisations/{id}");
        t.client().post("/v1/organisations", organisation("X")).is_problem("notSignedIn", 401);
        for person in [&olga, &ada] {
            person.post("/v1/organisations", organisation("X")).is_problem("forbidden", 403);
            person.if_match("\"1\"").patch(&path, json!({ "name": "X" })).is_problem("forbidden", 403);
            person.post(&format!("{path}/services"), service(&[])).is_problem("forbidden", 403);
        }
        let unknown = buurtnet::ids::OrganisationId::fresh();
        ada.get(&format!("/v1/organisations/{unknown}")).is_problem("notFound", 404);
        admin.post(&format!("/v1/organisations/{unknown}/services"), service(&[])).is_problem("notFound", 404);
        assert_eq!(ada.get(&path).ok(200).body["version"], 1);
    }

    fn services_are_found_by_area_and_category(t) {
        let admin = t.administrator("Admin");
        let id = t.organisation(&admin, "Zorg Nabij");
        let lotte = t.care_provider("Lotte", id);
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let created = lotte.post(&format!("/v1/organisations/{id}/services"), service(&[here.to_string()])).ok(201);
        assert_eq!(created.body["organisation"]["name"], "Zorg Nabij");
        assert_eq!(created.body["status"], "active");
        let count = |query: &str| t.client().get(&format!("/v1/services{query}")).ok(200).body["items"].as_array().unwrap().len();
        assert_eq!(count(""), 1);
        assert_eq!(count(&format!("?neighbourhood={here}&category=meals")), 1);
        assert_eq!(count(&format!("?neighbourhood={here}&category=groceries")), 0);
        assert_eq!(count(&format!("?neighbourhood={there}")), 0);
        assert_eq!(count(&format!("?neighbourhood={}", buurtnet::ids::NeighbourhoodId::fresh())), 0);
        let path = format!("/v1/services/{}", created.id());
        let patch = json!({ "status": "inactive", "areas": [here, there], "categories": ["walk"] });
        let changed = lotte.if_match(&created.etag()).patch(&path, patch).ok(200);
        assert_eq!((&changed.body["state"], &changed.body["categories"]), (&json!("inactive"), &json!(["walk"])));
        assert_eq!(changed.body["areas"].as_array().unwrap().len(), 2);
        assert_eq!(count(""), 0);
        assert_eq!(count(&format!("?status=inactive&neighbourhood={there}&category=walk&organisation={id}")), 1);
    }

    fn bad_input_is_pointed_at(t) {
        let admin = t.administrator("Admin");
        let id = t.organisation(&admin, "Zorg Nabij");
        let path = format!("/v1/organisations/{id}/services");
        let unknown = buurtnet::ids::NeighbourhoodId::fresh().to_string();
        let refused = |answer: crate::support::client::Answer, pointer: &str| {
            assert_eq!(answer.is_problem("badRequest", 400).field("issues/0/pointer"), pointer, "{answer}");
        };
        refused(admin.post(&path, service(&[unknown])), "/areas/0");
        let mut none = service(&[]);
        none["categories"] = json!([]);
        refused(admin.post(&path, none), "/categories");
        let mut odd = organisation("X");
        odd["website"] = json!("javascript:alert(1)");
        refused(admin.post("/v1/organisations", odd), "/website");
        admin.get("/v1/services?category=magic").is_problem("badRequest", 400);
    }

    fn an_organisation_says_what_it_is_about_and_its_number_is_checked(t) {
        let admin = t.administrator("Admin");
        let mut said = organisation("Zorg Nabij");
        (said["sector"], said["enterpriseNumber"]) = (json!("housing"), json!("0123.456.749"));
        let created = admin.post("/v1/organisations", said.clone()).ok(201);
        assert_eq!((&created.body["sector"], &created.body["enterpriseNumber"]), (&json!("housing"), &json!("0123456749")));
        assert_eq!(admin.post("/v1/organisations", organisation("B")).ok(201).body["sector"], "care");
        let path = format!("/v1/organisations/{}", created.id());
        let patch = json!({ "sector": "youth", "enterpriseNumber": null });
        let changed = admin.if_match(&created.etag()).patch(&path, patch).ok(200);
        assert_eq!((&changed.body["sector"], changed.body.get("enterpriseNumber")), (&json!("youth"), None));
        said["enterpriseNumber"] = json!("0123.456.748");
        let refused = admin.post("/v1/organisations", said);
        assert_eq!(refused.is_problem("badRequest", 400).field("issues/0/pointer"), "/enterpriseNumber");
    }

    fn a_service_says_whom_where_and_when_it_helps(t) {
        let admin = t.administrator("Admin");
        let id = t.organisation(&admin, "Zorg Nabij");
        let lotte = t.care_provider("Lotte", id);
        let desk = json!({
            "name": "Onthaal", "street": "Kerkstraat 1", "postalCode": "2800", "town": "Mechelen",
            "position": { "lat": 51.02, "lon": 4.47 }, "accessibility": "Er is een lift.", "phone": "015 00 00 00",
            "openingHours": [{ "day": "mon", "from": "09:00", "to": "12:00" }],
        });
        let desk = lotte.post(&format!("/v1/organisations/{id}/locations"), desk).ok(201);
        assert_eq!((&desk.body["kind"], &desk.body["position"]["lat"]), (&json!("physical"), &json!(51.02)));
        let mut said = service(&[]);
        let more = json!({
            "capacity": "waitList", "waitTime": "2 maanden", "minimumAge": 65, "maximumAge": 130, "languages": ["fr", "nl"],
            "eligibility": "Wie moeilijk te been is.", "fees": "8 euro per uur", "application": "Bel ons.",
            "email": "hulp@zorg.example", "phone": "015 00 00 00", "website": "https://zorg.example",
            "openingHours": [{ "day": "tue", "from": "08:00", "to": "16:30" }],
            "municipalities": ["12025"], "locations": [desk.id()],
        });
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let path = format!("/v1/organisations/{id}/services");
        let created = lotte.post(&path, said.clone()).ok(201);
        for (field, value) in more.as_object().unwrap() {
            if field != "locations" {
                assert_eq!(&created.body[field], value, "{field}");
            }
        }
        assert_eq!(created.body["locations"][0]["name"], "Onthaal");
        assert_eq!(t.client().get(created.body["locations"][0]["href"].as_str().unwrap()).ok(200).body, desk.body.as_object().map(|it| {
            let mut it = it.clone();
            it["allowedActions"] = json!([]);
            serde_json::Value::from(it)
        }).unwrap());
        let one = format!("/v1/services/{}", created.id());
        let patch = json!({ "minimumAge": null, "fees": null, "locations": [], "capacity": "full", "openingHours": [] });
        let changed = lotte.if_match(&created.etag()).patch(&one, patch).ok(200);
        assert_eq!((changed.body.get("minimumAge"), changed.body.get("fees")), (None, None));
        assert_eq!((&changed.body["locations"], &changed.body["capacity"]), (&json!([]), &json!("full")));
        assert_eq!(changed.body["waitTime"], "2 maanden", "what is left out stays");
        let other = t.organisation(&admin, "Zorg Ver");
        let elsewhere = admin.post(&format!("/v1/organisations/{other}/locations"), json!({ "name": "Ver" })).ok(201).id();
        for (field, value, pointer) in [
            ("minimumAge", json!(131), "/minimumAge"),
            ("minimumAge", json!(-1), "/minimumAge"),
            ("maximumAge", json!(64), "/maximumAge"),
            ("municipalities", json!(["0123"]), "/municipalities/0"),
            ("locations", json!([elsewhere]), "/locations/0"),
            ("polygon", json!({ "type": "Point", "coordinates": [4, 51] }), "/polygon"),
            ("openingHours", json!([{ "day": "tue", "from": "16:00", "to": "08:00" }]), "/openingHours/0"),
            ("capacity", json!("some"), "/capacity"),
            ("languages", json!(["Dutch"]), "/languages/0"),
        ] {
            let mut odd = said.clone();
            odd[field] = value;
            let refused = lotte.post(&path, odd);
            assert_eq!(refused.is_problem("badRequest", 400).field("issues/0/pointer"), pointer, "{refused}");
        }
        let at = format!("/v1/locations/{}", desk.id());
        let moved = lotte.if_match(&desk.etag()).patch(&at, json!({ "kind": "virtual", "position": null })).ok(200);
        assert_eq!((&moved.body["kind"], moved.body.get("position"), &moved.body["town"]), (&json!("virtual"), None, &json!("Mechelen")));
        lotte.if_match("\"1\"").patch(&format!("/v1/locations/{elsewhere}"), json!({ "name": "X" })).is_problem("forbidden", 403);
        let listed = t.client().get(&format!("/v1/locations?organisation={other}")).ok(200);
        assert_eq!((listed.body["items"].as_array().unwrap().len(), &listed.body["items"][0]["name"]), (1, &json!("Ver")));
    }

    fn a_service_serves_neighbourhoods_municipalities_or_an_area(t) {
        let admin = t.administrator("Admin");
        let id = t.organisation(&admin, "Zorg Nabij");
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let of = |id| t.client().get(&format!("/v1/neighbourhoods/{id}")).ok(200).body;
        let boundary = t.client().get(&format!("/v1/neighbourhoods/{there}/boundary")).ok(200).body["geometry"].clone();
        let path = format!("/v1/organisations/{id}/services");
        let served = |said: serde_json::Value| {
            let mut service = service(&[]);
            service.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
            let service = admin.post(&path, service).ok(201);
            let found: Vec<bool> = [here, there].iter().map(|at| {
                let found = t.client().get(&format!("/v1/services?neighbourhood={at}")).ok(200);
                found.body["items"].as_array().unwrap().iter().any(|it| it["id"] == service.body["id"])
            }).collect();
            (found[0], found[1])
        };
        assert_eq!(served(json!({})), (false, false));
        assert_eq!(served(json!({ "areas": [here] })), (true, false));
        let nis = of(here)["municipality"].clone();
        let both = of(there)["municipality"] == nis;
        assert_eq!(served(json!({ "municipalities": [nis] })), (true, both));
        assert!(served(json!({ "polygon": boundary })).1, "the area of the neighbourhood itself");
        let far = json!([[[5.0, 50.8], [5.1, 50.8], [5.1, 50.9], [5.0, 50.8]]]);
        assert_eq!(served(json!({ "polygon": { "type": "Polygon", "coordinates": far } })), (false, false));
    }

    fn what_nobody_checked_for_six_months_says_so(t) {
        let admin = t.administrator("Admin");
        let id = t.organisation(&admin, "Zorg Nabij");
        let lotte = t.care_provider("Lotte", id);
        let created = lotte.post(&format!("/v1/organisations/{id}/services"), service(&[])).ok(201);
        let path = format!("/v1/services/{}", created.id());
        let is_assured = || t.client().get(&path).ok(200).body["isAssured"].clone();
        assert_eq!((created.body["assuredOn"].clone(), is_assured()), (json!("2026-03-02"), json!(true)));
        t.passes(TimeDelta::days(183));
        assert_eq!(is_assured(), true);
        t.passes(TimeDelta::days(1));
        assert_eq!(is_assured(), false);
        let (lotte, ada) = (t.again(&lotte), t.resident("Ada"));
        ada.post(&format!("{path}/assure"), json!({})).is_problem("forbidden", 403);
        let assured = lotte.post(&format!("{path}/assure"), json!({})).ok(200);
        assert_eq!((&assured.body["assuredOn"], &assured.body["isAssured"]), (&json!("2026-09-02"), &json!(true)));
        assert_eq!(assured.body["version"], 2);
        lotte.if_match("\"1\"").post(&format!("{path}/assure"), json!({})).is_problem("stale", 412);
    }

    fn a_role_names_its_organisation_and_needs_a_known_one(t) {
        let admin = t.administrator("Admin");
        let id = t.organisation(&admin, "Zorg Nabij");
        let lotte = t.newcomer("Lotte");
        let path = format!("/v1/people/{}/roles", lotte.id);
        let unknown = buurtnet::ids::OrganisationId::fresh();
        let refused = admin.post(&path, json!({ "role": "careProvider", "organisationId": unknown }));
        assert_eq!(refused.is_problem("badRequest", 400).field("issues/0/pointer"), "/organisationId");
        admin.post(&path, json!({ "role": "careProvider", "organisationId": id })).ok(201);
        let expected = json!({ "id": id, "name": "Zorg Nabij", "href": format!("/v1/organisations/{id}") });
        assert_eq!(lotte.get("/v1/me").ok(200).body["roles"][0]["organisation"], expected);
    }
}
