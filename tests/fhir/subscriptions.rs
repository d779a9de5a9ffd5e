//! Who subscribed is notified: by numbers without a hole, and by ids alone.

use buurtnet::ids::ReferralId;
use buurtnet::webhooks::model::DeliveryFault;
use buurtnet::webhooks::subscriptions::actions;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{refused, task, why};
use crate::support::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::fixture::{Backend, execute};
use crate::support::people::Person;
use crate::support::receiver::{Heard, Receiver};
use crate::support::referrals::Scene;
use crate::support::requests::with;

pub(super) const TOPIC: &str = "http://hl7.org/fhir/us/sdoh-clinicalcare/SubscriptionTopic/Task";
pub(super) const ROOT: &str = "/fhir/r4/Subscription";

/// A profile or an extension of the backport.
pub(super) fn backport(name: &str) -> String {
    format!("http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-{name}")
}

pub(super) fn number(name: &str, value: i64) -> Value {
    let kind = if name == "max-count" { "valuePositiveInt" } else { "valueUnsignedInt" };
    json!({ "url": backport(name), kind: value })
}

/// A Subscription that is asked for, with these extensions of its channel.
pub(super) fn wanted(url: &str, extensions: &[Value]) -> Value {
    json!({
        "resourceType": "Subscription", "status": "requested", "reason": "To keep our agenda", "criteria": TOPIC,
        "channel": {
            "extension": extensions, "type": "rest-hook", "endpoint": url, "payload": "application/fhir+json",
            "_payload": { "extension": [{ "url": backport("payload-content"), "valueCode": "id-only" }] },
        },
    })
}

/// Subscribes: the path of what was made.
pub(super) fn subscribes(who: &Client, url: &str, extensions: &[Value]) -> String {
    format!("{ROOT}/{}", who.off_contract().post(ROOT, wanted(url, extensions)).ok(201).id())
}

/// Reads a Subscription, changes it, and sends it back.
pub(super) fn sends(who: &Client, path: &str, change: impl Fn(&mut Value)) -> Answer {
    let who = who.off_contract();
    let read = who.get(path).ok(200);
    let mut body = read.body.clone();
    change(&mut body);
    who.if_match(&read.etag()).put(path, body)
}

pub(super) fn status(who: &Client, path: &str) -> String {
    who.off_contract().get(path).ok(200).field("status").as_str().unwrap().to_owned()
}

/// Something happens to a referral, so many times.
pub(super) fn happens(t: &TestApp, scene: &Scene, referral: &str, times: usize) {
    let (organisation, referral): (_, ReferralId) = (scene.organisation, referral.parse().unwrap());
    t.write(move |tx| (0..times).try_for_each(|_| actions::tell(tx, organisation, referral)));
}

/// What a notification says of the subscription.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub kind: String,
    pub status: String,
    /// How many there have been, by its own count.
    pub count: i64,
    pub numbers: Vec<i64>,
}

pub(super) fn told(bundle: &Value) -> Told {
    let parameters = bundle["entry"][0]["resource"]["parameter"].as_array().expect("parameters");
    let named = |name: &'static str| parameters.iter().filter(move |it| it["name"] == name);
    let code = |name| named(name).next().unwrap()["valueCode"].as_str().unwrap().to_owned();
    let count = named("events-since-subscription-start").next().unwrap()["valueString"].as_str().unwrap();
    let number = |it: &Value| it["part"][0]["valueString"].as_str().unwrap().parse().unwrap();
    let numbers = named("notification-event").map(number).collect();
    Told { kind: code("type"), status: code("status"), count: count.parse().unwrap(), numbers }
}

fn is(kind: &str, status: &str, count: i64, numbers: &[i64]) -> Told {
    Told { kind: kind.to_owned(), status: status.to_owned(), count, numbers: numbers.to_vec() }
}

/// What was heard since it was last asked.
pub(super) fn all_told(heard: &[Heard]) -> Vec<Told> {
    heard.iter().map(|it| told(&it.json())).collect()
}

fn hears(receiver: &Receiver) -> Vec<Told> {
    all_told(&receiver.heard())
}

fn followed_up(who: &Person) -> bool {
    who.follow_ups().iter().any(|it| it.0 == "referralUndelivered")
}

