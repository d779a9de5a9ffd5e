//! The schedules of HSDS that are plain hours of every week, local time.

use std::collections::BTreeSet;

use super::shapes::{NotKept, ScheduleIn, is_there};
use crate::hsds::render::by_day;
use crate::when::{Day, TimeOfDay, WeeklySlot};

/// The weekly slots; what is something else is told and not kept, because half of it would be wrong.
pub(super) fn hours(of: &[ScheduleIn], what: &str, not_kept: &mut NotKept) -> Vec<WeeklySlot> {
    let mut slots = BTreeSet::new();
    for schedule in of {
        match weekly(schedule) {
            Ok(of) => slots.extend(of),
            Err(why) => {
                not_kept.insert(format!("{what} {why}"));
            }
        }
    }
    slots.into_iter().collect()
}

fn weekly(of: &ScheduleIn) -> Result<Vec<WeeklySlot>, &'static str> {
    let limits = [&of.valid_from, &of.valid_to, &of.dtstart, &of.until, &of.count];
    if limits.into_iter().any(is_there) {
        return Err("that hold only for a time");
    }
    let times = [of.opens_at.as_deref(), of.closes_at.as_deref()].map(Option::unwrap_or_default);
    if is_there(&of.timezone) || times.into_iter().any(has_offset) {
        return Err("with a time zone or an offset");
    }
    let only_some = [&of.byweekno, &of.bymonthday, &of.byyearday];
    let is_each = !is_there(&of.interval) || ["1", "1.0", "\"1\""].contains(&of.interval.to_string().as_str());
    if !is_each || only_some.into_iter().any(is_there) {
        return Err("that are not for every week");
    }
    let [from, to] = times.map(time);
    let is_weekly = of.freq.as_deref().is_none_or(|it| it == "WEEKLY");
    let named = of.byday.as_deref().unwrap_or_default().split(',').map(|it| day(it.trim()));
    match (from, to, named.collect::<Option<Vec<_>>>()) {
        (Some(from), Some(to), Some(days)) if is_weekly && from < to => {
            Ok(days.into_iter().map(|day| WeeklySlot { day, from, to }).collect())
        }
        _ => Err("that are not weekly hours"),
    }
}

fn has_offset(time: &str) -> bool {
    time.contains(['Z', 'z', '+', '-'])
}

/// A time to the minute.
fn time(text: &str) -> Option<TimeOfDay> {
    let text = if text.len() == "00:00:00".len() { text.strip_suffix(":00")? } else { text };
    text.parse().ok()
}

fn day(word: &str) -> Option<Day> {
    Day::ALL.iter().copied().find(|it| by_day(*it) == word)
}
