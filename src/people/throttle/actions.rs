//! Count tries, and take back those that were right.

use std::net::IpAddr;

use chrono::TimeDelta;

use super::model::Counted;
use super::store;
use crate::clock::Instant;
use crate::codes::Code;
use crate::ids::{DeviceId, SessionId};
use crate::platform::{Refusal, Result, Tx};

/// A try that was counted, to be taken back when it was right.
#[derive(Debug, Clone, Default)]
pub struct Attempt {
    keys: Vec<(Counted, Vec<u8>)>,
}

/// Where something is tried from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::people) enum TriedFrom {
    /// This instance limits nothing.
    Unlimited,
    /// An address.
    Address(IpAddr),
    /// A device that the account knows.
    Device(DeviceId),
}

/// Counts a sign-in. `account` is whatever was typed, in one form: an account need not exist.
///
/// # Errors
/// [`Code::TooManyRequests`] with the seconds to wait.
pub(in crate::people) fn count_sign_in(tx: &mut Tx<'_>, account: &str, from: TriedFrom) -> Result<Attempt> {
    let what = match from {
        TriedFrom::Unlimited => Vec::new(),
        TriedFrom::Device(device) => vec![(Counted::Device, device.to_string())],
        TriedFrom::Address(address) => vec![
            (Counted::Account, account.to_owned()),
            (Counted::Address, address.to_string()),
            (Counted::Pair, format!("{account}|{address}")),
        ],
    };
    count(tx, &what)
}

/// Counts a proof in a session.
///
/// # Errors
/// [`Code::TooManyRequests`] with the seconds to wait.
pub(in crate::people) fn count_proof(tx: &mut Tx<'_>, session: SessionId) -> Result<Attempt> {
    count(tx, &[(Counted::Session, session.to_string())])
}

/// Counts calls from an address that make a mail or a message go out.
///
/// # Errors
/// [`Code::TooManyRequests`] with the seconds to wait.
pub(in crate::people) fn count_sending(tx: &mut Tx<'_>, address: Option<IpAddr>) -> Result<()> {
    let Some(address) = address else { return Ok(()) };
    count(tx, &[(Counted::Sending, address.to_string())]).map(|_| ())
}

/// Counts an activation code that is tried from an address. Each counts, right or wrong: nobody needs thirty.
///
/// # Errors
/// [`Code::TooManyRequests`] with the seconds to wait.
pub fn count_card(tx: &mut Tx<'_>, address: Option<IpAddr>) -> Result<()> {
    let Some(address) = address else { return Ok(()) };
    count(tx, &[(Counted::Card, address.to_string())]).map(|_| ())
}

/// Counts something that goes out, where the caller must not learn that it does not: whether it may.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn may_send(tx: &mut Tx<'_>, counted: Counted, of: &str) -> Result<bool> {
    match count(tx, &[(counted, of.to_owned())]) {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(Code::TooManyRequests) => Ok(false),
        Err(error) => Err(error),
    }
}

fn count(tx: &mut Tx<'_>, what: &[(Counted, String)]) -> Result<Attempt> {
    let mut rows = Vec::new();
    let mut longest: Option<TimeDelta> = None;
    for (counted, of) in what {
        let key = store::key(tx, *counted, of);
        let tries = store::lock(tx, &key)?;
        longest = longest.max(tries.and_then(|it| counted.wait(&it, tx.now)));
        rows.push((*counted, key, tries));
    }
    if let Some(wait) = longest {
        let seconds = u64::try_from(wait.num_seconds()).unwrap_or(0) + 1;
        return Err(Refusal::new(Code::TooManyRequests).retry_after(seconds).into());
    }
    let mut keys = Vec::new();
    for (counted, key, tries) in rows {
        store::save(tx, &key, Some(counted.counted(tries, tx.now)))?;
        keys.push((counted, key));
    }
    Ok(Attempt { keys })
}

/// Takes a try back that was right.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn forgive(tx: &mut Tx<'_>, attempt: &Attempt) -> Result<()> {
    for (counted, key) in &attempt.keys {
        let left = store::lock(tx, key)?.and_then(|it| counted.forgiven(&it));
        store::save(tx, key, left)?;
    }
    Ok(())
}

/// Forgets the sign-ins to an account from anywhere: somebody proved that its mailbox is theirs.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn forget_account(tx: &mut Tx<'_>, account: &str) -> Result<()> {
    let key = store::key(tx, Counted::Account, account);
    store::save(tx, &key, None)
}

/// Forgets what was not tried for long.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn forget_old(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    store::forget(tx, before)
}

/// Forgets all that was tried.
///
/// # Errors
/// When the database fails.
pub(in crate::people) fn forget_all(tx: &mut Tx<'_>) -> Result<()> {
    store::forget_all(tx)
}
