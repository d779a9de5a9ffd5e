//! Acting for somebody else, within the scope and for as long as it holds.

use std::fmt::Write as _;

use buurtnet::clock::Instant;
use buurtnet::ids::{PersonId, ProxyId};
use buurtnet::people::proxies::{Proxy, ProxyKind, ProxyState};
use buurtnet::policy::{Action, ForOther, ProxyScope, Through};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::golden::assert_golden;
use crate::support::people::{Person, in_lindewijk, registration};
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::later;

/// Somebody lets another act for them, as a mantelzorger. Returns the path.
fn names(person: &Person, proxy: &Person, scope: Value) -> String {
    let said = json!({ "proxyPersonId": proxy.id, "kind": "mantelzorger", "scope": scope });
    format!("/v1/proxies/{}", person.post("/v1/me/proxies", said).ok(201).id())
}

#[test]
fn the_transitions_of_a_proxy() {
    let (now, day) = (Instant::from_micros(2_000_000).unwrap(), Instant::from_micros(1_000_000).unwrap());
    let (person, team) = (PersonId::fresh(), PersonId::fresh());
    let mut table = String::from("# state × verb → state; – is refused\n");
    for kind in ProxyKind::ALL {
        let named = Proxy {
            id: ProxyId::fresh(),
            person,
            proxy: PersonId::fresh(),
            kind: *kind,
            scope: ProxyScope::ALL.to_vec(),
            organisation: None,
            household: None,
            mandate: None,
            until: None,
            recorded_by: team,
            created_at: day,
            approved: None,
            revoked: None,
        };
        let all = [
            named.clone(),
            Proxy { approved: Some((team, day)), ..named.clone() },
            Proxy { until: Some(day), ..named.clone() },
            Proxy { revoked: Some((person, day)), ..named },
        ];
        for of in all {
            let from = format!("{} ({kind}{})", of.state(now), if of.approved.is_some() { ", approved" } else { "" });
            for (verb, to) in [("approve", of.clone().approve(team, now)), ("revoke", of.revoke(person, now))] {
                let says = |it: Proxy| {
                    format!(
                        "{}{}",
                        it.state(now),
                        if it.state(now) == ProxyState::Active && it.may_consent() { ", may consent" } else { "" }
                    )
                };
                let to = to.map_or_else(|_| "–".to_owned(), says);
                writeln!(table, "{from:40} {verb:8} {to}").unwrap();
            }
        }
    }
    assert_golden("transitions/proxy.txt", &table);
}

