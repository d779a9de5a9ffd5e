//! Cases that ended: referrals, then matches with all that hangs on them, then requests and offers.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{
    blocks, bonds, client_requests, guardian_answers, link_codes, matches, offers, open_offers, queue_claims,
    referrals, requests, rights_checks, visits, waves,
};
use crate::db::sql::Locked;
use crate::ids::{ItemId, MatchId, OfferId, ReferralId, RequestId};
use crate::matching::model::MatchState;
use crate::offers::OfferState;
use crate::platform::{Result, Tx};
use crate::requests::model::RequestState;

/// Referrals that ended. What came of them no longer says from which.
pub(in crate::privacy::retention) fn referrals(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = referrals::table.filter(referrals::ended_at.lt(before)).order(referrals::id).limit(most);
    let ids: Vec<ReferralId> = over.select(referrals::id).load(tx.conn)?;
    let named: Vec<_> = ids.iter().copied().map(Some).collect();
    // Requests are locked before all else.
    let back = requests::table.filter(requests::handed_back_from.eq_any(named.clone())).order(requests::id);
    Locked(back.select(requests::id)).load::<RequestId>(tx.conn)?;
    let theirs = referrals::id.eq_any(ids.clone()).or(referrals::rerouted_from.eq_any(named.clone()));
    Locked(referrals::table.filter(theirs).order(referrals::id).select(referrals::id)).load::<ReferralId>(tx.conn)?;
    diesel::update(requests::table.filter(requests::handed_back_from.eq_any(named.clone())))
        .set(requests::handed_back_from.eq(None::<ReferralId>))
        .execute(tx.conn)?;
    diesel::update(referrals::table.filter(referrals::rerouted_from.eq_any(named)))
        .set(referrals::rerouted_from.eq(None::<ReferralId>))
        .execute(tx.conn)?;
    diesel::delete(link_codes::table.filter(link_codes::referral_id.eq_any(ids.clone()))).execute(tx.conn)?;
    Ok(diesel::delete(referrals::table.filter(referrals::id.eq_any(ids))).execute(tx.conn)?)
}

/// Matches that ended, with their visits and bonds. A match through which a block was made stays with the block, and one
/// that a referral names stays with the referral.
pub(in crate::privacy::retention) fn matches(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let ended: Vec<_> = MatchState::ALL.iter().copied().filter(|it| it.is_final()).collect();
    let over = matches::table
        .filter(matches::state.eq_any(ended).and(matches::updated_at.lt(before)))
        .filter(not(exists(referrals::table.filter(referrals::match_id.eq(matches::id.nullable())))))
        .filter(not(exists(blocks::table.filter(blocks::match_id.eq(matches::id.nullable())))))
        .order(matches::id)
        .limit(most);
    let ids: Vec<MatchId> = over.select(matches::id).load(tx.conn)?;
    let covered: Vec<_> = ids.iter().copied().map(Some).collect();
    // Requests are locked before their matches, and these before all that hangs on them.
    let covers = requests::table.filter(requests::covers_match_id.eq_any(covered.clone())).order(requests::id);
    Locked(covers.select(requests::id)).load::<RequestId>(tx.conn)?;
    let these = matches::table.filter(matches::id.eq_any(ids.clone())).order(matches::id).select(matches::id);
    Locked(these).load::<MatchId>(tx.conn)?;
    diesel::delete(visits::table.filter(visits::match_id.eq_any(ids.clone()))).execute(tx.conn)?;
    diesel::delete(bonds::table.filter(bonds::match_id.eq_any(ids.clone()))).execute(tx.conn)?;
    diesel::delete(guardian_answers::table.filter(guardian_answers::match_id.eq_any(ids.clone()))).execute(tx.conn)?;
    diesel::update(requests::table.filter(requests::covers_match_id.eq_any(covered)))
        .set(requests::covers_match_id.eq(None::<MatchId>))
        .execute(tx.conn)?;
    Ok(diesel::delete(matches::table.filter(matches::id.eq_any(ids))).execute(tx.conn)?)
}

/// Requests that ended and of which no match and no referral is left.
pub(in crate::privacy::retention) fn requests(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let ended: Vec<_> = RequestState::ALL.iter().copied().filter(|it| it.is_final()).collect();
    let over = requests::table
        .filter(requests::state.eq_any(ended).and(requests::state_since.lt(before)))
        .filter(not(exists(matches::table.filter(matches::request_id.eq(requests::id)))))
        .filter(not(exists(referrals::table.filter(referrals::request_id.eq(requests::id)))))
        .order(requests::id)
        .limit(most);
    let ids: Vec<RequestId> = Locked(over.select(requests::id)).load(tx.conn)?;
    let items: Vec<_> = ids.iter().map(|it| ItemId::from(it.uuid())).collect();
    diesel::delete(queue_claims::table.filter(queue_claims::item.eq_any(items))).execute(tx.conn)?;
    diesel::delete(waves::table.filter(waves::request_id.eq_any(ids.clone()))).execute(tx.conn)?;
    diesel::delete(client_requests::table.filter(client_requests::request_id.eq_any(ids.clone()))).execute(tx.conn)?;
    diesel::delete(rights_checks::table.filter(rights_checks::request_id.eq_any(ids.clone()))).execute(tx.conn)?;
    Ok(diesel::delete(requests::table.filter(requests::id.eq_any(ids))).execute(tx.conn)?)
}

/// Offers that ended and of which no match is left.
pub(in crate::privacy::retention) fn offers(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = offers::table
        .filter(offers::state.eq_any([OfferState::Rejected, OfferState::Retired]).and(offers::updated_at.lt(before)))
        .filter(not(exists(matches::table.filter(matches::offer_id.eq(offers::id.nullable())))))
        .order(offers::id)
        .limit(most);
    let ids: Vec<OfferId> = Locked(over.select(offers::id)).load(tx.conn)?;
    let items: Vec<_> = ids.iter().map(|it| ItemId::from(it.uuid())).collect();
    diesel::delete(queue_claims::table.filter(queue_claims::item.eq_any(items))).execute(tx.conn)?;
    diesel::delete(open_offers::table.filter(open_offers::offer_id.eq_any(ids.clone()))).execute(tx.conn)?;
    Ok(diesel::delete(offers::table.filter(offers::id.eq_any(ids))).execute(tx.conn)?)
}
