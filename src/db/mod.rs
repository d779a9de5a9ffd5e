//! The door to the database: a transaction on SQLite or on PostgreSQL, run by a thread that owns the connection, away
//! from the async workers. The same closures work on both.
//!
//! Nothing outside this module opens a connection; what a transaction offers to the capabilities is
//! [`crate::platform::Tx`].

mod any;
mod connect;
pub mod copy;
mod durable;
mod error;
mod in_force;
mod lane;
mod migrate;
pub mod schema;
pub mod sql;
pub mod types;

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager, TransactionManagerStatus};
use diesel::prelude::*;

pub use any::{AnyConnection, MultiBackend, MultiRawValue};
pub use connect::{Options, Target};
pub use durable::{Setting, durability, settings};
pub use error::{Error, Fault, Result};
pub use in_force::{keep_alone, put_in_force};
use lane::Lane;
pub use migrate::{Schema, master_key_of, migrate, newest, pending, schema_of};

/// What a transaction may do; the database itself enforces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// One snapshot for all statements.
    Read,
    /// A single reading statement, without BEGIN and COMMIT.
    Single,
    /// Reads and writes, all or nothing.
    Write,
}

/// How often a transaction that lost a race or its connection is tried in all.
const ATTEMPTS: u32 = 4;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    readers: Lane,
    writers: Lane,
}

impl Db {
    /// Fills the pools of an already migrated database.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no thread can be started.
    pub fn open(target: &Target, options: &Options) -> Result<Self> {
        Ok(match target {
            // SQLite has one writer at a time: a pool of one queues fairly where SQLite itself would only poll.
            Target::Sqlite { .. } => Self {
                readers: Lane::open(target, Mode::Read, options.connections, options)?,
                writers: Lane::open(target, Mode::Write, 1, options)?,
            },
            Target::Postgres { .. } => {
                let lane = Lane::open(target, Mode::Write, options.connections, options)?;
                Self { readers: lane.clone(), writers: lane }
            }
        })
    }

    /// Runs `f` in a read-only transaction that sees one snapshot.
    ///
    /// # Errors
    /// What `f` returns, or [`Error`] when the database cannot be asked.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Fault,
        F: FnMut(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        self.readers.run(Mode::Read, f).await
    }

    /// Runs `f`, which makes one reading statement: a third of the round trips of [`Db::read`].
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_one<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Fault,
        F: FnMut(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        self.readers.run(Mode::Single, f).await
    }

    /// Runs `f` in a transaction: `Ok` commits, `Err` rolls back. After a lost race `f` runs again, so it must do
    /// nothing but database work.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Fault,
        F: FnMut(&mut AnyConnection) -> Result<T, E> + Send + 'static,
    {
        self.writers.run(Mode::Write, f).await
    }
}

impl Db {
    /// Empties the write-ahead log of SQLite, in which older pages stand until they are overwritten. PostgreSQL has its own
    /// ways: see the manual of the installation.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn empty_log(&self) -> Result<()> {
        let checkpoint = |conn: &mut AnyConnection| match conn {
            AnyConnection::Sqlite(c) => Ok(c.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?),
            AnyConnection::Postgres(_) => Ok(()),
        };
        // Who keeps everybody else out of a file has no second connection to it.
        self.writers.run(Mode::Single, checkpoint).await
    }
}

/// Runs a whole transaction, again when it lost a race or its connection.
fn retry<T, E: Fault>(mut transaction: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    let mut attempt = 1;
    loop {
        match transaction() {
            Err(error) if error.is_transient() && attempt < ATTEMPTS => {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "this thread belongs to the connection, nobody else waits"
                )]
                std::thread::sleep(backoff(attempt));
                attempt += 1;
            }
            result => return result,
        }
    }
}

fn transaction<T, E: Fault>(
    conn: &mut AnyConnection,
    mode: Mode,
    f: &mut impl FnMut(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    if mode == Mode::Single {
        return f(conn);
    }
    if let Err(error) = begin(conn, mode) {
        discard(conn);
        return Err(Error::at_begin(error).into());
    }
    let result = f(conn);
    let end = match &result {
        Ok(_) => commit(conn),
        Err(_) => AnyConnection::rollback_transaction(conn),
    };
    let Err(error) = end else { return result };
    discard(conn);
    result.and_then(|_| Err(Error::from(error).into()))
}

fn commit(conn: &mut AnyConnection) -> QueryResult<()> {
    match conn {
        AnyConnection::Sqlite(c) => AnsiTransactionManager::commit_transaction(c),
        // After a failed statement whose error was swallowed, PostgreSQL takes COMMIT for ROLLBACK and reports
        // success. Any other statement fails then, and with it the COMMIT in the same message.
        AnyConnection::Postgres(c) => c.batch_execute("SELECT 1; COMMIT"),
    }
}

fn begin(conn: &mut AnyConnection, mode: Mode) -> QueryResult<()> {
    match (conn, mode) {
        (_, Mode::Single) => Ok(()),
        (AnyConnection::Sqlite(c), Mode::Read) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
        (AnyConnection::Sqlite(c), Mode::Write) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
        (AnyConnection::Postgres(c), Mode::Read) => {
            AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
        (AnyConnection::Postgres(c), Mode::Write) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
    }
}

/// Marks a connection in an unknown state, so that it is not used again.
fn discard(conn: &mut AnyConnection) {
    *AnyConnection::transaction_manager_status_mut(conn) = TransactionManagerStatus::InError;
}

/// 5 to 10, 10 to 20, 20 to 40 ms.
fn backoff(attempt: u32) -> Duration {
    let base = 5_000u64 << (attempt - 1);
    let mut byte = [0u8; 2];
    // Without randomness the wait is only less spread.
    let _ = getrandom::fill(&mut byte);
    Duration::from_micros(base + u64::from(u16::from_le_bytes(byte)) % base)
}
