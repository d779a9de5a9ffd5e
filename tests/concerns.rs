//! Somebody worries about somebody: what they may name, what they see of it, and what nobody else does.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::concerns::{Street, decisions, id, worry};
use crate::support::fixture::{dump, execute, id_literal};
use crate::support::people::Person;
use crate::support::requests::{wish, with};

/// Words that nothing else in the tests has.
const SAID: &str = "Kanarievogelzorg at the door";
const NOTED: &str = "Kanarienotitie after the call";

fn about(what: Value) -> Value {
    json!({ "about": what, "text": SAID })
}

fn items(who: &Person, view: &str) -> Vec<Value> {
    who.get(&format!("/v1/concerns?view={view}")).ok(200).field("items").as_array().unwrap().clone()
}

/// An answer without what differs between any two.
fn essence(answer: &Answer) -> (u16, Value) {
    let mut body = answer.body.clone();
    for differs in ["instance", "requestId"] {
        body.as_object_mut().unwrap().remove(differs);
    }
    (answer.status, body)
}

/// Brings a concern to its end; Katrien judges it, Luc closes it.
fn closes(street: &Street, concern: &str, verb: &str, more: Value) {
    street.katrien.sees_to(concern, "triage", json!({})).ok(200);
    street.katrien.sees_to(concern, "investigate", json!({})).ok(200);
    street.luc.sees_to(concern, verb, more).ok(200);
}

