//! Software of an organisation that reads and answers referrals by itself, without anybody signing in.

mod assertions;
mod scopes;

use buurtnet::audit;
use buurtnet::policy::Role;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::fixture::dump;
use crate::support::people::{PASSWORD, in_lindewijk};
use crate::support::referrals::Scene;
use crate::support::software::{Signer, Software};
use crate::support::trust::later;

/// All that software of these tests asks for.
const ALL: &str = "system/Task.rus system/ServiceRequest.rs system/Patient.r system/Consent.r";
const MAILBOX: &str = "zorg-nabij@zorg.example";

fn task(id: &str) -> String {
    format!("/fhir/r4/Task/{id}")
}

fn path(id: &str) -> String {
    format!("/v1/backendServices/{id}")
}

/// Software of the organisation of Lotte, registered by her.
fn of_lotte(t: &TestApp, scene: &Scene, signer: Signer) -> Software {
    Software::of(t, &scene.lotte, scene.organisation, signer, None)
}

/// Reads a Task and takes it on.
fn accepts(software: &Client, id: &str) -> Answer {
    let read = software.get(&task(id)).ok(200);
    let mut body = read.body.clone();
    body["status"] = json!("accepted");
    software.if_match(&read.etag()).put(&task(id), body)
}

/// Fails unless this is an `OperationOutcome` of that code and status.
#[track_caller]
fn refused(answer: &Answer, code: &str, status: u16) {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.body["issue"][0]["details"]["coding"][0]["code"], code, "{answer}");
}

/// A body that registers these keys.
fn with_keys(scene: &Scene, keys: &[Value]) -> Value {
    json!({ "organisationId": scene.organisation, "name": "Dossier", "keys": { "keys": keys } })
}

