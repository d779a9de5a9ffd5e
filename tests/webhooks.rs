//! Webhooks: what an organisation's own software hears of referrals, and when it is not heard.

use buurtnet::db::schema::webhooks;
use buurtnet::webhooks::model::Secret;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::client::{Answer, Client};
use crate::support::fixture::dump;
use crate::support::receiver::{Heard, Receiver};
use crate::support::referrals::Scene;
use crate::support::{Person, TestApp};

/// A webhook of the organisation of Lotte: its path, and its secret.
pub(crate) fn hook(scene: &Scene, receiver: &Receiver) -> (String, Secret) {
    let said = json!({ "organisationId": scene.organisation, "url": receiver.url() });
    let made = scene.lotte.post("/v1/webhooks", said).ok(201);
    (made.field("href").as_str().unwrap().to_owned(), secret(&made))
}

/// Where the organisation reads of a webhook.
fn page_of(webhook: &str) -> String {
    webhook.replace("/v1", "/inbox/software")
}

fn secret(of: &Answer) -> Secret {
    Secret::kept(of.field("secret").as_str().unwrap()).unwrap()
}

/// Whether a call is signed by exactly these, in this order.
fn is_signed_by(call: &Heard, secrets: &[&Secret]) -> bool {
    let (id, at) = (call.header("webhook-id"), call.header("webhook-timestamp").parse().unwrap());
    let signed: Vec<_> = secrets.iter().map(|it| it.sign(id, at, &call.body)).collect();
    call.header("webhook-signature") == signed.join(" ")
}

/// The newest delivery.
pub(crate) fn newest(who: &Client, webhook: &str) -> Value {
    who.get(&format!("{webhook}/deliveries")).ok(200).body["items"][0].clone()
}

/// Whatever lies between two tries lies behind this.
pub(crate) fn after(t: &TestApp, delivery: &Value) {
    let at = chrono::DateTime::parse_from_rfc3339(delivery["nextAttemptAt"].as_str().unwrap()).unwrap();
    t.passes(at.to_utc() - t.now().utc());
}

pub(crate) fn followed_up(who: &Person) -> bool {
    who.follow_ups().iter().any(|it| it.0 == "referralUndelivered")
}

