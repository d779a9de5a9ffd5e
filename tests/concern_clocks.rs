//! A concern waits for nobody: who is told, when, and who next.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::concerns::{Street, decisions};
use crate::support::people::Person;

const WAITS: &str = "A concern is waiting";
const NOBODY: &str = "Something is waiting and nobody of the team looks";

const LATE: &str = "concernLate";
const DAY: i64 = 24 * 60;

const fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

fn mails(t: &TestApp, person: &Person, subject: &str) -> usize {
    t.mails_to(&person.email).iter().filter(|it| it.contains(&format!("Subject: {subject}"))).count()
}

/// How often each was told: Katrien, Luc, Sofie, and Amir that nobody looks.
fn told(t: &TestApp, street: &Street) -> [usize; 4] {
    assert_eq!(mails(t, &street.amir, WAITS), 0, "an administrator sees no cases");
    for side in [&street.an, &street.bilal] {
        assert_eq!(mails(t, side, WAITS), 0);
    }
    let [katrien, luc, sofie] = [&street.katrien, &street.luc, &street.sofie].map(|it| mails(t, it, WAITS));
    [katrien, luc, sofie, mails(t, &street.amir, NOBODY)]
}

/// The follow-ups about a concern.
fn kinds(t: &TestApp, by: &Person, concern: &str) -> Vec<String> {
    let page = t.again(by).get("/v1/followUps?pageSize=100").ok(200);
    let items = page.field("items").as_array().unwrap().clone();
    let of = |it: &Value| it["kind"].as_str().unwrap().to_owned();
    items.iter().filter(|it| it["about"]["href"] == concern).map(of).collect()
}

both! {
    with TestApp::start;

    fn danger_now_comes_to_a_human_within_a_quarter_of_an_hour_or_goes_up(t) {
        let mut street = t.street();
        let concern = street.an.worries(&street.between, true);
        assert_eq!(told(t, &street), [1, 0, 0, 0], "at once");
        let mail = t.mails_to(&street.katrien.email).pop().unwrap();
        let page = concern.replace("/v1/", "/console/");
        assert!(mail.contains(&format!("https://buurt.example{page}")));
        for word in ["Bilal", "shouts", "critical"] {
            assert!(!mail.contains(word), "{word}");
        }
        for (expected, after) in [([1, 0, 0, 0], [1, 1, 0, 0]), ([1, 1, 0, 0], [1, 1, 1, 0]), ([1, 1, 1, 0], [1, 1, 1, 1])] {
            t.passes_and_works(minutes(14));
            assert_eq!(told(t, &street), expected);
            t.passes_and_works(minutes(1));
            assert_eq!(told(t, &street), after);
            assert_eq!(kinds(t, &street.luc, &concern), [LATE]);
        }
        t.passes_and_works(TimeDelta::days(2));
        assert_eq!(told(t, &street), [1, 1, 1, 1], "everybody was told once");
        t.anew(&mut street);
        street.katrien.sees_to(&concern, "triage", json!({ "severity": "low" })).ok(200);
        assert!(!kinds(t, &street.luc, &concern).contains(&LATE.to_owned()));
    }

    fn what_nobody_has_judged_waits_an_hour_for_each_step(t) {
        let street = t.street();
        street.an.worries(&street.between, false);
        assert_eq!(told(t, &street), [1, 0, 0, 0]);
        t.passes_and_works(minutes(59));
        assert_eq!(told(t, &street), [1, 0, 0, 0]);
        t.passes_and_works(minutes(1));
        assert_eq!(told(t, &street), [1, 1, 0, 0]);
        t.passes_and_works(minutes(60));
        assert_eq!(told(t, &street), [1, 1, 1, 0]);
    }

    fn somebody_acts_in_time_or_it_goes_up_again(t) {
        let mut street = t.street();
        for (severity, hours, step) in [("critical", 4, 15), ("high", 24, DAY), ("medium", 72, DAY), ("low", 168, DAY)] {
            t.anew(&mut street);
            let before = told(t, &street);
            let so_far = |more: [usize; 2]| [before[0] + more[0], before[1] + more[1], before[2], before[3]];
            let concern = street.an.worries(&street.between, false);
            street.luc.sees_to(&concern, "triage", json!({ "severity": severity })).ok(200);
            t.passes_and_works(minutes(hours * 60 - 1));
            assert_eq!(told(t, &street), so_far([1, 0]), "{severity}: one minute before");
            assert!(!kinds(t, &street.luc, &concern).contains(&LATE.to_owned()), "{severity}");
            t.passes_and_works(minutes(1));
            assert_eq!(told(t, &street), so_far([2, 0]), "{severity}");
            assert!(kinds(t, &street.luc, &concern).contains(&LATE.to_owned()), "{severity}");
            t.passes_and_works(minutes(step - 1));
            assert_eq!(told(t, &street), so_far([2, 0]), "{severity}");
            t.passes_and_works(minutes(1));
            assert_eq!(told(t, &street), so_far([2, 1]), "{severity}");
            t.anew(&mut street);
            street.luc.sees_to(&concern, "investigate", json!({})).ok(200);
            assert!(!kinds(t, &street.luc, &concern).contains(&LATE.to_owned()), "{severity}");
            t.passes_and_works(TimeDelta::days(2));
            assert_eq!(told(t, &street), so_far([2, 1]), "somebody looks into it");
        }
    }

    fn what_is_looked_into_without_a_word_or_holds_for_long_is_looked_at_again(t) {
        let mut street = t.street();
        let concern = street.an.worries(&street.between, true);
        street.luc.sees_to(&concern, "triage", json!({ "severity": "critical" })).ok(200);
        street.luc.sees_to(&concern, "investigate", json!({})).ok(200);
        t.passes_and_works(TimeDelta::days(6));
        t.anew(&mut street);
        street.luc.sees_to(&concern, "notes", json!({})).ok(200);
        t.passes_and_works(TimeDelta::days(1) - minutes(1));
        assert!(kinds(t, &street.luc, &concern).is_empty());
        t.passes_and_works(minutes(1));
        assert_eq!(kinds(t, &street.luc, &concern), ["concernHolds"], "a note is a word, but decides nothing");
        t.passes_and_works(TimeDelta::days(6));
        assert_eq!(kinds(t, &street.katrien, &concern), ["concernHolds", "concernSilent"]);
        assert!(kinds(t, &street.sofie, &concern).len() == 2);
        t.anew(&mut street);
        let decided = decisions(&[(&street.between, "close"), (&street.other, "keep")]);
        street.luc.sees_to(&concern, "resolve", decided).ok(200);
        assert!(kinds(t, &street.luc, &concern).is_empty());
        t.passes_and_works(TimeDelta::days(7));
        assert_eq!(kinds(t, &street.luc, &street.other), ["matchHeld"], "what was kept is the team's own hold");
    }
}
