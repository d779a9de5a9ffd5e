//! What help is wished for: when, how long, how often, by whom.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::clock::Instant;
use crate::people::model::LanguageTag;
use crate::platform::Error;
use crate::when::{WeeklySlot, Window};

crate::db::types::words! {
    /// How soon something is needed.
    Urgency {
        /// Today.
        Today = "today",
        /// This week.
        ThisWeek = "thisWeek",
        /// Whenever it suits.
        Flexible = "flexible",
    }
    /// Whether help is needed once or again and again.
    HelpKind {
        /// Once.
        Once = "once",
        /// Again and again.
        Recurring = "recurring",
    }
    /// How often recurring help is needed.
    Rhythm {
        /// Several times a week.
        SeveralTimesAWeek = "severalTimesAWeek",
        /// Every week.
        Weekly = "weekly",
        /// Every two weeks.
        EveryTwoWeeks = "everyTwoWeeks",
        /// Every month.
        Monthly = "monthly",
    }
    /// From whom help is wished.
    WantedFrom {
        /// From anybody.
        Anyone = "anyone",
        /// From somebody whose checks are in force.
        Vetted = "vetted",
        /// From a woman.
        Woman = "woman",
        /// From a man.
        Man = "man",
    }
    /// How a request came in.
    Channel {
        /// By the app.
        App = "app",
        /// By telephone.
        Phone = "phone",
        /// At a desk.
        Desk = "desk",
        /// At a visit at home.
        HomeVisit = "homeVisit",
        /// On paper.
        Paper = "paper",
    }
    /// Who may come across a request.
    Visibility {
        /// The team only.
        BuurtwerkerOnly = "buurtwerkerOnly",
        /// Also helpers nearby, without a name.
        Nearby = "nearby",
    }
}

/// The shortest help, in minutes.
pub const LEAST_MINUTES: i32 = 15;
/// The longest help, in minutes.
pub const MOST_MINUTES: i32 = 480;
/// The most helpers.
pub const MOST_HELPERS: i32 = 20;
/// The most windows.
const MOST_WINDOWS: usize = 20;
/// The most weekly slots.
const MOST_SLOTS: usize = 28;
/// The most languages.
const MOST_LANGUAGES: usize = 10;
/// How far ahead a window may lie, in days.
const MOST_DAYS_AHEAD: i64 = 366;

/// What help is wished for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wish {
    /// How long one time takes, 15 to 480 minutes.
    pub duration_minutes: i32,
    /// When, in absolute time.
    pub windows: Vec<Window>,
    /// When, every week.
    pub weekly_slots: Vec<WeeklySlot>,
    /// Once or again and again.
    pub help_kind: HelpKind,
    /// How often, for recurring help.
    pub rhythm: Option<Rhythm>,
    /// The languages the requester would like to speak.
    pub languages: Vec<LanguageTag>,
    /// By whom.
    pub wanted_from: WantedFrom,
    /// Whether children are there.
    pub minors_involved: bool,
    /// How the request came in.
    pub channel: Channel,
    /// Who may come across it.
    pub visibility: Visibility,
}

/// What of a wish cannot be, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossible {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// Why.
    pub why: &'static str,
}

impl From<Impossible> for Error {
    fn from(impossible: Impossible) -> Self {
        Self::invalid(impossible.pointer, impossible.why)
    }
}

fn unless(is_fine: bool, pointer: impl Into<String>, why: &'static str) -> Result<(), Impossible> {
    if is_fine { Ok(()) } else { Err(Impossible { pointer: pointer.into(), why }) }
}

impl Wish {
    /// Whether the parts of the wish go together.
    ///
    /// # Errors
    /// The first part that cannot be.
    pub fn check(&self) -> Result<(), Impossible> {
        let minutes = self.duration_minutes;
        unless((LEAST_MINUTES..=MOST_MINUTES).contains(&minutes), "/durationMinutes", "must lie between 15 and 480")?;
        unless(self.windows.len() <= MOST_WINDOWS, "/windows", "has at most 20 items")?;
        unless(self.weekly_slots.len() <= MOST_SLOTS, "/weeklySlots", "has at most 28 items")?;
        unless(self.languages.len() <= MOST_LANGUAGES, "/languages", "has at most 10 items")?;
        let (has_windows, has_slots) = (!self.windows.is_empty(), !self.weekly_slots.is_empty());
        unless(has_windows || has_slots, "/windows", "when is the help needed? Give windows or weeklySlots")?;
        unless(!(has_windows && has_slots), "/weeklySlots", "give windows or weeklySlots, not both")?;
        for (number, slot) in self.weekly_slots.iter().enumerate() {
            let (from, to) = (slot.from.minutes(), slot.to.minutes());
            unless(from < to, format!("/weeklySlots/{number}/to"), "must come after from, on the same day")?;
            let is_long_enough = i32::from(to - from) >= minutes;
            unless(is_long_enough, format!("/weeklySlots/{number}"), "is shorter than durationMinutes")?;
        }
        for (number, window) in self.windows.iter().enumerate() {
            unless(window.start < window.end, format!("/windows/{number}/end"), "must come after start")?;
            let is_long_enough = window.end - window.start >= TimeDelta::minutes(minutes.into());
            unless(is_long_enough, format!("/windows/{number}"), "is shorter than durationMinutes")?;
        }
        let fits = self.rhythm.is_none() || self.help_kind == HelpKind::Recurring;
        unless(fits, "/rhythm", "goes with helpKind recurring only")
    }

