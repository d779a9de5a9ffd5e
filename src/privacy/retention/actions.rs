//! Forget what has had its time, a bounded number at once.

use chrono::TimeDelta;

use super::{Rule, store};
use crate::clock::Instant;
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::privacy::erasure;

/// How many of each kind are forgotten in one transaction.
const MOST: u32 = 200;
/// How many people are erased in one transaction: each takes the work of many rows.
const MOST_PEOPLE: u32 = 10;

/// Forgets some of what has had its time by one rule. Says whether there may be more.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, rule: &Rule) -> Result<bool> {
    let before = tx.now - TimeDelta::days(i64::from(rule.days));
    Ok((rule.forget)(tx, before, i64::from(MOST))? >= MOST as usize)
}

/// Erases those who were asked whether they want to stay, and did not say so.
pub(super) fn erase_silent(tx: &mut Tx<'_>, asked_before: Instant, most: i64) -> Result<usize> {
    store::inactive::came_back(tx)?;
    let silent = store::inactive::silent(tx, asked_before, most.min(i64::from(MOST_PEOPLE)))?;
    for person in &silent {
        erasure::erase(tx, *person, Acting::SYSTEM)?;
    }
    // Where there were as many as are taken at once, there may be more.
    Ok(if silent.len() < MOST_PEOPLE as usize { silent.len() } else { MOST as usize })
}
