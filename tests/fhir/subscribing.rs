//! Who may subscribe, and what cannot be asked for.

use std::sync::Arc;

use buurtnet::webhooks::deliver::Caller;
use serde_json::{Value, json};

use super::subscriptions::{ROOT, backport, number, sends, subscribes, told, wanted};
use super::{refused, why};
use crate::support::TestApp;
use crate::support::delivery::calls;
use crate::support::fixture::{changed, dump};
use crate::support::people::{Person, in_lindewijk};
use crate::support::receiver::Canary;
use crate::support::requests::with;
use crate::support::trust::at_once;
use crate::webhook_targets::{HOSTILE, lead};

const URL: &str = "https://hooks.zorg.example/fhir";

/// One fault of a Subscription that is asked for.
type Fault = (&'static str, fn(&mut Value), &'static str, u16, &'static str);

fn without(of: &mut Value, name: &str) {
    of.as_object_mut().unwrap().remove(name);
}

fn filter(text: &str) -> Value {
    json!({ "extension": [{ "url": backport("filter-criteria"), "valueString": text }] })
}

const FAULTS: &[Fault] = &[
    ("another resource", |it| it["resourceType"] = json!("Task"), "badRequest", 400, "/resourceType"),
    ("no resource", |it| without(it, "resourceType"), "badRequest", 400, "/resourceType"),
    ("no status", |it| without(it, "status"), "badRequest", 400, "/status"),
    ("an unknown status", |it| it["status"] = json!("paused"), "badRequest", 400, "/status"),
    ("active at once", |it| it["status"] = json!("active"), "notSupported", 422, "/status"),
    ("off at once", |it| it["status"] = json!("off"), "notSupported", 422, "/status"),
    ("no reason", |it| without(it, "reason"), "badRequest", 400, "/reason"),
    ("an empty reason", |it| it["reason"] = json!(" "), "badRequest", 400, "/reason"),
    ("a long reason", |it| it["reason"] = json!("x".repeat(2001)), "badRequest", 400, "/reason"),
    ("an unknown element", |it| it["owner"] = json!("x"), "badRequest", 400, "/owner"),
    ("a contact", |it| it["contact"] = json!([{ "value": "x" }]), "notSupported", 422, "/contact"),
    ("no criteria", |it| without(it, "criteria"), "badRequest", 400, "/criteria"),
    ("a query of R4", |it| it["criteria"] = json!("Task?status=requested"), "notSupported", 422, "/criteria"),
    (
        "another topic",
        |it| it["criteria"] = json!("http://hl7.org/fhir/us/sdoh-clinicalcare/SubscriptionTopic/Servicerequest"),
        "notSupported",
        422,
        "/criteria",
    ),
    (
        "another filter",
        |it| it["_criteria"] = filter("Task?status=requested"),
        "notSupported",
        422,
        "/_criteria/extension/0",
    ),
    (
        "a filter of more",
        |it| it["_criteria"] = filter("Task?owner=Organization/00000000-0000-0000-0000-000000000000&status=x"),
        "notSupported",
        422,
        "/_criteria/extension/0",
    ),
    (
        "an owner that is not there",
        |it| it["_criteria"] = filter("Task?owner=Organization/00000000-0000-0000-0000-000000000000"),
        "notSupported",
        422,
        "/_criteria/extension",
    ),
    (
        "another extension",
        |it| it["_criteria"] = json!({ "extension": [{ "url": "http://x", "valueString": "x" }] }),
        "notSupported",
        422,
        "/_criteria/extension/0",
    ),
    ("filters that are no list", |it| it["_criteria"] = json!({ "extension": "x" }), "badRequest", 400, "/_criteria"),
    ("an end that is over", |it| it["end"] = json!("2026-03-02T08:59:59Z"), "badRequest", 400, "/end"),
    ("an end without a zone", |it| it["end"] = json!("2027-03-02"), "badRequest", 400, "/end"),
    ("no channel", |it| without(it, "channel"), "badRequest", 400, "/channel"),
    ("a channel that is none", |it| it["channel"] = json!("rest-hook"), "badRequest", 400, "/channel"),
    ("more of a channel", |it| it["channel"]["port"] = json!(1), "badRequest", 400, "/channel/port"),
    ("an e-mail", |it| it["channel"]["type"] = json!("email"), "notSupported", 422, "/channel/type"),
    ("a pigeon", |it| it["channel"]["type"] = json!("pigeon"), "badRequest", 400, "/channel/type"),
    ("no endpoint", |it| without(&mut it["channel"], "endpoint"), "badRequest", 400, "/channel/endpoint"),
    ("no payload", |it| without(&mut it["channel"], "payload"), "badRequest", 400, "/channel/payload"),
    ("XML", |it| it["channel"]["payload"] = json!("application/fhir+xml"), "notSupported", 422, "/channel/payload"),
    ("not what it holds", |it| without(&mut it["channel"], "_payload"), "badRequest", 400, "/channel/_payload"),
    (
        "all that there is",
        |it| it["channel"]["_payload"]["extension"][0]["valueCode"] = json!("full-resource"),
        "notSupported",
        422,
        "/channel/_payload/extension/0",
    ),
    (
        "two at once",
        |it| {
            let extension = it["channel"]["_payload"]["extension"][0].clone();
            it["channel"]["_payload"]["extension"] = json!([extension, extension]);
        },
        "badRequest",
        400,
        "/channel/_payload",
    ),
    (
        "a fast heart",
        |it| it["channel"]["extension"] = json!([number("heartbeat-period", 59)]),
        "notSupported",
        422,
        "/channel/extension",
    ),
    (
        "no events at all",
        |it| it["channel"]["extension"] = json!([number("max-count", 0)]),
        "badRequest",
        400,
        "/channel/extension/0",
    ),
    (
        "a number that is none",
        |it| it["channel"]["extension"] = json!([{ "url": backport("timeout"), "valueUnsignedInt": "5" }]),
        "badRequest",
        400,
        "/channel/extension/0",
    ),
    (
        "a number twice",
        |it| it["channel"]["extension"] = json!([number("timeout", 5), number("timeout", 6)]),
        "badRequest",
        400,
        "/channel/extension/1",
    ),
    ("a header in two lines", |it| headed(it, "X-Key: a\r\nHost: b"), "badRequest", 400, "/channel/header/0"),
    (
        "a header of the connection",
        |it| headed(it, "Transfer-Encoding: chunked"),
        "badRequest",
        400,
        "/channel/header/0",
    ),
    ("another host", |it| headed(it, "host: 127.0.0.1"), "badRequest", 400, "/channel/header/0"),
    ("a header without a name", |it| headed(it, ": x"), "badRequest", 400, "/channel/header/0"),
    (
        "a large header",
        |it| headed(it, &format!("X-Key: {}", "x".repeat(3000))),
        "badRequest",
        400,
        "/channel/header/0",
    ),
    ("a header that stands nowhere", |it| headed(it, "X-Key: [sealed]"), "badRequest", 400, "/channel/header/0"),
    (
        "a header twice",
        |it| it["channel"]["header"] = json!(["X-Key: a", "x-key: b"]),
        "badRequest",
        400,
        "/channel/header/1",
    ),
    (
        "many headers",
        |it| it["channel"]["header"] = (0..6).map(|it| json!(format!("X-{it}: a"))).collect(),
        "notSupported",
        422,
        "/channel/header",
    ),
];

fn headed(of: &mut Value, header: &str) {
    of["channel"]["header"] = json!([header]);
}

fn found(who: &Person, query: &str) -> usize {
    let page = who.off_contract().get(&format!("{ROOT}{query}")).ok(200);
    page.body["entry"].as_array().map_or(0, Vec::len)
}

both! {
    with TestApp::start;

    fn each_fault_of_a_subscription_is_told_and_changes_nothing(t) {
        let scene = t.care_scene();
        let lotte = scene.lotte.off_contract();
        let path = subscribes(&scene.lotte, URL, &[]);
        let before = dump(&t.fixture.url);
        for (what, fault, code, status, pointer) in FAULTS {
            let mut said = wanted(URL, &[]);
            fault(&mut said);
            let answer = lotte.post(ROOT, said);
            assert!(why(refused(&answer, code, *status)).starts_with(pointer), "{what}: {answer}");
            let kind = if *status == 422 { "not-supported" } else { "invalid" };
            assert_eq!(answer.body["issue"][0]["code"], kind, "{what}");
            // Who changes one hears the same, but for what may stand in one that is there.
            if !["off at once", "active at once"].contains(what) {
                let answer = sends(&lotte, &path, fault);
                assert!(why(refused(&answer, code, *status)).starts_with(pointer), "{what}: {answer}");
            }
        }
        let form = "application/fhir+json";
        for odd in [&b""[..], b"[", b"[]", b"null", b"\xff", b"{\"status\":\"off\",\"status\":\"off\"}"] {
            refused(&lotte.send_bytes("POST", ROOT, form, odd), "badRequest", 400);
        }
        refused(&lotte.send_bytes("POST", ROOT, "application/fhir+xml", b"<Subscription/>"), "unsupportedMediaType", 415);
        let large = with(wanted(URL, &[]), json!({ "reason": "x".repeat(300_000) }));
        refused(&lotte.post(ROOT, large), "payloadTooLarge", 413);
        assert_eq!(changed(&before, &dump(&t.fixture.url)), [""; 0]);
        let long = wanted(&format!("https://zorg.example/{}", "x".repeat(300)), &[]);
        assert!(why(refused(&lotte.post(ROOT, long), "badRequest", 400)).starts_with("/channel/endpoint"));
    }

    fn who_changes_a_subscription_says_what_they_have_read(t) {
        let scene = t.care_scene();
        let path = subscribes(&scene.lotte, URL, &[]);
        let lotte = scene.lotte.off_contract();
        let read = lotte.get(&path).ok(200);
        let off = with(read.body.clone(), json!({ "status": "off" }));
        refused(&lotte.put(&path, off.clone()), "preconditionRequired", 428);
        refused(&lotte.delete(&path), "preconditionRequired", 428);
        for stale in ["W/\"2\"", "\"0\""] {
            refused(&lotte.if_match(stale).put(&path, off.clone()), "stale", 412);
            refused(&lotte.if_match(stale).delete(&path), "stale", 412);
        }
        refused(&lotte.if_match("x").put(&path, off.clone()), "badRequest", 400);
        let other = with(off.clone(), json!({ "id": "00000000-0000-0000-0000-000000000000" }));
        assert!(why(refused(&lotte.if_match("W/\"1\"").put(&path, other), "badRequest", 400)).starts_with("/id"));
        let put = lotte.if_match("W/\"1\"").put(&path, off).ok(200);
        assert_eq!((&put.body["status"], put.etag().as_str()), (&json!("off"), "W/\"2\""));
        let patched = lotte.if_match("W/\"2\"").send("PATCH", &path, Some(json!([])));
        refused(&patched, "methodNotAllowed", 405);
        assert_eq!(lotte.if_match(&put.etag()).delete(&path).ok(204).text, "");
        refused(&lotte.get(&path), "notFound", 404);
        refused(&lotte.get(&format!("{path}/$status")), "notFound", 404);
    }

    fn a_foreign_subscription_is_answered_like_one_that_never_was(t) {
        let scene = t.care_scene();
        let path = subscribes(&scene.lotte, URL, &[]);
        let never = format!("{ROOT}/00000000-0000-0000-0000-000000000000");
        let olga = scene.olga.off_contract().if_match("W/\"1\"");
        let body = scene.lotte.off_contract().get(&path).ok(200).body;
        for call in ["GET", "PUT", "DELETE", "/$status", "/$events"] {
            let asks = |path: &str| match call {
                "PUT" => olga.put(path, body.clone()),
                "DELETE" => olga.delete(path),
                "GET" => olga.get(path),
                operation => olga.get(&format!("{path}{operation}")),
            };
            let unknown = asks(&never);
            refused(&unknown, "notFound", 404);
            for hidden in [&path, &format!("{ROOT}/x")] {
                assert_eq!((asks(hidden).status, asks(hidden).text), (404, unknown.text.clone()), "{call}");
            }
        }
        assert_eq!([found(&scene.lotte, ""), found(&scene.olga, "")], [1, 0]);
        for who in [&scene.an, &scene.katrien, &scene.administrator] {
            refused(&who.off_contract().get(&path), "forbidden", 403);
            refused(&who.off_contract().post(ROOT, wanted(URL, &[])), "forbidden", 403);
        }
        refused(&t.client().off_contract().get(ROOT), "notSignedIn", 401);
        // The owner in a filter is one's own organisation, or it is nobody.
        let filtered = |of: &str| with(wanted(URL, &[]), json!({ "_criteria": filter(of) }));
        let own = format!("Task?owner=Organization/{}", scene.organisation);
        let foreign = refused(&scene.olga.off_contract().post(ROOT, filtered(&own)), "notSupported", 422).text.clone();
        let nobody = "Task?owner=Organization/00000000-0000-0000-0000-000000000000";
        assert_eq!(scene.olga.off_contract().post(ROOT, filtered(nobody)).text, foreign);
        scene.lotte.off_contract().post(ROOT, filtered(&own)).ok(201);
    }

    fn an_organisation_has_ten_at_most_and_finds_them(t) {
        let scene = t.care_scene();
        let paths: Vec<_> = (0..10).map(|it| subscribes(&scene.lotte, &format!("{URL}/{it}"), &[])).collect();
        refused(&scene.lotte.off_contract().post(ROOT, wanted(URL, &[])), "wrongState", 422);
        sends(&scene.lotte, &paths[0], |it| it["status"] = json!("off")).ok(200);
        let id = paths[1].rsplit('/').next().unwrap();
        for (query, many) in [
            ("", 10),
            ("?status=off", 1),
            ("?status=requested,http://hl7.org/fhir/subscription-status|off", 10),
            ("?status=active", 0),
            (&format!("?url={URL}/3"), 1),
            (&format!("?_id={id},x"), 1),
            ("?criteria=x", 0),
            ("?_count=4", 4),
        ] {
            assert_eq!(found(&scene.lotte, query), many, "{query}");
        }
        let lotte = scene.lotte.off_contract();
        let (mut next, mut seen) = (format!("{ROOT}?_count=4"), Vec::new());
        loop {
            let page = lotte.get(&next).ok(200);
            let ids = page.body["entry"].as_array().unwrap().iter().map(|it| it["resource"]["id"].as_str().unwrap().to_owned());
            seen.extend(ids.map(|it| format!("{ROOT}/{it}")));
            let links = page.body["link"].as_array().unwrap().clone();
            let Some(link) = links.iter().find(|it| it["relation"] == "next") else { break };
            link["url"].as_str().unwrap().trim_start_matches(t.base()).clone_into(&mut next);
        }
        assert_eq!(seen, paths);
        for odd in ["?_cursor=x", "?type=rest-hook", "?_sort=status", "?_count=0"] {
            refused(&lotte.get(&format!("{ROOT}{odd}")), "badRequest", 400);
        }
    }

    fn no_more_than_ten_come_of_many_who_ask_at_once(t) {
        let scene = t.care_scene();
        for _ in 0..9 {
            subscribes(&scene.lotte, URL, &[]);
        }
        let lotte = scene.lotte.off_contract();
        let mut statuses = at_once(4, |_| lotte.post(ROOT, wanted(URL, &[])).status);
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 422, 422, 422]);
    }

    fn who_lives_with_somebody_reads_nothing_of_what_happened_to_their_referral(t) {
        let scene = t.care_scene();
        let path = subscribes(&scene.lotte, URL, &[]);
        scene.sent();
        let omar = t.care_provider("Omar", scene.organisation);
        let events = |who: &Person| {
            let read = told(&who.off_contract().get(&format!("{path}/$events")).ok(200).body);
            (read.count, read.numbers)
        };
        assert_eq!(events(&scene.lotte), (1, vec![1]));
        let home = json!({ "position": in_lindewijk(0) });
        scene.lotte.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let with_an = json!({ "withPersonId": scene.an.id });
        scene.katrien.post(&format!("/v1/people/{}/household", scene.lotte.id), with_an).ok(200);
        assert_eq!(events(&scene.lotte), (1, vec![]), "the number is missing, and the count shows that");
        assert_eq!(events(&omar), (1, vec![1]));
    }

    fn what_is_not_to_be_called_is_refused_as_an_endpoint_and_not_called(t) {
        let canary = Canary::start();
        let scene = t.care_scene();
        let lotte = scene.lotte.off_contract();
        let caller = Arc::new(Caller::looking_up(Arc::new(lead), t.store.calls_here()));
        let (mut not, mut tried) = (0, 0);
        for hostile in HOSTILE {
            let answer = lotte.post(ROOT, wanted(&hostile.replace("PORT", &canary.port().to_string()), &[]));
            if answer.status != 201 {
                assert!(why(refused(&answer, "badRequest", 400)).starts_with("/channel/endpoint"), "{hostile}");
                not += 1;
                continue;
            }
            // Only names that look public are left to the look-up of each call.
            assert!(hostile.contains(".example"), "{hostile}");
            t.run(calls(&t.store, &caller));
            let path = format!("{ROOT}/{}", answer.id());
            let read = lotte.get(&path).ok(200);
            let nobody = if hostile.contains("nowhere") { "notReached" } else { "addressNotAllowed" };
            assert_eq!((&read.body["status"], &read.body["error"]), (&json!("requested"), &json!(nobody)), "{hostile}");
            lotte.if_match(&read.etag()).delete(&path).ok(204);
            tried += 1;
        }
        assert!(not >= 70 && tried > 10, "{not} {tried}");
        assert_eq!(canary.visits(), 0);
    }
}
