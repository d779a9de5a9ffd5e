//! Somebody under age, and their guardian.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::TestApp;
use crate::support::offers::help_with;
use crate::support::people::{Person, in_lindewijk};
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, proposes};

/// Noor, 15, asks; Karim is her father; Bilal is known to the team and was proposed by Katrien, and Mieke is of the team too.
struct Family {
    noor: Person,
    karim: Person,
    bilal: Person,
    mieke: Person,
    /// The path of the match.
    matched: String,
}

fn family(t: &TestApp) -> Family {
    let here = t.neighbourhood("DEMO-01");
    let (katrien, mieke) = (t.buurtwerker("Katrien", here), t.buurtwerker("Mieke", here));
    let (noor, karim, bilal) = (t.resident("Noor"), t.resident("Karim"), t.resident_at("Bilal", &in_lindewijk(50)));
    let offer = bilal.offers(help_with(&["homework"]));
    t.approves_offer(&offer);
    t.is_vetted(bilal.id, t.now() + TimeDelta::days(365));
    t.is_born_in(&noor, 2010);
    noor.post("/v1/requests", wish("homework")).is_problem("guardianMissing", 409);
    let linked = json!({ "proxyPersonId": karim.id, "kind": "guardian", "scope": ["ask", "accept", "consent"] });
    noor.post("/v1/me/proxies", linked.clone()).is_problem("forbidden", 403);
    katrien.post(&format!("/v1/people/{}/proxies", noor.id), linked).ok(201);
    let asked = noor.asks(wish("homework"));
    katrien.does("approve", &asked).ok(200);
    let proposal = json!({ "requestId": asked.id, "offerId": offer.rsplit('/').next() });
    let matched = format!("/v1/matches/{}", katrien.post("/v1/matches", proposal).ok(201).id());
    Family { noor, karim, bilal, mieke, matched }
}

impl Family {
    fn says(&self, who: &Person, verb: &str) -> crate::support::client::Answer {
        who.post(&format!("{}/{verb}", self.matched), json!({}))
    }
}

both! {
    with TestApp::start;

    fn it_takes_the_yes_of_the_guardian_of_the_minor_and_of_a_second_one(t) {
        let family = family(t);
        family.says(&family.bilal, "accept").ok(200);
        family.says(&family.mieke, "approve").is_problem("guardianMissing", 409);
        assert_eq!(family.says(&family.karim, "accept").ok(200).body["state"], "acceptedByHelper");
        family.says(&family.noor, "accept").is_problem("approvalMissing", 409);
        family.says(&family.mieke, "approve").ok(200);
        assert_eq!(family.says(&family.noor, "accept").ok(200).body["state"], "agreed");
    }

    fn where_the_minor_and_the_guardian_differ_the_no_wins(t) {
        let one = family(t);
        one.says(&one.karim, "accept").ok(200);
        assert_eq!(one.says(&one.noor, "decline").ok(200).body["state"], "declined");
        one.says(&one.karim, "accept").is_problem("wrongState", 409);
    }

    fn a_guardian_says_no_after_the_minor_said_yes(t) {
        let one = family(t);
        one.says(&one.noor, "accept").ok(200);
        assert_eq!(one.says(&one.karim, "decline").ok(200).body["state"], "declined");
        one.says(&one.bilal, "accept").is_problem("wrongState", 409);
    }

    fn a_guardian_who_is_suspended_or_kept_apart_from_the_minor_has_not_agreed(t) {
        let one = family(t);
        one.says(&one.karim, "accept").ok(200);
        one.says(&one.bilal, "accept").ok(200);
        one.says(&one.mieke, "approve").ok(200);
        let karim = format!("/v1/people/{}", one.karim.id);
        one.mieke.post(&format!("{karim}/suspend"), json!({ "reason": "safeguarding" })).ok(200);
        one.says(&one.noor, "accept").is_problem("guardianMissing", 409);
        one.noor.post("/v1/requests", wish("walk")).is_problem("guardianMissing", 409);
        one.mieke.post(&format!("{karim}/reinstate"), json!({})).ok(200);
        one.noor.asks(wish("walk"));
        one.mieke.post(&format!("{karim}/blocks"), json!({ "otherPersonId": one.noor.id })).ok(201);
        one.says(&one.noor, "accept").is_problem("guardianMissing", 409);
        t.again(&one.karim).get(&one.matched).is_problem("notFound", 404);
    }

    fn a_guardian_who_is_one_no_more_has_not_agreed(t) {
        let one = family(t);
        one.says(&one.karim, "accept").ok(200);
        one.says(&one.bilal, "accept").ok(200);
        one.says(&one.mieke, "approve").ok(200);
        let proxy = one.noor.get("/v1/me/proxies").ok(200).body["items"][0]["href"].as_str().unwrap().to_owned();
        one.noor.post(&format!("{proxy}/revoke"), json!({})).is_problem("forbidden", 403);
        one.mieke.post(&format!("{proxy}/revoke"), json!({})).ok(200);
        one.says(&one.noor, "accept").is_problem("guardianMissing", 409);
        one.karim.get(&one.matched).is_problem("notFound", 404);
        one.karim.post("/v1/requests", with(wish("walk"), json!({ "forPerson": one.noor.id }))).is_problem("notFound", 404);
    }

    fn a_guardian_who_is_kept_apart_from_who_asks_does_not_answer_for_the_help(t) {
        let here = t.neighbourhood("DEMO-01");
        let (katrien, mieke, an) = (t.buurtwerker("Katrien", here), t.buurtwerker("Mieke", here), t.resident("An"));
        let (young, karim, leila) = (t.resident("Young"), t.resident("Karim"), t.resident("Leila"));
        let group = with(help_with(&["groceries"]), json!({ "group": { "kind": "scouts", "size": 12 } }));
        let offer = young.offers(group);
        t.approves_offer(&offer);
        t.is_born_in(&young, 2010);
        for guardian in [&karim, &leila] {
            let linked = json!({ "proxyPersonId": guardian.id, "kind": "guardian", "scope": ["ask", "accept", "consent"] });
            katrien.post(&format!("/v1/people/{}/proxies", young.id), linked).ok(201);
        }
        let on = proposes(&katrien, &asks_openly(&an, &katrien), offer.rsplit('/').next().unwrap());
        let accepts = |who: &Person| who.post(&format!("{on}/accept"), json!({}));
        let parts = |who: &Person| {
            let other = json!({ "otherPersonId": an.id });
            katrien.post(&format!("/v1/people/{}/blocks", who.id), other).ok(201);
        };
        accepts(&young).ok(200);
        accepts(&karim).ok(200);
        mieke.post(&format!("{on}/approve"), json!({})).ok(200);
        parts(&karim);
        accepts(&an).is_problem("guardianMissing", 409);
        accepts(&leila).ok(200);
        let agreed = accepts(&an).ok(200);
        assert_eq!((agreed.field("state"), &agreed.body["contact"]["firstName"]), (&json!("agreed"), &json!("Leila")));
        parts(&leila);
        assert!(an.get(&on).ok(200).body["contact"].is_null(), "nobody answers for it any more");
    }

    fn the_answer_of_a_guardian_goes_with_the_match(t) {
        let family = family(t);
        family.says(&family.karim, "accept").ok(200);
        family.says(&family.bilal, "decline").ok(200);
        let rows = |table: &str| crate::support::fixture::dump(&t.fixture.url)[table].len();
        assert_eq!((rows("matches"), rows("guardian_answers")), (1, 1));
        t.works();
        t.passes(TimeDelta::days(731));
        t.works();
        assert_eq!((rows("matches"), rows("guardian_answers")), (0, 0));
    }
}
