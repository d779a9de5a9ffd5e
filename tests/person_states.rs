//! What follows when a person is away, suspended or gone: for what they ask and offer, and for whoever is with them.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::offers::id_in;
use crate::support::referrals::Scene;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::{Person, TestApp};

struct Street {
    katrien: Person,
    an: Person,
    bilal: Person,
    /// Of Bilal.
    offer: String,
}

fn street(t: &TestApp) -> Street {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
    let offer = offers_help(&bilal, &katrien, 5);
    Street { katrien, an, bilal, offer }
}

impl Street {
    fn does(&self, verb: &str, to: &Person) {
        let body = if verb == "suspend" { json!({ "reason": "safeguarding" }) } else { json!({}) };
        self.katrien.post(&format!("/v1/people/{}/{verb}", to.id), body).ok(200);
    }

    /// A request of An, and the match with Bilal that both said yes to.
    fn agreed(&self) -> (String, String) {
        let request = asks_openly(&self.an, &self.katrien);
        let path = proposes(&self.katrien, &request, &self.offer);
        for side in [&self.an, &self.bilal] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        (format!("/v1/requests/{request}"), path)
    }

    fn state(&self, path: &str) -> String {
        self.katrien.get(path).ok(200).field("state").as_str().unwrap().to_owned()
    }

    fn states<const N: usize>(&self, paths: [&str; N]) -> [String; N] {
        paths.map(|it| self.state(it))
    }

    /// For how many visits somebody else is asked.
    fn covers(&self) -> usize {
        let all = self.katrien.get("/v1/requests?view=neighbourhood&pageSize=100").ok(200);
        all.field("items").as_array().unwrap().iter().filter(|it| it.get("covers").is_some()).count()
    }

    fn offer(&self) -> String {
        format!("/v1/offers/{}", self.offer)
    }
}

/// What the team sees to: what, and about whom.
fn seen_to(t: &TestApp, by: &Person) -> Vec<(String, String)> {
    t.works();
    let found = t.again(by).get("/v1/followUps").ok(200);
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    found.body["items"].as_array().unwrap().iter().map(|it| (text(&it["kind"]), text(&it["person"]["id"]))).collect()
}

fn kinds(t: &TestApp, by: &Person) -> Vec<String> {
    seen_to(t, by).into_iter().map(|it| it.0).collect()
}

fn subjects(t: &TestApp, who: &Person) -> Vec<String> {
    let subject = |it: &String| it.split("Subject: ").nth(1).and_then(|it| it.lines().next()).unwrap().to_owned();
    t.mails_to(&who.email).iter().map(subject).collect()
}

fn days(t: &TestApp, days: i64) {
    t.passes(TimeDelta::days(days));
    t.works();
}

fn suggestions(by: &Person, request: &str) -> usize {
    by.get(&format!("{request}/suggestions")).ok(200).body["items"].as_array().unwrap().len()
}

