//! A referral that came to nothing goes to another service.

use super::open;
use super::team::{Basis, NewReferral, draft};
use crate::codes::Code;
use crate::consents::SharedField;
use crate::events::Event;
use crate::ids::{ReferralId, ServiceId};
use crate::platform::text::FreeText;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Action, Actor, check};
use crate::referrals::model::ContactPerson;
use crate::referrals::store;
use crate::requests;
use crate::requests::model::Urgency;

/// Where a case goes next. What is left out is as it was.
#[derive(Debug, Clone)]
pub struct NewRoute {
    /// The other service.
    pub service: ServiceId,
    /// Why a professional is needed.
    pub reason: Option<FreeText>,
    /// The fields to share.
    pub shared: Option<Vec<SharedField>>,
    /// What it rests on: never what the old one rested on.
    pub basis: Basis,
    /// How soon.
    pub urgency: Option<Urgency>,
    /// Whether the neighbourhood goes on helping too.
    pub beside: Option<bool>,
    /// Somebody else to turn to.
    pub contact_person: Option<ContactPerson>,
}

/// Prepares a referral to another service, which names the one that came to nothing. The old one stays as it is.
///
/// # Errors
/// [`Code::WrongState`], [`Code::ServiceDoesNotServeArea`]; a refusal when the actor may not, has read another version,
/// or the parts do not go together.
pub fn reroute(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, new: NewRoute) -> Result<ReferralId> {
    let (over, by) = open(tx, actor, id, Action::RerouteReferral)?;
    let over = over.reroute()?;
    let request = requests::load(tx, over.request)?;
    // It may have gone to another neighbourhood since.
    check(actor, Action::PrepareReferral, &requests::subject(&request))?;
    if new.service == over.service {
        return Err(Error::invalid("/serviceId", "is the service that it comes from"));
    }
    let before = store::said(tx, &over)?.ok_or(Code::NotFound)?;
    let reason = match new.reason {
        Some(reason) => reason,
        // What the team noted among itself, without the person, must not become what the person and others read.
        None if over.overridden => return Err(Error::invalid("/reason", "must be said anew after an override")),
        None => before.reason,
    };
    let shared = new.shared.unwrap_or_else(|| over.shared.clone());
    let known = before.contact_person.filter(|_| shared.contains(&SharedField::ContactPerson));
    let new = NewReferral {
        request: over.request,
        on_match: over.on_match,
        service: new.service,
        reason,
        shared,
        basis: new.basis,
        urgency: new.urgency.or(Some(over.urgency)),
        beside: new.beside.unwrap_or(over.beside),
        contact_person: new.contact_person.or(known),
    };
    let prepared = draft(tx, actor, &request, new, Some(id))?;
    let happening = Event::ReferralPrepared(prepared.id).by(by).at(prepared.neighbourhood);
    let happening = happening.with("request", prepared.request).with("service", prepared.service);
    tx.record(&happening.with("reroutedFrom", id))?;
    let happening = Event::ReferralRerouted(id).by(by).at(over.neighbourhood);
    tx.record(&happening.with("referral", prepared.id))?;
    Ok(prepared.id)
}
