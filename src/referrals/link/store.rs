//! The rows of the codes that were mailed to organisations.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::link_codes;
use crate::db::sql::Locked;
use crate::ids::{LinkCodeId, ReferralId};
use crate::platform::{Result, Tx};

/// How long a code works.
const CODE_LIVES: TimeDelta = TimeDelta::minutes(15);
/// How long the page is open after the code.
const VISIT_LASTS: TimeDelta = TimeDelta::minutes(30);
/// How many wrong codes may be tried while one works.
const MOST_TRIES: i32 = 5;

/// A new code for a referral.
pub(super) fn insert(tx: &mut Tx<'_>, referral: ReferralId) -> Result<LinkCodeId> {
    let id = LinkCodeId::fresh();
    diesel::insert_into(link_codes::table)
        .values((
            link_codes::id.eq(id),
            link_codes::referral_id.eq(referral),
            link_codes::tries.eq(0),
            link_codes::expires_at.eq(tx.now + CODE_LIVES),
            link_codes::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// How many codes were asked for since a moment.
pub(super) fn asked_since(tx: &mut Tx<'_>, referral: ReferralId, since: Instant) -> Result<i64> {
    let asked = link_codes::table.filter(link_codes::referral_id.eq(referral).and(link_codes::created_at.gt(since)));
    Ok(asked.count().get_result(tx.conn)?)
}

/// The codes that work, kept from changing until the end of the transaction.
pub(super) fn lock_living(tx: &mut Tx<'_>, referral: ReferralId) -> Result<Vec<LinkCodeId>> {
    let living = link_codes::table
        .filter(link_codes::referral_id.eq(referral).and(link_codes::used_at.is_null()))
        .filter(link_codes::expires_at.gt(tx.now).and(link_codes::tries.lt(MOST_TRIES)));
    Ok(Locked(living.order(link_codes::id).select(link_codes::id)).load(tx.conn)?)
}

/// A wrong code was tried while these worked.
pub(super) fn count_try(tx: &mut Tx<'_>, ids: &[LinkCodeId]) -> Result<()> {
    let tried = link_codes::table.filter(link_codes::id.eq_any(ids));
    diesel::update(tried).set(link_codes::tries.eq(link_codes::tries + 1)).execute(tx.conn)?;
    Ok(())
}

/// Uses a code up.
pub(super) fn use_up(tx: &mut Tx<'_>, id: LinkCodeId) -> Result<()> {
    diesel::update(link_codes::table.find(id)).set(link_codes::used_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(())
}

/// To which referral a code belongs that works.
pub(super) fn referral_of(tx: &mut Tx<'_>, id: LinkCodeId) -> Result<Option<ReferralId>> {
    let living = link_codes::table.find(id).filter(link_codes::used_at.is_null());
    let living = living.filter(link_codes::expires_at.gt(tx.now));
    Ok(living.select(link_codes::referral_id).first(tx.conn).optional()?)
}

/// Whether the page of a referral is open for who used this code.
pub(super) fn is_open(tx: &mut Tx<'_>, id: LinkCodeId, referral: ReferralId) -> Result<bool> {
    let open = link_codes::table
        .find(id)
        .filter(link_codes::referral_id.eq(referral))
        .filter(link_codes::used_at.gt(tx.now - VISIT_LASTS));
    let row: Option<LinkCodeId> = open.select(link_codes::id).first(tx.conn).optional()?;
    Ok(row.is_some())
}

/// Forgets codes that expired before `before`.
pub(super) fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    Ok(diesel::delete(link_codes::table.filter(link_codes::expires_at.lt(before))).execute(tx.conn)?)
}
