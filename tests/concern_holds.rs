//! What a critical concern holds, what it leaves alone, and how each hold ends.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::concerns::{Street, agree, decisions, id};
use crate::support::people::Person;
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::at_once;

fn essence(answer: &Answer) -> (u16, Value) {
    let mut body = answer.body.clone();
    for differs in ["instance", "requestId"] {
        body.as_object_mut().unwrap().remove(differs);
    }
    (answer.status, body)
}

/// How the three matches stand: An and Bilal, Chloe and Bilal, An and Dora.
fn states(street: &Street) -> [String; 3] {
    [&street.between, &street.other, &street.an_and_dora].map(|it| street.katrien.stands(it))
}

fn plans(t: &TestApp, who: &Person, on: &str, hours: i64) -> String {
    let said = json!({ "start": t.now() + TimeDelta::hours(hours), "durationMinutes": 60 });
    who.post(&format!("{on}/visits"), said).ok(201).field("href").as_str().unwrap().to_owned()
}

/// The requests for somebody else, and the match that each covers.
fn covers(street: &Street) -> Vec<(Value, Value)> {
    let page = street.katrien.get("/v1/requests?view=neighbourhood&pageSize=100").ok(200);
    let items = page.field("items").as_array().unwrap().clone();
    items
        .into_iter()
        .filter(|it| it.get("covers").is_some())
        .map(|it| (it["covers"].clone(), it["windows"][0]["start"].clone()))
        .collect()
}

/// Katrien judges it critical, and begins to look into it.
fn judged(street: &Street, concern: &str) {
    street.katrien.sees_to(concern, "triage", json!({ "severity": "critical" })).ok(200);
    street.katrien.sees_to(concern, "investigate", json!({})).ok(200);
}

