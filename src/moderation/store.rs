//! Read models of the queue. Requests are read through their own slice; what is read of offers stands here.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Item, ItemKind};
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{offers, requests};
use crate::db::sql::{Locked, lies_in};
use crate::db::types::Json;
use crate::ids::{ItemId, NeighbourhoodId, OfferId, PersonId, RequestId};
use crate::people::model::LanguageTag;
use crate::platform::{Result, Tx};
use crate::policy::Scope;

/// What the queue reads of the terms of an offer.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct OfferTerms {
    categories: Vec<Category>,
    #[serde(default)]
    languages: Vec<LanguageTag>,
}

/// What the queue reads of an offer.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = offers, check_for_backend(MultiBackend))]
struct OfferInQueue {
    id: OfferId,
    person_id: PersonId,
    neighbourhood_id: Option<NeighbourhoodId>,
    state: String,
    terms: Json<OfferTerms>,
    created_at: Instant,
}

impl From<OfferInQueue> for Item {
    fn from(offer: OfferInQueue) -> Self {
        Self {
            id: ItemId::from(offer.id.uuid()),
            kind: ItemKind::Offer,
            person: offer.person_id,
            neighbourhood: offer.neighbourhood_id,
            state: offer.state,
            categories: offer.terms.0.categories,
            urgency: None,
            is_first: false,
            // An offer is submitted once, when it is made.
            since: offer.created_at,
            channel: None,
            languages: offer.terms.0.languages,
        }
    }
}

/// Whether an item is a request.
pub(super) fn is_request(tx: &mut Tx<'_>, id: ItemId) -> Result<bool> {
    let found = requests::table.find(RequestId::from(id.uuid())).select(requests::id);
    Ok(found.first::<RequestId>(tx.conn).optional()?.is_some())
}

/// An offer.
pub(super) fn offer(tx: &mut Tx<'_>, id: ItemId) -> Result<Item> {
    let query = offers::table.find(OfferId::from(id.uuid())).select(OfferInQueue::as_select());
    Ok(query.first::<OfferInQueue>(tx.conn)?.into())
}

/// An offer, kept from changing until the end of the transaction.
pub(super) fn lock_offer(tx: &mut Tx<'_>, id: ItemId) -> Result<Item> {
    let query = offers::table.find(OfferId::from(id.uuid())).select(OfferInQueue::as_select());
    Ok(Locked(query).get_result::<OfferInQueue>(tx.conn)?.into())
}

/// How many offers have come to wait since a moment, as far as `most`.
pub(super) fn count_offers_since(tx: &mut Tx<'_>, scope: &Scope, since: Instant, most: i64) -> Result<usize> {
    let found: Vec<OfferId> = offers::table
        .filter(lies_in!(offers::neighbourhood_id, scope))
        .filter(offers::person_id.ne_all(&scope.except))
        .filter(offers::state.eq("submitted").and(offers::created_at.gt(since)))
        .select(offers::id)
        .limit(most)
        .load(tx.conn)?;
    Ok(found.len())
}

/// The offers that wait for a human look in the neighbourhoods of a team, the longest waiting first.
pub(super) fn waiting_offers(
    tx: &mut Tx<'_>,
    scope: &Scope,
    after: Option<(Instant, OfferId)>,
    limit: i64,
) -> Result<Vec<Item>> {
    let mut query = offers::table
        .filter(lies_in!(offers::neighbourhood_id, scope))
        .filter(offers::person_id.ne_all(&scope.except))
        .filter(offers::state.eq("submitted"))
        .select(OfferInQueue::as_select())
        .order((offers::created_at, offers::id))
        .limit(limit)
        .into_boxed();
    if let Some((since, id)) = after {
        let is_later = offers::created_at.gt(since);
        query = query.filter(is_later.or(offers::created_at.eq(since).and(offers::id.gt(id))));
    }
    let rows: Vec<OfferInQueue> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(Item::from).collect())
}
