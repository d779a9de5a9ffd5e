//! What stands around the cases: claims, tokens, exports, messages, consents.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{consents, exports, one_time_tokens, outbox, queue_claims, referrals};
use crate::ids::{ConsentId, ExportId, ItemId, MessageId, OneTimeTokenId};
use crate::platform::{Result, Tx};

/// Claims that ended.
pub(in crate::privacy::retention) fn claims(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = queue_claims::table.filter(queue_claims::claimed_until.lt(before));
    let ids: Vec<ItemId> = over.limit(most).select(queue_claims::item).load(tx.conn)?;
    Ok(diesel::delete(queue_claims::table.filter(queue_claims::item.eq_any(ids))).execute(tx.conn)?)
}

/// Exports that were asked for.
pub(in crate::privacy::retention) fn exports(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = exports::table.filter(exports::created_at.lt(before));
    let ids: Vec<ExportId> = over.limit(most).select(exports::id).load(tx.conn)?;
    Ok(diesel::delete(exports::table.filter(exports::id.eq_any(ids))).execute(tx.conn)?)
}

/// One-time tokens that expired.
pub(in crate::privacy::retention) fn tokens(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = one_time_tokens::table.filter(one_time_tokens::expires_at.lt(before));
    let ids: Vec<OneTimeTokenId> = over.limit(most).select(one_time_tokens::id).load(tx.conn)?;
    Ok(diesel::delete(one_time_tokens::table.filter(one_time_tokens::id.eq_any(ids))).execute(tx.conn)?)
}

/// Messages that nobody could be given.
pub(in crate::privacy::retention) fn undelivered(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = outbox::table.filter(outbox::ended_at.lt(before));
    let ids: Vec<MessageId> = over.limit(most).select(outbox::id).load(tx.conn)?;
    Ok(diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(tx.conn)?)
}

/// Consents that were withdrawn, refused or expired, with their withdrawals. What a referral still names stays.
pub(in crate::privacy::retention) fn consents(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let old = consents::table.filter(consents::at.lt(before));
    let withdrawn = old.filter(consents::withdraws.is_not_null()).limit(most).select(consents::withdraws);
    let withdrawn: Vec<Option<ConsentId>> = withdrawn.load(tx.conn)?;
    let over = consents::given.eq(false).or(consents::expires_at.lt(before));
    let ended = old.filter(consents::withdraws.is_null().and(over)).limit(most).select(consents::id);
    let mut ids: Vec<ConsentId> = ended.load(tx.conn)?;
    ids.extend(withdrawn.into_iter().flatten());
    let named = referrals::table.filter(referrals::consent_id.eq_any(ids.clone())).select(referrals::consent_id);
    let named: Vec<Option<ConsentId>> = named.load(tx.conn)?;
    ids.retain(|it| !named.contains(&Some(*it)));
    diesel::delete(consents::table.filter(consents::withdraws.eq_any(ids.clone()))).execute(tx.conn)?;
    Ok(diesel::delete(consents::table.filter(consents::id.eq_any(ids))).execute(tx.conn)?)
}