    /// Whether the windows lie between now and a year from now. One that has begun today and not yet ended is fine.
    ///
    /// # Errors
    /// The first window that does not.
    pub fn check_windows(&self, now: Instant) -> Result<(), Impossible> {
        let latest = now + TimeDelta::days(MOST_DAYS_AHEAD);
        for (number, window) in self.windows.iter().enumerate() {
            let is_to_come = window.end > now && window.start > now - TimeDelta::days(1);
            unless(is_to_come, format!("/windows/{number}"), "lies in the past")?;
            unless(window.end <= latest, format!("/windows/{number}"), "lies more than a year ahead")?;
        }
        Ok(())
    }

    /// Whether all it was meant for has gone by.
    #[must_use]
    pub fn is_past(&self, now: Instant) -> bool {
        self.weekly_slots.is_empty() && !self.windows.is_empty() && self.windows.iter().all(|it| it.end <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Instant {
        Instant::from_micros(hours * 3_600_000_000).unwrap()
    }

    fn slot(from: &str, to: &str) -> WeeklySlot {
        WeeklySlot { day: crate::when::Day::Tue, from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn wish() -> Wish {
        Wish {
            duration_minutes: 60,
            windows: vec![Window { start: at(10), end: at(12) }],
            weekly_slots: Vec::new(),
            help_kind: HelpKind::Once,
            rhythm: None,
            languages: Vec::new(),
            wanted_from: WantedFrom::Anyone,
            minors_involved: false,
            channel: Channel::App,
            visibility: Visibility::BuurtwerkerOnly,
        }
    }

    fn fault(wish: &Wish) -> String {
        wish.check().unwrap_err().pointer
    }

    #[test]
    fn a_wish_says_when_in_one_way() {
        assert_eq!(wish().check(), Ok(()));
        assert_eq!(fault(&Wish { windows: Vec::new(), ..wish() }), "/windows");
        assert_eq!(fault(&Wish { weekly_slots: vec![slot("09:00", "10:00")], ..wish() }), "/weeklySlots");
        let weekly = |it| Wish { windows: Vec::new(), weekly_slots: vec![it], ..wish() };
        assert_eq!(weekly(slot("23:00", "24:00")).check(), Ok(()));
        assert_eq!(fault(&weekly(slot("10:00", "09:00"))), "/weeklySlots/0/to");
        assert_eq!(fault(&weekly(slot("10:00", "10:59"))), "/weeklySlots/0");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let over = |start, end| Wish { windows: vec![Window { start: at(start), end: at(end) }], ..wish() };
        assert_eq!(fault(&over(12, 10)), "/windows/0/end");
        assert_eq!(fault(&Wish { duration_minutes: 121, ..wish() }), "/windows/0");
        assert_eq!(fault(&Wish { duration_minutes: 14, ..wish() }), "/durationMinutes");
        assert_eq!(fault(&Wish { duration_minutes: 481, ..wish() }), "/durationMinutes");
        assert_eq!(fault(&Wish { rhythm: Some(Rhythm::Weekly), ..wish() }), "/rhythm");
        let recurring = Wish { rhythm: Some(Rhythm::Weekly), help_kind: HelpKind::Recurring, ..wish() };
        assert_eq!(recurring.check(), Ok(()));
        assert_eq!(fault(&Wish { windows: vec![wish().windows[0]; 21], ..wish() }), "/windows");
    }

    #[test]
    fn a_window_lies_in_the_year_to_come() {
        assert_eq!(wish().check_windows(at(11)), Ok(()), "it has begun and not ended");
        assert!(wish().check_windows(at(12)).is_err());
        let since_long = Window { start: at(0), end: at(48) };
        assert!(Wish { windows: vec![since_long], ..wish() }.check_windows(at(30)).is_err());
        assert!(wish().check_windows(at(12 - 366 * 24)).is_ok());
        assert!(wish().check_windows(at(11 - 366 * 24)).is_err());
    }
}
