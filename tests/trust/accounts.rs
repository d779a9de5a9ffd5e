//! Accounts: nobody learns whether somebody else has one, and the token of a mail works once and for one thing.

use buurtnet::codes::Code;
use buurtnet::people::actions as people;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::browser::Browser;
use crate::support::client::Answer;
use crate::support::people::PASSWORD;
use crate::support::trust::at_once;
use crate::support::{Fixture, TestApp};

/// Two calls a minute that check a password or send a mail.
fn strict(fixture: Fixture) -> TestApp {
    TestApp::limited(fixture, 20)
}

fn registration(email: &str) -> Value {
    json!({
        "email": email, "password": PASSWORD, "firstName": "An", "lastName": "Peeters", "birthYear": 1950,
        "languages": [], "locale": "nl-BE",
    })
}

/// All that a caller sees, but the id and the time of the exchange.
fn seen(answer: &Answer) -> (u16, Vec<(String, String)>, Value) {
    let mut headers = answer.headers.clone();
    headers.retain(|(name, _)| name != "date" && name != "x-request-id");
    headers.sort();
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("requestId");
    }
    (answer.status, headers, body)
}

/// An address with an account, one that was never verified, and one that nobody has.
fn three_addresses(t: &TestApp) -> [String; 3] {
    let known = t.newcomer("Ada").email;
    t.client().post("/v1/accounts", registration("ongezien@buurt.example")).ok(202);
    [known, "ongezien@buurt.example".to_owned(), "niemand@buurt.example".to_owned()]
}

#[track_caller]
fn all_the_same(answers: &[Answer]) {
    for answer in answers {
        assert_eq!(seen(answer), seen(&answers[0]), "{}", answer.request.text);
    }
}

both! {
    with strict;

    fn guessing_on_a_page_counts_like_a_call(t) {
        let desk = Browser::of(t);
        desk.opens("/reset");
        let guess = [("token", "x"), ("password", "heel-ander-wachtwoord"), ("passwordAgain", "heel-ander-wachtwoord")];
        for _ in 0..2 {
            desk.sends("/reset", &guess).with(400);
        }
        desk.sends("/reset", &guess).with(429);
        desk.sends("/console/forgotten", &[("email", "niemand@buurt.example")]).with(429);
        desk.sends("/verify", &[("token", "x")]).with(429);
    }
}

