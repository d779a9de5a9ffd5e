//! Acting for somebody else, within the scope and for as long as it holds.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::people::{Person, in_lindewijk, registration};
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::later;

/// Somebody lets another act for them, as a mantelzorger. Returns the path.
fn names(person: &Person, proxy: &Person, scope: Value) -> String {
    let said = json!({ "proxyPersonId": proxy.id, "kind": "mantelzorger", "scope": scope });
    format!("/v1/proxies/{}", person.post("/v1/me/proxies", said).ok(201).id())
}

both! {
    with TestApp::start;

    fn a_mantelzorger_asks_and_answers_for_her_mother(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let (an, mila, bilal) = (t.resident("An"), t.newcomer("Mila"), t.resident("Bilal"));
        let proxy = names(&an, &mila, json!(["ask", "accept"]));
        let asked = mila.asks(with(wish("groceries"), json!({ "forPerson": an.id })));
        let seen = an.get(&asked.path).ok(200);
        assert_eq!((&seen.body["person"]["id"], &seen.body["enteredBy"]), (&json!(an.id), &json!(mila.id)));
        katrien.does("approve", &asked).ok(200);
        let matched = proposes(&katrien, &asked.id.to_string(), &offers_help(&bilal, &katrien, 1));
        assert_eq!(mila.get(&matched).ok(200).body["side"], "requester");
        mila.post(&format!("{matched}/accept"), json!({})).ok(200);
        let agreed = bilal.post(&format!("{matched}/accept"), json!({})).ok(200);
        assert_eq!(agreed.body["state"], "agreed");
        assert_eq!(mila.get(&matched).ok(200).body["contact"]["firstName"], "Bilal");
        // An sees what was done and read for her.
        let uses = an.get(&proxy).ok(200).body["uses"].clone();
        let events: Vec<&str> = uses.as_array().unwrap().iter().map(|it| it["event"].as_str().unwrap()).collect();
        for event in ["request.submitted", "match.accepted", "match.disclosed"] {
            assert!(events.contains(&event), "{event} {events:?}");
        }
    }

    fn outside_the_scope_a_proxy_is_a_stranger(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let (an, mila, noor, bilal) = (t.resident("An"), t.newcomer("Mila"), t.newcomer("Noor"), t.resident("Bilal"));
        names(&an, &mila, json!(["ask"]));
        names(&an, &noor, json!(["accept"]));
        let request = asks_openly(&an, &katrien);
        let matched = proposes(&katrien, &request, &offers_help(&bilal, &katrien, 1));
        mila.get(&matched).is_problem("notFound", 404);
        mila.post(&format!("{matched}/accept"), json!({})).is_problem("notFound", 404);
        let withdraw = format!("/v1/requests/{request}/withdraw");
        noor.post(&withdraw, json!({ "reason": "noLongerNeeded" })).is_problem("forbidden", 403);
        noor.post("/v1/requests", with(wish("walk"), json!({ "forPerson": an.id }))).is_problem("forbidden", 403);
        bilal.post(&withdraw, json!({ "reason": "noLongerNeeded" })).is_problem("notFound", 404);
        mila.post(&withdraw, json!({ "reason": "noLongerNeeded" })).ok(200);
    }

    fn a_proxy_ends_with_its_day_and_when_it_is_taken_back(t) {
        let (an, mila, noor) = (t.resident("An"), t.newcomer("Mila"), t.newcomer("Noor"));
        let asked = an.asks_for("walk");
        let kept = names(&an, &noor, json!(["ask"]));
        let tomorrow = (t.now() + TimeDelta::days(1)).utc().format("%Y-%m-%d").to_string();
        let said = json!({ "proxyPersonId": mila.id, "kind": "mantelzorger", "scope": ["ask"], "until": tomorrow });
        let brief = format!("/v1/proxies/{}", an.post("/v1/me/proxies", said).ok(201).id());
        mila.get(&asked.path).ok(200);
        noor.get(&asked.path).ok(200);
        mila.post(&format!("{kept}/revoke"), json!({})).is_problem("notFound", 404);
        an.post(&format!("{kept}/revoke"), json!({})).ok(200);
        an.post(&format!("{kept}/revoke"), json!({})).is_problem("wrongState", 409);
        noor.get(&asked.path).is_problem("notFound", 404);
        noor.does("withdraw", &asked).is_problem("notFound", 404);
        t.passes(TimeDelta::days(2));
        let (an, mila) = (t.again(&an), t.again(&mila));
        mila.get(&asked.path).is_problem("notFound", 404);
        assert_eq!(an.get(&brief).ok(200).body["state"], "expired");
    }

    fn a_proxy_gives_it_up_themselves(t) {
        let (an, mila) = (t.resident("An"), t.newcomer("Mila"));
        let proxy = names(&an, &mila, json!(["ask"]));
        assert_eq!(mila.get("/v1/me/proxies").ok(200).body["items"].as_array().map(Vec::len), Some(1));
        mila.post(&format!("{proxy}/revoke"), json!({})).ok(200);
        mila.post("/v1/requests", with(wish("walk"), json!({ "forPerson": an.id }))).is_problem("notFound", 404);
    }

    fn yes_for_another_takes_the_law_or_a_mandate(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let (an, mila) = (t.resident("An"), t.newcomer("Mila"));
        let rosa = katrien.registers("Rosa", 1941);
        let asks = json!({ "proxyPersonId": mila.id, "kind": "mantelzorger", "scope": ["ask", "consent"] });
        an.post("/v1/me/proxies", asks.clone()).is_problem("mandateMissing", 409);
        let by_law = json!({ "proxyPersonId": mila.id, "kind": "legalRepresentative", "scope": ["consent"] });
        an.post("/v1/me/proxies", by_law).is_problem("badRequest", 400);
        let of_rosa = format!("/v1/people/{rosa}/proxies");
        katrien.post(&of_rosa, asks.clone()).is_problem("mandateMissing", 409);
        let texts = t.client().get("/v1/consentTexts/publishRequest?lang=nl-BE").ok(200);
        let version = texts.body["textVersion"].clone();
        let yes = json!({
            "personId": rosa, "purpose": "publishRequest", "textVersion": version, "given": true, "how": "app",
        });
        mila.post("/v1/consents", yes.clone()).is_problem("notFound", 404);
        let on_paper = with(yes.clone(), json!({ "how": "paper", "givenBy": mila.id }));
        katrien.post("/v1/consents", on_paper.clone()).is_problem("mandateMissing", 409);
        katrien.post(&of_rosa, with(asks, json!({ "mandateSeenOn": "2026-01-02" }))).ok(201);
        let given = mila.post("/v1/consents", yes).ok(201);
        assert_eq!(given.body["givenBy"], mila.id.to_string());
        katrien.post("/v1/consents", on_paper).ok(201);
    }

    fn who_has_an_account_names_a_proxy_themselves(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, wout) = (t.buurtwerker("Katrien", here), t.buurtwerker("Wout", here));
        let (an, mila, els) = (t.resident("An"), t.newcomer("Mila"), t.resident("Els"));
        let said = |proxy: &Person| json!({ "proxyPersonId": proxy.id, "kind": "mantelzorger", "scope": ["ask"] });
        katrien.post(&format!("/v1/people/{}/proxies", an.id), said(&mila)).is_problem("hasAccount", 409);
        let rosa = format!("/v1/people/{}/proxies", katrien.registers("Rosa", 1941));
        katrien.post(&rosa, said(&katrien)).is_problem("badRequest", 400);
        mila.post(&rosa, said(&mila)).is_problem("notFound", 404);
        // Who acts as a proxy does not decide as the team: so nobody of a team is named, by anybody.
        katrien.post(&rosa, said(&wout)).is_problem("badRequest", 400);
        an.post("/v1/me/proxies", said(&wout)).is_problem("badRequest", 400);
        // Nor does anybody write it down for their own household.
        let home = json!({ "position": in_lindewijk(0) });
        wout.client.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        katrien.post(&format!("/v1/people/{}/household", wout.id), json!({ "withPersonId": els.id })).ok(200);
        wout.post(&rosa, said(&els)).is_problem("badRequest", 400);
        katrien.post(&rosa, said(&els)).ok(201);
        katrien.post(&rosa, said(&mila)).ok(201);
        katrien.post(&rosa, said(&mila)).is_problem("wrongState", 409);
    }

    fn a_block_ends_what_a_proxy_can_do_and_nobody_is_told(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, mila, noor) = (t.resident("An"), t.resident("Mila"), t.resident("Noor"));
        let asked = an.asks_for("walk");
        names(&an, &mila, json!(["ask", "accept"]));
        mila.get(&asked.path).ok(200);
        for proxy in [&mila, &noor] {
            katrien.post(&format!("/v1/people/{}/blocks", an.id), json!({ "otherPersonId": proxy.id })).ok(201);
        }
        mila.get(&asked.path).is_problem("notFound", 404);
        mila.get(&format!("/v1/people/{}", an.id)).is_problem("notFound", 404);
        mila.post("/v1/requests", with(wish("walk"), json!({ "forPerson": an.id }))).is_problem("notFound", 404);
        // Whom An is kept apart from is answered as who has no account.
        let said = |id: Value| json!({ "proxyPersonId": id, "kind": "mantelzorger", "scope": ["ask"] });
        let rosa = katrien.registers("Rosa", 1941);
        let without = an.post("/v1/me/proxies", said(json!(rosa)));
        let apart = an.post("/v1/me/proxies", said(json!(noor.id)));
        for answer in [&without, &apart] {
            answer.is_problem("badRequest", 400);
        }
        assert_eq!((&apart.body["detail"], &apart.body["errors"]), (&without.body["detail"], &without.body["errors"]));
    }

    fn naming_somebody_wants_a_fresh_proof_and_a_minor_the_team(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, noor, mila) = (t.resident("An"), t.resident("Noor"), t.newcomer("Mila"));
        t.is_born_in(&noor, 2010);
        let said = json!({ "proxyPersonId": mila.id, "kind": "mantelzorger", "scope": ["ask"] });
        noor.post("/v1/me/proxies", said.clone()).is_problem("forbidden", 403);
        let bridge = json!({ "kind": "brugfiguur", "organisation": "De Linde", "coversHousehold": true });
        an.post("/v1/me/proxies", with(said.clone(), bridge)).is_problem("badRequest", 400);
        t.passes(TimeDelta::minutes(6));
        later(t, &an).post("/v1/me/proxies", said.clone()).is_problem("stepUpNeeded", 403);
        t.again(&an).post("/v1/me/proxies", said.clone()).ok(201);
        let guardian = with(said, json!({ "kind": "guardian" }));
        t.again(&katrien).post(&format!("/v1/people/{}/proxies", noor.id), guardian).ok(201);
    }

    fn a_family_with_children_through_a_brugfiguur(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, els) = (t.buurtwerker("Katrien", here), t.resident("Els"));
        let mother = katrien.registers("Amina", 1988);
        let child = |name: &str| {
            let said = with(registration(name, 2018), json!({ "position": null, "livesWith": mother }));
            katrien.post("/v1/people", said).ok(201).id()
        };
        let (sami, lina) = (child("Sami"), child("Lina"));
        let bridge = json!({
            "proxyPersonId": els.id, "kind": "brugfiguur", "scope": ["ask"], "organisation": "Basisschool De Linde",
            "coversHousehold": true,
        });
        let path = format!("/v1/people/{mother}/proxies");
        katrien.post(&path, with(bridge.clone(), json!({ "organisation": null }))).is_problem("badRequest", 400);
        let proxy = katrien.post(&path, bridge.clone()).ok(201);
        assert_eq!(proxy.body["organisation"], "Basisschool De Linde");
        for person in [&mother, &sami, &lina] {
            let asked = els.asks(with(wish("homework"), json!({ "forPerson": person })));
            assert_eq!(els.get(&asked.path).ok(200).body["person"]["id"], **person);
        }
        els.post(&format!("/v1/proxies/{}/revoke", proxy.id()), json!({})).ok(200);
        els.post("/v1/requests", with(wish("homework"), json!({ "forPerson": sami }))).is_problem("notFound", 404);
        // Kept apart from the mother, Els does not act for the children through her either.
        katrien.post(&path, bridge).ok(201);
        els.get(&format!("/v1/people/{sami}")).ok(200);
        katrien.post(&format!("/v1/people/{mother}/blocks"), json!({ "otherPersonId": els.id })).ok(201);
        els.get(&format!("/v1/people/{sami}")).is_problem("notFound", 404);
    }
}
