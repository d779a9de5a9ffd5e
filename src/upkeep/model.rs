//! What is told of the instance. Pure.

use chrono::TimeDelta;

use crate::clock::Instant;

/// So long may something that is due wait before it is late: the worker looks twice a second.
const LATE: TimeDelta = TimeDelta::minutes(5);
/// So long may the last backup be ago.
const BACKUP_OLD: TimeDelta = TimeDelta::hours(26);
/// How much is told of a fault.
const LONGEST: usize = 200;

crate::db::types::words! {
    /// What is looked at.
    HealthCheckKind {
        /// Whether the schema of the database is that of this program.
        Schema = "schema",
        /// Whether what was committed survives a crash.
        Durability = "durability",
        /// Whether the audit log is numbered as it grows.
        AuditLog = "auditLog",
        /// Whether messages go out as they are due.
        Outbox = "outbox",
        /// Whether messages were given up.
        GivenUp = "givenUp",
        /// Whether jobs are done as they are due, and none fails.
        Jobs = "jobs",
        /// Whether a backup was made in the last day.
        Backup = "backup",
    }
}

/// What is due, since when, and how much of it does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// How many are due.
    pub due: i64,
    /// Since when the oldest of them is.
    pub since: Option<Instant>,
    /// How many fail, or were given up.
    pub failing: i64,
}

/// How the instance is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The version of the program.
    pub version: &'static str,
    /// Whether the database is PostgreSQL.
    pub is_postgres: bool,
    /// The last step of the schema that was taken.
    pub schema: String,
    /// Whether that is the last one that the program knows.
    pub is_newest: bool,
    /// The settings that decide whether a committed row survives a crash, and whether each is safe.
    pub settings: Vec<(String, bool)>,
    /// The messages.
    pub outbox: Lag,
    /// The jobs.
    pub jobs: Lag,
    /// The rows of the audit log that wait for their number.
    pub audit: Lag,
    /// When the last backup was made, as far as this instance knows.
    pub last_backup: Option<Instant>,
    /// When this was looked at.
    pub at: Instant,
}

impl Health {
    /// Each thing that is looked at, and whether it is well.
    #[must_use]
    pub fn checks(&self) -> Vec<(HealthCheckKind, bool)> {
        let is_late = |lag: &Lag| lag.since.is_some_and(|it| self.at - it > LATE);
        let is_well = |kind: HealthCheckKind| match kind {
            HealthCheckKind::Schema => self.is_newest,
            HealthCheckKind::Durability => self.settings.iter().all(|it| it.1),
            HealthCheckKind::AuditLog => !is_late(&self.audit),
            HealthCheckKind::Outbox => !is_late(&self.outbox),
            HealthCheckKind::GivenUp => self.outbox.failing == 0,
            HealthCheckKind::Jobs => !is_late(&self.jobs) && self.jobs.failing == 0,
            HealthCheckKind::Backup => self.last_backup.is_some_and(|it| self.at - it <= BACKUP_OLD),
        };
        HealthCheckKind::ALL.iter().map(|it| (*it, is_well(*it))).collect()
    }
}

/// The words of a fault without what could say who somebody is: addresses and long numbers are left out, and the end of
/// what is long.
#[must_use]
pub fn plain_fault(words: &str) -> String {
    let is_telling = |word: &str| {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let is_id = word.split('-').count() == 5;
        word.contains('@') || (digits >= 8 && !is_id)
    };
    let kept: Vec<&str> = words.split_whitespace().map(|it| if is_telling(it) { "…" } else { it }).collect();
    kept.join(" ").chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::plain_fault;

    #[test]
    fn a_fault_says_nothing_of_who_it_was_for() {
        let told = plain_fault("550 5.1.1 <ada@buurt.example> unknown, call +32470000001");
        assert_eq!(told, "550 5.1.1 … unknown, call …");
        let id = "018f0000-0000-7000-8000-000000000000";
        assert_eq!(plain_fault(&format!("match {id} is gone")), format!("match {id} is gone"));
        assert_eq!(plain_fault(&"a".repeat(300)).len(), 200);
    }
}
