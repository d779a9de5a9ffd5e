//! Activation cards: whom the team registered gets an account of their own.

use buurtnet::ids::PersonId;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::people::{PASSWORD, Person};
use crate::support::trust::at_once;

const ROSA: &str = "rosa@buurt.example";

fn makes_a_card(team: &Client, who: PersonId) -> Answer {
    team.post(&format!("/v1/people/{who}/activationCards"), json!({})).ok(201)
}

fn code_of(card: &Answer) -> String {
    card.body["code"].as_str().expect("a code").to_owned()
}

fn uses(t: &TestApp, code: &str, email: &str) -> Answer {
    t.client().post("/v1/accounts", json!({ "activationCode": code, "email": email, "password": PASSWORD }))
}

/// Katrien, and Rosa whom she registered.
fn katrien_and_rosa(t: &TestApp) -> (Person, PersonId) {
    (t.buurtwerker("Katrien", t.neighbourhood("DEMO-01")), t.registered_person("Rosa"))
}

fn me(t: &TestApp, sign_in: Value) -> Answer {
    let session = t.client().post("/v1/sessions", sign_in).ok(201);
    t.client().with_token(session.body["accessToken"].as_str().unwrap()).get("/v1/me").ok(200)
}

both! {
    with TestApp::start;

    fn a_card_joins_an_account_to_the_person_it_was_made_for(t) {
        let (katrien, rosa) = katrien_and_rosa(t);
        let typed = code_of(&makes_a_card(&katrien, rosa)).to_lowercase().replace('-', " ");
        uses(t, &typed, ROSA).ok(202);
        let sign_in = json!({ "email": ROSA, "password": PASSWORD });
        t.client().post("/v1/sessions", sign_in.clone()).is_problem("notSignedIn", 401);
        t.client().post("/v1/accounts/verify", json!({ "token": t.token_mailed_to(ROSA) })).ok(204);
        let hers = me(t, sign_in);
        assert_eq!((hers.body["id"].as_str().unwrap(), &hers.body["firstName"]), (rosa.to_string().as_str(), &json!("Rosa")));
        // Who has an account needs no card.
        katrien.post(&format!("/v1/people/{rosa}/activationCards"), json!({})).is_problem("wrongState", 409);
        let seen = katrien.get(&format!("/v1/people/{rosa}")).ok(200);
        assert!(!seen.body["allowedActions"].as_array().unwrap().contains(&json!("makeActivationCard")));
    }

    fn a_card_and_a_phone_do_as_well(t) {
        let (katrien, rosa) = katrien_and_rosa(t);
        let (code, phone) = (code_of(&makes_a_card(&katrien, rosa)), "+32470000001");
        t.client().post("/v1/accounts", json!({ "activationCode": code, "phone": phone })).ok(202);
        let hers = me(t, json!({ "phone": phone, "code": t.code_sent_to(phone) }));
        assert_eq!(hers.body["id"], rosa.to_string());
    }

    fn forged_used_expired_and_withdrawn_codes_are_refused_alike(t) {
        let (katrien, rosa) = katrien_and_rosa(t);
        let used = code_of(&makes_a_card(&katrien, rosa));
        uses(t, &used, ROSA).ok(202);
        let replaced = code_of(&makes_a_card(&katrien, rosa));
        let card = makes_a_card(&katrien, rosa);
        let withdrawn = code_of(&card);
        let path = card.header("location").unwrap().to_owned();
        assert_eq!(katrien.post(&format!("{path}/withdraw"), json!({})).ok(200).body["state"], "withdrawn");
        katrien.post(&format!("{path}/withdraw"), json!({})).is_problem("wrongState", 409);
        let expired = code_of(&makes_a_card(&katrien, rosa));
        t.passes(TimeDelta::days(14));
        let codes = ["0000-0000-0000", "", &used, &replaced, &withdrawn, &expired];
        let answers = codes.map(|it| uses(t, it, ROSA));
        for answer in &answers {
            answer.is_problem("tokenInvalid", 400);
            assert_eq!(answer.body["detail"], answers[0].body["detail"]);
        }
        let katrien = t.again(&katrien);
        let cards = katrien.get(&format!("/v1/people/{rosa}/activationCards")).ok(200).body["items"].clone();
        let states: Vec<_> = cards.as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["expired", "withdrawn", "withdrawn", "used"]);
    }

    fn the_card_of_who_takes_part_no_more_is_refused_as_a_wrong_one(t) {
        let (katrien, rosa) = katrien_and_rosa(t);
        let code = code_of(&makes_a_card(&katrien, rosa));
        let suspend = json!({ "reason": "safeguarding" });
        katrien.post(&format!("/v1/people/{rosa}/suspend"), suspend).ok(200);
        let (gone, wrong) = (uses(t, &code, ROSA), uses(t, "0000-0000-0000", ROSA));
        gone.is_problem("tokenInvalid", 400);
        assert_eq!(gone.body["detail"], wrong.body["detail"]);
    }

    fn of_many_who_use_a_card_at_once_one_does(t) {
        let (katrien, rosa) = katrien_and_rosa(t);
        let code = code_of(&makes_a_card(&katrien, rosa));
        let statuses = at_once(4, |it| uses(t, &code, &format!("rosa{it}@buurt.example")).status);
        assert_eq!(statuses.iter().filter(|it| **it == 202).count(), 1, "{statuses:?}");
    }

    fn only_the_team_of_the_neighbourhood_makes_and_sees_cards(t) {
        let (katrien, rosa) = katrien_and_rosa(t);
        let (an, far) = (t.resident("An"), t.buurtwerker("Far", t.neighbourhood("DEMO-02")));
        let card = makes_a_card(&katrien, rosa);
        let (path, card) = (format!("/v1/people/{rosa}/activationCards"), card.header("location").unwrap().to_owned());
        an.post(&path, json!({})).is_problem("forbidden", 403);
        far.post(&path, json!({})).is_problem("notFound", 404);
        far.get(&path).is_problem("notFound", 404);
        far.get(&card).is_problem("notFound", 404);
        far.post(&format!("{card}/withdraw"), json!({})).is_problem("notFound", 404);
        // The code is shown to who makes the card, and then no more.
        assert_eq!(katrien.get(&card).ok(200).body["code"], Value::Null);
        assert_eq!(katrien.get(&path).ok(200).body["items"][0]["code"], Value::Null);
    }

    fn an_address_that_somebody_has_already_is_not_told_and_costs_no_card(t) {
        let (katrien, rosa) = katrien_and_rosa(t);
        let ada = t.newcomer("Ada");
        let code = code_of(&makes_a_card(&katrien, rosa));
        uses(t, &code, &ada.email).ok(202);
        assert!(t.mails_to(&ada.email)[0].contains("You already have a Buurtnet account"));
        uses(t, &code, ROSA).ok(202);
        t.client().post("/v1/accounts/verify", json!({ "token": t.token_mailed_to(ROSA) })).ok(204);
    }

    fn who_verifies_an_address_first_takes_nobody_away_whom_the_team_registered(t) {
        let (katrien, rosa) = katrien_and_rosa(t);
        uses(t, &code_of(&makes_a_card(&katrien, rosa)), ROSA).ok(202);
        let other = json!({
            "email": ROSA, "password": PASSWORD, "firstName": "Eva", "lastName": "Peeters", "birthYear": 1950,
            "languages": [], "locale": "en",
        });
        t.client().post("/v1/accounts", other).ok(202);
        t.client().post("/v1/accounts/verify", json!({ "token": t.token_mailed_to(ROSA) })).ok(204);
        assert_eq!(katrien.get(&format!("/v1/people/{rosa}")).ok(200).body["firstName"], "Rosa");
        makes_a_card(&katrien, rosa);
    }

    fn no_code_of_a_card_stands_in_a_row(t) {
        let (katrien, rosa) = katrien_and_rosa(t);
        let code = code_of(&makes_a_card(&katrien, rosa));
        let bare = code.replace('-', "");
        for (table, rows) in crate::support::fixture::dump(&t.fixture.url) {
            assert!(!rows.iter().any(|row| row.contains(&code) || row.contains(&bare)), "{table}");
        }
    }
}
