//! Retention: kept until its day, gone the day after, and nothing else with it.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::json;

use crate::support::fixture::execute;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

const FATIMA: &str = "+32470000001";

/// How many rows a query counts.
fn count(t: &TestApp, sql: &str) -> i64 {
    let sql = format!("(SELECT count(*) FROM {sql})");
    t.read(move |tx| Ok(diesel::select(diesel::dsl::sql::<BigInt>(&sql)).get_result(tx.conn)?))
}

fn counts<const N: usize>(t: &TestApp, tables: [&str; N]) -> [i64; N] {
    tables.map(|it| count(t, it))
}

/// How many ids name something that is not there.
fn dangling(t: &TestApp) -> i64 {
    let references = [
        ("visits", "match_id", "matches"),
        ("bonds", "match_id", "matches"),
        ("matches", "request_id", "requests"),
        ("matches", "offer_id", "offers"),
        ("matches", "helper_id", "people"),
        ("requests", "person_id", "people"),
        ("requests", "covers_match_id", "matches"),
        ("requests", "handed_back_from", "referrals"),
        ("referrals", "request_id", "requests"),
        ("referrals", "match_id", "matches"),
        ("referrals", "rerouted_from", "referrals"),
        ("referrals", "consent_id", "consents"),
        ("consents", "withdraws", "consents"),
        ("offers", "person_id", "people"),
        ("open_offers", "offer_id", "offers"),
        ("blocks", "match_id", "matches"),
        ("disclosures", "audit_id", "audit"),
        ("sessions", "person_id", "people"),
    ];
    let missing = |(child, column, parent): (&str, &str, &str)| {
        count(t, &format!("{child} c WHERE c.{column} IS NOT NULL AND c.{column} NOT IN (SELECT id FROM {parent})"))
    };
    references.into_iter().map(missing).sum()
}

/// Days go by, and what is due is done.
fn after(t: &TestApp, days: i64) {
    t.passes(TimeDelta::days(days));
    t.works();
}

fn was_asked(t: &TestApp, who: &Person) -> usize {
    t.mails_to(&who.email).iter().filter(|it| it.contains("Subject: Would you like to stay")).count()
}

fn is_erased(t: &TestApp, who: &Person) -> bool {
    let id = who.id;
    t.read(move |tx| Ok(buurtnet::people::actions::first_name(tx, id)?.is_none()))
}

