//! Everything at once on one match: a yes from both sides, a no, the clock, withdrawal, holds, an offer that ends, a
//! referral, a block, somebody who leaves, is suspended, or is erased.
//! Whatever the order, exactly one legal state comes out, and places are counted right.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;

use buurtnet::db::schema::{matches, offers, people, requests};
use buurtnet::events::Job;
use buurtnet::ids::{MatchId, OfferId, RequestId};
use buurtnet::matching::model::MatchState;
use buurtnet::offers::OfferState;
use buurtnet::people::model::PersonState;
use buurtnet::requests::RequestState;
use buurtnet::work;
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::fixture::{Backend, Conn, deadlocks};
use crate::support::people::Person;
use crate::support::referrals::Scene;
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::{at_once, rounds};

/// How long a proposal for help that is not urgent waits for an answer.
const PROPOSAL_LASTS: TimeDelta = TimeDelta::days(3);
/// Among the calls: what time does to the match.
const CLOCK: &str = "the clock";

/// How everything stands.
#[derive(Debug, Clone)]
struct Stand {
    state: MatchState,
    held_from: Option<MatchState>,
    request: RequestState,
    helpers_agreed: i32,
    load: i32,
}

impl Stand {
    /// What cannot be, if anything.
    fn fault(&self, is_parted: bool) -> Option<&'static str> {
        let takes_place = self.held_from.unwrap_or(self.state) == MatchState::Agreed;
        let places = i32::from(takes_place);
        if self.load != places {
            return Some("the helper's places are counted wrong");
        }
        if self.helpers_agreed != places {
            return Some("the helpers of the request are counted wrong");
        }
        if is_parted && !self.state.is_final() {
            return Some("two who are kept apart are brought together");
        }
        if (self.request.is_final() || self.request == RequestState::Referred) && !self.state.is_final() {
            return Some("a match lives on after its request");
        }
        if self.request == RequestState::Held && !(self.state == MatchState::Held || self.state.is_final()) {
            return Some("a match goes on while its request is held");
        }
        (self.request == RequestState::Matched && !takes_place).then_some("matched, and nobody helps")
    }
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

fn stand(t: &TestApp, path: &str, request: &str, offer: &str) -> Stand {
    let (matched, request, offer): (MatchId, RequestId, OfferId) =
        (id(path).parse().unwrap(), request.parse().unwrap(), offer.parse().unwrap());
    t.read(move |tx| {
        let (state, held_from) =
            matches::table.find(matched).select((matches::state, matches::held_from)).first(tx.conn)?;
        let (request, helpers_agreed) =
            requests::table.find(request).select((requests::state, requests::helpers_agreed)).first(tx.conn)?;
        let load = offers::table.find(offer).select(offers::load).first(tx.conn)?;
        Ok(Stand { state, held_from, request, helpers_agreed, load })
    })
}

/// What cannot be of a person who left, or is suspended, with all that is theirs.
fn person_fault(of: PersonState, state: MatchState, offer: OfferState, request: RequestState) -> Option<&'static str> {
    let (is_left, is_suspended) = (of == PersonState::Left, of == PersonState::Suspended);
    if is_left && !(state.is_final() && request.is_final()) {
        return Some("a match or a request lives on after who left");
    }
    if is_suspended && !(state == MatchState::Held || state.is_final()) {
        return Some("a match goes on with who is suspended");
    }
    let is_stopped = offer == OfferState::Held || offer == OfferState::Retired;
    (is_suspended && !is_stopped).then_some("an offer counts of who is suspended")
}

fn person(t: &TestApp, of: &Person) -> PersonState {
    let id = of.id;
    t.read(move |tx| Ok(people::table.find(id).select(people::state).first(tx.conn)?))
}

