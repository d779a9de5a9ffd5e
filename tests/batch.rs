//! Whom to propose for all open requests at once: what one sees of it, and what comes of it.

use buurtnet::categories::Category;
use buurtnet::db::schema::{batch_proposals, batches, offers, people, requests};
use buurtnet::ids::{BatchId, PersonId, RequestId};
use buurtnet::matching::batch::actions::go_on;
use buurtnet::places::Position;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::offers::{Wished, help_with, id_in, wish};
use crate::support::people::in_lindewijk;
use crate::support::requests::with;
use crate::support::story::proposes;
use crate::support::{Person, TestApp};

const HREF: &str = "/v1/me/batch";
const PROPOSALS: &str = "/v1/me/batch/proposals";

fn place(metres_east: i32) -> Position {
    serde_json::from_value(in_lindewijk(metres_east)).expect("a position")
}

/// An open request for groceries of somebody, so many metres east.
fn asks(t: &TestApp, who: &Person, metres_east: i32) -> RequestId {
    let category = Category::Groceries;
    t.wishes(&Wished { person: who.id, category, at: place(metres_east), wish: wish() })
}

fn once_a_week(radius_metres: i32) -> Value {
    with(help_with(&["groceries"]), json!({ "maxVisitsPerWeek": 1, "radiusMetres": radius_metres }))
}

fn katrien(t: &TestApp) -> Person {
    t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"))
}

/// Asks for a batch, and waits until it is made.
fn makes(t: &TestApp, who: &Person) {
    let asked = who.post(HREF, json!({})).ok(200);
    assert_eq!(asked.field("state"), "preparing");
    t.works();
    assert_eq!(who.get(HREF).ok(200).field("state"), "ready");
}

/// The first names of who is proposed, each with the request.
fn proposed(who: &Person) -> Vec<(RequestId, String)> {
    let shown = who.get(PROPOSALS).ok(200);
    let items = shown.field("items").as_array().expect("items").clone();
    let pair = |it: &Value| {
        let request = it["request"]["id"].as_str().and_then(|it| it.parse().ok()).expect("a request");
        (request, it["helper"]["firstName"].as_str().expect("a name").to_owned())
    };
    let mut pairs: Vec<_> = items.iter().map(pair).collect();
    pairs.sort();
    pairs
}

fn rows(t: &TestApp, helper: PersonId) -> i64 {
    t.read(move |tx| {
        let theirs = offers::table.filter(offers::person_id.eq(helper)).select(offers::id);
        let of = batch_proposals::table.filter(batch_proposals::offer_id.eq_any(theirs));
        Ok(of.count().get_result(tx.conn)?)
    })
}

