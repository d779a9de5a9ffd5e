//! The rows of claims.

use diesel::dsl;
use diesel::prelude::*;

use super::Claim;
use crate::clock::Instant;
use crate::db::schema::queue_claims;
use crate::db::sql::Upsert;
use crate::ids::{ItemId, PersonId};
use crate::platform::{Result, Tx};

/// The columns of a claim, but for its item.
type Values = (
    dsl::Eq<queue_claims::claimed_by, PersonId>,
    dsl::Eq<queue_claims::claimed_until, Instant>,
    dsl::Eq<queue_claims::taken_from, Option<PersonId>>,
);

fn values(claim: Claim) -> Values {
    (
        queue_claims::claimed_by.eq(claim.by),
        queue_claims::claimed_until.eq(claim.until),
        queue_claims::taken_from.eq(claim.taken_from),
    )
}

/// Renews a claim that is one's own or has run out. Whether there was such a one. From whom one's own was taken stays.
pub(super) fn renew(tx: &mut Tx<'_>, claim: Claim) -> Result<bool> {
    let of_item = queue_claims::item.eq(claim.item);
    let runs = queue_claims::claimed_by.eq(claim.by).and(queue_claims::claimed_until.gt(tx.now));
    let renewed = diesel::update(queue_claims::table.filter(of_item.and(runs)))
        .set(queue_claims::claimed_until.eq(claim.until))
        .execute(tx.conn)?;
    if renewed == 1 {
        return Ok(true);
    }
    let is_over = queue_claims::claimed_until.le(tx.now);
    let rows = diesel::update(queue_claims::table.filter(of_item.and(is_over))).set(values(claim)).execute(tx.conn)?;
    Ok(rows == 1)
}

/// Gives the claim on an item to somebody else.
pub(super) fn hand_over(tx: &mut Tx<'_>, claim: Claim) -> Result<()> {
    diesel::update(queue_claims::table.find(claim.item)).set(values(claim)).execute(tx.conn)?;
    Ok(())
}

/// The first claim on an item. Whether it was the first: of several at once one is.
pub(super) fn insert(tx: &mut Tx<'_>, claim: Claim) -> Result<bool> {
    let insert = diesel::insert_into(queue_claims::table).values((queue_claims::item.eq(claim.item), values(claim)));
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
    let rows: Vec<(ItemId, PersonId, Instant, Option<PersonId>)> = queue_claims::table
        .filter(queue_claims::item.eq_any(items).and(queue_claims::claimed_until.gt(tx.now)))
        .select((queue_claims::item, queue_claims::claimed_by, queue_claims::claimed_until, queue_claims::taken_from))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(item, by, until, taken_from)| Claim { item, by, until, taken_from }).collect())
}
