//! Nobody sees or handles a concern about themselves, their household, or somebody they are brought together with.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::concerns::{agree, id};
use crate::support::people::{Person, in_lindewijk};
use crate::support::story::offers_help;

const NEVER: &str = "/v1/concerns/018f0000-0000-7000-8000-000000000000";
const VERBS: [&str; 6] = ["triage", "investigate", "resolve", "dismiss", "reopen", "notes"];

/// A buurtwerker who lives in the neighbourhood too.
fn at_home(person: &Person) {
    let home = json!({ "position": in_lindewijk(0) });
    person.with_header("If-None-Match", "*").put("/v1/me/home", home).ok(200);
}

fn concerns_seen(who: &Person, list: &str) -> usize {
    let page = who.get(list).ok(200);
    let is_concern = |it: &&Value| it["href"].as_str().unwrap().starts_with("/v1/concerns/");
    page.field("items").as_array().unwrap().iter().filter(is_concern).count()
}

/// No route, list, count, follow-up or mail tells this member of the team of the concern; another member sees it.
fn knows_nothing(t: &TestApp, who: &Person, other: &Person, concern: &str) {
    let strip = |answer: crate::support::client::Answer| {
        let mut body = answer.body.clone();
        for differs in ["instance", "requestId"] {
            body.as_object_mut().unwrap().remove(differs);
        }
        (answer.status, body)
    };
    let who = t.again(who);
    assert_eq!(strip(who.get(concern)), strip(who.get(NEVER)));
    who.get(concern).is_problem("notFound", 404);
    for verb in VERBS {
        assert_eq!(strip(who.sees_to(concern, verb, json!({}))), strip(who.sees_to(NEVER, verb, json!({}))), "{verb}");
    }
    assert_eq!(concerns_seen(&who, "/v1/concerns?view=team"), 0);
    assert_eq!(concerns_seen(&who, "/v1/concerns?view=mine"), 0);
    t.passes_and_works(TimeDelta::days(1));
    let (who, other) = (t.again(&who), t.again(other));
    assert_eq!(concerns_seen(&who, "/v1/followUps"), 0);
    assert!(concerns_seen(&other, "/v1/followUps") > 0);
    assert_eq!(other.get(concern).ok(200).id(), id(concern));
    assert!(t.mails_to(&who.email).iter().all(|it| !it.contains("concern")), "no mail");
}

both! {
    with TestApp::start;

    fn a_buurtwerker_who_is_reported_knows_nothing(t) {
        let street = t.street();
        at_home(&street.luc);
        let offer = offers_help(&street.luc, &street.katrien, 3);
        let on = agree(&street.katrien, &street.an, &street.luc, &offer);
        let concern = street.an.worries(&on, true);
        knows_nothing(t, &street.luc, &street.katrien, &concern);
        assert!(t.mails_to(&street.sofie.email).iter().any(|it| it.contains("concern")), "the coordinator is next");
    }

    fn a_buurtwerker_who_is_brought_together_with_the_reported_knows_nothing(t) {
        let street = t.street();
        at_home(&street.katrien);
        agree(&street.luc, &street.katrien, &street.bilal, &street.offer);
        let concern = street.an.worries(&street.between, true);
        knows_nothing(t, &street.katrien, &street.luc, &concern);
        let concern = t.again(&street.luc).get(&concern).ok(200);
        assert_eq!(concern.field("holds").as_array().unwrap().len(), 3);
    }

    fn a_buurtwerker_of_the_household_of_the_reported_or_of_the_reporter_knows_nothing(t) {
        let street = t.street();
        at_home(&street.katrien);
        at_home(&street.luc);
        for (with, of) in [(&street.katrien, &street.bilal), (&street.luc, &street.an)] {
            let said = json!({ "withPersonId": of.id });
            street.sofie.post(&format!("/v1/people/{}/household", with.id), said).ok(200);
        }
        let concern = street.an.worries(&street.between, true);
        knows_nothing(t, &street.katrien, &street.sofie, &concern);
        knows_nothing(t, &street.luc, &street.sofie, &concern);
        assert!(t.mails_to(&street.sofie.email).iter().any(|it| it.contains("concern")));
    }

    fn where_nobody_is_left_the_administrators_hear_that_nobody_looks(t) {
        let street = t.street();
        for person in [&street.katrien, &street.luc, &street.sofie] {
            at_home(person);
        }
        // Bilal helps both buurtwerkers, and the coordinator lives with An.
        agree(&street.sofie, &street.katrien, &street.bilal, &street.offer);
        agree(&street.sofie, &street.luc, &street.bilal, &street.offer);
        let said = json!({ "withPersonId": street.an.id });
        street.katrien.post(&format!("/v1/people/{}/household", street.sofie.id), said).ok(200);
        let concern = street.an.worries(&street.between, true);
        for person in [&street.katrien, &street.luc, &street.sofie] {
            person.get(&concern).is_problem("notFound", 404);
            assert!(t.mails_to(&person.email).iter().all(|it| !it.contains("concern")));
        }
        let mails = t.mails_to(&street.amir.email);
        assert_eq!(mails.iter().filter(|it| it.contains("nobody of the team looks")).count(), 1, "at once");
        assert!(mails.iter().all(|it| !it.contains(id(&concern))), "an administrator sees no cases");
        street.amir.get(&concern).is_problem("notFound", 404);
        // They make somebody coordinator who has nothing to do with it.
        let greet = t.newcomer("Greet");
        let role = json!({ "role": "coordinator", "municipality": "99999" });
        street.amir.post(&format!("/v1/people/{}/roles", greet.id), role).ok(201);
        assert_eq!(greet.sees_to(&concern, "triage", json!({})).ok(200).field("state"), "triaged");
    }

    fn who_raised_it_and_is_of_the_team_sees_to_it_like_the_others(t) {
        let street = t.street();
        let said = json!({ "about": { "personId": street.bilal.id }, "text": "A neighbour rang.", "dangerNow": true });
        let raised = street.katrien.post("/v1/concerns", said).ok(201);
        let concern = raised.field("href").as_str().unwrap().to_owned();
        assert!(raised.body.get("help").is_some());
        assert_eq!(concerns_seen(&street.katrien, "/v1/concerns?view=team"), 1);
        street.katrien.sees_to(&concern, "triage", json!({})).ok(200);
        assert!(t.mails_to(&street.katrien.email).iter().all(|it| !it.contains("concern")), "she knows");
        assert!(t.mails_to(&street.luc.email).iter().any(|it| it.contains("concern")));
        // Of somebody who is both, and whom it is about, nothing is left but what they said themselves.
        let own = json!({ "about": { "personId": street.luc.id }, "text": "I do not feel safe." });
        at_home(&street.luc);
        let own = street.luc.post("/v1/concerns", own).ok(201);
        assert_eq!((own.body.get("person"), own.field("allowedActions")), (None, &json!([])));
        street.luc.sees_to(own.field("href").as_str().unwrap(), "triage", json!({})).is_problem("forbidden", 403);
    }

    fn that_a_concern_waits_is_no_telling_for_colleagues(t) {
        let street = t.street();
        street.katrien.with_header("If-None-Match", "*").put("/v1/me/contactRules", json!({ "contactProhibited": true })).ok(200);
        street.an.worries(&street.between, false);
        t.works();
        let told = buurtnet::people::contact_rules::actions::to_tell;
        let katrien = street.katrien.id;
        assert_eq!(t.read(move |tx| told(tx, Some(katrien))), Vec::new());
    }
}
