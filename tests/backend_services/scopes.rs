//! How far the token of software reaches.

use serde_json::json;

use super::{ALL, accepts, of_lotte, path, refused, task};
use crate::support::TestApp;
use crate::support::software::{Signer, Software};

both! {
    with TestApp::start;

    fn what_no_scope_lets_in_is_refused_whatever_the_method(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let software = of_lotte(t, &scene, Signer::ec("one"));
        let read = software.comes_in(t, ALL).get(&task(&id)).ok(200);
        let fhir = |kind: &str| format!("/fhir/r4/{kind}/{id}");
        let calls = [
            ("system/Task.s", "GET", "/fhir/r4/Task".to_owned()),
            ("system/Task.r", "GET", fhir("Task")),
            ("system/Task.r", "GET", format!("{}/_history/{}", fhir("Task"), read.body["meta"]["versionId"].as_str().unwrap())),
            ("system/Task.u", "PUT", fhir("Task")),
            ("system/Task.u", "PATCH", fhir("Task")),
            ("system/ServiceRequest.s", "GET", "/fhir/r4/ServiceRequest".to_owned()),
            ("system/ServiceRequest.r", "GET", fhir("ServiceRequest")),
            ("system/Patient.r", "GET", fhir("Patient")),
            ("system/Consent.r", "GET", fhir("Consent")),
        ];
        let kinds = ["system/Task.r", "system/Task.u", "system/Task.s", "system/ServiceRequest.r", "system/ServiceRequest.s",
            "system/Patient.r", "system/Consent.r"];
        for scope in kinds {
            let client = software.comes_in(t, scope);
            for (needed, method, path) in &calls {
                let body = read.body.to_string();
                let answer = match *method {
                    "GET" => client.get(path),
                    "PUT" => client.if_match(&read.etag()).send_bytes("PUT", path, "application/fhir+json", body.as_bytes()),
                    _ => client.if_match(&read.etag()).send_bytes("PATCH", path, "application/json-patch+json", b"[]"),
                };
                if *needed == scope {
                    assert_eq!(answer.status, 200, "{scope}: {answer}");
                } else {
                    refused(&answer, "scopeMissing", 403);
                    assert_eq!(answer.body["issue"][0]["code"], "forbidden");
                    // Not even whether it is there.
                    let never = path.replace(&id, "00000000-0000-0000-0000-000000000000");
                    if *method == "GET" {
                        assert_eq!(client.get(&never).text, answer.text);
                    }
                }
            }
            // What everybody may read needs none.
            client.get("/fhir/r4/Organization").ok(200);
            client.get("/fhir/r4/metadata").ok(200);
        }
        assert_eq!(scene.stands(&id), "requested");
    }

    fn a_token_reaches_as_far_as_was_asked_and_never_further_than_the_software(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let few = ["system/Task.rs", "system/Patient.r"];
        let software = Software::of(t, &scene.lotte, scene.organisation, Signer::rsa("one"), Some(&few));
        let gets = |scope: &str| {
            let answer = software.asks(&software.assertion(t), scope);
            answer.body["scope"].as_str().map_or(answer.body["error"].clone(), |it| json!(it))
        };
        assert_eq!(gets("system/Task.r"), json!("system/Task.r"));
        assert_eq!(gets("system/Task.cruds system/Consent.r"), json!("system/Task.rs"));
        assert_eq!(gets("system/*.rs"), json!("system/Task.rs system/Patient.r"));
        assert_eq!(gets(""), json!("invalid_scope"));
        assert_eq!(gets("system/Consent.r"), json!("invalid_scope"));
        assert_eq!(gets("system/Task.r user/Task.r"), json!("invalid_scope"));
        let client = software.comes_in(t, "system/*.cruds");
        refused(&accepts(&client, &id), "scopeMissing", 403);
        // Other scopes count at once.
        let said = json!({ "scopes": ["system/Task.rus"] });
        scene.lotte.if_match("\"1\"").patch(&path(&software.id), said).ok(200);
        refused(&client.get(&task(&id)), "notSignedIn", 401);
        let client = software.comes_in(t, "system/*.cruds");
        refused(&client.get(&format!("/fhir/r4/Patient/{id}")), "scopeMissing", 403);
        accepts(&client, &id).ok(200);
    }

    fn where_and_how_software_signs_in_is_told_to_everybody(t) {
        let told = t.client().off_contract().get("/fhir/r4/.well-known/smart-configuration").ok(200);
        assert_eq!(told.media_type(), "application/json");
        let scopes = "system/Task.rus system/ServiceRequest.rs system/Patient.r system/Consent.r system/Organization.rs \
            system/HealthcareService.rs system/Location.r system/Subscription.cruds";
        assert_eq!(told.body, json!({
            "token_endpoint": "https://buurt.example/fhir/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS384", "ES384"],
            "scopes_supported": scopes.split_whitespace().collect::<Vec<_>>(),
            "capabilities": ["client-confidential-asymmetric", "permission-v2"],
        }));
        let capable = t.client().off_contract().get("/fhir/r4/metadata").ok(200);
        let security = &capable.body["rest"][0]["security"];
        assert_eq!(security["service"][0]["coding"][0]["code"], "SMART-on-FHIR");
    }
}
