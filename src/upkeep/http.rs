//! The routes of upkeep.

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::actions::{self, DeadLetter, FailingJob};
use super::model::{Health, HealthCheckKind, Lag};
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{AnyId, JobId, MessageId};
use crate::notifications::Delivery;
use crate::platform::http::{Answer, Api, Body, Call, Cursor, Empty, Id, Page, Paged, Reply, Resource};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    let _ = api
        .get("/v1/jobs", Action::SeeJobs, "The jobs that fail and are tried again", list_failing)
        .pages::<FailingJobBody>();
    let _ = api.get("/v1/jobs/{jobId}", Action::SeeJobs, "A job", see).answers::<FailingJobBody>();
    let _ = api
        .post("/v1/jobs/{jobId}/replay", Action::ReplayJob, "Do a job again at once", replay)
        .takes_nothing()
        .answers::<FailingJobBody>()
        .refuses(&[Code::StepUpNeeded, Code::WrongState]);
    let _ = api
        .get("/v1/deadLetters", Action::SeeJobs, "The messages that were given up", list_dead)
        .pages::<DeadLetterBody>();
    let _ = api
        .get("/v1/deadLetters/{messageId}", Action::SeeJobs, "A message on its way out, or at its end", see_letter)
        .answers::<DeadLetterBody>();
    let _ = api
        .post(
            "/v1/deadLetters/{messageId}/replay",
            Action::ReplayJob,
            "Send a message again that was given up",
            replay_letter,
        )
        .takes_nothing()
        .answers::<DeadLetterBody>()
        .refuses(&[Code::StepUpNeeded, Code::WrongState]);
    let _ =
        api.get("/v1/instance/health", Action::SeeHealth, "How this instance is", see_health).answers::<HealthBody>();
}

/// A job that fails and is tried again.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FailingJobBody {
    id: JobId,
    href: String,
    /// What to do, in one word.
    kind: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    about_id: Option<AnyId>,
    /// How often it was tried.
    attempts: i32,
    /// Why it failed the last time, without what says who somebody is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_error: Option<String>,
    /// When it is tried again.
    run_at: Instant,
    created_at: Instant,
}

/// A message that was given up.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct DeadLetterBody {
    id: MessageId,
    href: String,
    state: Delivery,
    /// What to tell, in one word.
    kind: String,
    /// A person or an organisation.
    recipient_id: AnyId,
    /// How often it was tried.
    attempts: i32,
    /// Why it was given up, without the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_error: Option<String>,
    created_at: Instant,
    /// When it was given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ended_at: Option<Instant>,
}

/// How this instance is, as far as it can tell while it runs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HealthBody {
    /// The version of the program.
    version: &'static str,
    /// The last step of the schema that was taken.
    schema: String,
    database: DatabaseKind,
    /// Each thing that is looked at.
    checks: Vec<HealthCheckBody>,
    outbox: HealthLagBody,
    jobs: HealthLagBody,
    audit_log: HealthLagBody,
    /// When the last backup was made, as far as this instance knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_backup_at: Option<Instant>,
    at: Instant,
}

crate::db::types::words! {
    /// The database of an instance.
    DatabaseKind {
        /// The embedded one.
        Sqlite = "sqlite",
        /// A PostgreSQL server.
        Postgres = "postgres",
    }
}

/// Something that is looked at.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HealthCheckBody {
    kind: HealthCheckKind,
    is_well: bool,
}

/// What is due.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct HealthLagBody {
    /// How many are due now.
    due: i64,
    /// Since when the oldest of them is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    oldest_due_at: Option<Instant>,
    /// How many fail, or were given up.
    failing: i64,
}

impl From<Lag> for HealthLagBody {
    fn from(of: Lag) -> Self {
        Self { due: of.due, oldest_due_at: of.since, failing: of.failing }
    }
}

impl From<FailingJob> for FailingJobBody {
    fn from(of: FailingJob) -> Self {
        Self {
            id: of.id,
            href: format!("/v1/jobs/{}", of.id),
            kind: of.kind,
            about_id: of.about,
            attempts: of.attempts,
            last_error: of.last_error,
            run_at: of.run_at,
            created_at: of.created_at,
        }
    }
}

impl From<DeadLetter> for DeadLetterBody {
    fn from(of: DeadLetter) -> Self {
        Self {
            id: of.id,
            href: format!("/v1/deadLetters/{}", of.id),
            state: of.state,
            kind: of.kind,
            recipient_id: AnyId::from(of.recipient.uuid()),
            attempts: of.attempts,
            last_error: of.last_error,
            created_at: of.created_at,
            ended_at: of.ended_at,
        }
    }
}

impl Resource for FailingJobBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

impl Resource for DeadLetterBody {
    fn href(&self) -> &str {
        &self.href
    }

    fn version(&self) -> Option<i32> {
        None
    }
}

fn body(of: Health) -> HealthBody {
    let checks = of.checks().into_iter().map(|(kind, is_well)| HealthCheckBody { kind, is_well }).collect();
    HealthBody {
        version: of.version,
        schema: of.schema,
        database: if of.is_postgres { DatabaseKind::Postgres } else { DatabaseKind::Sqlite },
        checks,
        outbox: of.outbox.into(),
        jobs: of.jobs.into(),
        audit_log: of.audit.into(),
        last_backup_at: of.last_backup,
        at: of.at,
    }
}

fn show(tx: &mut Tx<'_>, actor: &Actor, id: JobId) -> Result<FailingJobBody> {
    Ok(actions::see_job(tx, actor, id)?.into())
}

fn show_letter(tx: &mut Tx<'_>, actor: &Actor, id: MessageId) -> Result<DeadLetterBody> {
    Ok(actions::see_letter(tx, actor, id)?.into())
}

/// Shows a page of what there is, each as its body.
async fn list<T, B>(call: Call, page: Paged, all: fn(&mut Tx<'_>, &Actor, Cursor) -> Result<Page<T>>) -> Answer
where
    T: 'static,
    B: From<T> + Serialize + Send + 'static,
{
    let cursor = page.cursor;
    let page = move |tx: &mut Tx<'_>, actor: &Actor| all(tx, actor, cursor)?.try_map(|it| Ok(B::from(it)));
    Reply::json(StatusCode::OK, &call.read(page).await?)
}

async fn list_failing(call: Call, page: Paged) -> Answer {
    list::<_, FailingJobBody>(call, page, actions::failing_jobs).await
}

async fn see(call: Call, id: Id<JobId>) -> Answer {
    call.show(move |tx, actor| show(tx, actor, id.0)).await
}

async fn replay(call: Call, id: Id<JobId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::replay_job(tx, actor, id.0), show).await
}

async fn list_dead(call: Call, page: Paged) -> Answer {
    list::<_, DeadLetterBody>(call, page, actions::dead_letters).await
}

async fn see_letter(call: Call, id: Id<MessageId>) -> Answer {
    call.show(move |tx, actor| show_letter(tx, actor, id.0)).await
}

async fn replay_letter(call: Call, id: Id<MessageId>, body: Body<Empty>) -> Answer {
    call.act(body, move |tx, actor, _| actions::replay_letter(tx, actor, id.0), show_letter).await
}

async fn see_health(call: Call) -> Answer {
    Reply::json(StatusCode::OK, &body(call.read(actions::health).await?))
}
