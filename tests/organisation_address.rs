//! Another address for the referrals of an organisation counts once its mailboxes, or a coordinator, have confirmed it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::people::Person;
use crate::support::referrals::Scene;

const OLD: &str = "zorg-nabij@zorg.example";
const NEW: &str = "onthaal@zorg.example";

fn changes(scene: &Scene, by: &Person, email: &str) -> Answer {
    let path = format!("/v1/organisations/{}", scene.organisation);
    let etag = by.get(&path).ok(200).etag();
    by.if_match(&etag).patch(&path, json!({ "email": email }))
}

fn seen(scene: &Scene, by: &Person) -> Value {
    by.get(&format!("/v1/organisations/{}", scene.organisation)).ok(200).body
}

/// The path of a link in the last mail to an address.
fn link(t: &TestApp, to: &str, kind: &str) -> String {
    let mail = t.mails_to(to).into_iter().rev().find(|it| it.contains(kind)).expect("a mail with a link");
    let rest = mail.split(kind).nth(1).unwrap();
    format!("{kind}{}", rest.split_whitespace().next().unwrap())
}

fn confirms(t: &TestApp, to: &str) -> Answer {
    let path = link(t, to, "/confirm-address/");
    t.client().off_contract().send_bytes("POST", &path, "", b"")
}

both! {
    with TestApp::start;

    fn both_mailboxes_confirm_and_then_links_to_the_old_one_are_dead_and_what_is_open_is_sent_again(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let before = link(t, OLD, "/r/");
        let asked = changes(&scene, &scene.lotte, NEW).ok(200).body;
        assert_eq!((&asked["email"], &asked["emailToConfirm"]), (&json!(OLD), &json!(NEW)));
        assert_eq!(seen(&scene, &scene.an).get("emailToConfirm"), None);
        let door = link(t, NEW, "/confirm-address/");
        for _ in 0..2 {
            let page = t.client().off_contract().get(&door).ok(200).text;
            assert!(page.contains("Zorg Nabij") && page.contains(NEW) && page.contains("<form"), "{page}");
        }
        confirms(t, NEW).ok(200);
        assert_eq!(seen(&scene, &scene.lotte)["email"], OLD, "one of the two is not enough");
        confirms(t, NEW).ok(200);
        assert_eq!(seen(&scene, &scene.lotte)["email"], OLD, "twice the same is not both");
        t.client().off_contract().get(&before).ok(200);
        confirms(t, OLD).ok(200);
        let after = seen(&scene, &scene.lotte);
        assert_eq!((&after["email"], after.get("emailToConfirm")), (&json!(NEW), None));
        t.client().off_contract().get(&before).ok(404);
        let again = link(t, NEW, "/r/");
        assert!(again.contains(&id), "{again}");
        t.client().off_contract().get(&again).ok(200);
        confirms(t, OLD).ok(404);
    }

    fn a_coordinator_confirms_for_a_mailbox_that_is_gone(t) {
        let scene = t.care_scene();
        let sofie = t.coordinator("Sofie", "99999");
        let path = format!("/v1/organisations/{}/confirmAddress", scene.organisation);
        sofie.post(&path, json!({})).is_problem("wrongState", 409);
        changes(&scene, &scene.lotte, NEW).ok(200);
        for other in [&scene.lotte, &scene.olga, &scene.katrien, &scene.an] {
            other.post(&path, json!({})).is_problem("forbidden", 403);
        }
        assert!(seen(&scene, &sofie)["allowedActions"].as_array().unwrap().contains(&json!("confirmAddress")));
        sofie.post(&path, json!({})).is_problem("wrongState", 409);
        confirms(t, NEW).ok(200);
        let late = link(t, NEW, "/confirm-address/");
        assert_eq!(sofie.post(&path, json!({})).ok(200).body["email"], NEW);
        t.client().off_contract().send_bytes("POST", &late, "", b"").ok(404);
    }

    fn an_administrator_sets_it_at_once(t) {
        let scene = t.care_scene();
        scene.sent();
        let before = link(t, OLD, "/r/");
        assert_eq!(changes(&scene, &scene.administrator, NEW).ok(200).body["email"], NEW);
        t.client().off_contract().get(&before).ok(404);
        link(t, NEW, "/r/");
    }

    fn what_nobody_confirms_within_a_week_counts_never(t) {
        let scene = t.care_scene();
        changes(&scene, &scene.lotte, NEW).ok(200);
        let (old, new) = (link(t, OLD, "/confirm-address/"), link(t, NEW, "/confirm-address/"));
        t.passes(TimeDelta::days(7));
        let scene = t.care_scene_again(&scene);
        let anybody = t.client().off_contract();
        for path in [&old, &new, "/confirm-address/x"] {
            anybody.get(path).ok(404);
            anybody.send_bytes("POST", path, "", b"").ok(404);
        }
        let kept = seen(&scene, &scene.lotte);
        assert_eq!((&kept["email"], kept.get("emailToConfirm")), (&json!(OLD), None));
    }

    fn who_sets_the_address_that_counts_calls_a_change_off(t) {
        let scene = t.care_scene();
        changes(&scene, &scene.lotte, NEW).ok(200);
        let waiting = link(t, NEW, "/confirm-address/");
        changes(&scene, &scene.lotte, OLD).ok(200);
        t.client().off_contract().send_bytes("POST", &waiting, "", b"").ok(404);
        assert_eq!(seen(&scene, &scene.lotte).get("emailToConfirm"), None);
    }

    fn a_later_change_takes_the_place_of_an_earlier_one(t) {
        let scene = t.care_scene();
        changes(&scene, &scene.lotte, "eerst@zorg.example").ok(200);
        let earlier = link(t, "eerst@zorg.example", "/confirm-address/");
        changes(&scene, &scene.lotte, NEW).ok(200);
        t.client().off_contract().send_bytes("POST", &earlier, "", b"").ok(404);
        confirms(t, NEW).ok(200);
        confirms(t, OLD).ok(200);
        assert_eq!(seen(&scene, &scene.lotte)["email"], NEW);
    }
}