both! {
    with TestApp::start;

    fn who_raises_a_concern_sees_how_it_stands_and_no_more(t) {
        let street = t.street();
        let raised = street.an.with_header("Accept-Language", "en").post("/v1/concerns", with(worry(&street.between, false), json!({ "text": SAID }))).ok(201);
        let concern = raised.field("href").as_str().unwrap().to_owned();
        assert_eq!((raised.field("state"), raised.field("text")), (&json!("submitted"), &json!(SAID)));
        assert_eq!(raised.field("about"), &json!({ "kind": "match", "id": id(&street.between) }));
        let steps: [(&str, &Person, &str); 4] =
            [("triage", &street.katrien, "triaged"), ("investigate", &street.katrien, "investigating"),
             ("notes", &street.luc, "investigating"), ("dismiss", &street.luc, "closed")];
        for (verb, who, shown) in steps {
            who.sees_to(&concern, verb, json!({})).ok(200);
            let seen = street.an.get(&concern).ok(200);
            assert_eq!((seen.field("state"), seen.field("allowedActions")), (&json!(shown), &json!([])), "{verb}");
            for hidden in ["person", "reporter", "severity", "dueBy", "outcome", "dismissReason", "holds", "notes", "triagedBy", "closedAt"] {
                assert_eq!(seen.body.get(hidden), None, "{hidden}");
            }
        }
        let closed = street.an.with_header("Accept-Language", "en").get(&concern).ok(200);
        assert_eq!(closed.field("stateText"), "The team has looked at it and closed it.");
        assert_eq!(closed.body.get("help"), None);
        let mine = items(&street.an, "mine");
        assert_eq!((mine.len(), &mine[0]["state"], mine[0].get("text")), (1, &json!("closed"), None));
        assert!(items(&street.an, "team").is_empty());
    }

    fn the_team_reads_the_whole_and_leaves_a_trace(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, false);
        let listed = items(&street.katrien, "team");
        assert_eq!((listed.len(), listed[0].get("text"), listed[0]["person"].get("name")), (1, None, None));
        assert!(!t.events_of(id(&concern).parse::<uuid::Uuid>().unwrap()).contains(&"concern.disclosed".to_owned()));
        let seen = street.katrien.get(&concern).ok(200);
        assert_eq!(seen.field("person/name"), "Bilal Peeters");
        assert_eq!(seen.field("reporter/name"), "An Peeters");
        assert_eq!(seen.field("text"), "He shouts at me.");
        assert!(t.events_of(id(&concern).parse::<uuid::Uuid>().unwrap()).contains(&"concern.disclosed".to_owned()));
        let noted = street.luc.sees_to(&concern, "notes", json!({})).ok(200);
        assert_eq!(noted.field("notes/0/by"), &json!(street.luc.id));
        assert_eq!(street.katrien.get(&concern).ok(200).field("notes/0/text"), "Rang, nobody answered.");
    }

    fn help_is_shown_at_once_and_says_when_nobody_looks(t) {
        let street = t.street();
        let numbers = |of: &Answer| of.field("help/emergencyNumbers").as_array().unwrap().iter().map(|it| it["number"].clone()).collect::<Vec<_>>();
        let raised = street.an.post("/v1/concerns", worry(&street.between, true)).ok(201);
        assert_eq!(numbers(&raised), ["112", "1712", "106"]);
        assert_eq!(raised.field("help/outsideDutyHours"), true, "nobody has said when the team is there");
        let roster = format!("/v1/neighbourhoods/{}/dutyRoster", street.here);
        let etag = street.sofie.get(&roster).etag();
        let open = json!({
            "openingHours": [{ "day": "mon", "from": "09:00", "to": "17:00" }],
            "emergencyNumbers": [{ "name": "Huis van de Mens", "number": "015 00 00 00" }],
        });
        street.sofie.if_match(&etag).put(&roster, open).ok(200);
        let raised = street.an.post("/v1/concerns", worry(&street.between, true)).ok(201);
        assert_eq!((numbers(&raised).len(), raised.field("help/outsideDutyHours")), (3, &json!(false)));
        t.passes(TimeDelta::hours(10));
        let an = t.again(&street.an);
        let raised = an.post("/v1/concerns", worry(&street.between, false)).ok(201);
        assert_eq!(numbers(&raised), ["112", "1712", "106", "015 00 00 00"]);
        assert_eq!(raised.field("help/opensAt"), "2026-03-09T08:00:00Z");
    }

    fn what_somebody_cannot_see_cannot_be_named(t) {
        let street = t.street();
        let never = "018f0000-0000-7000-8000-000000000000";
        let visit = street.an.post(&format!("{}/visits", street.between), json!({ "start": t.now(), "durationMinutes": 60 })).ok(201).id();
        let request = street.an.asks_for("groceries").id.to_string();
        let emma = t.resident("Emma");
        for (kind, existing) in [
            ("matchId", id(&street.between)), ("visitId", &visit), ("requestId", &request), ("referralId", never),
            ("personId", &street.bilal.id.to_string()),
        ] {
            let named = |it: &str| emma.post("/v1/concerns", about(json!({ kind: it })));
            let (foreign, unknown) = (named(existing), named(never));
            assert_eq!(essence(&foreign), essence(&unknown), "{kind}");
            foreign.is_problem("notFound", 404);
        }
        assert!(items(&street.katrien, "team").is_empty());
        // Whom somebody has agreed with they know, also afterwards.
        street.an.post(&format!("{}/end", street.between), json!({ "outcome": "helped" })).ok(200);
        for what in [
            json!({ "matchId": id(&street.between) }), json!({ "visitId": visit }), json!({ "personId": street.bilal.id }),
        ] {
            street.an.post("/v1/concerns", about(what)).ok(201);
        }
        let whom: Vec<_> = items(&street.katrien, "team").iter().map(|it| it["person"]["id"].clone()).collect();
        assert_eq!(whom, [json!(street.bilal.id), json!(street.bilal.id), json!(street.bilal.id)]);
        street.bilal.post("/v1/concerns", about(json!({ "matchId": id(&street.between) }))).ok(201);
        assert_eq!(items(&street.katrien, "team")[0]["person"]["id"], json!(street.an.id), "the other side");
    }

    fn staff_and_care_providers_raise_concerns_too(t) {
        let scene = t.care_scene();
        let bilal = t.resident("Bilal");
        let offer = crate::support::story::offers_help(&bilal, &scene.katrien, 1);
        let on = crate::support::concerns::agree(&scene.katrien, &scene.an, &bilal, &offer);
        let whose = json!({ "matchId": id(&on) });
        scene.katrien.post("/v1/concerns", about(whose.clone())).is_problem("badRequest", 400);
        let sided = scene.katrien.post("/v1/concerns", about(with(whose, json!({ "side": "helper" })))).ok(201);
        assert_eq!(sided.field("person/id"), &json!(bilal.id));
        assert_eq!(scene.katrien.sees_to(sided.field("href").as_str().unwrap(), "triage", json!({})).ok(200).field("state"), "triaged");
        scene.katrien.post("/v1/concerns", about(json!({ "personId": bilal.id }))).ok(201);
        let (_, referral, _) = scene.sent();
        let raised = scene.lotte.post("/v1/concerns", about(json!({ "referralId": referral }))).ok(201);
        assert_eq!(raised.body.get("person"), None);
        scene.olga.post("/v1/concerns", about(json!({ "referralId": referral }))).is_problem("notFound", 404);
        let off = scene.an.off_contract();
        off.post("/v1/concerns", about(json!({}))).is_problem("badRequest", 400);
        off.post("/v1/concerns", about(json!({ "matchId": id(&on), "personId": bilal.id }))).is_problem("badRequest", 400);
        off.post("/v1/concerns", about(json!({ "personId": bilal.id, "side": "helper" }))).is_problem("badRequest", 400);
        t.client().post("/v1/concerns", about(json!({ "matchId": id(&on) }))).is_problem("notSignedIn", 401);
    }

    fn what_is_said_stands_nowhere_else(t) {
        let mut street = t.street();
        let raised = street.an.with_key("one").post("/v1/concerns", with(worry(&street.between, true), json!({ "text": SAID }))).ok(201);
        let again = street.an.with_key("one").post("/v1/concerns", with(worry(&street.between, true), json!({ "text": SAID }))).ok(201);
        assert_eq!(raised.id(), again.id(), "sent twice, raised once");
        let concern = raised.field("href").as_str().unwrap().to_owned();
        street.katrien.sees_to(&concern, "notes", json!({ "text": NOTED })).ok(200);
        street.katrien.sees_to(&concern, "triage", json!({ "severity": "critical" })).ok(200);
        t.passes_and_works(TimeDelta::hours(5));
        t.anew(&mut street);
        let paths = [
            concern.clone(), "/v1/concerns?view=mine".into(), "/v1/concerns?view=team".into(), street.between.clone(),
            street.other.clone(), "/v1/matches?view=mine".into(), "/v1/matches?view=neighbourhood".into(),
            "/v1/followUps".into(), "/v1/moderation/queue".into(), "/v1/me".into(),
        ];
        for who in [&street.bilal, &street.chloe, &street.dora, &street.amir] {
            for path in &paths {
                let seen = who.off_contract().get(path).text;
                assert!(!seen.contains("Kanarie") && !seen.contains("concern.") && !seen.contains(id(&concern)) || path == &concern, "{path}: {seen}");
                assert!(!seen.contains("Kanarie"), "{path}: {seen}");
            }
        }
        assert!(!street.an.get(&concern).ok(200).text.contains(NOTED), "notes are for the team");
        for (table, rows) in dump(&t.fixture.url) {
            assert!(rows.iter().all(|row| !row.contains("Kanarie")), "{table}");
        }
        for who in [&street.katrien, &street.luc, &street.sofie, &street.an, &street.bilal, &street.amir] {
            assert!(t.mails_to(&who.email).iter().all(|it| !it.contains("Kanarie") && !it.contains("Bilal Peeters")));
        }
    }

    fn an_open_concern_outlives_the_people_it_names(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, false);
        for gone in [street.bilal.id, street.an.id] {
            execute(&t.fixture.url, &format!("DELETE FROM data_keys WHERE owner = {}", id_literal(&t.fixture.url, &gone.to_string())));
        }
        let seen = street.katrien.get(&concern).ok(200);
        assert_eq!((seen.field("text"), seen.field("person/name")), (&json!("He shouts at me."), &json!("Bilal Peeters")));
        closes(&street, &concern, "resolve", decisions(&[]));
        let closed = street.katrien.get(&concern).ok(200);
        assert_eq!(closed.field("text"), "He shouts at me.");
        assert_eq!(closed.field("person").get("name"), None, "the names go with the end");
    }

    fn a_closed_concern_is_forgotten_after_ten_years(t) {
        let mut street = t.street();
        let (closed, open) = (street.an.worries(&street.between, false), street.an.worries(&street.between, false));
        street.katrien.sees_to(&closed, "notes", json!({})).ok(200);
        closes(&street, &closed, "dismiss", json!({}));
        t.passes_and_works(TimeDelta::days(3_650));
        t.anew(&mut street);
        street.katrien.get(&closed).ok(200);
        t.passes_and_works(TimeDelta::hours(1));
        t.anew(&mut street);
        street.katrien.get(&closed).is_problem("notFound", 404);
        street.katrien.get(&open).ok(200);
        let tables = dump(&t.fixture.url);
        assert_eq!((tables["concerns"].len(), tables["concern_notes"].len()), (1, 0));
        let key = id(&closed).replace('-', "").to_uppercase();
        assert!(tables["data_keys"].iter().all(|row| !row.replace('-', "").to_uppercase().contains(&key)));
    }

    fn somebody_who_is_in_danger_themselves_loses_no_help(t) {
        let street = t.street();
        street.an.post("/v1/concerns", with(about(json!({ "personId": street.an.id })), json!({ "dangerNow": true }))).ok(201);
        for on in [&street.between, &street.an_and_dora] {
            assert_eq!(street.an.stands(on), "agreed");
        }
        let asked = street.an.asks(wish("groceries"));
        street.katrien.does("approve", &asked).ok(200);
        crate::support::story::proposes(&street.katrien, &asked.id.to_string(), &street.offer);
    }
}