both! {
    with TestApp::calling_here;

    fn software_that_answers_a_handshake_is_notified_by_ids_alone(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let lotte = scene.lotte.off_contract();
        let extensions = [number("heartbeat-period", 3600), number("timeout", 60), number("max-count", 20)];
        let said = with(wanted(&receiver.url(), &extensions), json!({ "end": "2027-03-02T09:00:00Z" }));
        let mut said = with(said, json!({ "id": "passed-over", "contact": null }));
        said.as_object_mut().unwrap().remove("contact");
        said["channel"]["header"] = json!(["Authorization: Bearer Koppelsleutel", "X-Tenant: 7"]);
        let made = lotte.send_bytes("POST", ROOT, "application/fhir+json", said.to_string().as_bytes()).ok(201);
        let path = format!("{ROOT}/{}", made.id());
        assert_eq!(made.header("location"), Some(format!("{}{path}", t.base()).as_str()));
        assert_eq!((made.etag().as_str(), made.media_type()), ("W/\"1\"", "application/fhir+json"));
        let filter = format!("Task?owner=Organization/{}", scene.organisation);
        let shown = json!({
            "resourceType": "Subscription", "id": made.id(),
            "meta": { "versionId": "1", "lastUpdated": t.now().to_string(), "profile": [backport("subscription")] },
            "status": "requested", "end": made.body["end"], "reason": "To keep our agenda", "criteria": TOPIC,
            "_criteria": { "extension": [{ "url": backport("filter-criteria"), "valueString": filter }] },
            "channel": {
                // Nobody waits for a minute.
                "extension": [number("heartbeat-period", 3600), number("timeout", 15), number("max-count", 20)],
                "type": "rest-hook", "endpoint": receiver.url(), "payload": "application/fhir+json",
                "_payload": { "extension": [{ "url": backport("payload-content"), "valueCode": "id-only" }] },
                "header": ["Authorization: [sealed]", "X-Tenant: [sealed]"],
            },
        });
        assert_eq!(made.body, shown);
        assert_eq!(lotte.get(&path).ok(200).body, shown);
        assert_eq!(receiver.heard().len(), 0, "nothing goes out before the worker sends it");
        t.works();
        let heard = receiver.heard();
        let [call] = &heard[..] else { panic!("{heard:?}") };
        assert_eq!((call.line.as_str(), call.header("content-type")), ("POST /in?org=1 HTTP/1.1", "application/fhir+json"));
        assert_eq!((call.header("authorization"), call.header("x-tenant")), ("Bearer Koppelsleutel", "7"));
        assert_eq!(told(&call.json()), is("handshake", "requested", 0, &[]));
        let read = lotte.get(&path).ok(200);
        assert_eq!((&read.body["status"], read.etag().as_str()), (&json!("active"), "W/\"2\""));

        let (_, referral, _) = scene.sent();
        t.works();
        let heard = receiver.heard();
        let [call] = &heard[..] else { panic!("{heard:?}") };
        let at = |path: &str| format!("https://buurt.example{path}");
        let parameters = call.json()["entry"][0]["resource"].clone();
        let event = json!({ "name": "notification-event", "part": [
            { "name": "event-number", "valueString": "1" },
            { "name": "timestamp", "valueInstant": t.now() },
            { "name": "focus", "valueReference": { "reference": at(&task(&referral)) } },
        ] });
        assert_eq!(call.json(), json!({
            "resourceType": "Bundle", "meta": { "profile": [backport("subscription-notification-r4")] }, "type": "history",
            "timestamp": t.now(), "entry": [
                {
                    "fullUrl": format!("urn:uuid:{}", parameters["id"].as_str().unwrap()),
                    "resource": {
                        "resourceType": "Parameters", "id": parameters["id"],
                        "meta": { "profile": [backport("subscription-status-r4")] },
                        "parameter": [
                            { "name": "subscription", "valueReference": { "reference": at(&path) } },
                            { "name": "topic", "valueCanonical": TOPIC },
                            { "name": "status", "valueCode": "active" },
                            { "name": "type", "valueCode": "event-notification" },
                            { "name": "events-since-subscription-start", "valueString": "1" },
                            event,
                        ],
                    },
                    "request": { "method": "GET", "url": at(&format!("{path}/$status")) }, "response": { "status": "200" },
                },
                {
                    "fullUrl": at(&task(&referral)), "request": { "method": "PUT", "url": format!("Task/{referral}") },
                    "response": { "status": "200" },
                },
            ],
        }), "this and nothing more");
        scene.lotte.refers("ask", &referral).ok(200);
        scene.katrien.refers("reply", &referral).ok(200);
        t.works();
        let last = told(&receiver.heard().last().unwrap().json());
        assert_eq!((last.kind.as_str(), last.count, last.numbers.last()), ("event-notification", last.count, Some(&last.count)));

        let asked = t.again(&scene.lotte).off_contract().get(&format!("{path}/$status")).ok(200);
        assert_eq!((&asked.body["type"], &asked.body["total"]), (&json!("searchset"), &json!(1)));
        assert_eq!(told(&asked.body), is("query-status", "active", last.count, &[]));
    }

    fn who_misses_a_number_reads_it(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let path = subscribes(&scene.lotte, &receiver.url(), &[number("max-count", 1)]);
        t.works();
        let (_, referral, _) = scene.sent();
        happens(t, &scene, &referral, 4);
        t.works();
        let counts: Vec<_> = hears(&receiver).into_iter().map(|it| (it.count, it.numbers)).collect();
        let one_by_one = [(0, vec![]), (1, vec![1]), (2, vec![2]), (3, vec![3]), (4, vec![4]), (5, vec![5])];
        assert_eq!(counts, one_by_one, "a call with a number above the next shows that one is missing");
        let lotte = scene.lotte.off_contract();
        let asks = |query: &str| lotte.get(&format!("{path}/$events{query}"));
        let numbers = |query: &str| told(&asks(query).ok(200).body).numbers;
        let missed = asks("?eventsSinceNumber=2&eventsUntilNumber=3").ok(200);
        assert_eq!(told(&missed.body), is("query-event", "active", 5, &[2, 3]));
        assert_eq!(missed.body["type"], "history");
        assert_eq!(missed.body["entry"].as_array().unwrap().len(), 2, "each Task is named once");
        assert_eq!(numbers(""), [1, 2, 3, 4, 5]);
        assert_eq!(numbers("?eventsSinceNumber=4&content=id-only"), [4, 5]);
        assert_eq!(numbers("?eventsUntilNumber=0"), [0_i64; 0]);
        assert_eq!(numbers("?eventsSinceNumber=6&eventsUntilNumber=99999999999999999999"), [0_i64; 0]);
        for odd in ["eventsSinceNumber=x", "eventsSinceNumber=-1", "eventsSinceNumber=", "eventsUntilNumber=1.5",
            "eventsSinceNumber=%2B1", "eventsSinceNumber=1&eventsSinceNumber=2", "since=1"] {
            refused(&asks(&format!("?{odd}")), "badRequest", 400);
        }
        refused(&asks("?content=full-resource"), "notSupported", 422);

        t.passes(TimeDelta::days(31));
        t.works();
        let lotte = t.again(&scene.lotte).off_contract();
        let kept = told(&lotte.get(&format!("{path}/$events?eventsUntilNumber=5")).ok(200).body);
        assert_eq!(kept.numbers, [0_i64; 0], "after thirty days they are forgotten, and the count goes on");
        assert!(kept.count >= 5, "{kept:?}");
    }

    fn where_nothing_happens_a_heart_beats(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        subscribes(&scene.lotte, &receiver.url(), &[number("heartbeat-period", 120)]);
        t.works();
        assert_eq!(hears(&receiver), [is("handshake", "requested", 0, &[])]);
        t.passes(TimeDelta::seconds(119));
        t.works();
        assert_eq!(hears(&receiver), []);
        t.passes(TimeDelta::seconds(1));
        t.works();
        assert_eq!(hears(&receiver), [is("heartbeat", "active", 0, &[])]);
        t.passes(TimeDelta::seconds(60));
        let scene = t.care_scene_again(&scene);
        scene.sent();
        t.works();
        assert_eq!(hears(&receiver), [is("event-notification", "active", 1, &[1])]);
        t.passes(TimeDelta::seconds(119));
        t.works();
        assert_eq!(hears(&receiver), [], "the pause begins with the last call");
        t.passes(TimeDelta::seconds(1));
        t.works();
        assert_eq!(hears(&receiver), [is("heartbeat", "active", 1, &[])]);
        receiver.answers(500);
        t.passes(TimeDelta::seconds(120));
        t.works();
        receiver.answers(204);
        t.passes(TimeDelta::seconds(10));
        t.works();
        assert_eq!(hears(&receiver).len(), 2, "one that fails is tried again");
    }

    fn a_subscription_is_requested_active_in_error_and_off(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        receiver.answers(500);
        let path = subscribes(&scene.lotte, &receiver.url(), &[]);
        t.works();
        let failing = scene.lotte.off_contract().get(&path).ok(200);
        let fault = json!("refused: the last call was answered 500");
        assert_eq!((&failing.body["status"], &failing.body["error"]), (&json!("requested"), &fault));
        // Asked for anew, it is called at once, and not when its pause is over.
        receiver.answers(200);
        sends(&scene.lotte, &path, |it| it["status"] = json!("requested")).ok(200);
        t.works();
        assert_eq!((hears(&receiver).len(), status(&scene.lotte, &path).as_str()), (2, "active"));
        assert_eq!(scene.lotte.off_contract().get(&path).ok(200).body.get("error"), None);
        // Gone.
        receiver.answers(410);
        let (_, referral, _) = scene.sent();
        t.works();
        assert_eq!((hears(&receiver).len(), status(&scene.lotte, &path).as_str()), (1, "error"));
        assert!(t.mails_to("zorg-nabij@zorg.example").iter().any(|it| it.contains(&path)));
        assert!(followed_up(&scene.katrien), "the software did not hear, and nobody waits four hours for that");
        for word in ["active", "nonsense"] {
            let refusal = sends(&scene.lotte, &path, |it| it["status"] = json!(word));
            assert!(refusal.status == 422 || refusal.status == 400, "{refusal}");
        }
        happens(t, &scene, &referral, 1);
        t.works();
        assert_eq!(hears(&receiver), [], "it is not called, and what happens is counted");
        receiver.answers(204);
        sends(&scene.lotte, &path, |it| it["status"] = json!("requested")).ok(200);
        t.works();
        let resumed = [is("handshake", "requested", 0, &[]), is("event-notification", "active", 2, &[1, 2])];
        assert_eq!(hears(&receiver), resumed, "it goes on with the first that was not taken");
        assert!(!followed_up(&scene.katrien));
        // Put off, nothing is counted.
        assert_eq!(sends(&scene.lotte, &path, |it| it["status"] = json!("off")).ok(200).body["status"], "off");
        happens(t, &scene, &referral, 3);
        t.works();
        let ends = (t.now() + TimeDelta::hours(1)).to_string();
        sends(&scene.lotte, &path, |it| { it["status"] = json!("requested"); it["end"] = json!(ends); }).ok(200);
        happens(t, &scene, &referral, 1);
        t.works();
        let again = [is("handshake", "requested", 2, &[]), is("event-notification", "active", 3, &[3])];
        assert_eq!(hears(&receiver), again, "no number is left out");
        // Its end comes.
        t.passes(TimeDelta::hours(1));
        happens(t, &scene, &referral, 1);
        t.works();
        let lotte = t.again(&scene.lotte);
        assert_eq!((hears(&receiver), status(&lotte, &path).as_str()), (vec![], "off"));
        let behind = sends(&lotte, &path, |it| it["status"] = json!("requested"));
        refused(&behind, "badRequest", 400);
    }

    fn another_address_is_shaken_hands_with_first_and_gets_no_header_that_it_did_not_bring(t) {
        let (scene, one, other) = (t.care_scene(), Receiver::start(), Receiver::start());
        let lotte = scene.lotte.off_contract();
        let mut said = wanted(&one.url(), &[]);
        said["channel"]["header"] = json!(["Authorization: Bearer Koppelsleutel"]);
        let path = format!("{ROOT}/{}", lotte.post(ROOT, said).ok(201).id());
        t.works();
        let same = sends(&lotte, &path, |_| {}).ok(200);
        assert_eq!((&same.body["status"], same.etag().as_str()), (&json!("active"), "W/\"2\""), "nothing was changed");
        let reason = sends(&lotte, &path, |it| it["reason"] = json!("Another")).ok(200);
        assert_eq!((&reason.body["status"], reason.etag().as_str()), (&json!("active"), "W/\"3\""));
        let stolen = sends(&lotte, &path, |it| it["channel"]["endpoint"] = json!(other.url()));
        assert!(why(refused(&stolen, "badRequest", 400)).starts_with("/channel/header/0"), "{stolen}");
        let moves = |it: &mut Value| {
            it["channel"]["endpoint"] = json!(other.url());
            it["channel"]["header"] = json!(["X-Key: Nieuwe"]);
        };
        assert_eq!(sends(&lotte, &path, moves).ok(200).body["status"], "requested");
        scene.sent();
        t.works();
        assert_eq!(one.heard().len(), 1, "the first handshake alone");
        let heard = other.heard();
        assert_eq!(all_told(&heard), [is("handshake", "requested", 0, &[]), is("event-notification", "active", 1, &[1])]);
        assert!(heard.iter().all(|it| it.header("x-key") == "Nieuwe" && it.header("authorization").is_empty()));
        let shown = lotte.get(ROOT).ok(200).text;
        assert!(!shown.contains("Nieuwe") && shown.contains("X-Key: [sealed]"), "{shown}");
    }

    fn what_a_worker_took_who_is_no_more_goes_out_again(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let path = subscribes(&scene.lotte, &receiver.url(), &[]);
        t.works();
        scene.sent();
        receiver.heard();
        let taken = t.write(actions::take).expect("a call that is due");
        assert_eq!(t.write(actions::take), None, "one call at a time");
        t.works();
        assert_eq!(hears(&receiver), [], "somebody has it in hand");
        // By the clock of the database all of ours lies behind.
        execute(&t.fixture.url, "UPDATE subscriptions SET leased_until = created_at");
        t.works();
        assert_eq!(hears(&receiver), [is("event-notification", "active", 1, &[1])]);
        t.write(move |tx| actions::came(tx, &taken, Err(DeliveryFault::TimedOut)));
        assert_eq!(scene.lotte.off_contract().get(&path).ok(200).body.get("error"), None, "who comes late says nothing");
        t.works();
        assert_eq!(hears(&receiver), []);
    }

    fn one_that_is_asked_for_anew_while_it_is_called_waits_until_that_call_is_over(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let path = subscribes(&scene.lotte, &receiver.url(), &[]);
        let taken = t.write(actions::take).expect("the handshake");
        for word in ["requested", "off", "requested"] {
            sends(&scene.lotte, &path, |it| it["status"] = json!(word)).ok(200);
            assert_eq!(t.write(actions::take), None, "one call at a time");
        }
        t.write(move |tx| actions::came(tx, &taken, Ok(204)));
        assert_eq!(status(&scene.lotte, &path), "requested", "what was asked before is not what is asked now");
        t.works();
        assert_eq!(hears(&receiver), [is("handshake", "requested", 0, &[])], "at once");
        assert_eq!(status(&scene.lotte, &path), "active");
    }

    fn one_organisation_keeps_no_more_than_three_busy(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        for _ in 0..5 {
            subscribes(&scene.lotte, &receiver.url(), &[]);
        }
        subscribes(&scene.olga, &receiver.url(), &[]);
        let taken: Vec<_> = std::iter::from_fn(|| t.write(actions::take)).map(|it| it.to.organisation).collect();
        let ours = taken.iter().filter(|it| **it == scene.organisation).count();
        assert_eq!((ours, taken.len()), (3, 4));
        execute(&t.fixture.url, "UPDATE subscriptions SET leased_until = created_at");
        t.works();
        assert_eq!(receiver.heard().len(), 6);
    }

    fn a_referral_that_who_subscribed_does_not_take_for_four_hours_is_followed_up(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        subscribes(&scene.lotte, &receiver.url(), &[]);
        t.works();
        receiver.answers(503);
        let (_, referral, _) = scene.sent();
        t.works();
        t.passes(TimeDelta::hours(4) - TimeDelta::seconds(1));
        assert!(!followed_up(&t.again(&scene.katrien)));
        t.passes(TimeDelta::seconds(1));
        let katrien = t.again(&scene.katrien);
        assert!(katrien.follow_ups().contains(&("referralUndelivered".to_owned(), format!("/v1/referrals/{referral}"))));
        receiver.answers(204);
        t.passes(TimeDelta::hours(10));
        t.works();
        assert!(!followed_up(&t.again(&scene.katrien)));
    }

    fn what_nobody_takes_any_more_keeps_no_team_from_its_follow_ups(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        subscribes(&scene.lotte, &receiver.url(), &[]);
        t.works();
        receiver.answers(410);
        let (_, referral, _) = scene.sent();
        t.works();
        // More than a statement can name: what happened in a month to an organisation with many referrals.
        let id = if t.fixture.backend == Backend::Sqlite { "randomblob(16)" } else { "gen_random_uuid()" };
        let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 35000)";
        let rows = format!("{many} SELECT {id}, s.id, 1000 + n.i, r.id, r.sent_at FROM n, subscriptions s, referrals r");
        execute(&t.fixture.url, &format!("INSERT INTO subscription_events (id, subscription_id, number, referral_id, at) {rows}"));
        assert!(t.again(&scene.katrien).follow_ups().contains(&("referralUndelivered".to_owned(), format!("/v1/referrals/{referral}"))));
        scene.lotte.refers("accept", &referral).ok(200);
        assert!(!followed_up(&t.again(&scene.katrien)));
    }
}
