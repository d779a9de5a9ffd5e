//! What a roster and an absence are. Pure.

mod steps;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Instant;
use crate::ids::{AbsenceId, NeighbourhoodId, PersonId};
use crate::platform::language::Locale;
use crate::platform::text::{HelpNumber, Title};
use crate::platform::{Error, Issue};
use crate::when::{WeeklySlot, is_holiday, local_day, opens_at, tomorrow};

pub use steps::{About, DutyLevel, Staff, Step, steps};

/// How many can be on duty, or deputies.
pub const MOST_PEOPLE: usize = 20;
/// How many slots a week can have.
pub const MOST_SLOTS: usize = 28;
/// How many numbers can be shown.
pub const MOST_NUMBERS: usize = 10;
/// How far ahead an absence can be entered, in days.
pub const MOST_DAYS_AHEAD: i64 = 730;
/// No week has so many public holidays.
const MOST_HOLIDAYS: usize = 7;

/// A number to call in need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyNumber {
    /// Who answers.
    pub name: Title,
    /// The number.
    pub number: HelpNumber,
}

impl EmergencyNumber {
    /// The numbers of this country, in the language of the reader.
    #[must_use]
    pub fn usual(locale: Locale) -> Vec<Self> {
        let number = |number: &str| {
            let name = locale.text(&format!("emergency-{number}"), &[]).parse().ok()?;
            Some(Self { name, number: number.parse().ok()? })
        };
        ["112", "1712", "106"].into_iter().filter_map(number).collect()
    }
}

/// What is set in a roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Who looks first, in order: the first who is there. Empty: all buurtwerkers of the neighbourhood.
    pub duty_persons: Vec<PersonId>,
    /// Who looks next, in order.
    pub deputies: Vec<PersonId>,
    /// When somebody is there, every week, local time. Public holidays are left out by themselves.
    pub opening_hours: Vec<WeeklySlot>,
    /// Whom to call outside these hours. Empty: [`EmergencyNumber::usual`].
    pub emergency_numbers: Vec<EmergencyNumber>,
}

/// The roster of a neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Of which neighbourhood.
    pub neighbourhood: NeighbourhoodId,
    /// What is set.
    pub terms: Terms,
    /// Counts the changes.
    pub version: i32,
    /// When it was first set.
    pub created_at: Instant,
    /// When it was last set.
    pub updated_at: Instant,
}

impl Terms {
    /// All that is wrong with them, where only these buurtwerkers can be on duty.
    #[must_use]
    pub fn faults(&self, buurtwerkers: &[PersonId]) -> Vec<Issue> {
        let mut faults = Vec::new();
        let mut add = |pointer: String, detail: &str| faults.push(Issue { pointer, detail: detail.to_owned() });
        let mut named: Vec<PersonId> = Vec::new();
        for (member, people) in [("dutyPersons", &self.duty_persons), ("deputies", &self.deputies)] {
            for (number, person) in people.iter().enumerate() {
                // The same words for somebody unknown: who exists is nobody's business.
                if !buurtwerkers.contains(person) {
                    add(format!("/{member}/{number}"), "is no buurtwerker of this neighbourhood");
                } else if named.contains(person) {
                    add(format!("/{member}/{number}"), "stands in the roster already");
                }
                named.push(*person);
            }
        }
        for (number, slot) in self.opening_hours.iter().enumerate() {
            let overlaps = |it: &WeeklySlot| it.day == slot.day && it.from < slot.to && slot.from < it.to;
            if slot.check().is_err() {
                add(format!("/openingHours/{number}/to"), "must come after from, on the same day");
            } else if self.opening_hours.iter().take(number).any(overlaps) {
                add(format!("/openingHours/{number}"), "overlaps with a slot before it");
            }
        }
        faults
    }

    /// When the team is there next: now, where it is there now. `None`: no hours are set.
    #[must_use]
    pub fn opens_at(&self, now: Instant) -> Option<Instant> {
        let mut at = opens_at(&self.opening_hours, now)?;
        for _ in 0..MOST_HOLIDAYS {
            if !is_holiday(local_day(at)) {
                break;
            }
            at = opens_at(&self.opening_hours, tomorrow(at))?;
        }
        Some(at)
    }

    /// The numbers to call, in the language of the reader where they are those of this country.
    #[must_use]
    pub fn numbers(&self, locale: Locale) -> Vec<EmergencyNumber> {
        if self.emergency_numbers.is_empty() {
            return EmergencyNumber::usual(locale);
        }
        self.emergency_numbers.clone()
    }

