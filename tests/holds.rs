//! The team puts a match aside, lets it go on, or ends it.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::people::Person;
use crate::support::requests::{wish, with};
use crate::support::story::{asks_openly, offers_help, proposes};

fn hold() -> Value {
    json!({ "reason": "safeguarding" })
}

fn state(person: &Person, path: &str) -> String {
    person.get(path).ok(200).field("state").as_str().unwrap().to_owned()
}

struct Agreed {
    katrien: Person,
    an: Person,
    bilal: Person,
    offer: String,
    request: String,
    path: String,
}

fn agreed(t: &TestApp) -> Agreed {
    let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
    let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
    let offer = offers_help(&bilal, &katrien, 1);
    let request = asks_openly(&an, &katrien);
    let path = proposes(&katrien, &request, &offer);
    an.post(&format!("{path}/accept"), json!({})).ok(200);
    bilal.post(&format!("{path}/accept"), json!({})).ok(200);
    Agreed { katrien, an, bilal, offer, request, path }
}

both! {
    with TestApp::start;

    fn a_held_match_hides_everything_and_goes_on_where_it_was(t) {
        let Agreed { katrien, an, bilal, path, request, .. } = agreed(t);
        assert_eq!(bilal.get(&path).ok(200).body["contact"]["firstName"], "An");
        let held = katrien.post(&format!("{path}/hold"), hold()).ok(200);
        assert_eq!((held.field("state"), held.field("holdReason")), (&json!("held"), &json!("safeguarding")));
        for side in [&an, &bilal] {
            let seen = side.get(&path).ok(200);
            assert_eq!(seen.field("state"), "held");
            for hidden in ["contact", "place", "holdReason"] {
                assert_eq!(seen.body.get(hidden), None, "{hidden}");
            }
            side.post(&format!("{path}/release"), json!({})).is_problem("forbidden", 403);
            side.post(&format!("{path}/end"), json!({ "outcome": "helped" })).is_problem("wrongState", 409);
        }
        katrien.post(&format!("{path}/hold"), hold()).is_problem("wrongState", 409);
        // It keeps its place.
        assert_eq!(an.get(&format!("/v1/requests/{request}")).ok(200).field("state"), "matched");
        assert_eq!(katrien.post(&format!("{path}/release"), json!({})).ok(200).field("state"), "agreed");
        assert_eq!(bilal.get(&path).ok(200).body["contact"]["firstName"], "An");
        katrien.post(&format!("{path}/close"), json!({})).is_problem("wrongState", 409);
    }

    fn a_closed_match_frees_both_places_and_the_request_looks_for_somebody_else(t) {
        let Agreed { katrien, an, bilal, path, request, offer } = agreed(t);
        katrien.post(&format!("{path}/hold"), hold()).ok(200);
        let closed = katrien.post(&format!("{path}/close"), json!({})).ok(200);
        assert_eq!((closed.field("state"), closed.field("outcome")), (&json!("ended"), &json!("stopped")));
        assert_eq!(an.get(&format!("/v1/requests/{request}")).ok(200).field("state"), "open");
        assert_eq!(bilal.get(&format!("/v1/offers/{offer}")).ok(200).field("load"), 0);
        assert_eq!(an.get(&path).ok(200).body.get("contact"), None);
        // What was not agreed is called off.
        let again = proposes(&katrien, &request, &offer);
        katrien.post(&format!("{again}/hold"), hold()).ok(200);
        assert_eq!(katrien.post(&format!("{again}/close"), json!({})).ok(200).field("state"), "cancelled");
        assert_eq!(an.get(&format!("/v1/requests/{request}")).ok(200).field("state"), "open");
    }

    fn the_release_of_a_request_does_not_release_what_the_team_holds_itself(t) {
        let Agreed { katrien, an, path, request, .. } = agreed(t);
        katrien.post(&format!("{path}/hold"), hold()).ok(200);
        katrien.post(&format!("/v1/requests/{request}/hold"), hold()).ok(200);
        katrien.post(&format!("/v1/requests/{request}/release"), json!({})).ok(200);
        assert_eq!(state(&an, &path), "held");
        // Released while its request is held, it waits for that.
        katrien.post(&format!("/v1/requests/{request}/hold"), hold()).ok(200);
        assert_eq!(katrien.post(&format!("{path}/release"), json!({})).ok(200).field("state"), "held");
        katrien.post(&format!("{path}/release"), json!({})).is_problem("wrongState", 409);
        katrien.post(&format!("/v1/requests/{request}/release"), json!({})).ok(200);
        assert_eq!(state(&an, &path), "agreed");
    }

    fn a_match_closed_while_its_request_is_held_leaves_a_free_place_behind(t) {
        let Agreed { katrien, an, path, request, .. } = agreed(t);
        katrien.post(&format!("/v1/requests/{request}/hold"), hold()).ok(200);
        katrien.post(&format!("{path}/close"), json!({})).ok(200);
        let released = katrien.post(&format!("/v1/requests/{request}/release"), json!({})).ok(200);
        assert_eq!((released.field("state"), released.field("helpersAgreed")), (&json!("open"), &json!(0)));
        assert_eq!(state(&an, &path), "ended");
    }

    fn a_released_proposal_that_comes_too_late_is_closed(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal, chloe) = (t.resident("An"), t.resident("Bilal"), t.resident("Chloe"));
        let request = asks_openly(&an, &katrien);
        let slow = proposes(&katrien, &request, &offers_help(&bilal, &katrien, 1));
        let quick = proposes(&katrien, &request, &offers_help(&chloe, &katrien, 1));
        katrien.post(&format!("{slow}/hold"), hold()).ok(200);
        for side in [&an, &chloe] {
            side.post(&format!("{quick}/accept"), json!({})).ok(200);
        }
        assert_eq!(state(&bilal, &slow), "held");
        assert_eq!(katrien.post(&format!("{slow}/release"), json!({})).ok(200).field("state"), "cancelled");
    }

    fn a_held_helper_counts_among_those_who_help(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal, chloe) = (t.resident("An"), t.resident("Bilal"), t.resident("Chloe"));
        let asked = an.asks(with(wish("groceries"), json!({ "helpersWanted": 2 })));
        katrien.does("approve", &asked).ok(200);
        let [first, second] = [&bilal, &chloe].map(|helper| {
            let path = proposes(&katrien, &asked.id.to_string(), &offers_help(helper, &katrien, 1));
            an.post(&format!("{path}/accept"), json!({})).ok(200);
            helper.post(&format!("{path}/accept"), json!({})).ok(200);
            path
        });
        katrien.post(&format!("{first}/hold"), hold()).ok(200);
        an.post(&format!("{second}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(an.state_of(&asked), "matched", "one of two still helps");
        katrien.post(&format!("{first}/release"), json!({})).ok(200);
        an.post(&format!("{first}/end"), json!({ "outcome": "helped" })).ok(200);
        assert_eq!(an.state_of(&asked), "fulfilled");
    }

    fn what_is_held_for_a_week_is_looked_at_again(t) {
        let Agreed { katrien, path, .. } = agreed(t);
        katrien.post(&format!("{path}/hold"), hold()).ok(200);
        t.passes(chrono::TimeDelta::days(6));
        assert_eq!(t.again(&katrien).get("/v1/followUps").ok(200).body["items"], json!([]));
        t.passes(chrono::TimeDelta::days(1));
        let katrien = t.again(&katrien);
        let found = katrien.get("/v1/followUps").ok(200);
        assert_eq!((&found.body["items"][0]["kind"], &found.body["items"][0]["about"]["href"]), (&json!("matchHeld"), &json!(path)));
        katrien.post(&format!("{path}/release"), json!({})).ok(200);
        assert_eq!(katrien.get("/v1/followUps").ok(200).body["items"], json!([]));
    }
}
