//! The lock of the first run.

use diesel::prelude::*;

use crate::db::schema::instance;
use crate::db::sql::Locked;
use crate::platform::{Result, Tx};

/// Keeps everybody else who makes the first administrator waiting until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>) -> Result<()> {
    let facts = instance::table.order(instance::name).select(instance::name);
    let _: Vec<String> = Locked(facts).load(tx.conn)?;
    Ok(())
}
