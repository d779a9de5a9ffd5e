//! Accounts that begin with a phone number.

use buurtnet::people::actions::{NewPerson, NewPhoneAccount, register_phone};
use buurtnet::people::model::{BirthYear, Name};
use buurtnet::platform::language::Locale;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::requests::wish;
use crate::support::trust::at_once;

const FATIMA: &str = "+32470000001";
const NOBODY: &str = "+32470000009";

fn registration(phone: &str, name: &str) -> Value {
    json!({
        "phone": phone, "firstName": name, "lastName": "Peeters", "birthYear": 1950, "languages": [], "locale": "en",
    })
}

fn signs_in(t: &TestApp, phone: &str, code: &str) -> Answer {
    t.client().post("/v1/sessions", json!({ "phone": phone, "code": code }))
}

fn asks_for_a_code(t: &TestApp, phone: &str) -> Answer {
    t.client().post("/v1/sessions/code", json!({ "phone": phone }))
}

/// Somebody with a verified phone number, signed in.
fn with_phone(t: &TestApp, phone: &str, name: &str) -> Client {
    t.client().post("/v1/accounts", registration(phone, name)).ok(202);
    let session = signs_in(t, phone, &t.code_sent_to(phone)).ok(201);
    t.client().with_token(session.body["accessToken"].as_str().unwrap())
}

/// Another code than this one.
fn wrong(code: &str) -> &'static str {
    if code == "123456" { "654321" } else { "123456" }
}

