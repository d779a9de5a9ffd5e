//! The rest of the way of a referral: it waits, is planned, held, taken back, sent elsewhere, handed back, looked at twice.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::referrals::{Scene, path};
use crate::support::requests::{Asked, with};
use crate::support::{Person, TestApp};

const fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

/// The follow-ups somebody of the team sees, by kind.
fn follow_ups(t: &TestApp, by: &Person) -> Vec<String> {
    t.works();
    let page = t.again(by).get("/v1/followUps").ok(200);
    page.field("items").as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

/// The steps of a history.
fn steps(of: &Value) -> Vec<&str> {
    of["history"].as_array().unwrap().iter().map(|it| it["event"].as_str().unwrap()).collect()
}

/// How many mails somebody got about this.
fn mails(t: &TestApp, address: &str, subject: &str) -> usize {
    // What time does writes mails, which go out the next time.
    t.works();
    t.mails_to(address).iter().filter(|it| it.contains(subject)).count()
}

/// Lotte turns down the referral of a request that Katrien sends.
fn refuses(scene: &Scene, asked: &Asked, consent: &str) -> String {
    let id = scene.prepares(asked, consent, &["name"]);
    scene.katrien.refers("send", &id).ok(200);
    scene.lotte.refers("reject", &id).ok(200);
    id
}

/// Those who see a referral and may not do what only the other side does, and those who do not know of it.
fn only_for_the_organisation(t: &TestApp, scene: &Scene, verb: &str, id: &str) {
    let (far, sofie) = (t.buurtwerker("Karel", t.neighbourhood("DEMO-02")), t.coordinator("Sofie", "99999"));
    for who in [&scene.katrien, &scene.an, &far, &sofie, &scene.administrator] {
        who.refers(verb, id).is_problem("forbidden", 403);
    }
    scene.olga.refers(verb, id).is_problem("notFound", 404);
}

both! {
    with TestApp::start;

    fn an_organisation_says_where_the_help_stands_and_the_person_reads_it(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        for verb in ["waitList", "plan", "noShow", "hold", "resume"] {
            scene.lotte.refers(verb, &id).is_problem("wrongState", 409);
        }
        scene.lotte.refers("accept", &id).ok(200);
        let listed = scene.lotte.refers("waitList", &id).ok(200);
        let stands = |of: &Value| (of["state"].clone(), of["businessStatus"].clone(), of["businessStatusAt"].clone());
        assert_eq!(stands(&listed.body), (json!("accepted"), json!("waitListed"), json!("2026-06-01T07:00:00Z")));
        let actions = listed.body["allowedActions"].to_string();
        assert!(actions.contains("plan") && actions.contains("hold") && !actions.contains("resume"), "{actions}");
        scene.lotte.refers("plan", &id).ok(200);
        let seen = scene.an.with_header("Accept-Language", "en").get(&path(&id)).ok(200).body;
        assert_eq!(stands(&seen), (json!("accepted"), json!("planned"), json!("2026-04-01T07:00:00Z")));
        assert_eq!(steps(&seen)[2..], ["accepted", "waitListed", "planned"]);
        assert_eq!(seen["history"][4]["text"], "The organisation has planned an appointment.");
        let plainly = scene.an.with_header("Accept-Language", "nl-BE-x-eenvoudig").get(&path(&id)).ok(200);
        assert_eq!(plainly.body["history"][4]["text"], "De organisatie heeft een afspraak gemaakt.");
        t.passes(days(31));
        let lotte = t.again(&scene.lotte);
        let missed = lotte.refers("noShow", &id).ok(200).body;
        assert_eq!(stands(&missed), (json!("accepted"), json!("noShow"), json!("2026-04-01T07:00:00Z")));
        let begun = lotte.refers("start", &id).ok(200).body;
        assert_eq!((&begun["state"], begun.get("businessStatus")), (&json!("inProgress"), None));
        assert_eq!(mails(t, "katrien@buurt.example", &id), 5, "each word reaches the team");
        for wrong in ["2026-04-01T07:00:00Z", "2027-09-01T07:00:00Z"] {
            let refused = lotte.post(&format!("{}/plan", path(&id)), json!({ "at": wrong }));
            assert_eq!(refused.is_problem("badRequest", 400).field("issues/0/pointer"), "/at");
            let refused = lotte.post(&format!("{}/waitList", path(&id)), json!({ "expectedFrom": wrong }));
            assert_eq!(refused.is_problem("badRequest", 400).field("issues/0/pointer"), "/expectedFrom");
        }
        lotte.refers("complete", &id).ok(200);
        for verb in ["waitList", "plan", "noShow", "hold", "resume"] {
            lotte.refers(verb, &id).is_problem("wrongState", 409);
        }
    }

    fn whom_to_call_first_is_told_to_the_organisation_when_the_person_said_yes_to_that(t) {
        let scene = t.care_scene();
        let asked = scene.asks();
        let consent = scene.consents(&["name", "contactPerson"]);
        let daughter = json!({ "name": "Greet Peeters", "phone": "+32475123456", "relation": "child" });
        let with_her = |shared: &[&str]| with(scene.referral(&asked, &consent, shared), json!({ "contactPerson": daughter }));
        scene.katrien.post("/v1/referrals", with_her(&["name"])).is_problem("badRequest", 400);
        let draft = scene.katrien.post("/v1/referrals", with_her(&["name", "contactPerson"])).ok(201);
        assert_eq!(draft.body["contactPerson"], daughter);
        let id = draft.id();
        assert_eq!(scene.an.get(&path(&id)).ok(200).body["contactPerson"], daughter);
        scene.katrien.refers("send", &id).ok(200);
        let read = scene.lotte.get(&path(&id)).ok(200).body;
        assert_eq!((&read["shared"]["contactPerson"], read.get("contactPerson")), (&daughter, None));
        scene.lotte.refers("reject", &id).ok(200);
        let (organisation, service, _) = scene.another_service(t, "Zorg Elders");
        let said = crate::support::referrals::consent(&scene.an, organisation, &["contactPerson"]);
        let yes = scene.an.post("/v1/consents", said).ok(201).id();
        let elsewhere = json!({ "serviceId": service, "consentId": yes, "shared": ["contactPerson"] });
        let other = scene.katrien.post(&format!("{}/reroute", path(&id)), elsewhere).ok(201);
        assert_eq!(other.body["contactPerson"], daughter);
        let fewer = json!({ "serviceId": service, "consentId": yes, "shared": [] });
        let other = scene.katrien.post(&format!("{}/reroute", path(&id)), fewer).ok(201);
        assert_eq!(other.body.get("contactPerson"), None);
    }

    fn the_person_hears_that_it_goes_on_and_reads_what_came_of_it_in_plain_words(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.sent();
        let hears = |times: usize| assert_eq!(mails(t, &scene.an.email, "News about a referral"), times);
        hears(0);
        for (verb, times) in [("ask", 0), ("accept", 1), ("plan", 2), ("start", 2), ("complete", 3)] {
            scene.lotte.refers(verb, &id).ok(200);
            hears(times);
        }
        let read = scene.an.get(&path(&id)).ok(200).body;
        assert_eq!(read["inPlainWords"], "De organisatie heeft geholpen.");
        let (_, id, _) = scene.sent();
        scene.lotte.refers("reject", &id).ok(200);
        hears(3);
        assert_eq!(scene.an.get(&path(&id)).ok(200).body["inPlainWords"], "Er is nu geen plaats.");
    }

    fn a_hold_has_a_reason_and_ends(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.accepted();
        let held = scene.lotte.refers("hold", &id).ok(200).body;
        assert_eq!((&held["state"], &held["statusReason"]), (&json!("onHold"), &json!("personAway")));
        scene.lotte.refers("hold", &id).is_problem("wrongState", 409);
        scene.lotte.refers("start", &id).is_problem("wrongState", 409);
        scene.lotte.refers("plan", &id).ok(200);
        assert_eq!(scene.an.get(&path(&id)).ok(200).body["businessStatus"], "planned");
        let resumed = scene.lotte.refers("resume", &id).ok(200).body;
        assert_eq!((&resumed["state"], resumed.get("statusReason")), (&json!("inProgress"), None));
        scene.lotte.refers("resume", &id).is_problem("wrongState", 409);
        scene.lotte.refers("hold", &id).ok(200);
        scene.lotte.post(&format!("{}/hold", path(&id)), json!({ "reason": "tooFar" })).is_problem("badRequest", 400);
        assert_eq!(scene.lotte.refers("fail", &id).ok(200).body["statusReason"], "notReachable");
    }

    fn what_the_organisation_says_is_said_by_nobody_else(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.accepted();
        scene.lotte.if_match("\"1\"").refers("plan", &id).is_problem("stale", 412);
        only_for_the_organisation(t, &scene, "waitList", &id);
        for verb in ["plan", "noShow", "hold", "resume", "handBack"] {
            scene.katrien.refers(verb, &id).is_problem("forbidden", 403);
            scene.an.refers(verb, &id).is_problem("forbidden", 403);
            scene.olga.refers(verb, &id).is_problem("notFound", 404);
        }
        assert_eq!(scene.stands(&id), "accepted");
    }

    fn nothing_is_asked_before_a_promised_date(t) {
        let scene = t.care_scene();
        let (_, id, _) = scene.accepted();
        scene.lotte.refers("plan", &id).ok(200);
        let reminded = || mails(t, "zorg-nabij@zorg.example", "wacht nog op je antwoord");
        t.passes(days(30));
        assert_eq!(reminded(), 0, "planned on the first of April");
        t.passes(days(16));
        assert_eq!(reminded(), 1, "ten working days after it, over Easter");
        t.again(&scene.lotte).refers("noShow", &id).ok(200);
        t.passes(days(16));
        assert_eq!(reminded(), 1, "the first of May is no working day");
        t.passes(days(1));
        assert_eq!(reminded(), 2);
    }

    fn what_was_sent_in_error_is_taken_back_at_once_and_for_ever(t) {
        let scene = t.care_scene();
        let (asked, id, _) = scene.accepted();
        scene.lotte.refers("ask", &id).ok(200);
        for who in [&scene.lotte, &scene.an, &scene.olga, &scene.administrator] {
            who.refers("retract", &id).is_problem("forbidden", 403);
        }
        t.buurtwerker("Karel", t.neighbourhood("DEMO-02")).refers("retract", &id).is_problem("notFound", 404);
        let retracted = scene.katrien.refers("retract", &id).ok(200).body;
        assert_eq!((&retracted["state"], &retracted["allowedActions"]), (&json!("enteredInError"), &json!([])));
        assert_eq!(scene.an.state_of(&asked), "submitted");
        assert_eq!(follow_ups(t, &scene.katrien), ["callBack"]);
        let seen = scene.lotte.get(&path(&id)).ok(200);
        assert_eq!((&seen.body["state"], &seen.body["sharedFields"]), (&json!("enteredInError"), &json!([])));
        for secret in ["shared", "reason", "messages", "statusReason", "outcome", "personId"] {
            assert_eq!(seen.body.get(secret), None, "{secret}");
        }
        assert!(!seen.text.contains("Peeters") && !seen.text.contains("nurse"), "{}", seen.text);
        assert_eq!(steps(&seen.body), ["retracted"]);
        let inbox = scene.lotte.get("/v1/referrals?view=inbox").ok(200).body["items"].clone();
        assert_eq!((&inbox[0]["state"], &inbox[0]["sharedFields"]), (&json!("enteredInError"), &json!([])));
        assert_eq!(mails(t, "zorg-nabij@zorg.example", &id), 2, "sent, and taken back");
        for verb in ["retract", "cancel", "reply", "send"] {
            scene.katrien.refers(verb, &id).is_problem("wrongState", 409);
        }
        for verb in ["ask", "start", "complete", "plan", "handBack"] {
            scene.lotte.refers(verb, &id).is_problem("wrongState", 409);
        }
    }

    fn a_draft_and_what_has_ended_can_be_taken_back_too(t) {
        let scene = t.care_scene();
        let (asked, done, consent) = scene.accepted();
        let draft = scene.prepares(&asked, &consent, &["name"]);
        scene.katrien.refers("retract", &draft).ok(200);
        scene.lotte.get(&path(&draft)).is_problem("notFound", 404);
        scene.lotte.refers("complete", &done).ok(200);
        scene.katrien.refers("retract", &done).ok(200);
        assert_eq!(scene.lotte.get(&path(&done)).ok(200).body.get("shared"), None);
        assert_eq!(scene.katrien.get(&path(&done)).ok(200).body["outcome"], "helped", "the team knows what came of it");
        assert_eq!(scene.an.state_of(&asked), "fulfilled", "the help came");
        let (_, live, _) = scene.sent();
        let sofie = t.coordinator("Sofie", "99999");
        assert_eq!(sofie.refers("retract", &live).ok(200).body["state"], "enteredInError");
    }

    fn what_came_to_nothing_goes_to_another_service(t) {
        let scene = t.care_scene();
        let (asked, id, _) = scene.sent();
        let (_, service, yes) = scene.another_service(t, "Zorg Anders");
        let to = |by: &Person, members: Value| {
            by.post(&format!("{}/reroute", path(&id)), with(json!({ "serviceId": service }), members))
        };
        to(&scene.katrien, json!({})).is_problem("wrongState", 409);
        scene.lotte.refers("reject", &id).ok(200);
        to(&scene.lotte, json!({})).is_problem("forbidden", 403);
        to(&scene.an, json!({})).is_problem("forbidden", 403);
        to(&t.buurtwerker("Karel", t.neighbourhood("DEMO-02")), json!({})).is_problem("notFound", 404);
        let same = to(&scene.katrien, json!({ "serviceId": scene.service }));
        assert_eq!(same.is_problem("badRequest", 400).field("issues/0/pointer"), "/serviceId");
        let new = to(&scene.katrien, json!({})).ok(201);
        assert_eq!(new.header("location"), Some(path(&new.id()).as_str()));
        assert_eq!((&new.body["state"], &new.body["reroutedFrom"]), (&json!("draft"), &json!(id)));
        assert_eq!(new.body["sharedFields"], json!(["name", "phone", "requestText"]));
        assert_eq!(new.body["reason"], "Needs a nurse twice a week.");
        scene.katrien.refers("send", &new.id()).is_problem("consentMissing", 409);
        let old = scene.an.get(&path(&id)).ok(200).body;
        let last = old["history"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&old["state"], &last["event"], &last["referralId"]), (&json!("rejected"), &json!("rerouted"), &json!(new.id())));
        let by_lotte = scene.lotte.get(&path(&id)).ok(200);
        assert!(!by_lotte.text.contains(&new.id()) && !steps(&by_lotte.body).contains(&"rerouted"), "{}", by_lotte.text);
        let with_yes = to(&scene.katrien, json!({ "consentId": yes, "shared": ["name"], "urgency": "today" })).ok(201);
        assert_eq!(scene.katrien.refers("send", &with_yes.id()).ok(200).body["urgency"], "today");
        assert_eq!(scene.an.state_of(&asked), "referred");
    }

    fn notes_of_an_override_do_not_travel_on(t) {
        let scene = t.care_scene();
        let (_, id) = scene.overridden();
        let (_, service, yes) = scene.another_service(t, "Zorg Anders");
        scene.lotte.refers("reject", &id).ok(200);
        let body = json!({ "serviceId": service, "consentId": yes, "shared": ["name"] });
        let refused = scene.katrien.post(&format!("{}/reroute", path(&id)), body.clone());
        assert_eq!(refused.is_problem("badRequest", 400).field("issues/0/pointer"), "/reason");
        let said = with(body, json!({ "reason": "Needs somebody to talk to." }));
        let new = scene.katrien.post(&format!("{}/reroute", path(&id)), said).ok(201);
        assert_eq!((&new.body["overridden"], new.body.get("overrideReason")), (&json!(false), None));
    }

    fn refused_twice_the_coordinator_hears_it_and_three_times_it_is_a_signal(t) {
        let scene = t.care_scene();
        let (sofie, far) = (t.coordinator("Sofie", "99999"), t.coordinator("Far", "11001"));
        let asked = scene.asks();
        let consent = scene.consents(&["name"]);
        let told = |who: &Person| mails(t, &who.email, "A request has been refused again");
        let signals = || t.events_of(asked.id).iter().filter(|it| *it == "request.structuralSignalRaised").count();
        refuses(&scene, &asked, &consent);
        assert_eq!((told(&sofie), signals()), (0, 0));
        refuses(&scene, &asked, &consent);
        assert_eq!((told(&sofie), told(&far), told(&scene.katrien), signals()), (1, 0, 0, 0));
        assert!(!follow_ups(t, &sofie).contains(&"structuralSignal".to_owned()));
        let third = refuses(&scene, &asked, &consent);
        assert_eq!((told(&sofie), signals()), (1, 1));
        for who in [&sofie, &scene.katrien] {
            assert!(follow_ups(t, who).contains(&"structuralSignal".to_owned()));
        }
        assert_eq!(follow_ups(t, &far), Vec::<String>::new());
        refuses(&scene, &asked, &consent);
        assert_eq!(signals(), 1, "once");
        scene.katrien.refers("retract", &third).ok(200);
        assert!(follow_ups(t, &sofie).contains(&"structuralSignal".to_owned()), "three are left");
        scene.an.does("withdraw", &asked).ok(200);
        assert!(!follow_ups(t, &sofie).contains(&"structuralSignal".to_owned()), "it goes when its cause goes");
    }
}
