//! Claims: who of the team is looking at what, so that two do not decide about the same thing.
//!
//! A claim is a lease of half an hour: nothing stays with somebody who went home. It is not needed to decide; it only
//! keeps the others from it. Requests and offers ask here before a decision; the queue of `moderation` gives and takes
//! claims. Who has to go on before the half hour is over takes a claim over, and both can see that. Nothing here checks a right: the caller has done so.

mod store;

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{ItemId, PersonId};
use crate::platform::{Result, Tx};
use crate::policy::Actor;

/// How long a claim holds.
pub const LEASE: TimeDelta = TimeDelta::minutes(30);

/// Who looks at an item, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The item.
    pub item: ItemId,
    /// The member of the team.
    pub by: PersonId,
    /// When it ends by itself.
    pub until: Instant,
    /// From whom it was taken over.
    pub taken_from: Option<PersonId>,
}

/// Takes an item in hand for half an hour, or for half an hour more.
///
/// # Errors
/// [`Code::ClaimedByOther`] while somebody else has it.
pub fn claim(tx: &mut Tx<'_>, item: ItemId, by: PersonId) -> Result<()> {
    let claim = Claim { item, by, until: tx.now + LEASE, taken_from: None };
    if store::renew(tx, claim)? || store::insert(tx, claim)? { Ok(()) } else { Err(Code::ClaimedByOther.into()) }
}

/// Takes over what somebody else has in hand: it is the taker's for half an hour. Says from whom it was taken; `None`:
/// nobody else has it. The caller keeps the item from changing.
///
/// # Errors
/// When the database fails.
pub fn take_over(tx: &mut Tx<'_>, item: ItemId, by: PersonId) -> Result<Option<PersonId>> {
    let Some(before) = holder(tx, item)?.filter(|it| it.by != by) else { return Ok(None) };
    store::hand_over(tx, Claim { item, by, until: tx.now + LEASE, taken_from: Some(before.by) })?;
    Ok(Some(before.by))
}

/// Puts an item back. Whether there was a claim to end.
///
/// # Errors
/// [`Code::ClaimedByOther`] while somebody else has it.
pub fn release(tx: &mut Tx<'_>, item: ItemId, by: PersonId) -> Result<bool> {
    match holder(tx, item)? {
        Some(claim) if claim.by != by => Err(Code::ClaimedByOther.into()),
        Some(_) => end(tx, item).map(|()| true),
        None => Ok(false),
    }
}

/// Ends whatever claim there is on an item: it was decided about.
///
/// # Errors
/// When the database fails.
pub fn end(tx: &mut Tx<'_>, item: impl Into<uuid::Uuid>) -> Result<()> {
    store::remove(tx, ItemId::from(item.into()))
}

/// Who has an item in hand now.
///
/// # Errors
/// When the database fails.
pub fn holder(tx: &mut Tx<'_>, item: ItemId) -> Result<Option<Claim>> {
    Ok(store::running(tx, &[item])?.pop())
}

/// Who has these items in hand now.
///
/// # Errors
/// When the database fails.
pub fn holders(tx: &mut Tx<'_>, items: &[ItemId]) -> Result<Vec<Claim>> {
    store::running(tx, items)
}

/// Keeps an actor from deciding about what somebody else has in hand.
///
/// # Errors
/// [`Code::ClaimedByOther`].
pub fn refuse_if_claimed_by_other(tx: &mut Tx<'_>, item: impl Into<uuid::Uuid>, actor: &Actor) -> Result<()> {
    let holder = holder(tx, ItemId::from(item.into()))?;
    let is_other = holder.is_some_and(|claim| actor.person.is_some_and(|it| it != claim.by));
    if is_other { Err(Code::ClaimedByOther.into()) } else { Ok(()) }
}
