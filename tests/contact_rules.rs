//! How somebody may be reached governs every message: a woman who must not be phoned, or mailed, at home.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::client::Client;
use crate::support::delivery::{Look, in_folder};
use crate::support::referrals::consent;
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::later;
use crate::support::{Person, TestApp};

fn rules(person: &Person) -> String {
    format!("/v1/people/{}/contactRules", person.id)
}

/// Says how somebody may be reached, for the first time or again.
fn sets(by: &Person, path: &str, said: &Value) {
    let known = by.get(path);
    let by = match known.status {
        200 => by.if_match(&known.etag()),
        _ => by.with_header("If-None-Match", "*"),
    };
    by.put(path, said.clone()).ok(200);
}

fn prohibited() -> Value {
    json!({ "contactProhibited": true })
}

fn safe(contact: Value) -> Value {
    json!({ "safeContact": contact, "contactProhibited": false })
}

fn kinds(t: &TestApp, by: &Person) -> Vec<String> {
    t.works();
    let found = t.again(by).get("/v1/followUps").ok(200);
    found.body["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

/// What the team still has to tell somebody, by the kind of message.
fn to_tell(t: &TestApp, by: &Person, person: &Person) -> Vec<String> {
    let shown = t.again(by).get(&format!("/v1/people/{}", person.id)).ok(200);
    shown.field("toTell").as_array().unwrap().iter().map(|it| it["message"].as_str().unwrap().to_owned()).collect()
}

both! {
    with TestApp::start;

    fn she_and_her_team_say_how_she_may_be_reached_and_nobody_else_reads_it(t) {
        let (an, bea) = (t.resident("An"), t.resident("Bea"));
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let noor = t.buurtwerker("Noor", t.neighbourhood("DEMO-02"));
        an.get("/v1/me/contactRules").is_problem("notFound", 404);
        an.put("/v1/me/contactRules", prohibited()).is_problem("preconditionRequired", 428);
        let by_phone = safe(json!({
            "channel": "phone", "number": "+32 470 00 00 00", "mayLeaveMessage": false,
            "hours": [{ "day": "tue", "from": "09:00", "to": "12:00" }],
        }));
        let set = an.with_header("If-None-Match", "*").put("/v1/me/contactRules", by_phone.clone()).ok(200);
        assert_eq!(set.body["safeContact"], by_phone["safeContact"]);
        let read = katrien.get(&rules(&an)).ok(200);
        assert_eq!(read.body["safeContact"]["number"], "+32 470 00 00 00");
        let shown = katrien.get(&format!("/v1/people/{}", an.id)).ok(200);
        assert_eq!(shown.body["contactRules"]["safeContact"]["channel"], "phone", "it travels with her");
        katrien.put(&rules(&an), prohibited()).is_problem("preconditionRequired", 428);
        katrien.if_match(&read.etag()).put(&rules(&an), prohibited()).ok(200);
        katrien.if_match(&read.etag()).put(&rules(&an), prohibited()).is_problem("stale", 412);
        assert_eq!(an.get("/v1/me/contactRules").ok(200).body["contactProhibited"], true);
        for (who, status) in [(&bea, 404), (&noor, 404)] {
            assert_eq!(who.get(&rules(&an)).status, status);
            assert_eq!(who.with_header("If-None-Match", "*").put(&rules(&an), prohibited()).status, status);
        }
        assert!(t.events_of(an.id).contains(&"person.contactRulesSet".to_owned()));
    }

    fn a_safe_contact_goes_with_its_channel(t) {
        let an = t.resident("An");
        let first = an.with_header("If-None-Match", "*");
        for wrong in [
            json!({ "channel": "phone", "mayLeaveMessage": true }),
            json!({ "channel": "email", "number": "+32 470 00 00 00", "mayLeaveMessage": true }),
            json!({ "channel": "sms", "email": "an@safe.example", "mayLeaveMessage": true }),
            json!({ "channel": "email", "email": "an@safe.example", "mayLeaveMessage": true,
                "hours": [{ "day": "tue", "from": "12:00", "to": "09:00" }] }),
        ] {
            first.put("/v1/me/contactRules", safe(wrong)).is_problem("badRequest", 400);
        }
    }

    fn a_woman_who_must_not_be_mailed_at_home_hears_it_from_the_team(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 2);
        sets(&katrien, &rules(&an), &prohibited());
        let request = asks_openly(&an, &katrien);
        proposes(&katrien, &request, &offer);
        t.works();
        assert_eq!(t.mails_to(&an.email), Vec::<String>::new());
        assert_eq!(kinds(t, &katrien), ["tellByHand"]);
        assert_eq!(to_tell(t, &katrien, &an), ["request-approved", "match-proposed"]);
        assert!(an.get("/v1/me").ok(200).body.get("toTell").is_none(), "she need not read what others must do");
        // Katrien sees her at the market and tells her.
        let path = format!("/v1/people/{}/told", an.id);
        katrien.post(&path, None).ok(200);
        katrien.post(&path, None).is_problem("wrongState", 409);
        assert!(kinds(t, &katrien).is_empty());
        // Somebody types her address: no mail, and nothing more for an address that is known.
        t.client().post("/v1/accounts/reset", json!({ "email": an.email })).ok(202);
        t.works();
        assert_eq!(to_tell(t, &katrien, &an), ["reset-password"]);
        t.client().post("/v1/accounts/reset", json!({ "email": an.email })).ok(202);
        t.works();
        assert_eq!(to_tell(t, &katrien, &an).len(), 1, "the same is told once");
        // She lifts it herself: what she was not told goes out, but for the link.
        proposes(&katrien, &request, &offers_help(&t.resident("Chloe"), &katrien, 1));
        assert_eq!(t.mails_to(&an.email), Vec::<String>::new());
        sets(&an, "/v1/me/contactRules", &json!({ "contactProhibited": false }));
        assert!(kinds(t, &katrien).is_empty());
        assert_eq!(t.mails_to(&an.email).len(), 1);
    }

    fn a_mail_or_an_sms_to_whom_contact_is_prohibited_with_is_seen_in_the_mailbox(t) {
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let safe = json!({ "channel": "sms", "number": "+32 470 00 00 01", "mayLeaveMessage": true });
        sets(&an, "/v1/me/contactRules", &json!({ "contactProhibited": true, "safeContact": safe }));
        let look = || t.run(Look::now(&t.store, &|| in_folder(t.mailbox())));
        let before = look();
        let put = |name: &str, text: &str| std::fs::write(t.mailbox().join(name), text).unwrap();
        put("bilal.eml", &format!("From: x\r\nTo: {}\r\n\r\n", bilal.email));
        assert_eq!(look().faults_since(&before), Vec::<String>::new());
        put("an.eml", &format!("From: x\r\nTo: {}\r\n\r\n", an.email));
        put("an.json", r#"{"to":"+32470000001","text":"123456"}"#);
        let mut seen = look().faults_since(&before);
        seen.sort();
        let expected = ["+32470000001", &an.email].map(|it| format!("a channel took something for {it}"));
        assert_eq!(seen, expected);
        assert_eq!(look().faults_since(&look()), Vec::<String>::new(), "what went out before is none");
    }

    fn who_acts_for_her_reads_neither_her_rules_nor_what_she_is_to_be_told(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, mila) = (t.resident("An"), t.resident("Mila"));
        let proxy = json!({ "proxyPersonId": mila.id, "kind": "mantelzorger", "scope": ["ask", "accept"] });
        an.post("/v1/me/proxies", proxy).ok(201);
        sets(&an, "/v1/me/contactRules", &prohibited());
        let request = asks_openly(&an, &katrien);
        t.works();
        let (person, request) = (format!("/v1/people/{}", an.id), format!("/v1/requests/{request}"));
        let seen = mila.get(&person).ok(200);
        assert_eq!((seen.body.get("contactRules"), seen.body.get("toTell")), (None, None));
        assert_eq!(mila.get(&request).ok(200).field("person").get("contactRules"), None);
        for path in [&person, &request] {
            assert!(katrien.get(path).ok(200).text.contains("contactRules"));
        }
        assert!(an.get("/v1/me").ok(200).body.get("contactRules").is_some());
    }

    fn what_is_over_need_not_be_told_any_more(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 2);
        let request = asks_openly(&an, &katrien);
        t.works();
        sets(&an, "/v1/me/contactRules", &prohibited());
        proposes(&katrien, &request, &offer);
        t.works();
        let found = katrien.get("/v1/followUps").ok(200);
        assert_eq!(found.body["items"][0]["person"], json!({
            "id": an.id, "href": format!("/v1/people/{}", an.id), "hasContactRules": true,
        }));
        t.passes(TimeDelta::days(4));
        t.works();
        t.works();
        assert_eq!(to_tell(t, &katrien, &an), ["match-off"], "nobody answered, so there is nothing to propose");
    }

    fn where_she_must_not_be_mailed_her_helper_does_not_read_her_address(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let request = asks_openly(&an, &katrien);
        let path = proposes(&katrien, &request, &offers_help(&bilal, &katrien, 2));
        for side in [&an, &bilal] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        assert!(bilal.get(&path).ok(200).text.contains(&an.email));
        sets(&an, "/v1/me/contactRules", &prohibited());
        let shown = bilal.get(&path).ok(200);
        assert!(!shown.text.contains(&an.email) && shown.body["contact"]["firstName"] == "An");
        let read = katrien.get(&format!("/v1/requests/{request}")).ok(200);
        assert_eq!(read.body["person"]["contactRules"]["contactProhibited"], true);
        assert!(an.get(&format!("/v1/requests/{request}")).ok(200).body["person"].get("contactRules").is_none());
    }

    fn a_safe_address_has_its_hours_and_a_call_is_for_people(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let an = t.resident("An");
        let tuesday = json!([{ "day": "tue", "from": "09:00", "to": "12:00" }]);
        sets(&an, "/v1/me/contactRules", &safe(json!({
            "channel": "email", "email": "zus@safe.example", "mayLeaveMessage": true, "hours": tuesday,
        })));
        asks_openly(&an, &katrien);
        assert_eq!((t.mails_to("zus@safe.example").len(), t.mails_to(&an.email).len()), (0, 0), "Monday");
        t.client().post("/v1/accounts/reset", json!({ "email": an.email })).ok(202);
        t.works();
        assert_eq!(to_tell(t, &katrien, &an), ["reset-password"], "the link would be dead by Tuesday");
        t.passes(TimeDelta::hours(23));
        assert_eq!(t.mails_to("zus@safe.example").len(), 1, "Tuesday at nine");
        let (an, katrien) = (t.again(&an), t.again(&katrien));
        sets(&an, "/v1/me/contactRules", &safe(json!({
            "channel": "email", "email": "zus@safe.example", "mayLeaveMessage": false,
        })));
        asks_openly(&an, &katrien);
        assert_eq!(t.mails_to("zus@safe.example").len(), 1, "whatever is sent stays lying");
        sets(&an, "/v1/me/contactRules", &safe(json!({
            "channel": "phone", "number": "+32 470 00 00 00", "mayLeaveMessage": true,
        })));
        asks_openly(&an, &katrien);
        t.works();
        assert_eq!(t.mails_to(&an.email), Vec::<String>::new());
        assert_eq!(to_tell(t, &katrien, &an), ["request-approved", "request-approved"]);
        assert!(kinds(t, &katrien).contains(&"tellByHand".to_owned()));
    }

    fn a_new_password_is_set_where_she_said_herself_and_never_where_others_did(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let an = t.resident("An");
        let at_her_sisters = safe(json!({ "channel": "email", "email": "zus@safe.example", "mayLeaveMessage": true }));
        let resets = || {
            t.client().post("/v1/accounts/reset", json!({ "email": an.email })).ok(202);
            (t.mails_to("zus@safe.example").len(), to_tell(t, &katrien, &an))
        };
        sets(&katrien, &rules(&an), &at_her_sisters);
        assert_eq!(resets(), (0, vec!["reset-password".to_owned()]));
        // Whoever took her session over, or her telephone, cannot say it either.
        t.passes(TimeDelta::minutes(6));
        let stolen = later(t, &an);
        let etag = stolen.get("/v1/me/contactRules").ok(200).etag();
        let says = |by: &Client, said: &Value| by.if_match(&etag).put("/v1/me/contactRules", said.clone());
        let elsewhere = safe(json!({ "channel": "email", "email": "dief@x.example", "mayLeaveMessage": true }));
        says(&stolen, &elsewhere).is_problem("stepUpNeeded", 403);
        // To leave it as it is does not make it hers: she says it anew.
        let an_again = t.again(&an);
        sets(&an_again, "/v1/me/contactRules", &at_her_sisters);
        assert_eq!(resets().0, 0);
        sets(&an_again, "/v1/me/contactRules", &json!({ "contactProhibited": false }));
        sets(&an_again, "/v1/me/contactRules", &at_her_sisters);
        assert_eq!(resets(), (1, Vec::new()));
        // Katrien adds the hours, and it stays hers; another address does not.
        let katrien = t.again(&katrien);
        let always = ["mon", "tue"].map(|day| json!({ "day": day, "from": "00:00", "to": "24:00" }));
        let with_hours = |email: &str| safe(json!({
            "channel": "email", "email": email, "mayLeaveMessage": true, "hours": always,
        }));
        sets(&katrien, &rules(&an), &with_hours("zus@safe.example"));
        assert_eq!(resets().0, 2);
        sets(&katrien, &rules(&an), &with_hours("katrien@x.example"));
        assert_eq!((resets(), t.mails_to("katrien@x.example").len()), ((2, vec!["reset-password".to_owned()]), 0));
        sets(&katrien, &rules(&an), &with_hours(&an.email));
        t.client().post("/v1/accounts/reset", json!({ "email": an.email })).ok(202);
        assert!(t.mails_to(&an.email).last().unwrap().contains("/reset#"), "her own mailbox, at her hours");
    }

    fn how_she_may_be_reached_goes_with_a_referral_that_shares_it(t) {
        let scene = t.care_scene();
        sets(&scene.an, "/v1/me/contactRules", &safe(json!({
            "channel": "phone", "number": "+32 470 00 00 00", "mayLeaveMessage": false,
        })));
        let asked = scene.asks();
        let shared = ["name", "safeContact"];
        let yes = scene.an.post("/v1/consents", consent(&scene.an, scene.organisation, &shared)).ok(201).id();
        let id = scene.prepares(&asked, &yes, &shared);
        scene.katrien.refers("send", &id).ok(200);
        let read = scene.lotte.get(&format!("/v1/referrals/{id}")).ok(200);
        let contact = &read.body["shared"]["contactRules"];
        assert_eq!((&contact["safeContact"]["mayLeaveMessage"], &contact["contactProhibited"]), (&json!(false), &json!(false)));
        let without = scene.prepares(&scene.asks(), &yes, &["name"]);
        scene.katrien.refers("send", &without).ok(200);
        let read = scene.lotte.get(&format!("/v1/referrals/{without}")).ok(200);
        assert!(read.body["shared"].get("contactRules").is_none());
    }
}
