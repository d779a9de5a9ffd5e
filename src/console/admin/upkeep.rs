//! What fails and what was given up, and how the instance is.

use askama::Template;

use crate::codes::Code;
use crate::console::frame::Frame;
use crate::ids::{OrganisationId, PersonId};
use crate::organisations::actions as organisations;
use crate::platform::http::Cursor;
use crate::platform::words;
use crate::platform::{Result, Tx};
use crate::policy::Actor;
use crate::upkeep::actions;
use crate::upkeep::model::{Health, HealthCheckKind, Lag};

/// How many rows each list has.
const ROWS: u32 = 50;

/// What a row is about, or for whom: its page, and what it is called.
struct Lead {
    href: String,
    text: String,
}

/// Something that fails, or was given up.
struct Row {
    id: String,
    what: String,
    lead: Option<Lead>,
    attempts: i32,
    why: String,
    when: String,
}

/// What fails and what was given up.
#[derive(Template)]
#[template(path = "console/admin/jobs.html")]
pub(in crate::console) struct JobsPage {
    pub(in crate::console) frame: Frame,
    jobs: Vec<Row>,
    letters: Vec<Row>,
    /// Where each list goes on.
    next_jobs: Option<String>,
    next_letters: Option<String>,
}

/// The jobs that fail, and the messages that were given up, behind those of the page before.
///
/// # Errors
/// A refusal when the actor may not.
pub(in crate::console) fn jobs(
    tx: &mut Tx<'_>,
    actor: &Actor,
    frame: Frame,
    after: &(String, String),
) -> Result<JobsPage> {
    let failing = actions::failing_jobs(tx, actor, Cursor::read(&after.0, ROWS)?)?;
    let dead = actions::dead_letters(tx, actor, Cursor::read(&after.1, ROWS)?)?;
    let log = |id| Lead { href: format!("/console/admin/audit?object={id}"), text: frame.t("jobs-log") };
    let jobs = failing.items.into_iter().map(|it| Row {
        id: it.id.to_string(),
        what: frame.word("console-job", &it.kind),
        lead: it.about.map(log),
        attempts: it.attempts,
        why: it.last_error.unwrap_or_default(),
        when: words::when(it.run_at),
    });
    let jobs = jobs.collect();
    let mut letters = Vec::new();
    for it in dead.items {
        letters.push(Row {
            id: it.id.to_string(),
            what: frame.message(it.key),
            lead: Some(recipient(tx, it.recipient, &frame)?),
            attempts: it.attempts,
            why: it.last_error.unwrap_or_default(),
            when: it.ended_at.map(words::when).unwrap_or_default(),
        });
    }
    Ok(JobsPage { frame, jobs, letters, next_jobs: failing.next, next_letters: dead.next })
}

/// For whom a message is: an organisation by name; somebody without one, because this list says nothing of anybody.
fn recipient(tx: &mut Tx<'_>, id: PersonId, frame: &Frame) -> Result<Lead> {
    match organisations::get(tx, OrganisationId::from(id.uuid())) {
        Ok(of) => Ok(Lead { href: format!("/console/admin/organisations/{id}"), text: of.name.as_str().to_owned() }),
        Err(error) if error.code() == Some(Code::NotFound) => {
            Ok(Lead { href: format!("/console/admin/audit?shownOf={id}"), text: frame.t("jobs-somebody") })
        }
        Err(error) => Err(error),
    }
}

/// Something that is looked at.
struct Check {
    name: String,
    is_well: bool,
    says: String,
}

/// How the instance is.
#[derive(Template)]
#[template(path = "console/admin/health.html")]
pub(in crate::console) struct HealthPage {
    pub(in crate::console) frame: Frame,
    version: &'static str,
    at: String,
    checks: Vec<Check>,
}

/// How the instance is.
///
/// # Errors
/// A refusal when the actor may not.
pub(in crate::console) fn health(tx: &mut Tx<'_>, actor: &Actor, frame: Frame) -> Result<HealthPage> {
    let of = actions::health(tx, actor)?;
    let check = |(kind, is_well): (HealthCheckKind, bool)| Check {
        name: frame.t(&format!("health-{kind}")),
        is_well,
        says: says(&of, kind, &frame),
    };
    let checks = of.checks().into_iter().map(check).collect();
    Ok(HealthPage { version: of.version, at: words::when(of.at), checks, frame })
}

/// What there is to say of something that is looked at.
fn says(of: &Health, kind: HealthCheckKind, frame: &Frame) -> String {
    match kind {
        HealthCheckKind::Schema => format!("{} {}", if of.is_postgres { "PostgreSQL" } else { "SQLite" }, of.schema),
        HealthCheckKind::Durability => of.settings.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join(", "),
        HealthCheckKind::AuditLog => lag(&of.audit, of, frame),
        HealthCheckKind::Outbox => lag(&of.outbox, of, frame),
        HealthCheckKind::GivenUp => frame.with("health-count", "number", &of.outbox.failing.to_string()),
        HealthCheckKind::Jobs => {
            let failing = frame.with("health-failing", "number", &of.jobs.failing.to_string());
            format!("{} {failing}", lag(&of.jobs, of, frame))
        }
        HealthCheckKind::Backup => match of.last_backup {
            Some(at) => format!("{} ({})", words::when(at), words::ago(at, of.at, frame.locale)),
            None => frame.t("health-no-backup"),
        },
    }
}

fn lag(of: &Lag, health: &Health, frame: &Frame) -> String {
    let due = frame.with("health-due", "number", &of.due.to_string());
    match of.since {
        Some(since) => {
            format!("{due} {}", frame.with("health-oldest", "length", &words::length(health.at - since, frame.locale)))
        }
        None => due,
    }
}
