//! Prove again, in one's own session, who one is.

use super::phone::take_code;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::SessionId;
use crate::people::factors::actions::{SecondProof, prove};
use crate::people::store::{account, session};
use crate::people::throttle::actions::{self as throttle, Attempt};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, Subject, check};

/// Counts a proof in the session of the actor, if this instance limits, and finds the hash of their password.
///
/// # Errors
/// [`Code::TooManyRequests`] with the seconds to wait.
pub(in crate::people) fn count_step_up(
    tx: &mut Tx<'_>,
    actor: &Actor,
    is_limited: bool,
) -> Result<(Option<String>, Attempt)> {
    let person = actor.signed_in()?;
    check(actor, Action::StepUp, &Subject::of(person))?;
    let here = tx.session().ok_or(Code::NotSignedIn)?;
    let attempt = if is_limited { throttle::count_proof(tx, here)? } else { Attempt::default() };
    Ok((account::password(tx, person)?, attempt))
}

/// What somebody proves with who they are.
#[derive(Clone)]
pub(in crate::people) enum Proof {
    /// The password, which fitted this hash.
    Password(String),
    /// A code that was sent by SMS.
    Code(String),
}

/// The actor proves again who they are. `None` when the code is not right: that a wrong one was tried must be committed.
///
/// # Errors
/// [`Code::StepUpNeeded`] when they have another password now; [`Code::TotpNeeded`] when their second factor is missing
/// or not right.
pub(in crate::people) fn step_up(
    tx: &mut Tx<'_>,
    actor: &Actor,
    proof: &Proof,
    second: &SecondProof,
    attempt: &Attempt,
) -> Result<Option<SessionId>> {
    let person = actor.signed_in()?;
    let by = check(actor, Action::StepUp, &Subject::of(person))?;
    let here = tx.session().ok_or(Code::NotSignedIn)?;
    match proof {
        Proof::Password(hash) => {
            if !account::has_password(tx, person, hash)? {
                return Err(Code::StepUpNeeded.into());
            }
        }
        Proof::Code(typed) => {
            if take_code(tx, &[person], typed)?.is_none() {
                return Ok(None);
            }
        }
    }
    let has_second_factor = prove(tx, person, second)?;
    session::prove(tx, here, has_second_factor)?;
    throttle::forgive(tx, attempt)?;
    tx.record(&Event::SteppedUp(here).by(by))?;
    Ok(Some(here))
}
