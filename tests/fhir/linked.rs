//! What hangs on a Task: only what is shared, and only as long as it is.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{coded, fhir, puts, refused, task, write};
use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::people::in_lindewijk;
use crate::support::referrals::Scene;
use crate::support::requests::{wish, with};

const EVERYTHING: [&str; 9] =
    ["name", "email", "address", "birthYear", "languages", "requestText", "accessibilityNotes", "helpKind", "windows"];

/// What tells of each field where it is shared.
const TELLS: [(&str, &str); 7] = [
    ("name", "Peeters"),
    ("email", "an@buurt.example"),
    ("address", "Lindestraat"),
    ("birthYear", "\"1980\""),
    ("languages", "\"fr\""),
    ("requestText", "Mijn been"),
    ("accessibilityNotes", "Third floor"),
];

/// Everything that can be read of a referral.
fn all_of(who: &Client, id: &str) -> String {
    let who = who.off_contract();
    let read = ["Task", "ServiceRequest", "Patient", "Consent"].map(|kind| who.get(&fhir(kind, id)).ok(200).text);
    let found = who.get(&format!("/fhir/r4/Task?_id={id}&_include=Task:focus")).ok(200).text;
    let asked = who.get(&format!("/fhir/r4/ServiceRequest?_id={id}")).ok(200).text;
    format!("{}{found}{asked}", read.concat())
}

fn told(scene: &Scene) {
    let languages = json!([{ "tag": "fr", "level": "good" }]);
    scene.an.if_match("*").patch("/v1/me", json!({ "languages": languages })).ok(200);
    let home = json!({ "position": in_lindewijk(0), "address": "Lindestraat 7, 2800 Mechelen" });
    scene.an.if_match("*").put("/v1/me/home", home).ok(200);
}

