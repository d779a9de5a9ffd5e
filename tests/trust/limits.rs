//! Rate limits: told in headers, and felt as 429.

use serde_json::json;

use crate::support::{Fixture, TestApp};

const LIMIT: u32 = 20;

fn limited(fixture: Fixture) -> TestApp {
    TestApp::limited(fixture, LIMIT)
}

#[test]
fn who_calls_too_often_is_told_when_to_come_back() {
    let t = limited(Fixture::sqlite());
    let client = t.client();
    let first = client.get("/v1/instance").ok(200);
    assert_eq!(first.header("ratelimit-policy"), Some(r#""minute";q=20;w=60"#));
    assert_eq!(first.header("ratelimit"), Some(r#""minute";r=19;t=60"#));
    let answers: Vec<_> = (0..2 * LIMIT).map(|_| client.get("/v1/instance")).collect();
    let refused = answers.iter().find(|it| it.status == 429).expect("a limit");
    refused.is_problem("tooManyRequests", 429);
    let wait: u64 = refused.header("retry-after").and_then(|it| it.parse().ok()).expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(refused.header("ratelimit").is_some(), "{refused}");
    let welcome = answers.iter().filter(|it| it.status == 200).count();
    assert!((19..30).contains(&welcome), "{welcome}");
}

#[test]
fn a_person_is_counted_apart_from_their_address() {
    let t = limited(Fixture::sqlite());
    let (ada, ben) = (t.newcomer("Ada"), t.newcomer("Ben"));
    while t.client().get("/v1/instance").status == 200 {}
    ada.get("/v1/me").ok(200);
    while ada.get("/v1/me").status == 200 {}
    ben.get("/v1/me").ok(200);
}

#[test]
fn signing_in_is_counted_strictly_and_a_forwarded_address_means_nothing_without_a_proxy() {
    let t = limited(Fixture::sqlite());
    let body = json!({ "email": "niemand@buurt.example", "password": "niet-het-wachtwoord" });
    let tries: Vec<_> = (0..6)
        .map(|it| {
            let client = t.client().with_header("x-forwarded-for", &format!("10.0.0.{it}"));
            client.post("/v1/sessions", body.clone()).status
        })
        .collect();
    assert_eq!(tries, [401, 401, 429, 429, 429, 429]);
}

#[test]
fn a_forged_token_is_counted_by_its_address() {
    let t = limited(Fixture::sqlite());
    let client = t.client();
    let statuses: Vec<_> =
        (0..2 * LIMIT).map(|it| client.with_token(&format!("forged-{it}")).get("/v1/me").status).collect();
    assert!(statuses.contains(&429), "{statuses:?}");
}
