//! What software proves itself with: whatever is wrong with it, the answer is the same; and what was right is so once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha384;

use super::{ALL, of_lotte, path, refused, task};
use crate::support::client::Answer;
use crate::support::people::Person;
use crate::support::software::{Signer, Software, ask_for_token};
use crate::support::trust::at_once;
use crate::support::{Fixture, TestApp};

fn text(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// Signed as a shared secret would, with what everybody can know of the key.
fn with_secret(head: &Value, claims: &Value, secret: &str) -> String {
    let signed = format!("{}.{}", text(head), text(claims));
    let mut mac = Hmac::<Sha384>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// What is wrong, with how it looks then.
#[expect(clippy::too_many_lines, reason = "a table reads best whole")]
fn hostile(t: &TestApp, of: &Software, other: &Software) -> Vec<(&'static str, String)> {
    let at = t.now().seconds();
    let with = |name: &str, value: Value| {
        let mut claims = of.claims(t);
        claims[name] = value;
        of.signer.sign(&of.signer.head(), &claims)
    };
    let without = |name: &str| {
        let mut claims = of.claims(t);
        claims.as_object_mut().unwrap().remove(name);
        of.signer.sign(&of.signer.head(), &claims)
    };
    let headed = |name: &str, value: Value| {
        let mut head = of.signer.head();
        head[name] = value;
        of.signer.sign(&head, &of.claims(t))
    };
    let good = of.assertion(t);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (head, claims) = signed.split_once('.').unwrap();
    let secrets = [
        of.signer.jwk()["n"].as_str().or(of.signer.jwk()["x"].as_str()).unwrap().to_owned(),
        of.signer.jwk().to_string(),
    ];
    let hs = |alg: &str, secret: &str| {
        let mut head = of.signer.head();
        head["alg"] = json!(alg);
        with_secret(&head, &of.claims(t), secret)
    };
    let mut unsigned = of.signer.head();
    unsigned["alg"] = json!("none");
    vec![
        ("the claims are altered", format!("{head}.{}.{signature}", text(&of.claims(t)))),
        (
            "the head is altered",
            format!(
                "{}.{claims}.{signature}",
                text(&json!({ "alg": of.signer.jwk()["alg"], "kid": of.signer.jwk()["kid"] }))
            ),
        ),
        ("the signature is cut", format!("{signed}.{}", &signature[..signature.len() - 4])),
        ("no signature", format!("{signed}.")),
        ("one part", "x".to_owned()),
        ("four parts", format!("{good}.x")),
        ("nothing", String::new()),
        ("long", format!("{}.{signature}", "x".repeat(9000))),
        ("none", format!("{}.{claims}.", text(&unsigned))),
        ("none with a signature", format!("{}.{claims}.{signature}", text(&unsigned))),
        ("HS384 with the numbers of the key", hs("HS384", &secrets[0])),
        ("HS384 with the whole key", hs("HS384", &secrets[1])),
        ("the algorithm of the key with a shared secret", hs(of.signer.jwk()["alg"].as_str().unwrap(), &secrets[1])),
        ("HS256", headed("alg", json!("HS256"))),
        ("RS256", headed("alg", json!("RS256"))),
        ("PS384", headed("alg", json!("PS384"))),
        (
            "RS384 or ES384, whichever it is not",
            headed("alg", json!(if of.signer.jwk()["kty"] == "EC" { "RS384" } else { "ES384" })),
        ),
        ("an unknown key", headed("kid", json!("two"))),
        ("no key", headed("kid", Value::Null)),
        ("a path for a key", headed("kid", json!("../../etc/passwd"))),
        ("something that must be understood", headed("crit", json!(["exp"]))),
        ("another place for keys", headed("jku", json!("https://zorg.example/jwks"))),
        ("another type", headed("typ", json!("at+jwt"))),
        ("late", with("exp", json!(at - 31))),
        ("long ago", with("exp", json!(-1))),
        ("for too long", with("exp", json!(at + 331))),
        ("for ever", with("exp", json!(i64::MAX))),
        ("an end in words", with("exp", json!((at + 60).to_string()))),
        ("no end", without("exp")),
        ("not begun", with("nbf", json!(at + 31))),
        ("made tomorrow", with("iat", json!(at + 86_400))),
        ("for another place", with("aud", json!("https://zorg.example/fhir/token"))),
        ("for the server and not the place", with("aud", json!("https://buurt.example"))),
        ("for two places", with("aud", json!(["https://buurt.example/fhir/token", "https://zorg.example"]))),
        ("for nobody", without("aud")),
        ("of another issuer", with("iss", json!(other.id))),
        ("about another", with("sub", json!(other.id))),
        ("without an issuer", without("iss")),
        ("without an id", without("jti")),
        ("with an empty id", with("jti", json!(""))),
        ("with the key of another", other.signer.sign(&other.signer.head(), &of.claims(t))),
        (
            "of nobody",
            of.signer.sign(&of.signer.head(), &{
                let nobody = "00000000-0000-0000-0000-000000000000";
                let mut claims = of.claims(t);
                (claims["iss"], claims["sub"]) = (json!(nobody), json!(nobody));
                claims
            }),
        ),
        (
            "of something that is no id",
            of.signer.sign(&of.signer.head(), &{
                let mut claims = of.claims(t);
                (claims["iss"], claims["sub"]) = (json!("' OR 1=1 --"), json!("' OR 1=1 --"));
                claims
            }),
        ),
    ]
}

/// An answer without what differs between any two.
fn essence(answer: &Answer) -> (u16, String, Vec<(String, String)>) {
    let mut headers = answer.headers.clone();
    headers.retain(|(name, _)| !["x-request-id", "date"].contains(&name.to_lowercase().as_str()));
    headers.sort();
    (answer.status, answer.text.clone(), headers)
}

both! {
    with TestApp::start;

    fn whatever_is_wrong_the_answer_is_the_same_and_no_token_is_given(t) {
        let scene = t.care_scene();
        for (signer, another) in [(Signer::rsa("one"), Signer::ec("one")), (Signer::ec("one"), Signer::other_ec("one"))] {
            let (software, other) = (of_lotte(t, &scene, signer), of_lotte(t, &scene, another));
            let mut answers = Vec::new();
            for (what, assertion) in hostile(t, &software, &other) {
                let answer = software.asks(&assertion, ALL);
                assert_eq!((answer.status, answer.text.as_str()), (401, r#"{"error":"invalid_client"}"#), "{what}");
                assert_eq!(answer.header("cache-control"), Some("no-store"));
                answers.push(essence(&answer));
            }
            answers.dedup();
            assert_eq!(answers.len(), 1, "{answers:?}");
            assert_eq!(scene.lotte.get(&path(&software.id)).ok(200).body.get("lastUsedAt"), None);
            software.asks(&software.assertion(t), ALL).ok(200);
            let list = |aud: Value| {
                let mut claims = software.claims(t);
                claims["aud"] = aud;
                software.asks(&software.signer.sign(&software.signer.head(), &claims), ALL).status
            };
            assert_eq!(list(json!(["https://buurt.example/fhir/token"])), 200, "a list of one is that one");
        }
    }

    fn what_was_proved_once_is_not_proved_again_here_or_in_another_process(t) {
        let scene = t.care_scene();
        let software = of_lotte(t, &scene, Signer::ec("one"));
        let beside = TestApp::over(t.fixture.shared());
        let elsewhere = beside.client().off_contract();
        let assertion = software.assertion(t);
        software.asks(&assertion, ALL).ok(200);
        software.asks(&assertion, ALL).ok(401);
        ask_for_token(&elsewhere, &assertion, ALL).ok(401);
        ask_for_token(&elsewhere, &software.assertion(t), ALL).ok(200);
        // A refusal for its scope has used it too.
        let assertion = software.assertion(t);
        assert_eq!(software.asks(&assertion, "system/Task.d").ok(400).body, json!({ "error": "invalid_scope" }));
        software.asks(&assertion, ALL).ok(401);
        // Another's id is another's.
        let other = of_lotte(t, &scene, Signer::rsa("one"));
        let mut claims = other.claims(t);
        claims["jti"] = json!("the same");
        other.asks(&other.signer.sign(&other.signer.head(), &claims), ALL).ok(200);
        (claims["iss"], claims["sub"]) = (json!(software.id), json!(software.id));
        software.asks(&software.signer.sign(&software.signer.head(), &claims), ALL).ok(200);

        let assertion = software.assertion(t);
        let statuses = at_once(8, |_| ask_for_token(&t.client().off_contract(), &assertion, ALL).status);
        assert_eq!(statuses.iter().filter(|it| **it == 200).count(), 1, "{statuses:?}");
    }

    fn what_expired_is_forgotten_a_day_later(t) {
        use buurtnet::db::schema::{backend_service_assertions as a, backend_service_tokens as k};
        use diesel::prelude::*;
        let scene = t.care_scene();
        let software = of_lotte(t, &scene, Signer::ec("one"));
        software.comes_in(t, ALL);
        let kept = || t.read(|tx| {
            Ok((a::table.count().get_result::<i64>(tx.conn)?, k::table.count().get_result::<i64>(tx.conn)?))
        });
        assert_eq!(kept(), (1, 1));
        t.passes(TimeDelta::hours(12));
        t.works();
        assert_eq!(kept(), (1, 1));
        t.passes(TimeDelta::days(2));
        t.works();
        assert_eq!(kept(), (0, 0));
    }

    fn a_token_works_for_five_minutes_and_no_longer_than_the_software_is_there(t) {
        let scene = t.care_scene();
        let software = of_lotte(t, &scene, Signer::ec("one"));
        let client = software.comes_in(t, ALL);
        client.get("/fhir/r4/Task").ok(200);
        t.passes(TimeDelta::seconds(299));
        client.get("/fhir/r4/Task").ok(200);
        t.passes(TimeDelta::seconds(1));
        refused(&client.get("/fhir/r4/Task"), "notSignedIn", 401);
        let client = software.comes_in(t, ALL);
        let scene = t.care_scene_again(&scene);
        scene.lotte.if_match("\"1\"").delete(&path(&software.id)).ok(204);
        refused(&client.get("/fhir/r4/Task"), "notSignedIn", 401);
        let never = client.with_token(&"x".repeat(43)).get("/fhir/r4/Task");
        assert_eq!(client.get("/fhir/r4/Task").text, never.text);
        software.asks(&software.assertion(t), ALL).ok(401);
    }

    fn keys_are_changed_one_after_the_other_and_the_old_one_is_refused_then(t) {
        let scene = t.care_scene();
        let old = of_lotte(t, &scene, Signer::ec("one"));
        let new = old.signing_with(Signer::rsa("two"));
        let change = |version: &str, keys: &[&Software]| {
            let keys: Vec<_> = keys.iter().map(|it| it.signer.jwk()).collect();
            scene.lotte.if_match(version).patch(&path(&old.id), json!({ "keys": { "keys": keys } })).ok(200)
        };
        new.asks(&new.assertion(t), ALL).ok(401);
        change("\"1\"", &[&old, &new]);
        let by_old = old.comes_in(t, ALL);
        new.comes_in(t, ALL).get("/fhir/r4/Task").ok(200);
        by_old.get("/fhir/r4/Task").ok(200);
        change("\"2\"", &[&new]);
        refused(&by_old.get("/fhir/r4/Task"), "notSignedIn", 401);
        old.asks(&old.assertion(t), ALL).ok(401);
        new.comes_in(t, ALL).get("/fhir/r4/Task").ok(200);
        // Another key under the name of the old one is another key.
        let other = old.signing_with(Signer::other_ec("two"));
        change("\"3\"", &[&other]);
        new.asks(&new.assertion(t), ALL).ok(401);
        other.asks(&other.assertion(t), ALL).ok(200);
    }

    fn the_token_of_software_is_for_fhir_alone_and_people_go_on_with_theirs(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let client = of_lotte(t, &scene, Signer::ec("one")).comes_in(t, ALL);
        let reads = |person: &Person| person.off_contract().get(&task(&id));
        for path in ["/v1/referrals", "/v1/me", "/v1/backendServices", "/v1/webhooks", &format!("/v1/referrals/{id}")] {
            client.get(path).is_problem("notSignedIn", 401);
        }
        client.post(&format!("/v1/referrals/{id}/accept"), json!({})).is_problem("notSignedIn", 401);
        reads(&scene.lotte).ok(200);
        refused(&reads(&scene.an), "forbidden", 403);
        refused(&reads(&scene.olga), "notFound", 404);
    }

    fn what_is_no_request_for_a_token_is_refused_in_the_words_of_oauth(t) {
        let scene = t.care_scene();
        let software = of_lotte(t, &scene, Signer::ec("one"));
        let anyone = t.client().off_contract();
        let kind = "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let asks = |form: &str| anyone.send_bytes("POST", "/fhir/token", "application/x-www-form-urlencoded", form.as_bytes());
        let good = || format!("{kind}&client_assertion={}", software.assertion(t));
        let says = |form: String, error: &str, status: u16| {
            let answer = asks(&form);
            assert_eq!((answer.status, &answer.body), (status, &json!({ "error": error })), "{form}");
        };
        says(good(), "invalid_request", 400);
        says(format!("grant_type=password&{}", good()), "unsupported_grant_type", 400);
        says(format!("grant_type=client_credentials&grant_type=client_credentials&{}", good()), "invalid_request", 400);
        says("grant_type=client_credentials&client_id=lotte&client_secret=x".to_owned(), "invalid_client", 401);
        says(format!("grant_type=client_credentials&client_id=lotte&{}", good()), "invalid_client", 401);
        says(format!("grant_type=client_credentials&client_assertion_type=x&client_assertion={}", software.assertion(t)), "invalid_client", 401);
        says(format!("grant_type=client_credentials&{}&scope=system/Task.d", good()), "invalid_scope", 400);
        says(format!("grant_type=client_credentials&{}&scope=openid", good()), "invalid_scope", 400);
        says("x".repeat(20_000), "invalid_request", 400);
        let json = anyone.post("/fhir/token", json!({ "grant_type": "client_credentials" }));
        assert_eq!((json.status, &json.body), (400, &json!({ "error": "invalid_request" })));
        let get = anyone.get("/fhir/token");
        assert_eq!((get.status, get.header("allow"), &get.body), (405, Some("POST"), &json!({ "error": "invalid_request" })));
        let all = asks(&format!("grant_type=client_credentials&client_id={}&{}&resource=x", software.id, good())).ok(200);
        assert_eq!(all.body["scope"].as_str().unwrap().split(' ').count(), 8, "without a wish it gets all that it has");
    }
}

#[test]
fn who_fails_too_often_waits_and_who_does_not_is_not_counted_for_it() {
    let t = TestApp::limited(Fixture::sqlite(), 60);
    let anyone = t.client().off_contract();
    let statuses: Vec<_> = (0..9).map(|_| ask_for_token(&anyone, "x.y.z", ALL).status).collect();
    assert_eq!(statuses, [401, 401, 401, 401, 401, 401, 429, 429, 429]);
    let late = ask_for_token(&anyone, "x.y.z", ALL);
    assert_eq!(late.body, json!({ "error": "temporarily_unavailable" }));
    assert!(late.header("retry-after").is_some(), "{late}");
    anyone.get("/fhir/r4/metadata").ok(200);
}
