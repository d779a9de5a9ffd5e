//! What the database knows of itself, and when it was last copied.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::instance;
use crate::db::sql::Upsert;
use crate::db::{Schema, Setting, schema_of, settings};
use crate::platform::{Result, Tx};

/// The name of the fact.
const LAST_BACKUP: &str = "lastBackup";

/// Which backend it is, and how far its schema is.
pub(super) fn schema(tx: &mut Tx<'_>) -> Result<Schema> {
    Ok(schema_of(tx.conn)?)
}

/// The settings that decide whether a committed row survives a crash.
pub(super) fn durability(tx: &mut Tx<'_>) -> Result<Vec<Setting>> {
    Ok(settings(tx.conn)?)
}

/// A backup was made.
pub(super) fn set_last_backup(tx: &mut Tx<'_>, at: Instant) -> Result<()> {
    let value = at.micros().to_be_bytes().to_vec();
    let insert =
        diesel::insert_into(instance::table).values((instance::name.eq(LAST_BACKUP), instance::value.eq(value)));
    let on_conflict = "(name) DO UPDATE SET value = excluded.value";
    let _: Vec<u8> = Upsert { insert, on_conflict, returning: instance::value }.get_result(tx.conn)?;
    Ok(())
}

/// When the last backup was made.
pub(super) fn last_backup(tx: &mut Tx<'_>) -> Result<Option<Instant>> {
    let known: Option<Vec<u8>> = instance::table.find(LAST_BACKUP).select(instance::value).first(tx.conn).optional()?;
    let micros = known.and_then(|it| it.try_into().ok()).map(i64::from_be_bytes);
    Ok(micros.and_then(Instant::from_micros))
}
