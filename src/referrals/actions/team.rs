//! What the team does: prepare, send, discard, reply, retract; and calling off, which both sides can do.

use super::overrides::ask_to_read;
use super::{open, over, tell_both_ways, tell_of_organisation, tell_organisation};
use crate::clock::Instant;
use crate::codes::Code;
use crate::consents::{self, ConsentPurpose, SharedField};
use crate::events::{Event, Message};
use crate::ids::{ConsentId, MatchId, ReferralId, RequestId, ServiceId};
use crate::organisations;
use crate::people;
use crate::places::StaffCell;
use crate::platform::text::FreeText;
use crate::platform::{Error, Refusal, Result, Tx};
use crate::policy::{Action, Actor, Role, check};
use crate::referrals::model::{
    ContactPerson, Line, MOST_LINES, Referral, ReferralCancelReason, ReferralSide, ReferralState, ReferralStatusReason,
    Said,
};
use crate::referrals::store;
use crate::requests;
use crate::requests::model::{HelpRequest, RequestState, Urgency};
use crate::webhooks::model::WebhookEvent;

/// What a referral rests on.
#[derive(Debug, Clone)]
pub enum Basis {
    /// Nothing yet: it can be prepared, not sent.
    Nothing,
    /// A consent of the person.
    Consent(ConsentId),
    /// The vital interest of the person, with the reason why no consent could be asked.
    Override(FreeText),
}

/// A referral to be prepared.
#[derive(Debug, Clone)]
pub struct NewReferral {
    /// The request it comes from.
    pub request: RequestId,
    /// The match it comes from.
    pub on_match: Option<MatchId>,
    /// The service it goes to.
    pub service: ServiceId,
    /// Why a professional is needed.
    pub reason: FreeText,
    /// The fields to share.
    pub shared: Vec<SharedField>,
    /// What it rests on.
    pub basis: Basis,
    /// How soon; that of the request when left out.
    pub urgency: Option<Urgency>,
    /// Whether the neighbourhood goes on helping too.
    pub beside: bool,
    /// Somebody else to turn to, which goes with the field of that name.
    pub contact_person: Option<ContactPerson>,
}

/// Prepares a referral: a draft that only the team and the person know of.
///
/// # Errors
/// [`Code::WrongState`], [`Code::ServiceDoesNotServeArea`]; a refusal when the actor may not or the parts do not go
/// together.
pub fn prepare(tx: &mut Tx<'_>, actor: &Actor, new: NewReferral) -> Result<ReferralId> {
    let request = requests::lock(tx, new.request)?;
    let by = check(actor, Action::PrepareReferral, &requests::subject(&request))?;
    let prepared = draft(tx, actor, &request, new, None)?;
    let happening = Event::ReferralPrepared(prepared.id).by(by).at(prepared.neighbourhood);
    tx.record(&happening.with("request", prepared.request).with("service", prepared.service))?;
    Ok(prepared.id)
}

