//! What follows from what happened, in the same transaction: the cascade table, as one match. An action records its
//! event and knows nothing of what stands here.

use crate::audit;
use crate::platform::{Happening, Result, Tx};

/// Writes down what happened and runs what follows from it.
///
/// # Errors
/// When any of it fails: then the action that recorded the event has failed.
pub fn record(tx: &mut Tx<'_>, happening: &Happening) -> Result<()> {
    audit::append(tx, happening)
}
