//! A neighbour and a professional together, and then the neighbour alone.

use serde_json::json;

use super::street::{both_say_yes, days, got, href, id, kinds, pass};
use crate::support::TestApp;
use crate::support::offers::{help_with, id_in};
use crate::support::referrals::path;
use crate::support::requests::{wish, with};
use crate::support::story::proposes;

both! {
    with TestApp::start;

    fn a_neighbour_and_a_nurse_help_together_and_the_neighbour_goes_on(t) {
        let scene = t.care_scene();
        let (bilal, offer) = t.helper("Bilal", 100, help_with(&["meals"]));
        let words = json!({ "text": { "lang": "nl", "text": "Na de operatie lukt koken niet." }, "helpKind": "recurring", "rhythm": "weekly" });
        let asked = scene.an.asks(with(wish("meals"), words));
        scene.katrien.does("approve", &asked).ok(200);
        let matched = proposes(&scene.katrien, &asked.id.to_string(), &id_in(&offer).to_string());
        let bond = href(&both_say_yes(&scene.an, &bilal, &matched)["bond"]);
        // Cooking is not all: the wound needs a nurse. An says yes to that, and Bilal goes on bringing soup.
        let consent = scene.consents(&["name", "requestText"]);
        let body = with(scene.referral(&asked, &consent, &["name", "requestText"]), json!({ "beside": true }));
        let referral = scene.katrien.post("/v1/referrals", body).ok(201).id();
        scene.katrien.refers("send", &referral).ok(200);
        assert_eq!((scene.an.state_of(&asked), bilal.get(&matched).ok(200).field("state")), ("matched".into(), &json!("agreed")));
        assert_eq!(got(t, &bilal, "News about a suggestion or an arrangement"), 0);
        for verb in ["accept", "start"] {
            scene.lotte.refers(verb, &referral).ok(200);
        }
        // Each sees their own half: Bilal no wound, Lotte no Bilal, An both.
        bilal.get(&path(&referral)).is_problem("notFound", 404);
        let by_bilal = bilal.get(&matched).ok(200);
        assert!(!by_bilal.text.contains("nurse") && !by_bilal.text.contains(&referral));
        let by_lotte = scene.lotte.get(&path(&referral)).ok(200);
        assert!(!by_lotte.text.contains("Bilal") && !by_lotte.text.contains(id(&matched)));
        scene.lotte.get(&matched).is_problem("notFound", 404);
        scene.lotte.get(&asked.path).is_problem("notFound", 404);
        assert_eq!(scene.an.get(&matched).ok(200).body["contact"]["firstName"], "Bilal");
        assert_eq!(scene.an.get(&path(&referral)).ok(200).field("state"), "inProgress");
        // Weeks later the wound has closed. That ends the nurse's part, and nothing else.
        for _ in 0..3 {
            pass(t, days(10));
            let start = json!({ "start": t.now(), "durationMinutes": 60 });
            let visit = href(&t.again(&bilal).post(&format!("{matched}/visits"), start).ok(201).body);
            pass(t, chrono::TimeDelta::minutes(1));
            t.again(&bilal).post(&format!("{visit}/done"), json!({})).ok(200);
        }
        let lotte = t.again(&scene.lotte);
        assert_eq!(lotte.refers("complete", &referral).ok(200).field("outcome"), "helped");
        let (an, bilal_now) = (t.again(&scene.an), t.again(&bilal));
        assert_eq!((an.state_of(&asked), an.get(&bond).ok(200).field("state")), ("matched".into(), &json!("active")));
        assert_eq!(bilal_now.get(&matched).ok(200).body["contact"]["firstName"], "An");
        assert_eq!(got(t, &bilal, "News about a suggestion or an arrangement"), 0, "he hears nothing of wounds");
        assert!(!kinds(t, &scene.katrien).contains(&"callBack".to_owned()), "nobody is left alone by it");
        // A month later Lotte reads nothing of An any more; Bilal still comes, and An ends it when she cooks herself.
        assert_eq!(lotte.get(&path(&referral)).ok(200).body["shared"]["name"], "An Peeters");
        pass(t, days(31));
        let closed = t.again(&scene.lotte).get(&path(&referral)).ok(200);
        assert!(closed.body.get("shared").is_none() && !closed.text.contains("Peeters"));
        assert_eq!(t.again(&bilal).get(&matched).ok(200).field("state"), "agreed");
        t.again(&scene.an).post(&format!("{bond}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(t.again(&scene.an).state_of(&asked), "fulfilled");
        assert_eq!(scene_state(t, &scene.katrien, &referral), "completed", "what was, was");
    }
}

fn scene_state(t: &TestApp, team: &crate::support::Person, referral: &str) -> String {
    t.again(team).get(&path(referral)).ok(200).field("state").as_str().unwrap().to_owned()
}
