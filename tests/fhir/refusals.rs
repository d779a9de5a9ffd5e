//! Whatever goes wrong under this address is told as an `OperationOutcome`, and tells nothing of what is foreign.

use serde_json::json;

use super::{fhir, refused, task, write};
use crate::support::{Fixture, TestApp};

both! {
    with TestApp::start;

    fn what_is_foreign_is_answered_like_what_never_was(t) {
        let scene = t.care_scene();
        let (asked, id, consent) = scene.sent();
        let draft = scene.prepares(&asked, &consent, &["name"]);
        let never = "00000000-0000-0000-0000-000000000000";
        let olga = scene.olga.off_contract();
        let read = scene.lotte.off_contract().get(&task(&id)).ok(200);
        for kind in ["Task", "ServiceRequest", "Patient", "Consent"] {
            let unknown = olga.get(&fhir(kind, never));
            refused(&unknown, "notFound", 404);
            for (who, hidden) in [(&scene.olga, &id), (&scene.olga, &draft), (&scene.lotte, &draft), (&scene.lotte, &"x".to_owned())] {
                let answer = who.off_contract().get(&fhir(kind, hidden));
                assert_eq!((answer.status, &answer.text), (404, &unknown.text), "{answer}");
            }
        }
        let mut body = read.body.clone();
        write("accept", &mut body);
        let unknown = olga.if_match("W/\"2\"").put(&task(never), body.clone());
        let foreign = olga.if_match("W/\"2\"").put(&task(&id), body);
        assert_eq!((foreign.status, &foreign.text), (404, &unknown.text));
        let history = |version: &str| scene.lotte.off_contract().get(&format!("{}/_history/{version}", task(&id)));
        assert_eq!(history("2").ok(200).body, read.body);
        for other in ["1", "3", "x"] {
            assert_eq!(refused(&history(other), "notFound", 404).text, unknown.text);
        }
        assert_eq!(scene.stands(&id), "requested");
    }

    fn only_who_takes_referrals_on_comes_in(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        for who in [&scene.an, &scene.katrien, &scene.administrator] {
            let who = who.off_contract();
            for path in [task(&id), fhir("Patient", &id), "/fhir/r4/Task".to_owned()] {
                refused(&who.get(&path), "forbidden", 403);
            }
            refused(&who.if_match("W/\"2\"").put(&task(&id), json!({})), "forbidden", 403);
        }
        for (who, challenge) in [(t.client(), Some("Bearer")), (t.client().with_token("x.y.z"), Some("Bearer"))] {
            let refusal = who.off_contract().get(&task(&id));
            assert_eq!(refused(&refusal, "notSignedIn", 401).header("www-authenticate"), challenge);
        }
        scene.lotte.off_contract().get(&task(&id)).ok(200);
    }

    fn every_refusal_under_the_address_is_an_outcome(t) {
        let scene = t.care_scene();
        let lotte = scene.lotte.off_contract();
        for nowhere in ["/fhir/r4", "/fhir/r4/", "/fhir/r4/Observation", "/fhir/r4/Task/1/2/3", "/fhir/r4/$export"] {
            refused(&lotte.get(nowhere), "notFound", 404);
        }
        let refusal = lotte.post("/fhir/r4/Task", json!({}));
        assert_eq!(refused(&refusal, "methodNotAllowed", 405).header("allow"), Some("GET"));
        let refusal = lotte.delete(&task("1"));
        assert_eq!(refused(&refusal, "methodNotAllowed", 405).header("allow"), Some("GET, PUT, PATCH"));
        let french = lotte.with_header("accept-language", "fr-BE").get("/fhir/r4/Task/1");
        assert!(french.body["issue"][0]["details"]["text"].as_str().unwrap().starts_with("Nous ne"), "{french}");
        // Beside it problems are problems.
        lotte.get("/fhir/r5/Task").is_problem("notFound", 404);
        lotte.get("/v1/nowhere").is_problem("notFound", 404);
    }
}

#[test]
fn who_calls_too_often_waits() {
    let t = TestApp::limited(Fixture::sqlite(), 3);
    let anyone = t.client().off_contract();
    for _ in 0..3 {
        anyone.get("/fhir/r4/metadata").ok(200);
    }
    let answer = anyone.get("/fhir/r4/Task/1");
    refused(&answer, "tooManyRequests", 429);
    assert!(answer.header("retry-after").is_some() && answer.header("ratelimit").is_some(), "{answer}");
}
