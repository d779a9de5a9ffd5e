//! The queue: what waits, and who has what in hand.

use super::model::{Item, ItemKind, LEVELS, Level, Place};
use super::store;
use crate::claims::{self, Claim};
use crate::clock::Instant;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::{ItemId, OfferId, PersonId, RequestId};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, Scope, Subject, check, scope};
use crate::requests::{self, Rank};

/// An item with who has it in hand.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The item.
    pub item: Item,
    /// Who has it in hand now.
    pub claim: Option<Claim>,
}

pub(super) fn subject(item: &Item) -> Subject {
    Subject::of(item.person).at(item.neighbourhood)
}

/// A page of the queue of the actor's neighbourhoods, after a place in it: the items, and where the next page begins.
///
/// # Errors
/// When the database fails.
pub fn queue(tx: &mut Tx<'_>, actor: &Actor, after: Option<Place>, size: usize) -> Result<(Vec<Seen>, Option<Place>)> {
    let scope = scope(actor, Action::SeeQueue);
    let mut items: Vec<Item> = Vec::new();
    for (number, level) in (0u8..).zip(LEVELS) {
        if after.is_some_and(|it| it.level > number) {
            continue;
        }
        let missing = (size + 1).saturating_sub(items.len());
        if missing == 0 {
            break;
        }
        let after = after.filter(|it| it.level == number);
        items.extend(waiting(tx, &scope, level, after, i64::try_from(missing).unwrap_or(i64::MAX))?);
    }
    let has_more = items.len() > size;
    items.truncate(size);
    let next = items.last().filter(|_| has_more).map(Item::place);
    let ids: Vec<_> = items.iter().map(|it| it.id).collect();
    let claims = claims::holders(tx, &ids)?;
    let claimed = |item: Item| {
        let claim = claims.iter().find(|it| it.item == item.id).copied();
        Seen { item, claim }
    };
    Ok((items.into_iter().map(claimed).collect(), next))
}

/// How many items have come into the queue since a moment, as far as `most`.
///
/// # Errors
/// When the database fails.
pub fn come_since(tx: &mut Tx<'_>, actor: &Actor, since: Instant, most: usize) -> Result<usize> {
    let (scope, limit) = (scope(actor, Action::SeeQueue), i64::try_from(most).unwrap_or(i64::MAX));
    let requests = requests::count_waiting_since(tx, &scope, since, limit)?;
    let offers = store::count_offers_since(tx, &scope, since, limit)?;
    Ok((requests + offers).min(most))
}

fn waiting(tx: &mut Tx<'_>, scope: &Scope, level: Level, after: Option<Place>, limit: i64) -> Result<Vec<Item>> {
    match level {
        Level::Requests(rank) => requests_of(tx, scope, rank, after, limit),
        Level::Offers => {
            let after = after.map(|it| (it.since, OfferId::from(it.id.uuid())));
            store::waiting_offers(tx, scope, after, limit)
        }
    }
}

fn requests_of(tx: &mut Tx<'_>, scope: &Scope, rank: Rank, after: Option<Place>, limit: i64) -> Result<Vec<Item>> {
    let after = after.map(|it| (it.since, RequestId::from(it.id.uuid())));
    Ok(requests::waiting(tx, scope, rank, after, limit)?.iter().map(Item::from).collect())
}

/// One item; also after it left the queue, so that who decided can look back.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: ItemId) -> Result<Seen> {
    let item = if store::is_request(tx, id)? {
        Item::from(&requests::load(tx, RequestId::from(id.uuid()))?)
    } else {
        store::offer(tx, id)?
    };
    check(actor, Action::SeeQueue, &subject(&item))?;
    Ok(Seen { claim: claims::holder(tx, id)?, item })
}

/// The item, kept from changing, and the role in which the actor may do this to it.
fn begin(tx: &mut Tx<'_>, actor: &Actor, id: ItemId, action: Action) -> Result<(Item, Acting)> {
    let item = if store::is_request(tx, id)? {
        Item::from(&requests::lock(tx, RequestId::from(id.uuid()))?)
    } else {
        store::lock_offer(tx, id)?
    };
    let by = check(actor, action, &subject(&item))?;
    Ok((item, by))
}

/// Takes an item in hand for half an hour, or for half an hour more.
///
/// # Errors
/// [`crate::codes::Code::ClaimedByOther`]; a refusal when the actor may not, or it does not wait any more.
pub fn claim(tx: &mut Tx<'_>, actor: &Actor, id: ItemId) -> Result<ItemId> {
    let (item, by) = begin(tx, actor, id, Action::ClaimItem)?;
    if !item.is_waiting() {
        return Err(Error::wrong_state("claim", &item.state));
    }
    claims::claim(tx, id, actor.signed_in()?)?;
    let event = match item.kind {
        ItemKind::Request => Event::RequestClaimed(RequestId::from(id.uuid())),
        ItemKind::Offer => Event::OfferClaimed(OfferId::from(id.uuid())),
    };
    tx.record(&event.by(by).at(item.neighbourhood))?;
    Ok(id)
}

/// Takes over an item that somebody else of the team has in hand. `from`: whom the actor saw with it, so that nobody takes
/// from a third one by mistake.
///
/// # Errors
/// [`crate::codes::Code::Stale`] when another one has it by now; a refusal when the actor may not, or nobody else has it.
pub fn take_over(tx: &mut Tx<'_>, actor: &Actor, id: ItemId, from: Option<PersonId>) -> Result<ItemId> {
    let (item, by) = begin(tx, actor, id, Action::TakeOverItem)?;
    if !item.is_waiting() {
        return Err(Error::wrong_state("takeOver", &item.state));
    }
    let taker = actor.signed_in()?;
    let before = claims::holder(tx, id)?;
    if from.is_some_and(|from| before.is_some_and(|it| it.by != from && it.by != taker)) {
        return Err(Code::Stale.into());
    }
    let Some(taken_from) = claims::take_over(tx, id, taker)? else {
        return Err(Error::wrong_state("takeOver", if before.is_some() { "claimed" } else { "unclaimed" }));
    };
    let event = match item.kind {
        ItemKind::Request => Event::RequestTakenOver(RequestId::from(id.uuid())),
        ItemKind::Offer => Event::OfferTakenOver(OfferId::from(id.uuid())),
    };
    tx.record(&event.by(by).at(item.neighbourhood).with("from", taken_from))?;
    Ok(id)
}

/// Puts an item back that one has in hand.
///
/// # Errors
/// [`crate::codes::Code::ClaimedByOther`]; a refusal when the actor may not, or nobody has it in hand.
pub fn release(tx: &mut Tx<'_>, actor: &Actor, id: ItemId) -> Result<ItemId> {
    let (item, by) = begin(tx, actor, id, Action::ReleaseItem)?;
    if !claims::release(tx, id, actor.signed_in()?)? {
        return Err(Error::wrong_state("release", "unclaimed"));
    }
    let event = match item.kind {
        ItemKind::Request => Event::RequestUnclaimed(RequestId::from(id.uuid())),
        ItemKind::Offer => Event::OfferUnclaimed(OfferId::from(id.uuid())),
    };
    tx.record(&event.by(by).at(item.neighbourhood))?;
    Ok(id)
}