both! {
    with TestApp::start;

    fn software_reads_and_takes_on_a_referral_and_the_log_says_which_it_was(t) {
        let scene = t.care_scene();
        for signer in [Signer::rsa("one"), Signer::ec("one")] {
            let (_, id, _) = scene.sent();
            let software = of_lotte(t, &scene, signer);
            let answer = software.asks(&software.assertion(t), ALL).ok(200);
            assert_eq!((answer.body["token_type"].clone(), answer.body["expires_in"].clone()), (json!("bearer"), json!(300)));
            assert_eq!(answer.body["scope"], json!(ALL));
            assert_eq!((answer.header("cache-control"), answer.media_type()), (Some("no-store"), "application/json"));
            let client = software.comes_in(t, ALL);
            let found = client.get("/fhir/r4/Task?status=requested&_include=Task:focus").ok(200);
            assert!(found.text.contains(&id), "{found}");
            for kind in ["ServiceRequest", "Patient", "Consent"] {
                client.get(&format!("/fhir/r4/{kind}/{id}")).ok(200);
            }
            assert_eq!(accepts(&client, &id).ok(200).body["status"], "accepted");
            assert_eq!(scene.stands(&id), "accepted");

            let referral = id.parse().unwrap();
            let rows = t.read(move |tx| audit::history(tx, referral));
            for event in ["referral.disclosed", "referral.accepted"] {
                let row = rows.iter().rfind(|it| it.event == event && it.acting_as == Role::CareProvider).unwrap();
                assert_eq!(row.actor, None, "{event}");
                assert_eq!(row.details.0["backendService"], json!(software.id), "{event}");
            }
            assert!(scene.lotte.get(&path(&software.id)).ok(200).field("lastUsedAt").is_string());
        }
    }

    fn a_resident_reads_that_the_software_of_the_organisation_looked_and_nobody_in_person(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let items = || t.again(&scene.an).get("/v1/me/accessLog").ok(200).body["items"].as_array().unwrap().clone();
        let by_organisation = || items().into_iter().filter(|it| it["role"] == "careProvider").collect::<Vec<_>>();
        assert_eq!(by_organisation().len(), 0);
        let software = of_lotte(t, &scene, Signer::ec("one")).comes_in(t, ALL);
        software.get(&format!("/fhir/r4/Patient/{id}")).ok(200);
        scene.lotte.get(&format!("/v1/referrals/{id}")).ok(200);
        let read = by_organisation();
        let who: Vec<_> = read.iter().map(|it| it["bySoftware"].clone()).collect();
        assert_eq!(who, [false, true], "the newest first: {read:?}");
        assert!(read.iter().all(|it| it["organisation"]["name"] == "Zorg Nabij" && it["purpose"] == "referral"));
        assert!(items().iter().filter(|it| it["role"] != "careProvider").all(|it| it["bySoftware"] == false));
        let page = t.again(&scene.an).with_header("accept", "text/html").off_contract().get("/v1/me/accessLog").ok(200);
        assert!(page.text.contains("The software of an organisation, Zorg Nabij"), "{page}");
    }

    fn software_reads_nothing_that_whoever_said_its_keys_may_not(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let software = of_lotte(t, &scene, Signer::ec("one"));
        let client = software.comes_in(t, ALL);
        client.get(&task(&id)).ok(200);
        let home = json!({ "position": in_lindewijk(0) });
        scene.lotte.with_header("if-none-match", "*").put("/v1/me/home", home).ok(200);
        let with_an = json!({ "withPersonId": scene.an.id });
        scene.katrien.post(&format!("/v1/people/{}/household", scene.lotte.id), with_an).ok(200);
        for kind in ["Task", "Patient", "ServiceRequest", "Consent"] {
            let never = client.get(&format!("/fhir/r4/{kind}/00000000-0000-0000-0000-000000000000"));
            let hers = client.get(&format!("/fhir/r4/{kind}/{id}"));
            assert_eq!((hers.status, &hers.text), (404, &never.text), "{kind}");
        }
        assert!(!client.get("/fhir/r4/Task").ok(200).text.contains(&id));
        let leo = t.care_provider("Leo", scene.organisation);
        let of_leo = Software::of(t, &leo, scene.organisation, Signer::ec("two"), None);
        of_leo.comes_in(t, ALL).get(&task(&id)).ok(200);
    }

    fn handing_back_is_for_people_and_a_foreign_referral_is_answered_like_one_that_never_was(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.accepted();
        let ours = of_lotte(t, &scene, Signer::ec("one")).comes_in(t, ALL);
        let read = ours.get(&task(&id)).ok(200);
        let code = |system: &str, word: &str| {
            json!({ "coding": [{ "system": format!("https://buurtnet.example/fhir/CodeSystem/{system}"), "code": word }] })
        };
        let mut body = read.body.clone();
        body["status"] = json!("completed");
        body["output"] = json!([
            { "type": code("referral-output", "outcome"), "valueCodeableConcept": code("referral-outcome", "handedBack") },
            { "type": code("referral-output", "personAgreed"), "valueCodeableConcept": code("person-agreed-how", "phone") },
        ]);
        refused(&ours.if_match(&read.etag()).put(&task(&id), body), "forbidden", 403);
        assert_eq!(scene.stands(&id), "accepted");

        let elsewhere = t.organisation(&scene.administrator, "Zorg Elders");
        let theirs = Software::of(t, &scene.administrator, elsewhere, Signer::rsa("one"), None).comes_in(t, ALL);
        let never = "00000000-0000-0000-0000-000000000000";
        for kind in ["Task", "ServiceRequest", "Patient", "Consent"] {
            let foreign = theirs.get(&format!("/fhir/r4/{kind}/{id}"));
            let unknown = theirs.get(&format!("/fhir/r4/{kind}/{never}"));
            refused(&foreign, "notFound", 404);
            assert_eq!(foreign.text, unknown.text);
        }
        assert_eq!(theirs.get("/fhir/r4/Task").ok(200).body.get("entry"), None);
    }

    fn members_and_administrators_register_it_and_for_others_there_is_none(t) {
        let scene = t.care_scene();
        let said = with_keys(&scene, &[Signer::ec("one").jwk(), Signer::rsa("two").jwk()]);
        for other in [&scene.olga, &scene.an, &scene.katrien] {
            other.post("/v1/backendServices", said.clone()).is_problem("forbidden", 403);
        }
        t.client().post("/v1/backendServices", said.clone()).is_problem("notSignedIn", 401);
        let made = scene.lotte.post("/v1/backendServices", said.clone()).ok(201);
        let href = made.field("href").as_str().unwrap().to_owned();
        assert_eq!(made.body["keys"], said["keys"]);
        assert_eq!(made.body["scopes"].as_array().unwrap().len(), 8);
        assert_eq!(made.body["allowedActions"], json!(["change", "delete"]));
        scene.olga.get(&href).is_problem("notFound", 404);
        scene.olga.if_match("\"1\"").patch(&href, json!({ "name": "Ons" })).is_problem("notFound", 404);
        scene.olga.if_match("\"1\"").delete(&href).is_problem("notFound", 404);
        let count = |who: &Client, query: &str| {
            who.get(&format!("/v1/backendServices{query}")).ok(200).body["items"].as_array().unwrap().len()
        };
        let ours = format!("?organisation={}", scene.organisation);
        assert_eq!([count(&scene.lotte, ""), count(&scene.olga, ""), count(&scene.olga, &ours)], [1, 0, 0]);
        assert_eq!([count(&scene.administrator, ""), count(&scene.administrator, &ours)], [1, 1]);
        scene.an.get("/v1/backendServices").is_problem("forbidden", 403);

        scene.lotte.patch(&href, json!({ "name": "Dossier 2" })).is_problem("preconditionRequired", 428);
        let changed = scene.lotte.if_match("\"1\"").patch(&href, json!({ "name": "Dossier 2" })).ok(200);
        assert_eq!((&changed.body["name"], &changed.body["version"]), (&json!("Dossier 2"), &json!(2)));
        let same = scene.lotte.if_match("\"2\"").patch(&href, json!({ "name": "Dossier 2" })).ok(200);
        assert_eq!(same.body["version"], 2, "nothing has changed");
        scene.lotte.if_match("\"1\"").delete(&href).is_problem("stale", 412);
        scene.administrator.if_match("\"2\"").delete(&href).ok(204);
        scene.lotte.get(&href).is_problem("notFound", 404);
        for _ in 0..10 {
            scene.administrator.post("/v1/backendServices", said.clone()).ok(201);
        }
        scene.lotte.post("/v1/backendServices", said).is_problem("wrongState", 409);
    }

    fn the_mailbox_of_the_organisation_hears_of_new_software_and_of_other_keys(t) {
        let scene = t.care_scene();
        let before = t.mails_to(MAILBOX).len();
        let software = of_lotte(t, &scene, Signer::ec("one"));
        let mails = t.mails_to(MAILBOX);
        assert_eq!(mails.len(), before + 1);
        assert!(mails[before].contains("https://buurt.example/inbox/software"), "{}", mails[before]);
        let change = |version: &str, said: Value| scene.lotte.if_match(version).patch(&path(&software.id), said).ok(200);
        change("\"1\"", json!({ "name": "Dossier 2" }));
        assert_eq!(t.mails_to(MAILBOX).len(), before + 1, "a name is nothing to be told of");
        change("\"2\"", json!({ "keys": { "keys": [Signer::rsa("two").jwk()] } }));
        assert_eq!(t.mails_to(MAILBOX).len(), before + 2);
    }

    fn who_registers_it_or_changes_its_keys_has_just_proved_who_they_are(t) {
        let scene = t.care_scene();
        let software = of_lotte(t, &scene, Signer::ec("one"));
        t.passes(TimeDelta::minutes(6));
        let lotte = later(t, &scene.lotte);
        let said = with_keys(&scene, &[Signer::ec("one").jwk()]);
        lotte.post("/v1/backendServices", said.clone()).is_problem("stepUpNeeded", 403);
        let keys = json!({ "keys": { "keys": [Signer::rsa("two").jwk()] } });
        lotte.if_match("\"1\"").patch(&path(&software.id), keys.clone()).is_problem("stepUpNeeded", 403);
        let scopes = json!({ "scopes": ["system/Task.r"] });
        lotte.if_match("\"1\"").patch(&path(&software.id), scopes).is_problem("stepUpNeeded", 403);
        lotte.if_match("\"1\"").patch(&path(&software.id), json!({ "name": "Dossier 2" })).ok(200);
        lotte.post("/v1/sessions/current/stepUp", json!({ "password": PASSWORD })).ok(200);
        lotte.if_match("\"2\"").patch(&path(&software.id), keys).ok(200);
        lotte.post("/v1/backendServices", said).ok(201);
    }

    fn a_private_key_is_refused_and_kept_nowhere(t) {
        let scene = t.care_scene();
        let (rsa, ec) = (Signer::rsa("one").jwk(), Signer::ec("two").jwk());
        let secret = "c2VjcmV0LW9mLXRoZS1vcmdhbmlzYXRpb24";
        for (key, member) in [(&ec, "d"), (&rsa, "d"), (&rsa, "p"), (&rsa, "q"), (&rsa, "dp"), (&rsa, "dq"), (&rsa, "qi"), (&rsa, "k")] {
            let mut private = key.clone();
            private[member] = json!(secret);
            let answer = scene.lotte.post("/v1/backendServices", with_keys(&scene, &[Signer::ec("fine").jwk(), private.clone()]));
            answer.is_problem("privateKey", 400);
            assert_eq!(answer.body["issues"][0]["pointer"], "/keys/keys/1");
            assert!(!answer.text.contains(secret), "{answer}");
        }
        let software = of_lotte(t, &scene, Signer::ec("one"));
        let mut private = ec.clone();
        private["d"] = json!(secret);
        let keys = json!({ "keys": { "keys": [private] } });
        scene.lotte.if_match("\"1\"").patch(&path(&software.id), keys).is_problem("privateKey", 400);
        let kept: Vec<_> = dump(&t.fixture.url).into_values().flatten().collect();
        let hex: String = secret.bytes().map(|it| format!("{it:02x}")).collect();
        assert!(!kept.iter().any(|it| it.contains(secret) || it.to_lowercase().contains(&hex)));
    }

    fn keys_that_are_weak_shared_or_named_twice_are_refused_with_the_place(t) {
        let scene = t.care_scene();
        let refuses = |keys: &[Value], pointer: &str| {
            let answer = scene.lotte.post("/v1/backendServices", with_keys(&scene, keys));
            answer.is_problem("badRequest", 400);
            assert_eq!(answer.body["issues"][0]["pointer"], pointer, "{answer}");
        };
        let changed = |of: &Signer, member: &str, value: Value| {
            let mut key = of.jwk();
            key[member] = value;
            key
        };
        let (rsa, ec) = (Signer::rsa("one"), Signer::ec("one"));
        refuses(&[changed(&rsa, "alg", json!("RS256"))], "/keys/keys/0/alg");
        refuses(&[changed(&rsa, "e", json!("Aw"))], "/keys/keys/0/e");
        refuses(&[changed(&rsa, "n", json!("-_-_"))], "/keys/keys/0/n");
        refuses(&[changed(&ec, "crv", json!("P-256"))], "/keys/keys/0/crv");
        refuses(&[changed(&ec, "y", ec.jwk()["x"].clone())], "/keys/keys/0/x");
        refuses(&[changed(&ec, "use", json!("enc"))], "/keys/keys/0/use");
        refuses(&[json!({ "kty": "OKP", "kid": "one", "crv": "Ed25519", "x": "AAAA" })], "/keys/keys/0/kty");
        refuses(&[ec.jwk(), rsa.jwk()], "/keys/keys/1/kid");
        refuses(&[], "/keys/keys");
        let six: Vec<_> = ["1", "2", "3", "4", "5", "6"].map(|it| Signer::ec(it).jwk()).to_vec();
        refuses(&six, "/keys/keys");
        let shared = with_keys(&scene, &[json!({ "kty": "oct", "kid": "one", "k": "c2VjcmV0" })]);
        scene.lotte.post("/v1/backendServices", shared).is_problem("privateKey", 400);
        let mut said = with_keys(&scene, &[ec.jwk()]);
        said["scopes"] = json!(["system/Task.r", "system/Task.cruds"]);
        let answer = scene.lotte.post("/v1/backendServices", said);
        assert_eq!(answer.is_problem("badRequest", 400).body["issues"][0]["pointer"], "/scopes/1");
    }
}
