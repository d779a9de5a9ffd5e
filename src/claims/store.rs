//! The rows of claims.

use diesel::prelude::*;

use super::Claim;
use crate::clock::Instant;
use crate::db::schema::queue_claims;
use crate::db::sql::Upsert;
use crate::ids::{ItemId, PersonId};
use crate::platform::{Result, Tx};

/// Takes over a claim that is one's own or has run out. Whether there was such a one.
pub(super) fn renew(tx: &mut Tx<'_>, claim: Claim) -> Result<bool> {
    let free = queue_claims::claimed_by.eq(claim.by).or(queue_claims::claimed_until.le(tx.now));
    let rows = diesel::update(queue_claims::table.filter(queue_claims::item.eq(claim.item).and(free)))
        .set((queue_claims::claimed_by.eq(claim.by), queue_claims::claimed_until.eq(claim.until)))
        .execute(tx.conn)?;
    Ok(rows == 1)
}

/// The first claim on an item. Whether it was the first: of several at once one is.
pub(super) fn insert(tx: &mut Tx<'_>, claim: Claim) -> Result<bool> {
    let insert = diesel::insert_into(queue_claims::table).values((
        queue_claims::item.eq(claim.item),
        queue_claims::claimed_by.eq(claim.by),
        queue_claims::claimed_until.eq(claim.until),
    ));
    let first = Upsert { insert, on_conflict: "(item) DO NOTHING", returning: queue_claims::item };
    Ok(first.get_result::<ItemId>(tx.conn).optional()?.is_some())
}

/// Takes the claim on an item away.
pub(super) fn remove(tx: &mut Tx<'_>, item: ItemId) -> Result<()> {
    diesel::delete(queue_claims::table.find(item)).execute(tx.conn)?;
    Ok(())
}

/// The claims on these items that run.
pub(super) fn running(tx: &mut Tx<'_>, items: &[ItemId]) -> Result<Vec<Claim>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(ItemId, PersonId, Instant)> = queue_claims::table
        .filter(queue_claims::item.eq_any(items).and(queue_claims::claimed_until.gt(tx.now)))
        .select((queue_claims::item, queue_claims::claimed_by, queue_claims::claimed_until))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(item, by, until)| Claim { item, by, until }).collect())
}