/// A new draft of a request that is locked, perhaps after a referral that came to nothing. Checks no right and records
/// nothing: the caller does both.
pub(super) fn draft(
    tx: &mut Tx<'_>,
    actor: &Actor,
    request: &HelpRequest,
    new: NewReferral,
    rerouted_from: Option<ReferralId>,
) -> Result<Referral> {
    match request.state {
        RequestState::Submitted
        | RequestState::NeedsInformation
        | RequestState::Held
        | RequestState::Open
        | RequestState::Matched
        | RequestState::Referred => {}
        RequestState::Fulfilled | RequestState::Rejected | RequestState::Withdrawn | RequestState::Expired => {
            return Err(Error::wrong_state("prepare", request.state.as_str()));
        }
    }
    let service = organisations::service(tx, new.service).map_err(unknown("/serviceId"))?;
    check_service(tx, new.service, request)?;
    if let Some(id) = new.on_match
        && !store::is_match_of(tx, id, request.id)?
    {
        return Err(Error::invalid("/matchId", "is no match of this request"));
    }
    if new.contact_person.is_some() && !new.shared.contains(&SharedField::ContactPerson) {
        return Err(Error::invalid("/contactPerson", "goes with the field contactPerson in shared"));
    }
    let consent = consent_of(tx, &new.basis, request)?;
    let override_reason = match new.basis {
        Basis::Override(reason) => Some(reason),
        Basis::Nothing | Basis::Consent(_) => None,
    };
    let prepared = Referral {
        id: ReferralId::fresh(),
        request: request.id,
        on_match: new.on_match,
        person: request.person,
        service: service.id,
        organisation: service.organisation,
        neighbourhood: request.neighbourhood,
        state: ReferralState::Draft,
        status_reason: None,
        outcome: None,
        shared: new.shared,
        consent,
        overridden: override_reason.is_some(),
        urgency: new.urgency.unwrap_or(request.urgency),
        beside: new.beside,
        business_status: None,
        business_at: None,
        asked_at: None,
        prepared_by: actor.signed_in()?,
        waiting_since: None,
        reminded_at: None,
        sent_by: None,
        sent_at: None,
        override_read_at: None,
        override_late_at: None,
        ended_at: None,
        rerouted_from,
        handed_back_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let contact_person = new.contact_person;
    let said = Said { reason: new.reason, override_reason, lines: Vec::new(), other_service: None, contact_person };
    store::insert(tx, &prepared, &said)?;
    Ok(prepared)
}

/// What is not found in the directory or the ledger is a mistake in the body.
fn unknown(pointer: &'static str) -> impl Fn(Error) -> Error {
    move |error| if error.code() == Some(Code::NotFound) { Error::invalid(pointer, "is not known") } else { error }
}

fn check_service(tx: &mut Tx<'_>, service: ServiceId, request: &HelpRequest) -> Result<()> {
    let serves = match request.neighbourhood {
        Some(neighbourhood) => {
            organisations::serves(tx, service, neighbourhood, request.near_cell.map(StaffCell::centre))?
        }
        None => false,
    };
    if serves { Ok(()) } else { Err(Code::ServiceDoesNotServeArea.into()) }
}

/// The consent, if it is one of the person and for a referral. Whether it holds and covers all is asked when sending.
fn consent_of(tx: &mut Tx<'_>, basis: &Basis, request: &HelpRequest) -> Result<Option<ConsentId>> {
    let Basis::Consent(id) = basis else { return Ok(None) };
    let consent = consents::get(tx, *id).map_err(unknown("/consentId"))?;
    if consent.person != request.person {
        return Err(Error::invalid("/consentId", "is not known"));
    }
    if consent.purpose != ConsentPurpose::Referral {
        return Err(Error::invalid("/consentId", "is not for a referral"));
    }
    Ok(Some(*id))
}

/// Sends a draft to the organisation. It rests on a consent in force, or is sent in the vital interest.
///
/// # Errors
/// [`Code::ConsentMissing`], [`Code::WrongState`], [`Code::ServiceDoesNotServeArea`]; a refusal when the actor may not,
/// or has read another version.
pub fn send(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<ReferralId> {
    let found = store::get(tx, id)?;
    check(actor, Action::SendReferral, &super::subject(&found))?;
    // A withdrawal does this first too: one of the two waits, and then sees what the other did.
    people::actions::consent_counted(tx, found.person)?;
    let (draft, by) = open(tx, actor, id, Action::SendReferral)?;
    let sent = draft.send(actor.signed_in()?, tx.now)?;
    let request = requests::load(tx, sent.request)?;
    match request.state {
        RequestState::Submitted
        | RequestState::NeedsInformation
        | RequestState::Open
        | RequestState::Matched
        | RequestState::Referred => {}
        RequestState::Held
        | RequestState::Fulfilled
        | RequestState::Rejected
        | RequestState::Withdrawn
        | RequestState::Expired => {
            let why = format!("send is not possible while the request is {}", request.state);
            return Err(Refusal::new(Code::WrongState).because(why).into());
        }
    }
    check_service(tx, sent.service, &request)?;
    if !is_covered(tx, &sent)? {
        return Err(Code::ConsentMissing.into());
    }
    store::save(tx, &sent)?;
    let happening = Event::ReferralSent(id).by(by).at(sent.neighbourhood).with("organisation", sent.organisation);
    tx.record(&match sent.consent {
        Some(consent) => happening.with("consent", consent),
        None => happening.with("overridden", sent.overridden),
    })?;
    tell_both_ways(tx, &sent, WebhookEvent::Received, Message::ReferralReceived { referral: id })?;
    if sent.is_override_unread() {
        ask_to_read(tx, &sent)?;
    }
    if !sent.beside {
        requests::referral_sent(tx, sent.request, by)?;
    }
    Ok(id)
}

/// Whether the organisation may get the fields: by a consent that holds and covers all of them, or without one in the
/// vital interest.
pub(super) fn is_covered(tx: &mut Tx<'_>, of: &Referral) -> Result<bool> {
    match of.consent {
        Some(consent) => {
            consents::in_force(tx, consent, of.person, ConsentPurpose::Referral, Some(of.organisation), &of.shared)
        }
        None => Ok(of.is_overridden()),
    }
}

/// Throws a draft away.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn discard(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<ReferralId> {
    let (draft, by) = open(tx, actor, id, Action::DiscardReferral)?;
    let discarded = draft.discard(tx.now)?;
    store::save(tx, &discarded)?;
    tx.record(&Event::ReferralDiscarded(id).by(by).at(discarded.neighbourhood))?;
    Ok(id)
}

/// Replies to the organisation.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn reply(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, text: FreeText) -> Result<ReferralId> {
    let (asked, by) = open(tx, actor, id, Action::ReplyReferral)?;
    let replied = asked.reply(tx.now)?;
    add_line(tx, &replied, ReferralSide::Team, text, tx.now)?;
    store::save(tx, &replied)?;
    tx.record(&Event::ReferralReplied(id).by(by).at(replied.neighbourhood))?;
    tell_organisation(tx, &replied)?;
    Ok(id)
}