both! {
    with TestApp::start;

    fn registering_tells_nothing(t) {
        let answers = three_addresses(t).map(|it| t.client().post("/v1/accounts", registration(&it)).ok(202));
        all_the_same(&answers);
    }

    fn asking_for_a_reset_tells_nothing(t) {
        let answers = three_addresses(t).map(|it| t.client().post("/v1/accounts/reset", json!({ "email": it })).ok(202));
        all_the_same(&answers);
    }

    fn a_wrong_password_tells_nothing(t) {
        let sign_in = |it: String| json!({ "email": it, "password": "niet-het-wachtwoord" });
        let answers = three_addresses(t).map(|it| t.client().post("/v1/sessions", sign_in(it)).ok(401));
        all_the_same(&answers);
    }

    fn the_right_password_of_an_unverified_address_tells_nothing(t) {
        let [_, unverified, nobody] = three_addresses(t);
        let sign_in = |it: String| t.client().post("/v1/sessions", json!({ "email": it, "password": PASSWORD })).ok(401);
        all_the_same(&[sign_in(nobody), sign_in(unverified)]);
    }

    fn an_address_is_one_whatever_its_capitals(t) {
        let ada = t.newcomer("Ada");
        let sign_in = json!({ "email": ada.email.to_uppercase(), "password": PASSWORD });
        t.client().post("/v1/sessions", sign_in).ok(201);
    }

    fn who_verifies_first_has_the_address(t) {
        let client = t.client();
        let tokens: Vec<_> = (0..2)
            .map(|_| {
                client.post("/v1/accounts", registration("an@buurt.example")).ok(202);
                t.token_mailed_to("an@buurt.example")
            })
            .collect();
        assert_ne!(tokens[0], tokens[1]);
        client.post("/v1/accounts/verify", json!({ "token": tokens[1] })).ok(204);
        client.post("/v1/accounts/verify", json!({ "token": tokens[0] })).is_problem("tokenInvalid", 400);
    }

    fn a_password_that_somebody_else_chose_opens_nothing_once_the_owner_verified(t) {
        let client = t.client();
        let sign_in = |password: &str| client.post("/v1/sessions", json!({ "email": "an@buurt.example", "password": password }));
        let mut theirs = registration("an@buurt.example");
        theirs["password"] = json!("gekozen-door-een-ander");
        client.post("/v1/accounts", theirs).ok(202);
        let older = t.token_mailed_to("an@buurt.example");
        client.post("/v1/accounts", registration("an@buurt.example")).ok(202);
        client.post("/v1/accounts/verify", json!({ "token": older })).ok(204);
        sign_in("gekozen-door-een-ander").is_problem("notSignedIn", 401);
        sign_in(PASSWORD).is_problem("notSignedIn", 401);
        let reset = json!({ "token": t.token_mailed_to("an@buurt.example"), "password": "van-an-zelf-gekozen" });
        client.post("/v1/accounts/reset/confirm", reset).ok(204);
        sign_in("van-an-zelf-gekozen").ok(201);
    }

    fn a_new_password_makes_the_other_links_useless(t) {
        let (client, ada) = (t.client(), t.newcomer("Ada"));
        let mut tokens = Vec::new();
        for _ in 0..2 {
            client.post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
            tokens.push(t.token_mailed_to(&ada.email));
        }
        let new = |token: &str| json!({ "token": token, "password": "heel-ander-wachtwoord" });
        client.post("/v1/accounts/reset/confirm", new(&tokens[1])).ok(204);
        client.post("/v1/accounts/reset/confirm", new(&tokens[0])).is_problem("tokenInvalid", 400);
    }

    fn who_forgot_a_password_sets_a_new_one_on_the_page_of_the_mail(t) {
        let [known, unverified, nobody] = three_addresses(t);
        let desk = Browser::of(t);
        desk.opens("/console/sign-in").with(200).shows("href=\"/console/forgotten\"").shows("href=\"/console/join\"");
        let asks = |email: &str| {
            desk.opens("/console/forgotten").with(200).shows("for=\"email\"");
            desk.sends("/console/forgotten", &[("email", email)])
        };
        let told = asks(&known);
        told.with(200).shows("a mail is on its way");
        for other in [unverified, nobody] {
            assert_eq!(asks(&other).text, told.text, "nobody learns who has an account");
        }
        let token = t.token_mailed_to(&known);
        let sets = |token: &str, password: &str, again: &str| {
            desk.opens("/reset").with(200).shows("data-from-link");
            desk.sends("/reset", &[("token", token), ("password", password), ("passwordAgain", again)])
        };
        let new = "heel-ander-wachtwoord";
        sets(&token, "te-kort", "te-kort").with(400).shows(&format!("value=\"{token}\"")).shows("href=\"#password\"").hides("te-kort");
        sets(&token, new, "nog-een-ander-woord").with(400).shows("href=\"#passwordAgain\"").hides(new);
        sets(&token[1..], new, new).with(400).shows("That code is not right");
        sets(&format!("https://buurt.example/reset#{token}"), new, new).with(200).shows("Your new password counts");
        desk.sends("/console/sign-in", &[("email", &known), ("password", PASSWORD)]).with(401);
        desk.sends("/console/sign-in", &[("email", &known), ("password", new)]).with(200).shows("Ada: sign out");
        sets(&token, new, new).with(400).shows("That code is not right");
    }

    fn a_password_that_is_changed_while_it_is_looked_at_opens_nothing(t) {
        let ada = t.newcomer("Ada");
        let email = ada.email.parse().unwrap();
        let (id, looked_at) = t.read(move |tx| people::find_password(tx, &email)).unwrap();
        t.client().post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        let reset = json!({ "token": t.token_mailed_to(&ada.email), "password": "heel-ander-wachtwoord" });
        t.client().post("/v1/accounts/reset/confirm", reset).ok(204);
        let late = t.try_write(move |tx| people::sign_in(tx, id, &looked_at, &people::Manner::default()));
        assert_eq!(late.unwrap_err().code(), Some(Code::NotSignedIn));
    }

    fn both_registrations_of_an_address_verified_at_once_give_one_account(t) {
        let client = t.client();
        let tokens: Vec<_> = (0..8)
            .map(|_| {
                client.post("/v1/accounts", registration("an@buurt.example")).ok(202);
                t.token_mailed_to("an@buurt.example")
            })
            .collect();
        let statuses = at_once(8, |it| client.post("/v1/accounts/verify", json!({ "token": tokens[it] })).status);
        assert_eq!(statuses.iter().filter(|it| **it == 204).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|it| [204, 400].contains(it)), "{statuses:?}");
    }

    fn a_token_works_once_however_many_use_it(t) {
        let client = t.client();
        client.post("/v1/accounts", registration("an@buurt.example")).ok(202);
        let token = json!({ "token": t.token_mailed_to("an@buurt.example") });
        let statuses = at_once(20, |_| client.post("/v1/accounts/verify", token.clone()).status);
        assert_eq!(statuses.iter().filter(|it| **it == 204).count(), 1, "{statuses:?}");
        let ada = t.newcomer("Ada");
        client.post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        let body = json!({ "token": t.token_mailed_to(&ada.email), "password": "heel-ander-wachtwoord" });
        let statuses = at_once(20, |_| client.post("/v1/accounts/reset/confirm", body.clone()).status);
        assert_eq!(statuses.iter().filter(|it| **it == 204).count(), 1, "{statuses:?}");
    }

    fn an_expired_token_does_nothing(t) {
        let client = t.client();
        client.post("/v1/accounts", registration("an@buurt.example")).ok(202);
        let token = t.token_mailed_to("an@buurt.example");
        t.passes(TimeDelta::hours(48));
        client.post("/v1/accounts/verify", json!({ "token": token })).is_problem("tokenInvalid", 400);
        let ada = t.newcomer("Ada");
        client.post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        let token = t.token_mailed_to(&ada.email);
        t.passes(TimeDelta::minutes(30));
        let body = json!({ "token": token, "password": "heel-ander-wachtwoord" });
        client.post("/v1/accounts/reset/confirm", body).is_problem("tokenInvalid", 400);
    }

    fn a_token_for_one_thing_does_not_do_another(t) {
        let client = t.client();
        client.post("/v1/accounts", registration("an@buurt.example")).ok(202);
        let verify = t.token_mailed_to("an@buurt.example");
        let body = json!({ "token": verify, "password": "heel-ander-wachtwoord" });
        client.post("/v1/accounts/reset/confirm", body).is_problem("tokenInvalid", 400);
        let ada = t.newcomer("Ada");
        client.post("/v1/accounts/reset", json!({ "email": ada.email })).ok(202);
        let reset = t.token_mailed_to(&ada.email);
        client.post("/v1/accounts/verify", json!({ "token": reset })).is_problem("tokenInvalid", 400);
        t.refreshes(&reset).is_problem("notSignedIn", 401);
        for forged in ["", "x", &"A".repeat(70), &format!("{}A", &reset[..reset.len() - 1])] {
            client.post("/v1/accounts/verify", json!({ "token": forged })).is_problem("tokenInvalid", 400);
        }
        // None of that used it up.
        let body = json!({ "token": reset, "password": "heel-ander-wachtwoord" });
        client.post("/v1/accounts/reset/confirm", body).ok(204);
    }

    fn a_child_has_no_account_of_its_own(t) {
        let child = |year: i32| {
            let mut body = registration("kind@buurt.example");
            body["birthYear"] = year.into();
            t.client().post("/v1/accounts", body)
        };
        assert_eq!(child(2013).is_problem("badRequest", 400).field("issues/0/pointer"), "/birthYear");
        child(2012).ok(202);
    }
}
