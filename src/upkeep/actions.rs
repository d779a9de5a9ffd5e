//! What administrators see of the instance, and how they set it going again.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::model::{Health, Lag, plain_fault};
use super::store;
use crate::audit;
use crate::clock::Instant;
use crate::events::{Event, Job};
use crate::ids::{AnyId, BackupId, JobId, MessageId, PersonId};
use crate::notifications::{self, Delivery, GivenUp};
use crate::people::actions::fresh_proof;
use crate::platform::http::{Cursor, Page};
use crate::platform::{Error, Result, Tx, jobs};
use crate::policy::{Acting, Action, Actor, Subject, check};

/// A job that fails.
#[derive(Debug, Clone)]
pub struct FailingJob {
    /// The job.
    pub id: JobId,
    /// What to do, in one word.
    pub kind: String,
    /// What it is about; `None` where that is for the case team alone, or nothing.
    pub about: Option<AnyId>,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it failed the last time.
    pub last_error: Option<String>,
    /// When it is tried again.
    pub run_at: Instant,
    /// Since when it is on the list.
    pub created_at: Instant,
}

/// A message that was given up.
#[derive(Debug, Clone)]
pub struct DeadLetter {
    /// The message.
    pub id: MessageId,
    /// What to tell, in one word.
    pub kind: String,
    /// The key of its words.
    pub key: &'static str,
    /// A person, or an organisation.
    pub recipient: PersonId,
    /// How far it is.
    pub state: Delivery,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it was given up.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Instant,
    /// When it was given up.
    pub ended_at: Option<Instant>,
}

impl From<jobs::Waiting> for FailingJob {
    fn from(of: jobs::Waiting) -> Self {
        let (kind, about) = told(&of.job.0);
        // Which concern it is says something to who sees none.
        let about = about.filter(|_| !matches!(of.job.0, Job::StrikeConcern { .. }));
        let last_error = of.last_error.as_deref().map(plain_fault);
        let (attempts, run_at, created_at) = (of.attempts, of.run_at, of.created_at);
        Self { id: of.id, kind, about, attempts, last_error, run_at, created_at }
    }
}

impl From<GivenUp> for DeadLetter {
    fn from(of: GivenUp) -> Self {
        let (kind, _) = told(&of.message.0);
        Self {
            id: of.id,
            kind,
            key: of.message.0.key(),
            recipient: of.recipient,
            state: of.state,
            attempts: of.attempts,
            last_error: of.last_error.as_deref().map(plain_fault),
            created_at: of.created_at,
            ended_at: of.ended_at,
        }
    }
}

/// The kind of something that is kept as a kind and ids, and its first id.
fn told(of: &impl Serialize) -> (String, Option<AnyId>) {
    let value = serde_json::to_value(of).unwrap_or_default();
    let kind = value.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    let ids = value.as_object().into_iter().flatten().filter(|(name, _)| *name != "kind");
    let about = ids.filter_map(|(_, it)| it.as_str()?.parse::<Uuid>().ok()).map(AnyId::from).next();
    (kind, about)
}

/// What the policy needs to know of the instance: it is nobody's, and nowhere.
fn subject() -> Subject {
    Subject::default()
}

/// A page of the jobs that fail, newest first.
///
/// # Errors
/// A refusal when the actor may not.
pub fn failing_jobs(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<FailingJob>> {
    check(actor, Action::SeeJobs, &subject())?;
    let found = jobs::failing(tx, cursor.after.map(JobId::from), cursor.limit())?;
    Ok(Page::new(found.into_iter().map(FailingJob::from).collect(), cursor, |it: &FailingJob| it.id.uuid()))
}

/// A job.
///
/// # Errors
/// A refusal when the actor may not, or there is none.
pub fn see_job(tx: &mut Tx<'_>, actor: &Actor, id: JobId) -> Result<FailingJob> {
    let found = jobs::get(tx, id)?;
    check(actor, Action::SeeJobs, &subject())?;
    Ok(found.into())
}

/// A job is done again at once.
///
/// # Errors
/// A refusal when the actor may not, has not proved who they are, or a worker has it in hand now.
pub fn replay_job(tx: &mut Tx<'_>, actor: &Actor, id: JobId) -> Result<JobId> {
    jobs::get(tx, id)?;
    let by = check(actor, Action::ReplayJob, &subject())?;
    fresh_proof(tx, actor)?;
    if !jobs::replay(tx, id)? {
        return Err(Error::wrong_state("replay", "running"));
    }
    tx.record(&Event::JobReplayed(id).by(by))?;
    Ok(id)
}

/// A page of the messages that were given up, newest first.
///
/// # Errors
/// A refusal when the actor may not.
pub fn dead_letters(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<DeadLetter>> {
    check(actor, Action::SeeJobs, &subject())?;
    let found = notifications::given_up(tx, cursor.after.map(MessageId::from), cursor.limit())?;
    Ok(Page::new(found.into_iter().map(DeadLetter::from).collect(), cursor, |it: &DeadLetter| it.id.uuid()))
}

/// A message on its way out, or at its end.
///
/// # Errors
/// A refusal when the actor may not, or there is none.
pub fn see_letter(tx: &mut Tx<'_>, actor: &Actor, id: MessageId) -> Result<DeadLetter> {
    let found = notifications::get(tx, id)?;
    check(actor, Action::SeeJobs, &subject())?;
    Ok(found.into())
}

/// A message that was given up goes out again. Who was told by hand meanwhile hears it twice.
///
/// # Errors
/// A refusal when the actor may not, has not proved who they are, or it was not given up.
pub fn replay_letter(tx: &mut Tx<'_>, actor: &Actor, id: MessageId) -> Result<MessageId> {
    let found = notifications::get(tx, id)?;
    let by = check(actor, Action::ReplayJob, &subject())?;
    fresh_proof(tx, actor)?;
    if !notifications::replay(tx, id)? {
        return Err(Error::wrong_state("replay", found.state.as_str()));
    }
    tx.record(&Event::MessageReplayed(id).by(by))?;
    Ok(id)
}

/// How the instance is.
///
/// # Errors
/// A refusal when the actor may not.
pub fn health(tx: &mut Tx<'_>, actor: &Actor) -> Result<Health> {
    check(actor, Action::SeeHealth, &subject())?;
    let schema = store::schema(tx)?;
    let settings = store::durability(tx)?;
    let (due, since, failing) = notifications::lag(tx)?;
    let outbox = Lag { due, since, failing };
    let (due, since, failing) = jobs::lag(tx)?;
    let jobs = Lag { due, since, failing };
    let (due, since) = audit::unsealed(tx)?;
    Ok(Health {
        version: env!("CARGO_PKG_VERSION"),
        is_postgres: schema.is_postgres,
        is_newest: schema.applied == schema.newest,
        schema: schema.applied,
        settings: settings.into_iter().map(|it| (format!("{}={}", it.name, it.value), it.is_safe)).collect(),
        outbox,
        jobs,
        audit: Lag { due, since, failing: 0 },
        last_backup: store::last_backup(tx)?,
        at: tx.now,
    })
}

/// A backup was made. No right is checked: who can make one has the database.
///
/// # Errors
/// When the database fails.
pub fn backup_made(tx: &mut Tx<'_>, id: BackupId, at: Instant) -> Result<()> {
    store::set_last_backup(tx, at)?;
    tx.record(&Event::BackupMade(id).by(Acting::SYSTEM))
}
