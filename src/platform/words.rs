//! Times, clocks and languages in words, in local time.

use chrono::TimeDelta;

use super::language::Locale;
use crate::clock::Instant;
use crate::when::{WeeklySlot, Window, ZONE};

/// A moment: the day and the time.
#[must_use]
pub fn when(at: Instant) -> String {
    at.utc().with_timezone(&ZONE).format("%d/%m/%Y %H:%M").to_string()
}

/// A day.
#[must_use]
pub fn day(at: Instant) -> String {
    at.utc().with_timezone(&ZONE).format("%d/%m/%Y").to_string()
}

/// How long a stretch of time is, roughly: minutes, hours or days.
#[must_use]
pub fn length(of: TimeDelta, locale: Locale) -> String {
    let (number, unit) = match of.num_minutes() {
        minutes @ ..60 => (minutes.max(1), "minute"),
        minutes @ 60..2880 => (minutes / 60, "hour"),
        minutes => (minutes / 1440, "day"),
    };
    let form = if number == 1 { "one" } else { "more" };
    locale.text(&format!("console-{unit}-{form}"), &[("number", number.to_string())])
}

/// How long ago something was.
#[must_use]
pub fn ago(at: Instant, now: Instant, locale: Locale) -> String {
    locale.text("console-ago", &[("length", length(now - at, locale))])
}

/// A clock: how long there is left, or how late it is.
#[derive(Debug, Clone)]
pub struct Clock {
    /// In words.
    pub text: String,
    /// Whether it is too late already.
    pub is_late: bool,
}

/// The clock of what must be done by a moment.
#[must_use]
pub fn clock(due_by: Instant, now: Instant, locale: Locale) -> Clock {
    let is_late = due_by < now;
    let (key, length) = if is_late {
        ("console-late", length(now - due_by, locale))
    } else {
        ("console-left", length(due_by - now, locale))
    };
    Clock { text: locale.text(key, &[("length", length)]), is_late }
}

/// A part of the week.
#[must_use]
pub fn slot(of: &WeeklySlot, locale: Locale) -> String {
    format!("{} {}–{}", locale.text(&format!("day-{}", of.day), &[]), of.from, of.to)
}

/// A stretch of time.
#[must_use]
pub fn window(of: &Window) -> String {
    let (start, end) = (of.start.utc().with_timezone(&ZONE), of.end.utc().with_timezone(&ZONE));
    let end = if start.date_naive() == end.date_naive() { end.format("%H:%M") } else { end.format("%d/%m/%Y %H:%M") };
    format!("{}–{end}", start.format("%d/%m/%Y %H:%M"))
}

/// A language by its own name where it is one of those spoken here, else its tag.
#[must_use]
pub fn language(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or(tag) {
        "nl" => "Nederlands",
        "fr" => "Français",
        "en" => "English",
        "de" => "Deutsch",
        "ar" | "ary" => "العربية",
        "tr" => "Türkçe",
        "es" => "Español",
        "it" => "Italiano",
        "pt" => "Português",
        "pl" => "Polski",
        "ro" => "Română",
        "bg" => "Български",
        "uk" => "Українська",
        "ru" => "Русский",
        "fa" => "فارسی",
        "ps" => "پښتو",
        "so" => "Soomaali",
        "sq" => "Shqip",
        "ti" => "ትግርኛ",
        "rif" => "Tarifiyt",
        _ => tag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_says_what_is_left_or_how_late_it_is() {
        let now = Instant::from_micros(1_772_000_000_000_000).unwrap();
        // Without what keeps the parts apart in a text of another direction.
        let text = |by: TimeDelta| clock(now + by, now, Locale::English).text.replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(text(TimeDelta::minutes(40)), "40 minutes left");
        assert_eq!(text(TimeDelta::hours(3)), "3 hours left");
        assert_eq!(text(TimeDelta::hours(-1)), "1 hour late");
        assert_eq!(text(TimeDelta::days(-3)), "3 days late");
        assert!(clock(now - TimeDelta::seconds(1), now, Locale::Dutch).is_late);
    }
}