both! {
    with TestApp::start;

    fn no_field_shows_that_is_not_shared(t) {
        let scene = t.care_scene();
        told(&scene);
        for (field, _) in TELLS {
            let (id, _) = scene.shares(&[field]);
            let read = all_of(&scene.lotte, &id);
            for (other, tells) in TELLS {
                assert_eq!(read.contains(tells), other == field, "{field} is shared, {other} is looked for: {read}");
            }
            let inside = [scene.an.id, scene.katrien.id].map(|it| it.to_string());
            for secret in [&inside[0], &inside[1], &t.neighbourhood("DEMO-01").to_string(), &"51.04".to_owned()] {
                assert!(!read.contains(secret), "{secret}: {read}");
            }
        }
    }

    fn what_is_shared_of_a_person_is_a_patient(t) {
        let scene = t.care_scene();
        told(&scene);
        let (id, _) = scene.shares(&EVERYTHING);
        let lotte = scene.lotte.off_contract();
        assert_eq!(lotte.get(&fhir("Patient", &id)).ok(200).body, json!({
            "resourceType": "Patient", "id": id, "name": [{ "use": "official", "family": "Peeters", "given": ["An"] }],
            "telecom": [{ "system": "email", "value": "an@buurt.example" }], "birthDate": "1980",
            "address": [{ "text": "Lindestraat 7, 2800 Mechelen" }],
            "communication": [{ "language": { "coding": [{ "system": "urn:ietf:bcp:47", "code": "fr" }] } }],
        }));
        let asked = lotte.get(&fhir("ServiceRequest", &id)).ok(200);
        assert_eq!(asked.body["reasonCode"][0]["text"], "Needs a nurse twice a week.");
        assert_eq!((&asked.body["note"][0]["text"], &asked.body["note"][1]["text"]), (&json!("Mijn been wil niet meer mee."), &json!("Third floor.")));
        assert_eq!((&asked.body["status"], &asked.body["code"]["text"]), (&json!("active"), &json!("Home care")));
        let consent = lotte.get(&fhir("Consent", &id)).ok(200).body;
        assert_eq!(consent["provision"]["code"].as_array().unwrap().len(), EVERYTHING.len());
        assert_eq!(consent["provision"]["actor"][0]["reference"]["reference"], format!("Organization/{}", scene.organisation));
    }

    fn how_a_person_may_be_reached_stands_where_it_is_read(t) {
        let scene = t.care_scene();
        let hours = json!([{ "day": "mon", "from": "09:00", "to": "12:00" }]);
        let safe = json!({ "channel": "sms", "number": "+32 470 00 00 01", "mayLeaveMessage": true, "hours": hours });
        let sets = |rules: Value| scene.an.if_match("*").put("/v1/me/contactRules", rules).ok(200);
        scene.an.with_header("if-none-match", "*").put("/v1/me/contactRules", json!({ "safeContact": safe, "contactProhibited": false })).ok(200);
        let (id, _) = scene.shares(&["name", "email", "safeContact"]);
        let lotte = scene.lotte.off_contract();
        let patient = || lotte.get(&fhir("Patient", &id)).ok(200).body;
        let details = || lotte.get(&fhir("ServiceRequest", &id)).ok(200).body["orderDetail"].clone();
        assert_eq!(patient()["telecom"], json!([{ "system": "sms", "value": "+32 470 00 00 01", "rank": 1 }]));
        assert_eq!(details()[0]["coding"], coded("referral-order-detail", "contactOnlyAsAgreed")["coding"]);
        let how = "contact only as agreed: by text message, only mon 09:00-12:00; a message may be left";
        assert_eq!(details()[0]["text"], how, "whoever reads it and calls sees when, too");
        sets(json!({ "safeContact": safe, "contactProhibited": true }));
        assert_eq!(patient().get("telecom"), None);
        assert_eq!(details()[0]["coding"][0]["code"], "contacting-subject-prohibited");
    }

    fn each_time_at_which_help_is_wanted_can_be_read(t) {
        let scene = t.care_scene();
        let wants = |times: Value| {
            let asked = scene.an.asks(with(wish("personal"), times));
            let consent = scene.consents(&["windows", "helpKind"]);
            let id = scene.prepares(&asked, &consent, &["windows", "helpKind"]);
            scene.katrien.refers("send", &id).ok(200);
            scene.lotte.off_contract().get(&fhir("ServiceRequest", &id)).ok(200).body
        };
        let timing = |day: &str, from: &str, minutes: i32| json!({ "repeat": {
            "frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": [day], "timeOfDay": [from],
            "duration": minutes, "durationUnit": "min",
        } });
        let one = wants(json!({}));
        assert_eq!((&one["occurrenceTiming"], one.get("extension")), (&timing("tue", "14:00:00", 180), None));
        assert_eq!(one["category"][1], coded("help-kind", "once"));
        let slots = json!([{ "day": "tue", "from": "14:00", "to": "17:00" }, { "day": "fri", "from": "22:00", "to": "24:00" }]);
        let weekly = wants(json!({ "weeklySlots": slots, "helpKind": "recurring", "rhythm": "weekly" }));
        assert_eq!((weekly.get("occurrenceTiming"), weekly.get("occurrencePeriod")), (None, None));
        let url = "https://buurtnet.example/fhir/StructureDefinition/buurtnet-wanted-time";
        let all = [timing("tue", "14:00:00", 180), timing("fri", "22:00:00", 120)].map(|it| json!({ "url": url, "valueTiming": it }));
        assert_eq!((&weekly["extension"], &weekly["category"][1]), (&json!(all), &coded("help-kind", "recurring")));
        let days = ["03", "04"].map(|it| json!({ "start": format!("2026-03-{it}T10:00:00Z"), "end": format!("2026-03-{it}T12:00:00Z") }));
        let window = wants(json!({ "weeklySlots": null, "windows": [days[0]] }));
        assert_eq!((&window["occurrencePeriod"], window.get("extension")), (&days[0], None));
        let windows = wants(json!({ "weeklySlots": null, "windows": days }));
        assert_eq!(windows["extension"], json!(days.map(|it| json!({ "url": url, "valuePeriod": it }))));
        assert_eq!(windows.get("occurrencePeriod"), None);
    }

    fn what_is_known_already_is_not_sent_again(t) {
        let scene = t.care_scene();
        let (id, _) = scene.shares(&["name"]);
        let lotte = scene.lotte.off_contract();
        let tag = lotte.get(&task(&id)).ok(200).etag();
        for kind in ["Task", "ServiceRequest"] {
            let known = lotte.with_header("if-none-match", &format!("W/\"9\", {tag}")).get(&fhir(kind, &id));
            assert_eq!((known.status, known.text.as_str(), known.etag()), (304, "", tag.clone()), "{kind}");
            lotte.with_header("if-none-match", "W/\"9\"").get(&fhir(kind, &id)).ok(200);
        }
        puts(&scene.lotte, &id, |it| write("accept", it)).ok(200);
        lotte.with_header("if-none-match", &tag).get(&task(&id)).ok(200);
    }

    fn what_is_sent_leaves_one_trace_of_a_reading(t) {
        let scene = t.care_scene();
        let (id, _) = scene.shares(&["name"]);
        let referral: uuid::Uuid = id.parse().unwrap();
        let readings = || t.events_of(referral).iter().filter(|it| *it == "referral.disclosed").count();
        let lotte = scene.lotte.off_contract();
        let mut accepted = lotte.get(&task(&id)).ok(200).body;
        let before = readings();
        write("accept", &mut accepted);
        lotte.if_match("*").put(&task(&id), accepted).ok(200);
        assert_eq!(readings(), before + 1, "what is answered is read");
        let stale = json!([{ "op": "replace", "path": "/status", "value": "draft" }]);
        let patches = lotte.if_match("*").with_header("content-type", "application/json-patch+json");
        refused(&patches.patch(&task(&id), stale), "notChangeable", 422);
        assert_eq!(readings(), before + 1, "what is refused shows nothing");
    }

    fn a_withdrawal_closes_the_next_call(t) {
        let scene = t.care_scene();
        let (id, consent) = scene.shares(&["name", "requestText"]);
        scene.lotte.refers("accept", &id).ok(200);
        let lotte = scene.lotte.off_contract();
        let read = lotte.get(&task(&id)).ok(200);
        scene.an.post(&format!("/v1/consents/{consent}/withdraw"), None).ok(200);
        for kind in ["Patient", "Consent"] {
            let closed = lotte.get(&fhir(kind, &id));
            refused(&closed, "accessEnded", 410);
            assert!(!closed.text.contains("Peeters"), "{closed}");
        }
        let ended = lotte.get(&task(&id)).ok(200);
        assert_eq!((&ended.body["status"], &ended.body["statusReason"]["text"]), (&json!("cancelled"), &json!("consent withdrawn")));
        let asked = lotte.get(&fhir("ServiceRequest", &id)).ok(200);
        assert_eq!((&asked.body["status"], asked.body.get("reasonCode"), asked.body.get("note")), (&json!("revoked"), None, None));
        let mut body = read.body.clone();
        write("start", &mut body);
        refused(&lotte.if_match(&read.etag()).put(&task(&id), body), "stale", 412);
        refused(&puts(&scene.lotte, &id, |it| write("start", it)), "wrongState", 422);
    }

    fn access_ends_thirty_days_after_the_end_and_at_once_with_what_was_taken_back(t) {
        let scene = t.care_scene();
        let (done, _) = scene.shares(&["name"]);
        let (mistaken, _) = scene.shares(&["name"]);
        scene.lotte.refers("accept", &done).ok(200);
        scene.lotte.refers("complete", &done).ok(200);
        scene.katrien.refers("retract", &mistaken).ok(200);
        let lotte = scene.lotte.off_contract();
        refused(&lotte.get(&fhir("Patient", &mistaken)), "accessEnded", 410);
        let shown = lotte.get(&task(&mistaken)).ok(200);
        assert_eq!((&shown.body["status"], shown.body.get("statusReason"), shown.body.get("output")), (&json!("entered-in-error"), None, None));
        t.passes(TimeDelta::days(29));
        t.again(&scene.lotte).off_contract().get(&fhir("Patient", &done)).ok(200);
        t.passes(TimeDelta::days(2));
        let later = t.again(&scene.lotte).off_contract();
        refused(&later.get(&fhir("Patient", &done)), "accessEnded", 410);
        assert_eq!(later.get(&task(&done)).ok(200).body["status"], "completed");
    }

    fn what_went_without_a_consent_says_so_and_keeps_why_to_the_team(t) {
        let scene = t.care_scene();
        let (_, id) = scene.overridden();
        let lotte = scene.lotte.off_contract();
        let asked = lotte.get(&fhir("ServiceRequest", &id)).ok(200);
        assert_eq!(asked.body["orderDetail"][0]["coding"][0]["code"], "vitalInterest");
        assert!(asked.body.get("supportingInfo").is_none() && !asked.text.contains("cannot speak"), "{asked}");
        refused(&lotte.get(&fhir("Consent", &id)), "notFound", 404);
        assert_eq!(lotte.get(&fhir("Patient", &id)).ok(200).body["name"][0]["family"], "Peeters");
    }

    fn every_reading_leaves_a_trace_and_looking_through_a_list_discloses_nothing(t) {
        let scene = t.care_scene();
        let (id, _) = scene.shares(&["name", "requestText"]);
        let referral: buurtnet::ids::ReferralId = id.parse().unwrap();
        let readings = || t.events_of(referral).iter().filter(|it| *it == "referral.disclosed").count();
        let lotte = scene.lotte.off_contract();
        let before = readings();
        let list = lotte.get("/fhir/r4/Task?_include=Task:focus").ok(200);
        assert!(readings() == before && list.text.contains(&id) && !list.text.contains("nurse"), "{list}");
        for kind in ["Task", "ServiceRequest", "Patient", "Consent"] {
            lotte.get(&fhir(kind, &id)).ok(200);
        }
        assert_eq!(readings(), before + 4);
    }

    fn the_same_person_has_another_number_with_each_organisation(t) {
        let scene = t.care_scene();
        let (id, _) = scene.shares(&["name"]);
        let (organisation, service, consent) = scene.another_service(t, "Zorg Anders");
        let asked = scene.asks();
        let body = with(scene.referral(&asked, &consent, &["name"]), json!({ "serviceId": service }));
        let other = scene.katrien.post("/v1/referrals", body).ok(201).id();
        scene.katrien.refers("send", &other).ok(200);
        let mia = t.care_provider("Mia", organisation);
        let (one, two) = (all_of(&scene.lotte, &id), all_of(&mia, &other));
        let ids = |text: &str| -> std::collections::BTreeSet<String> {
            let words = text.split(|it: char| !(it.is_ascii_hexdigit() || it == '-'));
            words.filter(|it| it.len() == 36).map(str::to_owned).collect()
        };
        assert_eq!(ids(&one).intersection(&ids(&two)).count(), 0, "{one} {two}");
    }
}
