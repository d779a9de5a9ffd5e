//! Which master key a database belongs to. A program that works with another one would write what nobody can read, so each
//! connection asks; and the master key changes only while no other connection is open.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::schema::instance;
use super::sql::Locked;
use super::{AnyConnection, Error, Result};

/// The name of the fact.
pub(super) const NAME: &str = "masterKey";

/// Keeps the fingerprint from changing until the end of the transaction, or until it has been read where there is none.
fn lock(conn: &mut AnyConnection) -> Result<Vec<u8>> {
    Ok(Locked(instance::table.find(NAME).select(instance::value)).get_result(conn)?)
}

/// Refuses a connection to a database that does not belong to a master key any more. Waits for a change that goes on.
pub(super) fn check(conn: &mut AnyConnection, fingerprint: &[u8]) -> Result<()> {
    if lock(conn)? == fingerprint {
        return Ok(());
    }
    Err(Error::Unavailable("its master key was changed: start this program again with the new key file".into()))
}

/// Keeps everybody else out of a database until the end of the transaction: who is connected already is a refusal, and who
/// comes now waits, and is refused then when the master key was changed. SQLite needs a connection that was opened alone
/// ([`super::Options::alone`]).
///
/// # Errors
/// [`Error::InUse`] while others are connected; [`Error::Unavailable`] when the database belongs to another master key by now.
pub fn keep_alone(conn: &mut AnyConnection, fingerprint: &[u8]) -> Result<()> {
    check(conn, fingerprint)?;
    let AnyConnection::Postgres(postgres) = conn else { return Ok(()) };
    // The processes of the server itself belong to nobody.
    let others = "SELECT FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL";
    if diesel::sql_query(others).execute(postgres)? > 0 {
        return Err(Error::InUse);
    }
    // Nobody waits for this one: a large table may take the time that it needs.
    Ok(postgres.batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")?)
}

/// From now on the database belongs to another master key.
///
/// # Errors
/// When the database fails.
pub fn put_in_force(conn: &mut AnyConnection, fingerprint: &[u8]) -> Result<()> {
    diesel::update(instance::table.find(NAME)).set(instance::value.eq(fingerprint)).execute(conn)?;
    Ok(())
}