both! {
    with TestApp::start;

    fn who_is_away_is_no_candidate_and_agrees_to_nothing(t) {
        let s = street(t);
        let request = asks_openly(&s.an, &s.katrien);
        let path = format!("/v1/requests/{request}");
        assert_eq!(suggestions(&s.katrien, &path), 1);
        let proposed = proposes(&s.katrien, &request, &s.offer);
        s.an.post(&format!("{proposed}/accept"), json!({})).ok(200);
        s.bilal.post("/v1/me/pause", None).ok(200);
        assert!(t.found_under(id_in(&s.offer)).is_empty());
        s.bilal.post(&format!("{proposed}/accept"), json!({})).is_problem("wrongState", 409);
        s.bilal.post("/v1/requests", wish("walk")).is_problem("wrongState", 409);
        s.bilal.post("/v1/offers", crate::support::offers::help_with(&["walk"])).is_problem("wrongState", 409);
        let chloe = t.resident("Chloe");
        let other = asks_openly(&chloe, &s.katrien);
        let proposal = json!({ "requestId": other, "offerId": s.offer });
        s.katrien.post("/v1/matches", proposal).is_problem("offerDoesNotFit", 409);
        s.bilal.post("/v1/me/resume", None).ok(200);
        s.bilal.post(&format!("{proposed}/accept"), json!({})).ok(200);
        chloe.post("/v1/me/pause", None).ok(200);
        assert_eq!(suggestions(&s.katrien, &format!("/v1/requests/{other}")), 0);
        let proposal = json!({ "requestId": other, "offerId": s.offer });
        s.katrien.post("/v1/matches", proposal).is_problem("wrongState", 409);
    }

    fn who_is_away_is_asked_nothing_and_nothing_ends_behind_their_back(t) {
        let s = street(t);
        let (_, agreed) = s.agreed();
        let request = format!("/v1/requests/{}", asks_openly(&s.an, &s.katrien));
        t.works();
        s.an.post("/v1/me/pause", None).ok(200);
        let before = subjects(t, &s.an).len();
        for _ in 0..8 {
            days(t, 10);
        }
        assert_eq!(subjects(t, &s.an).len(), before, "no ping");
        let katrien = t.again(&s.katrien);
        assert_eq!(katrien.get(&request).ok(200).field("state"), "open");
        assert!(!kinds(t, &s.katrien).contains(&"personPaused".to_owned()), "80 days");
        t.again(&s.bilal).post(&format!("{agreed}/end"), json!({ "outcome": "stopped" })).ok(200);
        assert_eq!(subjects(t, &s.an).len(), before + 1, "what was running is told");
        days(t, 10);
        assert!(seen_to(t, &s.katrien).contains(&("personPaused".to_owned(), s.an.id.to_string())), "90 days");
        t.again(&s.an).post("/v1/me/resume", None).ok(200);
        days(t, 1);
        days(t, 8);
        assert!(!kinds(t, &s.katrien).contains(&"personPaused".to_owned()));
        assert!(subjects(t, &s.an).len() > before + 1, "now she is asked");
    }

    fn a_suspension_holds_what_lives_and_its_end_releases_exactly_that(t) {
        let s = street(t);
        let (request, path) = s.agreed();
        let of_bilal = format!("/v1/requests/{}", asks_openly(&s.bilal, &s.katrien));
        let held_before = format!("/v1/requests/{}", asks_openly(&s.bilal, &s.katrien));
        s.katrien.post(&format!("{held_before}/hold"), json!({ "reason": "unclear" })).ok(200);
        let (_, match_held_before) = s.agreed();
        s.katrien.post(&format!("{match_held_before}/hold"), json!({ "reason": "unclear" })).ok(200);
        s.does("suspend", &s.bilal);
        let offer = s.offer();
        let all = [&*request, &*path, &*of_bilal, &*held_before, &*match_held_before, &*offer];
        assert_eq!(s.states(all), ["matched", "held", "held", "held", "held", "held"]);
        assert_eq!(t.offer(id_in(&s.offer)).1, 2, "they keep their places");
        assert!(s.an.get(&path).ok(200).body.get("contact").is_none());
        s.does("reinstate", &s.bilal);
        assert_eq!(s.states(all), ["matched", "agreed", "open", "held", "held", "active"]);
        assert_eq!(t.found_under(id_in(&s.offer)), ["groceries"]);
        assert_eq!(s.katrien.get(&held_before).ok(200).body["reason"], "unclear");
    }

    fn nobody_waits_for_a_helper_who_is_suspended(t) {
        let s = street(t);
        let (request, path) = s.agreed();
        let visit = |at: i64| {
            let said = json!({ "start": t.now() + TimeDelta::hours(at), "durationMinutes": 60 });
            s.an.post(&format!("{path}/visits"), said).ok(201).field("href").as_str().unwrap().to_owned()
        };
        let (soon, later, far) = (visit(30), visit(60), visit(9 * 24));
        t.works();
        let before = subjects(t, &s.an).len();
        s.does("suspend", &s.bilal);
        assert_eq!(s.states([&path, &soon, &later, &far]), ["held", "cancelled", "cancelled", "cancelled"]);
        assert_eq!(subjects(t, &s.an).len(), before + 3, "she hears of each");
        assert_eq!(s.covers(), 2, "somebody else is asked for what comes before the team looks at it again");
        s.does("reinstate", &s.bilal);
        assert_eq!(s.states([&request, &path, &soon]), ["matched", "agreed", "cancelled"]);
        // Where she is suspended, nobody else is sent.
        let bilal = t.again(&s.bilal);
        let s = Street { bilal, ..s };
        let (_, path) = s.agreed();
        let said = json!({ "start": t.now() + TimeDelta::hours(30), "durationMinutes": 60 });
        let third = s.an.post(&format!("{path}/visits"), said).ok(201).field("href").as_str().unwrap().to_owned();
        s.does("suspend", &s.an);
        assert_eq!(s.states([&path, &third]), ["held", "planned"]);
        s.does("reinstate", &s.an);
        // Nor where the team holds the match itself.
        s.katrien.post(&format!("{path}/hold"), json!({ "reason": "safeguarding" })).ok(200);
        s.does("suspend", &s.bilal);
        assert_eq!(s.states([&path, &third]), ["held", "cancelled"]);
        assert_eq!(s.covers(), 2);
    }

    fn what_the_team_releases_while_somebody_is_suspended_stays_held_with_them(t) {
        let s = street(t);
        let (request, path) = s.agreed();
        let hold = json!({ "reason": "unclear" });
        for held in [&request, &s.offer()] {
            s.katrien.post(&format!("{held}/hold"), json!({ "reason": "other" })).ok(200);
        }
        let (_, other) = {
            let chloe = t.resident("Chloe");
            let offer = offers_help(&chloe, &s.katrien, 1);
            let asked = asks_openly(&s.an, &s.katrien);
            let path = proposes(&s.katrien, &asked, &offer);
            s.katrien.post(&format!("{path}/hold"), hold).ok(200);
            (asked, path)
        };
        s.does("suspend", &s.an);
        s.does("suspend", &s.bilal);
        for held in [&request, &s.offer(), &other] {
            assert_eq!(s.katrien.post(&format!("{held}/release"), json!({})).ok(200).field("state"), "held");
            s.katrien.post(&format!("{held}/release"), json!({})).is_problem("wrongState", 409);
        }
        s.does("reinstate", &s.bilal);
        assert_eq!(s.states([&request, &path, &s.offer()]), ["held", "held", "active"], "An is not back yet");
        s.does("reinstate", &s.an);
        assert_eq!(s.states([&request, &path, &other]), ["matched", "agreed", "proposed"]);
    }

    fn who_is_suspended_hears_only_that_they_need_not_come(t) {
        let s = street(t);
        let (request, _) = s.agreed();
        t.works();
        let before = subjects(t, &s.bilal).len();
        s.does("suspend", &s.bilal);
        t.client().post("/v1/accounts/reset", json!({ "email": s.bilal.email })).ok(202);
        assert_eq!(subjects(t, &s.bilal).len(), before);
        s.an.post(&format!("{request}/withdraw"), json!({ "reason": "foundHelp" })).ok(200);
        assert_eq!(subjects(t, &s.bilal).len(), before + 1);
        days(t, 6);
        assert!(!kinds(t, &s.katrien).contains(&"personSuspended".to_owned()));
        days(t, 1);
        assert!(seen_to(t, &s.katrien).contains(&("personSuspended".to_owned(), s.bilal.id.to_string())));
    }

    fn death_ends_everything_and_somebody_calls_whoever_is_left(t) {
        let scene: Scene = t.care_scene();
        let s = {
            let bilal = t.resident("Bilal");
            let offer = offers_help(&bilal, &scene.katrien, 5);
            Street { katrien: t.again(&scene.katrien), an: t.again(&scene.an), bilal, offer }
        };
        let weekly = with(wish("groceries"), json!({ "helpKind": "recurring", "rhythm": "weekly" }));
        let asked = s.an.asks(weekly);
        s.katrien.does("approve", &asked).ok(200);
        let path = proposes(&s.katrien, &asked.id.to_string(), &s.offer);
        for side in [&s.an, &s.bilal] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        let visit = json!({ "start": t.now() + TimeDelta::days(1), "durationMinutes": 60 });
        let visit = s.katrien.post(&format!("{path}/visits"), visit).ok(201).body["href"].as_str().unwrap().to_owned();
        let (referred, referral, consent) = scene.accepted();
        let of_an = offers_help(&s.an, &s.katrien, 1);
        let of_chloe = asks_openly(&t.resident("Chloe"), &s.katrien);
        let helped = proposes(&s.katrien, &of_chloe, &of_an);
        t.works();
        let (before, of_bilal) = (subjects(t, &s.an).len(), subjects(t, &s.bilal).len());
        let waits = asks_openly(&s.an, &s.katrien);
        s.does("deceased", &s.an);
        assert_eq!(
            s.states([&asked.path, &path, &visit, &referred.path, &format!("/v1/requests/{waits}")]),
            ["withdrawn", "ended", "cancelled", "withdrawn", "withdrawn"]
        );
        assert_eq!(s.states([&format!("/v1/offers/{of_an}"), &helped]), ["retired", "cancelled"]);
        assert_eq!(s.katrien.get(&path).ok(200).field("outcome"), "stopped");
        assert_eq!((scene.stands(&referral), s.state(&format!("/v1/consents/{consent}"))), ("cancelled".into(), "withdrawn".into()));
        assert_eq!(t.offer(id_in(&s.offer)).1, 0);
        s.an.get("/v1/me").is_problem("notSignedIn", 401);
        assert_eq!(subjects(t, &s.an).len(), before, "also what waited");
        assert_eq!(subjects(t, &s.bilal).len(), of_bilal + 1, "that it does not go on, and no more");
        let follow_ups = seen_to(t, &s.katrien);
        assert!(follow_ups.contains(&("otherSideGone".to_owned(), s.bilal.id.to_string())), "{follow_ups:?}");
        assert!(follow_ups.iter().all(|it| it.1 != s.an.id.to_string()));
        s.does("told", &s.bilal);
        assert!(!kinds(t, &s.katrien).contains(&"otherSideGone".to_owned()));
        // Nothing is begun anew for her.
        s.katrien.post(&format!("{}/reopen", asked.path), json!({})).is_problem("wrongState", 409);
        s.katrien.post(&format!("/v1/people/{}/deceased", s.an.id), None).is_problem("wrongState", 409);
        s.katrien.post(&format!("/v1/people/{}/suspend", s.an.id), json!({ "reason": "other" })).is_problem("wrongState", 409);
        // And whatever time does, it does nothing to the dead.
        for _ in 0..15 {
            days(t, 10);
        }
        assert_eq!(subjects(t, &s.an).len(), before);
        assert!(seen_to(t, &s.katrien).iter().all(|it| it.1 != s.an.id.to_string()));
    }

    fn nobody_is_asked_how_it_went_with_the_dead(t) {
        let s = street(t);
        let (_, path) = s.agreed();
        let visit = json!({ "start": t.now(), "durationMinutes": 60 });
        let visit = s.katrien.post(&format!("{path}/visits"), visit).ok(201).body["href"].as_str().unwrap().to_owned();
        t.passes(TimeDelta::minutes(1));
        t.works();
        t.again(&s.bilal).post(&format!("{visit}/missed"), json!({ "by": "requester" })).ok(200);
        assert!(kinds(t, &s.katrien).contains(&"nobodyOpened".to_owned()));
        let before = subjects(t, &s.katrien).len();
        s.katrien.post(&format!("/v1/people/{}/deceased", s.an.id), None).ok(200);
        assert!(!kinds(t, &s.katrien).contains(&"nobodyOpened".to_owned()), "the team found out why");
        for _ in 0..4 {
            days(t, 1);
        }
        assert_eq!(subjects(t, &s.katrien).len(), before, "and it goes up no further");
    }

    fn who_leaves_ends_their_help_and_the_other_side_looks_for_somebody_else(t) {
        let s = street(t);
        let (request, path) = s.agreed();
        let bilals = format!("/v1/requests/{}", asks_openly(&s.bilal, &s.katrien));
        t.works();
        let before = subjects(t, &s.an);
        let left = s.bilal.post("/v1/me/leave", None).ok(200);
        assert_eq!((left.field("state"), left.field("allowedActions").as_array().unwrap().contains(&json!("leave"))), (&json!("left"), false));
        s.bilal.get("/v1/me").is_problem("notSignedIn", 401);
        assert_eq!(s.states([&request, &path, &bilals, &s.offer()]), ["open", "ended", "withdrawn", "retired"]);
        let after = subjects(t, &s.an);
        assert_eq!(after.len(), before.len() + 1, "{after:?}");
        assert_eq!(seen_to(t, &s.katrien), [("otherSideGone".to_owned(), s.an.id.to_string())]);
        s.does("deceased", &s.bilal);
        assert_eq!(seen_to(t, &s.katrien).len(), 1, "the same follow-up");
    }

    fn who_moves_is_seen_by_nobody_there_before_they_say_yes(t) {
        let s = street(t);
        let noor = t.buurtwerker("Noor", t.neighbourhood("DEMO-02"));
        let (matched, path) = s.agreed();
        let open = format!("/v1/requests/{}", asks_openly(&s.an, &s.katrien));
        let offer = format!("/v1/offers/{}", offers_help(&s.an, &s.katrien, 1));
        let there = json!({ "position": { "lat": 51.04, "lon": 4.505 } });
        let etag = s.an.get("/v1/me/home").ok(200).etag();
        let home = s.an.if_match(&etag).put("/v1/me/home", there.clone()).ok(200);
        assert_eq!(home.body["neighbourhood"]["code"], "DEMO-02");
        assert_eq!(s.an.get("/v1/me").ok(200).field("state"), "moved");
        let person = format!("/v1/people/{}", s.an.id);
        for path in [&person, &open, &offer, &matched, &path] {
            noor.get(path).is_problem("notFound", 404);
            s.katrien.get(path).ok(200);
        }
        for list in ["/v1/moderation/queue", "/v1/followUps", "/v1/requests?view=neighbourhood", "/v1/offers?view=neighbourhood"] {
            assert_eq!(noor.get(list).ok(200).body["items"], json!([]), "{list}");
        }
        assert!(t.found_under(id_in(&offer)).is_empty());
        assert_eq!(seen_to(t, &s.katrien), [("personMoved".to_owned(), s.an.id.to_string())]);
        s.katrien.post(&format!("{person}/reinstate"), None).is_problem("wrongState", 409);
        s.an.post("/v1/me/confirmMove", None).ok(200);
        assert_eq!(s.an.get("/v1/me").ok(200).field("state"), "active");
        for path in [&person, &open, &offer] {
            noor.get(path).ok(200);
            s.katrien.get(path).is_problem("notFound", 404);
        }
        assert_eq!(noor.get(&open).ok(200).field("state"), "submitted", "it was approved for another place");
        assert_eq!(s.states([&matched, &path]), ["matched", "agreed"], "what is underway stays with whoever knows it");
        noor.get(&path).is_problem("notFound", 404);
        assert!(kinds(t, &s.katrien).is_empty());
        assert!(!t.found_under(id_in(&offer)).is_empty());
    }

    fn who_moves_back_before_saying_yes_has_not_moved(t) {
        let s = street(t);
        let moves = |lon: f64| {
            let etag = s.an.get("/v1/me/home").ok(200).etag();
            let home = json!({ "position": { "lat": 51.04, "lon": lon } });
            s.an.if_match(&etag).put("/v1/me/home", home).ok(200);
        };
        moves(4.505);
        s.does("suspend", &s.an);
        s.does("reinstate", &s.an);
        let an = t.again(&s.an);
        assert_eq!(an.get("/v1/me").ok(200).field("state"), "moved", "the state she had");
        assert_eq!(an.get("/v1/me/home").ok(200).body["neighbourhood"]["code"], "DEMO-02");
        let etag = an.get("/v1/me/home").ok(200).etag();
        an.if_match(&etag).put("/v1/me/home", json!({ "position": { "lat": 51.04, "lon": 4.475 } })).ok(200);
        assert_eq!(an.get("/v1/me").ok(200).field("state"), "active");
        an.post("/v1/me/confirmMove", None).is_problem("wrongState", 409);
        assert!(kinds(t, &s.katrien).is_empty());
    }

    fn a_change_of_a_paused_offer_does_not_begin_its_ninety_days_anew(t) {
        let s = street(t);
        s.bilal.post(&format!("{}/pause", s.offer()), None).ok(200);
        days(t, 89);
        let bilal = t.again(&s.bilal);
        bilal.if_match(&bilal.get(&s.offer()).etag()).patch(&s.offer(), json!({ "radiusMetres": 2000 })).ok(200);
        assert!(!kinds(t, &s.katrien).contains(&"offerPaused".to_owned()));
        days(t, 1);
        assert!(kinds(t, &s.katrien).contains(&"offerPaused".to_owned()));
    }
}
