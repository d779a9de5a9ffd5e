//! What time does to concerns.

use super::not_for;
use crate::clock::Instant;
use crate::duty;
use crate::events::{Event, Message};
use crate::ids::ConcernId;
use crate::platform::{Result, Tx};
use crate::policy::Acting;
use crate::safeguarding::model::Concern;
use crate::safeguarding::store;

/// Does what is due: tells the next of the duty roster that a concern waits. May be called at any time.
///
/// # Errors
/// When the database fails.
pub fn strike(tx: &mut Tx<'_>, id: ConcernId) -> Result<()> {
    let waiting = store::lock(tx, id)?;
    match waiting.clock() {
        Some(at) if at <= tx.now => escalate(tx, waiting),
        // Not yet: it is set anew, so that it cannot be lost.
        Some(_) | None => store::set_clock(tx, &waiting),
    }
}

/// Tells the next step of the duty roster, as it is now. Where nobody is left to tell, that is the end of it; the follow-up
/// stays.
fn escalate(tx: &mut Tx<'_>, of: Concern) -> Result<()> {
    let without = not_for(tx, &of)?;
    let waits = Message::ConcernWaits { concern: of.id };
    let (level, told) = duty::tell_next_without(tx, of.neighbourhood, of.about, &without, of.look_level, waits)?;
    let escalated = of.escalate(level, tx.now);
    store::save_look(tx, &escalated)?;
    let event = Event::ConcernEscalated(escalated.id).by(Acting::SYSTEM).at(escalated.neighbourhood);
    tx.record(&event.with("level", level).with("told", told))
}

/// Sets the clock of every concern to which time does something.
///
/// # Errors
/// When the database fails.
pub fn set_clocks(tx: &mut Tx<'_>) -> Result<()> {
    store::lock_with_clocks(tx)?.iter().try_for_each(|it| store::set_clock(tx, it))
}

/// Forgets concerns that were closed before a moment.
///
/// # Errors
/// When the database fails.
pub fn forget_old(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    store::forget_closed(tx, before)
}
