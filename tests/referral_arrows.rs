//! What each verb makes of a referral, and what time does to it.

use std::fmt::Write;

use buurtnet::clock::Instant;
use buurtnet::ids::{OrganisationId, PersonId, ReferralId, RequestId, ServiceId};
use buurtnet::referrals::model::{Due, Referral, ReferralOutcome, ReferralState, ReferralStatusReason, ReferralVerb};
use buurtnet::requests::model::Urgency;
use chrono::TimeDelta;

use crate::support::golden::assert_golden;

fn at(second: i64) -> Instant {
    Instant::from_micros(second * 1_000_000).expect("a moment")
}

fn in_state(state: ReferralState) -> Referral {
    Referral {
        id: ReferralId::fresh(),
        request: RequestId::fresh(),
        on_match: None,
        person: PersonId::fresh(),
        service: ServiceId::fresh(),
        organisation: OrganisationId::fresh(),
        neighbourhood: None,
        state,
        status_reason: None,
        outcome: (state == ReferralState::Completed).then_some(ReferralOutcome::Helped),
        shared: Vec::new(),
        consent: None,
        overridden: true,
        urgency: Urgency::Flexible,
        beside: false,
        business_status: None,
        business_at: None,
        asked_at: state.is_live().then_some(at(1)),
        prepared_by: PersonId::fresh(),
        sent_by: None,
        override_read_at: None,
        override_late_at: None,
        rerouted_from: None,
        handed_back_at: None,
        waiting_since: (state != ReferralState::Draft).then_some(at(1)),
        reminded_at: None,
        sent_at: (state != ReferralState::Draft).then_some(at(1)),
        ended_at: None,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn after(it: Referral, verb: ReferralVerb) -> Option<Referral> {
    let now = at(2);
    match verb {
        ReferralVerb::Discard => it.discard(now),
        ReferralVerb::Send => it.send(PersonId::fresh(), now),
        ReferralVerb::Ask => it.ask(now),
        ReferralVerb::Reply => it.reply(now),
        ReferralVerb::Accept => it.accept(now),
        ReferralVerb::Reject => it.reject(ReferralStatusReason::NoCapacity, now),
        ReferralVerb::WaitList => it.wait_list(at(3), now),
        ReferralVerb::Plan => it.plan(at(3), now),
        ReferralVerb::NoShow => it.no_show(now),
        ReferralVerb::Start => it.start(now),
        ReferralVerb::Hold => it.hold(ReferralStatusReason::PersonAway, now),
        ReferralVerb::Resume => it.resume(now),
        ReferralVerb::Complete => it.complete(ReferralOutcome::Helped, now),
        ReferralVerb::Fail => it.fail(ReferralStatusReason::NotReachable, now),
        ReferralVerb::Cancel => it.cancel(ReferralStatusReason::Other, now),
        ReferralVerb::HandBack => it.hand_back(now),
        ReferralVerb::Reroute => it.reroute(),
        ReferralVerb::Retract => it.retract(now),
        ReferralVerb::ApproveOverride => it.approve_override(now),
        ReferralVerb::RefuseOverride => it.refuse_override(now),
    }
    .ok()
}

#[test]
fn every_state_meets_every_verb() {
    let mut table = String::new();
    for state in ReferralState::ALL {
        for verb in ReferralVerb::ALL {
            let (before, after) = (in_state(*state), after(in_state(*state), *verb));
            assert_eq!(before.allows(*verb), after.is_some(), "{state} {verb}");
            let word = after.as_ref().map_or("-", |it| it.state.as_str());
            let outcome = after.and_then(|it| it.outcome).map(|it| format!(" ({it})")).unwrap_or_default();
            writeln!(table, "{:<15} {:<15} {word}{outcome}", state.as_str(), verb.as_str()).expect("a line");
        }
        let ended = in_state(*state).cancel_by_cascade(ReferralStatusReason::ConsentWithdrawn, at(2));
        let word = ended.map_or("-", |it| it.state.as_str());
        writeln!(table, "{:<15} {:<15} {word}", state.as_str(), "(cascade)").expect("a line");
    }
    assert_golden("transitions/referral.txt", &table);
}

#[test]
fn access_ends_thirty_days_after_the_end() {
    let ended = Referral { ended_at: Some(at(0)), ..in_state(ReferralState::Completed) };
    assert!(ended.is_within_access(at(0) + TimeDelta::days(30)));
    assert!(!ended.is_within_access(at(1) + TimeDelta::days(30)));
    assert!(!in_state(ReferralState::Draft).is_within_access(at(1)));
    let retracted = in_state(ReferralState::EnteredInError);
    assert!(retracted.is_known_to_organisation() && !retracted.is_within_access(at(1)));
}

#[test]
fn a_promised_date_is_the_word_of_the_organisation_and_nothing_is_asked_before() {
    let day = |it: i64| at(it * 86_400);
    // The second day of 1970 was a Friday.
    let accepted = Referral { asked_at: None, overridden: false, ..in_state(ReferralState::Requested) };
    let accepted = accepted.accept(day(1)).expect("accepted");
    let due = |it: &Referral| it.clock().map(|it| it.0);
    assert_eq!(due(&accepted), Some(day(15)), "ten working days");
    let planned = accepted.clone().plan(day(29), day(2)).expect("planned");
    assert_eq!(due(&planned), Some(day(43)), "ten working days from the appointment");
    let listed = accepted.clone().wait_list(day(99), day(2)).expect("on the list");
    assert_eq!(due(&listed), Some(day(113)));
    let sooner = accepted.clone().plan(day(4), day(3)).expect("planned").ask(day(5)).expect("asked");
    assert_eq!(due(&sooner), None, "a question stops it");
    assert_eq!(due(&sooner.reply(day(6)).expect("replied")), Some(day(20)), "the last word counts when it is later");
    let missed = planned.no_show(day(30)).expect("not there");
    assert_eq!((missed.business_at, due(&missed)), (Some(day(29)), Some(day(43))), "on a Saturday");
    let running = accepted.start(day(2)).expect("started").plan(day(9), day(3)).expect("planned");
    assert_eq!(due(&running), Some(day(69)), "sixty days after the next appointment");
    let paused = running.hold(ReferralStatusReason::PersonAway, day(10)).expect("on hold");
    assert_eq!(due(&paused), Some(day(70)));
    assert_eq!(paused.resume(day(11)).expect("resumed").business_status, None);
}

#[test]
fn the_reply_is_due_like_a_first_look_and_an_override_is_read_in_three_days() {
    let asked = |urgency| Referral { urgency, ..in_state(ReferralState::Requested) }.reply_due_at();
    assert_eq!(asked(Urgency::Today), Some(at(3601)));
    assert_eq!(asked(Urgency::ThisWeek), Some(at(86_401)));
    assert_eq!(asked(Urgency::Flexible), Some(at(5 * 86_400 + 1)), "from Thursday, over a weekend");
    let unread = in_state(ReferralState::Completed);
    assert_eq!(unread.clock(), Some((at(3 * 86_400 + 1), Due::Override)));
    assert_eq!(unread.approve_override(at(5)).expect("read").clock(), None);
}
