//! The directory of organisations and services.

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
        assert_eq!(seen.body["allowedActions"], json!(["change", "createService"]));
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