    /// What somebody should know who needs help while the team is not there; `None` while it is. Where no hours are set
    /// nobody knows whether it is, so the numbers are always told: one too many does no harm.
    #[must_use]
    pub fn outside_duty_hours(&self, now: Instant, locale: Locale) -> Option<OutsideDutyHours> {
        let opens_at = self.opens_at(now);
        let is_open = opens_at.is_some_and(|it| it <= now);
        (!is_open).then(|| OutsideDutyHours { opens_at, emergency_numbers: self.numbers(locale) })
    }
}

/// What somebody should know who needs help while nobody of the team is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OutsideDutyHours {
    /// When the team is there next; absent where its hours are not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub opens_at: Option<Instant>,
    /// Whom to call meanwhile.
    pub emergency_numbers: Vec<EmergencyNumber>,
}

/// Somebody of a team is away, on whole days of local time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// The id.
    pub id: AbsenceId,
    /// Of which team.
    pub neighbourhood: NeighbourhoodId,
    /// Who.
    pub person: PersonId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// When it was entered.
    pub created_at: Instant,
}

impl Absence {
    /// Whether the person is away at a moment.
    #[must_use]
    pub fn covers(&self, at: Instant) -> bool {
        (self.from..=self.until).contains(&local_day(at))
    }
}

/// Holds the days of an absence against what they must be.
///
/// # Errors
/// A refusal that says which day is wrong.
pub fn check_days(from: NaiveDate, until: NaiveDate, now: Instant) -> Result<(), Error> {
    let today = local_day(now);
    if until < from {
        return Err(Error::invalid("/until", "must not come before from"));
    }
    if until < today {
        return Err(Error::invalid("/until", "lies in the past"));
    }
    if (until - today).num_days() > MOST_DAYS_AHEAD {
        return Err(Error::invalid("/until", "lies more than two years ahead"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::when::Day;

    fn moment(text: &str) -> Instant {
        chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc().into()
    }

    fn open_on_working_days() -> Terms {
        let slot = |day| WeeklySlot { day, from: "09:00".parse().unwrap(), to: "17:00".parse().unwrap() };
        let days = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri];
        Terms { opening_hours: days.into_iter().map(slot).collect(), ..Terms::default() }
    }

    #[test]
    fn on_a_public_holiday_nobody_is_there() {
        let terms = open_on_working_days();
        for (now, opens) in [
            ("2026-04-03T16:59:00+02:00", "2026-04-03T16:59:00+02:00"), // Friday
            ("2026-04-03T17:00:00+02:00", "2026-04-07T09:00:00+02:00"), // over Easter Monday
            ("2026-04-06T10:00:00+02:00", "2026-04-07T09:00:00+02:00"), // on Easter Monday
            ("2026-12-24T18:00:00+01:00", "2026-12-28T09:00:00+01:00"), // Christmas on a Friday
        ] {
            assert_eq!(terms.opens_at(moment(now)), Some(moment(opens)), "{now}");
        }
    }

    #[test]
    fn without_hours_the_numbers_are_always_told() {
        let outside = Terms::default().outside_duty_hours(moment("2026-03-02T10:00:00+01:00"), Locale::Dutch).unwrap();
        assert_eq!((outside.opens_at, outside.emergency_numbers.len()), (None, 3));
        assert_eq!(open_on_working_days().outside_duty_hours(moment("2026-03-02T10:00:00+01:00"), Locale::Dutch), None);
    }

    #[test]
    fn the_numbers_of_this_country_have_names_in_every_language() {
        for locale in Locale::ALL {
            let numbers: Vec<_> = EmergencyNumber::usual(*locale);
            assert_eq!(numbers.len(), 3);
            for it in numbers {
                assert!(locale.has(&format!("emergency-{}", it.number.as_str())), "{locale}");
            }
        }
    }

    #[test]
    fn an_absence_is_of_whole_local_days() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // The Sunday on which the clock goes forward.
        let absence = Absence {
            id: AbsenceId::fresh(),
            neighbourhood: NeighbourhoodId::fresh(),
            person: PersonId::fresh(),
            from: day("2026-03-29"),
            until: day("2026-03-29"),
            created_at: moment("2026-03-02T10:00:00+01:00"),
        };
        assert!(!absence.covers(moment("2026-03-28T23:59:59+01:00")));
        assert!(absence.covers(moment("2026-03-29T00:00:00+01:00")));
        assert!(absence.covers(moment("2026-03-29T23:59:59+02:00")));
        assert!(!absence.covers(moment("2026-03-30T00:00:00+02:00")));
    }
}
