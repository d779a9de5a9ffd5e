//! How what is wanted and what is offered fit together in time. Pure.
//!
//! A weekly slot means local time in [`ZONE`]: it is the set of all moments whose local day and time lie
//! in it. So on the day the clock goes forward a slot of 02:00 to 03:00 is empty, on the day it goes back it is two
//! hours long, and slots that tile a week tile every week, change days included.

use chrono::{DateTime, Offset, TimeZone};

use super::{Day, TimeOfDay, WeeklySlot, Window, ZONE};
use crate::clock::Instant;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;
const WEEK: i64 = 7 * DAY;
/// 1970 began on a Thursday: the Monday before it.
const MONDAY: i64 = -3 * DAY;
/// Two changes of the clock never lie this near to each other.
const CALM: i64 = DAY / 2;
/// So far is looked: two whole weeks, of which at most one has a change of the clock.
const LONGEST: i64 = 16 * DAY;
/// The hours of one bit of a mask.
const PART: u16 = 3 * 60;

/// A stretch from its first second to before its last, in whatever time.
type Span = (i64, i64);

/// A map of a week: 7 days of 8 parts of three hours, Monday first. A bit is set where a slot touches its part.
#[must_use]
pub fn mask(slots: &[WeeklySlot]) -> i64 {
    let bits = slots.iter().filter(|it| it.check().is_ok()).flat_map(|slot| {
        let parts = slot.from.minutes() / PART..=(slot.to.minutes() - 1) / PART;
        parts.map(|part| day_number(slot.day) * 8 + i64::from(part))
    });
    bits.fold(0, |mask, bit| mask | 1 << bit)
}

/// The weekly slots that a window touches, rounded outwards to whole minutes, split at midnight, in order.
#[must_use]
pub fn weekly(window: &Window) -> Vec<WeeklySlot> {
    let spans = local(seconds_of(window)).into_iter().flat_map(|(from, to, offset)| {
        let from = (from + offset).div_euclid(MINUTE) * MINUTE;
        let to = -(-(to + offset)).div_euclid(MINUTE) * MINUTE;
        // Longer than a week is every day of it.
        on_the_week(from, to.min(from + WEEK))
    });
    merged(spans.collect()).into_iter().flat_map(slots_of).collect()
}

/// The first moment of tomorrow, local time.
#[must_use]
pub fn tomorrow(now: Instant) -> Instant {
    let midnight = ((now.seconds() + offset_at(now.seconds())).div_euclid(DAY) + 1) * DAY;
    // The clock never changes at midnight, so the offset of the evening before holds.
    let at = midnight - offset_at(midnight - offset_at(now.seconds()) - 1);
    Instant::from_micros(at.saturating_mul(1_000_000)).unwrap_or(now)
}

/// The first moment from now on that lies in the slots: now itself where it does. `None`: there are no slots.
#[must_use]
pub fn opens_at(slots: &[WeeklySlot], now: Instant) -> Option<Instant> {
    let ahead = (now.seconds(), now.seconds() + LONGEST);
    let (from, _) = moments_in(&merged(of_slots(slots)), ahead).into_iter().min()?;
    if from == now.seconds() { Some(now) } else { Instant::from_micros(from.saturating_mul(1_000_000)) }
}

/// When help is wanted: in any of the slots and windows. Both empty: whenever it suits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Every week.
    pub slots: &'a [WeeklySlot],
    /// Once.
    pub windows: &'a [Window],
}

impl Wanted<'_> {
    /// Whether nothing is said, so that every offer fits.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.slots.is_empty() && self.windows.is_empty()
    }

    /// The map of the week: an offer whose [`mask`] shares no bit with it cannot fit. `None`: every offer fits.
    #[must_use]
    pub fn mask(self) -> Option<i64> {
        let of_windows = self.windows.iter().fold(0, |all, window| all | mask(&weekly(window)));
        (!self.is_empty()).then(|| mask(self.slots) | of_windows)
    }

    /// The minutes that are wanted in all.
    #[must_use]
    pub fn minutes(self) -> u32 {
        let spans = merged(of_slots(self.slots)).into_iter().chain(of_windows(self.windows));
        minutes(spans.map(|(from, to)| to - from).sum())
    }

    /// The minutes that are wanted and offered.
    #[must_use]
    pub fn overlap_minutes(self, offered: &[WeeklySlot]) -> u32 {
        minutes(self.pieces(offered).into_iter().map(|(from, to)| to - from).sum())
    }

    /// Whether there is a piece of time, wanted and offered without a break, that is long enough.
    #[must_use]
    pub fn fits(self, offered: &[WeeklySlot], duration_minutes: u32) -> bool {
        let longest = self.pieces(offered).into_iter().map(|(from, to)| to - from).max();
        self.is_empty() || longest.is_some_and(|it| it > 0 && it >= i64::from(duration_minutes) * MINUTE)
    }

    /// The pieces of time that are wanted and offered, each as long as it can be.
    fn pieces(self, offered: &[WeeklySlot]) -> Vec<Span> {
        let offered = merged(of_slots(offered));
        let mut pieces = around_the_week(common(&merged(of_slots(self.slots)), &offered));
        for window in of_windows(self.windows) {
            pieces.extend(merged(moments_in(&offered, window)));
        }
        pieces
    }
}

