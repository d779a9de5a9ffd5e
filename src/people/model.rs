//! Who a person is.

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Instant;
use crate::ids::PersonId;
use crate::places::Spot;
use crate::platform::language::Locale;
use crate::platform::text::{Address, PersonName, PersonPhone};

crate::db::types::words! {
    /// The state of a person.
    PersonState {
        /// Takes part.
        Active = "active",
        /// Away for a while.
        Paused = "paused",
        /// Sign-in closed by the team.
        Suspended = "suspended",
        /// Moved house; the new neighbourhood waits for a yes.
        Moved = "moved",
        /// Stopped taking part.
        Left = "left",
        /// Died.
        Deceased = "deceased",
    }
    /// How it came in that somebody is registered by another.
    EntryHow {
        /// By the app: a guardian.
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
    /// What somebody says of themselves. Used for who asks for help from a woman or a man, and for nothing else.
    Gender {
        /// A woman.
        Woman = "woman",
        /// A man.
        Man = "man",
        /// Neither, or both.
        Other = "other",
    }
    /// How well somebody speaks a language.
    LanguageLevel {
        /// A few words.
        Little = "little",
        /// Enough for everyday things.
        Ok = "ok",
        /// Well.
        Good = "good",
    }
}

/// A language tag, such as `nl` or `fr-BE` (BCP 47: language and region).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, pattern = "^[a-z]{2,3}(-[A-Z]{2})?$", examples("nl"))]
pub struct LanguageTag(String);

impl LanguageTag {
    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without the region.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or("")
    }
}

impl std::str::FromStr for LanguageTag {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let (language, region) = text.split_once('-').map_or((text, None), |(it, region)| (it, Some(region)));
        let is_language = (2..=3).contains(&language.len()) && language.bytes().all(|it| it.is_ascii_lowercase());
        let is_region = |it: &str| it.len() == 2 && it.bytes().all(|it| it.is_ascii_uppercase());
        if is_language && region.is_none_or(is_region) {
            Ok(Self(text.to_owned()))
        } else {
            Err("is no language tag, such as nl or fr-BE".to_owned())
        }
    }
}

impl<'de> Deserialize<'de> for LanguageTag {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How many languages somebody speaks at most: not more than anybody does.
pub const MOST_LANGUAGES: usize = 20;

/// A language somebody speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Which one.
    pub tag: LanguageTag,
    /// How well.
    pub level: LanguageLevel,
}

/// A year of birth, 1900 to 2100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = i32, minimum = 1900, maximum = 2100)]
pub struct BirthYear(i32);

impl BirthYear {
    /// A year, if it can be one.
    #[must_use]
    pub fn new(year: i32) -> Option<Self> {
        (1900..=2100).contains(&year).then_some(Self(year))
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0
    }

    /// The age in years; where the year leaves doubt, the younger one.
    #[must_use]
    pub fn age(self, now: Instant) -> i32 {
        now.utc().year() - self.0 - 1
    }

    /// The latest year in which somebody was born who surely has this age.
    #[must_use]
    pub fn latest_at(age: i32, now: Instant) -> i32 {
        now.utc().year() - age - 1
    }
}

impl<'de> Deserialize<'de> for BirthYear {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let year = i32::deserialize(source)?;
        Self::new(year).ok_or_else(|| serde::de::Error::custom("must lie between 1900 and 2100"))
    }
}

/// From this age on somebody has an account of their own.
pub const ACCOUNT_AGE: i32 = 13;
/// From this age on somebody asks and offers without a linked guardian.
pub const GUARDED_AGE: i32 = 16;
/// From this age on somebody is grown up, and helps alone.
pub const GROWN_AGE: i32 = 18;

/// The name of a person: sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The first name.
    pub first: PersonName,
    /// The last name.
    pub last: PersonName,
}

/// How a person is reached, besides the account: sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The postal address of the home.
    pub address: Option<Address>,
    /// The phone number.
    #[serde(default)]
    pub phone: Option<PersonPhone>,
    /// Whether nobody said where exactly the home is: the position stands for a whole neighbourhood, or for a part of it.
    #[serde(default)]
    pub roughly: bool,
}

/// A person, with what is sealed opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The state.
    pub state: PersonState,
    /// The name; `None` once erased.
    pub name: Option<Name>,
    /// The year of birth.
    pub birth_year: BirthYear,
    /// The language to write in.
    pub locale: Locale,
    /// The languages spoken.
    pub languages: Vec<Language>,
    /// Where the person lives, if they said so.
    pub home: Option<Spot>,
    /// Counts the changes.
    pub version: i32,
    /// When the person came.
    pub created_at: Instant,
    /// When something last changed.
    pub updated_at: Instant,
}

/// The kind of device that a program says it runs on, in two words: enough to recognise one's own, too little to
/// recognise anybody.
#[must_use]
pub fn kind_of_device(user_agent: &str) -> Option<String> {
    let says = |words: &[(&str, &'static str)]| {
        words.iter().find(|(word, _)| user_agent.contains(word)).map(|(_, name)| *name)
    };
    let program = says(&[("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]);
    let systems = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let known: Vec<_> = [program, says(&systems)].into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// How often a home may move without a buurtwerker …
pub const HOME_MOVES: usize = 2;
/// … in so many days.
pub const HOME_MOVES_DAYS: i64 = 90;

/// Whether a home that moved at these moments may move again.
#[must_use]
pub fn may_move(moves: &[Instant], now: Instant) -> bool {
    let since = now - chrono::TimeDelta::days(HOME_MOVES_DAYS);
    moves.iter().filter(|at| **at > since).count() < HOME_MOVES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i64) -> Instant {
        Instant::from_micros(number * 86_400_000_000).unwrap()
    }

    #[test]
    fn where_the_year_leaves_doubt_the_younger_age_holds() {
        let in_2026 = Instant::from(chrono::DateTime::parse_from_rfc3339("2026-11-22T00:00:00Z").unwrap().to_utc());
        assert_eq!(BirthYear::new(2013).unwrap().age(in_2026), 12);
        assert_eq!(BirthYear::new(2012).unwrap().age(in_2026), 13);
    }

    #[test]
    fn a_home_moves_twice_in_ninety_days() {
        assert!(may_move(&[], day(100)));
        assert!(may_move(&[day(99)], day(100)));
        assert!(!may_move(&[day(98), day(99)], day(100)));
        assert!(may_move(&[day(10), day(99)], day(100)));
    }

    #[test]
    fn a_device_is_told_in_two_words() {
        let phone = "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36";
        assert_eq!(kind_of_device(phone).as_deref(), Some("Chrome, Android"));
        assert_eq!(kind_of_device("curl/8.5"), None);
    }

    #[test]
    fn a_language_tag_is_a_language_and_perhaps_a_region() {
        for good in ["nl", "fr-BE", "ary"] {
            assert!(good.parse::<LanguageTag>().is_ok(), "{good}");
        }
        for bad in ["", "n", "NL", "nl-be", "nl-BE-x", "dutch"] {
            assert!(bad.parse::<LanguageTag>().is_err(), "{bad}");
        }
    }
}
