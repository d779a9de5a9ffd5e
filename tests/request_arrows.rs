//! The state machine of requests: every state with every verb, and the arrows that matches and referrals cause.

use std::fmt::Write;

use buurtnet::categories::Category;
use buurtnet::clock::Instant;
use buurtnet::codes::Code;
use buurtnet::duty::DutyLevel;
use buurtnet::ids::{PersonId, RequestId};
use buurtnet::policy::Acting;
use buurtnet::requests;
use buurtnet::requests::model::{
    Channel, FulfilOutcome, HelpKind, HelpRequest, HoldReason, InvalidTransition, MatchOutcome, RejectReason,
    RequestState, RequestVerb, Urgency, Visibility, WantedFrom, Wish, WithdrawReason,
};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::golden::assert_golden;
use crate::support::people::in_lindewijk;
use crate::support::requests::{Asked, wish, with};
use crate::support::{Person, TestApp};

fn at(days: i64) -> Instant {
    Instant::from_micros(days * 86_400_000_000).unwrap()
}

/// A request in a state, wanting two helpers.
fn request(state: RequestState, held_from: Option<RequestState>, agreed: i32) -> HelpRequest {
    let person = PersonId::fresh();
    HelpRequest {
        id: RequestId::fresh(),
        person,
        neighbourhood: None,
        state,
        held_from,
        reason: None,
        category: Category::Walk,
        urgency: Urgency::Flexible,
        wish: Wish {
            duration_minutes: 60,
            windows: Vec::new(),
            weekly_slots: Vec::new(),
            help_kind: HelpKind::Once,
            rhythm: None,
            languages: Vec::new(),
            wanted_from: WantedFrom::Anyone,
            minors_involved: false,
            channel: Channel::App,
            visibility: Visibility::BuurtwerkerOnly,
        },
        cell: None,
        near_cell: None,
        entered_by: person,
        helpers_wanted: 2,
        helpers_agreed: agreed,
        first_in_queue: false,
        approved_at: None,
        unseen_since: None,
        state_since: at(0),
        confirmed_at: None,
        pinged_at: None,
        look_asked_at: None,
        look_level: None,
        ever_helped: false,
        covers: None,
        handed_back_from: None,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

type Step = Box<dyn Fn(HelpRequest) -> Result<HelpRequest, InvalidTransition>>;

/// Every verb in every way it can be said.
fn steps() -> Vec<(String, Step)> {
    let now = at(1);
    let mut steps: Vec<(String, Step)> = vec![
        ("change (urgency)".into(), Box::new(move |it| it.change(false, now))),
        ("change (category)".into(), Box::new(move |it| it.change(true, now))),
        ("approve".into(), Box::new(move |it| it.approve(now))),
        ("askForInformation".into(), Box::new(move |it| it.ask_for_information(now))),
        ("answer".into(), Box::new(move |it| it.answer(now))),
        ("reject".into(), Box::new(move |it| it.reject(RejectReason::Other, now))),
        ("hold".into(), Box::new(move |it| it.hold(HoldReason::Other, now))),
        ("release".into(), Box::new(move |it| it.release(now))),
        ("withdraw".into(), Box::new(move |it| it.withdraw(WithdrawReason::Other, now))),
        ("fulfil".into(), Box::new(move |it| it.fulfil(FulfilOutcome::Helped, now))),
        ("match agreed".into(), Box::new(move |it| it.match_agreed(now))),
        ("referral sent".into(), Box::new(move |it| it.referral_sent(now))),
        ("referral over (helped)".into(), Box::new(move |it| it.referral_over(true, now))),
        ("referral over (not helped)".into(), Box::new(move |it| it.referral_over(false, now))),
        ("escalate".into(), Box::new(move |it| it.escalate(DutyLevel::Deputy, now))),
        ("ping".into(), Box::new(move |it| it.ping(now))),
        ("askForLook".into(), Box::new(move |it| it.ask_for_look(now))),
        ("confirmStillNeeded".into(), Box::new(move |it| it.confirm_still_needed(now))),
        ("expire".into(), Box::new(move |it| it.expire(now))),
        ("reopen".into(), Box::new(move |it| it.reopen(now))),
        ("reopen (approved)".into(), Box::new(move |it| HelpRequest { approved_at: Some(now), ..it }.reopen(now))),
        ("reopen (after 31 days)".into(), Box::new(move |it| it.reopen(at(31)))),
    ];
    for how in MatchOutcome::ALL.iter().copied() {
        for (others, live) in [("the last", false), ("others live", true)] {
            let name = format!("match over ({how}, {others})");
            let approved = move |it| HelpRequest { approved_at: Some(now), ..it };
            steps.push((name, Box::new(move |it| approved(it).match_over(how, live, now))));
        }
    }
    let moved_meanwhile = "match over (stopped, not looked at since)".to_owned();
    steps.push((moved_meanwhile, Box::new(move |it| it.match_over(MatchOutcome::Stopped, false, now))));
    steps
}

fn shown(request: &HelpRequest) -> String {
    let held = request.held_from.map_or(String::new(), |it| format!(" from {it}"));
    let first = if request.first_in_queue { ", first in the queue" } else { "" };
    format!("{}{held}, {} of {} agreed{first}", request.state, request.helpers_agreed, request.helpers_wanted)
}

#[test]
fn every_state_with_every_verb() {
    use RequestState::{Held, Matched, Open, Referred, Submitted};
    let mut before: Vec<_> = RequestState::ALL
        .iter()
        .filter(|it| **it != Held)
        .map(|it| request(*it, None, if *it == Matched { 2 } else { 0 }))
        .collect();
    before.extend([request(Open, None, 1), request(Submitted, None, 1)]);
    before.extend(
        [(Submitted, 0), (Open, 1), (Matched, 2), (Referred, 0)].map(|(it, agreed)| request(Held, Some(it), agreed)),
    );
    let mut table =
        String::from("# What each verb makes of a request that wants two helpers. `-`: refused, 409 wrongState.\n");
    for before in before {
        writeln!(table, "\n{}", shown(&before)).unwrap();
        for (name, step) in steps() {
            let after = step(before.clone()).map_or_else(|_| "-".to_owned(), |after| shown(&after));
            writeln!(table, "  {name:<40} {after}").unwrap();
        }
    }
    assert_golden("transitions/request.txt", &table);
}

#[test]
fn the_table_of_starts_says_what_the_arrows_do() {
    let verb_of = |name: &str| {
        let word = name.split(" (").next().unwrap();
        let word = match word {
            "match agreed" => "matchAgreed",
            "match over" => "matchOver",
            "referral sent" => "referralSent",
            "referral over" => "referralOver",
            word => word,
        };
        RequestVerb::from_word(word).unwrap()
    };
    for state in RequestState::ALL.iter().copied() {
        let held_from = (state == RequestState::Held).then_some(RequestState::Open);
        for verb in RequestVerb::ALL.iter().copied() {
            let before = request(state, held_from, i32::from(!state.is_final()));
            let mut ways = steps().into_iter().filter(|(name, _)| verb_of(name) == verb);
            let goes = ways.any(|(_, step)| step(before.clone()).is_ok());
            assert_eq!(before.allows(verb), goes, "{verb} in {state}");
        }
    }
}

#[test]
fn what_was_held_or_changed_does_not_come_back_open() {
    let approved = request(RequestState::Submitted, None, 0).approve(at(1)).unwrap();
    let back = |it: HelpRequest| it.withdraw(WithdrawReason::Other, at(2)).unwrap().reopen(at(3)).unwrap().state;
    assert_eq!(back(approved.clone()), RequestState::Open);
    assert_eq!(back(approved.clone().change(true, at(1)).unwrap()), RequestState::Submitted);
    assert_eq!(back(approved.clone().hold(HoldReason::Other, at(1)).unwrap()), RequestState::Submitted);
    assert_eq!(back(approved.referral_sent(at(1)).unwrap()), RequestState::Submitted);
}

/// A request that wants so many helpers, approved.
fn open(t: &TestApp, ada: &Person, helpers: i32) -> Asked {
    let asked = ada.asks(with(wish("groceries"), json!({ "helpersWanted": helpers })));
    let katrien = t.buurtwerker(&format!("Katrien{}", asked.id), t.neighbourhood("DEMO-01"));
    katrien.does("approve", &asked).ok(200);
    asked
}

fn agree(t: &TestApp, asked: &Asked) -> Option<Code> {
    let id = asked.id;
    let done = t.try_write(move |tx| requests::match_agreed(tx, id, Acting::SYSTEM));
    done.err().and_then(|it| it.code())
}

fn over(t: &TestApp, asked: &Asked, how: MatchOutcome, others_live: bool) -> Option<Code> {
    let id = asked.id;
    let done = t.try_write(move |tx| requests::match_over(tx, id, Acting::SYSTEM, how, others_live));
    done.err().and_then(|it| it.code())
}

fn standing(ada: &Person, asked: &Asked) -> (Value, Value) {
    let now = ada.get(&asked.path).ok(200);
    (now.field("state").clone(), now.field("helpersAgreed").clone())
}

both! {
    with TestApp::start;

    fn a_request_is_matched_when_all_helpers_agreed(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada, 2);
        assert_eq!(agree(t, &asked), None);
        assert_eq!(standing(&ada, &asked), (json!("open"), json!(1)));
        assert_eq!(agree(t, &asked), None);
        assert_eq!(standing(&ada, &asked), (json!("matched"), json!(2)));
        assert_eq!(agree(t, &asked), Some(Code::WrongState));
        assert_eq!(t.events_of(asked.id).last().unwrap(), "request.matched");
        let etag = ada.get(&asked.path).etag();
        ada.if_match(&etag).patch(&asked.path, json!({ "urgency": "today" })).is_problem("wrongState", 409);
        assert_eq!(over(t, &asked, MatchOutcome::NoShow, true), None);
        assert_eq!(standing(&ada, &asked), (json!("open"), json!(1)));
        let etag = ada.get(&asked.path).etag();
        let fewer = ada.if_match(&etag).patch(&asked.path, json!({ "helpersWanted": 1 }));
        assert_eq!(fewer.is_problem("badRequest", 400).field("issues/0/pointer"), "/helpersWanted");
        assert_eq!(over(t, &asked, MatchOutcome::Helped, false), None);
        assert_eq!(standing(&ada, &asked), (json!("fulfilled"), json!(0)));
        assert_eq!(t.events_of(asked.id).last().unwrap(), "request.fulfilled");
        assert_eq!(over(t, &asked, MatchOutcome::Helped, false), Some(Code::WrongState));
    }

    fn how_a_match_ended_moves_its_request(t) {
        let ada = t.resident("Ada");
        for (how, state, event) in [
            (MatchOutcome::Helped, "fulfilled", "request.fulfilled"),
            (MatchOutcome::NoShow, "open", "request.vacated"),
            (MatchOutcome::Stopped, "open", "request.vacated"),
            (MatchOutcome::NotNeeded, "withdrawn", "request.withdrawn"),
            (MatchOutcome::ToProfessional, "submitted", "request.resubmitted"),
        ] {
            let asked = open(t, &ada, 1);
            assert_eq!(agree(t, &asked), None);
            assert_eq!(over(t, &asked, how, false), None);
            assert_eq!(standing(&ada, &asked), (json!(state), json!(0)), "{how}");
            assert_eq!(t.events_of(asked.id).last().unwrap(), event);
        }
    }

    fn of_eight_who_agree_at_once_one_has_the_last_place(t) {
        let ada = t.resident("Ada");
        for _ in 0..5 {
            let asked = open(t, &ada, 1);
            let id = asked.id;
            let won: usize = std::thread::scope(|scope| {
                let agreeing = (0..8).map(|_| {
                    let store = t.store.clone();
                    scope.spawn(move || {
                        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                        let agreed = runtime.block_on(store.write(move |tx| requests::match_agreed(tx, id, Acting::SYSTEM)));
                        match agreed {
                            Ok(()) => 1,
                            Err(error) => {
                                assert_eq!(error.code(), Some(Code::WrongState), "{error}");
                                0
                            }
                        }
                    })
                });
                let agreeing: Vec<_> = agreeing.collect();
                agreeing.into_iter().map(|it| it.join().unwrap()).sum()
            });
            assert_eq!((won, standing(&ada, &asked)), (1, (json!("matched"), json!(1))));
        }
    }

    fn a_referral_takes_the_request_and_brings_it_back_first(t) {
        let ada = t.resident("Ada");
        let asked = open(t, &ada, 1);
        let id = asked.id;
        let sent = |t: &TestApp| t.try_write(move |tx| requests::referral_sent(tx, id, Acting::SYSTEM)).err().and_then(|it| it.code());
        let end = |t: &TestApp, helped| t.write(move |tx| requests::referral_over(tx, id, Acting::SYSTEM, helped));
        assert_eq!(agree(t, &asked), None);
        assert_eq!(sent(t), None);
        assert_eq!(standing(&ada, &asked), (json!("referred"), json!(0)), "its matches end with it");
        assert_eq!(sent(t), None, "another referral beside the first");
        end(t, false);
        assert_eq!(standing(&ada, &asked).0, "submitted");
        assert_eq!(t.events_of(asked.id).last().unwrap(), "request.returned");
        end(t, true);
        assert_eq!(standing(&ada, &asked).0, "submitted", "one that was beside moves nothing");
        let luc = t.buurtwerker("Luc", t.neighbourhood("DEMO-01"));
        luc.does("hold", &asked).ok(200);
        assert_eq!(sent(t), Some(Code::WrongState));
        luc.does("release", &asked).ok(200);
        assert_eq!(sent(t), None);
        end(t, true);
        assert_eq!(standing(&ada, &asked).0, "fulfilled");
    }

    fn a_request_moves_house_with_its_person(t) {
        let ada = t.resident("Ada");
        let (asked, submitted) = (open(t, &ada, 1), ada.asks_for("walk"));
        let elsewhere = ada.asks(with(wish("walk"), json!({ "place": { "position": in_lindewijk(0) } })));
        let before = ada.get(&elsewhere.path).ok(200);
        t.passes(TimeDelta::minutes(1));
        let etag = ada.get("/v1/me/home").etag();
        let far = json!({ "position": { "lat": 51.5, "lon": 2.5 } });
        ada.if_match(&etag).put("/v1/me/home", far.clone()).ok(200);
        assert_eq!(standing(&ada, &asked).0, "open", "nothing moves before she says yes");
        ada.post("/v1/me/confirmMove", None).ok(200);
        assert_eq!(standing(&ada, &asked).0, "submitted");
        assert_eq!(ada.get(&submitted.path).ok(200).body.get("neighbourhood"), None);
        assert_eq!(ada.get(&elsewhere.path).ok(200).body, before.body, "what has a place of its own stays");
        let happened = t.events_of(asked.id);
        let etag = ada.get("/v1/me/home").etag();
        ada.if_match(&etag).put("/v1/me/home", far).ok(200);
        assert_eq!(t.events_of(asked.id), happened, "a second time moves nothing");
    }
}