both! {
    with TestApp::start;

    fn danger_now_holds_every_match_of_the_reported_and_none_of_the_reporter(t) {
        let street = t.street();
        let proposed = proposes(&street.katrien, &asks_openly(&t.resident("Emma"), &street.katrien), &street.offer);
        assert_eq!(street.an.get(&street.between).ok(200).body["contact"]["firstName"], "Bilal");
        let concern = street.an.worries(&street.between, true);
        assert_eq!(states(&street), ["held", "held", "agreed"]);
        assert_eq!(street.katrien.stands(&proposed), "held");
        for (who, on) in [(&street.an, &street.between), (&street.bilal, &street.between), (&street.bilal, &street.other)] {
            let seen = who.get(on).ok(200);
            for hidden in ["contact", "place", "holdReason"] {
                assert_eq!(seen.body.get(hidden), None, "{hidden}");
            }
        }
        assert_eq!(street.katrien.get(&concern).ok(200).field("holds").as_array().unwrap().len(), 3);
        // By hand nothing of it opens.
        let by_hand = street.katrien.post(&format!("{}/release", street.between), json!({}));
        by_hand.is_problem("wrongState", 409);
        assert!(!by_hand.text.contains("concern"));
    }

    fn a_concern_that_is_not_critical_holds_nothing_until_it_is(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, false);
        street.katrien.sees_to(&concern, "triage", json!({ "severity": "high" })).ok(200);
        assert_eq!(states(&street), ["agreed", "agreed", "agreed"]);
        street.luc.sees_to(&concern, "investigate", json!({ "severity": "critical" })).ok(200);
        assert_eq!(states(&street), ["held", "held", "agreed"]);
        let closed = decisions(&[(&street.between, "release"), (&street.other, "release")]);
        street.luc.sees_to(&concern, "resolve", closed.clone()).is_problem("forbidden", 403);
        street.katrien.sees_to(&concern, "resolve", closed).ok(200);
        assert_eq!(states(&street), ["agreed", "agreed", "agreed"]);
        // Taken up again it holds again.
        street.katrien.sees_to(&concern, "reopen", json!({})).ok(200);
        assert_eq!(states(&street), ["held", "held", "agreed"]);
        assert_eq!(street.bilal.get(&street.other).ok(200).body.get("contact"), None);
    }

    fn a_new_match_of_the_reported_is_refused_like_one_with_an_offer_that_rests(t) {
        let street = t.street();
        let request = asks_openly(&t.resident("Emma"), &street.katrien);
        let resting = {
            let emil = t.resident("Emil");
            let offer = offers_help(&emil, &street.katrien, 5);
            emil.post(&format!("/v1/offers/{offer}/pause"), json!({})).ok(200);
            offer
        };
        let propose = |offer: &str| street.katrien.post("/v1/matches", json!({ "requestId": request, "offerId": offer }));
        let suggested = || street.katrien.get(&format!("/v1/requests/{request}/suggestions")).ok(200).text.contains(&street.offer);
        assert!(suggested());
        let concern = street.an.worries(&street.between, true);
        assert!(!suggested());
        assert_eq!(essence(&propose(&street.offer)), essence(&propose(&resting)));
        propose(&street.offer).is_problem("offerDoesNotFit", 409);
        // Judged as less, Bilal can be asked again; what was held waits for a decision.
        street.katrien.sees_to(&concern, "triage", json!({ "severity": "low" })).ok(200);
        assert_eq!(states(&street), ["held", "held", "agreed"]);
        assert!(suggested());
        propose(&street.offer).ok(201);
    }

    fn somebody_else_is_asked_for_each_visit_that_is_held(t) {
        let street = t.street();
        // Bilal is helped too: nobody else is sent to him.
        let of_dora = offers_help(&street.dora, &street.katrien, 5);
        let helped = agree(&street.katrien, &street.bilal, &street.dora, &of_dora);
        let held = [plans(t, &street.an, &street.between, 5), plans(t, &street.chloe, &street.other, 30), plans(t, &street.chloe, &street.other, 800)];
        let (own, of_bilal) = (plans(t, &street.an, &street.an_and_dora, 6), plans(t, &street.bilal, &helped, 7));
        let concern = street.an.worries(&street.between, true);
        for visit in &held {
            assert_eq!(street.katrien.stands(visit), "cancelled");
        }
        assert_eq!((street.katrien.stands(&own), street.katrien.stands(&of_bilal)), ("planned".into(), "planned".into()));
        let mut asked: Vec<_> = covers(&street).into_iter().map(|it| it.0["id"].as_str().unwrap_or_default().to_owned()).collect();
        asked.sort();
        let mut expected = vec![id(&street.between).to_owned(), id(&street.other).to_owned(), id(&street.other).to_owned()];
        expected.sort();
        assert_eq!(asked, expected);
        for (who, on) in [(&street.an, &street.between), (&street.chloe, &street.other)] {
            assert!(t.mails_to(&who.email).iter().any(|it| it.contains(id(on))), "told that it is off");
        }
        assert!(t.mails_to(&street.katrien.email).iter().any(|it| it.contains("/console/requests/")), "the team is asked to look for somebody");
        // A second concern holds the same, and asks for nobody twice.
        street.chloe.worries(&street.other, true);
        assert_eq!(covers(&street).len(), 3);
        assert_eq!(street.katrien.get(&concern).ok(200).field("holds").as_array().unwrap().len(), 3);
    }

    fn nothing_closes_before_each_hold_is_decided_about(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, true);
        judged(&street, &concern);
        for (verb, named) in [("resolve", &[][..]), ("resolve", &[(street.between.as_str(), "keep")]), ("dismiss", &[(street.other.as_str(), "close")])] {
            let refused = street.luc.sees_to(&concern, verb, decisions(named));
            refused.is_problem("holdsUndecided", 409);
            for on in [&street.between, &street.other] {
                let is_named = named.iter().any(|it| it.0 == on.as_str());
                assert_eq!(refused.field("issues").to_string().contains(id(on)), !is_named);
            }
        }
        let off = street.luc.off_contract();
        for wrong in [&[(street.an_and_dora.as_str(), "close")][..], &[(street.between.as_str(), "keep"), (street.between.as_str(), "close")]] {
            off.sees_to(&concern, "resolve", decisions(wrong)).is_problem("badRequest", 400);
        }
        assert_eq!(street.katrien.stands(&concern), "investigating");
        assert_eq!(states(&street), ["held", "held", "agreed"]);
    }

    fn each_decision_does_what_it_says(t) {
        let street = t.street();
        let gone = agree(&street.katrien, &t.resident("Emma"), &street.bilal, &street.offer);
        let concern = street.an.worries(&street.between, true);
        judged(&street, &concern);
        let all = decisions(&[(&street.between, "keep"), (&street.other, "release"), (&gone, "close")]);
        street.katrien.sees_to(&concern, "resolve", all.clone()).is_problem("forbidden", 403);
        assert_eq!(states(&street), ["held", "held", "agreed"]);
        let resolved = street.luc.sees_to(&concern, "resolve", all).ok(200);
        assert_eq!(resolved.field("state"), "resolved");
        assert!(resolved.field("holds").as_array().unwrap().iter().all(|it| it["undecided"] == false));
        assert_eq!(states(&street), ["held", "agreed", "agreed"]);
        assert_eq!(street.katrien.stands(&gone), "ended");
        assert_eq!(street.katrien.get(&street.between).ok(200).field("holdReason"), "safeguarding");
        assert_eq!(street.katrien.post(&format!("{}/release", street.between), json!({})).ok(200).field("state"), "agreed");
        assert_eq!(street.chloe.get(&street.other).ok(200).body["contact"]["firstName"], "Bilal");
    }

    fn a_critical_one_is_dismissed_by_somebody_else_than_who_judged_it(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, true);
        judged(&street, &concern);
        let all = decisions(&[(&street.between, "close"), (&street.other, "keep")]);
        let seen = street.katrien.get(&concern).ok(200);
        assert!(!seen.field("allowedActions").as_array().unwrap().contains(&json!("dismiss")));
        street.katrien.sees_to(&concern, "dismiss", all.clone()).is_problem("forbidden", 403);
        street.sofie.sees_to(&concern, "dismiss", all).ok(200);
        assert_eq!(states(&street), ["ended", "held", "agreed"]);
        // What is not critical one can close alone.
        let concern = street.an.worries(&street.an_and_dora, false);
        street.katrien.sees_to(&concern, "triage", json!({ "severity": "high" })).ok(200);
        street.katrien.sees_to(&concern, "investigate", json!({})).ok(200);
        street.katrien.sees_to(&concern, "dismiss", json!({})).ok(200);
    }

    fn what_two_hold_opens_when_both_have_let_go(t) {
        let street = t.street();
        let (first, second) = (street.an.worries(&street.between, true), street.chloe.worries(&street.other, true));
        for concern in [&first, &second] {
            judged(&street, concern);
        }
        let all = decisions(&[(&street.between, "release"), (&street.other, "release")]);
        street.luc.sees_to(&first, "resolve", all.clone()).ok(200);
        assert_eq!(states(&street), ["held", "held", "agreed"], "another concern holds them");
        street.katrien.post(&format!("{}/release", street.between), json!({})).is_problem("wrongState", 409);
        street.luc.sees_to(&second, "resolve", all).ok(200);
        assert_eq!(states(&street), ["agreed", "agreed", "agreed"]);
    }

    fn what_the_team_or_the_request_holds_too_opens_with_the_last_of_them(t) {
        let street = t.street();
        street.katrien.post(&format!("{}/hold", street.between), json!({ "reason": "unclear" })).ok(200);
        let request = street.chloe.get(&street.other).ok(200).field("request/href").as_str().unwrap().to_owned();
        let concern = street.an.worries(&street.between, true);
        street.katrien.post(&format!("{request}/hold"), json!({ "reason": "other" })).ok(200);
        street.katrien.post(&format!("{request}/release"), json!({})).ok(200);
        assert_eq!(states(&street), ["held", "held", "agreed"], "the request goes on, the concern holds");
        // The hold of the team ends by hand, and the match stays held.
        assert_eq!(street.katrien.post(&format!("{}/release", street.between), json!({})).ok(200).field("state"), "held");
        street.katrien.post(&format!("{request}/hold"), json!({ "reason": "other" })).ok(200);
        judged(&street, &concern);
        let all = decisions(&[(&street.between, "release"), (&street.other, "release")]);
        street.luc.sees_to(&concern, "resolve", all).ok(200);
        assert_eq!(states(&street), ["agreed", "held", "agreed"], "held with its request");
        street.katrien.post(&format!("{request}/release"), json!({})).ok(200);
        assert_eq!(states(&street), ["agreed", "agreed", "agreed"]);
    }

    fn a_visit_is_called_off_while_its_request_is_held_too_but_nobody_else_is_asked(t) {
        let street = t.street();
        let planned = plans(t, &street.chloe, &street.other, 30);
        let request = street.chloe.get(&street.other).ok(200).field("request/href").as_str().unwrap().to_owned();
        street.katrien.post(&format!("{request}/hold"), json!({ "reason": "other" })).ok(200);
        assert_eq!(street.chloe.get(&planned).ok(200).field("state"), "planned");
        street.an.worries(&street.between, true);
        street.katrien.post(&format!("{request}/release"), json!({})).ok(200);
        assert_eq!(states(&street), ["held", "held", "agreed"]);
        assert_eq!(street.chloe.get(&planned).ok(200).field("state"), "cancelled");
        assert_eq!(covers(&street), []);
        t.works();
        // Chloe planned it: Bilal heard of that as well.
        for (side, mails) in [(&street.chloe, 1), (&street.bilal, 2)] {
            assert_eq!(t.mails_to(&side.email).iter().filter(|it| it.contains(&planned)).count(), mails);
        }
    }

    fn what_ended_meanwhile_needs_no_decision(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, true);
        judged(&street, &concern);
        street.an.post("/v1/me/blocks", json!({ "matchId": id(&street.between) })).ok(201);
        street.katrien.post(&format!("{}/close", street.other), json!({})).ok(200);
        assert_eq!(states(&street), ["ended", "ended", "agreed"]);
        street.katrien.sees_to(&concern, "resolve", json!({})).ok(200);
    }

    fn of_two_who_decide_at_once_one_does(t) {
        let street = t.street();
        for round in 0..4 {
            let concern = street.an.worries(&street.an_and_dora, false);
            let two = [(&street.katrien, "triage"), (&street.luc, "triage")];
            let mut came = at_once(2, |it| two[it].0.sees_to(&concern, two[it].1, json!({})).status);
            came.sort_unstable();
            assert_eq!(came, [200, 409], "{round}");
            street.katrien.sees_to(&concern, "investigate", json!({})).ok(200);
            let two = [(&street.katrien, "resolve"), (&street.luc, "dismiss")];
            let mut came = at_once(2, |it| two[it].0.sees_to(&concern, two[it].1, json!({})).status);
            came.sort_unstable();
            assert_eq!(came, [200, 409], "{round}");
        }
    }

    fn a_match_that_is_made_while_danger_is_raised_is_refused_or_held(t) {
        let street = t.street();
        for name in ["Emma", "Fien", "Gust", "Hans"] {
            let dora = t.resident(&format!("Helper{name}"));
            let offer = offers_help(&dora, &street.katrien, 5);
            let on = agree(&street.katrien, &street.an, &dora, &offer);
            let request = asks_openly(&t.resident(name), &street.katrien);
            let proposal = json!({ "requestId": request, "offerId": offer });
            let came = at_once(2, |it| {
                if it == 0 { street.katrien.post("/v1/matches", proposal.clone()) } else { street.an.post("/v1/concerns", crate::support::concerns::worry(&on, true)) }
            });
            came[1].clone().ok(201);
            match came[0].status {
                201 => assert_eq!(street.katrien.stands(came[0].field("href").as_str().unwrap()), "held"),
                _ => { came[0].is_problem("offerDoesNotFit", 409); }
            }
        }
    }

    fn what_a_concern_lets_go_stays_held_while_somebody_is_suspended(t) {
        let street = t.street();
        let concern = street.an.worries(&street.between, true);
        judged(&street, &concern);
        let does = |verb: &str, body: Value| street.katrien.post(&format!("/v1/people/{}/{verb}", street.bilal.id), body).ok(200);
        does("suspend", json!({ "reason": "safeguarding" }));
        let all = decisions(&[(&street.between, "release"), (&street.other, "release")]);
        street.luc.sees_to(&concern, "resolve", all).ok(200);
        assert_eq!(states(&street), ["held", "held", "agreed"]);
        does("reinstate", json!({}));
        assert_eq!(states(&street), ["agreed", "agreed", "agreed"]);
    }
}