both! {
    with TestApp::start;

    fn a_case_is_kept_until_its_day_and_nothing_dangles_after(t) {
        let scene = t.care_scene();
        let (_, referral, consent) = scene.accepted();
        scene.lotte.refers("start", &referral).ok(200);
        scene.lotte.refers("complete", &referral).ok(200);
        scene.an.post(&format!("/v1/consents/{consent}/withdraw"), json!({})).ok(200);
        let (ada, bilal, chloe) = (t.resident("Ada"), t.resident("Bilal"), t.resident("Chloe"));
        let offer = offers_help(&bilal, &scene.katrien, 3);
        offers_help(&chloe, &scene.katrien, 3);
        let agreed = proposes(&scene.katrien, &asks_openly(&ada, &scene.katrien), &offer);
        ada.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("{agreed}/accept"), json!({})).ok(200);
        ada.post(&format!("{agreed}/visits"), json!({ "start": t.now(), "durationMinutes": 60 })).ok(201);
        ada.post(&format!("{agreed}/end"), json!({ "outcome": "helped" })).ok(200);
        bilal.post(&format!("/v1/offers/{offer}/retire"), json!({})).ok(200);
        let cases = ["referrals", "matches", "visits", "requests", "offers", "consents"];
        let whole = counts(t, cases);
        after(t, 364);
        assert_eq!(counts(t, cases), whole);
        after(t, 2);
        let [_, rest @ ..] = whole;
        assert_eq!(counts(t, cases), [&[0][..], &rest].concat()[..]);
        after(t, 363);
        assert_eq!(counts(t, cases), [&[0][..], &rest].concat()[..], "729 days");
        assert_eq!(dangling(t), 0);
        let people = count(t, "people");
        after(t, 2);
        assert_eq!(counts(t, cases), [0, 0, 0, 0, 1, whole[5]], "the offer of Chloe still counts");
        assert_eq!((dangling(t), count(t, "people")), (0, people));
        after(t, 3650 - 731 - 1);
        assert_eq!(count(t, "consents"), whole[5]);
        after(t, 2);
        assert_eq!((count(t, "consents"), dangling(t)), (0, 0));
    }

    fn what_belongs_to_no_case_goes_when_its_days_are_over(t) {
        let here = t.neighbourhood("DEMO-01");
        let katrien = t.buurtwerker("Katrien", here);
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        // Bilal looks for who needs help nearby, and offers some himself for a while.
        an.lets_neighbours_see();
        katrien.does("approve", &an.asks(with(wish("groceries"), json!({ "visibility": "nearby" })))).ok(200);
        assert_eq!(bilal.get("/v1/requests?view=nearby").ok(200).body["items"].as_array().unwrap().len(), 1);
        let offer = offers_help(&bilal, &katrien, 3);
        bilal.post(&format!("/v1/offers/{offer}/retire"), json!({})).ok(200);
        // An must not be written to: Katrien tells her what there is to tell, and is away today.
        let rules = format!("/v1/people/{}/contactRules", an.id);
        katrien.with_header("If-None-Match", "*").put(&rules, json!({ "contactProhibited": true })).ok(200);
        katrien.does("approve", &an.asks_for("walk")).ok(200);
        t.works();
        katrien.post(&format!("/v1/people/{}/told", an.id), None).ok(200);
        let today = json!({ "from": "2026-03-02", "until": "2026-03-02" });
        katrien.post(&format!("/v1/neighbourhoods/{here}/absences"), today).ok(201);
        // Fatima asks for a code that she does not use, and Bilal signs in on another phone.
        let fatima = json!({ "phone": FATIMA, "firstName": "Fatima", "lastName": "Peeters", "birthYear": 1950, "languages": [], "locale": "en" });
        t.client().post("/v1/accounts", fatima).ok(202);
        t.signs_in(&bilal);
        let days_kept = [
            ("nearby_looks", 0), ("sms_codes", 1), ("tries", 2), ("absences", 30), ("tellings WHERE told_at IS NOT NULL", 90),
            ("known_devices", 365), ("offers", 730),
        ];
        let mut today = 0;
        for (table, days) in days_kept {
            after(t, days - today);
            assert!(count(t, table) > 0, "{table} after {days} days");
            after(t, 1);
            today = days + 1;
            assert_eq!(count(t, table), 0, "{table} after {today} days");
        }
    }

    fn a_match_through_which_somebody_was_blocked_stays_with_the_block(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 3);
        let agreed = proposes(&katrien, &asks_openly(&ada, &katrien), &offer);
        let id = agreed.rsplit('/').next().unwrap();
        ada.post("/v1/me/blocks", json!({ "matchId": id })).ok(201);
        after(t, 800);
        assert_eq!((count(t, "matches"), count(t, "blocks"), dangling(t)), (1, 1, 0));
    }

    fn the_rest_of_the_audit_log_is_verified_after_its_beginning_was_forgotten(t) {
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        katrien.get(&format!("/v1/people/{}", ada.id)).ok(200);
        t.works();
        let first = count(t, "audit WHERE number = 1");
        after(t, 3649);
        assert_eq!((first, count(t, "audit WHERE number = 1")), (1, 1));
        after(t, 2);
        assert_eq!((count(t, "audit WHERE number = 1"), count(t, "disclosures")), (0, 0));
        assert!(count(t, "audit") > 0, "what happened since is there");
        assert_eq!(t.write(buurtnet::audit::verify), None);
        t.write(|tx| Ok(diesel::sql_query("DELETE FROM audit WHERE number = (SELECT min(number) FROM audit)").execute(tx.conn).map(|_| ())?));
        assert!(t.write(buurtnet::audit::verify).is_some());
    }

    fn who_is_not_heard_of_for_three_years_is_asked_before_anything_is_erased(t) {
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        after(t, 1094);
        assert_eq!((was_asked(t, &ada), was_asked(t, &bilal)), (0, 0));
        after(t, 2);
        assert_eq!((was_asked(t, &ada), was_asked(t, &bilal), was_asked(t, &katrien)), (1, 1, 0));
        t.again(&bilal);
        after(t, 29);
        assert!(!is_erased(t, &ada));
        after(t, 2);
        assert!(is_erased(t, &ada) && !is_erased(t, &bilal) && !is_erased(t, &katrien));
        assert_eq!(was_asked(t, &bilal), 1);
        after(t, 1000);
        assert_eq!(was_asked(t, &bilal), 1, "he was there");
        after(t, 100);
        assert_eq!(was_asked(t, &bilal), 2);
    }

    fn what_is_more_than_one_batch_goes_batch_by_batch(t) {
        let ada = t.resident("Ada");
        t.works();
        let id = ada.id;
        t.write(move |tx| (0..450).try_for_each(|_| buurtnet::people::actions::begin_session(tx, id).map(|_| ())));
        assert!(count(t, "sessions") > 450);
        after(t, 121);
        assert_eq!(count(t, "sessions"), 0);
    }

    fn a_kind_that_cannot_be_forgotten_stops_no_other(t) {
        t.resident("Ada");
        t.works();
        // Nothing can be taken out of such a view.
        execute(&t.fixture.url, "ALTER TABLE nearby_looks RENAME TO looks");
        execute(&t.fixture.url, "CREATE VIEW nearby_looks AS SELECT DISTINCT * FROM looks");
        after(t, 121);
        assert_eq!(count(t, "sessions"), 0);
        assert_eq!(count(t, "jobs WHERE last_error IS NOT NULL"), 1);
    }

    fn nobody_is_asked_or_erased_who_is_suspended_or_has_become_one_of_the_team(t) {
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        katrien.post(&format!("/v1/people/{}/suspend", ada.id), json!({ "reason": "other" })).ok(200);
        t.works();
        after(t, 1096);
        assert_eq!((was_asked(t, &ada), was_asked(t, &bilal)), (0, 1));
        let role = json!({ "role": "coordinator", "municipality": "99999" });
        t.administrator("Amir").post(&format!("/v1/people/{}/roles", bilal.id), role).ok(201);
        after(t, 31);
        assert!(!is_erased(t, &ada) && !is_erased(t, &bilal));
    }

    fn who_acted_for_whom_is_kept_for_two_years_after_its_end(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, mila) = (t.resident("An"), t.newcomer("Mila"));
        let (rosa, rosette) = (katrien.registers("Rosa", 1941), katrien.registers("Rosette", 1941));
        katrien.post(&format!("/v1/people/{rosa}/activationCards"), json!({})).ok(201);
        katrien.post("/v1/people/search", json!({ "name": "Rosa" })).ok(200);
        katrien.asks(with(wish("walk"), json!({ "forPerson": rosette, "channel": "desk" })));
        katrien.post(&format!("/v1/people/{rosa}/merge"), json!({ "otherPersonId": rosette })).ok(200);
        let said = json!({ "proxyPersonId": mila.id, "kind": "mantelzorger", "scope": ["ask"] });
        let proxy = an.post("/v1/me/proxies", said).ok(201).id();
        mila.asks(with(wish("walk"), json!({ "forPerson": an.id })));
        let kept = ["activation_cards", "people_searches", "merge_moves", "proxy_uses", "proxies"];
        let [cards, searches, moves, uses, proxies] = counts(t, kept);
        assert!([cards, searches, moves, uses, proxies].iter().all(|it| *it > 0));
        t.works();
        after(t, 2);
        assert_eq!(counts(t, kept), [cards, 0, moves, uses, proxies]);
        after(t, 28);
        assert_eq!(counts(t, kept), [0, 0, moves, uses, proxies]);
        after(t, 2);
        assert_eq!(counts(t, kept), [0, 0, 0, uses, proxies]);
        t.again(&an).post(&format!("/v1/proxies/{proxy}/revoke"), json!({})).ok(200);
        after(t, 729);
        assert_eq!(counts(t, kept), [0, 0, 0, 0, proxies]);
        after(t, 2);
        assert_eq!(counts(t, kept), [0; 5]);
    }
}
