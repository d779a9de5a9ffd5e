//! Everything at once on one match: a yes from both sides, a no, the clock, withdrawal, holds, an offer that ends, a
//! referral, a block, somebody who leaves, is suspended, or is erased.
//! Whatever the order, it is one that the state machines allow: the log is walked step by step, each call that was answered
//! with a yes is one step of it, and who lost has changed nothing and learns nothing.

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

use super::contender::{Contender, Deed, SAID_ALREADY, Wins, tells, told};
use super::walk::{Walk, end_of_log, log_since};
use crate::support::TestApp;
use crate::support::fixture::{Backend, Conn, deadlocks};
use crate::support::people::Person;
use crate::support::referrals::Scene;
use crate::support::story::{asks_openly, offers_help, proposes};
use crate::support::trust::{at_once, rounds};

/// How long a proposal for help that is not urgent waits for an answer.
const PROPOSAL_LASTS: TimeDelta = TimeDelta::days(3);

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
        let mut wins = Wins::default();
        for round in 0..rounds(1_000) {
            let names = [format!("An{round}"), format!("Bilal{round}")];
            let (mut an, mut bilal) = (t.resident(&names[0]), t.resident(&names[1]));
            let offer = offers_help(&bilal, &katrien, 1);
            let request = asks_openly(&an, &katrien);
            let path = proposes(&katrien, &request, &offer);
            let first: &Person = if round % 2 == 0 { &an } else { &bilal };
            first.post(&format!("{path}/accept"), json!({})).ok(200);
            // Some begin agreed, and some held: from there other arrows lead on.
            match (round / 20) % 4 {
                1 => {
                    let other: &Person = if round % 2 == 0 { &bilal } else { &an };
                    other.post(&format!("{path}/accept"), json!({})).ok(200);
                }
                3 => {
                    katrien.post(&format!("{path}/hold"), json!({ "reason": "safeguarding" })).ok(200);
                }
                _ => {}
            }
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
            let on = id(&path);
            let (of_match, of_request) =
                (|verb: &str| format!("{path}/{verb}"), |verb: &str| format!("/v1/requests/{request}/{verb}"));
            let of_offer = |verb: &str| format!("/v1/offers/{offer}/{verb}");
            let (none, send) = (|| json!({}), format!("/v1/referrals/{referral}/send"));
            // Who said yes already cannot say it again; the other one's yes makes it agreed.
            let (again, yes): (&Person, &Person) = if round % 2 == 0 { (&an, &bilal) } else { (&bilal, &an) };
            let stopped = json!({ "outcome": "stopped" });
            let (found, helped) = (json!({ "reason": "foundHelp" }), json!({ "outcome": "helped" }));
            let mut all: Vec<Contender<'_>> = vec![
                Contender::new("yes", yes, of_match("accept"), none(), "match.agreed", on),
                Contender::new("no", &bilal, of_match("decline"), none(), "match.declined", on),
                Contender::new("end", &an, of_match("end"), stopped, "match.ended", on),
                Contender::new("withdraw", &an, of_request("withdraw"), found, "request.withdrawn", &request)
                    .word("reason", "foundHelp"),
                Contender::new("fulfil", &an, of_request("fulfil"), helped, "request.fulfilled", &request),
                Contender::new("pause the offer", &bilal, of_offer("pause"), none(), "offer.paused", &offer),
                Contender::new("retire the offer", &bilal, of_offer("retire"), none(), "offer.retired", &offer),
                Contender::new("hold", &katrien, of_match("hold"), hold.clone(), "match.held", on),
                Contender::new("release", &mieke, of_match("release"), none(), "match.released", on),
                Contender::new("close", &mieke, of_match("close"), none(), "match.closed", on),
                Contender::new("cancel", &mieke, of_match("cancel"), none(), "match.cancelled", on),
                Contender::new("hold the request", &katrien, of_request("hold"), hold, "request.held", &request),
                Contender::new(
                    "release the request", &mieke, of_request("release"), none(), "request.released", &request,
                ),
                Contender::new("refer", &katrien, send, none(), "referral.sent", &referral),
            ];
            all.push(Contender::new(SAID_ALREADY, again, of_match("accept"), none(), "match.accepted", on));
            if is_parted {
                let (path, other) = (format!("/v1/people/{}/blocks", an.id), json!({ "otherPersonId": bilal.id }));
                let deed = Deed { event: "block.made", of: None, word: None };
                all.push(Contender { name: "block", who: &mieke, call: Some((path, other)), deed });
            }
            // So are those in which somebody leaves or is suspended: their other calls find the door shut.
            let is_shut = round % 5 != 0;
            let is_erased = [3, 4].contains(&(round % 5));
            let (ans, bilals) = (an.id.to_string(), bilal.id.to_string());
            if round % 5 == 1 {
                all.push(Contender::new("leave", &an, "/v1/me/leave".to_owned(), none(), "person.left", &ans));
            }
            if round % 5 == 2 {
                let of = |verb: &str| format!("/v1/people/{bilals}/{verb}");
                let why = json!({ "reason": "other" });
                all.push(Contender::new("suspend", &mieke, of("suspend"), why, "person.suspended", &bilals));
                all.push(Contender::new("reinstate", &katrien, of("reinstate"), none(), "person.reinstated", &bilals));
            }
            if is_erased {
                let (who, id) = if round % 5 == 3 { (&an, &ans) } else { (&bilal, &bilals) };
                all.push(Contender::new("erase", who, "/v1/me".to_owned(), Value::Null, "person.erased", id));
            }
            if is_late {
                let deed = Deed { event: "match.expired", of: on.parse().ok(), word: None };
                all.push(Contender { name: "expire", who: &an, call: None, deed });
            }
            // Who is first differs from round to round.
            let count = all.len();
            all.rotate_left(round % count);
            let on: MatchId = on.parse().unwrap();
            let before = Walk::from_here(t, on, request.parse().unwrap());
            let begun = end_of_log(t);
            let answers = at_once(all.len(), |it| {
                let answer = all[it].calls(it == 0);
                if answer.is_none() {
                    t.write(move |tx| work::run(tx, Job::StrikeMatch { on }));
                }
                answer
            });
            let is_fine = |status: u16| match status {
                200 | 201 | 409 => true,
                401 => is_shut,
                // Who is erased is not there any more, for the team either.
                204 | 404 => is_erased,
                _ => false,
            };
            let log = log_since(t, begun);
            let now = Walk::from_here(t, on, request.parse().unwrap());
            assert_eq!(before.fault(&log, &now), None, "round {round}: {}", told(&log));
            let mut secrets = names.to_vec();
            secrets.extend(["Katrien", "Mieke", "foundHelp", "safeguarding"].map(str::to_owned));
            secrets.extend([&ans, &bilals, &request, &offer, &referral].map(Clone::clone));
            secrets.extend([on.to_string(), katrien.id.to_string(), mieke.id.to_string()]);
            for (contender, answer) in all.iter().zip(&answers) {
                let has_won = answer.as_ref().map_or_else(|| contender.done(&log) == 1, |it| it.status < 300);
                assert_eq!(contender.fault(has_won, &log), None, "round {round}: {}", told(&log));
                wins.count(contender.name, has_won);
                let Some(answer) = answer else { continue };
                assert!(is_fine(answer.status), "round {round}: {}: {answer}", contender.name);
                if !has_won {
                    assert_eq!(tells(answer, &secrets), None, "round {round}: {}: {answer}", contender.name);
                }
            }
            let stand = stand(t, &path, &request, &offer);
            assert_eq!(stand.fault(is_parted), None, "round {round}: {stand:?}");
            let of_offer = t.offer(offer.parse().unwrap()).0;
            for (who, request) in [(&an, stand.request), (&bilal, RequestState::Withdrawn)] {
                let who = person(t, who);
                assert_eq!(person_fault(who, stand.state, of_offer, request), None, "round {round}: {who} {stand:?}");
            }
        }
        wins.settle();
        assert_eq!(deadlocks(&t.fixture), 0, "all take their locks in one order");
    }

    /// The control: what the state machines do not allow is seen, and so is a yes that nothing was written down of.
    fn an_illegal_walk_and_a_yes_without_a_deed_would_be_seen(t) {
        let katrien = t.buurtwerker("Katrien", t.neighbourhood("DEMO-01"));
        let (an, bilal) = (t.resident("An"), t.resident("Bilal"));
        let offer = offers_help(&bilal, &katrien, 1);
        let request = asks_openly(&an, &katrien);
        let path = proposes(&katrien, &request, &offer);
        let from_here = || Walk::from_here(t, id(&path).parse().unwrap(), request.parse().unwrap());
        let (before, begun) = (from_here(), end_of_log(t));
        let hold = json!({ "reason": "safeguarding" });
        an.post(&format!("{path}/accept"), json!({})).ok(200);
        katrien.post(&format!("{path}/hold"), hold).ok(200);
        katrien.post(&format!("{path}/release"), json!({})).ok(200);
        bilal.post(&format!("{path}/accept"), json!({})).ok(200);
        bilal.post(&format!("{path}/end"), json!({ "outcome": "stopped" })).ok(200);
        let (log, now) = (log_since(t, begun), from_here());
        assert_eq!(before.clone().fault(&log, &now), None, "{}", told(&log));
        assert!(log.len() >= 7, "{}", told(&log));
        for number in 0..log.len() {
            let mut without = log.clone();
            let gone = without.remove(number);
            let counts = !gone.event.ends_with(".disclosed");
            assert_eq!(before.clone().fault(&without, &now).is_some(), counts, "without {}", gone.event);
            let mut twice = log.clone();
            twice.insert(number, gone);
            assert_eq!(before.clone().fault(&twice, &now).is_some(), counts, "{} twice", log[number].event);
        }
        let swapped: Vec<_> = log.iter().rev().cloned().collect();
        assert!(before.fault(&swapped, &now).is_some());

        let end = Contender::new("end", &bilal, String::new(), Value::Null, "match.ended", id(&path));
        assert_eq!((end.fault(true, &log), end.done(&log)), (None, 1));
        assert!(end.fault(false, &log).is_some(), "a no that was done all the same");
        assert!(end.fault(true, &[]).is_some(), "a yes that was never done");
        let no = bilal.post(&format!("{path}/end"), json!({ "outcome": "stopped" }));
        no.is_problem("wrongState", 409);
        assert_eq!(tells(&no, &["Katrien".to_owned()]), None);
        let mut leaks = no.clone();
        leaks.body["detail"] = json!("Katrien was first");
        assert!(tells(&leaks, &[]).is_some());
        leaks.body["detail"] = json!("end is not possible in state Katrien");
        assert!(tells(&leaks, &["Katrien".to_owned()]).is_some());
        leaks = no;
        leaks.body["by"] = json!("somebody");
        assert!(tells(&leaks, &[]).is_some());
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
