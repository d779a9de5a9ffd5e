//! A connection to either backend. Queries are written once, against this type.

#![allow(missing_docs, reason = "most of this module is made by the derive, which writes no documentation")]

use diesel::prelude::*;

/// A connection to either backend. Queries are written once, against this type.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// Embedded SQLite.
    Sqlite(SqliteConnection),
    /// A PostgreSQL server.
    Postgres(PgConnection),
}