both! {
    with TestApp::calling_here;

    fn the_software_of_an_organisation_hears_of_its_referrals_signed_and_by_ids_alone(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, secret) = hook(&scene, &receiver);
        let (_, referral, _) = scene.sent();
        assert_eq!(receiver.heard().len(), 0, "nothing goes out before the worker sends it");
        t.works();
        let heard = receiver.heard();
        let [call] = &heard[..] else { panic!("{heard:?}") };
        assert_eq!(call.line, "POST /in?org=1 HTTP/1.1");
        assert_eq!(call.header("content-type"), "application/cloudevents+json");
        assert!(is_signed_by(call, &[&secret]), "{call:?}");
        assert_eq!(call.header("webhook-timestamp"), t.now().seconds().to_string());
        let said = json!({
            "specversion": "1.0", "id": call.header("webhook-id"), "source": "https://buurt.example",
            "type": "be.buurtnet.referral.received", "time": t.now(), "subject": format!("/v1/referrals/{referral}"),
        });
        assert_eq!(call.json(), said, "this and nothing more");
        let told = newest(&scene.lotte, &webhook);
        let of = json!({ "id": referral, "href": format!("/v1/referrals/{referral}") });
        assert_eq!((&told["state"], &told["lastStatus"], &told["attempts"]), (&json!("delivered"), &json!(204), &json!(1)));
        assert_eq!((&told["id"], &told["referral"]), (&said["id"], &of));
        let one = scene.lotte.get(told["href"].as_str().unwrap()).ok(200);
        assert_eq!(one.body, told);

        scene.katrien.refers("reply", &referral).is_problem("wrongState", 409);
        scene.lotte.refers("ask", &referral).ok(200);
        scene.katrien.refers("reply", &referral).ok(200);
        t.passes(TimeDelta::days(14));
        t.works();
        let kinds: Vec<_> = receiver.heard().iter().map(|it| it.json()["type"].as_str().unwrap().to_owned()).collect();
        let changed = "be.buurtnet.referral.changed";
        assert_eq!(kinds, [changed, changed, "be.buurtnet.referral.reminded"]);
        t.again(&scene.katrien).refers("cancel", &referral).ok(200);
        t.works();
        let heard = receiver.heard();
        assert_eq!((heard.len(), &heard[0].json()["type"]), (1, &json!("be.buurtnet.referral.changed")));
        assert_eq!(heard[0].json()["subject"], format!("/v1/referrals/{referral}"));
        assert!(!heard[0].body.contains("ancel"), "how it stands is for those to read who sign in");
    }

    fn what_its_own_organisation_does_is_news_for_the_software_and_no_mail(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        hook(&scene, &receiver);
        let (_, referral, _) = scene.sent();
        t.works();
        receiver.heard();
        let mails = t.mails_to("zorg-nabij@zorg.example").len();
        let does = |verb: &str, referral: &str| {
            scene.lotte.refers(verb, referral).ok(200);
            t.works();
            let kinds: Vec<_> = receiver.heard().iter().map(|it| it.json()["type"].clone()).collect();
            assert_eq!(kinds, ["be.buurtnet.referral.changed"], "{verb}");
        };
        for verb in ["accept", "waitList", "plan", "start", "ask", "hold", "resume", "noShow", "complete", "handBack"] {
            does(verb, &referral);
        }
        for ends in ["reject", "cancel", "fail"] {
            let (_, referral, _) = scene.sent();
            if ends == "fail" {
                scene.lotte.refers("accept", &referral).ok(200);
                scene.lotte.refers("start", &referral).ok(200);
            }
            t.works();
            receiver.heard();
            does(ends, &referral);
        }
        assert_eq!(t.mails_to("zorg-nabij@zorg.example").len(), mails + 3, "it hears of three more referrals");
    }

    fn what_the_organisation_does_not_read_is_no_news(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        hook(&scene, &receiver);
        let karim = t.buurtwerker("Karim", t.neighbourhood("DEMO-01"));
        let (_, referral) = scene.overridden();
        t.works();
        receiver.heard();
        karim.refers("approveOverride", &referral).ok(200);
        scene.lotte.get(&format!("/v1/referrals/{referral}")).ok(200);
        t.works();
        assert_eq!(receiver.heard().len(), 0);
    }

    fn who_keeps_the_directory_up_to_date_has_the_webhooks_and_for_others_there_are_none(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let said = json!({ "organisationId": scene.organisation, "url": receiver.url() });
        for other in [&scene.olga, &scene.an, &scene.katrien] {
            other.post("/v1/webhooks", said.clone()).is_problem("forbidden", 403);
        }
        t.client().post("/v1/webhooks", said.clone()).is_problem("notSignedIn", 401);
        let (webhook, _) = hook(&scene, &receiver);
        let tried = scene.lotte.post(&format!("{webhook}/test"), json!({})).ok(201);
        let delivery = tried.field("href").as_str().unwrap().to_owned();
        assert_eq!(tried.header("location"), Some(delivery.as_str()));
        let never = "/v1/webhooks/018f0000-0000-7000-8000-000000000000".to_owned();
        let essence = |it: Answer| (it.status, it.body["code"].clone(), it.body["detail"].clone());
        for verb in ["", "/rotateSecret", "/enable", "/test", "/deliveries"] {
            let call = |path: &str| match verb {
                "" | "/deliveries" => scene.olga.get(&format!("{path}{verb}")),
                _ => scene.olga.post(&format!("{path}{verb}"), json!({})),
            };
            let foreign = essence(call(&webhook));
            assert_eq!((foreign.0, foreign.clone()), (404, essence(call(&never))), "{verb}");
        }
        scene.olga.get(&delivery).is_problem("notFound", 404);
        scene.olga.post(&format!("{delivery}/replay"), json!({})).is_problem("notFound", 404);
        scene.olga.if_match("\"1\"").delete(&webhook).is_problem("notFound", 404);
        scene.olga.if_match("\"1\"").patch(&webhook, json!({ "url": receiver.url() })).is_problem("notFound", 404);
        let count = |who: &Person, query: &str| {
            who.get(&format!("/v1/webhooks{query}")).ok(200).body["items"].as_array().unwrap().len()
        };
        let ours = format!("?organisation={}", scene.organisation);
        assert_eq!([count(&scene.lotte, ""), count(&scene.olga, ""), count(&scene.olga, &ours)], [1, 0, 0]);
        assert_eq!([count(&scene.administrator, ""), count(&scene.administrator, &ours)], [1, 1]);
        scene.an.get("/v1/webhooks").is_problem("forbidden", 403);

        let seen = scene.administrator.get(&webhook).ok(200);
        assert_eq!(seen.body["allowedActions"], json!(["change", "delete", "rotateSecret", "test"]));
        scene.lotte.patch(&webhook, json!({ "url": receiver.url() })).is_problem("preconditionRequired", 428);
        let other = json!({ "url": "https://hooks.zorg.example/other" });
        let changed = scene.lotte.if_match(&seen.etag()).patch(&webhook, other.clone()).ok(200);
        assert_eq!((&changed.body["url"], &changed.body["version"]), (&other["url"], &json!(2)));
        scene.lotte.if_match(&seen.etag()).delete(&webhook).is_problem("stale", 412);
        scene.lotte.if_match(&changed.etag()).delete(&webhook).ok(204);
        scene.lotte.get(&webhook).is_problem("notFound", 404);
        t.works();
        assert_eq!(receiver.heard().len(), 0, "what waited went with it");
        for _ in 0..10 {
            hook(&scene, &receiver);
        }
        scene.lotte.post("/v1/webhooks", said).is_problem("wrongState", 409);
    }

    fn a_secret_is_shown_once_and_stands_nowhere(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let said = json!({ "organisationId": scene.organisation, "url": receiver.url() });
        let client = scene.lotte.with_key("once");
        let made = client.post("/v1/webhooks", said.clone()).ok(201);
        let text = made.field("secret").as_str().unwrap().to_owned();
        let again = client.post("/v1/webhooks", said).ok(201);
        assert_eq!((again.id(), again.body.get("secret")), (made.id(), None));
        let webhook = made.field("href").as_str().unwrap();
        let rotated = scene.lotte.post(&format!("{webhook}/rotateSecret"), json!({})).ok(200);
        let other = rotated.field("secret").as_str().unwrap().to_owned();
        assert!(text.starts_with("whsec_") && other.starts_with("whsec_") && text != other);
        scene.lotte.post(&format!("{webhook}/test"), json!({})).ok(201);
        t.works();
        scene.lotte.post("/v1/me/export", json!({})).ok(200);
        t.works();
        let mut shown: Vec<String> = receiver.heard().iter().map(|it| format!("{it:?}")).collect();
        for who in [&scene.lotte, &scene.administrator] {
            for path in [webhook, "/v1/webhooks", &format!("{webhook}/deliveries"), "/v1/me/export/file"] {
                shown.push(who.off_contract().get(path).text);
            }
        }
        shown.extend(dump(&t.fixture.url).values().flatten().cloned());
        let bytes = |it: &str| it.trim_start_matches("whsec_").trim_end_matches('=').to_owned();
        for secret in [bytes(&text), bytes(&other)] {
            assert!(!shown.iter().any(|it| it.contains(&secret)));
        }
    }

    fn while_a_secret_is_rotated_calls_are_signed_with_both_for_a_day(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, first) = hook(&scene, &receiver);
        let call = |who: &Person| {
            who.post(&format!("{webhook}/test"), json!({})).ok(201);
            t.works();
            let heard = receiver.heard();
            assert_eq!(heard.len(), 1);
            heard[0].clone()
        };
        assert!(is_signed_by(&call(&scene.lotte), &[&first]));
        let rotate = |who: &Person| who.post(&format!("{webhook}/rotateSecret"), json!({})).ok(200);
        let rotated = rotate(&scene.lotte);
        let second = secret(&rotated);
        assert_eq!(rotated.body["oldSecretUntil"], json!(t.now() + TimeDelta::hours(24)));
        assert!(is_signed_by(&call(&scene.lotte), &[&second, &first]));
        // The answer got lost, and it is rotated again: whoever has the first still verifies.
        t.passes(TimeDelta::hours(1));
        let lotte = t.again(&scene.lotte);
        let third = secret(&rotate(&lotte));
        assert!(is_signed_by(&call(&lotte), &[&third, &first]));
        t.passes(TimeDelta::hours(23));
        let lotte = t.again(&scene.lotte);
        assert!(is_signed_by(&call(&lotte), &[&third]));
        assert_eq!(lotte.get(&webhook).ok(200).body.get("oldSecretUntil"), None);
        let fourth = secret(&rotate(&lotte));
        assert!(is_signed_by(&call(&lotte), &[&fourth, &third]));
    }

    fn what_is_not_taken_is_tried_for_three_days_then_kept_as_dead_and_sent_again_by_hand(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, secret) = hook(&scene, &receiver);
        receiver.answers(500);
        // Of a referral the organisation would be reminded meanwhile, too.
        scene.lotte.post(&format!("{webhook}/test"), json!({})).ok(201);
        let (begun, mut ids) = (t.now(), Vec::new());
        for attempt in 1..=10 {
            t.works();
            let heard = receiver.heard();
            assert_eq!(heard.len(), 1, "try {attempt}");
            assert!(is_signed_by(&heard[0], &[&secret]), "each try is signed anew");
            ids.push((heard[0].header("webhook-id").to_owned(), heard[0].body.clone()));
            let lotte = t.again(&scene.lotte);
            let told = newest(&lotte, &webhook);
            assert_eq!((&told["attempts"], &told["lastStatus"], &told["lastFault"]), (&json!(attempt), &json!(500), &json!("refused")));
            if attempt < 10 {
                assert_eq!(told["state"], "waiting");
                t.works();
                assert_eq!(receiver.heard().len(), 0, "not before its time");
                after(t, &told);
            }
        }
        let took = t.now() - begun;
        assert!((TimeDelta::hours(60)..TimeDelta::hours(92)).contains(&took), "{took}");
        ids.dedup();
        assert_eq!(ids.len(), 1, "the same call each time");
        let lotte = t.again(&scene.lotte);
        let dead = newest(&lotte, &webhook);
        assert_eq!((&dead["state"], &dead["allowedActions"]), (&json!("dead"), &json!(["replay"])));
        t.passes(TimeDelta::days(1));
        t.works();
        assert_eq!(receiver.heard().len(), 0, "it is given up");
        receiver.answers(200);
        let (lotte, replay) = (t.again(&lotte), format!("{}/replay", dead["href"].as_str().unwrap()));
        assert_eq!(lotte.post(&replay, json!({})).ok(200).body["state"], "waiting");
        lotte.post(&replay, json!({})).is_problem("wrongState", 409);
        t.works();
        let heard = receiver.heard();
        assert_eq!((heard.len(), heard[0].header("webhook-id")), (1, ids[0].0.as_str()), "under the same id");
        assert_eq!(heard[0].json()["subject"], webhook);
        assert_eq!(newest(&lotte, &webhook)["state"], "delivered");
        lotte.post(&replay, json!({})).is_problem("wrongState", 409);
        let well = lotte.get(&webhook).ok(200).body;
        assert_eq!((&well["state"], well.get("failingSince")), (&json!("active"), None));
    }

    fn who_says_to_be_gone_is_not_called_any_more_until_somebody_enables_it(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, _) = hook(&scene, &receiver);
        scene.lotte.post(&format!("{webhook}/enable"), json!({})).is_problem("wrongState", 409);
        receiver.answers(410);
        scene.sent();
        scene.lotte.post(&format!("{webhook}/test"), json!({})).ok(201);
        t.works();
        assert_eq!(receiver.heard().len(), 1, "the second is not tried any more");
        let gone = scene.lotte.get(&webhook).ok(200).body;
        assert_eq!((&gone["state"], &gone["disabledBecause"]), (&json!("disabled"), &json!("gone")));
        assert_eq!(gone["allowedActions"], json!(["change", "delete", "rotateSecret", "enable"]));
        let told = scene.lotte.get(&format!("{webhook}/deliveries")).ok(200);
        let states: Vec<_> = told.body["items"].as_array().unwrap().iter().map(|it| it["state"].clone()).collect();
        assert_eq!(states, ["dead", "dead"]);
        assert!(followed_up(&scene.katrien), "the organisation's software did not hear, and nobody waits four hours for that");
        let mails = t.mails_to("zorg-nabij@zorg.example");
        assert!(mails.iter().any(|it| it.contains(&page_of(&webhook))), "{mails:?}");
        scene.lotte.post(&format!("{webhook}/test"), json!({})).is_problem("wrongState", 409);
        scene.sent();
        t.works();
        assert_eq!(receiver.heard().len(), 0);
        receiver.answers(204);
        let dead = newest(&scene.lotte, &webhook);
        let replay = format!("{}/replay", dead["href"].as_str().unwrap());
        scene.lotte.post(&replay, json!({})).is_problem("wrongState", 409);
        let enabled = scene.lotte.post(&format!("{webhook}/enable"), json!({})).ok(200);
        assert_eq!((&enabled.body["state"], enabled.body.get("disabledBecause")), (&json!("active"), None));
        scene.lotte.post(&replay, json!({})).ok(200);
        scene.sent();
        t.works();
        assert_eq!(receiver.heard().len(), 2);
    }

    fn who_takes_nothing_for_five_days_is_not_called_any_more(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, _) = hook(&scene, &receiver);
        receiver.answers(503);
        let tries = |who: &Person| {
            who.post(&format!("{webhook}/test"), json!({})).ok(201);
            t.works();
            who.get(&webhook).ok(200).body
        };
        let first = tries(&scene.lotte);
        assert_eq!(first["failingSince"], json!(t.now()));
        t.passes(TimeDelta::days(4));
        receiver.answers(200);
        assert_eq!(tries(&t.again(&scene.lotte)).get("failingSince"), None, "one that goes well ends it");
        receiver.answers(503);
        tries(&t.again(&scene.lotte));
        // What waits is tried again each day.
        let goes_on = |by: TimeDelta| {
            t.passes(by);
            t.works();
            t.again(&scene.lotte).get(&webhook).ok(200).body
        };
        for _ in 1..5 {
            assert_eq!(goes_on(TimeDelta::days(1))["state"], "active");
        }
        assert_eq!(goes_on(TimeDelta::days(1) - TimeDelta::seconds(1))["state"], "active");
        t.passes(TimeDelta::seconds(1));
        let over = tries(&t.again(&scene.lotte));
        assert_eq!((&over["state"], &over["disabledBecause"]), (&json!("disabled"), &json!("failing")));
        assert!(t.mails_to("zorg-nabij@zorg.example").iter().any(|it| it.contains(&page_of(&webhook))));
        receiver.heard();
        t.passes(TimeDelta::days(2));
        t.works();
        assert_eq!(receiver.heard().len(), 0);
    }

    fn a_referral_that_the_software_does_not_take_for_four_hours_is_followed_up(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        hook(&scene, &receiver);
        receiver.answers(500);
        let (_, referral, _) = scene.sent();
        t.works();
        t.passes(TimeDelta::hours(4) - TimeDelta::seconds(1));
        assert!(!followed_up(&t.again(&scene.katrien)));
        t.passes(TimeDelta::seconds(1));
        let katrien = t.again(&scene.katrien);
        assert!(katrien.follow_ups().contains(&("referralUndelivered".to_owned(), format!("/v1/referrals/{referral}"))));
        // Given up after days it is not younger than that.
        for _ in 0..10 {
            t.works();
            t.passes(TimeDelta::hours(30));
        }
        assert!(followed_up(&t.again(&katrien)));
        t.again(&scene.lotte).refers("accept", &referral).ok(200);
        assert!(!followed_up(&t.again(&katrien)), "the organisation has seen it");

        receiver.answers(200);
        let scene = t.care_scene_again(&scene);
        scene.sent();
        t.works();
        t.passes(TimeDelta::hours(5));
        assert!(!followed_up(&t.again(&scene.katrien)));
    }

    fn what_is_old_is_forgotten_and_a_secret_with_its_day(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, _) = hook(&scene, &receiver);
        scene.lotte.post(&format!("{webhook}/rotateSecret"), json!({})).ok(200);
        scene.lotte.post(&format!("{webhook}/test"), json!({})).ok(201);
        t.works();
        t.passes(TimeDelta::days(29));
        t.works();
        let told = |who: &Person| who.get(&format!("{webhook}/deliveries")).ok(200).body["items"].as_array().unwrap().len();
        assert_eq!(told(&t.again(&scene.lotte)), 1);
        t.passes(TimeDelta::days(2));
        t.works();
        assert_eq!(told(&t.again(&scene.lotte)), 0);
        let kept = webhooks::table.filter(webhooks::old_secret.is_not_null()).count();
        assert_eq!(t.read(move |tx| Ok(kept.get_result::<i64>(tx.conn)?)), 0);
    }
}
