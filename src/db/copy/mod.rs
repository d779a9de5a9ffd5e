//! Copies a database into a file while it is in use, and puts such a copy back.
//!
//! What goes wrong comes as a line that says how to mend it.

mod postgres;
mod sqlite;

use std::collections::BTreeMap;
use std::path::Path;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary, Text};

use super::{Target, migrate};

/// How many rows each table has.
pub type Rows = BTreeMap<String, i64>;

/// A sum over the rows of each table, whatever their order: another one where a row was changed or lost.
pub type Sums = BTreeMap<String, String>;

/// What is in a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// How many rows each table has.
    pub rows: Rows,
    /// A sum over the rows of each table. The two kinds of database count differently.
    pub sums: Sums,
    /// The last step of the schema, such as `20261122100000`.
    pub schema: String,
    /// The fingerprint of the master key that it belongs to; `None`: it was never opened.
    pub master_key: Option<Vec<u8>>,
}

/// Where the steps of the schema are noted.
const STEPS: &str = "SELECT version AS text FROM __diesel_schema_migrations ORDER BY version DESC LIMIT 1";

/// Which master key the database belongs to.
const MASTER_KEY: &str = "SELECT value FROM instance WHERE name = 'masterKey'";

/// One value of a row.
#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Binary)]
    value: Vec<u8>,
}

/// One text of a row.
#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    text: String,
}

/// One number of a row.
#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Writes one consistent copy into `file`, which must not be there yet. Nobody who uses the database waits. Blocks.
///
/// # Errors
/// A line that says how to mend it.
pub fn copy_out(target: &Target, file: &Path) -> Result<Contents, String> {
    match target {
        Target::Sqlite { path } => sqlite::copy_out(path, file),
        Target::Postgres { url } => postgres::copy_out(url, file),
    }
}

/// A copy that was put back beside the place where it belongs, and is not in use before [`Staged::finish`]. Whatever
/// happens before, the whole can be begun again.
pub struct Staged {
    /// The database to work on until then.
    pub target: Target,
    /// The place where it belongs.
    home: Target,
}

impl Staged {
    /// Puts the copy in `file` back. Blocks.
    ///
    /// # Errors
    /// A line that says how to mend it; also when there is a database already, which is never touched.
    pub fn copy_in(file: &Path, home: &Target) -> Result<Self, String> {
        let target = match home {
            Target::Sqlite { path } => Target::Sqlite { path: sqlite::copy_in(file, path)? },
            Target::Postgres { url } => {
                postgres::copy_in(url, file)?;
                home.clone()
            }
        };
        Ok(Self { target, home: home.clone() })
    }

    /// What came back.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn contents(&self) -> Result<Contents, String> {
        match &self.target {
            Target::Sqlite { path } => sqlite::contents(path),
            Target::Postgres { url } => postgres::contents(url),
        }
    }

    /// Brings it to the schema of this program.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn migrate(&self) -> Result<(), String> {
        migrate::migrate_staged(&self.target).map_err(|error| error.to_string())
    }

    /// Lets it be used. From here on it is the database.
    ///
    /// # Errors
    /// A line that says how to mend it.
    pub fn finish(self) -> Result<(), String> {
        match (&self.target, &self.home) {
            (Target::Sqlite { path: staged }, Target::Sqlite { path: home }) => sqlite::finish(staged, home),
            (_, Target::Postgres { url }) => postgres::finish(url),
            (Target::Postgres { .. }, Target::Sqlite { .. }) => Ok(()),
        }
    }
}

pub(super) use postgres::refuse_unfinished;
