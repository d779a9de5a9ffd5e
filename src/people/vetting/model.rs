//! What a check is, and which level the checks of a person give. Pure.

use crate::clock::Instant;
use crate::ids::{PersonId, VettingCheckId};
use crate::when::Date;

crate::db::types::words! {
    /// What the team has seen of a person.
    CheckKind {
        /// An identity card.
        IdentitySeen = "identitySeen",
        /// They had a talk to get to know each other.
        IntroductionTalk = "introductionTalk",
        /// An extract of the criminal record, model 596.2 (for work with children).
        Extract5962 = "extract596_2",
        /// Something else that gives the same trust, where no extract can be had.
        Alternative = "alternative",
        /// A training.
        Training = "training",
        /// A signed promise of confidentiality.
        ConfidentialitySigned = "confidentialitySigned",
    }
    /// How well the team knows a person.
    VettingLevel {
        /// Not yet.
        None = "none",
        /// The identity was seen, and they talked.
        Known = "known",
        /// Known, with an extract or an alternative, and the confidentiality signed.
        Vetted = "vetted",
    }
    /// Whether a check counts.
    CheckState {
        /// It counts.
        InForce = "inForce",
        /// It should have been renewed.
        Lapsed = "lapsed",
        /// It was entered by mistake.
        Revoked = "revoked",
    }
}

/// So long before the end the person is told, and the team has a follow-up.
const NOTICE_DAYS: u64 = 60;
/// So long after the end goes on what was agreed with somebody vetted.
const GRACE_DAYS: u64 = 30;
/// After so many years every check must be renewed.
const MOST_YEARS: u32 = 10;

impl CheckKind {
    /// After how many years it must be renewed, when nobody says otherwise.
    #[must_use]
    pub const fn years(self) -> u32 {
        match self {
            Self::IdentitySeen | Self::IntroductionTalk => MOST_YEARS,
            Self::Training | Self::ConfidentialitySigned => 3,
            Self::Extract5962 => 2,
            Self::Alternative => 1,
        }
    }
}

/// Something that the team has seen of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The id.
    pub id: VettingCheckId,
    /// Of whom.
    pub person: PersonId,
    /// What.
    pub kind: CheckKind,
    /// When it was seen.
    pub seen_on: Date,
    /// Who of the team saw it.
    pub seen_by: PersonId,
    /// The first day on which it does not count any more.
    pub renew_by: Date,
    /// Who wrote it down.
    pub recorded_by: PersonId,
    /// When it was written down.
    pub recorded_at: Instant,
    /// Who took it back, and when.
    pub revoked: Option<(PersonId, Instant)>,
}

impl Check {
    /// Whether it counts.
    #[must_use]
    pub fn state(&self, today: Date) -> CheckState {
        match self.revoked {
            Some(_) => CheckState::Revoked,
            None if self.renew_by > today => CheckState::InForce,
            None => CheckState::Lapsed,
        }
    }

    /// Counts the changes: it can only be taken back.
    #[must_use]
    pub const fn version(&self) -> i32 {
        if self.revoked.is_some() { 2 } else { 1 }
    }
}

/// A day that cannot be: the member, and why.
pub type WrongDay = (&'static str, &'static str);

/// By when a check must be renewed.
///
/// # Errors
/// When it was seen in the future, or the day to renew it does not follow within ten years.
pub fn renew_by(kind: CheckKind, seen_on: Date, given: Option<Date>, today: Date) -> Result<Date, WrongDay> {
    if seen_on > today {
        return Err(("/seenOn", "lies in the future"));
    }
    let renew_by = given.unwrap_or_else(|| seen_on.years_later(kind.years()));
    if renew_by <= seen_on {
        return Err(("/renewBy", "must come after seenOn"));
    }
    if renew_by > seen_on.years_later(MOST_YEARS) {
        return Err(("/renewBy", "must come within ten years of seenOn"));
    }
    Ok(renew_by)
}

/// How well the team knows a person, and the first day on which that is less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vetting {
    /// The level.
    pub level: VettingLevel,
    /// The first day on which it falls; `None` when it cannot.
    pub until: Option<Date>,
}