/// Which actions each scope lets a proxy do for the person: what nobody reviews in the grid of the policy.
#[test]
fn what_each_scope_is_for() {
    let mut table = String::from("# scope: what a proxy may do for the person, as far as the person themselves may\n");
    for scope in ProxyScope::ALL {
        let through = Through::Proxy(ProxyId::fresh());
        let other = ForOther { person: PersonId::fresh(), scope: vec![*scope], through };
        for action in Action::ALL.iter().filter(|it| other.may(**it)) {
            writeln!(table, "{:8} {action}", scope.to_string()).unwrap();
        }
    }
    assert_golden("scopes.txt", &table);
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
        let told = t.mails_to(&mila.email).into_iter().filter(|it| it.contains("/say-no#")).count();
        assert_eq!(told, 1, "who answered for Rosa hears of what was written down, and not of their own");
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

    fn a_legal_representative_says_yes_once_a_second_one_has_seen_it(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, wout, mila) = (t.buurtwerker("Katrien", here), t.buurtwerker("Wout", here), t.newcomer("Mila"));
        let far = t.buurtwerker("Far", t.neighbourhood("DEMO-02"));
        let rosa = katrien.registers("Rosa", 1941);
        let by_law = json!({
            "proxyPersonId": mila.id, "kind": "legalRepresentative", "scope": ["ask", "consent"], "mandateSeenOn": "2026-01-02",
        });
        let named = katrien.post(&format!("/v1/people/{rosa}/proxies"), by_law).ok(201);
        assert_eq!((&named.body["awaitsApproval"], &named.body["allowedActions"]), (&json!(true), &json!(["revoke"])));
        let proxy = format!("/v1/proxies/{}", named.id());
        let follow_ups = katrien.get("/v1/followUps").ok(200);
        assert_eq!((&follow_ups.body["items"][0]["kind"], &follow_ups.body["items"][0]["href"]), (&json!("proxyUnapproved"), &json!(proxy)));
        // What needs no second one holds at once.
        mila.asks(with(wish("walk"), json!({ "forPerson": rosa })));
        let version = t.client().get("/v1/consentTexts/publishRequest?lang=nl-BE").ok(200).body["textVersion"].clone();
        let yes = json!({ "personId": rosa, "purpose": "publishRequest", "textVersion": version, "given": true, "how": "app" });
        let on_paper = with(yes.clone(), json!({ "how": "paper", "givenBy": mila.id }));
        mila.post("/v1/consents", yes.clone()).is_problem("forbidden", 403);
        katrien.post("/v1/consents", on_paper.clone()).is_problem("mandateMissing", 409);
        let approve = format!("{proxy}/approve");
        katrien.post(&approve, json!({})).is_problem("forbidden", 403);
        mila.post(&approve, json!({})).is_problem("forbidden", 403);
        far.post(&approve, json!({})).is_problem("notFound", 404);
        assert_eq!(wout.get(&proxy).ok(200).body["allowedActions"], json!(["approve", "revoke"]));
        let approved = wout.post(&approve, json!({})).ok(200);
        assert_eq!((&approved.body["approvedBy"], &approved.body["awaitsApproval"]), (&json!(wout.id), &json!(false)));
        wout.post(&approve, json!({})).is_problem("wrongState", 409);
        mila.post("/v1/consents", yes).ok(201);
        katrien.post("/v1/consents", on_paper).ok(201);
        assert_eq!(katrien.get("/v1/followUps").ok(200).body["items"], json!([]));
        // Only who is named by law, for what they may say, waits for that.
        let other = json!({ "proxyPersonId": t.newcomer("Noor").id, "kind": "mantelzorger", "scope": ["ask"] });
        let other = katrien.post(&format!("/v1/people/{rosa}/proxies"), other).ok(201);
        assert_eq!(other.body["awaitsApproval"], false);
        wout.post(&format!("/v1/proxies/{}/approve", other.id()), json!({})).is_problem("wrongState", 409);
    }

    fn who_is_named_is_told_and_so_is_the_person_and_nobody_of_what_they_did(t) {
        let (katrien, an, mila) = (t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")), t.resident("An"), t.newcomer("Mila"));
        let told = |who: &Person| t.mails_to(&who.email).into_iter().filter(|it| it.contains("/v1/proxies/")).collect::<Vec<_>>();
        let proxy = names(&an, &mila, json!(["ask"]));
        assert!(told(&an).is_empty(), "she named her herself");
        let [mail] = &told(&mila)[..] else { panic!("one letter") };
        assert!(mail.contains(&proxy) && !mail.contains("Peeters") && !mail.contains("An "), "{mail}");
        // A guardian whom the team writes down: both hear it, each as they may be reached.
        let (noor, karim) = (t.resident("Noor"), t.resident("Karim"));
        t.is_born_in(&noor, 2010);
        let rules = json!({ "contactProhibited": true });
        noor.with_header("If-None-Match", "*").put("/v1/me/contactRules", rules).ok(200);
        let guardian = json!({ "proxyPersonId": karim.id, "kind": "guardian", "scope": ["ask"] });
        katrien.post(&format!("/v1/people/{}/proxies", noor.id), guardian).ok(201);
        assert_eq!((told(&noor).len(), told(&karim).len()), (0, 1));
        let shown = katrien.get(&format!("/v1/people/{}", noor.id)).ok(200);
        assert_eq!(shown.body["toTell"][0]["message"], "proxy-named");
    }

    fn a_proxy_reports_a_death_and_nobody_reports_their_own(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, mila, noor, bilal) = (t.resident("An"), t.resident("Mila"), t.newcomer("Noor"), t.resident("Bilal"));
        names(&an, &mila, json!(["accept"]));
        let kept = names(&an, &noor, json!(["ask"]));
        let deceased = format!("/v1/people/{}/deceased", an.id);
        an.post(&deceased, json!({})).is_problem("forbidden", 403);
        assert!(!an.get("/v1/me").ok(200).body["allowedActions"].as_array().unwrap().contains(&json!("deceased")));
        an.post(&format!("{kept}/revoke"), json!({})).ok(200);
        noor.post(&deceased, json!({})).is_problem("forbidden", 403);
        bilal.post(&deceased, json!({})).is_problem("forbidden", 403);
        // Who acts for somebody may ask it of them only; of others they learn nothing.
        mila.post(&format!("/v1/people/{}/deceased", bilal.id), json!({})).is_problem("notFound", 404);
        mila.post(&format!("/v1/people/{}/deceased", mila.id), json!({})).is_problem("forbidden", 403);
        assert_eq!(mila.post(&deceased, json!({})).ok(200).body["state"], "deceased");
        mila.post(&deceased, json!({})).is_problem("forbidden", 403);
        an.get("/v1/me").is_problem("notSignedIn", 401);
        let follow_ups = katrien.get("/v1/followUps").ok(200);
        let of = &follow_ups.body["items"][0];
        assert_eq!((&of["kind"], &of["person"]["id"], follow_ups.body["items"].as_array().map(Vec::len)), (&json!("otherSideGone"), &json!(mila.id), Some(1)));
    }

    fn who_takes_up_a_role_in_a_team_acts_for_nobody_but_by_law(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, amir) = (t.buurtwerker("Katrien", here), t.administrator("Amir"));
        let (an, mila, noor) = (t.resident("An"), t.newcomer("Mila"), t.resident("Noor"));
        t.is_born_in(&noor, 2010);
        let asked = an.asks_for("walk");
        let wished = names(&an, &mila, json!(["ask"]));
        let guardian = json!({ "proxyPersonId": mila.id, "kind": "guardian", "scope": ["ask"] });
        let by_law = katrien.post(&format!("/v1/people/{}/proxies", noor.id), guardian).ok(201).id();
        mila.get(&asked.path).ok(200);
        let role = json!({ "role": "buurtwerker", "neighbourhoodId": here });
        amir.post(&format!("/v1/people/{}/roles", mila.id), role).ok(201);
        assert_eq!(an.get(&wished).ok(200).body["state"], "revoked");
        assert_eq!(noor.get(&format!("/v1/proxies/{by_law}")).ok(200).body["state"], "active");
        // From now on she sees An as the team does, and decides like anybody of it.
        mila.does("approve", &asked).ok(200);
        for who in [&an, &mila] {
            let told = t.mails_to(&who.email).into_iter().filter(|it| it.contains("come to an end")).count();
            assert_eq!(told, 1);
        }
    }

    fn a_proxy_that_was_taken_back_or_that_a_block_ended_is_not_written_about(t) {
        let (an, mila, noor) = (t.resident("An"), t.resident("Mila"), t.resident("Noor"));
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let until = (t.now() + TimeDelta::days(30)).utc().format("%Y-%m-%d").to_string();
        let said = |proxy: &Person| json!({ "proxyPersonId": proxy.id, "kind": "mantelzorger", "scope": ["ask"], "until": until });
        let revoked = format!("/v1/proxies/{}", an.post("/v1/me/proxies", said(&mila)).ok(201).id());
        an.post("/v1/me/proxies", said(&noor)).ok(201);
        an.post(&format!("{revoked}/revoke"), json!({})).ok(200);
        katrien.post(&format!("/v1/people/{}/blocks", an.id), json!({ "otherPersonId": noor.id })).ok(201);
        for _ in 0..4 {
            t.passes(TimeDelta::days(10));
            t.works();
        }
        for who in [&an, &mila, &noor] {
            assert!(t.mails_to(&who.email).iter().all(|it| !it.contains("come to an end")), "{}", who.email);
        }
    }
}
