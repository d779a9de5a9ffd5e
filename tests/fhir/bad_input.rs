//! What is wrong with a Task is told, and nothing comes of it.

use serde_json::{Value, json};

use super::{add, coded, output, puts, refused, task, why, write};
use crate::support::TestApp;
use crate::support::fixture::{changed, dump};

/// One fault of a Task that is taken on.
type Fault = (&'static str, fn(&mut Value), &'static str, u16, &'static str);

const FAULTS: &[Fault] = &[
    ("another resource", |it| it["resourceType"] = json!("Patient"), "badRequest", 400, "/resourceType"),
    ("no resource", |it| drop(it.as_object_mut().unwrap().remove("resourceType")), "badRequest", 400, "/resourceType"),
    ("another id", |it| it["id"] = json!("1"), "badRequest", 400, "/id"),
    ("an unknown status", |it| it["status"] = json!("done"), "badRequest", 400, "/status"),
    ("a status that we have not", |it| it["status"] = json!("ready"), "badRequest", 400, "/status"),
    ("a status that is no text", |it| it["status"] = json!(["accepted"]), "badRequest", 400, "/status"),
    ("no status", |it| drop(it.as_object_mut().unwrap().remove("status")), "badRequest", 400, "/status"),
    ("no intent", |it| drop(it.as_object_mut().unwrap().remove("intent")), "badRequest", 400, "/intent"),
    ("no focus", |it| drop(it.as_object_mut().unwrap().remove("focus")), "badRequest", 400, "/focus"),
    ("a null", |it| it["for"] = Value::Null, "badRequest", 400, "/for"),
    ("an element that no Task has", |it| it["diagnosis"] = json!("x"), "badRequest", 400, "/diagnosis"),
    ("another owner", |it| it["owner"] = json!({ "reference": "Organization/1" }), "notChangeable", 422, "/owner"),
    ("another patient", |it| it["for"] = json!({ "reference": "Patient/1" }), "notChangeable", 422, "/for"),
    ("another priority", |it| it["priority"] = json!("stat"), "notChangeable", 422, "/priority"),
    ("a description", |it| it["description"] = json!("x"), "notChangeable", 422, "/description"),
    ("no number", |it| drop(it.as_object_mut().unwrap().remove("identifier")), "notChangeable", 422, "/identifier"),
    (
        "a text of its own",
        |it| it["text"] = json!({ "status": "generated", "div": "<div/>" }),
        "notChangeable",
        422,
        "/text",
    ),
    (
        "two things at once",
        |it| {
            write("start", it);
            write("plan", it);
        },
        "notChangeable",
        422,
        "one thing",
    ),
    (
        "two notes at once",
        |it| {
            write("ask", it);
            add(it, "note", json!({ "text": "And a bell?" }));
        },
        "notChangeable",
        422,
        "/note",
    ),
    ("an empty note", |it| add(it, "note", json!({ "text": " " })), "badRequest", 400, "/note/0/text"),
    ("a long note", |it| add(it, "note", json!({ "text": "x".repeat(2001) })), "badRequest", 400, "/note/0/text"),
    (
        "a note without words",
        |it| add(it, "note", json!({ "time": "2026-03-02T09:00:00Z" })),
        "badRequest",
        400,
        "/note/0/text",
    ),
    (
        "a note with more",
        |it| add(it, "note", json!({ "text": "x", "extension": [] })),
        "badRequest",
        400,
        "/note/0/extension",
    ),
    ("notes that are no list", |it| it["note"] = json!("x"), "badRequest", 400, "/note"),
    ("no reason", |it| it["status"] = json!("failed"), "badRequest", 400, "/statusReason"),
    (
        "a reason of another status",
        |it| {
            write("fail", it);
            it["statusReason"] = coded("referral-status-reason", "outOfArea");
        },
        "badRequest",
        400,
        "/statusReason",
    ),
    (
        "a reason that no status asks for",
        |it| {
            write("start", it);
            it["statusReason"] = coded("referral-status-reason", "other");
        },
        "notChangeable",
        422,
        "/statusReason",
    ),
    ("no outcome", |it| it["status"] = json!("completed"), "badRequest", 400, "/output"),
    (
        "two outcomes",
        |it| {
            write("complete", it);
            add(it, "output", output("outcome", "referral-outcome", "notHelped"));
        },
        "badRequest",
        400,
        "/output/1",
    ),
    (
        "an unknown outcome",
        |it| {
            write("hold", it);
            it["status"] = json!("completed");
            it.as_object_mut().unwrap().remove("statusReason");
            add(it, "output", output("outcome", "referral-outcome", "cured"));
        },
        "badRequest",
        400,
        "/output/0/valueCodeableConcept",
    ),
    (
        "an unknown output",
        |it| {
            write("complete", it);
            add(it, "output", output("invoice", "referral-outcome", "helped"));
        },
        "badRequest",
        400,
        "/output/1/type",
    ),
    (
        "an outcome before the end",
        |it| add(it, "output", output("outcome", "referral-outcome", "helped")),
        "notChangeable",
        422,
        "/output",
    ),
    (
        "no moment",
        |it| it["businessStatus"] = coded("referral-business-status", "planned"),
        "badRequest",
        400,
        "/executionPeriod",
    ),
    (
        "a day without a time",
        |it| {
            write("plan", it);
            it["executionPeriod"]["start"] = json!("2026-04-01");
        },
        "badRequest",
        400,
        "/executionPeriod/start",
    ),
    (
        "a moment that is over",
        |it| {
            write("plan", it);
            it["executionPeriod"]["start"] = json!("2026-03-01T09:00:00Z");
        },
        "badRequest",
        400,
        "/at",
    ),
    (
        "from one moment to another",
        |it| {
            write("plan", it);
            it["executionPeriod"]["end"] = json!("2026-04-02T09:00:00Z");
        },
        "badRequest",
        400,
        "/executionPeriod",
    ),
    (
        "two moments",
        |it| {
            write("plan", it);
            it["restriction"] = json!({ "period": { "start": "2026-05-01T09:00:00Z" } });
        },
        "notChangeable",
        422,
        "/restriction",
    ),
    (
        "a restriction of something else",
        |it| {
            write("waitList", it);
            it["restriction"]["repetitions"] = json!(2);
        },
        "badRequest",
        400,
        "/restriction/repetitions",
    ),
    (
        "a moment alone",
        |it| it["executionPeriod"] = json!({ "start": "2026-04-01T07:00:00Z" }),
        "notChangeable",
        422,
        "/executionPeriod",
    ),
    (
        "an unknown business status",
        |it| it["businessStatus"] = coded("referral-business-status", "soon"),
        "badRequest",
        400,
        "/businessStatus",
    ),
];

both! {
    with TestApp::start;

    fn each_fault_of_a_task_is_told_and_changes_nothing(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.accepted();
        scene.lotte.off_contract().get(&task(&id)).ok(200);
        let before = dump(&t.fixture.url);
        for (what, fault, code, status, pointer) in FAULTS {
            let answer = puts(&scene.lotte, &id, fault);
            refused(&answer, code, *status);
            assert!(why(&answer).starts_with(pointer), "{what}: {answer}");
        }
        let after = dump(&t.fixture.url);
        let quiet = ["audit", "data_accesses", "disclosures", "access_log"];
        let touched: Vec<_> = changed(&before, &after).into_iter().filter(|it| !quiet.contains(&it.as_str())).collect();
        assert_eq!(touched, [""; 0], "only readings are written down");
    }

    fn what_is_no_task_at_all_is_refused_before_anything_is_read(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let lotte = scene.lotte.off_contract().if_match("W/\"2\"");
        let sends = |kind: &str, bytes: &[u8]| lotte.send_bytes("PUT", &task(&id), kind, bytes);
        let form = "application/fhir+json";
        for odd in [&b""[..], b"[", b"[]", b"null", b"\xff", b"{\"status\":\"accepted\",\"status\":\"failed\"}", b"{} {}"] {
            refused(&sends(form, odd), "badRequest", 400);
        }
        let deep = format!("{{\"note\":{}{}}}", "[".repeat(1000), "]".repeat(1000));
        refused(&sends(form, deep.as_bytes()), "badRequest", 400);
        refused(&sends("application/fhir+xml", b"<Task/>"), "unsupportedMediaType", 415);
        refused(&sends("application/json-patch+json", b"[]"), "unsupportedMediaType", 415);
        let large = format!("{{\"description\":\"{}\"}}", "x".repeat(300_000));
        refused(&sends(form, large.as_bytes()), "payloadTooLarge", 413);
        assert_eq!(scene.stands(&id), "requested");
    }

    fn who_changes_something_says_what_they_have_read(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let lotte = scene.lotte.off_contract();
        let read = lotte.get(&task(&id)).ok(200);
        let mut body = read.body.clone();
        write("accept", &mut body);
        refused(&lotte.put(&task(&id), body.clone()), "preconditionRequired", 428);
        for stale in ["W/\"1\"", "\"1\"", "W/\"3\""] {
            refused(&lotte.if_match(stale).put(&task(&id), body.clone()), "stale", 412);
        }
        for odd in ["2", "W/2", "W/\"x\"", "\"1\", \"2\""] {
            refused(&lotte.if_match(odd).put(&task(&id), body.clone()), "badRequest", 400);
        }
        assert_eq!(scene.stands(&id), "requested");
        assert_eq!(lotte.if_match("\"2\"").put(&task(&id), body).ok(200).etag(), "W/\"3\"");
    }
}
