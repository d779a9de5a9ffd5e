//! What changed since somebody asked before.

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::ids::ReferralId;
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, scope};
use crate::referrals::model::Referral;
use crate::referrals::store::{self, ReferralView};

/// No transaction takes longer, so what is being written now is not missed by who asks again from this long ago.
const OVERLAP: TimeDelta = TimeDelta::minutes(1);

/// A place in the order of changes: after this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    /// When; `None`: from the beginning.
    pub at: Option<Instant>,
    /// Of those of the same moment, after this one.
    pub id: ReferralId,
}

impl Default for Since {
    fn default() -> Self {
        Self { at: None, id: uuid::Uuid::nil().into() }
    }
}

/// A part of what changed.
#[derive(Debug, Clone)]
pub struct Changes {
    /// The referrals, the change that is longest ago first, without anything sealed.
    pub items: Vec<Referral>,
    /// Where to go on.
    pub next: Since,
    /// Whether there is more to be asked for at once.
    pub has_more: bool,
}

/// The referrals that the actor may see and that changed since then, at most `size`.
///
/// # Errors
/// When the database fails.
pub fn changes(tx: &mut Tx<'_>, actor: &Actor, view: Option<ReferralView>, since: Since, size: u32) -> Result<Changes> {
    let scope = scope(actor, Action::SeeReferral);
    let size = size as usize;
    let mut items = store::changed_since(tx, &scope, view, since, size + 1)?;
    let has_more = items.len() > size;
    items.truncate(size);
    let last = items.last().map_or(since, |it| Since { at: Some(it.updated_at), id: it.id });
    let settled = tx.now - OVERLAP;
    let is_fresh = last.at.is_some_and(|at| at > settled);
    let again = Since { at: Some(settled), ..Since::default() };
    let next = if is_fresh && !has_more { again } else { last };
    Ok(Changes { items, next, has_more })
}
