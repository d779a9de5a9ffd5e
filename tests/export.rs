//! Export: all that is known of somebody, for themselves, and nothing of what others are or said.

use std::io::Read;

use buurtnet::platform::seal::{hash, hex};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::client_requests::{for_wies, found};
use crate::support::concerns::{agree, id};
use crate::support::people::{PASSWORD, in_lindewijk};
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

/// The bytes of the export of somebody.
fn fetched(t: &TestApp, who: &Person) -> Vec<u8> {
    let token = t.begins_session(who).access;
    let head = format!(
        "GET /v1/me/export/file HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    let mut stream = std::net::TcpStream::connect(t.base().trim_start_matches("http://")).unwrap();
    std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    assert!(
        head.starts_with("http/1.1 200") && head.contains("attachment; filename=\"buurtnet-export.zip\""),
        "{head}"
    );
    assert!(head.contains("content-type: application/zip") && head.contains("no-store"), "{head}");
    answer[end + 4..].to_vec()
}

/// The files of a zip.
fn files(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let count = zip.len();
    let read = |it| {
        let mut file = zip.by_index(it).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    };
    (0..count).map(read).collect()
}

fn asks(who: &Person) -> Value {
    who.post("/v1/me/export", json!({})).ok(200).body
}

both! {
    with TestApp::start;

    fn an_gets_everything_of_hers_and_nothing_of_others(t) {
        let scene = t.care_scene();
        let an = &scene.an;
        let said = json!({ "text": { "lang": "nl", "text": "Naar de zwaluwnesten" }, "durationMinutes": 45 });
        an.asks(with(wish("walk"), said));
        an.if_match(&an.get("/v1/me/home").etag()).put("/v1/me/home", json!({
            "position": { "lat": 51.041_234_5, "lon": 4.475_678_9 }, "address": "Vogelzangstraat 7, 2800 Mechelen",
        })).ok(200);
        let (_, referral, _) = scene.accepted();
        let bilal = t.resident("Bilal");
        let offer = offers_help(&bilal, &scene.katrien, 3);
        let agreed = proposes(&scene.katrien, &asks_openly(an, &scene.katrien), &offer);
        an.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("{agreed}/accept"), json!({})).ok(200);
        an.post(&format!("{agreed}/visits"), json!({ "start": t.now(), "durationMinutes": 60 })).ok(201);
        scene.katrien.get(&format!("/v1/people/{}", an.id)).ok(200);
        an.worries(&agreed, false);

        assert_eq!(asks(an)["state"], "preparing");
        an.get("/v1/me/export/file").is_problem("wrongState", 409);
        t.works();
        let mail = t.mails_to(&an.email);
        let mail = mail.last().unwrap();
        assert!(mail.contains("Subject: Your data are ready") && !mail.contains("zwaluw") && !mail.contains("Bilal"), "{mail}");
        assert!(mail.contains("/console/account/export"), "{mail}");
        let ready = an.get("/v1/me/export").ok(200);
        assert_eq!((ready.field("state"), ready.field("file")), (&json!("ready"), &json!("/v1/me/export/file")));

        let files = files(fetched(t, an));
        let text: String = files.iter().map(|it| it.1.as_str()).collect();
        for word in [
            "zwaluwnesten", "Vogelzangstraat", "51.0412345", "4.4756789", an.email.as_str(), &referral, "BEGIN:VEVENT",
            "knowPerson", "Bilal", "He shouts at me.", &an.id.to_string(),
        ] {
            assert!(text.contains(word), "{word} is missing");
        }
        for word in [bilal.email.as_str(), "Katrien", "Lotte", &bilal.id.to_string(), &scene.katrien.id.to_string()] {
            assert!(!text.contains(word), "{word} is of somebody else");
        }
        let manifest: Value = serde_json::from_str(&files.iter().find(|it| it.0 == "manifest.json").unwrap().1).unwrap();
        let listed = manifest["files"].as_array().unwrap();
        assert_eq!(listed.len() + 1, files.len());
        for it in listed {
            let (_, text) = files.iter().find(|(name, _)| *name == it["name"]).unwrap();
            assert_eq!(it["sha256"], hex(&hash(&[text.as_bytes()])), "{it}");
            if it["name"] != "visits.ics" {
                assert_eq!(it["count"], serde_json::from_str::<Vec<Value>>(text).unwrap().len(), "{it}");
            }
        }
    }

    fn who_asked_for_a_client_and_under_which_reference_is_in_the_copy_of_the_client(t) {
        let scene = t.care_scene();
        scene.lotte.post("/v1/clientRequests", for_wies()).ok(201);
        let wies = found(&scene.katrien).1;
        let card = scene.katrien.post(&format!("/v1/people/{wies}/activationCards"), json!({})).ok(201);
        let email = "wies@buurt.example";
        let account = json!({ "activationCode": card.body["code"], "email": email, "password": PASSWORD });
        t.client().post("/v1/accounts", account).ok(202);
        t.client().post("/v1/accounts/verify", json!({ "token": t.token_mailed_to(email) })).ok(204);
        let wies = Person { id: wies.parse().unwrap(), email: email.to_owned(), client: t.client() };
        let wies = t.again(&wies);
        asks(&wies);
        t.works();
        let requests = files(fetched(t, &wies)).into_iter().find(|it| it.0 == "requests.json").unwrap().1;
        let requests: Value = serde_json::from_str(&requests).unwrap();
        assert_eq!(requests[0]["askedBy"], json!({ "organisation": "Zorg Nabij", "reference": "2026/0417" }));
        let all: String = files(fetched(t, &wies)).iter().map(|it| it.1.clone()).collect();
        assert!(!all.contains("Lotte") && !all.contains(&scene.lotte.id.to_string()), "who asked for them is of somebody else");
    }

    fn an_export_is_one_at_a_time_and_gone_after_a_week(t) {
        let ada = t.resident("Ada");
        assert_eq!(ada.get("/v1/me/export").ok(200).field("state"), "absent");
        asks(&ada);
        asks(&ada);
        t.works();
        let first = files(fetched(t, &ada));
        assert!(!first.is_empty());
        ada.get("/v1/me/export/file").ok(200);
        asks(&ada);
        assert_eq!(ada.get("/v1/me/export").ok(200).field("state"), "preparing");
        t.works();
        t.passes(TimeDelta::days(7) - TimeDelta::seconds(1));
        assert_eq!(t.again(&ada).get("/v1/me/export").ok(200).field("state"), "ready");
        t.passes(TimeDelta::seconds(1));
        assert_eq!(t.again(&ada).get("/v1/me/export").ok(200).field("state"), "absent");
        t.again(&ada).get("/v1/me/export/file").is_problem("wrongState", 409);
        t.passes(TimeDelta::hours(1));
        t.works();
        assert_eq!(crate::support::fixture::dump(&t.fixture.url)["exports"], Vec::<String>::new());
    }

    fn an_old_sign_in_neither_asks_for_an_export_nor_fetches_it(t) {
        let ada = t.resident("Ada");
        let signed_in = t.begins_session(&ada);
        t.passes(TimeDelta::minutes(5) + TimeDelta::seconds(1));
        let later = t.next_of(&signed_in.refresh).client;
        later.post("/v1/me/export", json!({})).is_problem("stepUpNeeded", 403);
        later.get("/v1/me/export/file").is_problem("stepUpNeeded", 403);
        t.again(&ada).post("/v1/me/export", json!({})).ok(200);
    }

    fn nobody_else_gets_it_and_it_goes_with_the_person(t) {
        let (ada, ben) = (t.resident("Ada"), t.resident("Ben"));
        asks(&ada);
        t.works();
        assert_eq!(ben.get("/v1/me/export").ok(200).field("state"), "absent");
        t.client().get("/v1/me/export").is_problem("notSignedIn", 401);
        asks(&ben);
        ben.if_match("*").delete("/v1/me").ok(204);
        t.works();
        assert_eq!(crate::support::fixture::dump(&t.fixture.url)["exports"].len(), 1, "only that of Ada");
    }

    fn what_somebody_raised_in_a_role_is_no_part_of_their_copy(t) {
        let street = t.street();
        let katrien = &street.katrien;
        let home = json!({ "position": in_lindewijk(0) });
        katrien.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let raises = |about: Value, text: &str| {
            katrien.post("/v1/concerns", json!({ "about": about, "text": text })).ok(201).id()
        };
        let of_team = raises(json!({ "matchId": id(&street.between), "side": "helper" }), "Kanarie: he shouts at An.");
        let own = agree(&street.luc, katrien, &street.dora, &offers_help(&street.dora, &street.luc, 5));
        let as_neighbour = raises(json!({ "matchId": id(&own) }), "She did not say hello to me.");
        let mine = katrien.get("/v1/concerns?view=mine").ok(200);
        assert_eq!(mine.field("items").as_array().map(Vec::len), Some(2), "at work she sees both");
        asks(katrien);
        t.works();
        let files = files(fetched(t, katrien));
        let (_, concerns) = files.iter().find(|it| it.0 == "concerns.json").unwrap();
        assert!(concerns.contains(&as_neighbour) && concerns.contains("She did not say hello to me."), "{concerns}");
        let all: String = files.iter().map(|it| it.1.as_str()).collect();
        assert!(!all.contains("Kanarie") && !all.contains(&of_team), "{all}");
    }

    fn a_copy_for_one_is_no_reading_of_the_other(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let agreed = proposes(&katrien, &asks_openly(&ada, &katrien), &offers_help(&bilal, &katrien, 3));
        ada.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("{agreed}/accept"), json!({})).ok(200);
        let read = || bilal.get("/v1/me/accessLog").ok(200).body["items"].clone();
        let before = read();
        asks(&ada);
        t.works();
        let matches = files(fetched(t, &ada)).into_iter().find(|it| it.0 == "matches.json").unwrap();
        assert!(matches.1.contains("Bilal"), "{}", matches.1);
        assert_eq!(read(), before);
    }
}
