//! Who could help: for the team with names, for the requester without.

use buurtnet::categories::Category;
use buurtnet::clock::Instant;
use buurtnet::db::schema::matches;
use buurtnet::ids::{MatchId, RequestId};
use buurtnet::places::Position;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::offers::{Wished, help_with, id_in, wish};
use crate::support::people::in_lindewijk;
use crate::support::{Person, TestApp};

fn place(metres_east: i32) -> Position {
    serde_json::from_value(in_lindewijk(metres_east)).expect("a position")
}

fn asks(t: &TestApp, who: &Person, category: Category, change: Value) -> RequestId {
    let mut wish = wish();
    for (name, value) in change.as_object().expect("an object") {
        wish[name] = value.clone();
    }
    t.wishes(&Wished { person: who.id, category, at: place(0), wish })
}

fn path(request: RequestId) -> String {
    format!("/v1/requests/{request}/suggestions")
}

/// The first names that the team is shown.
fn names(team: &Person, request: RequestId) -> Vec<String> {
    let shown = team.get(&path(request)).ok(200);
    let items = shown.field("items").as_array().expect("items").clone();
    items.iter().map(|it| it["helper"]["firstName"].as_str().expect("a name").to_owned()).collect()
}

fn matched(t: &TestApp, request: RequestId, requester: &Person, helper: &Person, state: &'static str, at: Instant) {
    let (requester, helper) = (requester.id, helper.id);
    t.write(move |tx| {
        diesel::insert_into(matches::table)
            .values((
                matches::id.eq(MatchId::fresh()),
                matches::request_id.eq(request),
                matches::requester_id.eq(requester),
                matches::helper_id.eq(helper),
                matches::state.eq(state),
                matches::outcome.eq((state == "ended").then_some("helped")),
                matches::proposed_by.eq(requester),
                matches::expires_at.eq(at),
                matches::version.eq(1),
                matches::created_at.eq(at),
                matches::updated_at.eq(at),
            ))
            .execute(tx.conn)?;
        Ok(())
    });
}

