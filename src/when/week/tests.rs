//! The week, tried on change days and against a look at every minute.

use proptest::prelude::*;

use super::*;

fn slot(day: Day, from: &str, to: &str) -> WeeklySlot {
    WeeklySlot { day, from: from.parse().unwrap(), to: to.parse().unwrap() }
}

fn moment(text: &str) -> Instant {
    Instant::from(DateTime::parse_from_rfc3339(text).unwrap().to_utc())
}

fn window(start: &str, end: &str) -> Window {
    Window { start: moment(start), end: moment(end) }
}

fn in_window(windows: &[Window]) -> Wanted<'_> {
    Wanted { slots: &[], windows }
}

fn every_week(slots: &[WeeklySlot]) -> Wanted<'_> {
    Wanted { slots, windows: &[] }
}

/// Every change day from 2020 to 2030: the day in March with 23 hours, the day in October with 25.
fn change_days() -> Vec<(i64, i64)> {
    let days = (18_262..22_280_i64).map(|day| day * DAY);
    let (days, offsets): (Vec<_>, Vec<_>) = days.map(|it| (it, offset_at(it))).unzip();
    let changed = offsets.windows(2).zip(&days).filter(|(pair, _)| pair[0] != pair[1]);
    changed.map(|(pair, day)| (day - pair[0], day + DAY - pair[1])).collect()
}

#[test]
fn what_ends_before_it_begins_is_refused() {
    assert!(slot(Day::Mon, "14:00", "17:00").check().is_ok());
    assert!(slot(Day::Mon, "00:00", "24:00").check().is_ok());
    assert!(slot(Day::Mon, "14:00", "14:00").check().is_err());
    assert!(slot(Day::Mon, "17:00", "14:00").check().is_err());
    assert!(window("2026-03-02T09:00:00Z", "2026-03-02T10:00:00Z").check().is_ok());
    assert!(window("2026-03-02T09:00:00Z", "2026-03-02T09:00:00Z").check().is_err());
}

#[test]
fn a_slot_sets_the_bits_of_the_parts_it_touches() {
    assert_eq!(mask(&[]), 0);
    assert_eq!(mask(&[slot(Day::Mon, "00:00", "03:00")]), 0b1);
    assert_eq!(mask(&[slot(Day::Mon, "02:59", "03:01")]), 0b11);
    assert_eq!(mask(&[slot(Day::Tue, "21:00", "24:00")]), 1 << 15);
    assert_eq!(mask(&[slot(Day::Sun, "00:00", "24:00")]), 0xff << 48);
    assert_eq!(mask(&Day::ALL.iter().map(|day| slot(*day, "00:00", "24:00")).collect::<Vec<_>>()), (1 << 56) - 1);
}

#[test]
fn a_window_over_midnight_is_two_slots() {
    // 23:00 to 01:00 in Brussels, from Sunday to Monday.
    let night = window("2026-03-01T22:00:00Z", "2026-03-02T00:00:00Z");
    assert_eq!(weekly(&night), [slot(Day::Mon, "00:00", "01:00"), slot(Day::Sun, "23:00", "24:00")]);
    let offered = [slot(Day::Sun, "22:00", "24:00"), slot(Day::Mon, "00:00", "00:30")];
    assert!(in_window(&[night]).fits(&offered, 90));
    assert!(!in_window(&[night]).fits(&offered, 91));
    let same_by_week = [slot(Day::Sun, "23:00", "24:00"), slot(Day::Mon, "00:00", "01:00")];
    assert!(every_week(&same_by_week).fits(&offered, 90) && !every_week(&same_by_week).fits(&offered, 91));
}

#[test]
fn a_long_window_is_every_day() {
    let all: Vec<_> = Day::ALL.iter().map(|day| slot(*day, "00:00", "24:00")).collect();
    for end in ["2026-03-09T09:00:00Z", "2026-03-10T09:00:00Z", "9999-12-31T23:59:59Z"] {
        assert_eq!(weekly(&window("2026-03-02T09:00:00Z", end)), all);
    }
    assert!(in_window(&[window("2026-03-02T09:00:00Z", "9999-12-31T23:59:59Z")]).fits(&all, 1440));
}

#[test]
fn when_the_clock_goes_forward_an_hour_is_missing() {
    // Sunday the 29th of March 2026: 01:30 and 03:30 are an hour apart.
    let night = window("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z");
    assert_eq!(weekly(&night), [slot(Day::Sun, "01:30", "02:00"), slot(Day::Sun, "03:00", "03:30")]);
    let wanted = [night];
    let wanted = in_window(&wanted);
    assert!(!wanted.fits(&[slot(Day::Sun, "02:00", "03:00")], 1), "that hour does not exist");
    assert!(wanted.fits(&[slot(Day::Sun, "01:00", "04:00")], 60), "in one piece");
    assert!(!wanted.fits(&[slot(Day::Sun, "01:00", "04:00")], 61));
}

