//! The directory, and what the server says that it can.

use serde_json::{Value, json};

use super::{fhir, refused};
use crate::support::TestApp;
use crate::support::referrals::{organisation, service};
use crate::support::requests::with;

both! {
    with TestApp::start;

    fn the_directory_is_there_for_everybody(t) {
        let admin = t.administrator("Admin");
        let more = json!({ "sector": "welfare", "enterpriseNumber": "0123.456.749", "phone": "015 00 00 00" });
        let id = admin.post("/v1/organisations", with(organisation("Zorg Nabij"), more)).ok(201).id();
        let place = json!({
            "name": "Onthaal", "street": "Kerkstraat 1", "postalCode": "2800", "town": "Mechelen",
            "position": { "lat": 51.02, "lon": 4.47 }, "openingHours": [{ "day": "mon", "from": "09:00", "to": "24:00" }],
        });
        let place = admin.post(&format!("/v1/organisations/{id}/locations"), place).ok(201).id();
        let said = with(service(&[t.neighbourhood("DEMO-01").to_string()]), json!({ "capacity": "full", "locations": [place] }));
        let of = admin.post(&format!("/v1/organisations/{id}/services"), said).ok(201).id();
        let anyone = t.client().off_contract();
        let read = |kind: &str, id: &str| anyone.get(&fhir(kind, id)).ok(200);
        let shown = read("Organization", &id);
        assert_eq!(shown.etag(), "W/\"1\"");
        assert_eq!(shown.body["identifier"][0]["value"], "0123456749");
        let shown = read("HealthcareService", &of);
        assert_eq!((&shown.body["providedBy"]["reference"], &shown.body["active"]), (&json!(format!("Organization/{id}")), &json!(true)));
        assert!(!shown.text.contains("full"), "capacity is ours alone");
        let shown = read("Location", &place).body;
        assert_eq!((&shown["position"]["latitude"], &shown["hoursOfOperation"][0]["closingTime"]), (&json!(51.02), &json!("23:59:59")));
        assert_eq!(read("Organization", "neighbourhood-teams").body["name"], "Buurtnet");
        for (kind, nobody) in [("Organization", of.as_str()), ("HealthcareService", &id), ("Location", "x")] {
            refused(&anyone.get(&fhir(kind, nobody)), "notFound", 404);
        }
    }

    fn who_looks_in_the_directory_narrows_it_down(t) {
        let admin = t.administrator("Admin");
        let numbered = with(organisation("Zorg 0"), json!({ "enterpriseNumber": "0123456749" }));
        let first = admin.post("/v1/organisations", numbered).ok(201).id();
        for it in 1..5 {
            t.organisation(&admin, &format!("Zorg {it}"));
        }
        admin.post("/v1/organisations", with(organisation("Honderd"), json!({ "name": "100% hulp" }))).ok(201);
        admin.post(&format!("/v1/organisations/{first}/services"), service(&[])).ok(201);
        let anyone = t.client().off_contract();
        let page = |query: &str| anyone.get(&format!("/fhir/r4/{query}")).ok(200).body;
        let count = |query: &str| page(query)["entry"].as_array().map_or(0, Vec::len);
        let number = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/cbe%7C0123456749";
        assert_eq!(page(&format!("Organization?identifier={number}"))["entry"][0]["resource"]["id"], first);
        assert_eq!((count("Organization"), count("Organization?name=z%C3%B6RG"), count("Organization?name=100%25")), (6, 5, 1), "accents and capitals do not count");
        assert_eq!((count("Organization?name=%25"), count("Organization?identifier=1")), (0, 0));
        let mut ids = std::collections::BTreeSet::new();
        let mut query = "Organization?name=ZORG&_count=2".to_owned();
        loop {
            let body = page(&query);
            ids.extend(body["entry"].as_array().unwrap().iter().map(|it| it["resource"]["id"].to_string()));
            let next = body["link"].as_array().unwrap().iter().find(|it| it["relation"] == "next").map(|it| it["url"].clone());
            let Some(Value::String(next)) = next else { break };
            next.split_once("/fhir/r4/").unwrap().1.clone_into(&mut query);
        }
        assert_eq!(ids.len(), 5);
        assert_eq!(count(&format!("HealthcareService?organization=Organization/{first}&service-category=meals")), 1);
        for nothing in ["service-category=walk", "service-category=x", "organization=x", "service-category=http://x%7Cmeals"] {
            assert_eq!(count(&format!("HealthcareService?{nothing}")), 0, "{nothing}");
        }
    }

    fn what_the_server_can_stands_in_its_capabilities(t) {
        let said = t.client().off_contract().get("/fhir/r4/metadata").ok(200);
        assert_eq!((&said.body["resourceType"], &said.body["fhirVersion"]), (&json!("CapabilityStatement"), &json!("4.0.1")));
        assert_eq!(said.media_type(), "application/fhir+json");
        let (anyone, lotte) = (t.client().off_contract(), t.care_scene().lotte.off_contract());
        for it in said.body["rest"][0]["resource"].as_array().unwrap() {
            let kind = it["type"].as_str().unwrap();
            let can = it["interaction"].to_string();
            let unknown = lotte.get(&fhir(kind, "00000000-0000-0000-0000-000000000000"));
            assert_eq!((unknown.status, can.contains("\"read\"")), (404, true), "{kind}");
            let searched = lotte.get(&format!("/fhir/r4/{kind}")).status;
            assert_eq!(searched, if can.contains("search-type") { 200 } else { 404 }, "{kind}");
            for parameter in it["searchParam"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let value = if name == "_lastUpdated" { "2026" } else { "1" };
                lotte.get(&format!("/fhir/r4/{kind}?{name}={value}")).ok(200);
            }
            let put = anyone.put(&fhir(kind, "1"), json!({})).status;
            assert_eq!(put, if can.contains("update") { 401 } else { 405 }, "{kind}");
        }
    }
}
