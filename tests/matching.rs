//! Proposals, a yes from both sides, and what follows from requests and offers.

use std::sync::Barrier;

use buurtnet::matching::model::{MatchState, Side};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::golden::assert_golden;
use crate::support::people::Person;
use crate::support::story::{asks_openly, offers_help, proposes, rounds};

#[test]
fn the_arrows_of_a_match_are_those_of_the_table() {
    type Verb = (&'static str, fn(MatchState) -> Option<MatchState>);
    let verbs: [Verb; 9] = [
        ("accept as helper", |it| it.accept(Side::Helper).ok()),
        ("accept as requester", |it| it.accept(Side::Requester).ok()),
        ("decline", |it| it.decline().ok()),
        ("cancel", |it| it.cancel().ok()),
        ("expire", |it| it.expire().ok()),
        ("supersede", |it| it.supersede().ok()),
        ("hold", |it| it.hold().ok()),
        ("end", |it| it.end().ok()),
        ("release, was agreed", |it| it.release(Some(MatchState::Agreed)).ok()),
    ];
    let mut table = String::new();
    for state in MatchState::ALL {
        for (verb, arrow) in verbs {
            let to = arrow(*state).map_or("-", MatchState::as_str);
            table.push_str(&format!("{state:<20} {verb:<20} {to}\n"));
        }
    }
    assert_golden("transitions/match.txt", &table);
}

fn state(client: &Client, path: &str) -> String {
    client.get(path).ok(200).body["state"].as_str().unwrap().to_owned()
}

fn accept_at_once(contenders: &[(&Client, &str)]) -> Vec<u16> {
    let barrier = Barrier::new(contenders.len());
    std::thread::scope(|scope| {
        let threads: Vec<_> = contenders
            .iter()
            .map(|(client, path)| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    client.post(&format!("{path}/accept"), json!({})).status
                })
            })
            .collect();
        threads.into_iter().map(|it| it.join().unwrap()).collect()
    })
}

fn agreed(team: &Person, paths: &[String]) -> usize {
    paths.iter().filter(|path| state(team, path) == "agreed").count()
}

fn load(helper: &Client, offer: &str) -> Value {
    helper.get(&format!("/v1/offers/{offer}")).ok(200).body["load"].clone()
}

both! {
    with TestApp::start;

    fn sixteen_answers_at_once_never_pass_the_cap_of_a_helper(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let requesters: Vec<_> = (0..8).map(|it| t.resident(&format!("Asker{it}"))).collect();
        for round in 0..rounds(500) {
            let helper = t.resident(&format!("Helper{round}"));
            let offer = offers_help(&helper, &katrien, 1);
            let paths: Vec<_> =
                requesters.iter().map(|it| proposes(&katrien, &asks_openly(it, &katrien), &offer)).collect();
            let contenders: Vec<(&Client, &str)> = paths
                .iter()
                .zip(&requesters)
                .flat_map(|(path, it)| [(&it.client, path.as_str()), (&helper.client, path.as_str())])
                .collect();
            for status in accept_at_once(&contenders) {
                assert!([200, 409].contains(&status), "{status}");
            }
            assert_eq!(agreed(&katrien, &paths), 1, "round {round}");
            assert_eq!(load(&helper, &offer), 1);
        }
    }

    fn sixteen_answers_at_once_never_give_a_request_two_helpers(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let helpers: Vec<_> = (0..8).map(|it| t.resident(&format!("Helper{it}"))).collect();
        let offers: Vec<_> = helpers.iter().map(|it| offers_help(it, &katrien, 21)).collect();
        let an = t.resident("An");
        for round in 0..rounds(500) {
            let request = asks_openly(&an, &katrien);
            let paths: Vec<_> = offers.iter().map(|it| proposes(&katrien, &request, it)).collect();
            let contenders: Vec<(&Client, &str)> = paths
                .iter()
                .zip(&helpers)
                .flat_map(|(path, it)| [(&it.client, path.as_str()), (&an.client, path.as_str())])
                .collect();
            accept_at_once(&contenders);
            assert_eq!(agreed(&katrien, &paths), 1, "round {round}");
            let others = paths.iter().filter(|path| state(&katrien, path) == "superseded").count();
            assert_eq!(others, 7, "the others are over");
            let winner = paths.iter().find(|path| state(&katrien, path) == "agreed").unwrap();
            an.post(&format!("{winner}/end"), json!({ "outcome": "helped" })).ok(200);
        }
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
}