#[test]
fn when_the_clock_goes_back_an_hour_comes_twice() {
    // Sunday the 25th of October 2026.
    let night = [window("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z")];
    assert_eq!(weekly(&night[0]), [slot(Day::Sun, "02:00", "03:00")]);
    assert!(in_window(&night).fits(&[slot(Day::Sun, "02:00", "03:00")], 120));
    assert_eq!(in_window(&night).overlap_minutes(&[slot(Day::Sun, "02:00", "02:15")]), 30, "both of them");
    assert!(!in_window(&night).fits(&[slot(Day::Sun, "02:00", "02:15")], 16), "but not in one piece");
}

#[test]
fn on_every_change_day_each_quarter_is_there_once() {
    let days = change_days();
    assert_eq!(days.len(), 22, "two a year");
    let quarters: Vec<_> = (0..96_u16).map(|it| (it * 15, it * 15 + 15)).collect();
    for day in days {
        let pieces = quarters.iter().flat_map(|(from, to)| {
            let (from, to) = (TimeOfDay::at(*from).unwrap(), TimeOfDay::at(*to).unwrap());
            moments_in(&of_slots(&[WeeklySlot { day: Day::Sun, from, to }]), day)
        });
        let mut pieces: Vec<Span> = pieces.collect();
        pieces.sort_unstable();
        assert_eq!(pieces.first().map(|it| it.0), Some(day.0));
        assert_eq!(pieces.last().map(|it| it.1), Some(day.1));
        assert!(pieces.windows(2).all(|pair| pair[0].1 == pair[1].0), "none missing, none doubled");
        assert!([23, 25].contains(&((day.1 - day.0) / 3600)));
    }
}

#[test]
fn an_empty_wish_fits_all_and_an_empty_offer_only_that() {
    let some = [slot(Day::Mon, "09:00", "12:00")];
    assert!(every_week(&[]).fits(&[], 60) && every_week(&[]).fits(&some, 600));
    assert_eq!(every_week(&[]).mask(), None);
    assert!(!every_week(&some).fits(&[], 1));
}

#[test]
fn two_slots_that_touch_are_one_piece_and_a_gap_breaks_it() {
    let wanted = [slot(Day::Wed, "13:00", "18:00")];
    let touching = [slot(Day::Wed, "12:00", "15:00"), slot(Day::Wed, "15:00", "17:00")];
    let apart = [slot(Day::Wed, "12:00", "15:00"), slot(Day::Wed, "15:01", "18:00")];
    assert!(every_week(&wanted).fits(&touching, 240));
    assert!(every_week(&wanted).fits(&apart, 179) && !every_week(&wanted).fits(&apart, 180));
    assert_eq!(every_week(&wanted).overlap_minutes(&apart), 299);
}

#[test]
fn tomorrow_begins_at_local_midnight() {
    for (now, next) in [
        ("2026-03-02T22:59:59Z", "2026-03-02T23:00:00Z"),
        ("2026-03-02T23:00:00Z", "2026-03-03T23:00:00Z"),
        ("2026-03-28T23:30:00Z", "2026-03-29T22:00:00Z"),
        ("2026-10-24T22:30:00Z", "2026-10-25T23:00:00Z"),
    ] {
        assert_eq!(tomorrow(moment(now)), moment(next), "{now}");
    }
}

fn some_slot() -> impl Strategy<Value = WeeklySlot> {
    (0..7_usize, 0..96_u16, 1..=96_u16).prop_map(|(day, from, length)| WeeklySlot {
        day: Day::ALL[day],
        from: TimeOfDay::at(from * 15).unwrap(),
        to: TimeOfDay::at(((from + length) * 15).min(1440)).unwrap(),
    })
}

/// Windows of up to ten days, many of them around a change of the clock.
fn some_window() -> impl Strategy<Value = Window> {
    let start = prop_oneof![
        0..22_280 * 96_i64,
        0..200_i64,
        (0..22_usize, -100..100_i64).prop_map(|(day, quarters)| { change_days()[day].0 / 900 + quarters })
    ];
    (start, 1..960_i64).prop_map(|(start, length)| Window {
        start: Instant::from_micros(start * 900_000_000).unwrap(),
        end: Instant::from_micros((start + length) * 900_000_000).unwrap(),
    })
}

