//! What time does to a referral.

use super::overrides::ask_coordinators_to_read;
use super::tell_both_ways;
use crate::events::{Event, Message};
use crate::ids::{ReferralId, RequestId};
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::referrals::model::Due;
use crate::referrals::store;
use crate::requests;
use crate::webhooks::model::WebhookEvent;

/// Does what is due: reminds the organisation that a word of it is awaited, or tells the coordinators that no second one
/// has read why it was sent without a consent. May be called at any time.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: ReferralId) -> Result<()> {
    let request = store::get(tx, id)?.request;
    requests::lock(tx, request)?;
    let mut silent = store::lock(tx, id)?;
    let Some((_, due)) = silent.clock().filter(|(at, _)| tx.now >= *at) else {
        // Not yet: it is set anew, so that it cannot be lost.
        return store::set_clock(tx, &silent);
    };
    match due {
        Due::Reminder => {
            silent.reminded_at = Some(tx.now);
            store::save(tx, &silent)?;
            tell_both_ways(tx, &silent, WebhookEvent::Reminded, Message::ReferralReminder { referral: id })?;
            tx.record(&Event::ReferralReminded(id).by(Acting::SYSTEM).at(silent.neighbourhood))
        }
        Due::Override => {
            silent.override_late_at = Some(tx.now);
            store::save(tx, &silent)?;
            ask_coordinators_to_read(tx, &silent)?;
            tx.record(&Event::ReferralOverrideUnread(id).by(Acting::SYSTEM).at(silent.neighbourhood))
        }
    }
}

/// The requests with a referral to which time does something. Nothing is locked.
///
/// # Errors
/// When the database fails.
pub fn with_clocks(tx: &mut Tx<'_>) -> Result<Vec<RequestId>> {
    store::with_clocks(tx)
}

/// Sets the clock of every referral of requests, which are locked, to which time does something.
///
/// # Errors
/// When the database fails.
pub fn set_clocks(tx: &mut Tx<'_>, of: &[RequestId]) -> Result<()> {
    store::lock_with_clocks(tx, of)?.iter().try_for_each(|it| store::set_clock(tx, it))
}
