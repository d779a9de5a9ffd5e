//! Refer at once: the yes that was just said, the referral, and its sending are one step.

use super::team::{Basis, NewReferral, prepare, send};
use crate::consents::actions::{self as consents, NewConsent};
use crate::ids::ReferralId;
use crate::platform::{Expected, Result, Tx};
use crate::policy::Actor;
use crate::requests;

/// Writes down a yes where one was just said, prepares a referral that rests on it, and sends it: all or nothing. What is
/// held against what the actor read is the request.
///
/// # Errors
/// [`crate::codes::Code::Stale`] when the request changed meanwhile; those of giving a consent, preparing and sending.
pub fn refer(tx: &mut Tx<'_>, actor: &Actor, new: NewReferral, said_yes: Option<NewConsent>) -> Result<ReferralId> {
    // The person before the request, as everywhere: the consents of the person are counted first.
    let consent = said_yes.map(|it| consents::give(tx, actor, it)).transpose()?;
    let request = requests::lock(tx, new.request)?;
    tx.if_match(Some(request.version))?;
    tx.expect(Expected::Anything);
    let basis = consent.map_or(new.basis, Basis::Consent);
    let id = prepare(tx, actor, NewReferral { basis, ..new })?;
    send(tx, actor, id)
}
