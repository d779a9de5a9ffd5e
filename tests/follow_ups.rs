//! What needs a human word again: derived from how things stand, and gone when its cause goes.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

const fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

/// The follow-ups somebody of the team sees: kind and address, the longest due first. Each address answers.
fn seen(t: &TestApp, by: &Person) -> Vec<(String, String)> {
    t.works();
    let by = t.again(by);
    let page = by.get("/v1/followUps").ok(200);
    let read = |item: &Value| {
        let href = item["href"].as_str().unwrap().to_owned();
        assert_eq!(by.get(&href).ok(200).id(), item["about"]["id"].as_str().unwrap());
        (item["kind"].as_str().unwrap().to_owned(), href)
    };
    page.field("items").as_array().unwrap().iter().map(read).collect()
}

fn kinds(t: &TestApp, by: &Person) -> Vec<String> {
    seen(t, by).into_iter().map(|it| it.0).collect()
}

both! {
    with TestApp::start;

    fn a_first_look_that_comes_late_is_followed_up_until_it_comes(t) {
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        let today = ada.asks(with(wish("groceries"), json!({ "urgency": "today" })));
        let week = ada.asks_for("walk");
        t.passes(TimeDelta::minutes(59));
        assert!(seen(t, &katrien).is_empty());
        t.passes(TimeDelta::minutes(1));
        assert_eq!(seen(t, &katrien), [("firstLookLate".to_owned(), today.path.clone())]);
        t.passes(days(1));
        assert_eq!(seen(t, &katrien).iter().map(|it| &it.1).collect::<Vec<_>>(), [&today.path, &week.path]);
        t.again(&katrien).does("approve", &today).ok(200);
        assert_eq!(seen(t, &katrien), [("firstLookLate".to_owned(), week.path)]);
    }

    fn who_comes_back_from_a_professional_is_called(t) {
        let scene = t.care_scene();
        let (asked, id, _) = scene.sent();
        assert!(seen(t, &scene.katrien).is_empty());
        scene.lotte.refers("reject", &id).ok(200);
        assert_eq!(seen(t, &scene.katrien), [("callBack".to_owned(), asked.path.clone())]);
        scene.katrien.does("hold", &asked).ok(200);
        assert_eq!(kinds(t, &scene.katrien), ["callBack"], "a hold does not hide it");
        scene.katrien.does("release", &asked).ok(200);
        scene.katrien.does("approve", &asked).ok(200);
        assert!(seen(t, &scene.katrien).is_empty());
    }

    fn a_referral_that_lies_about_is_followed_up_on_either_side(t) {
        let scene = t.care_scene();
        let asked = scene.asks();
        let consent = scene.consents(&["name"]);
        let draft = scene.prepares(&asked, &consent, &["name"]);
        // The team has looked at the request; only the draft lies about.
        scene.katrien.does("approve", &asked).ok(200);
        t.passes(days(2));
        assert!(seen(t, &scene.katrien).is_empty());
        t.passes(days(1));
        assert_eq!(kinds(t, &scene.katrien), ["referralUnsent"], "three working days");
        t.again(&scene.katrien).refers("send", &draft).ok(200);
        assert!(seen(t, &scene.katrien).is_empty());
        t.passes(days(5));
        assert!(seen(t, &scene.katrien).is_empty(), "from Thursday: reminded on Monday");
        t.passes(days(1));
        assert_eq!(kinds(t, &scene.katrien), ["referralUnanswered"], "twice two working days, on Wednesday");
        t.again(&scene.lotte).refers("ask", &draft).ok(200);
        assert!(seen(t, &scene.katrien).is_empty());
        t.again(&scene.katrien).refers("reply", &draft).ok(200);
        t.again(&scene.lotte).refers("accept", &draft).ok(200);
        t.passes(days(14));
        assert!(seen(t, &scene.katrien).is_empty(), "reminded to begin after ten working days");
        t.passes(days(14));
        assert!(seen(t, &scene.katrien).is_empty(), "Easter Monday is no working day");
        t.passes(days(1));
        assert_eq!(kinds(t, &scene.katrien), ["referralUnanswered"], "silent for ten more");
    }

    fn what_is_held_or_silent_for_long_is_looked_at_again(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let ada = t.resident("Ada");
        let (held, silent) = (ada.asks_for("walk"), ada.asks_for("groceries"));
        katrien.does("hold", &held).ok(200);
        katrien.does("approve", &silent).ok(200);
        t.passes(days(6));
        assert!(seen(t, &katrien).is_empty());
        t.passes(days(1));
        assert_eq!(seen(t, &katrien), [("requestHeld".to_owned(), held.path.clone())]);
        t.again(&katrien).does("reject", &held).ok(200);
        t.passes(days(14));
        assert!(seen(t, &katrien).is_empty(), "only asked");
        t.passes(days(7));
        assert_eq!(seen(t, &katrien), [("requestSilent".to_owned(), silent.path.clone())]);
        t.again(&katrien).does("confirmStillNeeded", &silent).ok(200);
        assert!(seen(t, &katrien).is_empty());
    }

    fn offers_that_wait_or_rest_for_long_are_looked_at_again(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (bilal, chloe) = (t.resident("Bilal"), t.resident("Chloe"));
        let (ada, offer) = (t.resident("Ada"), offers_help(&bilal, &katrien, 3));
        let agreed = proposes(&katrien, &asks_openly(&ada, &katrien), &offer);
        ada.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("{agreed}/accept"), json!({})).ok(200);
        chloe.post("/v1/offers", json!({
            "categories": ["walk"], "radiusMetres": 1000, "maxVisitsPerWeek": 1, "waysToBeAsked": ["buurtwerker"],
            "weeklySlots": [{ "day": "mon", "from": "09:00", "to": "10:00" }],
        })).ok(201);
        t.passes(days(2));
        assert!(seen(t, &katrien).is_empty());
        t.passes(days(1));
        assert_eq!(kinds(t, &katrien), ["offerWaits"], "three working days");
        t.again(&bilal).post(&format!("/v1/offers/{offer}/pause"), json!({})).ok(200);
        t.passes(days(89));
        assert_eq!(kinds(t, &katrien), ["offerWaits", "noVisit"], "who pauses still helps whom they help");
        t.passes(days(1));
        assert_eq!(kinds(t, &katrien), ["offerWaits", "noVisit", "offerPaused"]);
        t.again(&katrien).post(&format!("/v1/offers/{offer}/hold"), json!({ "reason": "other" })).ok(200);
        assert_eq!(kinds(t, &katrien), ["helperStopped", "offerWaits", "noVisit"], "somebody still expects them");
        t.passes(days(7));
        assert_eq!(kinds(t, &katrien), ["helperStopped", "offerWaits", "noVisit", "offerHeld"]);
        t.again(&katrien).post(&format!("/v1/offers/{offer}/reject"), json!({ "reason": "other" })).ok(200);
        assert_eq!(kinds(t, &katrien), ["helperStopped", "offerWaits", "noVisit"]);
        t.again(&ada).post(&format!("{agreed}/end"), json!({ "outcome": "stopped" })).ok(200);
        assert!(!kinds(t, &katrien).contains(&"helperStopped".to_owned()));
    }

    fn each_team_sees_its_own_and_nobody_sees_what_is_about_themselves(t) {
        let (here, there) = (t.neighbourhood("DEMO-01"), t.neighbourhood("DEMO-02"));
        let (katrien, luc) = (t.buurtwerker("Katrien", here), t.buurtwerker("Luc", there));
        let (ada, sofie) = (t.resident("Ada"), t.coordinator("Sofie", "99999"));
        let at_sea = t.resident_at("Nora", &json!({ "lat": 51.5, "lon": 2.6 }));
        let own = json!({ "position": crate::support::people::in_lindewijk(0) });
        katrien.with_header("If-None-Match", "*").put("/v1/me/home", own).ok(200);
        let today = |who: &Person| who.asks(with(wish("groceries"), json!({ "urgency": "today" })));
        let (of_ada, of_katrien, of_nora) = (today(&ada), today(&katrien), today(&at_sea));
        t.passes(TimeDelta::hours(1));
        let paths = |by: &Person| seen(t, by).into_iter().map(|it| it.1).collect::<Vec<_>>();
        assert_eq!(paths(&katrien), std::slice::from_ref(&of_ada.path));
        assert!(paths(&luc).is_empty());
        let mut all = paths(&sofie);
        all.sort();
        let mut expected = [of_ada.path, of_katrien.path, of_nora.path];
        expected.sort();
        assert_eq!(all, expected);
        t.again(&ada).get("/v1/followUps").is_problem("forbidden", 403);
        t.client().get("/v1/followUps").is_problem("notSignedIn", 401);
    }

    fn the_list_goes_on_where_its_cursor_says(t) {
        let (ada, katrien) = (t.resident("Ada"), t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")));
        for _ in 0..5 {
            ada.asks_for("walk");
            t.passes(TimeDelta::minutes(1));
        }
        t.passes(days(1));
        let whole: Vec<_> = seen(t, &katrien).into_iter().map(|it| it.1).collect();
        let katrien = t.again(&katrien);
        let (mut found, mut path) = (Vec::new(), "/v1/followUps?pageSize=2".to_owned());
        loop {
            let page = katrien.get(&path).ok(200);
            found.extend(page.field("items").as_array().unwrap().iter().map(|it| it["href"].as_str().unwrap().to_owned()));
            let Some(next) = page.body.get("next").and_then(Value::as_str) else { break };
            path = format!("/v1/followUps?pageSize=2&cursor={next}");
        }
        assert_eq!((found.len(), &found), (5, &whole));
        katrien.off_contract().get("/v1/followUps?cursor=x").is_problem("badRequest", 400);
    }
}
