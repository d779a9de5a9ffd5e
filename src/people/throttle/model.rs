//! The rules: how many tries are free, and how long to wait then.

use chrono::TimeDelta;

use crate::clock::Instant;

crate::db::types::words! {
    /// What is counted. The order is the order in which the rows are locked.
    Counted {
        /// Sign-ins to an account from devices that it does not know.
        Account = "account",
        /// Sign-ins from an address.
        Address = "address",
        /// Sign-ins to an account from an address.
        Pair = "pair",
        /// Sign-ins from a device that the account knows.
        Device = "device",
        /// Proofs in a session.
        Session = "session",
        /// Mails to set a new password, to an account.
        ResetMail = "resetMail",
        /// Mails that somebody registers an address again, to an account.
        KnownMail = "knownMail",
        /// Codes by SMS, to a number.
        SmsNumber = "smsNumber",
        /// Codes by SMS, asked for on a device that the account knows.
        SmsDevice = "smsDevice",
        /// Codes by SMS to numbers that somebody verified, or whom the team registered, of the whole instance.
        SmsInstance = "smsInstance",
        /// Codes by SMS to all other numbers, of the whole instance: whoever makes numbers up keeps nobody else out.
        SmsStrangers = "smsStrangers",
        /// Activation codes, from an address.
        Card = "card",
        /// Calls that make a mail or a message go out, from an address.
        Sending = "sending",
    }
}

/// How often something was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// How often.
    pub count: i32,
    /// When the counting began.
    pub since: Instant,
    /// The last time.
    pub last_at: Instant,
}

/// How many are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// So many, then each after a delay that doubles from half a minute to an hour; a day without a try forgets all.
    Delay { free: i32 },
    /// So many in so many minutes.
    Window { most: i32, minutes: i64 },
}

/// The first delay, in seconds, and the longest.
const FIRST_DELAY: i64 = 30;
const LONGEST_DELAY: i64 = 3600;

/// How far the clocks of several instances may differ: what was tried later than that from now was tried before the clock
/// was set back, and counts no more. It would keep people waiting until the clock is there again.
const SKEW: TimeDelta = TimeDelta::minutes(1);

impl Counted {
    const fn rule(self) -> Rule {
        match self {
            Self::Pair | Self::Device | Self::Session => Rule::Delay { free: 5 },
            Self::Account | Self::Card | Self::Sending => Rule::Window { most: 30, minutes: 60 },
            Self::Address => Rule::Window { most: 100, minutes: 60 },
            // They cost money.
            Self::SmsNumber | Self::SmsDevice => Rule::Window { most: 10, minutes: 24 * 60 },
            Self::SmsInstance => Rule::Window { most: 1_000, minutes: 24 * 60 },
            Self::SmsStrangers => Rule::Window { most: 250, minutes: 24 * 60 },
            // As long as the link in the mail works: who is refused holds one.
            Self::ResetMail | Self::KnownMail => Rule::Window { most: 5, minutes: 30 },
        }
    }

    /// How long to wait before the next try; `None`: not at all.
    #[must_use]
    pub fn wait(self, tries: &Tries, now: Instant) -> Option<TimeDelta> {
        if self.is_over(tries, now) {
            return None;
        }
        let until = match self.rule() {
            Rule::Delay { free } if tries.count < free => return None,
            Rule::Delay { free } => tries.last_at + delay(tries.count - free),
            Rule::Window { most, .. } if tries.count < most => return None,
            Rule::Window { minutes, .. } => tries.since + TimeDelta::minutes(minutes),
        };
        (until > now).then(|| until - now)
    }

    /// The count with one more.
    #[must_use]
    pub fn counted(self, tries: Option<Tries>, now: Instant) -> Tries {
        match tries.filter(|it| !self.is_over(it, now)) {
            Some(tries) => Tries { count: tries.count.saturating_add(1), last_at: now, ..tries },
            None => Tries { count: 1, since: now, last_at: now },
        }
    }

    /// Whether what was counted counts no more.
    fn is_over(self, tries: &Tries, now: Instant) -> bool {
        let (from, lasts) = match self.rule() {
            Rule::Delay { .. } => (tries.last_at, TimeDelta::days(1)),
            Rule::Window { minutes, .. } => (tries.since, TimeDelta::minutes(minutes)),
        };
        now - from >= lasts || from - now > SKEW
    }

    /// The count after a try that was right: of what waits, nothing is left; of what is counted by the hour, the others.
    #[must_use]
    pub fn forgiven(self, tries: &Tries) -> Option<Tries> {
        match self.rule() {
            Rule::Delay { .. } => None,
            Rule::Window { .. } => (tries.count > 1).then(|| Tries { count: tries.count - 1, ..*tries }),
        }
    }
}

fn delay(further: i32) -> TimeDelta {
    let doubled = u32::try_from(further).ok().and_then(|it| FIRST_DELAY.checked_shl(it)).filter(|it| *it > 0);
    TimeDelta::seconds(doubled.map_or(LONGEST_DELAY, |it| it.min(LONGEST_DELAY)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000).unwrap()
    }

    /// How many of a try every second pass in so many seconds.
    fn passing(counted: Counted, seconds: i64) -> usize {
        let mut tries: Option<Tries> = None;
        let mut passed = 0;
        for now in (0..seconds).map(at) {
            if tries.is_none_or(|it| counted.wait(&it, now).is_none()) {
                tries = Some(counted.counted(tries, now));
                passed += 1;
            }
        }
        passed
    }

    #[test]
    fn who_guesses_without_end_gets_few_tries() {
        assert_eq!(passing(Counted::Pair, 60), 6);
        assert!(passing(Counted::Pair, 86_400) <= 40);
        assert_eq!(passing(Counted::Account, 3_600), 30);
        assert_eq!(passing(Counted::Address, 3_600), 100);
        assert_eq!(passing(Counted::Account, 7_200), 60);
    }

    #[test]
    fn a_delay_doubles_up_to_an_hour() {
        assert_eq!(delay(0), TimeDelta::seconds(30));
        assert_eq!(delay(3), TimeDelta::minutes(4));
        assert_eq!(delay(200), TimeDelta::hours(1));
    }

    #[test]
    fn a_right_try_is_taken_back() {
        let tries = Tries { count: 4, since: at(0), last_at: at(9) };
        assert_eq!(Counted::Pair.forgiven(&tries), None);
        assert_eq!(Counted::Account.forgiven(&tries).unwrap().count, 3);
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_waiting_until_it_is_there_again() {
        for (counted, tried) in [(Counted::Pair, 9), (Counted::Account, 30), (Counted::SmsNumber, 10)] {
            let tries = Tries { count: tried, since: at(100_000), last_at: at(100_000) };
            assert!(counted.wait(&tries, at(100_001)).is_some(), "{counted}");
            assert!(counted.wait(&tries, at(99_990)).is_some(), "{counted}: the clocks of two instances differ");
            assert_eq!(counted.wait(&tries, at(96_400)), None, "{counted}");
            assert_eq!(counted.counted(Some(tries), at(96_400)).count, 1, "{counted}");
        }
    }
}
