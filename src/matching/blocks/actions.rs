//! Keep two people apart, and take that back.

use super::model::Block;
use super::store;
use crate::codes::Code;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{BlockId, MatchId, NeighbourhoodId, PersonId};
use crate::matching::actions::subject;
use crate::matching::store as matches;
use crate::people::actions as people;
use crate::people::states::actions::refuse_if_gone;
use crate::platform::http::{Cursor, Page};
use crate::platform::text::PersonName;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};

/// Keeps the caller and the other side of one of their matches apart.
///
/// # Errors
/// A refusal when the caller is not a side of the match.
pub fn block(tx: &mut Tx<'_>, actor: &Actor, id: MatchId) -> Result<BlockId> {
    let known = matches::get(tx, id)?;
    let by = check(actor, Action::BlockPerson, &subject(&known))?;
    make(tx, actor, by, (known.requester, known.helper), Some(id), known.neighbourhood)
}

/// Keeps two people of the neighbourhood of the team apart.
///
/// # Errors
/// A refusal when the actor may not, or they are the same.
pub fn block_between(tx: &mut Tx<'_>, actor: &Actor, one: PersonId, other: PersonId) -> Result<BlockId> {
    let subject = people::subject_of(tx, one)?;
    let by = check(actor, Action::BlockBetween, &subject)?;
    check(actor, Action::BlockBetween, &people::subject_of(tx, other)?)?;
    if one == other {
        return Err(Error::invalid("/otherPersonId", "is the same person"));
    }
    make(tx, actor, by, (one, other), None, subject.neighbourhood())
}

/// Once made by somebody, it is made: who wishes it again gets the same.
fn make(
    tx: &mut Tx<'_>,
    actor: &Actor,
    by: Acting,
    two: (PersonId, PersonId),
    known_by: Option<MatchId>,
    at: Option<NeighbourhoodId>,
) -> Result<BlockId> {
    let made_by = actor.signed_in()?;
    let (one, other) = (two.0.min(two.1), two.0.max(two.1));
    people::lock_two(tx, one, other)?;
    if let Some(made) = store::between(tx, one, other)?.into_iter().find(|it| it.made_by == made_by) {
        return Ok(made.id);
    }
    // Nothing is written down any more about who is gone: an erasure would have to find it.
    refuse_if_gone(tx, one)?;
    refuse_if_gone(tx, other)?;
    let made = Block { id: BlockId::fresh(), one, other, made_by, known_by, made_at: tx.now };
    store::insert(tx, &made)?;
    tx.record(&Event::PersonBlocked(made.id).by(by).at(at))?;
    Ok(made.id)
}

/// Takes one's block back. What it ended stays ended.
///
/// # Errors
/// A refusal when it is not the actor's, or of a team that the actor is not of.
pub fn unblock(tx: &mut Tx<'_>, actor: &Actor, id: BlockId) -> Result<()> {
    let made = store::get(tx, id)?;
    let by = may(tx, actor, Action::Unblock, &made)?;
    people::lock_two(tx, made.one, made.other)?;
    store::delete(tx, id)?;
    tx.record(&Event::PersonUnblocked(id).by(by))
}

/// Whose a block is: of who made it, or of the team where the team wished it, whoever of them wrote it down.
fn may(tx: &mut Tx<'_>, actor: &Actor, action: Action, made: &Block) -> Result<Acting> {
    if made.known_by.is_some() {
        return Ok(check(actor, action, &Subject::of(made.made_by))?);
    }
    let (one, other) = (people::subject_of(tx, made.one)?, people::subject_of(tx, made.other)?);
    let by = check(actor, Action::BlockBetween, &one).and_then(|_| check(actor, Action::BlockBetween, &other));
    by.map_err(|_| Code::NotFound.into())
}

/// A block, as its maker sees it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) block: Block,
    /// The first name of the other side, while their match reveals it.
    pub(super) first_name: Option<PersonName>,
}

/// A block.
///
/// # Errors
/// A refusal when it is not the actor's, or of a team that the actor is not of.
pub(super) fn see(tx: &mut Tx<'_>, actor: &Actor, id: BlockId) -> Result<Seen> {
    let block = store::get(tx, id)?;
    may(tx, actor, Action::SeeBlock, &block)?;
    seen(tx, block)
}

/// The blocks that the caller made, newest first.
///
/// # Errors
/// When the database fails.
pub(super) fn list(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<Seen>> {
    let made = store::list_of(tx, actor.signed_in()?, cursor)?;
    Page::new(made, cursor, |it| it.id.uuid()).try_map(|it| seen(tx, it))
}

/// A name that a match does not reveal is not to be learned from a block.
fn seen(tx: &mut Tx<'_>, block: Block) -> Result<Seen> {
    let Some(id) = block.known_by else { return Ok(Seen { block, first_name: None }) };
    let known = matches::get(tx, id)?;
    if !known.reveals(tx.now) {
        return Ok(Seen { block, first_name: None });
    }
    let by = Acting::resident(block.made_by);
    let other = if block.one == block.made_by { block.other } else { block.one };
    let disclosed = Disclosure::of([other], &[Part::Name], Purpose::AgreedHelp);
    let happening = Event::MatchDisclosed(id).by(by).at(known.neighbourhood).with("block", block.id);
    tx.record(&happening.disclosing(disclosed))?;
    Ok(Seen { first_name: people::first_name(tx, other)?, block })
}

// -- what matching needs ----------------------------------------------------------------------------------------------

/// A block. No right is checked.
///
/// # Errors
/// When there is none of this id.
pub fn load(tx: &mut Tx<'_>, id: BlockId) -> Result<Block> {
    store::get(tx, id)
}

/// Whether two people are kept apart.
///
/// # Errors
/// When the database fails.
pub fn are_apart(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> Result<bool> {
    Ok(!store::between(tx, one.min(other), one.max(other))?.is_empty())
}
