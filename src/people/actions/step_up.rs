//! Prove again, in one's own session, who one is.

use crate::codes::Code;
use crate::events::Event;
use crate::ids::SessionId;
use crate::people::factors::actions::{SecondProof, prove};
use crate::people::store::{account, session};
use crate::people::throttle::actions::{self as throttle, Attempt};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Subject, check};

/// Counts a proof in the session of the actor, and finds the hash of their password.
///
/// # Errors
/// [`Code::TooManyRequests`] with the seconds to wait.
pub(in crate::people) fn count_step_up(tx: &mut Tx<'_>, actor: &Actor) -> Result<(Option<String>, Attempt)> {
    let person = actor.signed_in()?;
    check(actor, Action::StepUp, &Subject::of(person))?;
    let attempt = throttle::count_proof(tx, tx.session().ok_or(Code::NotSignedIn)?)?;
    Ok((account::password(tx, person)?, attempt))
}

/// The actor proved again who they are; `hash` is what the password was held against.
///
/// # Errors
/// [`Code::StepUpNeeded`] when they have another password now; [`Code::TotpNeeded`] when their second factor is missing
/// or not right.
pub(in crate::people) fn step_up(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hash: &str,
    second: &SecondProof,
    attempt: &Attempt,
) -> Result<SessionId> {
    let person = actor.signed_in()?;
    let by = check(actor, Action::StepUp, &Subject::of(person))?;
    let here = tx.session().ok_or(Code::NotSignedIn)?;
    if !account::has_password(tx, person, hash)? {
        return Err(Code::StepUpNeeded.into());
    }
    let has_second_factor = prove(tx, person, second)?;
    session::prove(tx, here, has_second_factor)?;
    throttle::forgive(tx, attempt)?;
    tx.record(&Event::SteppedUp(here).by(by))?;
    Ok(here)
}