/// The level that these checks of a person give on a day.
#[must_use]
pub fn vetting(checks: &[Check], today: Date) -> Vetting {
    let levels = [(VettingLevel::Vetted, vetted_until(checks)), (VettingLevel::Known, known_until(checks))];
    let reached = levels.into_iter().find(|(_, until)| until.is_some_and(|it| it > today));
    let (level, until) = reached.unwrap_or((VettingLevel::None, None));
    Vetting { level, until }
}

/// The first day on which somebody with these checks is not vetted any more, be it past; `None` when something was
/// never seen.
#[must_use]
pub fn vetted_until(checks: &[Check]) -> Option<Date> {
    let record = last(checks, CheckKind::Extract5962).max(last(checks, CheckKind::Alternative))?;
    let signed = last(checks, CheckKind::ConfidentialitySigned)?;
    Some(known_until(checks)?.min(record).min(signed))
}

/// The same of being known.
fn known_until(checks: &[Check]) -> Option<Date> {
    Some(last(checks, CheckKind::IdentitySeen)?.min(last(checks, CheckKind::IntroductionTalk)?))
}

/// What must be seen, or seen anew, for a person to be vetted, or else to be known.
#[must_use]
pub fn missing(checks: &[Check], for_vetted: bool, today: Date) -> Vec<CheckKind> {
    let counts = |kind: CheckKind| last(checks, kind).is_some_and(|it| it > today);
    let mut missing: Vec<_> =
        [CheckKind::IdentitySeen, CheckKind::IntroductionTalk].into_iter().filter(|it| !counts(*it)).collect();
    if for_vetted {
        let has_record = counts(CheckKind::Extract5962) || counts(CheckKind::Alternative);
        missing.extend((!has_record).then_some(CheckKind::Extract5962));
        missing.extend((!counts(CheckKind::ConfidentialitySigned)).then_some(CheckKind::ConfidentialitySigned));
    }
    missing
}

/// The last day to renew the checks of a kind.
fn last(checks: &[Check], kind: CheckKind) -> Option<Date> {
    let of_kind = checks.iter().filter(|it| it.kind == kind && it.revoked.is_none());
    of_kind.map(|it| it.renew_by).max()
}

/// What time does next: the person is told that the vetting lapses, and once they were told of this end, what was agreed
/// with somebody vetted stops with the grace.
#[must_use]
pub fn clock(until: Option<Instant>, told_for: Option<Instant>) -> Option<Instant> {
    until.map(|it| if until == told_for { grace_of(it) } else { notice_of(it) })
}

/// When it is time to renew what ends then.
#[must_use]
pub fn notice_of(until: Instant) -> Instant {
    Date::of(until).days_earlier(NOTICE_DAYS).start()
}

/// When the grace is over of what ended then.
fn grace_of(until: Instant) -> Instant {
    Date::of(until).days_later(GRACE_DAYS).start()
}

/// Whether what was agreed with somebody vetted goes on, where the vetting ends or ended then. Who was never vetted, as
/// the team knows by now, has no grace.
#[must_use]
pub fn goes_on(until: Option<Instant>, now: Instant) -> bool {
    until.is_some_and(|it| now < grace_of(it))
}

#[cfg(test)]
mod tests {
    use super::CheckKind::{Alternative, ConfidentialitySigned, Extract5962, IdentitySeen, IntroductionTalk, Training};
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn seen(kind: CheckKind, renew_by: &str) -> Check {
        let (id, somebody) = (VettingCheckId::fresh(), PersonId::fresh());
        let at = day("2026-01-01");
        Check {
            id,
            person: somebody,
            kind,
            seen_on: at,
            seen_by: somebody,
            renew_by: day(renew_by),
            recorded_by: somebody,
            recorded_at: at.start(),
            revoked: None,
        }
    }

    fn on(today: &str, checks: &[Check]) -> (VettingLevel, Option<String>) {
        let Vetting { level, until } = vetting(checks, day(today));
        (level, until.map(|it| it.to_string()))
    }

