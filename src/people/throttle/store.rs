//! The rows of tries.

use diesel::prelude::*;

use super::model::{Counted, Tries};
use crate::clock::Instant;
use crate::db::schema::tries;
use crate::db::sql::Upsert;
use crate::platform::{Result, Tx};

/// The key of what is counted: a keyed hash.
pub(super) fn key(tx: &Tx<'_>, counted: Counted, of: &str) -> Vec<u8> {
    tx.keys().blind_index("tries", &format!("{counted}|{of}"))
}

/// How often something was tried, kept from changing until the end of the transaction; `None`: never.
pub(super) fn lock(tx: &mut Tx<'_>, key: &[u8]) -> Result<Option<Tries>> {
    let insert = diesel::insert_into(tries::table).values((
        tries::key.eq(key),
        tries::count.eq(0),
        tries::since.eq(tx.now),
        tries::last_at.eq(tx.now),
    ));
    // Made when it is missing, so that two first tries at once wait for each other too.
    let (count, since, last_at) = Upsert {
        insert,
        on_conflict: "(key) DO UPDATE SET key = excluded.key",
        returning: (tries::count, tries::since, tries::last_at),
    }
    .get_result::<(i32, Instant, Instant)>(tx.conn)?;
    Ok((count > 0).then_some(Tries { count, since, last_at }))
}

/// Saves how often something was tried; `None`: never.
pub(super) fn save(tx: &mut Tx<'_>, key: &[u8], counted: Option<Tries>) -> Result<()> {
    let row = tries::table.filter(tries::key.eq(key));
    match counted {
        None => diesel::delete(row).execute(tx.conn)?,
        Some(it) => diesel::update(row)
            .set((tries::count.eq(it.count), tries::since.eq(it.since), tries::last_at.eq(it.last_at)))
            .execute(tx.conn)?,
    };
    Ok(())
}

/// Forgets what was last tried before `before`.
pub(super) fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    Ok(diesel::delete(tries::table.filter(tries::last_at.lt(before))).execute(tx.conn)?)
}

/// Forgets all tries.
pub(super) fn forget_all(tx: &mut Tx<'_>) -> Result<()> {
    diesel::delete(tries::table).execute(tx.conn)?;
    Ok(())
}
