//! A case goes back to the neighbourhood, a question waits for its reply, and a second one reads an override.

use std::sync::Barrier;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::client::Answer;
use crate::support::referrals::{Scene, path};
use crate::support::requests::{Asked, with};
use crate::support::{Person, TestApp};

/// The follow-ups somebody of the team sees, by kind.
fn follow_ups(t: &TestApp, by: &Person) -> Vec<String> {
    t.works();
    let page = t.again(by).get("/v1/followUps").ok(200);
    page.field("items").as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

/// How many mails somebody got about this.
fn mails(t: &TestApp, person: &Person, subject: &str) -> usize {
    // What time does writes mails, which go out the next time.
    t.works();
    t.mails_to(&person.email).iter().filter(|it| it.contains(subject)).count()
}

/// The requests of An, newest first.
fn requests(scene: &Scene) -> Vec<Value> {
    scene.an.get("/v1/requests?view=mine").ok(200).field("items").as_array().unwrap().clone()
}

/// The one request that came back from a referral.
fn came_back(scene: &Scene, referral: &str) -> Value {
    let mut found = requests(scene);
    found.retain(|it| it["handedBackFrom"] == *referral);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// A referral beside a neighbour, taken on.
fn beside(scene: &Scene) -> (Asked, String) {
    let asked = scene.asks();
    scene.katrien.does("approve", &asked).ok(200);
    let consent = scene.consents(&["name"]);
    let body = with(scene.referral(&asked, &consent, &["name"]), json!({ "beside": true }));
    let id = scene.katrien.post("/v1/referrals", body).ok(201).id();
    scene.katrien.refers("send", &id).ok(200);
    scene.lotte.refers("accept", &id).ok(200);
    (asked, id)
}

fn without_a_yes(by: &Person, referral: &str) -> Answer {
    by.post(&format!("{}/handBack", path(referral)), json!({ "personAgreed": false, "how": "oral" }))
}

both! {
    with TestApp::start;

    fn a_case_goes_back_with_a_yes_and_the_person_is_called(t) {
        let scene = t.care_scene();
        let (asked, id, _) = scene.accepted();
        let version = scene.lotte.get(&path(&id)).ok(200).body["version"].clone();
        without_a_yes(&scene.lotte, &id).is_problem("personNotAgreed", 409);
        let unchanged = scene.lotte.get(&path(&id)).ok(200).body;
        assert_eq!((&unchanged["state"], &unchanged["version"]), (&json!("accepted"), &version));
        assert_eq!(scene.an.state_of(&asked), "referred");
        let back = scene.lotte.refers("handBack", &id).ok(200).body;
        assert_eq!((&back["state"], &back["outcome"]), (&json!("completed"), &json!("handedBack")));
        assert!(back.get("handedBackAt").is_some() && !back["allowedActions"].to_string().contains("handBack"));
        assert_eq!(scene.an.state_of(&asked), "submitted");
        assert_eq!(follow_ups(t, &scene.katrien), ["callBack"]);
        assert_eq!(requests(&scene).len(), 1, "the same request goes back");
        let seen = scene.an.with_header("Accept-Language", "en").get(&path(&id)).ok(200).body;
        let last = seen["history"].as_array().unwrap().last().unwrap().clone();
        assert!(last["text"].as_str().unwrap().starts_with("The organisation hands the request back"), "{last}");
        scene.lotte.refers("handBack", &id).is_problem("wrongState", 409);
    }

    fn after_help_the_person_gets_one_new_request(t) {
        let scene = t.care_scene();
        let (asked, id, _) = scene.accepted();
        scene.lotte.refers("complete", &id).ok(200);
        without_a_yes(&scene.lotte, &id).is_problem("personNotAgreed", 409);
        assert_eq!(requests(&scene).len(), 1);
        let back = scene.lotte.refers("handBack", &id).ok(200);
        assert_eq!((&back.body["state"], &back.body["outcome"]), (&json!("completed"), &json!("helped")));
        let new = came_back(&scene, &id);
        assert_eq!((&new["state"], &new["category"]), (&json!("submitted"), &json!("personal")));
        assert_eq!((&new["visibility"], &new["text"]["text"]), (&json!("buurtwerkerOnly"), &json!("Mijn been wil niet meer mee.")));
        assert_eq!(scene.an.state_of(&asked), "fulfilled");
        let href = new["href"].as_str().unwrap();
        assert_eq!(scene.katrien.get(href).ok(200).body["handedBackFrom"], *id);
        let queue = scene.katrien.get("/v1/moderation/queue").ok(200);
        assert_eq!(queue.field("items/0/id"), &new["id"]);
        assert_eq!(follow_ups(t, &scene.katrien), ["callBack"]);
        scene.lotte.get(href).is_problem("notFound", 404);
        assert!(!back.text.contains(new["id"].as_str().unwrap()), "the organisation follows nobody");
        let step = scene.an.get(&path(&id)).ok(200).body["history"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&step["event"], &step["requestId"]), (&json!("handedBack"), &new["id"]));
        scene.lotte.refers("handBack", &id).is_problem("wrongState", 409);
        assert_eq!(requests(&scene).len(), 2);
    }

    fn beside_a_neighbour_the_old_request_stays_and_a_new_one_comes(t) {
        let scene = t.care_scene();
        let (asked, id) = beside(&scene);
        let back = scene.lotte.refers("handBack", &id).ok(200).body;
        assert_eq!((&back["state"], &back["outcome"]), (&json!("completed"), &json!("handedBack")));
        assert_eq!((scene.an.state_of(&asked), &came_back(&scene, &id)["state"]), ("open".into(), &json!("submitted")));
        scene.lotte.refers("handBack", &id).is_problem("wrongState", 409);
    }

    fn a_case_whose_request_has_ended_is_not_lost(t) {
        let scene = t.care_scene();
        let (asked, id, _) = scene.accepted();
        scene.an.does("withdraw", &asked).ok(200);
        scene.lotte.refers("handBack", &id).ok(200);
        assert_eq!((scene.an.state_of(&asked), &came_back(&scene, &id)["state"]), ("withdrawn".into(), &json!("submitted")));
    }

    fn while_another_referral_lives_the_request_stays_with_the_professional(t) {
        let scene = t.care_scene();
        let (asked, first, consent) = scene.accepted();
        let second = scene.prepares(&asked, &consent, &["name"]);
        scene.katrien.refers("send", &second).ok(200);
        scene.lotte.refers("handBack", &first).ok(200);
        assert_eq!((scene.an.state_of(&asked), requests(&scene).len()), ("referred".into(), 1));
        scene.lotte.refers("handBack", &second).ok(200);
        assert_eq!(scene.an.state_of(&asked), "submitted");
    }

    fn what_did_not_help_or_is_long_over_is_not_handed_back(t) {
        let scene = t.care_scene();
        let (_, rejected, _) = scene.sent();
        scene.lotte.refers("reject", &rejected).ok(200);
        let (_, partly, _) = scene.accepted();
        scene.lotte.post(&format!("{}/complete", path(&partly)), json!({ "outcome": "partlyHelped" })).ok(200);
        let (_, helped, _) = scene.accepted();
        scene.lotte.refers("complete", &helped).ok(200);
        for id in [&rejected, &partly] {
            scene.lotte.refers("handBack", id).is_problem("wrongState", 409);
        }
        t.passes(TimeDelta::days(31));
        let lotte = t.again(&scene.lotte);
        assert!(!lotte.get(&path(&helped)).ok(200).body["allowedActions"].to_string().contains("handBack"));
        lotte.refers("handBack", &helped).is_problem("wrongState", 409);
    }

    fn two_who_hand_back_at_once_do_it_once(t) {
        let scene = t.care_scene();
        let linde = t.care_provider("Linde", scene.organisation);
        for is_helped in [true, false, true, false] {
            let (_, id, _) = scene.accepted();
            if is_helped {
                scene.lotte.refers("complete", &id).ok(200);
            }
            let before = requests(&scene).len();
            let together = Barrier::new(2);
            let mut answers = std::thread::scope(|scope| {
                let both = [&scene.lotte, &linde].map(|who| {
                    let (together, id) = (&together, &id);
                    scope.spawn(move || {
                        together.wait();
                        who.refers("handBack", id).status
                    })
                });
                both.map(|it| it.join().expect("an answer"))
            });
            answers.sort_unstable();
            assert_eq!(answers, [200, 409]);
            assert_eq!(requests(&scene).len() - before, usize::from(is_helped));
        }
    }

    fn a_question_that_the_team_leaves_is_followed_up_until_the_reply(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        scene.lotte.refers("ask", &id).ok(200);
        assert!(follow_ups(t, &scene.katrien).is_empty());
        t.passes(TimeDelta::hours(23));
        t.again(&scene.lotte).refers("ask", &id).ok(200);
        assert!(follow_ups(t, &scene.katrien).is_empty());
        t.passes(TimeDelta::hours(1));
        assert_eq!(follow_ups(t, &scene.katrien), ["referralQuestion"], "this week: one working day after the first one");
        let accepted = t.again(&scene.lotte).refers("accept", &id).ok(200).body;
        assert_eq!(accepted["awaitsReply"], true, "a yes does not answer it");
        assert_eq!(follow_ups(t, &scene.katrien), ["referralQuestion"]);
        assert_eq!(t.again(&scene.katrien).refers("reply", &id).ok(200).body["awaitsReply"], false);
        assert!(follow_ups(t, &scene.katrien).is_empty());
        t.again(&scene.lotte).refers("ask", &id).ok(200);
        t.again(&scene.lotte).refers("cancel", &id).ok(200);
        t.passes(TimeDelta::hours(23));
        assert!(!follow_ups(t, &scene.katrien).contains(&"referralQuestion".to_owned()), "it goes with the case");
    }

    fn what_is_for_today_is_replied_to_within_the_hour(t) {
        let scene = t.care_scene();
        let asked = scene.asks();
        let consent = scene.consents(&["name"]);
        let body = with(scene.referral(&asked, &consent, &["name"]), json!({ "urgency": "today" }));
        let id = scene.katrien.post("/v1/referrals", body).ok(201).id();
        scene.katrien.refers("send", &id).ok(200);
        scene.lotte.refers("ask", &id).ok(200);
        t.passes(TimeDelta::minutes(59));
        assert!(follow_ups(t, &scene.katrien).is_empty());
        t.passes(TimeDelta::minutes(1));
        assert_eq!(follow_ups(t, &scene.katrien), ["referralQuestion"]);
    }

    fn a_second_one_reads_what_was_sent_without_a_consent(t) {
        let scene = t.care_scene();
        let (luc, sofie) = (t.buurtwerker("Luc", t.neighbourhood("DEMO-01")), t.coordinator("Sofie", "99999"));
        let (_, id) = scene.overridden();
        let subject = "A referral without consent waits for a second reader";
        assert_eq!((mails(t, &luc, subject), mails(t, &scene.katrien, subject), mails(t, &sofie, subject)), (1, 0, 0));
        assert_eq!(follow_ups(t, &scene.katrien), ["overrideUnread"]);
        let seen = |by: &Person| t.again(by).get(&path(&id)).ok(200).body;
        assert!(!seen(&scene.katrien)["allowedActions"].to_string().contains("Override"), "never by the one who sent it");
        for verb in ["approveOverride", "refuseOverride"] {
            for who in [&scene.katrien, &scene.lotte, &scene.an, &scene.administrator] {
                who.refers(verb, &id).is_problem("forbidden", 403);
            }
            assert!(seen(&luc)["allowedActions"].to_string().contains(verb));
        }
        assert_eq!((&seen(&luc)["overrideReason"], seen(&scene.lotte).get("overrideDueAt")), (&json!("She cannot speak."), None));
        t.passes(TimeDelta::hours(71));
        assert_eq!(mails(t, &sofie, subject), 0);
        t.passes(TimeDelta::hours(1));
        assert_eq!(mails(t, &sofie, subject), 1, "nobody has read it for three days");
        assert!(t.events_of(id.parse::<uuid::Uuid>().unwrap()).contains(&"referral.overrideUnread".to_owned()));
        let by_an = t.again(&scene.an).get(&path(&id)).ok(200);
        assert!(!by_an.text.contains("overrideUnread") && !by_an.text.contains("overrideDueAt"), "{}", by_an.text);
        let approved = t.again(&luc).refers("approveOverride", &id).ok(200).body;
        assert_eq!((&approved["state"], approved.get("overrideDueAt")), (&json!("requested"), None));
        assert!(!follow_ups(t, &scene.katrien).contains(&"overrideUnread".to_owned()));
        assert_eq!(seen(&scene.lotte)["shared"]["name"], "An Peeters");
        for verb in ["approveOverride", "refuseOverride"] {
            t.again(&sofie).refers(verb, &id).is_problem("wrongState", 409);
        }
    }

    fn a_second_one_can_refuse_and_nothing_is_shared_any_more(t) {
        let scene = t.care_scene();
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        let (asked, id) = scene.overridden();
        scene.lotte.refers("accept", &id).ok(200);
        assert_eq!(scene.lotte.get(&path(&id)).ok(200).body["shared"]["name"], "An Peeters");
        let refused = luc.refers("refuseOverride", &id).ok(200).body;
        assert_eq!((&refused["state"], &refused["statusReason"]), (&json!("cancelled"), &json!("overrideRefused")));
        let closed = scene.lotte.get(&path(&id)).ok(200);
        assert!(closed.body.get("shared").is_none() && !closed.text.contains("Peeters"), "{}", closed.text);
        assert_eq!(scene.an.state_of(&asked), "submitted");
        assert_eq!(follow_ups(t, &luc), ["callBack"]);
        assert_eq!(t.mails_to("zorg-nabij@zorg.example").len(), 2, "sent, and stopped");
        luc.refers("approveOverride", &id).is_problem("wrongState", 409);
    }

    fn what_has_ended_is_still_read_and_a_consent_needs_no_reader(t) {
        let scene = t.care_scene();
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        let (_, with_yes, _) = scene.sent();
        luc.refers("approveOverride", &with_yes).is_problem("wrongState", 409);
        let (_, ended) = scene.overridden();
        scene.lotte.refers("accept", &ended).ok(200);
        scene.lotte.refers("complete", &ended).ok(200);
        assert_eq!(follow_ups(t, &luc), ["overrideUnread"]);
        luc.refers("refuseOverride", &ended).is_problem("wrongState", 409);
        assert_eq!(luc.refers("approveOverride", &ended).ok(200).body["state"], "completed");
        assert!(follow_ups(t, &luc).is_empty());
    }

    fn a_buurtwerker_alone_is_read_by_the_coordinator(t) {
        let scene = t.care_scene();
        let sofie = t.coordinator("Sofie", "99999");
        let (_, id) = scene.overridden();
        assert_eq!(mails(t, &sofie, "A referral without consent waits for a second reader"), 1);
        sofie.refers("approveOverride", &id).ok(200);
    }
}
