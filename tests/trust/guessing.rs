//! Guessing: who tries without end waits longer and longer, nobody learns who has an account, and the owner of an
//! account is never locked out by strangers.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Answer;
use crate::support::people::{PASSWORD, Person};
use crate::support::requests::with;
use crate::support::trust::{at_once, later, rounds};

fn tries(t: &TestApp, email: &str, password: &str) -> Answer {
    t.client().post("/v1/sessions", json!({ "email": email, "password": password }))
}

/// All that a caller sees, but the id and the time of the exchange, and what the limits in memory say.
fn seen(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut headers = answer.headers.clone();
    headers.retain(|(name, _)| !["date", "x-request-id", "ratelimit"].contains(&name.as_str()));
    headers.sort();
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("requestId");
    }
    (answer.status, headers, body)
}

/// A device of Ada, known from an earlier sign-in.
fn device_of(t: &TestApp, who: &Person) -> String {
    let body = tries(t, &who.email, PASSWORD).ok(201).body;
    body["deviceToken"].as_str().expect("a device token").to_owned()
}

fn at_home(t: &TestApp, who: &Person, device: &str, password: &str) -> Answer {
    t.client().post("/v1/sessions", json!({ "email": who.email, "password": password, "deviceToken": device }))
}

both! {
    with TestApp::strict;

    fn a_thousand_guesses_meet_the_throttle_and_never_lock_the_owner_out(t) {
        let ada = t.newcomer("Ada");
        let device = device_of(t, &ada);
        let mut answers = Vec::new();
        for number in 0..rounds(1_000) {
            answers.push(tries(t, &ada.email, &format!("geraden-wachtwoord-{number}")));
        }
        let looked_at = answers.iter().filter(|it| it.status == 401).count();
        assert_eq!(looked_at, 5);
        let refused = answers.last().unwrap();
        refused.is_problem("tooManyRequests", 429);
        assert_eq!(refused.header("retry-after"), Some("31"));
        // Even the right password waits, on a device that nobody knows.
        tries(t, &ada.email, PASSWORD).is_problem("tooManyRequests", 429);
        at_home(t, &ada, &device, PASSWORD).ok(201);
        // A mail to choose a new password is always there.
        t.client().post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        let token = t.token_mailed_to(&ada.email);
        let new = json!({ "token": token, "password": "heel-ander-wachtwoord" });
        t.client().post("/v1/accounts/reset/confirm", new).ok(204);
        t.passes(TimeDelta::seconds(31));
        tries(t, &ada.email, "heel-ander-wachtwoord").ok(201);
    }

    fn many_guesses_at_once_are_counted_too(t) {
        let ada = t.newcomer("Ada");
        let statuses = at_once(12, |it| tries(t, &ada.email, &format!("geraden-wachtwoord-{it}")).status);
        assert_eq!(statuses.iter().filter(|it| **it == 401).count(), 5, "{statuses:?}");
    }

    fn unknown_known_and_locked_accounts_answer_the_same(t) {
        let ada = t.newcomer("Ada");
        let suspended = t.newcomer("Sus");
        let id = suspended.id;
        t.write(move |tx| {
            use buurtnet::db::schema::people;
            use diesel::prelude::*;
            let row = people::table.find(id);
            Ok(diesel::update(row).set(people::state.eq("suspended")).execute(tx.conn).map(|_| ())?)
        });
        let all = [ada.email, suspended.email, "niemand@buurt.example".to_owned()];
        for _ in 0..7 {
            let answers: Vec<_> = all.iter().map(|it| tries(t, it, "niet-het-wachtwoord")).collect();
            for answer in &answers {
                assert_eq!(seen(answer), seen(&answers[0]), "{}", answer.request.text);
            }
        }
    }

    // A password that is tried on everybody is stopped by the same counting, at a hundred an hour: see the rules.
    fn an_address_that_makes_many_mails_go_out_must_wait(t) {
        let asks = |number: usize| {
            let body = json!({ "email": format!("iemand{number}@buurt.example") });
            t.client().post("/v1/accounts/reset", body).status
        };
        let statuses: Vec<_> = (0..35).map(asks).collect();
        assert_eq!(statuses.iter().filter(|it| **it == 202).count(), 30, "{statuses:?}");
        t.passes(TimeDelta::hours(1));
        assert_eq!(asks(35), 202);
    }

    fn a_device_of_somebody_else_opens_no_way_around(t) {
        let (ada, ben) = (t.newcomer("Ada"), t.newcomer("Ben"));
        let device = device_of(t, &ben);
        for _ in 0..5 {
            at_home(t, &ada, &device, "niet-het-wachtwoord").is_problem("notSignedIn", 401);
        }
        at_home(t, &ada, &device, "niet-het-wachtwoord").is_problem("tooManyRequests", 429);
        at_home(t, &ada, "verzonnen", PASSWORD).is_problem("tooManyRequests", 429);
        // A device that was stolen is counted as well.
        for _ in 0..5 {
            at_home(t, &ben, &device, "niet-het-wachtwoord").is_problem("notSignedIn", 401);
        }
        at_home(t, &ben, &device, PASSWORD).is_problem("tooManyRequests", 429);
    }

    fn who_signs_in_is_not_counted(t) {
        let ada = t.newcomer("Ada");
        for _ in 0..8 {
            tries(t, &ada.email, PASSWORD).ok(201);
        }
    }

    fn codes_are_guessed_no_better_than_passwords(t) {
        let ada = t.newcomer("Ada");
        let enrolled = t.enrols(&ada);
        t.passes(TimeDelta::minutes(1));
        let guess = |code: usize| {
            let totp = format!("{code:06}");
            t.client().post("/v1/sessions", json!({ "email": ada.email, "password": PASSWORD, "totp": totp })).status
        };
        let statuses: Vec<_> = (0..rounds(1_000)).map(guess).collect();
        assert!(statuses.iter().filter(|it| **it == 401).count() <= 5, "{statuses:?}");
        // Nor in a session that somebody found open.
        let open = later(t, &ada);
        let guess = |code: usize| {
            let body = json!({ "password": PASSWORD, "totp": format!("{code:06}") });
            open.post("/v1/sessions/current/stepUp", body).status
        };
        let statuses: Vec<_> = (0..10).map(guess).collect();
        assert!(statuses.iter().filter(|it| **it == 401).count() <= 5, "{statuses:?}");
        assert!(enrolled.client.post("/v1/sessions/current/stepUp", json!({ "password": PASSWORD })).status >= 400);
    }

    fn registering_again_and_again_floods_no_mailbox_and_makes_nobody_wait_but_the_caller(t) {
        let ada = t.newcomer("Ada");
        let registers = |email: &str| {
            let person = json!({ "firstName": "Eva", "lastName": "Peeters", "birthYear": 1950, "languages": [], "locale": "en" });
            t.client().post("/v1/accounts", with(person, json!({ "email": email, "password": PASSWORD }))).status
        };
        let statuses: Vec<_> = (0..15).map(|_| registers(&ada.email)).collect();
        assert_eq!(statuses, [202; 15]);
        assert_eq!(t.mails_to(&ada.email).len(), 5);
        // A link to set a new password is counted apart.
        t.client().post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        assert_eq!(t.mails_to(&ada.email).len(), 6);
        let statuses: Vec<_> = (0..20).map(|number| registers(&format!("iemand{number}@buurt.example"))).collect();
        assert_eq!(statuses.iter().filter(|it| **it == 202).count(), 14, "{statuses:?}");
        t.passes(TimeDelta::hours(1));
        assert_eq!(registers(&ada.email), 202);
    }

    fn a_mailbox_is_not_flooded_and_the_answer_tells_nothing(t) {
        let ada = t.newcomer("Ada");
        for email in [ada.email.as_str(), "niemand@buurt.example"] {
            for _ in 0..10 {
                t.client().post("/v1/accounts/reset", json!({ "email": email })).ok(202);
            }
        }
        assert_eq!(t.mails_to(&ada.email).len(), 5);
        t.passes(TimeDelta::minutes(30));
        t.client().post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        assert_eq!(t.mails_to(&ada.email).len(), 6);
    }

    fn a_new_device_is_told_and_a_known_one_is_not(t) {
        let ada = t.newcomer("Ada");
        let device = device_of(t, &ada);
        at_home(t, &ada, &device, PASSWORD).ok(201);
        assert_eq!(t.mails_to(&ada.email).len(), 0);
        let body = json!({ "email": ada.email, "password": PASSWORD });
        let phone = "Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0";
        t.client().with_header("user-agent", phone).post("/v1/sessions", body).ok(201);
        assert!(t.mails_to(&ada.email)[0].contains("A new sign-in to your account"));
        let sessions = ada.get("/v1/sessions").ok(200).body["items"].clone();
        assert_eq!(sessions[0]["device"], "Firefox, Android");
        assert_eq!(sessions[1]["device"], Value::Null);
    }
}