both! {
    with TestApp::start;

    fn whatever_races_one_legal_order_wins_and_the_losers_get_a_409(t) {
        let Scene { mut katrien, service, .. } = t.care_scene();
        let mut mieke = t.buurtwerker("Mieke", t.neighbourhood("DEMO-01"));
        for round in 0..rounds(1_000) {
            let (mut an, mut bilal) = (t.resident(&format!("An{round}")), t.resident(&format!("Bilal{round}")));
            let offer = offers_help(&bilal, &katrien, 1);
            let request = asks_openly(&an, &katrien);
            let path = proposes(&katrien, &request, &offer);
            let first: &Person = if round % 2 == 0 { &an } else { &bilal };
            first.post(&format!("{path}/accept"), json!({})).ok(200);
            let draft = json!({
                "requestId": request, "serviceId": service, "reason": "zorg", "shared": ["name"],
                "override": { "reason": "vital" }, "urgency": "flexible",
            });
            let referral = katrien.post("/v1/referrals", draft).ok(201).id();
            // In a seventh of the rounds the proposal is too old.
            let is_late = round % 7 == 1;
            if is_late {
                t.passes(PROPOSAL_LASTS);
                for who in [&mut an, &mut bilal, &mut katrien, &mut mieke] {
                    *who = t.again(who);
                }
            }
            // A third of the rounds are without a block: after one, nothing else could be seen.
            let is_parted = round % 3 == 0;
            let hold = json!({ "reason": "safeguarding" });
            let of_request = |verb: &str| format!("/v1/requests/{request}/{verb}");
            let mut calls: Vec<(&Person, String, Value)> = vec![
                (&an, format!("{path}/accept"), json!({})),
                (&bilal, format!("{path}/accept"), json!({})),
                (&bilal, format!("{path}/decline"), json!({})),
                (&an, format!("{path}/end"), json!({ "outcome": "stopped" })),
                (&an, of_request("withdraw"), json!({ "reason": "foundHelp" })),
                (&an, of_request("fulfil"), json!({ "outcome": "helped" })),
                (&bilal, format!("/v1/offers/{offer}/pause"), json!({})),
                (&bilal, format!("/v1/offers/{offer}/retire"), json!({})),
                (&katrien, format!("{path}/hold"), hold.clone()),
                (&mieke, format!("{path}/release"), json!({})),
                (&mieke, format!("{path}/close"), json!({})),
                (&mieke, format!("{path}/cancel"), json!({})),
                (&katrien, of_request("hold"), hold.clone()),
                (&mieke, of_request("release"), json!({})),
                (&katrien, format!("/v1/referrals/{referral}/send"), json!({})),
            ];
            if is_parted {
                let other = json!({ "otherPersonId": bilal.id });
                calls.push((&mieke, format!("/v1/people/{}/blocks", an.id), other));
            }
            // So are those in which somebody leaves or is suspended: their other calls find the door shut.
            let is_shut = round % 5 != 0;
            let is_erased = [3, 4].contains(&(round % 5));
            if round % 5 == 1 {
                calls.push((&an, "/v1/me/leave".to_owned(), json!({})));
            }
            if round % 5 == 2 {
                calls.push((&mieke, format!("/v1/people/{}/suspend", bilal.id), json!({ "reason": "other" })));
                calls.push((&katrien, format!("/v1/people/{}/reinstate", bilal.id), json!({})));
            }
            if is_erased {
                let who = if round % 5 == 3 { &an } else { &bilal };
                calls.push((who, "/v1/me".to_owned(), Value::Null));
            }
            if is_late {
                calls.push((&an, CLOCK.to_owned(), Value::Null));
            }
            let on = id(&path).parse().unwrap();
            // Who is started first differs from round to round.
            let count = calls.len();
            calls.rotate_left(round % count);
            let statuses = at_once(count, |it| {
                let (who, path, body) = &calls[it];
                if path == CLOCK {
                    t.write(move |tx| work::run(tx, Job::StrikeMatch { on }));
                    return 200;
                }
                let client = who.client.off_contract();
                if path == "/v1/me" {
                    return client.if_match("*").delete(path).status;
                }
                client.post(path, body.clone()).status
            });
            let is_fine = |status: u16| match status {
                200 | 201 | 409 => true,
                401 => is_shut,
                // Who is erased is not there any more, for the team either.
                204 | 404 => is_erased,
                _ => false,
            };
            let unexpected = statuses.iter().zip(&calls).find(|(it, _)| !is_fine(**it));
            assert!(unexpected.is_none(), "round {round}: {:?}", unexpected.map(|(it, call)| (it, &call.1)));
            let stand = stand(t, &path, &request, &offer);
            assert_eq!(stand.fault(is_parted), None, "round {round}: {stand:?}");
            let of_offer = t.offer(offer.parse().unwrap()).0;
            for (who, request) in [(&an, stand.request), (&bilal, RequestState::Withdrawn)] {
                let who = person(t, who);
                assert_eq!(person_fault(who, stand.state, of_offer, request), None, "round {round}: {who} {stand:?}");
            }
        }
        assert_eq!(deadlocks(&t.fixture), 0, "all take their locks in one order");
    }

    /// The control: two who wait for each other are counted.
    fn two_who_lock_in_different_orders_would_be_seen(t) {
        let (url, both_have_one) = (&t.fixture.url, Barrier::new(2));
        let lock = |conn: &mut Conn, number: usize| conn.execute(&format!("SELECT pg_advisory_lock({number})"));
        let is_postgres = t.fixture.backend == Backend::Postgres;
        if is_postgres {
            let came_through = at_once(2, |it| {
                let mut conn = Conn::open(url);
                lock(&mut conn, it);
                both_have_one.wait();
                catch_unwind(AssertUnwindSafe(|| lock(&mut conn, 1 - it))).is_ok()
            });
            assert_eq!(came_through.iter().filter(|it| **it).count(), 1);
        }
        assert_eq!(deadlocks(&t.fixture), i64::from(is_postgres));
    }

    /// The control: what must never be is seen.
    fn a_place_that_is_taken_twice_would_be_seen(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 1);
        let request = asks_openly(&an, &katrien);
        let path = proposes(&katrien, &request, &offer);
        for side in [&an, &bilal] {
            side.post(&format!("{path}/accept"), json!({})).ok(200);
        }
        let right = stand(t, &path, &request, &offer);
        assert_eq!(right.fault(false), None);
        assert!(right.fault(true).is_some());
        assert!(Stand { load: 2, ..right.clone() }.fault(false).is_some());
        assert!(Stand { helpers_agreed: 0, ..right.clone() }.fault(false).is_some());
        assert!(Stand { request: RequestState::Withdrawn, ..right.clone() }.fault(false).is_some());
        assert!(Stand { request: RequestState::Held, ..right }.fault(false).is_some());
    }
}
