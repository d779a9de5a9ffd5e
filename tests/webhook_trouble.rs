//! Webhooks in trouble: slow ones, ones that fail now and then, ones that move, and one of several that is dead.

use std::sync::mpsc::channel;
use std::time::Duration;

use buurtnet::webhooks::actions;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::client::Client;
use crate::support::faults::{statements_of, watched};
use crate::support::fixture::{Fixture, execute};
use crate::support::people::in_lindewijk;
use crate::support::receiver::Receiver;
use crate::support::trust::at_once;
use crate::support::{Person, TestApp};
use crate::webhooks::{after, followed_up, hook, newest};

fn tries(who: &Client, webhook: &str) {
    who.post(&format!("{webhook}/test"), json!({})).ok(201);
}

/// The first that was told to a webhook is tried until it is given up.
fn is_given_up(t: &TestApp, who: &Person, webhook: &str) {
    t.works();
    loop {
        let told = t.again(who).get(&format!("{webhook}/deliveries")).ok(200).body["items"].clone();
        let first = told.as_array().unwrap().last().unwrap();
        if first["state"] == "dead" {
            return;
        }
        after(t, first);
        t.works();
    }
}

/// To which webhooks the calls go that could be made now, each taken by a worker that does not come back.
fn taken(t: &TestApp) -> Vec<String> {
    let take = || t.write(actions::take).map(|it| format!("/v1/webhooks/{}", it.webhook));
    std::iter::from_fn(take).collect()
}