both! {
    with TestApp::start;

    fn the_team_sees_names_and_leaves_a_trace(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let (bilal, offer) = t.helper("Bilal", 300, help_with(&["groceries"]));
        let request = asks(t, &an, Category::Groceries, json!({}));
        let shown = katrien.get(&path(request)).ok(200);
        let first = shown.field("items/0");
        assert_eq!(first["offer"], json!({ "id": id_in(&offer), "href": offer }));
        assert_eq!(first["helper"], json!({ "id": bilal.id, "firstName": "Bilal" }));
        assert!(first["score"].as_f64().unwrap() > 0.5);
        assert_eq!(first["reasons"][1], json!({ "code": "slotOverlap", "value": "120" }));
        assert_eq!(first["reasons"][2], json!({ "code": "rested", "value": "30" }));
        let traces = crate::support::fixture::dump(&t.fixture.url);
        let is_trace = |it: &&String| it.contains("request.disclosed") && it.contains(&bilal.id.to_string());
        assert_eq!(traces["audit"].iter().filter(is_trace).count(), 1);
    }

    fn the_requester_sees_bands_and_reasons_and_no_more(t) {
        let an = t.resident("An");
        let (bilal, offer) = t.helper("Bilal", 300, help_with(&["groceries"]));
        let request = asks(t, &an, Category::Groceries, json!({}));
        matched(t, asks(t, &an, Category::Walk, json!({})), &an, &bilal, "ended", t.now());
        let shown = an.get(&path(request)).ok(200);
        let item = shown.field("items/0").as_object().unwrap().clone();
        assert_eq!(item.keys().collect::<Vec<_>>(), ["distanceBand", "reasons"]);
        assert_eq!(item["reasons"][1]["code"], "slotOverlap");
        for secret in [&bilal.id.to_string(), &id_in(&offer).to_string(), "Bilal", "continuity", "rested"] {
            assert!(!shown.text.contains(secret), "{secret}");
        }
        t.resident("Ben").get(&path(request)).is_problem("notFound", 404);
        t.buurtwerker("Noor", t.neighbourhood("DEMO-02")).get(&path(request)).is_problem("notFound", 404);
        t.client().get(&path(request)).is_problem("notSignedIn", 401);
    }

    fn only_who_can_help_is_suggested(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let request = asks(t, &an, Category::Groceries, json!({}));
        let terms = |radius: i32, from: &str, to: &str| {
            let mut terms = help_with(&["groceries"]);
            terms["radiusMetres"] = json!(radius);
            terms["weeklySlots"] = json!([{ "day": "tue", "from": from, "to": to }]);
            terms
        };
        t.helper("Fits", 400, terms(1000, "13:00", "15:00"));
        t.helper("Far", 900, terms(500, "13:00", "15:00"));
        t.helper("Late", 400, terms(1000, "15:01", "18:00"));
        t.helper("Walks", 400, help_with(&["walk"]));
        let (_, full) = t.helper("Full", 400, terms(1000, "13:00", "15:00"));
        let full = id_in(&full);
        t.write(move |tx| buurtnet::offers::actions::take_place(tx, full)
            .and_then(|()| buurtnet::offers::actions::take_place(tx, full)));
        let (paused, offer) = t.helper("Paused", 400, terms(1000, "13:00", "15:00"));
        paused.post(&format!("{offer}/pause"), None).ok(200);
        let an_helps = an.offers(terms(1000, "13:00", "15:00"));
        t.approves_offer(&an_helps);
        let (asked, _) = t.helper("Asked", 400, terms(1000, "13:00", "15:00"));
        matched(t, request, &an, &asked, "proposed", t.now());
        assert_eq!(names(&katrien, request), ["Fits"]);
        assert_eq!(an.get(&path(request)).ok(200).field("items").as_array().map(Vec::len), Some(1));
        let whenever = asks(t, &an, Category::Groceries, json!({ "weeklySlots": [], "windows": [] }));
        let mut all = names(&katrien, whenever);
        all.sort();
        assert_eq!(all, ["Asked", "Fits", "Late"]);
    }

    fn a_window_is_held_against_local_time(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        t.helper("Tuesday", 400, help_with(&["groceries"]));
        let on = |start: &str, end: &str| {
            let window = json!({ "weeklySlots": [], "windows": [{ "start": start, "end": end }] });
            names(&katrien, asks(t, &an, Category::Groceries, window)).len()
        };
        assert_eq!(on("2026-03-03T15:00:00Z", "2026-03-03T16:00:00Z"), 1, "16:00 to 17:00 in winter");
        assert_eq!(on("2026-03-03T15:01:00Z", "2026-03-03T16:01:00Z"), 0);
        assert_eq!(on("2026-03-31T15:00:00Z", "2026-03-31T16:00:00Z"), 0, "17:00 to 18:00 in summer");
        assert_eq!(on("2026-03-31T14:00:00Z", "2026-03-31T15:00:00Z"), 1);
    }

    fn who_must_be_vetted_is(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let offered = help_with(&["personal", "groceries"]);
        let (vetted, _) = t.helper("Vetted", 400, offered.clone());
        let (lapsed, _) = t.helper("Lapsed", 400, offered.clone());
        t.helper("Never", 400, offered);
        t.is_vetted(vetted.id, t.now() + TimeDelta::days(2));
        t.is_vetted(lapsed.id, t.now() + TimeDelta::hours(2));
        assert_eq!(names(&katrien, asks(t, &an, Category::Personal, json!({}))), ["Vetted"]);
        assert_eq!(names(&katrien, asks(t, &an, Category::Groceries, json!({}))).len(), 3);
        for wish in [json!({ "wantedFrom": "vetted" }), json!({ "minorsInvolved": true })] {
            assert_eq!(names(&katrien, asks(t, &an, Category::Groceries, wish)), ["Vetted"]);
        }
    }

    fn who_is_asked_for_as_a_woman_or_a_man_has_said_so(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let says = |name: &str, gender: Value| {
            let (helper, offer) = t.helper(name, 400, help_with(&["chores", "personal"]));
            let me = helper.if_match(&helper.get("/v1/me").etag()).patch("/v1/me", json!({ "gender": gender })).ok(200);
            assert_eq!(me.body.get("gender"), Some(&gender).filter(|it| !it.is_null()));
            (helper, offer)
        };
        let (carla, offer_of_carla) = says("Carla", json!("woman"));
        let (dirk, offer_of_dirk) = says("Dirk", json!("man"));
        says("Ebe", json!("other"));
        says("Unsaid", json!(null));
        let wanted = |category, from: &str| asks(t, &an, category, json!({ "wantedFrom": from }));
        let women = wanted(Category::Chores, "woman");
        assert_eq!(names(&katrien, women), ["Carla"]);
        assert_eq!(names(&katrien, wanted(Category::Chores, "man")), ["Dirk"]);
        assert_eq!(names(&katrien, wanted(Category::Chores, "anyone")).len(), 4);
        let proposes = |offer: &str| katrien.post("/v1/matches", json!({ "requestId": women, "offerId": id_in(offer) }));
        proposes(&offer_of_dirk).is_problem("offerDoesNotFit", 409);
        proposes(&offer_of_carla).ok(201);
        // Personal help asks for a vetted helper as well, whoever is asked for.
        assert!(names(&katrien, wanted(Category::Personal, "woman")).is_empty());
        t.is_vetted(carla.id, t.now() + TimeDelta::days(2));
        assert_eq!(names(&katrien, wanted(Category::Personal, "woman")), ["Carla"]);
        // Who takes it back is asked no more.
        let other = wanted(Category::Chores, "man");
        dirk.if_match(&dirk.get("/v1/me").etag()).patch("/v1/me", json!({ "gender": null })).ok(200);
        assert!(names(&katrien, other).is_empty());
    }

    fn what_somebody_says_to_be_is_shown_to_nobody_else(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let (carla, offer) = t.helper("Carla", 400, help_with(&["chores"]));
        let before = katrien.get(&format!("/v1/people/{}", carla.id)).ok(200);
        let listed = asks(t, &an, Category::Chores, json!({}));
        let asked = asks(t, &an, Category::Chores, json!({ "wantedFrom": "woman" }));
        let read = |who: &Person, it: RequestId| who.get(&path(it)).ok(200).text;
        let (for_an, for_katrien) = (read(&an, listed), read(&katrien, listed));
        assert!(for_an.contains("distanceBand") && names(&katrien, asked).is_empty());
        carla.if_match(&before.etag()).patch("/v1/me", json!({ "gender": "woman" })).ok(200);
        assert_eq!((read(&an, listed), read(&katrien, listed)), (for_an, for_katrien), "no reason tells of it");
        assert_eq!(an.get(&path(asked)).ok(200).field("items"), &json!([]), "nor does a list that there was not before");
        assert_eq!(names(&katrien, asked), ["Carla"]);
        let proposal = json!({ "requestId": asked, "offerId": id_in(&offer) });
        let agreed = format!("/v1/matches/{}", katrien.post("/v1/matches", proposal).ok(201).id());
        for side in [&an, &carla] {
            side.post(&format!("{agreed}/accept"), json!({})).ok(200);
        }
        let seen_by_katrien = [format!("/v1/people/{}", carla.id), agreed.clone(), offer];
        for (who, paths) in [(&katrien, &seen_by_katrien[..]), (&an, &[agreed][..])] {
            for path in paths {
                let text = who.get(path).ok(200).text;
                assert!(!text.contains("gender") && !text.contains("woman"), "{text}");
            }
        }
        let rows = crate::support::fixture::dump(&t.fixture.url);
        assert!(rows["people"].iter().all(|row| !row.contains("woman")), "it is sealed");
        assert!(rows["audit"].iter().all(|row| !row.contains("woman")));
    }

    fn children_are_helped_by_who_is_vetted(t) {
        let (kim, katrien) = (t.resident("Kim"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let (vetted, _) = t.helper("Vetted", 400, help_with(&["groceries"]));
        t.helper("Never", 400, help_with(&["groceries"]));
        t.is_vetted(vetted.id, t.now() + TimeDelta::days(2));
        let request = asks(t, &kim, Category::Groceries, json!({}));
        assert_eq!(names(&katrien, request).len(), 2);
        crate::support::fixture::execute(&t.fixture.url, &format!(
            "UPDATE people SET birth_year = 2008 WHERE id = {}",
            crate::support::fixture::id_literal(&t.fixture.url, &kim.id.to_string()),
        ));
        assert_eq!(names(&katrien, request), ["Vetted"], "where the year leaves doubt she is 17");
    }

    fn who_helped_well_before_and_is_rested_comes_first(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let (before, request) = (asks(t, &an, Category::Walk, json!({})), asks(t, &an, Category::Groceries, json!({})));
        t.helper("New", 300, help_with(&["groceries"]));
        let (known, _) = t.helper("Known", 300, help_with(&["groceries"]));
        let (busy, _) = t.helper("Busy", 300, help_with(&["groceries"]));
        matched(t, before, &an, &known, "ended", t.now() - TimeDelta::days(60));
        matched(t, before, &an, &busy, "declined", t.now() - TimeDelta::days(3));
        assert_eq!(names(&katrien, request), ["Known", "New", "Busy"]);
        let shown = katrien.get(&path(request)).ok(200);
        assert_eq!(shown.field("items/0/reasons/2"), &json!({ "code": "continuity", "value": "1" }));
    }

    fn a_language_is_a_reason_and_never_a_wall(t) {
        let (an, katrien) = (t.resident("An"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let mut arabic = help_with(&["groceries"]);
        arabic["languages"] = json!(["ar"]);
        t.helper("Dutch", 300, help_with(&["groceries"]));
        t.helper("Arabic", 300, arabic);
        let request = asks(t, &an, Category::Groceries, json!({ "languages": ["ar"] }));
        assert_eq!(names(&katrien, request), ["Arabic", "Dutch"]);
        let shown = katrien.get(&path(request)).ok(200);
        assert_eq!(shown.field("items/0/reasons/1"), &json!({ "code": "language", "value": "ar" }));
        assert_eq!(shown.field("items/1/reasons/1"), &json!({ "code": "needsLanguageBuddy", "value": "ar" }));
    }
}
