//! Two entries turn out to be one person, and perhaps two after all.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::people::{PASSWORD, Person, registration};
use crate::support::requests::{Asked, wish, with};
use crate::support::story::{offers_help, proposes};

fn merges(team: &Person, kept: &str, other: &str) -> Answer {
    team.post(&format!("/v1/people/{kept}/merge"), json!({ "otherPersonId": other }))
}

fn asks_for(team: &Person, person: &str) -> Asked {
    let text = json!({ "lang": "nl", "text": "Mijn trap is te steil." });
    team.asks(with(wish("groceries"), json!({ "forPerson": person, "channel": "desk", "text": text })))
}

fn whose(team: &Person, asked: &Asked) -> Value {
    let seen = team.get(&asked.path).ok(200);
    assert_eq!(seen.body["text"]["text"], "Mijn trap is te steil.", "{seen}");
    seen.body["person"]["id"].clone()
}

both! {
    with TestApp::start;

    fn a_merge_gives_a_grown_up_no_guardian_and_who_has_an_account_no_proxy_they_did_not_name(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, mila) = (t.resident("An"), t.resident("Mila"));
        let acts_for = |person: &str, kind: &str, scope: &str| {
            let said = json!({ "proxyPersonId": mila.id, "kind": kind, "scope": [scope] });
            let made = katrien.post(&format!("/v1/people/{person}/proxies"), said).ok(201).id();
            format!("/v1/proxies/{made}/revoke")
        };
        // In March 2026 who was born in 2010 is under age.
        let (child, rosette) = (katrien.registers("Rosie", 2010), katrien.registers("Rosette", 1941));
        let (guards, asks) = (acts_for(&child, "guardian", "consent"), acts_for(&rosette, "mantelzorger", "ask"));
        let (an_id, rosa) = (an.id.to_string(), katrien.registers("Rosa", 1941));
        for (kept, other) in [(&an_id, &child), (&rosa, &child), (&an_id, &rosette)] {
            merges(&katrien, kept, other).is_problem("wrongState", 409);
        }
        // Somebody else without an account, whom the team may name a proxy for, takes the proxy over.
        merges(&katrien, &rosa, &rosette).ok(200);
        katrien.post(&asks, json!({})).ok(200);
        merges(&katrien, &an_id, &rosa).ok(200);
        mila.post(&guards, json!({})).ok(200);
        merges(&katrien, &an_id, &child).ok(200);
    }

    fn who_used_a_card_and_verified_nothing_begins_anew_after_a_merge(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (rosa, rosette) = (katrien.registers("Rosa", 1941), katrien.registers("Rosette", 1941));
        let mail = "rosa@buurt.example";
        let begins = |person: &str| {
            let card = katrien.post(&format!("/v1/people/{person}/activationCards"), json!({})).ok(201);
            let said = json!({ "activationCode": card.body["code"], "email": mail, "password": PASSWORD });
            t.client().post("/v1/accounts", said).ok(202);
            json!({ "token": t.token_mailed_to(mail) })
        };
        let first = begins(&rosette);
        merges(&katrien, &rosa, &rosette).ok(200);
        t.client().post("/v1/accounts/verify", first).is_problem("tokenInvalid", 400);
        t.client().post("/v1/accounts/verify", begins(&rosa)).ok(204);
        t.client().post("/v1/sessions", json!({ "email": mail, "password": PASSWORD })).ok(201);
    }

    fn what_one_entry_has_goes_to_the_other_and_back(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let bilal = t.resident("Bilal");
        let (rosa, rosette) = (katrien.registers("Rosa", 1941), katrien.registers("Rosette", 1941));
        let asked = asks_for(&katrien, &rosette);
        katrien.does("approve", &asked).ok(200);
        let yes = json!({
            "personId": rosette, "purpose": "publishRequest", "textVersion": "1", "given": true, "how": "oralWithWitness",
            "witness": "Zuster Lut",
        });
        let consent = format!("/v1/consents/{}", katrien.post("/v1/consents", yes).ok(201).id());
        let kept = merges(&katrien, &rosa, &rosette).ok(200);
        assert_eq!(kept.body["id"], rosa);
        assert_eq!(katrien.get(&format!("/v1/people/{rosette}")).ok(200).body["mergedInto"]["id"], rosa);
        assert_eq!(whose(&katrien, &asked), rosa);
        assert_eq!(katrien.get(&consent).ok(200).body["personId"], rosa);
        katrien.post("/v1/requests", with(wish("walk"), json!({ "forPerson": rosette, "channel": "desk" })))
            .is_problem("forbidden", 403);
        merges(&katrien, &rosa, &rosette).is_problem("wrongState", 409);
        // What comes meanwhile with the request goes back with it; what is new stays.
        let matched = proposes(&katrien, &asked.id.to_string(), &offers_help(&bilal, &katrien, 1));
        let new = asks_for(&katrien, &rosa);
        katrien.post(&format!("/v1/people/{rosa}/undoMerge"), json!({})).ok(200);
        assert_eq!((whose(&katrien, &asked), whose(&katrien, &new)), (json!(rosette), json!(rosa)));
        assert_eq!(katrien.get(&consent).ok(200).body["personId"], rosette);
        bilal.post(&format!("{matched}/accept"), json!({})).ok(200);
        katrien.post(&format!("{matched}/accept"), json!({ "forPerson": rosa })).is_problem("forbidden", 403);
        let agreed = katrien.post(&format!("{matched}/accept"), json!({ "forPerson": rosette })).ok(200);
        assert_eq!(agreed.body["state"], "agreed");
        katrien.post(&format!("/v1/people/{rosa}/undoMerge"), json!({})).is_problem("wrongState", 409);
    }

    fn who_has_an_account_is_kept(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let an = t.resident("An");
        let rosa = katrien.registers("Rosa", 1941);
        let asked = asks_for(&katrien, &rosa);
        merges(&katrien, &rosa, &an.id.to_string()).is_problem("hasAccount", 409);
        merges(&katrien, &an.id.to_string(), &rosa).ok(200);
        assert_eq!(whose(&an, &asked), an.id.to_string());
        an.does("withdraw", &asked).ok(200);
    }

    fn some_two_cannot_be_one(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let enters = |name: &str| katrien.registers(name, 1950);
        let (rosa, jef, mia, luc) = (enters("Rosa"), enters("Jef"), enters("Mia"), enters("Luc"));
        merges(&katrien, &rosa, &rosa).is_problem("badRequest", 400);
        let lives = |one: &str, other: &str| {
            katrien.post(&format!("/v1/people/{one}/household"), json!({ "withPersonId": other })).ok(200);
        };
        lives(&rosa, &mia);
        lives(&jef, &luc);
        merges(&katrien, &rosa, &jef).is_problem("inDifferentHouseholds", 409);
        let (one, two, three) = (enters("Piet"), enters("Pieter"), enters("Nadia"));
        let apart = json!({ "otherPersonId": two });
        katrien.post(&format!("/v1/people/{one}/blocks"), apart).ok(201);
        merges(&katrien, &one, &two).is_problem("keptApart", 409);
        let bilal = t.resident("Bilal");
        let asked = asks_for(&katrien, &three);
        katrien.does("approve", &asked).ok(200);
        proposes(&katrien, &asked.id.to_string(), &offers_help(&bilal, &katrien, 1));
        merges(&katrien, &bilal.id.to_string(), &three).is_problem("bothOnOneMatch", 409);
    }

    fn only_two_who_take_part_become_one_and_a_card_goes_with_neither(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let enters = |name: &str| katrien.registers(name, 1950);
        let (rosa, rosette, jef) = (enters("Rosa"), enters("Rosette"), enters("Jef"));
        katrien.post(&format!("/v1/people/{jef}/suspend"), json!({ "reason": "safeguarding" })).ok(200);
        merges(&katrien, &rosa, &jef).is_problem("wrongState", 409);
        merges(&katrien, &jef, &rosa).is_problem("wrongState", 409);
        let rules = format!("/v1/people/{rosette}/contactRules");
        let never = json!({ "contactProhibited": true });
        let set = katrien.with_header("If-None-Match", "*").put(&rules, never).ok(200);
        merges(&katrien, &rosa, &rosette).is_problem("wrongState", 409);
        katrien.if_match(&set.etag()).put(&rules, json!({ "contactProhibited": false })).ok(200);
        let card = katrien.post(&format!("/v1/people/{rosette}/activationCards"), json!({})).ok(201);
        merges(&katrien, &rosa, &rosette).ok(200);
        assert_eq!(katrien.get(card.header("location").unwrap()).ok(200).body["state"], "withdrawn");
        katrien.post(&format!("/v1/people/{rosette}/activationCards"), json!({})).is_problem("wrongState", 409);
        merges(&katrien, &rosa, &rosette).is_problem("wrongState", 409);
    }

    fn a_concern_goes_along_and_back(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", here));
        let (rosa, rosette) = (katrien.registers("Rosa", 1941), katrien.registers("Rosette", 1941));
        let worry = json!({ "about": { "personId": rosette }, "text": "She has not been seen since Monday." });
        let concern = format!("/v1/concerns/{}", katrien.post("/v1/concerns", worry).ok(201).id());
        let about = || luc.get(&concern).ok(200).field("person/id").clone();
        merges(&katrien, &rosa, &rosette).ok(200);
        assert_eq!(about(), rosa);
        katrien.post(&format!("/v1/people/{rosa}/undoMerge"), json!({})).ok(200);
        assert_eq!(about(), rosette);
    }

    fn a_household_and_a_block_go_along_and_back(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let enters = |name: &str| katrien.registers(name, 1950);
        let (rosa, rosette, luc, jef) = (enters("Rosa"), enters("Rosette"), enters("Luc"), enters("Jef"));
        katrien.post(&format!("/v1/people/{rosette}/household"), json!({ "withPersonId": luc })).ok(200);
        katrien.post(&format!("/v1/people/{rosette}/blocks"), json!({ "otherPersonId": jef })).ok(201);
        let lives_with = |person: &str| {
            katrien.get(&format!("/v1/people/{person}/household")).ok(200).body["members"][0]["id"].clone()
        };
        merges(&katrien, &rosa, &rosette).ok(200);
        assert_eq!((lives_with(&rosa), lives_with(&rosette)), (json!(luc), Value::Null));
        merges(&katrien, &rosa, &jef).is_problem("keptApart", 409);
        katrien.post(&format!("/v1/people/{rosette}/undoMerge"), json!({})).ok(200);
        assert_eq!((lives_with(&rosa), lives_with(&rosette)), (Value::Null, json!(luc)));
        merges(&katrien, &rosa, &jef).ok(200);
    }

    fn it_is_undone_within_thirty_days_and_by_the_team_of_both_only(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (rosa, rosette) = (katrien.registers("Rosa", 1941), katrien.registers("Rosette", 1941));
        let elsewhere = t.buurtwerker("Elsewhere", t.neighbourhood("DEMO-02"));
        merges(&elsewhere, &rosa, &rosette).is_problem("notFound", 404);
        let away = with(registration("Rosa", 1941), json!({ "position": { "lat": 50.0, "lon": 3.0 } }));
        let away = t.coordinator("Sofie", "99999").post("/v1/people", away).ok(201).id();
        merges(&katrien, &rosa, &away).is_problem("notFound", 404);
        merges(&katrien, &rosa, &rosette).ok(200);
        t.passes(TimeDelta::days(31));
        let undo = format!("/v1/people/{rosa}/undoMerge");
        t.again(&katrien).post(&undo, json!({})).is_problem("wrongState", 409);
    }
}
