//! Forget what has had its time, a bounded number at once.

use chrono::TimeDelta;

use super::{Rule, store};
use crate::clock::Instant;
use crate::platform::{Result, Tx};
use crate::privacy::erasure;

/// How many of each kind are forgotten in one transaction.
const MOST: u32 = 200;

/// Forgets some of what has had its time by one rule. Says whether there may be more.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, rule: &Rule) -> Result<bool> {
    let before = tx.now - TimeDelta::days(i64::from(rule.days));
    Ok((rule.forget)(tx, before, i64::from(MOST))? >= MOST as usize)
}

/// Erases one who was asked and said nothing: each in a transaction of their own, since people are locked before all that
/// is theirs.
pub(super) fn erase_silent(tx: &mut Tx<'_>, asked_before: Instant, _most: i64) -> Result<usize> {
    if store::inactive::came_back(tx)? > 0 {
        return Ok(MOST as usize);
    }
    let Some(silent) = store::inactive::silent(tx, asked_before)? else { return Ok(0) };
    erasure::erase_if(tx, silent, |tx, it| store::inactive::is_silent(tx, it, asked_before))?;
    // There may be more.
    Ok(MOST as usize)
}
