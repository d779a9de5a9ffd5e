//! What stands around the cases: claims, tokens, exports, messages, consents, and who acted for whom.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{
    activation_cards, batches, client_requests, consents, exports, invitations, merge_moves, merges, one_time_tokens,
    outbox, people_searches, proxies, proxy_uses, queue_claims, referrals,
};
use crate::ids::{
    ActivationCardId, AnyId, BatchId, ConsentId, ExportId, InvitationId, ItemId, MessageId, OneTimeTokenId, ProxyId,
};
use crate::matching::batch;
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

/// Batches that were asked for, with what they propose, and with the job of one that is never made.
pub(in crate::privacy::retention) fn batches(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = batches::table.filter(batches::created_at.lt(before)).limit(most).select(batches::id);
    let ids: Vec<BatchId> = over.load(tx.conn)?;
    batch::forget(tx, &ids)
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

/// Consents that were withdrawn, refused or expired, with their withdrawals. What a referral or the request of a client still names stays.
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
    let asked = client_requests::table.filter(client_requests::consent_id.eq_any(ids.clone()));
    let asked: Vec<ConsentId> = asked.select(client_requests::consent_id).load(tx.conn)?;
    ids.retain(|it| !asked.contains(it));
    diesel::delete(consents::table.filter(consents::withdraws.eq_any(ids.clone()))).execute(tx.conn)?;
    Ok(diesel::delete(consents::table.filter(consents::id.eq_any(ids))).execute(tx.conn)?)
}

/// Activation cards that expired.
pub(in crate::privacy::retention) fn cards(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = activation_cards::table.filter(activation_cards::expires_at.lt(before));
    let ids: Vec<ActivationCardId> = over.limit(most).select(activation_cards::id).load(tx.conn)?;
    Ok(diesel::delete(activation_cards::table.filter(activation_cards::id.eq_any(ids))).execute(tx.conn)?)
}

/// Invitations that expired.
pub(in crate::privacy::retention) fn invitations(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = invitations::table.filter(invitations::expires_at.lt(before));
    let ids: Vec<InvitationId> = over.limit(most).select(invitations::id).load(tx.conn)?;
    Ok(diesel::delete(invitations::table.filter(invitations::id.eq_any(ids))).execute(tx.conn)?)
}

/// Looks for people by name.
pub(in crate::privacy::retention) fn searches(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = people_searches::table.filter(people_searches::at.lt(before));
    let ids: Vec<AnyId> = over.limit(most).select(people_searches::id).load(tx.conn)?;
    Ok(diesel::delete(people_searches::table.filter(people_searches::id.eq_any(ids))).execute(tx.conn)?)
}

/// What a merge moved, once it cannot be undone any more.
pub(in crate::privacy::retention) fn merge_moves(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let merged = merges::table.filter(merges::created_at.lt(before)).select(merges::id);
    let over = merge_moves::table.filter(merge_moves::merge_id.eq_any(merged));
    let ids: Vec<AnyId> = over.limit(most).select(merge_moves::id).load(tx.conn)?;
    Ok(diesel::delete(merge_moves::table.filter(merge_moves::id.eq_any(ids))).execute(tx.conn)?)
}

/// What proxies did and read.
pub(in crate::privacy::retention) fn proxy_uses(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = proxy_uses::table.filter(proxy_uses::at.lt(before));
    let ids: Vec<AnyId> = over.limit(most).select(proxy_uses::id).load(tx.conn)?;
    Ok(diesel::delete(proxy_uses::table.filter(proxy_uses::id.eq_any(ids))).execute(tx.conn)?)
}

/// Proxies that ended, and of which no use is left.
pub(in crate::privacy::retention) fn proxies(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let ended = proxies::revoked_at.lt(before).or(proxies::until.lt(before));
    let over = proxies::table
        .filter(ended)
        .filter(not(exists(proxy_uses::table.filter(proxy_uses::proxy_id.eq(proxies::id)))))
        .limit(most);
    let ids: Vec<ProxyId> = over.select(proxies::id).load(tx.conn)?;
    Ok(diesel::delete(proxies::table.filter(proxies::id.eq_any(ids))).execute(tx.conn)?)
}