/// Adds a line to what was said.
pub(super) fn add_line(tx: &mut Tx<'_>, to: &Referral, from: ReferralSide, text: FreeText, at: Instant) -> Result<()> {
    // Once erased there is nobody to talk about.
    let mut said = store::said(tx, to)?.ok_or(Code::NotFound)?;
    if said.lines.len() >= MOST_LINES {
        return Err(Refusal::new(Code::WrongState).because("two hundred lines are said: talk to each other").into());
    }
    said.lines.push(Line { from, text, at });
    store::save_said(tx, to, &said)
}

/// Calls a referral off: the team or the organisation.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn cancel(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId, reason: ReferralCancelReason) -> Result<ReferralId> {
    let (live, by) = open(tx, actor, id, Action::CancelReferral)?;
    let cancelled = live.cancel(ReferralStatusReason::from(reason), tx.now)?;
    store::save(tx, &cancelled)?;
    tx.record(&Event::ReferralCancelled(id).by(by).at(cancelled.neighbourhood).with("reason", reason))?;
    if by.role == Role::CareProvider {
        tell_of_organisation(tx, &cancelled)?;
    } else {
        tell_organisation(tx, &cancelled)?;
    }
    over(tx, &cancelled, by)?;
    Ok(id)
}

/// Takes a referral back that should never have been: what it disclosed is closed at once, and the organisation learns
/// only that it was taken back. Its request goes on as after a referral without help.
///
/// # Errors
/// [`Code::WrongState`]; a refusal when the actor may not, or has read another version.
pub fn retract(tx: &mut Tx<'_>, actor: &Actor, id: ReferralId) -> Result<ReferralId> {
    let (found, by) = open(tx, actor, id, Action::RetractReferral)?;
    let was_live = found.state.is_live();
    let retracted = found.retract(tx.now)?;
    store::save(tx, &retracted)?;
    tx.record(&Event::ReferralRetracted(id).by(by).at(retracted.neighbourhood))?;
    tell_organisation(tx, &retracted)?;
    if was_live {
        over(tx, &retracted, by)?;
    }
    Ok(id)
}