both! {
    with TestApp::calling_here;

    fn an_organisation_with_ten_slow_webhooks_keeps_no_other_waiting(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let theirs: Vec<_> = (0..10).map(|_| hook(&scene, &receiver).0).collect();
        for it in &theirs {
            tries(&scene.lotte, it);
        }
        let other = t.organisation(&scene.administrator, "Zorg Ginder");
        let omar = t.care_provider("Omar", other);
        let said = json!({ "organisationId": other, "url": receiver.url() });
        let of_omar = omar.post("/v1/webhooks", said).ok(201).body["href"].as_str().unwrap().to_owned();
        tries(&omar, &of_omar);
        assert_eq!(taken(t), [theirs[0].clone(), theirs[1].clone(), of_omar], "two of each organisation at once");
        execute(&t.fixture.url, "UPDATE webhooks SET leased_until = NULL");
        t.works();
        assert_eq!(receiver.heard().len(), 11, "and the others when there is room");
    }

    fn what_comes_while_a_webhook_is_slow_goes_out_meanwhile(t) {
        let (scene, slow, swift) = (t.care_scene(), Receiver::start(), Receiver::start());
        let (of_slow, of_swift) = (hook(&scene, &slow).0, hook(&scene, &swift).0);
        let ((comes, waits), (says, hears)) = (channel(), channel());
        swift.meanwhile(move || comes.send(()).unwrap_or_default());
        let lotte = scene.lotte.client.clone();
        slow.meanwhile(move || {
            tries(&lotte, &of_swift);
            says.send(waits.recv_timeout(Duration::from_secs(10))).unwrap_or_default();
        });
        tries(&scene.lotte, &of_slow);
        t.works();
        assert_eq!(hears.recv(), Ok(Ok(())), "the slow one was still to answer");
    }

    fn no_more_than_ten_come_of_many_who_ask_at_once(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        for _ in 0..9 {
            hook(&scene, &receiver);
        }
        let said = json!({ "organisationId": scene.organisation, "url": receiver.url() });
        let lotte = &scene.lotte.client;
        let mut statuses = at_once(4, |_| lotte.post("/v1/webhooks", said.clone()).status);
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409]);
    }

    fn who_lives_with_somebody_reads_nothing_of_what_was_told_of_their_referral(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, _) = hook(&scene, &receiver);
        scene.sent();
        t.works();
        let told = newest(&scene.lotte, &webhook);
        let href = told["href"].as_str().unwrap();
        tries(&scene.lotte, &webhook);
        let home = json!({ "position": in_lindewijk(0) });
        scene.lotte.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let with_an = json!({ "withPersonId": scene.an.id });
        scene.katrien.post(&format!("/v1/people/{}/household", scene.lotte.id), with_an).ok(200);
        let omar = t.care_provider("Omar", scene.organisation);
        let many = |who: &Client| {
            let page = who.get(&format!("{webhook}/deliveries")).ok(200).body;
            page["items"].as_array().unwrap().iter().map(|it| it["type"].clone()).collect::<Vec<_>>()
        };
        let tested = "be.buurtnet.webhook.tested";
        assert_eq!(many(&scene.lotte), [tested]);
        assert_eq!(many(&omar), [tested, "be.buurtnet.referral.received"]);
        let never = scene.lotte.get(&format!("{webhook}/deliveries/00000000-0000-0000-0000-000000000000"));
        never.is_problem("notFound", 404);
        scene.lotte.get(href).is_problem("notFound", 404);
        scene.lotte.post(&format!("{href}/replay"), json!({})).is_problem("notFound", 404);
        assert_eq!(omar.get(href).ok(200).body["id"], told["id"]);
    }

    fn who_tries_a_webhook_again_and_again_sees_first_what_came_of_it(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, _) = hook(&scene, &receiver);
        receiver.answers(500);
        for _ in 0..5 {
            tries(&scene.lotte, &webhook);
            t.works();
        }
        let one_more = scene.lotte.post(&format!("{webhook}/test"), json!({}));
        let why = one_more.body["detail"].as_str().unwrap().to_owned();
        one_more.is_problem("wrongState", 409);
        assert!(why.contains("five tests wait"), "{why}");
        let (another, _) = hook(&scene, &receiver);
        tries(&scene.lotte, &another);
        receiver.answers(204);
        t.passes(TimeDelta::seconds(6));
        t.works();
        tries(&scene.lotte, &webhook);
    }

    fn a_failure_after_a_quiet_month_is_a_first_one(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, _) = hook(&scene, &receiver);
        receiver.answers(503);
        tries(&scene.lotte, &webhook);
        is_given_up(t, &scene.lotte, &webhook);
        t.passes(TimeDelta::days(30));
        let lotte = t.again(&scene.lotte);
        let quiet = lotte.get(&webhook).ok(200).body;
        assert!(quiet["failingSince"].is_string(), "no call has gone well since: {quiet}");
        tries(&lotte, &webhook);
        t.works();
        let again = lotte.get(&webhook).ok(200).body;
        assert_eq!((&again["state"], &again["failingSince"]), (&json!("active"), &json!(t.now())));
        for _ in 0..5 {
            t.passes(TimeDelta::days(1));
            t.works();
        }
        let over = t.again(&lotte).get(&webhook).ok(200).body;
        assert_eq!((&over["state"], &over["disabledBecause"]), (&json!("disabled"), &json!("failing")));
    }

    fn what_is_answered_where_a_webhook_was_says_nothing_of_where_it_is(t) {
        let (scene, old, new) = (t.care_scene(), Receiver::start(), Receiver::start());
        for status in [410, 500] {
            let (webhook, _) = hook(&scene, &old);
            old.answers(status);
            let (lotte, path, said) = (scene.lotte.if_match("\"1\""), webhook.clone(), json!({ "url": new.url() }));
            old.meanwhile(move || drop(lotte.patch(&path, said).ok(200)));
            tries(&scene.lotte, &webhook);
            t.works();
            assert_eq!(old.heard().len(), 1);
            let seen = scene.lotte.get(&webhook).ok(200).body;
            assert_eq!((&seen["url"], &seen["state"]), (&json!(new.url()), &json!("active")), "{status}");
            assert_eq!(seen.get("failingSince"), None, "{status}");
            let told = newest(&scene.lotte, &webhook);
            assert_eq!((&told["state"], &told["lastStatus"]), (&json!("waiting"), &json!(status)));
            after(t, &told);
            t.works();
            assert_eq!(new.heard().len(), 1, "it is told there");
            assert_eq!(newest(&scene.lotte, &webhook)["state"], "delivered");
        }
    }

    fn one_webhook_that_takes_it_is_enough_and_a_mail_is_not(t) {
        let (scene, dead, well) = (t.care_scene(), Receiver::start(), Receiver::start());
        hook(&scene, &dead);
        dead.answers(410);
        scene.sent();
        t.works();
        assert!(!t.mails_to("zorg-nabij@zorg.example").is_empty());
        assert!(followed_up(&scene.katrien), "the mail does not excuse it");
        hook(&scene, &dead);
        hook(&scene, &well);
        let (_, second, _) = scene.sent();
        t.works();
        assert_eq!(well.heard().len(), 1);
        let about = |who: &Person| {
            let found = who.follow_ups().into_iter().filter(|it| it.0 == "referralUndelivered");
            found.map(|it| it.1).collect::<Vec<_>>()
        };
        let katrien = t.again(&scene.katrien);
        assert_eq!(about(&katrien).len(), 1, "the first still");
        assert!(!about(&katrien).contains(&format!("/v1/referrals/{second}")));
    }

    fn who_hears_later_of_a_referral_knows_it(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let (webhook, _) = hook(&scene, &receiver);
        receiver.answers(500);
        let (_, referral, _) = scene.sent();
        is_given_up(t, &scene.lotte, &webhook);
        let scene = t.care_scene_again(&scene);
        assert!(followed_up(&scene.katrien));
        scene.lotte.refers("ask", &referral).ok(200);
        receiver.answers(204);
        receiver.heard();
        t.works();
        let kinds: Vec<_> = receiver.heard().iter().map(|it| it.json()["type"].clone()).collect();
        assert!(kinds.contains(&json!("be.buurtnet.referral.changed")), "{kinds:?}");
        assert!(!followed_up(&scene.katrien));
    }
}

fn counted(fixture: Fixture) -> TestApp {
    watched(&fixture);
    TestApp::calling_here(fixture)
}

both! {
    with counted;

    fn how_many_webhooks_are_listed_asks_no_more_of_the_database(t) {
        let (scene, receiver) = (t.care_scene(), Receiver::start());
        let asks = || statements_of(&t.fixture, || drop(scene.administrator.get("/v1/webhooks").ok(200)));
        hook(&scene, &receiver);
        let few = asks();
        for name in ["Zorg Eerst", "Zorg Twee", "Zorg Drie"] {
            let other = t.organisation(&scene.administrator, name);
            let said: Value = json!({ "organisationId": other, "url": receiver.url() });
            scene.administrator.post("/v1/webhooks", said).ok(201);
        }
        assert_eq!(asks(), few);
        let names: Vec<_> = scene.administrator.get("/v1/webhooks").ok(200).body["items"].as_array().unwrap().iter()
            .map(|it| it["organisation"]["name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(names, ["Zorg Drie", "Zorg Twee", "Zorg Eerst", "Zorg Nabij"]);
    }
}
