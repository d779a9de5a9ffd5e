//! Offer help, have it looked at, pause, stop: and what the search sees of it.

use std::fmt::Write as _;

use buurtnet::clock::Instant;
use buurtnet::codes::Code;
use buurtnet::ids::{OfferId, PersonId};
use buurtnet::offers::actions as offers;
use buurtnet::offers::model::{Offer, OfferReason, OfferState, OfferVerb, Terms};
use buurtnet::places::Position;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::golden::assert_golden;
use crate::support::offers::{help_with, id_in};
use crate::support::people::in_lindewijk;

/// A row of `open_offers`: the key and all that is measured with it, for what it is about.
type Placed = (i64, OfferId, String, f64, f64);

fn offer_in(state: OfferState, held_from: Option<OfferState>) -> Offer {
    let terms = serde_json::from_value::<Terms>(json!({
        "categories": ["walk"], "radiusMetres": 500, "weeklySlots": [], "languages": [], "maxVisitsPerWeek": 1,
        "waysToBeAsked": ["buurtwerker"],
    }));
    let now = Instant::from_micros(0).unwrap();
    Offer {
        id: OfferId::fresh(),
        person: PersonId::fresh(),
        neighbourhood: None,
        state,
        held_from,
        reason: None,
        terms: terms.unwrap(),
        load: 0,
        cap: 1,
        unseen_since: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

#[test]
fn the_transitions_of_an_offer() {
    let mut table = String::from("# state × verb → state; – is refused\n");
    for state in OfferState::ALL {
        let held = [Some(OfferState::Active), Some(OfferState::Paused)];
        let before: &[_] = if *state == OfferState::Held { &held } else { &[None] };
        for held_from in before {
            let from = held_from.map_or(state.to_string(), |it| format!("{state} (from {it})"));
            for verb in OfferVerb::ALL {
                let after = offer_in(*state, *held_from).after(*verb, OfferReason::Other);
                let after = after.map_or_else(
                    |refused| {
                        assert_eq!(refused.code(), Some(Code::WrongState));
                        "–".to_owned()
                    },
                    |it| {
                        assert_eq!(it.held_from.is_some(), it.state == OfferState::Held);
                        it.state.to_string()
                    },
                );
                writeln!(table, "{from:20} {verb:10} {after}").unwrap();
            }
        }
    }
    assert_golden("transitions/offer.txt", &table);
}

fn with(change: Value) -> Value {
    let mut terms = help_with(&["groceries"]);
    for (name, value) in change.as_object().unwrap() {
        terms[name] = value.clone();
    }
    terms
}

both! {
    with TestApp::start;

    fn somebody_offers_help_and_it_counts_once_the_team_approved_it(t) {
        let (bilal, katrien) = (t.resident("Bilal"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let offer = bilal.offers(help_with(&["groceries", "walk"]));
        let id = id_in(&offer);
        assert_eq!(t.found_under(id), Vec::<String>::new());
        let seen = katrien.get(&offer).ok(200);
        assert_eq!(seen.body["allowedActions"], json!(["approve", "reject"]));
        assert_eq!(seen.body["person"]["id"], json!(bilal.id));
        let list = katrien.get("/v1/offers?view=neighbourhood").ok(200);
        assert_eq!(list.body["items"].as_array().map(Vec::len), Some(1));
        let approved = katrien.post(&format!("{offer}/approve"), None).ok(200);
        assert_eq!(approved.body["state"], "active");
        assert_eq!(approved.body["allowedActions"], json!(["hold"]));
        assert_eq!(t.found_under(id), ["groceries", "walk"]);
        let mine = bilal.get("/v1/offers?view=mine").ok(200);
        assert_eq!(mine.body["items"][0]["allowedActions"], json!(["change", "pause", "retire"]));
        assert!(t.mails_to(&bilal.email).last().unwrap().contains("your offer is ready"));
    }

    fn the_search_sees_an_offer_exactly_while_it_is_active(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (bilal, offer) = t.helper("Bilal", 0, help_with(&["groceries"]));
        let id = id_in(&offer);
        let post = |who: &crate::support::Person, verb: &str, body: Value| {
            let state = who.post(&format!("{offer}/{verb}"), body).ok(200).body["state"].clone();
            (state.as_str().unwrap().to_owned(), t.found_under(id).len())
        };
        let why = json!({ "reason": "vetting" });
        assert_eq!(post(&bilal, "pause", json!({})), ("paused".into(), 0));
        assert_eq!(post(&katrien, "hold", why.clone()), ("held".into(), 0));
        assert_eq!(post(&katrien, "release", json!({})), ("paused".into(), 0));
        assert_eq!(post(&bilal, "resume", json!({})), ("active".into(), 1));
        assert_eq!(post(&katrien, "hold", why.clone()), ("held".into(), 0));
        assert_eq!(katrien.get(&offer).ok(200).body["reason"], "vetting");
        assert_eq!(post(&katrien, "release", json!({})), ("active".into(), 1));
        assert_eq!(post(&katrien, "hold", why.clone()), ("held".into(), 0));
        assert_eq!(post(&katrien, "reject", why), ("rejected".into(), 0));
        assert!(t.mails_to(&bilal.email).last().unwrap().contains("News about your offer"));
        assert_eq!(post(&bilal, "retire", json!({})), ("retired".into(), 0));
        bilal.post(&format!("{offer}/retire"), None).is_problem("wrongState", 409);
        katrien.post(&format!("{offer}/approve"), None).is_problem("wrongState", 409);
        bilal.if_match("*").patch(&offer, json!({ "radiusMetres": 900 })).is_problem("wrongState", 409);
    }

    fn a_helper_changes_the_terms(t) {
        let (bilal, offer) = t.helper("Bilal", 0, with(json!({ "maxBonds": 1 })));
        let id = id_in(&offer);
        let etag = bilal.get(&offer).ok(200).etag();
        bilal.patch(&offer, json!({})).is_problem("preconditionRequired", 428);
        let patch = json!({ "categories": ["walk", "pets"], "maxBonds": null, "group": { "kind": "scouts", "size": 12 } });
        let changed = bilal.if_match(&etag).patch(&offer, patch.clone()).ok(200);
        assert_eq!((&changed.body["categories"], &changed.body["radiusMetres"]), (&json!(["walk", "pets"]), &json!(2000)));
        assert_eq!((&changed.body["maxBonds"], &changed.body["group"]["size"]), (&Value::Null, &json!(12)));
        assert_eq!(t.found_under(id), ["pets", "walk"]);
        bilal.if_match(&etag).patch(&offer, patch).is_problem("stale", 412);
        t.write(move |tx| offers::take_place(tx, id).and_then(|()| offers::take_place(tx, id)));
        bilal.if_match("*").patch(&offer, json!({ "maxVisitsPerWeek": 1 })).is_problem("badRequest", 400);
        bilal.if_match("*").patch(&offer, json!({ "maxVisitsPerWeek": 3 })).ok(200);
    }

    fn without_a_home_nobody_offers_help(t) {
        let ada = t.newcomer("Ada");
        ada.post("/v1/offers", help_with(&["walk"])).is_problem("homeMissing", 409);
        ada.without_key().off_contract().post("/v1/offers", help_with(&["walk"])).is_problem("idempotencyKeyMissing", 400);
    }

    fn what_an_offer_cannot_be_is_refused(t) {
        let ada = t.resident("Ada");
        for (change, pointer) in [
            (json!({ "categories": [] }), "/categories"),
            (json!({ "categories": ["walk", "walk"] }), "/categories/1"),
            (json!({ "categories": ["flying"] }), "/categories/0"),
            (json!({ "radiusMetres": 499 }), "/radiusMetres"),
            (json!({ "radiusMetres": 15_001 }), "/radiusMetres"),
            (json!({ "maxVisitsPerWeek": 0 }), "/maxVisitsPerWeek"),
            (json!({ "maxVisitsPerWeek": 22 }), "/maxVisitsPerWeek"),
            (json!({ "weeklySlots": [{ "day": "tue", "from": "17:00", "to": "14:00" }] }), "/weeklySlots/0"),
            (json!({ "weeklySlots": [{ "day": "tue", "from": "24:01", "to": "25:00" }] }), "/weeklySlots/0/from"),
            (json!({ "waysToBeAsked": [] }), "/waysToBeAsked"),
            (json!({ "group": { "kind": "class", "size": 1 } }), "/group/size"),
            (json!({ "state": "active" }), "/state"),
        ] {
            let refused = ada.post("/v1/offers", with(change.clone()));
            assert_eq!(refused.is_problem("badRequest", 400).field("issues/0/pointer"), pointer, "{change}");
        }
        ada.get("/v1/offers?view=all").is_problem("badRequest", 400);
    }

    fn a_reused_key_makes_one_offer(t) {
        let ada = t.resident("Ada");
        let once = ada.with_key("mine");
        let first = once.post("/v1/offers", help_with(&["walk"])).ok(201);
        assert_eq!(once.post("/v1/offers", help_with(&["walk"])).ok(201).id(), first.id());
        once.post("/v1/offers", help_with(&["pets"])).is_problem("idempotencyKeyReused", 422);
        assert_eq!(ada.get("/v1/offers").ok(200).body["items"].as_array().map(Vec::len), Some(1));
    }

    fn an_offer_is_nobody_elses_business(t) {
        let (_, offer) = t.helper("Bilal", 0, help_with(&["walk"]));
        let (ada, noor) = (t.resident("Ada"), t.buurtwerker("Noor", t.neighbourhood("DEMO-02")));
        let why = json!({ "reason": "other" });
        for stranger in [&ada, &noor] {
            stranger.get(&offer).is_problem("notFound", 404);
            stranger.if_match("*").patch(&offer, json!({})).is_problem("notFound", 404);
            stranger.post(&format!("{offer}/retire"), None).is_problem("notFound", 404);
        }
        ada.post(&format!("{offer}/hold"), why.clone()).is_problem("forbidden", 403);
        noor.post(&format!("{offer}/hold"), why).is_problem("notFound", 404);
        assert_eq!(ada.get("/v1/offers?view=neighbourhood").ok(200).body["items"], json!([]));
        t.client().get(&offer).is_problem("notSignedIn", 401);
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        katrien.post(&format!("{offer}/pause"), None).is_problem("forbidden", 403);
    }

    fn a_buurtwerker_does_not_decide_about_her_own_offer(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        katrien.with_header("If-None-Match", "*").put("/v1/me/home", json!({ "position": in_lindewijk(0) })).ok(200);
        let offer = katrien.offers(help_with(&["walk"]));
        katrien.post(&format!("{offer}/approve"), None).is_problem("forbidden", 403);
        assert_eq!(katrien.get("/v1/offers?view=neighbourhood").ok(200).body["items"], json!([]));
        assert_eq!(katrien.get(&offer).ok(200).body["allowedActions"], json!(["change", "retire"]));
    }

    fn the_last_place_is_taken_once(t) {
        let (bilal, offer) = t.helper("Bilal", 0, help_with(&["walk"]));
        let id = id_in(&offer);
        let take = move || t.try_write(move |tx| offers::take_place(tx, id)).map_err(|it| it.code());
        assert_eq!([take(), take(), take()], [Ok(()), Ok(()), Err(Some(Code::CapReached))]);
        t.write(move |tx| offers::free_place(tx, id));
        assert_eq!(t.offer(id).1, 1);
        bilal.post(&format!("{offer}/pause"), None).ok(200);
        assert_eq!(take(), Err(Some(Code::WrongState)));
        t.write(move |tx| offers::free_place(tx, id));
        assert!(t.try_write(move |tx| offers::free_place(tx, id)).is_err());
    }

    fn the_offers_follow_when_the_home_moves(t) {
        let (bilal, offer) = t.helper("Bilal", 0, help_with(&["walk"]));
        let id = id_in(&offer);
        let version = t.offer(id).2;
        let etag = bilal.get("/v1/me/home").ok(200).etag();
        let there = json!({ "lat": 51.04, "lon": 4.505 });
        bilal.if_match(&etag).put("/v1/me/home", json!({ "position": there })).ok(200);
        assert_eq!(t.found_under(id), Vec::<String>::new(), "nobody finds him before he says yes");
        let noor = t.buurtwerker("Noor", t.neighbourhood("DEMO-02"));
        noor.get(&offer).is_problem("notFound", 404);
        bilal.post("/v1/me/confirmMove", None).ok(200);
        noor.get(&offer).ok(200);
        let cells: Vec<(i64, i64)> = t.read(move |tx| {
            use buurtnet::db::schema::open_offers as o;
            use diesel::prelude::*;
            Ok(o::table.filter(o::offer_id.eq(id)).select((o::cell, o::near_cell)).load(tx.conn)?)
        });
        let there = Position::new(51.04, 4.505).unwrap();
        assert_eq!(cells, [(there.cell(buurtnet::places::Resolution::default()).as_i64(), there.staff_cell().as_i64())]);
        assert_eq!(t.offer(id).2, version, "the helper changed nothing of the offer");
    }

    fn what_an_older_program_left_is_placed_before_anybody_searches(t) {
        use buurtnet::db::schema::open_offers as o;
        use diesel::prelude::*;
        t.helper("Bilal", 0, help_with(&["walk", "meals"]));
        t.helper("Chloe", 0, help_with(&["walk"]));
        let placed = || {
            t.read(|tx| {
                let rows = o::table.order((o::offer_id, o::category));
                Ok(rows.select((o::place, o::offer_id, o::category, o::reach, o::x)).load::<Placed>(tx.conn)?)
            })
        };
        let before = placed();
        assert_eq!(before.len(), 3);
        t.write(|tx| {
            let left = diesel::dsl::sql::<diesel::sql_types::BigInt>("-place");
            diesel::update(o::table).set((o::place.eq(left), o::x.eq(0.0), o::reach.eq(0.0))).execute(tx.conn)?;
            Ok(())
        });
        assert_ne!(placed(), before);
        assert!(t.write(buurtnet::offers::actions::place_anew));
        assert!(!t.write(buurtnet::offers::actions::place_anew), "there is no more");
        assert_eq!(placed(), before);
    }

    fn why_an_offer_is_looked_into_is_not_for_whom_it_is_about(t) {
        let (bilal, offer) = t.helper("Bilal", 0, help_with(&["walk"]));
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        katrien.post(&format!("{offer}/hold"), json!({ "reason": "safeguarding" })).ok(200);
        assert_eq!(katrien.get(&offer).ok(200).body["reason"], "safeguarding");
        assert!(!bilal.get(&offer).ok(200).text.contains("safeguarding"));
    }
}
