//! Bad input: a clear refusal with a stable code that points at the fault, and nothing of the value in it.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::fixture::dump;

const LOCATE: &str = "/v1/neighbourhoods/locate";

/// Where the faults of a refused body are.
#[track_caller]
fn faults(t: &TestApp, path: &str, body: Value) -> Vec<String> {
    let answer = t.client().post(path, body);
    answer.is_problem("badRequest", 400);
    let issues = answer.field("issues").as_array().unwrap().clone();
    let mut pointers: Vec<_> = issues.iter().map(|it| it["pointer"].as_str().unwrap().to_owned()).collect();
    pointers.sort();
    pointers.dedup();
    pointers
}

both! {
    with TestApp::start;

    fn every_fault_of_a_body_is_pointed_at(t) {
        let at = |body: Value| faults(t, LOCATE, body);
        assert_eq!(at(json!({})), ["/position"]);
        assert_eq!(at(json!([])), [""]);
        assert_eq!(at(json!([{ "lat": 51.0, "lon": 4.0 }])), [""]);
        assert_eq!(at(json!("x")), [""]);
        assert_eq!(at(json!(null)), [""]);
        assert_eq!(at(json!({ "position": [51.0, 4.0] })), ["/position"]);
        assert_eq!(at(json!({ "position": null })), ["/position"]);
        assert_eq!(at(json!({ "position": { "lat": 91, "lon": -181 } })), ["/position/lat", "/position/lon"]);
        assert_eq!(at(json!({ "position": { "lat": "51", "lon": true } })), ["/position/lat", "/position/lon"]);
        assert_eq!(at(json!({ "position": { "lat": 51, "lon": 4, "accuracy": 3 } })), ["/position/accuracy"]);
        assert_eq!(at(json!({ "position": { "lat": 51, "lon": 4 }, "role": "x", "a/b~": 1 })), ["/a~1b~0", "/role"]);
        let at = |body: Value| faults(t, "/v1/sessions", body);
        assert_eq!(at(json!(["an@buurt.example", "zorgzame-buurt"])), [""]);
        assert_eq!(at(json!({ "email": "an", "password": 7 })), ["/email", "/password"]);
    }

    fn a_body_that_is_no_body_is_refused_before_it_is_read(t) {
        let send = |kind: &str, bytes: &[u8]| t.client().off_contract().send_bytes("POST", LOCATE, kind, bytes);
        let json = "application/json";
        let good = br#"{"position":{"lat":51.04,"lon":4.475}}"#;
        send(json, good).ok(200);
        send("Application/JSON; charset=utf-8", good).ok(200);
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", "*/*", "", "application/merge-patch+json"] {
            send(kind, good).is_problem("unsupportedMediaType", 415);
        }
        for bytes in [
            b"".as_slice(), b" ", b"{", b"{\"position\":", b"{'position':1}", b"{\"position\":NaN}", b"\xff\xfe", b"{\"a\":\"\xc3\x28\"}",
            b"\xef\xbb\xbf{}", b"{} {}", b"{}x", b"\0", b"nul",
            br#"{"position":{"lat":51.04,"lon":4.475},"position":{"lat":51.04,"lon":4.475}}"#,
            br#"{"position":{"lat":51.04,"lon":4.475,"lat":3}}"#,
            br#"{"position":{"lat":1e999,"lon":4.475}}"#,
        ] {
            let answer = send(json, bytes);
            answer.is_problem("badRequest", 400);
            assert!(!answer.body["issues"].as_array().unwrap().is_empty(), "{answer}");
        }
        let deep = |depth: usize| format!("{{\"position\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        for depth in [31, 32, 1_000, 100_000] {
            send(json, deep(depth).as_bytes()).is_problem("badRequest", 400);
        }
        let zipped = t.client().off_contract().with_header("content-encoding", "gzip");
        zipped.send_bytes("POST", LOCATE, json, b"\x1f\x8b").is_problem("unsupportedMediaType", 415);
    }

    fn a_body_that_is_too_large_is_refused_said_or_unsaid(t) {
        let large = vec![b' '; 256 * 1024 + 1];
        let answer = t.client().off_contract().send_bytes("POST", LOCATE, "application/json", &large);
        answer.is_problem("payloadTooLarge", 413);
        let mut raw = format!("POST {LOCATE} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n").into_bytes();
        for _ in 0..5 {
            raw.extend(b"10000\r\n");
            raw.extend(vec![b' '; 0x10000]);
            raw.extend(b"\r\n");
        }
        raw.extend(b"0\r\n\r\n");
        assert_eq!(t.client().raw(&raw).status, Some(413));
    }

    fn what_is_no_http_is_refused_and_the_server_lives(t) {
        for raw in [
            b"\r\n\r\n\r\n".as_slice(), b"hello\r\n\r\n", b"GET\r\n\r\n", b"GET /v1/instance HTTP/9.9\r\n\r\n",
            b"GET /v1/instance HTTP/1.1\r\nHost x\r\n\r\n", b"GET /v1/instance HTTP/1.1\r\nHost: x\r\n bad\r\n\r\n",
            b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
            b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"GET /v1/\xff\xff HTTP/1.1\r\nHost: x\r\n\r\n",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        ] {
            let answer = t.client().raw(raw);
            assert!(answer.status.is_none_or(|it| (400..500).contains(&it)), "{:?} {answer:?}", String::from_utf8_lossy(raw));
        }
        t.client().get("/v1/instance").ok(200);
    }

    fn a_query_that_is_not_understood_is_refused(t) {
        let client = t.client();
        for query in [
            "pageSize=0", "pageSize=101", "pageSize=-1", "pageSize=ten", "pageSize=1.5", "pageSize=", "pageSize=99999999999",
            "pageSize=1&pageSize=2", "cursor=x", "cursor=", "cursor=%00", "cursor=AAAAAAAAAAAAAAAAAAAAAAA", "page=2",
            "pagesize=2", "view=mine", "%ff=1", "pageSize=%ff",
        ] {
            let answer = client.get(&format!("/v1/neighbourhoods?{query}"));
            answer.is_problem("badRequest", 400);
        }
        client.get("/v1/neighbourhoods?pageSize=1").ok(200);
        client.get("/v1/neighbourhoods?cursor=AAAAAAAAAAAAAAAAAAAAAA").ok(200);
    }

    fn an_id_that_is_none_names_nothing(t) {
        let ada = t.resident("Ada");
        for id in ["x", "1", "%00", "0198a2b4-0000-7000-8000-00000000000g", "..", "%2e%2e", &"9".repeat(2000)] {
            ada.off_contract().get(&format!("/v1/neighbourhoods/{id}")).is_problem("notFound", 404);
            ada.off_contract().get(&format!("/v1/people/{id}")).is_problem("notFound", 404);
        }
    }

    fn a_foreign_object_is_the_same_as_one_that_never_was(t) {
        let (ada, ben) = (t.resident("Ada"), t.resident("Ben"));
        let nobody = "0198a2b4-0000-7000-8000-000000000000";
        let session = ben.get("/v1/sessions").ok(200).body["items"][0]["id"].as_str().unwrap().to_owned();
        let before = dump(&t.fixture.url);
        for (method, path, foreign) in [
            ("GET", "/v1/people/", ben.id.to_string()),
            ("GET", "/v1/sessions/", session.clone()),
            ("DELETE", "/v1/sessions/", session),
        ] {
            let ask = |id: &str| ada.send(method, &format!("{path}{id}"), None).ok(404);
            let words = |id: &str| {
                let mut body = ask(id).body;
                body["requestId"] = Value::Null;
                body["instance"] = Value::Null;
                body
            };
            assert_eq!(words(&foreign), words(nobody), "{method} {path}");
        }
        assert_eq!(dump(&t.fixture.url), before, "a refused call changes no row");
    }

    fn what_was_refused_has_changed_nothing(t) {
        let ada = t.resident("Ada");
        let before = dump(&t.fixture.url);
        ada.if_match("*").patch("/v1/me", json!({ "lastName": "Janssens", "languages": [{ "tag": "nederlands", "level": "good" }] }))
            .is_problem("badRequest", 400);
        ada.if_match("*").patch("/v1/me", json!({ "state": "left" })).is_problem("badRequest", 400);
        let many: Vec<_> = (0..21).map(|_| json!({ "tag": "nl", "level": "good" })).collect();
        let refused = ada.if_match("*").patch("/v1/me", json!({ "languages": many }));
        assert_eq!(refused.is_problem("badRequest", 400).field("issues/0/pointer"), "/languages");
        for name in ["", " ", "a\u{0}b", "a\nb", &"é".repeat(81)] {
            ada.if_match("*").patch("/v1/me", json!({ "firstName": name })).is_problem("badRequest", 400);
        }
        assert_eq!(dump(&t.fixture.url), before);
        ada.if_match("*").patch("/v1/me", json!({ "firstName": "é".repeat(80) })).ok(200);
    }
}
