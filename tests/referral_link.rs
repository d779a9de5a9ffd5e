//! Who has no account answers a referral on a page, with a link and a code that are mailed to the organisation.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::TestApp;
use crate::support::link::{MAILBOX, Reader};
use crate::support::referrals::{Scene, path};
use crate::support::requests::with;

/// A referral that was sent with the fields, of a request that says something of each.
fn sent(scene: &Scene, shared: &[&str]) -> String {
    let asked = scene.asks();
    let consent = scene.consents(shared);
    let id = scene.prepares(&asked, &consent, shared);
    scene.katrien.refers("send", &id).ok(200);
    id
}

both! {
    with TestApp::start;

    fn a_link_and_a_code_show_what_was_agreed_to_and_take_the_answer(t) {
        let scene = t.care_scene();
        let id = sent(&scene, &["name", "requestText"]);
        let reader = Reader::follows(t);
        let door = reader.looks().ok(200).text;
        assert!(door.contains("Zorg Nabij"), "{door}");
        for secret in ["An Peeters", "been", "nurse", "Home care"] {
            assert!(!door.contains(secret), "{secret}");
        }
        let code = reader.is_sent_a_code(t);
        let reader = reader.types(&code);
        let page = reader.looks().ok(200);
        let agreed = "stemde op \u{2068}02/03/2026\u{2069}";
        for shown in ["Home care", "An Peeters", "Mijn been wil niet meer mee.", "Needs a nurse twice a week.", agreed] {
            assert!(page.text.contains(shown), "{shown}: {}", page.text);
        }
        for secret in ["Third floor", "@buurt.example", scene.an.id.to_string().as_str()] {
            assert!(!page.text.contains(secret), "{secret}");
        }
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !page.text.contains("<script"), "{policy}");
        assert_eq!((page.header("cache-control"), page.header("referrer-policy")), (Some("no-store"), Some("no-referrer")));
        reader.answers("accept", &[]).ok(303);
        assert_eq!(scene.stands(&id), "accepted");
        let log = scene.an.get("/v1/me/accessLog").ok(200).body.to_string();
        assert!(log.contains("Zorg Nabij"), "{log}");
    }

    fn each_answer_does_what_the_api_does(t) {
        let scene = t.care_scene();
        let stands = |id: &str| scene.katrien.get(&path(id)).ok(200).body;
        let id = sent(&scene, &["name"]);
        let reader = Reader::comes_in(t);
        reader.answers("ask", &[("question", "Is there a lift?")]).ok(303);
        assert_eq!(stands(&id)["messages"][0]["text"], "Is there a lift?");
        reader.answers("accept", &[]).ok(303);
        reader.answers("waitList", &[("from", "2026-06-01")]).ok(303);
        let listed = stands(&id);
        assert_eq!((&listed["businessStatus"], &listed["businessStatusAt"]), (&json!("waitListed"), &json!("2026-05-31T22:00:00Z")));
        reader.answers("plan", &[("at", "2026-06-10T14:30")]).ok(303);
        assert_eq!(stands(&id)["businessStatusAt"], "2026-06-10T12:30:00Z");
        reader.answers("complete", &[("outcome", "partlyHelped")]).ok(303);
        let ended = stands(&id);
        assert_eq!((&ended["state"], &ended["outcome"]), (&json!("completed"), &json!("partlyHelped")));
        let id = sent(&scene, &["name"]);
        let reader = Reader::comes_in(t);
        reader.answers("reject", &[("reason", "noCapacity")]).ok(303);
        let refused = stands(&id);
        assert_eq!((&refused["state"], &refused["statusReason"]), (&json!("rejected"), &json!("noCapacity")));
    }

    fn what_is_answered_by_the_link_is_news_for_the_software_of_the_organisation(t) {
        let scene = t.care_scene();
        let hook = json!({ "organisationId": scene.organisation, "url": "https://hooks.zorg.example/in" });
        let hook = scene.lotte.post("/v1/webhooks", hook).ok(201).body["href"].as_str().unwrap().to_owned();
        sent(&scene, &["name"]);
        let told = || {
            let told = scene.lotte.get(&format!("{hook}/deliveries")).ok(200).body["items"].as_array().unwrap().clone();
            told.iter().map(|it| it["type"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let reader = Reader::comes_in(t);
        assert_eq!(told(), ["be.buurtnet.referral.received"], "reading is no news");
        reader.answers("accept", &[]).ok(303);
        assert_eq!(told(), ["be.buurtnet.referral.changed", "be.buurtnet.referral.received"]);
    }

    fn looking_changes_nothing_and_opens_nothing(t) {
        let scene = t.care_scene();
        let id = sent(&scene, &["name"]);
        let before = scene.katrien.get(&path(&id)).ok(200).body;
        let reader = Reader::follows(t);
        let mails = t.mails_to(MAILBOX).len();
        for _ in 0..3 {
            reader.looks().ok(200);
            reader.client.get(&format!("{}?do=answer&verb=accept", reader.link)).ok(200);
            reader.client.send_bytes("HEAD", &reader.link, "", b"");
        }
        assert_eq!(t.mails_to(MAILBOX).len(), mails);
        assert_eq!(scene.katrien.get(&path(&id)).ok(200).body["version"], before["version"]);
        assert_eq!(scene.katrien.get(&path(&id)).ok(200).body["history"], before["history"]);
    }

    fn codes_are_not_guessed(t) {
        let scene = t.care_scene();
        sent(&scene, &["name"]);
        let reader = Reader::follows(t);
        let code = reader.is_sent_a_code(t);
        let wrong = if code == "00000000" { "00000001" } else { "00000000" };
        for _ in 0..5 {
            let answer = reader.fills_in("enter", &[("code", wrong)]).ok(400);
            assert!(answer.text.contains("not right") && answer.header("set-cookie").is_none(), "{answer}");
        }
        assert_eq!(reader.fills_in("enter", &[("code", &code)]).status, 400, "after five wrong ones the right one is none");
        // A code works once, and for a quarter of an hour; more than five in an hour go to nobody.
        let code = reader.is_sent_a_code(t);
        reader.fills_in("enter", &[("code", &code)]).ok(303);
        reader.fills_in("enter", &[("code", &code)]).ok(400);
        let code = reader.is_sent_a_code(t);
        t.passes(TimeDelta::minutes(15));
        reader.fills_in("enter", &[("code", &code)]).ok(400);
        for _ in 0..4 {
            reader.fills_in("code", &[]).ok(303);
        }
        let codes = t.mails_to(MAILBOX).iter().filter(|it| it.contains("Je code")).count();
        assert_eq!(codes, 5);
    }

    fn the_page_is_open_for_half_an_hour_and_for_this_referral_only(t) {
        let scene = t.care_scene();
        let first = sent(&scene, &["name"]);
        let reader = Reader::comes_in(t);
        let (form, version) = (reader.hidden("form"), reader.hidden("version"));
        let second = sent(&scene, &["name"]);
        let other = Reader { client: reader.client.clone(), ..Reader::follows(t) };
        assert!(!other.looks().ok(200).text.contains("An Peeters"), "the cookie is of another referral");
        let stolen = [("form", form.as_str()), ("version", version.as_str()), ("verb", "accept")];
        other.fills_in("answer", &stolen).ok(403);
        // A form that another site sends has the cookie at most, and not what stands on the page.
        reader.fills_in("answer", &[("form", "x"), ("version", &version), ("verb", "accept")]).ok(403);
        t.passes(TimeDelta::minutes(30));
        assert!(!reader.looks().ok(200).text.contains("An Peeters"));
        reader.fills_in("answer", &stolen).ok(403);
        let scene = t.care_scene_again(&scene);
        assert_eq!((scene.stands(&first), scene.stands(&second)), ("requested".into(), "requested".into()));
    }

    fn a_link_ends_with_a_month_with_the_yes_and_with_the_access(t) {
        let scene = t.care_scene();
        let asked = scene.asks();
        let consent = scene.consents(&["name"]);
        let id = scene.prepares(&asked, &consent, &["name"]);
        scene.katrien.refers("send", &id).ok(200);
        let reader = Reader::comes_in(t);
        let (form, version) = (reader.hidden("form"), reader.hidden("version"));
        scene.an.post(&format!("/v1/consents/{consent}/withdraw"), json!({})).ok(200);
        let page = reader.looks().ok(200).text;
        for secret in ["An Peeters", "nurse"] {
            assert!(!page.contains(secret), "{secret} after the yes was taken back");
        }
        reader.fills_in("answer", &[("form", &form), ("version", &version), ("verb", "accept")]).ok(412);
        assert_eq!(scene.stands(&id), "cancelled");
        t.passes(TimeDelta::days(31));
        reader.looks().ok(404);
        reader.fills_in("code", &[]).ok(404);
        // What is no link at all looks the same.
        let gone = reader.looks().text;
        for odd in ["/r/x", "/r/018f0000-0000-7000-8000-000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAAA", &format!("{}A", reader.link)] {
            let answer = reader.client.get(odd).ok(404);
            assert_eq!(answer.text, gone, "{odd}");
        }
    }

    fn what_was_read_before_somebody_else_answered_is_stale(t) {
        let scene = t.care_scene();
        let id = sent(&scene, &["name"]);
        let reader = Reader::comes_in(t);
        let (form, version) = (reader.hidden("form"), reader.hidden("version"));
        scene.lotte.refers("accept", &id).ok(200);
        let late = [("form", form.as_str()), ("version", &version), ("verb", "reject"), ("reason", "noCapacity")];
        let answer = reader.fills_in("answer", &late).ok(412);
        assert!(answer.text.contains("role=\"alert\"") && !answer.text.contains("cannot help</button>"), "{answer}");
        assert_eq!(scene.stands(&id), "accepted");
        let now = reader.hidden("version");
        let wrong = [("form", form.as_str()), ("version", &now), ("verb", "reject"), ("reason", "noCapacity")];
        reader.fills_in("answer", &wrong).ok(409);
        for bad in [
            vec![("verb", "accept")],
            vec![("form", form.as_str()), ("version", &now), ("verb", "retract")],
            vec![("form", &form), ("version", &now), ("verb", "complete"), ("outcome", "handedBack")],
            vec![("form", &form), ("version", &now), ("verb", "plan"), ("at", "2020-01-01T10:00")],
            vec![("form", &form), ("version", &now), ("verb", "ask"), ("question", "")],
        ] {
            reader.fills_in("answer", &bad).ok(400);
        }
        assert_eq!(scene.stands(&id), "accepted");
    }

    fn words_that_look_like_html_stay_words(t) {
        let scene = t.care_scene();
        let asked = scene.asks();
        let consent = scene.consents(&["name"]);
        let reason = json!({ "reason": "<script>alert(1)</script><img src=x onerror=alert(2)>" });
        let id = scene.katrien.post("/v1/referrals", with(scene.referral(&asked, &consent, &["name"]), reason)).ok(201).id();
        scene.katrien.refers("send", &id).ok(200);
        let page = Reader::comes_in(t).looks().ok(200).text;
        assert!(!page.contains("<script") && !page.contains("<img") && page.contains("alert(1)"), "{page}");
    }
}
