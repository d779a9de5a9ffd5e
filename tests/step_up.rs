//! A fresh proof for what must not be done by whoever finds a phone that is signed in.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::TestApp;
use crate::support::people::PASSWORD;
use crate::support::trust::later;

both! {
    with TestApp::start;

    fn roles_are_granted_and_taken_back_by_who_has_just_proved_who_they_are(t) {
        let (admin, an) = (t.administrator("Admin"), t.resident("An"));
        let path = format!("/v1/people/{}/roles", an.id);
        let role = json!({ "role": "buurtwerker", "neighbourhoodId": t.neighbourhood("DEMO-01") });
        // Signing in is a proof, for five minutes.
        t.passes(TimeDelta::minutes(5));
        let granted = later(t, &admin).post(&path, role.clone()).ok(201).id();
        t.passes(TimeDelta::seconds(1));
        let admin = later(t, &admin);
        let revoke = format!("/v1/roles/{granted}");
        admin.delete(&revoke).is_problem("stepUpNeeded", 403);
        admin.post(&path, role).is_problem("stepUpNeeded", 403);
        let prove = |password: &str| admin.post("/v1/sessions/current/stepUp", json!({ "password": password }));
        prove("niet-het-wachtwoord").is_problem("stepUpNeeded", 403);
        admin.delete(&revoke).is_problem("stepUpNeeded", 403);
        prove(PASSWORD).ok(200);
        admin.delete(&revoke).ok(204);
    }

    fn a_proof_counts_in_its_own_session_only(t) {
        let (admin, an) = (t.administrator("Admin"), t.resident("An"));
        t.passes(TimeDelta::minutes(6));
        let elsewhere = later(t, &admin);
        t.signs_in(&admin);
        let role = json!({ "role": "administrator" });
        elsewhere.post(&format!("/v1/people/{}/roles", an.id), role.clone()).is_problem("stepUpNeeded", 403);
        later(t, &admin).post(&format!("/v1/people/{}/roles", an.id), role).ok(201);
    }

    fn who_may_not_is_told_so_before_any_proof_is_asked_for(t) {
        let (an, ben) = (t.resident("An"), t.resident("Ben"));
        t.passes(TimeDelta::minutes(6));
        let role = json!({ "role": "administrator" });
        later(t, &an).post(&format!("/v1/people/{}/roles", ben.id), role).is_problem("forbidden", 403);
    }
}
