//! Read models of the queue. Requests are read through their own slice; what is read of offers stands here.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Item, ItemKind};
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{offers, requests};
use crate::db::sql::Locked;
use crate::db::types::Json;
use crate::ids::{ItemId, NeighbourhoodId, OfferId, PersonId, RequestId};
use crate::people::model::LanguageTag;
use crate::platform::{Result, Tx};
use crate::policy::Scope;

/// What the queue reads of the terms of an offer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::moderation) struct OfferTerms {
    pub(in crate::moderation) categories: Vec<Category>,
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

/// The offers that wait for a human look in a neighbourhood, or outside every one, but for those of some people.
macro_rules! waiting_at {
    ($place:expr, $except:expr) => {{
        let query =
            offers::table.filter(offers::state.eq("submitted")).filter(offers::person_id.ne_all($except)).into_boxed();
        match $place {
            Some(place) => query.filter(offers::neighbourhood_id.eq(place)),
            None => query.filter(offers::neighbourhood_id.is_null()),
        }
    }};
}

/// How many offers have come to wait since a moment, as far as `most`.
pub(super) fn count_offers_since(tx: &mut Tx<'_>, scope: &Scope, since: Instant, most: i64) -> Result<usize> {
    let mut count = 0;
    for place in scope.places() {
        let query = waiting_at!(place, &scope.except).filter(offers::created_at.gt(since)).limit(most);
        count += query.select(offers::id).load::<OfferId>(tx.conn)?.len();
    }
    Ok(count)
}

/// The offers that wait for a human look in the neighbourhoods of a team, the longest waiting first. Each neighbourhood is
/// asked by itself, as for requests.
pub(super) fn waiting_offers(
    tx: &mut Tx<'_>,
    scope: &Scope,
    after: Option<(Instant, OfferId)>,
    limit: i64,
) -> Result<Vec<Item>> {
    let mut found: Vec<Item> = Vec::new();
    for place in scope.places() {
        let mut query = waiting_at!(place, &scope.except).order((offers::created_at, offers::id)).limit(limit);
        if let Some((since, id)) = after {
            let is_later = offers::created_at.gt(since);
            query = query.filter(is_later.or(offers::created_at.eq(since).and(offers::id.gt(id))));
        }
        let rows: Vec<OfferInQueue> = query.select(OfferInQueue::as_select()).load(tx.conn)?;
        found.extend(rows.into_iter().map(Item::from));
    }
    found.sort_by_key(|it| (it.since, it.id));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}