/// The slot and the time of day of a moment, by chrono and not by the code under test.
fn is_in(slots: &[WeeklySlot], seconds: i64) -> bool {
    use chrono::{Datelike, Timelike};
    let local = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&ZONE);
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap();
    let day = Day::ALL[local.weekday().num_days_from_monday() as usize];
    slots.iter().any(|it| it.day == day && it.from.minutes() <= minute && minute < it.to.minutes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_window_fits_as_a_look_at_every_quarter_says(
        window in some_window(), offered in prop::collection::vec(some_slot(), 0..6), duration in 1..400_u32,
    ) {
        let (mut longest, mut current, mut all) = (0, 0, 0);
        for at in (window.start.seconds()..window.end.seconds()).step_by(900) {
            current = if is_in(&offered, at) { current + 15 } else { 0 };
            all += if current > 0 { 15 } else { 0 };
            longest = longest.max(current);
        }
        let wanted = [window];
        let wanted = in_window(&wanted);
        prop_assert_eq!(wanted.overlap_minutes(&offered), all);
        prop_assert_eq!(wanted.fits(&offered, duration), longest >= duration);
    }

    #[test]
    fn the_slots_of_a_window_are_the_local_times_of_its_moments(window in some_window()) {
        let slots = weekly(&window);
        let mut quarters = std::collections::BTreeSet::new();
        for at in (window.start.seconds()..window.end.seconds()).step_by(900) {
            prop_assert!(is_in(&slots, at));
            quarters.insert((at + offset_at(at) - MONDAY).rem_euclid(WEEK) / 900);
        }
        let named: u32 = slots.iter().map(|it| u32::from(it.to.minutes() - it.from.minutes())).sum();
        prop_assert_eq!(named as usize, quarters.len() * 15, "and no others");
    }

    #[test]
    fn what_fits_shares_a_bit(
        windows in prop::collection::vec(some_window(), 0..3), slots in prop::collection::vec(some_slot(), 0..4),
        offered in prop::collection::vec(some_slot(), 0..4), duration in 1..200_u32,
    ) {
        let wanted = Wanted { slots: &slots, windows: &windows };
        let shares = wanted.mask().is_none_or(|it| it & mask(&offered) != 0);
        prop_assert!(shares || !wanted.fits(&offered, duration));
    }

    #[test]
    fn weeks_fit_as_a_look_at_every_quarter_says(
        slots in prop::collection::vec(some_slot(), 1..5), offered in prop::collection::vec(some_slot(), 0..5),
        duration in 1..400_u32,
    ) {
        // Two rounds of a week without a change, so that what goes on over Sunday night is seen in one piece.
        let monday = moment("2026-06-01T00:00:00+02:00").seconds();
        let (mut longest, mut current, mut all) = (0, 0, 0);
        for quarter in 0..2 * 672 {
            let at = monday + quarter * 900;
            current = if is_in(&slots, at) && is_in(&offered, at) { current + 15 } else { 0 };
            all += if current > 0 { 15 } else { 0 };
            longest = longest.max(current);
        }
        prop_assert_eq!(every_week(&slots).overlap_minutes(&offered) * 2, all);
        prop_assert_eq!(every_week(&slots).fits(&offered, duration), longest >= duration);
    }
}

#[test]
fn what_opens_next_is_told_also_on_change_days() {
    let office = [slot(Day::Mon, "09:00", "12:00"), slot(Day::Mon, "13:00", "17:00"), slot(Day::Fri, "09:00", "17:00")];
    for (now, opens) in [
        ("2026-03-02T09:00:00+01:00", "2026-03-02T09:00:00+01:00"), // Monday: it has just opened
        ("2026-03-02T11:59:59+01:00", "2026-03-02T11:59:59+01:00"),
        ("2026-03-02T12:00:00+01:00", "2026-03-02T13:00:00+01:00"), // the end of a slot lies outside
        ("2026-03-02T17:00:00+01:00", "2026-03-06T09:00:00+01:00"),
        ("2026-03-27T17:30:00+01:00", "2026-03-30T09:00:00+02:00"), // the clock goes forward in between
        ("2026-10-23T18:00:00+02:00", "2026-10-26T09:00:00+01:00"), // and back
    ] {
        assert_eq!(opens_at(&office, moment(now)), Some(moment(opens)), "{now}");
    }
    assert_eq!(opens_at(&[], moment("2026-03-02T09:00:00+01:00")), None);
    // The hour that the clock skips is no hour: it opens a week later.
    let night = [slot(Day::Sun, "02:00", "03:00")];
    let skipped = opens_at(&night, moment("2026-03-28T12:00:00+01:00"));
    assert_eq!(skipped, Some(moment("2026-04-05T02:00:00+02:00")));
    // The hour that comes twice is two: at the half of the second one it is still open.
    let twice = moment("2026-10-25T02:30:00+01:00");
    assert_eq!(opens_at(&night, twice), Some(twice));
}
