//! Work for later: rows written in the transaction that causes them, taken by lease, tried again with growing pauses.

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use super::{Error, Result, Tx};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::jobs;
use crate::db::sql::{SkipLocked, Upsert};
use crate::db::types::Json;
use crate::events::Job;
use crate::ids::JobId;

/// How long a worker may hold a row before another takes it.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);

/// A job that was taken.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(MultiBackend))]
pub struct Taken {
    /// Its id.
    pub id: JobId,
    /// What to do.
    pub job: Json<Job>,
    /// How often it was taken, this time included.
    pub attempts: i32,
}

/// Puts a job on the list; one of the same name (`once`) that waits already stays as it is.
///
/// # Errors
/// When the database fails.
pub fn enqueue(tx: &mut Tx<'_>, job: Job, once: &str, run_at: Instant) -> Result<()> {
    put(tx, job, once, run_at, "(once) DO NOTHING")
}

/// Writes a job down; `on_conflict` says what becomes of one of the same name.
fn put(tx: &mut Tx<'_>, job: Job, once: &str, run_at: Instant, on_conflict: &'static str) -> Result<()> {
    let insert = diesel::insert_into(jobs::table).values((
        jobs::id.eq(JobId::fresh()),
        jobs::job.eq(Json(job)),
        jobs::once.eq(once),
        jobs::attempts.eq(0),
        jobs::run_at.eq(run_at),
        jobs::created_at.eq(tx.now),
    ));
    let _: Option<JobId> = Upsert { insert, on_conflict, returning: jobs::id }.get_result(tx.conn).optional()?;
    Ok(())
}

/// Sets the clock of an object: the job that does what time does to it runs at `at`, and not at all when that is `None`.
/// An object has one clock.
///
/// # Errors
/// When the database fails.
pub fn set_clock(tx: &mut Tx<'_>, job: Job, of: Uuid, at: Option<Instant>) -> Result<()> {
    let once = format!("clock:{of}");
    let Some(at) = at else {
        diesel::delete(jobs::table.filter(jobs::once.eq(once))).execute(tx.conn)?;
        return Ok(());
    };
    let set_anew = "(once) DO UPDATE SET run_at = excluded.run_at, attempts = 0, leased_until = NULL";
    put(tx, job, &once, at, set_anew)
}

/// Takes the job that has been due longest, if any. No two workers get the same.
///
/// # Errors
/// When the database fails.
pub fn take(tx: &mut Tx<'_>) -> Result<Option<Taken>> {
    let now = tx.database_now()?;
    let due = jobs::table
        .filter(jobs::run_at.le(tx.now).and(jobs::leased_until.is_null().or(jobs::leased_until.lt(now))))
        .order((jobs::run_at, jobs::id))
        .select(jobs::id)
        .limit(1);
    let Some(id) = SkipLocked(due).get_result::<JobId>(tx.conn).optional()? else { return Ok(None) };
    diesel::update(jobs::table.find(id))
        .set((jobs::leased_until.eq(Some(now + LEASE)), jobs::attempts.eq(jobs::attempts + 1)))
        .execute(tx.conn)?;
    Ok(Some(jobs::table.find(id).select(Taken::as_select()).first(tx.conn)?))
}

/// A job is done. One that was set anew meanwhile has lost its lease, and stays.
///
/// # Errors
/// When the database fails.
pub fn done(tx: &mut Tx<'_>, id: JobId) -> Result<()> {
    diesel::delete(jobs::table.find(id).filter(jobs::leased_until.is_not_null())).execute(tx.conn)?;
    Ok(())
}

/// A job failed: it is tried again later. It is never given up, because every job is a promise. One that was set anew
/// meanwhile, or that another worker has taken, is left to that.
///
/// # Errors
/// When the database fails.
pub fn failed(tx: &mut Tx<'_>, taken: &Taken, error: &Error) -> Result<()> {
    let mine = jobs::leased_until.is_not_null().and(jobs::attempts.eq(taken.attempts));
    diesel::update(jobs::table.find(taken.id).filter(mine))
        .set((
            jobs::leased_until.eq(None::<Instant>),
            jobs::run_at.eq(tx.now + backoff(taken.attempts)),
            jobs::last_error.eq(Some(error.to_string())),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// A job that fails and is tried again, or any job.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(MultiBackend))]
pub struct Waiting {
    /// Its id.
    pub id: JobId,
    /// What to do.
    pub job: Json<Job>,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried again.
    pub run_at: Instant,
    /// Why it failed the last time.
    pub last_error: Option<String>,
    /// Since when it is on the list.
    pub created_at: Instant,
}

/// A page of the jobs that failed and are tried again, newest first.
///
/// # Errors
/// When the database fails.
pub fn failing(tx: &mut Tx<'_>, after: Option<JobId>, most: i64) -> Result<Vec<Waiting>> {
    let mut rows = jobs::table
        .filter(jobs::last_error.is_not_null().and(jobs::attempts.gt(0)))
        .order(jobs::id.desc())
        .limit(most)
        .select(Waiting::as_select())
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(jobs::id.lt(after));
    }
    Ok(rows.load(tx.conn)?)
}

/// A job on the list.
///
/// # Errors
/// When there is none.
pub fn get(tx: &mut Tx<'_>, id: JobId) -> Result<Waiting> {
    Ok(jobs::table.find(id).select(Waiting::as_select()).first(tx.conn)?)
}

/// A job is done again at once, as if it had not been tried. One that a worker has in hand is left to it; says whether it
/// is.
///
/// # Errors
/// When the database fails.
pub fn replay(tx: &mut Tx<'_>, id: JobId) -> Result<bool> {
    let now = tx.database_now()?;
    let free = jobs::leased_until.is_null().or(jobs::leased_until.lt(now));
    let set = (jobs::run_at.eq(tx.now), jobs::attempts.eq(0), jobs::leased_until.eq(None::<Instant>));
    Ok(diesel::update(jobs::table.find(id).filter(free)).set(set).execute(tx.conn)? > 0)
}

/// How many jobs are due, since when the oldest of them, and how many fail.
///
/// # Errors
/// When the database fails.
pub fn lag(tx: &mut Tx<'_>) -> Result<(i64, Option<Instant>, i64)> {
    let due = jobs::table.filter(jobs::run_at.le(tx.now));
    let count = due.count().get_result(tx.conn)?;
    let oldest = due.select(jobs::run_at).order(jobs::run_at).first(tx.conn).optional()?;
    let failing = jobs::table.filter(jobs::last_error.is_not_null().and(jobs::attempts.gt(0)));
    Ok((count, oldest, failing.count().get_result(tx.conn)?))
}

/// 5 s, 10 s, 20 s … at most 1 h.
#[must_use]
pub fn backoff(attempts: i32) -> TimeDelta {
    let doublings = attempts.clamp(1, 11) - 1;
    TimeDelta::seconds((5_i64 << doublings).min(3600))
}
