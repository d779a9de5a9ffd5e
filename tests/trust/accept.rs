//! A yes from many at once: whoever is first wins, and nobody is promised twice.

use std::sync::Barrier;

use buurtnet::db::schema::{matches, offers};
use buurtnet::ids::{MatchId, OfferId};
use buurtnet::matching::model::MatchState;
use buurtnet::platform::Result;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::client::Client;
use crate::support::people::Person;
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::{at_once, rounds};

/// One helper with one place left, proposed to eight people who ask.
struct LastPlace {
    helper: Person,
    offer: String,
    paths: Vec<String>,
}

fn last_place(t: &TestApp, katrien: &Person, requesters: &[Person], round: usize) -> LastPlace {
    let helper = t.resident(&format!("Helper{round}"));
    let offer = offers_help(&helper, katrien, 1);
    let paths = requesters.iter().map(|it| proposes(katrien, &asks_openly(it, katrien), &offer)).collect();
    LastPlace { helper, offer, paths }
}

fn accept_at_once(contenders: &[(&Client, &str)]) -> Vec<u16> {
    at_once(contenders.len(), |it| {
        let (client, path) = contenders[it];
        client.post(&format!("{path}/accept"), json!({})).status
    })
}

fn state(client: &Client, path: &str) -> String {
    client.get(path).ok(200).body["state"].as_str().unwrap().to_owned()
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
        for round in 0..rounds(1_000) {
            let LastPlace { helper, offer, paths } = last_place(t, &katrien, &requesters, round);
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
        for round in 0..rounds(1_000) {
            let request = asks_openly(&an, &katrien);
            let paths: Vec<_> = offers.iter().map(|it| proposes(&katrien, &request, it)).collect();
            let contenders: Vec<(&Client, &str)> = paths
                .iter()
                .zip(&helpers)
                .flat_map(|(path, it)| [(&it.client, path.as_str()), (&an.client, path.as_str())])
                .collect();
            for status in accept_at_once(&contenders) {
                assert!([200, 409].contains(&status), "{status}");
            }
            assert_eq!(agreed(&katrien, &paths), 1, "round {round}");
            let others = paths.iter().filter(|path| state(&katrien, path) == "superseded").count();
            assert_eq!(others, 7, "the others are over");
            let winner = paths.iter().find(|path| state(&katrien, path) == "agreed").unwrap();
            an.post(&format!("{winner}/end"), json!({ "outcome": "helped" })).ok(200);
        }
    }

    fn sixteen_at_once_of_whom_one_erases_the_helper_promise_nobody_who_is_gone(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let requesters: Vec<_> = (0..8).map(|it| t.resident(&format!("Asker{it}"))).collect();
        for round in 0..rounds(60) {
            let LastPlace { helper, offer, paths } = last_place(t, &katrien, &requesters, round);
            let mut contenders: Vec<(&Client, &str)> = paths
                .iter()
                .zip(&requesters)
                .flat_map(|(path, it)| [(&it.client, path.as_str()), (&helper.client, path.as_str())])
                .collect();
            // The last yes of the helper is their erasure; who is started first differs from round to round.
            contenders.pop();
            contenders.push((&helper.client, "/v1/me"));
            let count = contenders.len();
            contenders.rotate_left(round % count);
            let statuses = at_once(count, |it| {
                let (client, path) = contenders[it];
                if path == "/v1/me" {
                    return client.if_match("*").delete(path).status;
                }
                client.post(&format!("{path}/accept"), json!({})).status
            });
            for status in statuses {
                assert!([200, 204, 401, 404, 409].contains(&status), "{status}");
            }
            for (path, requester) in paths.iter().zip(&requesters) {
                let shown = requester.get(path).ok(200);
                assert!(["cancelled", "ended"].contains(&shown.field("state").as_str().unwrap()), "{shown}");
                let request = shown.body["request"]["href"].as_str().unwrap().to_owned();
                assert_eq!(state(requester, &request), "open", "round {round}: somebody else is looked for");
            }
            let (_, load, _) = t.offer(offer.parse().unwrap());
            assert_eq!(load, 0, "round {round}");
        }
    }

    /// The control of the two above: the same contenders, with the fault that the product must not have.
    fn a_place_that_is_counted_in_one_step_and_taken_in_another_would_be_seen(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let requesters: Vec<_> = (0..8).map(|it| t.resident(&format!("Asker{it}"))).collect();
        let LastPlace { offer, paths, .. } = last_place(t, &katrien, &requesters, 0);
        let offer: OfferId = offer.parse().unwrap();
        let all_have_looked = Barrier::new(paths.len());
        at_once(paths.len(), |it| {
            let id: MatchId = paths[it].rsplit('/').next().unwrap().parse().unwrap();
            let (load, cap) = t.read(move |tx| -> Result<(i32, i32)> {
                Ok(offers::table.find(offer).select((offers::load, offers::cap)).first(tx.conn)?)
            });
            all_have_looked.wait();
            if load < cap {
                t.write(move |tx| {
                    let taken = diesel::update(matches::table.find(id)).set(matches::state.eq(MatchState::Agreed));
                    Ok(taken.execute(tx.conn)?)
                });
            }
        });
        assert_eq!(agreed(&katrien, &paths), paths.len(), "everybody was promised the same place");
    }
}
