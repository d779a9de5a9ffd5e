//! Roles and sessions: what was given or taken counts with the next call.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::TestApp;
use crate::support::people::PASSWORD;
use crate::support::trust::at_once;

both! {
    with TestApp::start;

    fn a_role_counts_with_the_next_call_and_is_lost_with_the_next_call(t) {
        let (boss, katrien, ada) = (t.administrator("Sofie"), t.newcomer("Katrien"), t.resident("Ada"));
        let here = t.neighbourhood("DEMO-01");
        let person = format!("/v1/people/{}", ada.id);
        katrien.get(&person).is_problem("notFound", 404);
        let roles = format!("/v1/people/{}/roles", katrien.id);
        let role = json!({ "role": "buurtwerker", "neighbourhoodId": here });
        let granted = boss.post(&roles, role.clone()).ok(201);
        assert_eq!(granted.header("location"), Some(format!("/v1/roles/{}", granted.id()).as_str()));
        katrien.get(&person).ok(200);
        let me = katrien.get("/v1/me").ok(200);
        assert_eq!(me.body["roles"][0]["neighbourhoods"][0]["code"], "DEMO-01");
        // Granting it again gives the same one.
        assert_eq!(boss.post(&roles, role).ok(201).id(), granted.id());
        boss.delete(&format!("/v1/roles/{}", granted.id())).ok(204);
        katrien.get(&person).is_problem("notFound", 404);
        assert_eq!(katrien.get("/v1/me").ok(200).body["roles"], json!([]));
        boss.delete(&format!("/v1/roles/{}", granted.id())).is_problem("notFound", 404);
    }

    fn a_role_wants_its_own_scope(t) {
        let (boss, katrien) = (t.administrator("Sofie"), t.newcomer("Katrien"));
        let roles = format!("/v1/people/{}/roles", katrien.id);
        let (here, nowhere) = (t.neighbourhood("DEMO-01"), katrien.id);
        for wrong in [
            json!({ "role": "buurtwerker" }),
            json!({ "role": "buurtwerker", "neighbourhoodId": nowhere }),
            json!({ "role": "administrator", "neighbourhoodId": here }),
            json!({ "role": "buurtwerker", "neighbourhoodId": here, "municipality": "44021" }),
            json!({ "role": "coordinator", "municipality": "4402" }),
            json!({ "role": "coordinator", "municipality": 44021 }),
            json!({ "role": "resident" }),
            json!({ "role": "system" }),
            json!({}),
            json!([]),
        ] {
            boss.post(&roles, wrong).is_problem("badRequest", 400);
        }
        boss.post(&roles, json!({ "role": "coordinator", "municipality": "44021" })).ok(201);
    }

    fn only_an_administrator_grants(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, ada) = (t.buurtwerker("Katrien", here), t.resident("Ada"));
        let body = json!({ "role": "administrator" });
        let roles = |id| format!("/v1/people/{id}/roles");
        ada.post(&roles(ada.id), body.clone()).is_problem("forbidden", 403);
        katrien.post(&roles(ada.id), body.clone()).is_problem("forbidden", 403);
        t.client().post(&roles(ada.id), body.clone()).is_problem("notSignedIn", 401);
        let boss = t.administrator("Sofie");
        boss.post(&roles(katrien.id), json!({ "role": "administrator" })).ok(201);
        boss.post("/v1/people/0198a2b4-0000-7000-8000-000000000000/roles", body).is_problem("notFound", 404);
        assert_eq!(boss.get(&roles(katrien.id)).ok(200).body["items"].as_array().unwrap().len(), 2);
        ada.get(&roles(katrien.id)).is_problem("notFound", 404);
    }

    fn a_coordinator_reaches_the_neighbourhoods_of_the_municipality(t) {
        let ada = t.resident("Ada");
        let nis = t.client().get("/v1/neighbourhoods?pageSize=100").ok(200);
        let nis = nis.body["items"].as_array().unwrap().iter().find(|it| it["code"] == "DEMO-01").unwrap()["municipality"].clone();
        let elsewhere = t.coordinator("Wim", "11002");
        elsewhere.get(&format!("/v1/people/{}", ada.id)).is_problem("notFound", 404);
        assert_eq!(nis, "99999");
        t.coordinator("Sofie", "99999").get(&format!("/v1/people/{}", ada.id)).ok(200);
    }

    fn one_session_ends_and_the_others_live(t) {
        let ada = t.newcomer("Ada");
        let (phone, tablet) = (t.signs_in(&ada), t.signs_in(&ada));
        let list = phone.client.get("/v1/sessions").ok(200);
        let items = list.body["items"].as_array().unwrap();
        assert_eq!(items.len(), 3);
        let current: Vec<_> = items.iter().filter(|it| it["isCurrent"] == true).collect();
        assert_eq!(current.len(), 1);
        phone.client.get(current[0]["href"].as_str().unwrap()).ok(200);
        let of_tablet = tablet.client.get("/v1/sessions").ok(200).body["items"].as_array().unwrap()
            .iter().find(|it| it["isCurrent"] == true).unwrap()["href"].as_str().unwrap().to_owned();
        let ben = t.newcomer("Ben");
        ben.get(&of_tablet).is_problem("notFound", 404);
        ben.delete(&of_tablet).is_problem("notFound", 404);
        phone.client.delete(&of_tablet).ok(204);
        tablet.client.get("/v1/me").is_problem("notSignedIn", 401);
        t.refreshes(&tablet.refresh).is_problem("notSignedIn", 401);
        phone.client.get(&of_tablet).is_problem("notFound", 404);
        phone.client.delete("/v1/sessions/current").ok(204);
        phone.client.get("/v1/me").is_problem("notSignedIn", 401);
        assert_eq!(ada.get("/v1/sessions").ok(200).body["items"].as_array().unwrap().len(), 1);
    }

    fn sessions_come_in_pages(t) {
        let ada = t.newcomer("Ada");
        for _ in 0..4 {
            t.begins_session(&ada);
        }
        let mut seen = BTreeSet::new();
        let mut path = "/v1/sessions?pageSize=2".to_owned();
        loop {
            let page = ada.get(&path).ok(200);
            for item in page.body["items"].as_array().unwrap() {
                assert!(seen.insert(item["id"].as_str().unwrap().to_owned()), "no session stands on two pages");
            }
            let Some(next) = page.body["next"].as_str() else { break };
            path = format!("/v1/sessions?pageSize=2&cursor={next}");
        }
        assert_eq!(seen.len(), 5);
    }

    fn a_new_password_ends_all_sessions(t) {
        let ada = t.newcomer("Ada");
        let (phone, tablet) = (t.signs_in(&ada), t.signs_in(&ada));
        let client = t.client();
        client.post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        let token = t.token_mailed_to(&ada.email);
        let new = "heel-ander-wachtwoord";
        client.post("/v1/accounts/reset/confirm", json!({ "token": token, "password": new })).ok(204);
        for old in [&phone, &tablet] {
            old.client.get("/v1/me").is_problem("notSignedIn", 401);
            t.refreshes(&old.refresh).is_problem("notSignedIn", 401);
        }
        let sign_in = |password: &str| client.post("/v1/sessions", json!({ "email": ada.email, "password": password }));
        sign_in(PASSWORD).is_problem("notSignedIn", 401);
        sign_in(new).ok(201);
        let mails = t.mails_to(&ada.email);
        assert_eq!(mails.len(), 3, "a second device, the link, and that it was used");
    }

    fn many_administrators_grant_the_same_role_at_once(t) {
        let (boss, katrien) = (t.administrator("Sofie"), t.newcomer("Katrien"));
        let path = format!("/v1/people/{}/roles", katrien.id);
        let body = json!({ "role": "buurtwerker", "neighbourhoodId": t.neighbourhood("DEMO-01") });
        let answers = at_once(16, |_| boss.client.post(&path, body.clone()).ok(201).id());
        assert_eq!(BTreeSet::from_iter(answers).len(), 1);
        assert_eq!(boss.get(&path).ok(200).body["items"].as_array().unwrap().len(), 1);
    }
}
