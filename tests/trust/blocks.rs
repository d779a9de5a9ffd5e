//! A block and a yes at once: exactly one is first, and nobody is promised to somebody they are kept from.

use std::sync::Barrier;

use buurtnet::db::schema::{blocks, matches};
use buurtnet::ids::{BlockId, MatchId, PersonId};
use buurtnet::matching::model::MatchState;
use diesel::prelude::*;
use serde_json::json;

use crate::support::TestApp;
use crate::support::people::Person;
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::{at_once, rounds};

fn id(path: &str) -> MatchId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

fn blocks_by(who: &Person, matched: &str) -> u16 {
    who.post("/v1/me/blocks", json!({ "matchId": id(matched) })).status
}

/// How many matches live between two people who are kept apart.
fn promised(t: &TestApp, one: PersonId, other: PersonId) -> i64 {
    let living = ["proposed", "acceptedByHelper", "acceptedByRequester", "agreed", "held"];
    t.read(move |tx| {
        let two = [one, other];
        let between = matches::requester_id.eq_any(two).and(matches::helper_id.eq_any(two));
        Ok(matches::table.filter(between.and(matches::state.eq_any(living))).count().get_result(tx.conn)?)
    })
}

both! {
    with TestApp::start;

    fn of_a_block_and_a_yes_exactly_one_is_first(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (mut agreed_first, mut blocked_first) = (0, 0);
        for round in 0..rounds(600) {
            let (ada, bilal) = (t.resident(&format!("Ada{round}")), t.resident(&format!("Bilal{round}")));
            let offer = offers_help(&bilal, &katrien, 3);
            let request = asks_openly(&ada, &katrien);
            let path = proposes(&katrien, &request, &offer);
            bilal.post(&format!("{path}/accept"), json!({})).ok(200);
            let statuses = at_once(2, |it| match it {
                0 => ada.post(&format!("{path}/accept"), json!({})).status,
                _ => blocks_by(&bilal, &path),
            });
            assert_eq!(statuses[1], 201);
            let shown = ada.get(&path).ok(200);
            match statuses[0] {
                200 => {
                    agreed_first += 1;
                    assert_eq!((shown.field("state"), shown.field("outcome")), (&json!("ended"), &json!("stopped")));
                }
                409 => {
                    blocked_first += 1;
                    assert_eq!(shown.field("state"), "cancelled");
                }
                other => panic!("{other}"),
            }
            assert_eq!(promised(t, ada.id, bilal.id), 0);
            assert_eq!(bilal.get(&format!("/v1/offers/{offer}")).ok(200).field("load"), 0);
            assert_eq!(ada.get(&format!("/v1/requests/{request}")).ok(200).field("state"), "open");
        }
        eprintln!("{agreed_first} times the yes was first, {blocked_first} times the block");
    }

    fn of_a_block_and_a_proposal_nothing_lives_on(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        for round in 0..rounds(600) {
            let (ada, bilal) = (t.resident(&format!("Ada{round}")), t.resident(&format!("Bilal{round}")));
            let offer = offers_help(&bilal, &katrien, 3);
            let known = proposes(&katrien, &asks_openly(&ada, &katrien), &offer);
            let others: Vec<_> = (0..3).map(|_| asks_openly(&ada, &katrien)).collect();
            let statuses = at_once(5, |it| match others.get(it) {
                Some(request) => katrien.post("/v1/matches", json!({ "requestId": request, "offerId": offer })).status,
                None if it == 3 => blocks_by(&ada, &known),
                None => blocks_by(&bilal, &known),
            });
            assert!(statuses[..3].iter().all(|it| [201, 409].contains(it)), "{statuses:?}");
            assert_eq!(statuses[3..], [201, 201]);
            assert_eq!(promised(t, ada.id, bilal.id), 0, "round {round}");
        }
    }

    /// The control of the two above: a yes that has looked before the block was there, and does not lock.
    fn a_yes_that_only_looks_would_be_seen(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (ada, bilal) = (t.resident("Ada"), t.resident("Bilal"));
        let path = proposes(&katrien, &asks_openly(&ada, &katrien), &offers_help(&bilal, &katrien, 3));
        let (on, two) = (id(&path), (ada.id.min(bilal.id), ada.id.max(bilal.id)));
        let (maker, both_have_looked) = (bilal.id, Barrier::new(2));
        at_once(2, |it| {
            let is_free = t.read(|tx| Ok(blocks::table.count().get_result::<i64>(tx.conn)?)) == 0;
            both_have_looked.wait();
            assert!(is_free);
            t.write(move |tx| {
                if it == 0 {
                    let agreed = diesel::update(matches::table.find(on)).set(matches::state.eq(MatchState::Agreed));
                    return Ok(agreed.execute(tx.conn)?);
                }
                let row = (
                    blocks::id.eq(BlockId::fresh()),
                    blocks::one_id.eq(two.0),
                    blocks::other_id.eq(two.1),
                    blocks::made_by.eq(maker),
                    blocks::created_at.eq(tx.now),
                );
                Ok(diesel::insert_into(blocks::table).values(row).execute(tx.conn)?)
            });
        });
        assert_eq!(promised(t, ada.id, bilal.id), 1, "promised to whom they are kept from");
    }
}
