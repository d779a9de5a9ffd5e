//! Proposals, a yes from both sides, and what follows from requests and offers.

use buurtnet::matching::model::{MatchState, Side};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::golden::assert_golden;
use crate::support::people::in_lindewijk;
use crate::support::requests::wish;
use crate::support::story::{asks_for_groceries, asks_openly, offers_help, proposes};

#[test]
fn the_arrows_of_a_match_are_those_of_the_table() {
    type Verb = (&'static str, fn(MatchState) -> Option<MatchState>);
    let verbs: [Verb; 13] = [
        ("accept as helper", |it| it.accept(Side::Helper).ok()),
        ("accept as requester", |it| it.accept(Side::Requester).ok()),
        ("decline", |it| it.decline().ok()),
        ("cancel", |it| it.cancel().ok()),
        ("expire", |it| it.expire().ok()),
        ("supersede", |it| it.supersede().ok()),
        ("hold", |it| it.hold().ok()),
        ("end", |it| it.end().ok()),
        ("approve", |it| it.approve().ok()),
        ("close, was agreed", |it| it.close(Some(MatchState::Agreed)).ok()),
        ("close, was proposed", |it| it.close(Some(MatchState::Proposed)).ok()),
        ("release, was proposed", |it| it.release(Some(MatchState::Proposed)).ok()),
        ("release, was agreed", |it| it.release(Some(MatchState::Agreed)).ok()),
    ];
    let mut table = String::new();
    for state in MatchState::ALL {
        for (verb, arrow) in verbs {
            let to = arrow(*state).map_or("-", MatchState::as_str);
            table.push_str(&format!("{state:<20} {verb:<22} {to}\n"));
        }
    }
    assert_golden("transitions/match.txt", &table);
}

fn state(client: &Client, path: &str) -> String {
    client.get(path).ok(200).body["state"].as_str().unwrap().to_owned()
}

fn load(helper: &Client, offer: &str) -> Value {
    helper.get(&format!("/v1/offers/{offer}")).ok(200).body["load"].clone()
}

both! {
    with TestApp::start;

    fn what_moved_while_it_was_agreed_is_looked_at_before_it_is_open_again(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let request = asks_openly(&an, &katrien);
        let agreed = proposes(&katrien, &request, &offers_help(&bilal, &katrien, 3));
        for side in [&an, &bilal] {
            side.post(&format!("{agreed}/accept"), json!({})).ok(200);
        }
        let home = json!({ "position": in_lindewijk(300) });
        an.if_match(&an.get("/v1/me/home").etag()).put("/v1/me/home", home).ok(200);
        bilal.post(&format!("{agreed}/end"), json!({ "outcome": "stopped" })).ok(200);
        let seen = katrien.get(&format!("/v1/requests/{request}")).ok(200);
        assert_eq!(seen.field("state"), "submitted", "nobody of the team has seen where it is now");
    }

    fn a_withdrawn_request_calls_off_what_was_not_agreed_and_ends_what_was(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal, chloe) = (t.resident("An"), t.resident("Bilal"), t.resident("Chloe"));
        let (of_bilal, of_chloe) = (offers_help(&bilal, &katrien, 1), offers_help(&chloe, &katrien, 1));
        let request = asks_openly(&an, &katrien);
        let agreed = proposes(&katrien, &request, &of_bilal);
        an.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("{agreed}/accept"), json!({})).ok(200);
        assert_eq!(load(&bilal, &of_bilal), 1);
        let second = asks_openly(&an, &katrien);
        let open = proposes(&katrien, &second, &of_chloe);

        an.post(&format!("/v1/requests/{request}/withdraw"), json!({ "reason": "noLongerNeeded" })).ok(200);
        assert_eq!(state(&an, &agreed), "ended");
        assert_eq!(an.get(&agreed).ok(200).body["outcome"], "notNeeded");
        assert!(bilal.get(&agreed).ok(200).body.get("contact").is_none(), "hidden at once");
        assert_eq!(load(&bilal, &of_bilal), 0, "the place is free again");

        an.post(&format!("/v1/requests/{second}/withdraw"), json!({ "reason": "noLongerNeeded" })).ok(200);
        assert_eq!(state(&chloe, &open), "cancelled");
        chloe.post(&format!("{open}/accept"), json!({})).is_problem("wrongState", 409);
    }

    fn a_paused_offer_calls_off_what_was_not_agreed_and_keeps_what_was(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 3);
        let (first, second) = (asks_openly(&an, &katrien), asks_openly(&an, &katrien));
        let (agreed, open) = (proposes(&katrien, &first, &offer), proposes(&katrien, &second, &offer));
        an.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("{agreed}/accept"), json!({})).ok(200);
        bilal.post(&format!("/v1/offers/{offer}/pause"), json!({})).ok(200);
        assert_eq!((state(&an, &agreed).as_str(), state(&an, &open).as_str()), ("agreed", "cancelled"));
    }

    fn a_yes_that_comes_too_late_is_none(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let path = proposes(&katrien, &asks_openly(&an, &katrien), &offers_help(&bilal, &katrien, 1));
        t.passes(chrono::TimeDelta::days(3));
        t.again(&bilal).post(&format!("{path}/accept"), json!({})).is_problem("wrongState", 409);
    }

    fn the_helper_who_says_no_frees_nobody_and_names_nobody(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let path = proposes(&katrien, &asks_openly(&an, &katrien), &offers_help(&bilal, &katrien, 1));
        let declined = bilal.post(&format!("{path}/decline"), json!({ "reason": "tooFar" })).ok(200);
        assert_eq!(declined.body["state"], "declined");
        let seen_by_an = an.get(&path).ok(200);
        assert!(!seen_by_an.text.contains("tooFar") && !seen_by_an.text.contains("Bilal"), "{}", seen_by_an.text);
    }

    fn nobody_answers_for_somebody_else(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal, chloe) = (t.resident("An"), t.resident("Bilal"), t.resident("Chloe"));
        let path = proposes(&katrien, &asks_openly(&an, &katrien), &offers_help(&bilal, &katrien, 1));
        chloe.post(&format!("{path}/accept"), json!({})).is_problem("notFound", 404);
        katrien.post(&format!("{path}/accept"), json!({})).is_problem("forbidden", 403);
    }

    fn a_stale_yes_changes_nothing(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let path = proposes(&katrien, &asks_openly(&an, &katrien), &offers_help(&bilal, &katrien, 1));
        let before = an.get(&path).ok(200).etag();
        bilal.post(&format!("{path}/accept"), json!({})).ok(200);
        an.if_match(&before).post(&format!("{path}/accept"), json!({})).is_problem("stale", 412);
        assert_eq!(state(&an, &path), "acceptedByHelper");
    }

    fn who_does_not_fit_cannot_be_proposed(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let an = t.resident("An");
        let own = offers_help(&an, &katrien, 1);
        let request = asks_openly(&an, &katrien);
        let proposal = json!({ "requestId": request, "offerId": own });
        katrien.post("/v1/matches", proposal).is_problem("offerDoesNotFit", 409);
    }

    fn the_distance_is_that_of_the_proposal_and_does_not_follow_a_place_that_moves(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let request = asks_for_groceries(&an);
        katrien.post(&format!("/v1/requests/{request}/approve"), json!({})).ok(200);
        let path = proposes(&katrien, &request, &offers_help(&bilal, &katrien, 1));
        let band = an.get(&path).ok(200).body["distanceBand"].clone();
        assert_eq!(band, "under500m");
        bilal.post(&format!("{path}/decline"), json!({})).ok(200);
        assert_eq!(an.get(&path).ok(200).body.get("distanceBand"), None, "it is over");

        // What An changes now is not for Bilal any more.
        let etag = an.get(&format!("/v1/requests/{request}")).ok(200).etag();
        let far = json!({ "place": { "position": in_lindewijk(900) }, "category": "walk", "urgency": "today" });
        an.if_match(&etag).patch(&format!("/v1/requests/{request}"), far).ok(200);
        let seen = bilal.get(&path).ok(200);
        assert_eq!(seen.body["request"], json!({ "id": request }));
        assert_eq!(katrien.get(&path).ok(200).body["distanceBand"], band, "the team reads what was proposed");
    }

    fn who_agreed_reads_what_was_said_for_them_and_where_to_come(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let mut wish = wish("groceries");
        wish["place"] = json!({ "position": in_lindewijk(120), "address": "Lindelaan 7, bus 3" });
        wish["text"] = json!({ "lang": "nl", "text": "Twee tassen van de markt." });
        wish["accessibilityNotes"] = json!("Bel lang.");
        let asked = an.asks(wish);
        katrien.does("approve", &asked).ok(200);
        let path = proposes(&katrien, &asked.id.to_string(), &offers_help(&bilal, &katrien, 1));
        let before = bilal.get(&path).ok(200);
        assert!(!before.text.contains("tassen") && !before.text.contains("Lindelaan"), "{}", before.text);
        for side in [&an, &bilal] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        let seen = bilal.get(&path).ok(200).body;
        assert_eq!(seen["place"]["address"], "Lindelaan 7, bus 3");
        assert_eq!(seen["request"]["text"]["text"], "Twee tassen van de markt.");
        assert_eq!(seen["request"]["accessibilityNotes"], "Bel lang.");
        assert!(!an.get(&path).ok(200).text.contains("\"place\""), "An never reads where Bilal lives");
    }

    fn who_helped_before_never_learns_where_somebody_went_to_live(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let path = proposes(&katrien, &asks_openly(&an, &katrien), &offers_help(&bilal, &katrien, 1));
        for side in [&an, &bilal] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        bilal.post(&format!("{path}/end"), json!({ "outcome": "helped" })).ok(200);
        assert!(bilal.get(&path).ok(200).body.get("place").is_some(), "for a week");
        t.passes(chrono::TimeDelta::hours(1));
        let (an, bilal) = (t.again(&an), t.again(&bilal));
        let etag = an.get("/v1/me/home").ok(200).etag();
        let home = json!({ "position": in_lindewijk(700), "address": "Nieuw en geheim adres 9" });
        an.if_match(&etag).put("/v1/me/home", home).ok(200);
        let seen = bilal.get(&path).ok(200);
        assert!(seen.body.get("place").is_none() && !seen.text.contains("geheim"), "{}", seen.text);
    }

    fn a_held_proposal_does_not_survive_its_offer(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let (request, offer) = (asks_openly(&an, &katrien), offers_help(&bilal, &katrien, 1));
        let path = proposes(&katrien, &request, &offer);
        katrien.post(&format!("/v1/requests/{request}/hold"), json!({ "reason": "other" })).ok(200);
        assert_eq!(state(&an, &path), "held");
        bilal.post(&format!("/v1/offers/{offer}/pause"), json!({})).ok(200);
        katrien.post(&format!("/v1/requests/{request}/release"), json!({})).ok(200);
        assert_eq!(state(&an, &path), "cancelled");
    }
}