fn day_number(day: Day) -> i64 {
    match day {
        Day::Mon => 0,
        Day::Tue => 1,
        Day::Wed => 2,
        Day::Thu => 3,
        Day::Fri => 4,
        Day::Sat => 5,
        Day::Sun => 6,
    }
}

fn minutes(seconds: i64) -> u32 {
    u32::try_from(seconds / MINUTE).unwrap_or(0)
}

/// How many seconds the local time is ahead of UTC.
fn offset_at(seconds: i64) -> i64 {
    let at = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    i64::from(ZONE.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc())
}

/// A window in whole seconds; parts of a second do not help anybody.
fn seconds_of(window: &Window) -> Span {
    let from = -(-window.start.micros()).div_euclid(1_000_000);
    (from, window.end.seconds().min(from + LONGEST))
}

/// Cuts a span of moments where the clock changes: each part with its offset.
fn local((from, to): Span) -> Vec<(i64, i64, i64)> {
    let (mut parts, mut from) = (Vec::new(), from);
    while from < to {
        let offset = offset_at(from);
        let (mut same, mut until) = (from, to);
        while same < to - 1 {
            let probe = (same + CALM).min(to - 1);
            if offset_at(probe) == offset {
                same = probe;
                continue;
            }
            until = probe;
            while until - same > 1 {
                let middle = same + (until - same) / 2;
                if offset_at(middle) == offset { same = middle } else { until = middle }
            }
            break;
        }
        parts.push((from, until, offset));
        from = until;
    }
    parts
}

/// The slots as spans of a week, its Monday at zero.
fn of_slots(slots: &[WeeklySlot]) -> Vec<Span> {
    let on_day = |slot: &WeeklySlot, it: TimeOfDay| day_number(slot.day) * DAY + i64::from(it.minutes()) * MINUTE;
    slots.iter().map(|slot| (on_day(slot, slot.from), on_day(slot, slot.to))).collect()
}

fn of_windows(windows: &[Window]) -> Vec<Span> {
    merged(windows.iter().map(seconds_of).collect())
}

/// A span of local time as spans of a week.
fn on_the_week(from: i64, to: i64) -> Vec<Span> {
    let start = (from - MONDAY).rem_euclid(WEEK);
    let end = start + (to - from);
    if end <= WEEK { vec![(start, end)] } else { vec![(start, WEEK), (0, end - WEEK)] }
}

/// A span of a week as weekly slots, one for each day.
fn slots_of((from, to): Span) -> Vec<WeeklySlot> {
    let time = |seconds: i64| u16::try_from(seconds / MINUTE).ok().and_then(TimeOfDay::at);
    let on_day = |(day, start): (&Day, i64)| {
        let (from, to) = (from.max(start) - start, to.min(start + DAY) - start);
        if from >= to { None } else { Some(WeeklySlot { day: *day, from: time(from)?, to: time(to)? }) }
    };
    Day::ALL.iter().zip((0..).step_by(24 * 60 * 60)).filter_map(on_day).collect()
}

/// In order, without empty ones, and those that touch as one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|(from, to)| from < to);
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            Some(_) | None => joined.push((from, to)),
        }
    }
    joined
}

/// What lies in both, of merged spans.
fn common(one: &[Span], other: &[Span]) -> Vec<Span> {
    let both = one.iter().flat_map(|a| other.iter().map(|b| (a.0.max(b.0), a.1.min(b.1))));
    both.filter(|(from, to)| from < to).collect()
}

/// Sunday night goes on into Monday.
fn around_the_week(mut pieces: Vec<Span>) -> Vec<Span> {
    let ends = (pieces.first().copied(), pieces.last().copied());
    if let (Some((0, first)), Some((last, WEEK))) = ends
        && pieces.len() > 1
    {
        pieces.remove(0);
        pieces.pop();
        pieces.push((last, WEEK + first));
    }
    pieces
}

/// The moments of a window that lie in the merged spans of a week.
fn moments_in(week: &[Span], window: Span) -> Vec<Span> {
    let mut moments = Vec::new();
    for (from, to, offset) in local(window) {
        let (from, to) = (from + offset, to + offset);
        let mut monday = (from - MONDAY).div_euclid(WEEK) * WEEK + MONDAY;
        while monday < to {
            let here = week.iter().map(|it| (from.max(monday + it.0), to.min(monday + it.1)));
            moments.extend(here.filter(|it| it.0 < it.1).map(|it| (it.0 - offset, it.1 - offset)));
            monday += WEEK;
        }
    }
    moments
}

#[cfg(test)]
mod tests;
