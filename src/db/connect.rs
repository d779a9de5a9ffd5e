//! Where the database is, and how each connection is set up.

use std::path::PathBuf;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::R2D2Connection;

use super::{AnyConnection, Error, Mode, Result, in_force};

/// Which database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file, made when missing.
    Sqlite {
        /// The database file.
        path: PathBuf,
    },
    /// A server and a database on it.
    Postgres {
        /// A libpq connection URL.
        url: String,
    },
}

/// How many connections, and how patient.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections; with SQLite the readers, beside its one writer.
    pub connections: u32,
    /// How long a caller waits for a connection before it is told [`Error::Busy`].
    pub wait: Duration,
    /// The fingerprint of the master key that the database must belong to, each time that a connection is opened; none: it
    /// is not looked at.
    pub master_key: Option<Vec<u8>>,
    /// Nobody else may have a SQLite database open: while one does no connection is opened, and while this one is open
    /// nobody else's.
    pub alone: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { connections: 8, wait: Duration::from_secs(2), master_key: None, alone: false }
    }
}

/// Hosts that never leave the machine, where a connection without TLS shows nothing to anybody.
const LOCAL_HOSTS: [&str; 4] = ["", "localhost", "127.0.0.1", "[::1]"];

impl Target {
    /// Reads `sqlite://PATH` or `postgres://…`.
    ///
    /// # Errors
    /// [`Error::Unavailable`], in one line that says how to mend it; also for a remote host without an explicit
    /// `sslmode`, because libpq would fall back to plain text in silence.
    pub fn parse(url: &str) -> Result<Self> {
        match url.split_once("://") {
            Some(("sqlite", "")) => Err(Error::Unavailable("sqlite:// wants the path of a file after it".into())),
            Some(("sqlite", path)) => Ok(Self::Sqlite { path: path.into() }),
            Some(("postgres" | "postgresql", rest)) => {
                let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
                let hosts = address.split('/').next().unwrap_or("").rsplit('@').next().unwrap_or("");
                let is_local = |host: &str| {
                    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
                        if port.bytes().all(|it| it.is_ascii_digit()) { name } else { host }
                    });
                    LOCAL_HOSTS.contains(&name)
                };
                let says = |key: &str| query.split('&').any(|it| it.starts_with(key));
                if !says("sslmode=") && (says("host=") || !hosts.split(',').all(is_local)) {
                    return Err(Error::Unavailable(
                        "a PostgreSQL server on another machine wants ?sslmode=verify-full (or another explicit mode) \
                         in its URL"
                            .into(),
                    ));
                }
                let join = if query.is_empty() { '?' } else { '&' };
                // Without it a caller waits for ever while the server is down.
                let url = if says("connect_timeout=") { url.into() } else { format!("{url}{join}connect_timeout=3") };
                Ok(Self::Postgres { url })
            }
            _ => Err(Error::Unavailable("the database URL must begin with sqlite:// or postgres://".into())),
        }
    }

    /// Opens a connection that keeps everybody else out of a SQLite file: [`Error::InUse`] while somebody has it open. On a
    /// server connections are kept apart otherwise.
    fn open_alone(&self) -> Result<AnyConnection> {
        let opened = self.open_after("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE;");
        opened.map_err(|error| if matches!(error, Error::Race(_)) { Error::InUse } else { error })
    }

    /// Opens a connection with nothing set on it but what correctness needs.
    pub(super) fn open(&self) -> Result<AnyConnection> {
        self.open_after("PRAGMA busy_timeout = 5000;")
    }

    /// `first` is what a SQLite connection begins with, before it looks into the file.
    fn open_after(&self, first: &str) -> Result<AnyConnection> {
        let unavailable = |error: ConnectionError| Error::Unavailable(error.to_string());
        Ok(match self {
            Self::Sqlite { path } => {
                let mut conn = SqliteConnection::establish(&path.to_string_lossy()).map_err(unavailable)?;
                conn.batch_execute(first)?;
                conn.batch_execute(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;",
                )?;
                AnyConnection::Sqlite(conn)
            }
            Self::Postgres { url } => AnyConnection::Postgres(PgConnection::establish(url).map_err(unavailable)?),
        })
    }
}

/// Makes the connections of one lane.
#[derive(Debug, Clone)]
pub(super) struct Manager {
    pub(super) target: Target,
    pub(super) mode: Mode,
    pub(super) master_key: Option<Vec<u8>>,
    pub(super) alone: bool,
}

impl Manager {
    pub(super) fn connect(&self) -> Result<AnyConnection> {
        let mut conn = if self.alone { self.target.open_alone()? } else { self.target.open()? };
        match (&mut conn, self.mode) {
            (AnyConnection::Sqlite(c), Mode::Read | Mode::Single) => c.batch_execute("PRAGMA query_only = ON;")?,
            (AnyConnection::Sqlite(_), Mode::Write) => {}
            // Nothing here runs so long that compiling it pays. English: diesel knows a deadlock by its message only.
            (AnyConnection::Postgres(c), _) => c.batch_execute(
                "SET jit = off; SET statement_timeout = '10s'; SET lock_timeout = '3s'; \
                 SET idle_in_transaction_session_timeout = '30s'; SET TIME ZONE 'UTC'; SET lc_messages = 'C';",
            )?,
        }
        if let Some(fingerprint) = &self.master_key {
            in_force::check(&mut conn, fingerprint)?;
        }
        Ok(conn)
    }
}

/// Whether a connection must not be used again.
pub(super) fn is_broken(conn: &mut AnyConnection) -> bool {
    std::thread::panicking() || conn.is_broken()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_server_needs_an_explicit_sslmode() {
        for refused in
            ["postgres://u:p@db.example/x", "postgres://a@localhost,db.example/x", "postgres:///x?host=db.example"]
        {
            assert!(Target::parse(refused).is_err(), "{refused}");
        }
        for taken in [
            "postgres://u@127.0.0.1:5432/x",
            "postgres://[::1]:1/x",
            "postgres:///x",
            "postgres://u@db.example/x?sslmode=require",
        ] {
            assert!(Target::parse(taken).is_ok(), "{taken}");
        }
    }

    #[test]
    fn only_sqlite_and_postgres_are_spoken() {
        for refused in ["", "mysql://x", "sqlite://", "buurtnet.db"] {
            assert!(Target::parse(refused).is_err(), "{refused}");
        }
    }
}
