//! Looking for Tasks and for what is asked.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{fhir, puts, refused, task, write};
use crate::support::client::Client;
use crate::support::faults::{statements_of, watched};
use crate::support::{Fixture, TestApp};

/// The ids of what was found, as long as a page links to a next one.
fn found(who: &Client, query: &str) -> Vec<String> {
    let who = who.off_contract();
    let mut ids = Vec::new();
    let mut path = format!("/fhir/r4/{query}");
    loop {
        let page = who.get(&path).ok(200);
        assert_eq!((&page.body["resourceType"], &page.body["type"]), (&json!("Bundle"), &json!("searchset")), "{page}");
        let entries = page.body["entry"].as_array().cloned().unwrap_or_default();
        let matches = entries.iter().filter(|it| it["search"]["mode"] == "match");
        ids.extend(matches.map(|it| it["resource"]["id"].as_str().unwrap().to_owned()));
        let links = page.body["link"].as_array().unwrap();
        let Some(next) = links.iter().find(|it| it["relation"] == "next") else { return ids };
        let url = next["url"].as_str().unwrap();
        path = url.split_once("/fhir/r4/").map(|(_, rest)| format!("/fhir/r4/{rest}")).unwrap();
    }
}

both! {
    with TestApp::start;

    fn an_organisation_finds_its_own_by_what_it_asks(t) {
        let scene = t.care_scene();
        let (first, _) = scene.shares(&["name"]);
        t.passes(TimeDelta::minutes(10));
        let scene = t.care_scene_again(&scene);
        let (second, _) = scene.shares(&["name"]);
        let (third, _) = scene.shares(&["name"]);
        t.passes(TimeDelta::minutes(10));
        let scene = t.care_scene_again(&scene);
        puts(&scene.lotte, &first, |it| write("accept", it)).ok(200);
        let asked = scene.asks();
        let consent = scene.consents(&["name"]);
        let draft = scene.prepares(&asked, &consent, &["name"]);
        let (lotte, owner) = (&scene.lotte, format!("Organization/{}", scene.organisation));
        let all = [second.clone(), third.clone(), first.clone()];
        assert_eq!(found(lotte, "Task"), all, "in the order in which they changed");
        assert_eq!(found(lotte, "Task?_count=1"), all, "page by page");
        assert_eq!(found(lotte, &format!("Task?owner={owner}&_count=2&_sort=_lastUpdated")), all);
        assert_eq!(found(lotte, "Task?requester=Organization/neighbourhood-teams&code=fulfill"), all);
        assert_eq!(found(lotte, "Task?status=accepted"), [first.as_str()]);
        assert_eq!(found(lotte, "Task?status=accepted,requested&_count=1"), all);
        assert_eq!(found(lotte, "Task?_lastUpdated=gt2026-03-02T09:15:00Z"), [first.as_str()]);
        assert_eq!(found(lotte, "Task?_lastUpdated=ge2026-03-02&_lastUpdated=lt2026-03-02T09:15:00Z"), all[..2]);
        assert_eq!(found(lotte, &format!("Task?_id={second},{third},{draft}")), all[..2]);
        assert_eq!(found(lotte, &format!("Task?focus=ServiceRequest/{third}")), [third.as_str()]);
        let number = "https://buurtnet.example/fhir/NamingSystem/referral-task";
        assert_eq!(found(lotte, &format!("Task?identifier={number}%7C{third}")), [third.as_str()]);
        assert_eq!(found(lotte, &format!("ServiceRequest?identifier={third}")), [third.as_str()]);
        assert_eq!(found(lotte, "ServiceRequest?status=active&_count=2"), all);
        for nothing in [
            "Task?status=ready", "Task?code=approve", "Task?requester=Organization/1", "Task?_id=x", "Task?identifier=http://x%7C1",
            &format!("Task?owner=Patient/{}", scene.organisation), "Task?_lastUpdated=lt2026", "ServiceRequest?status=revoked",
            &format!("Task?_id={draft}"), &format!("Task?_id={first}&focus=ServiceRequest/{third}"),
        ] {
            assert_eq!(found(lotte, nothing), [""; 0], "{nothing}");
        }
        assert_eq!(found(&scene.olga, "Task"), [""; 0], "foreign");
        assert_eq!(found(&scene.olga, &format!("Task?_id={first}&owner={owner}")), [""; 0], "foreign");
    }

    fn what_is_asked_comes_with_the_task_and_says_that_it_is_a_part(t) {
        let scene = t.care_scene();
        let (id, _) = scene.shares(&["name", "requestText"]);
        scene.lotte.refers("ask", &id).ok(200);
        let page = scene.lotte.off_contract().get("/fhir/r4/Task?_include=Task:focus").ok(200);
        let modes: Vec<_> = page.body["entry"].as_array().unwrap().iter().map(|it| it["search"]["mode"].clone()).collect();
        assert_eq!(modes, ["match", "include"]);
        let url = page.body["entry"][1]["fullUrl"].as_str().unwrap();
        assert_eq!(url, format!("{}{}", t.base(), fhir("ServiceRequest", &id)));
        assert_eq!(page.body["link"][0]["url"], format!("{}/fhir/r4/Task?_include=Task:focus", t.base()));
        for entry in page.body["entry"].as_array().unwrap() {
            assert_eq!(entry["resource"]["meta"]["tag"][0]["code"], "SUBSETTED");
        }
        assert_eq!(page.body["entry"][0]["resource"].get("note"), None);
        // A Task from a list can be sent back: notes are only added.
        let mut part = page.body["entry"][0]["resource"].clone();
        write("accept", &mut part);
        let lotte = scene.lotte.off_contract();
        let accepted = lotte.if_match("*").put(&task(&id), part).ok(200);
        assert_eq!((&accepted.body["status"], &accepted.body["note"][0]["text"]), (&json!("accepted"), &json!("Is there a lift?")));
    }

    fn what_a_search_does_not_know_it_refuses(t) {
        let scene = t.care_scene();
        let lotte = scene.lotte.off_contract();
        for odd in [
            "Task?patient=1", "Task?_count=0", "Task?_count=x", "Task?_sort=-_lastUpdated", "Task?_include=Task:patient",
            "Task?_lastUpdated=ne2026", "Task?_lastUpdated=x", "Task?_cursor=x", "Task?_cursor=AAAA", "Task?status=a&status=b",
            "Task?status:not=accepted", "ServiceRequest?code=1", "Organization?phone=1", "HealthcareService?_cursor=-1",
        ] {
            refused(&lotte.get(&format!("/fhir/r4/{odd}")), "badRequest", 400);
        }
        let many = (0..60).map(|it| it.to_string()).collect::<Vec<_>>().join(",");
        refused(&lotte.get(&format!("/fhir/r4/Task?_id={many}")), "badRequest", 400);
        let empty = lotte.get("/fhir/r4/Task?_format=json").ok(200);
        assert_eq!(empty.body.get("entry"), None::<&Value>, "a list without entries has none");
    }
}

fn counted(fixture: Fixture) -> TestApp {
    watched(&fixture);
    TestApp::start(fixture)
}

both! {
    with counted;

    fn a_longer_page_asks_no_more_of_the_database(t) {
        let scene = t.care_scene();
        let asks = |query: &str| {
            let get = || drop(scene.lotte.off_contract().get(&format!("/fhir/r4/{query}")).ok(200));
            statements_of(&t.fixture, get)
        };
        let queries = ["Task?_include=Task:focus", "ServiceRequest?status=active"];
        scene.shares(&["name"]);
        let few = queries.map(asks);
        (0..4).for_each(|_| drop(scene.shares(&["name"])));
        assert_eq!(queries.map(asks), few);
        assert!(t.faults.is_some() || few.iter().all(|it| (2..30).contains(it)), "{few:?}");
    }
}