both! {
    with TestApp::start;

    fn somebody_without_mail_registers_and_signs_in_with_a_phone(t) {
        let fatima = with_phone(t, FATIMA, "Fatima");
        let me = fatima.get("/v1/me").ok(200);
        assert_eq!(me.body["phone"], FATIMA);
        assert_eq!(me.body["email"], Value::Null);
        asks_for_a_code(t, FATIMA).ok(202);
        signs_in(t, FATIMA, &t.code_sent_to(FATIMA)).ok(201);
        assert!(t.client().get("/v1/instance").ok(200).body["features"].as_array().unwrap().contains(&json!("sms")));
    }

    fn their_messages_come_by_sms_short_and_without_a_name(t) {
        let fatima = with_phone(t, FATIMA, "Fatima");
        let home = json!({ "position": crate::support::people::in_lindewijk(0) });
        fatima.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let request = fatima.post("/v1/requests", wish("groceries")).ok(201).id();
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        katrien.post(&format!("/v1/requests/{request}/approve"), json!({})).ok(200);
        let texts = t.sms_to(FATIMA);
        let last = texts.last().unwrap();
        assert!(last.starts_with("Buurtnet: ") && last.ends_with(&format!("/v1/requests/{request}")), "{last}");
        assert!(!texts.iter().any(|it| it.contains("Fatima") || it.contains("Peeters")), "{texts:?}");
    }

    fn a_code_works_once_and_for_ten_minutes(t) {
        with_phone(t, FATIMA, "Fatima");
        asks_for_a_code(t, FATIMA).ok(202);
        let code = t.code_sent_to(FATIMA);
        let statuses = at_once(4, |_| signs_in(t, FATIMA, &code).status);
        assert_eq!(statuses.iter().filter(|it| **it == 201).count(), 1, "{statuses:?}");
        asks_for_a_code(t, FATIMA).ok(202);
        let code = t.code_sent_to(FATIMA);
        t.passes(TimeDelta::minutes(10));
        signs_in(t, FATIMA, &code).is_problem("notSignedIn", 401);
    }

    fn after_five_wrong_codes_the_right_one_is_worth_nothing(t) {
        with_phone(t, FATIMA, "Fatima");
        asks_for_a_code(t, FATIMA).ok(202);
        let code = t.code_sent_to(FATIMA);
        for _ in 0..5 {
            signs_in(t, FATIMA, wrong(&code)).is_problem("notSignedIn", 401);
        }
        signs_in(t, FATIMA, &code).is_problem("notSignedIn", 401);
        asks_for_a_code(t, FATIMA).ok(202);
        signs_in(t, FATIMA, &t.code_sent_to(FATIMA)).ok(201);
    }

    fn a_code_of_one_number_does_not_open_another(t) {
        with_phone(t, FATIMA, "Fatima");
        with_phone(t, "+32470000002", "Ben");
        asks_for_a_code(t, FATIMA).ok(202);
        signs_in(t, "+32470000002", &t.code_sent_to(FATIMA)).is_problem("notSignedIn", 401);
    }

    fn nobody_learns_whether_a_number_has_an_account(t) {
        with_phone(t, FATIMA, "Fatima");
        let same = |one: Answer, other: Answer| assert_eq!((one.status, one.text), (other.status, other.text));
        same(asks_for_a_code(t, FATIMA), asks_for_a_code(t, NOBODY));
        assert_eq!(t.sms_to(NOBODY), Vec::<String>::new());
        let register = |phone: &str| t.client().post("/v1/accounts", registration(phone, "Eva"));
        same(register(FATIMA), register(NOBODY));
        // Whoever tries to register it gets the owner a code, and nothing else.
        signs_in(t, FATIMA, &t.code_sent_to(FATIMA)).ok(201);
    }

    fn who_reads_the_code_has_the_number_whoever_registered_it_before(t) {
        t.client().post("/v1/accounts", registration(FATIMA, "Eva")).ok(202);
        let older = t.code_sent_to(FATIMA);
        t.client().post("/v1/accounts", registration(FATIMA, "Fatima")).ok(202);
        let newer = t.code_sent_to(FATIMA);
        let session = signs_in(t, FATIMA, &newer).ok(201);
        let me = t.client().with_token(session.body["accessToken"].as_str().unwrap()).get("/v1/me").ok(200);
        assert_eq!(me.body["firstName"], "Fatima");
        signs_in(t, FATIMA, &older).is_problem("notSignedIn", 401);
    }

    fn a_number_gets_ten_codes_a_day(t) {
        with_phone(t, FATIMA, "Fatima");
        for _ in 0..20 {
            asks_for_a_code(t, FATIMA).ok(202);
        }
        assert_eq!(t.sms_to(FATIMA).len(), 10);
        t.passes(TimeDelta::days(1));
        asks_for_a_code(t, FATIMA).ok(202);
        assert_eq!(t.sms_to(FATIMA).len(), 11);
    }

    fn whoever_makes_numbers_up_keeps_nobody_from_signing_in(t) {
        with_phone(t, FATIMA, "Fatima");
        let new = |phone: String| NewPhoneAccount {
            person: NewPerson {
                name: Name { first: "Eva".parse().unwrap(), last: "Peeters".parse().unwrap() },
                birth_year: BirthYear::new(1950).unwrap(),
                languages: Vec::new(),
                locale: Locale::English,
            },
            phone: phone.parse().unwrap(),
        };
        t.write(move |tx| (0..260).try_for_each(|it| register_phone(tx, &new(format!("+3247100{it:04}")), None)));
        assert_eq!(t.sms_to("+32471000249").len() + t.sms_to("+32471000250").len(), 0, "Fatima was one of the 250");
        assert_eq!(t.sms_to("+32471000248").len(), 1);
        asks_for_a_code(t, FATIMA).ok(202);
        signs_in(t, FATIMA, &t.code_sent_to(FATIMA)).ok(201);
        t.client().post("/v1/accounts", registration(NOBODY, "Eva")).ok(202);
        assert_eq!(t.sms_to(NOBODY).len(), 0);
        t.passes(TimeDelta::days(1));
        t.client().post("/v1/accounts", registration(NOBODY, "Eva")).ok(202);
        assert_eq!(t.sms_to(NOBODY).len(), 1);
    }

    fn a_code_goes_to_the_number_of_the_account_where_that_is_safe(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let fatima = with_phone(t, FATIMA, "Fatima");
        let home = json!({ "position": crate::support::people::in_lindewijk(0) });
        fatima.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
        let id = fatima.get("/v1/me").ok(200).id();
        let (rules, erase) = (format!("/v1/people/{id}/contactRules"), format!("/v1/people/{id}/erase"));
        let sms = json!({ "channel": "sms", "number": "0470 00 00 01", "mayLeaveMessage": true });
        let body = json!({ "safeContact": sms, "contactProhibited": false });
        katrien.with_header("If-None-Match", "*").put(&rules, body).ok(200);
        asks_for_a_code(t, FATIMA).ok(202);
        assert_eq!(t.sms_to(FATIMA).len(), 2);
        signs_in(t, FATIMA, &t.code_sent_to(FATIMA)).ok(201);
        katrien.post(&erase, json!({})).is_problem("wrongState", 409);
        // Nothing may go there any more: then she cannot sign in, and asks the team to be erased.
        let etag = katrien.get(&rules).ok(200).etag();
        katrien.if_match(&etag).put(&rules, json!({ "contactProhibited": true })).ok(200);
        asks_for_a_code(t, FATIMA).ok(202);
        assert_eq!(t.sms_to(FATIMA).len(), 2);
        katrien.post(&erase, json!({})).ok(204);
    }

    fn nobody_shuts_themselves_out(t) {
        let fatima = with_phone(t, FATIMA, "Fatima");
        let says = |said: Value| fatima.with_header("If-None-Match", "*").put("/v1/me/contactRules", said);
        let safe = |contact: Value| json!({ "safeContact": contact, "contactProhibited": false });
        says(json!({ "contactProhibited": true })).is_problem("badRequest", 400);
        for no_code in [
            json!({ "channel": "email", "email": "zus@safe.example", "mayLeaveMessage": true }),
            json!({ "channel": "sms", "number": NOBODY, "mayLeaveMessage": true }),
            json!({ "channel": "sms", "number": FATIMA, "mayLeaveMessage": false }),
        ] {
            says(safe(no_code)).is_problem("badRequest", 400);
        }
        says(safe(json!({ "channel": "sms", "number": FATIMA, "mayLeaveMessage": true }))).ok(200);
        asks_for_a_code(t, FATIMA).ok(202);
        signs_in(t, FATIMA, &t.code_sent_to(FATIMA)).ok(201);
    }

    fn strangers_who_ask_without_end_keep_nobody_from_a_code(t) {
        t.client().post("/v1/accounts", registration(FATIMA, "Fatima")).ok(202);
        let session = signs_in(t, FATIMA, &t.code_sent_to(FATIMA)).ok(201);
        for _ in 0..12 {
            asks_for_a_code(t, FATIMA).ok(202);
        }
        assert_eq!(t.sms_to(FATIMA).len(), 10);
        let at_home = json!({ "phone": FATIMA, "deviceToken": session.body["deviceToken"] });
        t.client().post("/v1/sessions/code", at_home).ok(202);
        assert_eq!(t.sms_to(FATIMA).len(), 11);
        signs_in(t, FATIMA, &t.code_sent_to(FATIMA)).ok(201);
        let foreign = json!({ "phone": NOBODY, "deviceToken": session.body["deviceToken"] });
        t.client().post("/v1/accounts", registration(NOBODY, "Eva")).ok(202);
        for _ in 0..12 {
            t.client().post("/v1/sessions/code", foreign.clone()).ok(202);
        }
        assert_eq!(t.sms_to(NOBODY).len(), 10, "the device of somebody else does not count");
    }

    fn a_fresh_proof_is_given_with_a_code(t) {
        let fatima = with_phone(t, FATIMA, "Fatima");
        asks_for_a_code(t, FATIMA).ok(202);
        let code = t.code_sent_to(FATIMA);
        let prove = |code: &str| fatima.post("/v1/sessions/current/stepUp", json!({ "code": code }));
        prove(wrong(&code)).is_problem("stepUpNeeded", 403);
        prove(&code).ok(200);
        prove(&code).is_problem("stepUpNeeded", 403);
    }

    fn a_number_is_written_as_all_the_world_writes_it(t) {
        for odd in ["0470000001", "+32 470 00 00 01", "+0470000001", "+32", "an@buurt.example"] {
            t.client().post("/v1/accounts", registration(odd, "Eva")).is_problem("badRequest", 400);
        }
        let mut both = registration(FATIMA, "Eva");
        both["email"] = json!("eva@buurt.example");
        t.client().post("/v1/accounts", both).is_problem("badRequest", 400);
    }

    fn no_code_stands_in_a_row(t) {
        with_phone(t, FATIMA, "Fatima");
        asks_for_a_code(t, FATIMA).ok(202);
        let code = t.code_sent_to(FATIMA);
        let quoted = format!("\"{code}\"");
        for (table, rows) in crate::support::fixture::dump(&t.fixture.url) {
            assert!(!rows.iter().any(|row| row.contains(&quoted) || row.contains(FATIMA)), "{table}");
        }
    }
}

mod without_sms {
    use super::*;

    both! {
        with TestApp::without_sms;

        fn a_phone_is_refused_where_no_sms_is_sent(t) {
            t.client().post("/v1/accounts", registration(FATIMA, "Fatima")).is_problem("smsNotOffered", 409);
            asks_for_a_code(t, FATIMA).is_problem("smsNotOffered", 409);
            let features = t.client().get("/v1/instance").ok(200).body["features"].clone();
            assert!(!features.as_array().unwrap().contains(&json!("sms")));
        }
    }
}
