//! The second factor: who works for others proves twice who they are.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::people::{PASSWORD, Person};
use crate::support::trust::{at_once, later};

fn signs_in_with(t: &TestApp, who: &Person, more: &Value) -> Answer {
    let mut body = json!({ "email": who.email, "password": PASSWORD });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    t.client().post("/v1/sessions", body)
}

fn team_of_one(t: &TestApp) -> Person {
    t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"))
}

fn minutes(number: i64) -> TimeDelta {
    TimeDelta::minutes(number)
}

both! {
    with TestApp::strict;

    fn without_a_second_factor_a_buurtwerker_is_a_resident_and_can_set_one_up(t) {
        let (katrien, an) = (team_of_one(t), t.resident("An"));
        katrien.get("/v1/moderation/queue").is_problem("secondFactorNeeded", 403);
        katrien.get(&format!("/v1/people/{}", an.id)).is_problem("notFound", 404);
        assert_eq!(katrien.get("/v1/me").ok(200).body["missing"], "enrolTotp");
        assert_eq!(an.get("/v1/me").ok(200).body["missing"], Value::Null);
        let enrolled = t.enrols(&katrien);
        enrolled.client.get("/v1/moderation/queue").ok(200);
        enrolled.client.get(&format!("/v1/people/{}", an.id)).ok(200);
        assert_eq!(enrolled.client.get("/v1/me").ok(200).body["missing"], Value::Null);
        // Another session of hers has not proved it.
        katrien.get("/v1/moderation/queue").is_problem("secondFactorNeeded", 403);
        assert_eq!(katrien.get("/v1/me").ok(200).body["missing"], "giveTotp");
    }

    fn a_code_is_asked_for_only_of_who_knows_the_password(t) {
        let katrien = team_of_one(t);
        let secret = t.enrols(&katrien).secret;
        t.passes(minutes(1));
        signs_in_with(t, &katrien, &json!({})).is_problem("totpNeeded", 401);
        signs_in_with(t, &katrien, &json!({ "password": "niet-het-wachtwoord" })).is_problem("notSignedIn", 401);
        let session = signs_in_with(t, &katrien, &json!({ "totp": t.code_of(&secret) })).ok(201);
        let client = t.client().with_token(session.body["accessToken"].as_str().unwrap());
        client.get("/v1/moderation/queue").ok(200);
        assert_eq!(client.get("/v1/sessions").ok(200).body["items"][0]["hasSecondFactor"], true);
    }

    fn a_code_that_was_used_works_no_more(t) {
        let katrien = team_of_one(t);
        let secret = t.enrols(&katrien).secret;
        // Setting up used the code of this moment.
        signs_in_with(t, &katrien, &json!({ "totp": t.code_of(&secret) })).is_problem("totpNeeded", 401);
        t.passes(minutes(1));
        let code = t.code_of(&secret);
        signs_in_with(t, &katrien, &json!({ "totp": code })).ok(201);
        signs_in_with(t, &katrien, &json!({ "totp": code })).is_problem("totpNeeded", 401);
        t.passes(minutes(1));
        signs_in_with(t, &katrien, &json!({ "totp": code })).is_problem("totpNeeded", 401);
    }

    fn of_two_who_use_the_same_code_at_once_one_gets_in(t) {
        let katrien = team_of_one(t);
        let enrolled = t.enrols(&katrien);
        t.passes(minutes(1));
        let totp = json!({ "totp": t.code_of(&enrolled.secret) });
        let statuses = at_once(2, |_| signs_in_with(t, &katrien, &totp).status);
        assert_eq!(statuses.iter().filter(|it| **it == 201).count(), 1, "{statuses:?}");
        let recovery = json!({ "recoveryCode": enrolled.recovery_codes[0] });
        let statuses = at_once(2, |_| signs_in_with(t, &katrien, &recovery).status);
        assert_eq!(statuses.iter().filter(|it| **it == 201).count(), 1, "{statuses:?}");
    }

    fn a_recovery_code_lets_in_once_and_new_ones_end_the_old(t) {
        let katrien = team_of_one(t);
        let codes = t.enrols(&katrien).recovery_codes;
        assert_eq!(codes.len(), 10);
        let typed = codes[0].to_lowercase().replace('-', " ");
        let session = signs_in_with(t, &katrien, &json!({ "recoveryCode": typed })).ok(201);
        signs_in_with(t, &katrien, &json!({ "recoveryCode": codes[0] })).is_problem("totpNeeded", 401);
        let client = t.client().with_token(session.body["accessToken"].as_str().unwrap());
        let renewed = client.post("/v1/me/recoveryCodes", json!({})).ok(200).body["recoveryCodes"].clone();
        signs_in_with(t, &katrien, &json!({ "recoveryCode": codes[1] })).is_problem("totpNeeded", 401);
        signs_in_with(t, &katrien, &json!({ "recoveryCode": renewed[1] })).ok(201);
        assert!(t.mails_to(&katrien.email).iter().any(|it| it.contains("You have new recovery codes")));
    }

    fn a_session_is_raised_by_a_code(t) {
        let katrien = team_of_one(t);
        let secret = t.enrols(&katrien).secret;
        t.passes(minutes(1));
        let body = json!({ "password": PASSWORD, "totp": t.code_of(&secret) });
        katrien.post("/v1/sessions/current/stepUp", body).ok(200);
        katrien.get("/v1/moderation/queue").ok(200);
    }

    fn setting_up_wants_a_fresh_proof_and_the_right_code(t) {
        let an = t.resident("An");
        an.post("/v1/me/totp/confirm", json!({ "code": "123456" })).is_problem("wrongState", 409);
        an.post("/v1/me/recoveryCodes", json!({})).is_problem("wrongState", 409);
        let first = an.post("/v1/me/totp", json!({})).ok(200).body;
        let second = an.post("/v1/me/totp", json!({})).ok(200).body;
        assert_ne!(first["secret"], second["secret"]);
        assert!(second["otpauthUri"].as_str().unwrap().contains("secret="));
        let code = t.code_of(first["secret"].as_str().unwrap());
        an.post("/v1/me/totp/confirm", json!({ "code": code })).is_problem("tokenInvalid", 400);
        // Who guesses must wait.
        let statuses: Vec<u16> =
            (0..6).map(|_| an.post("/v1/me/totp/confirm", json!({ "code": code })).status).collect();
        assert!(statuses.contains(&429), "{statuses:?}");
        t.passes(minutes(6));
        let an = later(t, &an);
        an.post("/v1/me/totp", json!({})).is_problem("stepUpNeeded", 403);
        an.post("/v1/me/totp/confirm", json!({ "code": code })).is_problem("stepUpNeeded", 403);
        an.delete("/v1/me/totp").is_problem("stepUpNeeded", 403);
    }

    fn another_session_proves_nothing_any_more_once_there_is_an_app(t) {
        let an = t.resident("An");
        an.post("/v1/me/totp", json!({})).ok(200);
        let secret = t.enrols(&an).secret;
        an.delete("/v1/me/totp").is_problem("stepUpNeeded", 403);
        t.passes(minutes(1));
        // Somebody who comes in without the code, as the system lets them, has no fresh proof either.
        t.begins_session(&an).client.delete("/v1/me/totp").is_problem("stepUpNeeded", 403);
        let an = t.again(&an);
        let proof = json!({ "password": PASSWORD, "totp": t.code_of(&secret) });
        an.post("/v1/sessions/current/stepUp", proof).ok(200);
        an.delete("/v1/me/totp").ok(204);
    }

    fn a_resident_may_do_without_again(t) {
        let an = t.resident("An");
        let enrolled = t.enrols(&an);
        enrolled.client.delete("/v1/me/totp").ok(204);
        enrolled.client.delete("/v1/me/totp").ok(204);
        signs_in_with(t, &an, &json!({})).ok(201);
        let mails = t.mails_to(&an.email);
        for subject in ["You now sign in with an extra code", "You sign in without an extra code"] {
            assert!(mails.iter().any(|it| it.contains(subject)), "{subject}");
        }
    }

    fn a_lost_app_is_taken_away_by_the_coordinator_and_by_nobody_else(t) {
        let katrien = team_of_one(t);
        let (sofie, far) = (t.coordinator("Sofie", "99999"), t.coordinator("Far", "11001"));
        let (sofie, far) = (t.enrols(&sofie), t.enrols(&far));
        let (ben, admin) = (t.buurtwerker("Ben", t.neighbourhood("DEMO-01")), t.administrator("Admin"));
        let (hers, ben) = (t.enrols(&katrien), t.enrols(&ben));
        let path = format!("/v1/people/{}/resetTotp", katrien.id);
        far.client.post(&path, json!({})).is_problem("notFound", 404);
        ben.client.post(&path, json!({})).is_problem("forbidden", 403);
        hers.client.post(&path, json!({})).is_problem("forbidden", 403);
        admin.post(&path, json!({})).is_problem("secondFactorNeeded", 403);
        sofie.client.post(&path, json!({})).ok(204);
        sofie.client.post(&path, json!({})).is_problem("wrongState", 409);
        // Her sessions are over.
        hers.client.get("/v1/moderation/queue").is_problem("notSignedIn", 401);
        katrien.get("/v1/me").is_problem("notSignedIn", 401);
        signs_in_with(t, &katrien, &json!({ "recoveryCode": hers.recovery_codes[0] })).ok(201);
        assert_eq!(t.again(&katrien).get("/v1/me").ok(200).body["missing"], "enrolTotp");
        assert!(t.mails_to(&katrien.email).iter().any(|it| it.contains("Your app for codes was taken away")));
        // The administrator too, but nobody their own.
        let admin_app = t.enrols(&admin);
        let own = format!("/v1/people/{}/resetTotp", admin.id);
        admin_app.client.post(&own, json!({})).is_problem("forbidden", 403);
        t.enrols(&katrien);
        admin_app.client.post(&path, json!({})).ok(204);
        // That of an administrator or a coordinator takes an administrator.
        let (sam, nora) = (t.administrator("Sam"), t.buurtwerker("Nora", t.neighbourhood("DEMO-01")));
        t.enrols(&sam);
        let also = json!({ "role": "buurtwerker", "neighbourhoodId": t.neighbourhood("DEMO-01") });
        admin_app.client.post(&format!("/v1/people/{}/roles", sam.id), also).ok(201);
        t.enrols(&nora);
        sofie.client.post(&format!("/v1/people/{}/resetTotp", nora.id), json!({})).ok(204);
        let of_sam = format!("/v1/people/{}/resetTotp", sam.id);
        sofie.client.post(&of_sam, json!({})).is_problem("forbidden", 403);
        admin_app.client.post(&of_sam, json!({})).ok(204);
    }
}
