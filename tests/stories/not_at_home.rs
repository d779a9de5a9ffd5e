//! The woman who must not be phoned at home.

use serde_json::{Value, json};

use super::street::{days, kinds, letters, pass, to_see_to};
use crate::support::referrals::{consent, path};
use crate::support::requests::{wish, with};
use crate::support::{Person, TestApp};

const SISTER: &str = "+32 470 11 22 33";

/// Only through her sister, only on Tuesday morning, and no word is left there.
fn through_her_sister() -> Value {
    json!({
        "safeContact": {
            "channel": "phone", "number": SISTER, "mayLeaveMessage": false,
            "hours": [{ "day": "tue", "from": "09:00", "to": "12:00" }],
        },
        "contactProhibited": false,
    })
}

/// What the team has to tell somebody by hand, by the kind of the message.
fn to_tell(t: &TestApp, team: &Person, who: &Person) -> Vec<String> {
    t.works();
    let shown = t.again(team).get(&format!("/v1/people/{}", who.id)).ok(200);
    shown.field("toTell").as_array().unwrap().iter().map(|it| it["message"].as_str().unwrap().to_owned()).collect()
}

both! {
    with TestApp::start;

    fn the_woman_who_must_not_be_phoned_at_home(t) {
        let scene = t.care_scene();
        let sara = t.resident("Sara");
        let before = letters(t, &sara).len();
        // She tells Katrien at the school gate, and Katrien writes it down before anything else.
        let rules = format!("/v1/people/{}/contactRules", sara.id);
        scene.katrien.with_header("If-None-Match", "*").put(&rules, through_her_sister()).ok(200);
        let asked = sara.asks(with(wish("personal"), json!({ "text": { "lang": "nl", "text": "Ik kan niet alleen blijven." } })));
        let seen = scene.katrien.get(&asked.path).ok(200);
        assert_eq!(seen.body["person"]["contactRules"]["safeContact"]["number"], SISTER, "it travels with her");
        scene.katrien.does("askForInformation", &asked).ok(200);
        assert_eq!(to_tell(t, &scene.katrien, &sara), ["information-asked"]);
        let follow_up = t.again(&scene.katrien).get("/v1/followUps").ok(200).body["items"][0].clone();
        assert_eq!((&follow_up["kind"], &follow_up["person"]["hasContactRules"]), (&json!("tellByHand"), &json!(true)));
        sara.post(&asked.verb("answer"), json!({ "answer": "Liefst een vrouw." })).ok(200);
        assert!(to_tell(t, &scene.katrien, &sara).is_empty(), "what she answered need not be told");
        // A referral: without her word on how to reach her, Katrien is warned before it goes out.
        let yes = |scope: &[&str]| sara.post("/v1/consents", consent(&sara, scene.organisation, scope)).ok(201).id();
        let thin = yes(&["name", "phone", "email"]);
        let draft = scene.katrien.post("/v1/referrals", scene.referral(&asked, &thin, &["name", "phone", "email"])).ok(201);
        assert_eq!(draft.body["warnings"], json!(["safeContactNotShared"]));
        scene.katrien.refers("discard", &draft.id()).ok(200);
        let whole = yes(&["name", "phone", "email", "safeContact"]);
        let fields = ["name", "phone", "email", "safeContact"];
        let draft = scene.katrien.post("/v1/referrals", scene.referral(&asked, &whole, &fields)).ok(201);
        assert_eq!(draft.body["warnings"], json!([]));
        let id = draft.id();
        scene.katrien.refers("send", &id).ok(200);
        let mail = t.mails_to("zorg-nabij@zorg.example").pop().unwrap();
        assert!(!mail.contains("Sara") && !mail.contains("11 22 33"), "ids only: {mail}");
        // Lotte reads how to reach her, and neither the number nor the address of her home.
        let read = scene.lotte.get(&path(&id)).ok(200);
        assert_eq!(read.body["shared"]["contactRules"]["safeContact"]["number"], SISTER);
        assert_eq!(read.body["shared"]["contactRules"]["safeContact"]["mayLeaveMessage"], false);
        assert_eq!((read.body["shared"].get("phone"), read.body["shared"].get("email")), (None, None));
        assert!(!read.text.contains(&sara.email));
        // It goes its way: nothing of it is sent to Sara, on any day or hour.
        for verb in ["ask", "accept", "start"] {
            t.again(&scene.lotte).refers(verb, &id).ok(200);
            pass(t, days(1));
            t.works();
            if verb == "ask" {
                t.again(&scene.katrien).refers("reply", &id).ok(200);
            }
        }
        // That it goes on, Katrien tells her.
        let katrien = t.again(&scene.katrien);
        assert_eq!(to_tell(t, &katrien, &sara), ["referral-changed"]);
        katrien.post(&format!("/v1/people/{}/told", sara.id), None).ok(200);
        // The rules are made stricter while it runs: Lotte reads that the next time.
        let katrien = t.again(&scene.katrien);
        let etag = katrien.get(&rules).ok(200).etag();
        katrien.if_match(&etag).put(&rules, json!({ "contactProhibited": true })).ok(200);
        let lotte = t.again(&scene.lotte);
        let read = lotte.get(&path(&id)).ok(200);
        assert_eq!(read.body["shared"]["contactRules"], json!({ "contactProhibited": true }));
        assert!(!read.text.contains("11 22 33"));
        // It comes to nothing; somebody is to tell her, and how is said with it.
        lotte.refers("fail", &id).ok(200);
        assert_eq!(t.again(&sara).state_of(&asked), "submitted");
        assert!(to_see_to(t, &katrien).contains(&("callBack".to_owned(), asked.path.clone())));
        t.again(&katrien).does("reject", &asked).ok(200);
        assert_eq!((to_tell(t, &katrien, &sara), kinds(t, &katrien)), (vec!["request-rejected".to_owned()], vec!["tellByHand".to_owned()]));
        t.again(&katrien).post(&format!("/v1/people/{}/told", sara.id), None).ok(200);
        pass(t, days(90));
        assert_eq!((letters(t, &sara).len(), t.sms_to(SISTER).len(), kinds(t, &katrien)), (before, 0, vec![]));
    }
}
