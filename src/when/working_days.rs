//! Belgian working days. Pure.
//!
//! Monday to Friday without the ten public holidays of the law of 4 January 1974, which are days of local time.

use chrono::{Datelike, Days, NaiveDate, TimeDelta, TimeZone, Weekday};

use super::ZONE;
use crate::clock::Instant;

/// The holidays that fall on the same date every year: month and day.
const FIXED: [(u32, u32); 7] = [(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)];
/// The holidays that follow Easter, in days after it: Easter Monday, Ascension, Whit Monday.
const AFTER_EASTER: [u64; 3] = [1, 39, 50];

/// The same time of day so many working days later, in local time.
#[must_use]
pub fn after_working_days(since: Instant, days: u32) -> Instant {
    let local = since.utc().with_timezone(&ZONE);
    let (mut date, mut left) = (local.date_naive(), days);
    while left > 0 {
        let Some(next) = date.succ_opt() else { return since };
        date = next;
        if is_working_day(date) {
            left -= 1;
        }
    }
    // An hour that the clocks skip comes an hour later.
    let wanted = date.and_time(local.time());
    let found = ZONE.from_local_datetime(&wanted).earliest();
    let found = found.or_else(|| ZONE.from_local_datetime(&(wanted + TimeDelta::hours(1))).earliest());
    found.map_or(since, |it| it.to_utc().into())
}

/// The day of a moment, local time.
#[must_use]
pub fn local_day(at: Instant) -> NaiveDate {
    at.utc().with_timezone(&ZONE).date_naive()
}

/// Whether people are at work on a day.
#[must_use]
pub fn is_working_day(day: NaiveDate) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    !is_weekend && !is_holiday(day)
}

/// Whether a day is a public holiday.
#[must_use]
pub fn is_holiday(day: NaiveDate) -> bool {
    let is_fixed = FIXED.contains(&(day.month(), day.day()));
    let easter = easter(day.year());
    let follows_easter = |after: u64| easter.and_then(|it| it.checked_add_days(Days::new(after))) == Some(day);
    is_fixed || AFTER_EASTER.into_iter().any(follows_easter)
}

/// Easter Sunday, by the method printed in Jean Meeus, *Astronomical Algorithms* (1991), chapter 8.
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year % 19;
    let (century, in_century) = (year / 100, year % 100);
    let moon_shift = (8 * century + 13) / 25;
    let epact = (19 * golden + century - century / 4 - moon_shift + 15) % 30;
    let correction = (golden + 11 * epact) / 319;
    let weekday = (2 * (century % 4) + 2 * (in_century / 4) - in_century % 4 - epact + correction + 32) % 7;
    let month = (epact - correction + weekday + 90) / 25;
    let day = (epact - correction + weekday + month + 19) % 32;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc().into()
    }

    #[test]
    fn working_days_are_monday_to_friday_at_the_same_local_time() {
        for (since, days, due) in [
            ("2026-03-02T10:00:00+01:00", 1, "2026-03-03T10:00:00+01:00"), // Monday
            ("2026-03-05T10:00:00+01:00", 3, "2026-03-10T10:00:00+01:00"), // Thursday, over a weekend
            ("2026-03-07T22:00:00+01:00", 1, "2026-03-09T22:00:00+01:00"), // Saturday
            ("2026-03-27T10:00:00+01:00", 1, "2026-03-30T10:00:00+02:00"), // the clocks go forward
            ("2026-03-06T00:30:00+01:00", 1, "2026-03-09T00:30:00+01:00"), // Friday here, Thursday in UTC
            ("2026-04-02T10:00:00+02:00", 2, "2026-04-07T10:00:00+02:00"), // Maundy Thursday, over Easter Monday
            ("2026-12-24T10:00:00+01:00", 1, "2026-12-28T10:00:00+01:00"), // Christmas on a Friday
        ] {
            assert_eq!(after_working_days(at(since), days), at(due), "{since}");
        }
    }

    #[test]
    fn easter_is_when_the_churches_said_and_the_holidays_are_ten() {
        // As published by the Astronomical Society of South Australia for these years.
        let known =
            [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2030, 4, 21), (2038, 4, 25)];
        for (year, month, day) in known {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
        for year in 2024..2060 {
            let days = (0..366).filter_map(|it| NaiveDate::from_yo_opt(year, it + 1));
            let weekdays = days.clone().filter(|it| !matches!(it.weekday(), Weekday::Sat | Weekday::Sun)).count();
            let off = weekdays - days.filter(|it| is_working_day(*it)).count();
            assert!((5..=10).contains(&off), "{year}: {off} holidays on weekdays");
            assert!(easter(year).is_some_and(|it| it.weekday() == Weekday::Sun), "{year}");
        }
    }
}
