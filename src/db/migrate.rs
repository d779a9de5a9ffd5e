//! Brings the database to the schema of this program. Safe when several processes start at once.

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::copy::refuse_unfinished;
use super::{AnyConnection, Error, Result, Target};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// "buurtnet" in hexadecimal: a number that no other program locks.
const LOCK: i64 = 0x6275_7572_746e_6574;

/// Runs the pending migrations. Blocks.
///
/// # Errors
/// [`Error::Unavailable`] when the database cannot be reached or a migration fails.
pub fn migrate(target: &Target) -> Result<()> {
    if let AnyConnection::Postgres(mut conn) = target.open()? {
        refuse_unfinished(&mut conn)?;
    }
    migrate_staged(target)
}

/// As [`migrate`], also while a restore goes on.
pub(super) fn migrate_staged(target: &Target) -> Result<()> {
    let failed = |error| Error::Unavailable(format!("migration failed: {error}"));
    match target.open()? {
        AnyConnection::Sqlite(mut conn) => conn.exclusive_transaction(|conn| {
            conn.run_pending_migrations(SQLITE).map_err(failed)?;
            Ok(())
        }),
        AnyConnection::Postgres(mut conn) => {
            // The lock ends with the connection, that is with this function.
            conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
            conn.run_pending_migrations(POSTGRES).map_err(failed)?;
            Ok(())
        }
    }
}

/// How many migrations have not run yet. Blocks.
///
/// # Errors
/// [`Error::Unavailable`] when the database cannot be reached, or a restore into it has not finished.
pub fn pending(target: &Target) -> Result<usize> {
    let failed = |error| Error::Unavailable(format!("the migrations cannot be listed: {error}"));
    Ok(match target.open()? {
        AnyConnection::Sqlite(mut conn) => conn.pending_migrations(SQLITE).map_err(failed)?.len(),
        AnyConnection::Postgres(mut conn) => {
            refuse_unfinished(&mut conn)?;
            conn.pending_migrations(POSTGRES).map_err(failed)?.len()
        }
    })
}

/// The last step of the schema of this program on one backend, such as `20261122100000`.
///
/// # Errors
/// [`Error::Unavailable`] when the program was built without its migrations.
pub fn newest(target: &Target) -> Result<String> {
    newest_on(matches!(target, Target::Postgres { .. }))
}

fn newest_on(is_postgres: bool) -> Result<String> {
    let failed = |error| Error::Unavailable(format!("the migrations cannot be listed: {error}"));
    let steps: Vec<String> = if is_postgres {
        let steps: Vec<Box<dyn Migration<Pg>>> = POSTGRES.migrations().map_err(failed)?;
        steps.iter().map(|it| it.name().version().to_string()).collect()
    } else {
        let steps: Vec<Box<dyn Migration<Sqlite>>> = SQLITE.migrations().map_err(failed)?;
        steps.iter().map(|it| it.name().version().to_string()).collect()
    };
    Ok(steps.into_iter().max().unwrap_or_default())
}

/// Which backend a connection is to, and how far its schema is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Whether it is PostgreSQL.
    pub is_postgres: bool,
    /// The last step that was taken.
    pub applied: String,
    /// The last step that this program knows.
    pub newest: String,
}

/// How far the schema is.
///
/// # Errors
/// When the database fails.
pub fn schema_of(conn: &mut AnyConnection) -> Result<Schema> {
    use diesel::dsl::sql;
    use diesel::prelude::*;
    use diesel::sql_types::{Nullable, Text};
    let taken = || sql::<Nullable<Text>>("SELECT MAX(version) FROM __diesel_schema_migrations");
    let (is_postgres, applied) = match conn {
        AnyConnection::Sqlite(conn) => (false, taken().get_result::<Option<String>>(conn)?),
        AnyConnection::Postgres(conn) => (true, taken().get_result::<Option<String>>(conn)?),
    };
    Ok(Schema { is_postgres, applied: applied.unwrap_or_default(), newest: newest_on(is_postgres)? })
}

/// The fingerprint of the master key that a migrated database belongs to; a new database is marked with `newest`. Blocks.
///
/// # Errors
/// A line that says how to mend it.
pub fn master_key_of(target: &Target, newest: &[u8]) -> std::result::Result<Vec<u8>, String> {
    use super::schema::instance;
    use diesel::prelude::*;
    let failed = |error: Error| format!("the database cannot be read: {error}");
    let mut conn = target.open().map_err(failed)?;
    let known = instance::table.find(super::in_force::NAME).select(instance::value).first(&mut conn).optional();
    if let Some(known) = known.map_err(|error| failed(error.into()))? {
        return Ok(known);
    }
    // Several programs may meet a new database at once: the first key stays.
    let mark = diesel::insert_into(instance::table)
        .values((instance::name.eq(super::in_force::NAME), instance::value.eq(newest)));
    super::sql::Upsert {
        insert: mark,
        on_conflict: "(name) DO UPDATE SET name = excluded.name",
        returning: instance::value,
    }
    .get_result(&mut conn)
    .map_err(|error| failed(error.into()))
}
