//! What follows from what happened, in the same transaction: the cascade table, as one match. An action records its
//! event and knows nothing of what stands here.

use crate::audit;
use crate::events::Event;
use crate::referrals;
use crate::platform::{Happening, Result, Tx};

/// Writes down what happened and runs what follows from it.
///
/// # Errors
/// When any of it fails: then the action that recorded the event has failed.
pub fn record(tx: &mut Tx<'_>, happening: &Happening) -> Result<()> {
    audit::append(tx, happening)?;
    let by = happening.by;
    if let Event::ConsentWithdrawn(id) = happening.event {
        referrals::consent_withdrawn(tx, id, by)?;
    }
    if let Event::RequestWithdrawn(id) | Event::RequestRejected(id) = happening.event {
        referrals::request_ended(tx, id, by)?;
    }
    if let Event::RequestFulfilled(id) = happening.event {
        referrals::request_fulfilled(tx, id, by)?;
    }
    Ok(())
}
