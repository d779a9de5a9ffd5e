//! Every clock strikes at its time and not a second before. Each is wound up over HTTP, and then the clock of the
//! program is moved, to a second before its time and to its time. What only a test of its own can show names that test.
//! Every number of days, hours or minutes in the program belongs to one of them, or says why it is no clock.

mod limits;
mod numbers;
mod wound;

use buurtnet::when::after_working_days;
use chrono::TimeDelta;
use limits::{LIMITS, Limit};
use numbers::{OTHERS, numbers, tests};
use wound::{CLOCKS, Clock, Strike, Time, Yard};

use crate::support::TestApp;

/// How often it has struck.
fn strokes(yard: &Yard<'_>, strike: &Strike) -> usize {
    match strike {
        Strike::Event(name, id) => yard.t.events_of(*id).iter().filter(|it| it == name).count(),
        Strike::FollowUp(kind, about) => {
            let all = yard.t.again(&yard.scene.katrien).follow_ups();
            usize::from(all.contains(&((*kind).to_owned(), about.clone())))
        }
    }
}

/// Winds it up, and lets the time go by.
fn strikes(yard: &Yard<'_>, clock: &Clock) {
    let Clock { what, time, winds, .. } = clock;
    let strike = winds(yard);
    let now = yard.t.now();
    let until = match time {
        Time::After(delta) => now + *delta,
        Time::WorkingDays(days) => after_working_days(now, *days),
        Time::At(moment) => moment(now),
    };
    let before = strokes(yard, &strike);
    assert!(before == 0 || matches!(strike, Strike::Event(..)), "{what}: at once");
    yard.t.clock.pass(until - now - TimeDelta::seconds(1));
    yard.t.works();
    assert_eq!(strokes(yard, &strike), before, "{what}: a second too early");
    yard.t.clock.pass(TimeDelta::seconds(1));
    yard.t.works();
    assert_eq!(strokes(yard, &strike), before + 1, "{what}: it did not strike once");
}

/// Opens something, and lets the time go by.
fn closes(yard: &Yard<'_>, limit: &Limit) {
    let Limit { what, time, opens, .. } = limit;
    let open = opens(yard);
    let is_open = || (open.is_open)(&yard.t.again(&open.reader).get(&open.path).ok(200).body);
    assert!(is_open(), "{what}: never open");
    yard.t.clock.pass(*time - TimeDelta::seconds(1));
    yard.t.works();
    assert!(is_open(), "{what}: closed a second too early");
    yard.t.clock.pass(TimeDelta::seconds(2));
    yard.t.works();
    assert!(!is_open(), "{what}: still open");
}

#[test]
fn every_number_of_time_belongs_to_a_clock() {
    let claimed = CLOCKS.iter().flat_map(|it| it.numbers).chain(LIMITS.iter().flat_map(|it| it.numbers));
    let claimed: Vec<&str> = claimed.chain(OTHERS.iter().flat_map(|it| it.numbers)).copied().collect();
    let numbers = numbers();
    assert!(numbers.len() > 60, "{}", numbers.len());
    for number in &numbers {
        assert!(claimed.iter().any(|it| number.contains(it)), "no clock claims {number}");
    }
    for claim in claimed {
        assert!(numbers.iter().any(|it| it.contains(claim)), "{claim} is no number of the program any more");
    }
    let tests = tests();
    for other in OTHERS {
        for test in other.tests {
            assert_eq!(tests.iter().filter(|it| it == test).count(), 1, "{}: {test}", other.what);
        }
    }
}

both! {
    with TestApp::start;

    fn every_clock_strikes_at_its_time_and_not_a_second_before(t) {
        for clock in CLOCKS {
            strikes(&Yard::of(t), clock);
        }
    }

    fn what_is_open_for_a_time_closes_with_it(t) {
        for limit in LIMITS {
            closes(&Yard::of(t), limit);
        }
    }
}
