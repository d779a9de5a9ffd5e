//! The data keys when the master key changes: each is opened with a key of the ring and wrapped under the one in force.
//! What they seal stays as it is.

use diesel::prelude::*;

use super::{Error, Result, Tx};
use crate::db::{self, schema::data_keys};
use crate::ids::AnyId;

/// How many are read at once.
const PAGE: i64 = 1000;

/// Keeps everybody else out of the database until the end of the transaction.
///
/// # Errors
/// When somebody else is connected, or the database belongs to another master key than that of `fingerprint`.
pub fn keep_alone(tx: &mut Tx<'_>, fingerprint: &[u8]) -> Result<()> {
    Ok(db::keep_alone(tx.conn, fingerprint)?)
}

/// From now on the database belongs to the master key of this transaction.
///
/// # Errors
/// When the database fails.
pub fn put_in_force(tx: &mut Tx<'_>) -> Result<()> {
    let fingerprint = *tx.keys().fingerprint();
    Ok(db::put_in_force(tx.conn, &fingerprint)?)
}

/// Wraps every data key under the master key in force, and says how many there are.
///
/// # Errors
/// [`Error::Inconsistent`] when one opens with no key of the ring; when the database fails.
pub fn rewrap_data_keys(tx: &mut Tx<'_>) -> Result<usize> {
    each_data_key(tx, |tx, owner, wrapped| {
        let broken = |error| Error::Inconsistent(format!("data key of {owner}: {error}"));
        let anew = tx.keys().rewrap(owner.uuid(), wrapped).map_err(broken)?;
        diesel::update(data_keys::table.find(owner)).set(data_keys::wrapped.eq(anew)).execute(tx.conn)?;
        Ok(true)
    })
}

/// How many data keys do not open with the master key in force: what is sealed under them cannot be read.
///
/// # Errors
/// When the database fails.
pub fn count_closed_data_keys(tx: &mut Tx<'_>) -> Result<usize> {
    each_data_key(tx, |tx, owner, wrapped| Ok(tx.keys().open_data_key(owner.uuid(), wrapped).is_err()))
}

/// Looks at each data key, and counts those of which `f` says so.
fn each_data_key(tx: &mut Tx<'_>, mut f: impl FnMut(&mut Tx<'_>, AnyId, &[u8]) -> Result<bool>) -> Result<usize> {
    let (mut last, mut count) = (None, 0);
    loop {
        let mut page = data_keys::table.order(data_keys::owner).limit(PAGE).into_boxed();
        if let Some(last) = last {
            page = page.filter(data_keys::owner.gt(last));
        }
        let page: Vec<(AnyId, Vec<u8>)> = page.select((data_keys::owner, data_keys::wrapped)).load(tx.conn)?;
        let Some((owner, _)) = page.last() else { return Ok(count) };
        last = Some(*owner);
        for (owner, wrapped) in &page {
            count += usize::from(f(tx, *owner, wrapped)?);
        }
    }
}
