//! What time does to a referral.

use crate::events::{Event, Message};
use crate::ids::ReferralId;
use crate::notifications::tell;
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::referrals::store;
use crate::requests;

/// Does what is due: reminds the organisation that a word of it is awaited. May be called at any time.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: ReferralId) -> Result<()> {
    let request = store::get(tx, id)?.request;
    requests::lock(tx, request)?;
    let mut silent = store::lock(tx, id)?;
    if silent.clock().is_none_or(|at| tx.now < at) {
        // Not yet: it is set anew, so that it cannot be lost.
        return store::set_clock(tx, &silent);
    }
    silent.reminded_at = Some(tx.now);
    store::save(tx, &silent)?;
    tell(tx, silent.organisation, Message::ReferralReminder { referral: id })?;
    tx.record(&Event::ReferralReminded(id).by(Acting::SYSTEM).at(silent.neighbourhood))
}

/// Sets the clock of every referral that is with an organisation.
///
/// # Errors
/// When the database fails.
pub fn set_clocks(tx: &mut Tx<'_>) -> Result<()> {
    store::lock_live(tx)?.iter().try_for_each(|it| store::set_clock(tx, it))
}