both! {
    with TestApp::start;

    fn where_each_for_itself_would_leave_one_out_all_are_helped(t) {
        let (katrien, an, dirk) = (katrien(t), t.resident("An"), t.resident("Dirk"));
        // Bilal is the nearest to An, and the only one who reaches Dirk.
        let (_, offer) = t.helper("Bilal", 100, once_a_week(5_000));
        t.helper("Cem", -900, once_a_week(1_000));
        let (of_an, of_dirk) = (asks(t, &an, 0), asks(t, &dirk, 700));
        let alone = katrien.get(&format!("/v1/requests/{of_an}/suggestions")).ok(200);
        assert_eq!(alone.field("items/0")["helper"]["firstName"], "Bilal");
        makes(t, &katrien);
        let mut expected = vec![(of_an, "Cem".to_owned()), (of_dirk, "Bilal".to_owned())];
        expected.sort();
        assert_eq!(proposed(&katrien), expected);
        let shown = katrien.get(PROPOSALS).ok(200);
        let items = shown.field("items").as_array().expect("items").clone();
        let bilal = items.iter().find(|it| it["helper"]["firstName"] == "Bilal").expect("Bilal");
        assert_eq!(bilal["offer"], json!({ "id": id_in(&offer), "href": offer }));
        assert_eq!(bilal["request"]["category"], "groceries");
        assert!(bilal["score"].as_f64().unwrap() > 0.3);
        assert_eq!(bilal["reasons"][0]["code"], "distanceBand");
    }

    fn nobody_is_proposed_more_often_than_they_can_help(t) {
        let katrien = katrien(t);
        let (bilal, _) = t.helper("Bilal", 100, with(once_a_week(5_000), json!({ "maxVisitsPerWeek": 2 })));
        for name in ["An", "Dirk", "Els"] {
            asks(t, &t.resident(name), 0);
        }
        makes(t, &katrien);
        assert_eq!(proposed(&katrien).len(), 2);
        assert_eq!(rows(t, bilal.id), 2, "nothing is kept of what was not chosen");
    }

    fn a_second_helper_for_one_is_worth_less_than_the_first_for_another(t) {
        let (katrien, an, dirk) = (katrien(t), t.resident("An"), t.resident("Dirk"));
        t.helper("Bilal", 100, once_a_week(5_000));
        t.helper("Cem", -900, once_a_week(1_000));
        let (of_an, of_dirk) = (asks(t, &an, 0), asks(t, &dirk, 700));
        t.write(move |tx| {
            diesel::update(requests::table.find(of_an)).set(requests::helpers_wanted.eq(2)).execute(tx.conn)?;
            Ok(())
        });
        makes(t, &katrien);
        let mut expected = vec![(of_an, "Cem".to_owned()), (of_dirk, "Bilal".to_owned())];
        expected.sort();
        assert_eq!(proposed(&katrien), expected);
    }

    fn who_is_away_or_asks_for_the_batch_takes_nobody_from_others(t) {
        let (katrien, an, dirk) = (katrien(t), t.resident("An"), t.resident("Dirk"));
        t.helper("Bilal", 0, once_a_week(5_000));
        asks(t, &an, 0);
        asks(t, &katrien, 0);
        let of_dirk = asks(t, &dirk, 700);
        let id = an.id;
        t.write(move |tx| {
            diesel::update(people::table.find(id)).set(people::state.eq("paused")).execute(tx.conn)?;
            Ok(())
        });
        makes(t, &katrien);
        assert_eq!(katrien.get(HREF).ok(200).field("requests"), &json!(1));
        assert_eq!(proposed(&katrien), [(of_dirk, "Bilal".to_owned())]);
    }

    fn what_a_rule_forbids_meanwhile_is_not_shown(t) {
        let (katrien, an) = (katrien(t), t.resident("An"));
        let (bilal, offer) = t.helper("Bilal", 0, once_a_week(5_000));
        let shown = |t: &TestApp, of: &Person| proposed(&t.again(of)).len();
        asks(t, &an, 0);
        makes(t, &katrien);
        assert_eq!(shown(t, &katrien), 1);
        bilal.post(&format!("{offer}/pause"), json!({})).ok(200);
        assert_eq!(shown(t, &katrien), 0);
        bilal.post(&format!("{offer}/resume"), json!({})).ok(200);
        assert_eq!(shown(t, &katrien), 1);
        let between = json!({ "otherPersonId": bilal.id });
        katrien.post(&format!("/v1/people/{}/blocks", an.id), between).ok(201);
        assert_eq!(shown(t, &katrien), 0);
    }

    fn it_goes_on_where_it_was(t) {
        let katrien = katrien(t);
        t.helper("Bilal", 100, with(once_a_week(5_000), json!({ "maxVisitsPerWeek": 3 })));
        for number in 0..23 {
            asks(t, &t.resident(&format!("An{number}")), 0);
        }
        assert_eq!(katrien.get(HREF).ok(200).field("state"), "absent");
        let asked = katrien.post(HREF, json!({})).ok(200);
        assert_eq!((asked.field("requests"), asked.field("lookedAt")), (&json!(23), &json!(0)));
        let id: BatchId = t.read(|tx| Ok(batches::table.select(batches::id).first(tx.conn)?));
        t.write(move |tx| go_on(tx, id));
        let halfway = katrien.get(HREF).ok(200);
        assert_eq!((halfway.field("state"), halfway.field("lookedAt")), (&json!("preparing"), &json!(20)));
        assert_eq!(katrien.get(PROPOSALS).ok(200).field("items"), &json!([]), "nothing is shown before all are looked at");
        // Asked for once more meanwhile it stays the same one.
        katrien.post(HREF, json!({})).ok(200);
        assert_eq!(katrien.get(HREF).ok(200).field("lookedAt"), &json!(20));
        t.works();
        let ready = katrien.get(HREF).ok(200);
        assert_eq!((ready.field("state"), ready.field("lookedAt")), (&json!("ready"), &json!(23)));
        assert_eq!(proposed(&katrien).len(), 3);
        // Once it is made its job has nothing to do any more.
        t.write(move |tx| go_on(tx, id));
        assert_eq!(proposed(&katrien).len(), 3);
    }

    fn what_was_proposed_is_not_shown_any_more(t) {
        let (katrien, an) = (katrien(t), t.resident("An"));
        let (_, offer) = t.helper("Bilal", 100, once_a_week(5_000));
        let request = asks(t, &an, 0);
        makes(t, &katrien);
        assert_eq!(proposed(&katrien).len(), 1);
        proposes(&katrien, &request.to_string(), &id_in(&offer).to_string());
        assert_eq!(proposed(&katrien), []);
        // And the next one does not propose it again.
        makes(t, &katrien);
        assert_eq!(proposed(&katrien), []);
    }

    fn it_is_of_the_neighbourhoods_of_who_asks_and_of_nobody_else(t) {
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let (katrien, luc) = (katrien(t), t.buurtwerker("Luc", there));
        t.helper("Bilal", 100, once_a_week(5_000));
        asks(t, &t.resident("An"), 0);
        assert_eq!(t.resident("Els").post(HREF, json!({})).ok(403).field("code"), "forbidden");
        let foreign = json!({ "neighbourhoodIds": [here, there] });
        assert_eq!(katrien.post(HREF, foreign).status, 404);
        makes(t, &luc);
        assert_eq!(proposed(&luc), [], "An lives elsewhere");
        assert_eq!(luc.get(HREF).ok(200).field("neighbourhoodIds"), &json!([there]));
        makes(t, &katrien);
        assert_eq!(proposed(&katrien).len(), 1);
        assert_eq!(proposed(&luc), [], "each sees their own");
        let mechelen = t.coordinator("Sofie", "99999");
        mechelen.post(HREF, json!({ "neighbourhoodIds": [here] })).ok(200);
        assert_eq!(mechelen.get(HREF).ok(200).field("requests"), &json!(1));
    }

    fn names_leave_a_trace_and_nobody_sees_whom_they_know(t) {
        let (katrien, an) = (katrien(t), t.resident("An"));
        let (bilal, offer) = t.helper("Bilal", 100, once_a_week(5_000));
        asks(t, &an, 0);
        makes(t, &katrien);
        assert_eq!(proposed(&katrien).len(), 1);
        let traces = crate::support::fixture::dump(&t.fixture.url);
        let is_trace = |it: &&String| it.contains("batch.disclosed") && it.contains(&bilal.id.to_string());
        assert_eq!(traces["audit"].iter().filter(is_trace).count(), 1);
        // Katrien is brought together with Bilal herself.
        let own = asks(t, &katrien, 0).to_string();
        proposes(&t.buurtwerker("Luc", t.neighbourhood("DEMO-01")), &own, &id_in(&offer).to_string());
        assert_eq!(proposed(&katrien), []);
    }

    fn who_leaves_is_not_in_it_and_a_day_later_nothing_is(t) {
        let (katrien, an) = (katrien(t), t.resident("An"));
        let (bilal, _) = t.helper("Bilal", 100, once_a_week(5_000));
        let (cem, _) = t.helper("Cem", 100, once_a_week(5_000));
        asks(t, &an, 0);
        asks(t, &t.resident("Dirk"), 0);
        makes(t, &katrien);
        assert_eq!((rows(t, bilal.id), rows(t, cem.id)), (1, 1));
        bilal.if_match(&bilal.get("/v1/me").etag()).delete("/v1/me").ok(204);
        t.works();
        t.passes(TimeDelta::days(15));
        t.works();
        assert_eq!((rows(t, bilal.id), rows(t, cem.id)), (0, 0));
        let left: i64 = t.read(|tx| Ok(batches::table.count().get_result(tx.conn)?));
        assert_eq!(left, 0);
    }
}
