//! Refer at once: the yes that was just said, the referral, and its sending are one step.

use super::reroute::{NewRoute, reroute};
use super::team::{Basis, NewReferral, prepare, send};
use crate::consents::actions::{self as consents, NewConsent};
use crate::ids::ReferralId;
use crate::people;
use crate::platform::{Error, Expected, Result, Tx};
use crate::policy::Actor;
use crate::referrals::store;
use crate::requests;

/// Writes down a yes where one was just said, prepares a referral that rests on it, and sends it: all or nothing. It can take
/// the place of one that came to nothing (`from`). What is held against what the actor read is the request.
///
/// # Errors
/// [`crate::codes::Code::Stale`] when the request changed meanwhile; those of giving a consent, preparing and sending.
pub fn refer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    new: NewReferral,
    said_yes: Option<NewConsent>,
    from: Option<ReferralId>,
) -> Result<ReferralId> {
    // The person before the request, as everywhere: their consents are counted first.
    let person = requests::load(tx, new.request)?.person;
    people::actions::consent_counted(tx, person)?;
    let consent = said_yes.map(|it| consents::give(tx, actor, it)).transpose()?;
    let request = requests::lock(tx, new.request)?;
    tx.if_match(Some(request.version))?;
    tx.expect(Expected::Anything);
    let basis = consent.map_or(new.basis, Basis::Consent);
    let id = match from {
        None => prepare(tx, actor, NewReferral { basis, ..new })?,
        Some(from) => {
            let NewReferral { service, reason, shared, urgency, beside, contact_person, .. } = new;
            let route = NewRoute {
                service,
                reason: Some(reason),
                shared: Some(shared),
                basis,
                urgency,
                beside: Some(beside),
                contact_person,
            };
            let id = reroute(tx, actor, from, route)?;
            // A referral of another request is none that this one takes the place of.
            if store::get(tx, id)?.request != new.request {
                return Err(Error::invalid("from", "is no referral of this request"));
            }
            id
        }
    };
    send(tx, actor, id)
}