    #[test]
    fn the_level_comes_from_the_checks_in_force() {
        let known = [seen(IdentitySeen, "2030-01-01"), seen(IntroductionTalk, "2029-01-01")];
        let until = |it: &str| Some(it.to_owned());
        assert_eq!(on("2026-06-01", &[]), (VettingLevel::None, None));
        assert_eq!(on("2026-06-01", &known[..1]), (VettingLevel::None, None));
        assert_eq!(on("2026-06-01", &known), (VettingLevel::Known, until("2029-01-01")));
        assert_eq!(on("2028-12-31", &known), (VettingLevel::Known, until("2029-01-01")));
        assert_eq!(on("2029-01-01", &known), (VettingLevel::None, None));
        let with = |more: &[Check]| [&known, more].concat();
        let signed = seen(ConfidentialitySigned, "2028-01-01");
        for too_little in [
            with(&[seen(Training, "2028-01-01"), signed.clone()]),
            with(&[seen(Extract5962, "2028-01-01"), seen(Alternative, "2028-01-01")]),
            with(&[seen(Extract5962, "2026-06-01"), signed.clone()]),
        ] {
            assert_eq!(on("2026-06-01", &too_little), (VettingLevel::Known, until("2029-01-01")));
        }
        for record in [Extract5962, Alternative] {
            let vetted = with(&[seen(record, "2027-05-01"), signed.clone()]);
            assert_eq!(on("2027-04-30", &vetted), (VettingLevel::Vetted, until("2027-05-01")));
            assert_eq!(on("2027-05-01", &vetted), (VettingLevel::Known, until("2029-01-01")));
            assert_eq!(vetted_until(&vetted), Some(day("2027-05-01")));
        }
        assert_eq!(vetted_until(&[seen(Extract5962, "2027-05-01"), signed]), None, "never known");
    }

    #[test]
    fn the_latest_of_a_kind_counts_and_what_was_taken_back_does_not() {
        let mut checks = vec![
            seen(IdentitySeen, "2030-01-01"),
            seen(IntroductionTalk, "2030-01-01"),
            seen(ConfidentialitySigned, "2030-01-01"),
            seen(Extract5962, "2026-05-01"),
            seen(Extract5962, "2028-05-01"),
            seen(Alternative, "2027-05-01"),
        ];
        assert_eq!(vetted_until(&checks), Some(day("2028-05-01")));
        checks[4].revoked = Some((PersonId::fresh(), day("2026-02-01").start()));
        assert_eq!(vetted_until(&checks), Some(day("2027-05-01")));
        assert_eq!(checks[4].state(day("2026-03-01")), CheckState::Revoked);
        assert_eq!(checks[3].state(day("2026-05-01")), CheckState::Lapsed);
    }

    #[test]
    fn a_check_is_renewed_after_it_was_seen() {
        let (seen_on, today) = (day("2026-03-02"), day("2026-03-02"));
        for kind in CheckKind::ALL {
            assert_eq!(renew_by(*kind, seen_on, None, today), Ok(seen_on.years_later(kind.years())));
        }
        let wrong = |seen_on, given: &str| renew_by(Training, day(seen_on), Some(day(given)), today).unwrap_err().0;
        assert_eq!(wrong("2026-03-03", "2027-01-01"), "/seenOn");
        assert_eq!(wrong("2026-03-02", "2026-03-02"), "/renewBy");
        assert_eq!(wrong("2026-03-02", "2036-03-03"), "/renewBy");
    }

    #[test]
    fn somebody_is_told_once_of_each_end_and_then_has_thirty_days() {
        let (end, later) = (day("2027-03-02").start(), day("2029-03-02").start());
        assert_eq!(clock(None, None), None);
        assert_eq!(clock(Some(end), None), Some(day("2027-01-01").start()));
        let over = day("2027-04-01").start();
        assert_eq!(clock(Some(end), Some(end)), Some(over));
        assert_eq!(clock(Some(later), Some(end)), Some(day("2029-01-01").start()));
        assert!(goes_on(Some(end), over - chrono::TimeDelta::microseconds(1)));
        assert!(!goes_on(Some(end), over));
        assert!(!goes_on(None, end));
    }
}
