//! The clock of the machine jumps: a year forward in one step, as after a long sleep, and an hour or a day back, as when it
//! is set right. Nothing is lost, and nothing happens twice.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::TestApp;
use crate::support::people::{PASSWORD, Person};
use crate::support::referrals::Scene;
use crate::support::requests::Asked;
use crate::support::story::{asks_openly, offers_help, proposes};

const fn days(days: i64) -> TimeDelta {
    TimeDelta::days(days)
}

fn mails(t: &TestApp, person: &Person, subject: &str) -> usize {
    t.mails_to(&person.email).iter().filter(|it| it.contains(&format!("Subject: {subject}"))).count()
}

fn kinds(t: &TestApp, team: &Person) -> Vec<String> {
    let page = t.again(team).get("/v1/followUps").ok(200);
    page.body["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

/// A request of Ada that the team lets be matched.
fn open(ada: &Person, katrien: &Person) -> Asked {
    let asked = ada.asks_for("groceries");
    katrien.does("approve", &asked).ok(200);
    asked
}

/// All that was ever told, and all that was ever done by itself.
fn happened(t: &TestApp, asked: &Asked, ada: &Person) -> (usize, Vec<String>) {
    let mut events = t.events_of(asked.id);
    events.retain(|it| it != "request.disclosed");
    (t.mails_to(&ada.email).len(), events)
}

both! {
    with TestApp::start;

    fn after_a_year_in_one_step_everybody_is_asked_before_anything_ends(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal, chloe) = (t.resident("Ada"), t.resident("Bilal"), t.resident("Chloe"));
        let asked = open(&ada, &katrien);
        let offer = offers_help(&bilal, &katrien, 3);
        let proposed = proposes(&katrien, &asked.id.to_string(), &offer);
        let agreed = proposes(&katrien, &asks_openly(&chloe, &katrien), &offer);
        for side in [&chloe, &bilal] {
            side.post(&format!("{agreed}/accept"), json!({})).ok(200);
        }
        let visit = json!({ "start": t.now() + days(2), "durationMinutes": 60 });
        let visit = bilal.post(&format!("{agreed}/visits"), visit).ok(201).body["href"].as_str().unwrap().to_owned();
        t.client().post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        let (link, signed_in) = (t.token_mailed_to(&ada.email), t.begins_session(&ada));

        t.passes(days(365));
        t.works();
        // What somebody holds from then opens nothing any more; a password does.
        signed_in.client.get("/v1/me").is_problem("notSignedIn", 401);
        t.refreshes(&signed_in.refresh).is_problem("notSignedIn", 401);
        let new = json!({ "token": link, "password": "heel-ander-wachtwoord" });
        t.client().post("/v1/accounts/reset/confirm", new).is_problem("tokenInvalid", 400);
        t.client().post("/v1/sessions", json!({ "email": ada.email, "password": PASSWORD })).ok(201);

        // Nobody answered the proposal; the request is asked after first, however late.
        assert_eq!(t.again(&bilal).get(&proposed).ok(200).field("state"), "expired");
        assert_eq!(t.again(&ada).state_of(&asked), "open");
        let seen = t.again(&bilal).get(&visit).ok(200);
        assert_eq!(seen.field("state"), "planned", "how it went is for people to say");
        let told = happened(t, &asked, &ada);
        for _ in 0..3 {
            t.works();
        }
        assert_eq!(happened(t, &asked, &ada), told, "once is enough");
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
        assert_eq!(mails(t, &bilal, "How did the visit go?"), 1);
        assert!(kinds(t, &katrien).contains(&"visitUnreported".to_owned()));
        t.passes(days(6));
        t.works();
        assert_eq!(t.again(&ada).state_of(&asked), "open", "she has the time that everybody has");
        for passing in [1, 7] {
            t.passes(days(passing));
            t.works();
        }
        t.works();
        assert_eq!(t.again(&ada).state_of(&asked), "expired");
        assert_eq!(mails(t, &ada, "Your request has ended"), 1);
    }

    fn set_back_nobody_is_signed_out_and_a_stolen_token_is_no_better(t) {
        let ada = t.resident("Ada");
        for back in [TimeDelta::hours(1), days(1)] {
            let signed_in = t.begins_session(&ada);
            t.passes(-back);
            // A token from the future is none; the app gets another, and goes on.
            signed_in.client.get("/v1/me").is_problem("notSignedIn", 401);
            let next = t.next_of(&signed_in.refresh);
            next.client.get("/v1/me").ok(200);
            let after = t.next_of(&next.refresh);
            after.client.get("/v1/me").ok(200);
            t.refreshes(&signed_in.refresh).is_problem("notSignedIn", 401);
            t.refreshes(&after.refresh).is_problem("notSignedIn", 401);
            t.client().post("/v1/sessions", json!({ "email": ada.email, "password": PASSWORD })).ok(201);
        }
    }

    fn set_back_nothing_is_lost_and_nothing_happens_twice(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let ada = t.resident("Ada");
        let asked = open(&ada, &katrien);
        t.passes(days(21));
        t.works();
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
        for back in [TimeDelta::hours(1), days(1)] {
            let told = happened(t, &asked, &ada);
            t.passes(-back);
            t.works();
            assert_eq!(happened(t, &asked, &ada), told, "{back} back");
            // What is new is told, when its moment comes at the latest.
            let another = open(&t.again(&ada), &t.again(&katrien));
            t.works();
            t.again(&ada).does("withdraw", &another).ok(200);
            t.passes(back);
            t.works();
            let (letters, events) = happened(t, &asked, &ada);
            assert_eq!(events, told.1, "{back} back and forward again");
            assert!(letters > told.0);
        }
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
        assert_eq!(mails(t, &ada, "Good news about your request"), 3, "of each of the three");
        // She is given the days that she was promised, to the second.
        t.passes(days(7));
        t.works();
        t.passes(days(7) - TimeDelta::seconds(1));
        t.works();
        assert_eq!(t.again(&ada).state_of(&asked), "open");
        t.passes(TimeDelta::seconds(1));
        t.works();
        assert_eq!(t.again(&ada).state_of(&asked), "expired");
        assert_eq!(mails(t, &ada, "Your request has ended"), 1);
    }

    fn a_job_that_was_planned_before_the_clock_was_set_back_runs_in_the_end(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let ada = t.resident("Ada");
        t.passes(days(1));
        let asked = open(&t.again(&ada), &t.again(&katrien));
        t.passes(-days(1));
        t.works();
        t.passes(days(21));
        t.works();
        assert_eq!(mails(t, &ada, "Is help still needed?"), 0, "21 days after she asked, not before");
        t.passes(days(1));
        t.works();
        assert_eq!(mails(t, &ada, "Is help still needed?"), 1);
        assert_eq!(t.again(&ada).state_of(&asked), "open");
    }

    fn over_a_change_to_summer_time_working_days_end_at_the_same_hour_here(t) {
        let scene = t.care_scene();
        // Friday the 27th of March, ten o'clock; on Sunday the clocks go forward.
        t.passes(days(25));
        let scene = Scene { an: t.again(&scene.an), katrien: t.again(&scene.katrien), ..scene };
        scene.sent();
        // Reminded on Tuesday at ten, which is an hour earlier by the sun, and overdue on Thursday at ten.
        t.passes(days(4) - TimeDelta::hours(1));
        t.works();
        t.passes(days(2) - TimeDelta::seconds(1));
        t.works();
        assert!(!kinds(t, &scene.katrien).contains(&"referralUnanswered".to_owned()));
        t.passes(TimeDelta::seconds(1));
        t.works();
        assert!(kinds(t, &scene.katrien).contains(&"referralUnanswered".to_owned()));
    }
}
