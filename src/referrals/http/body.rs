//! How a referral looks from outside: each side gets its own part.

use serde::Serialize;
use utoipa::ToSchema;

use super::shared::{SharedFields, shared};
use crate::clock::Instant;
use crate::consents::SharedField;
use crate::ids::{ConsentId, MatchId, PersonId, ReferralId, RequestId, ServiceId};
use crate::organisations::{self, OrganisationRef, organisation_ref};
use crate::platform::http::{Resource, Shown};
use crate::platform::language::Locale;
use crate::platform::text::{FreeText, Title};
use crate::platform::{Result, Tx};
use crate::policy::{Actor, Role};
use crate::referrals::actions::{Audience, ReferralWarning, Seen, Step, allowed};
use crate::referrals::model::{
    BusinessStatus, ContactPerson, Line, Referral, ReferralOutcome, ReferralSide, ReferralState, ReferralStatusReason,
};
use crate::referrals::words;
use crate::requests::model::Urgency;

/// A service by its name, with its organisation.
#[derive(Serialize, ToSchema)]
struct ServiceRef {
    id: ServiceId,
    name: Title,
    href: String,
    organisation: OrganisationRef,
}

/// A question or a reply.
#[derive(Serialize, ToSchema)]
struct ReferralLine {
    /// Who said it: the organisation asks, the team replies.
    from: ReferralSide,
    text: FreeText,
    at: Instant,
}

/// A step in the history of a referral.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReferralStep {
    /// What happened, such as `sent`.
    event: String,
    at: Instant,
    /// In which role; never who.
    acting_as: Role,
    /// The same in plain words, in the language of the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    text: Option<String>,
    /// The referral that it led to; for the team and the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    referral_id: Option<ReferralId>,
    /// The request that it led to; for the team and the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<RequestId>,
}

/// A referral. What only one side may see is absent for the others, and lists leave the words out.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReferralBody {
    #[serde(flatten)]
    shown: Shown<ReferralState, ReferralId>,
    service: ServiceRef,
    organisation: OrganisationRef,
    urgency: Urgency,
    /// Whether the neighbourhood goes on helping too.
    beside: bool,
    /// Whether it was sent in the vital interest, without a consent.
    overridden: bool,
    /// Whether a question of the organisation waits for a reply.
    awaits_reply: bool,
    /// The fields that are shared.
    shared_fields: Vec<SharedField>,
    /// Where the help stands, as far as the organisation said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    business_status: Option<BusinessStatus>,
    /// When help is expected or planned, or when the person was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    business_status_at: Option<Instant>,
    /// Why it was rejected, is on hold, failed or was called off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status_reason: Option<ReferralStatusReason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<ReferralOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    sent_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    ended_at: Option<Instant>,
    /// For the team and the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    request_id: Option<RequestId>,
    /// For the team and the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    match_id: Option<MatchId>,
    /// For the team and the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    person_id: Option<PersonId>,
    /// For the team and the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    consent_id: Option<ConsentId>,
    /// For the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    prepared_by: Option<PersonId>,
    /// The referral that came to nothing before this one; for the team and the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rerouted_from: Option<ReferralId>,
    /// By when a second one should have read why it was sent without a consent, while nobody has; for the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    override_due_at: Option<Instant>,
    /// When the organisation handed the case back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    handed_back_at: Option<Instant>,
    /// Why a professional is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<FreeText>,
    /// Why it is sent without a consent; for the team and the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    override_reason: Option<FreeText>,
    /// Questions and replies, oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    messages: Option<Vec<ReferralLine>>,
    /// Somebody else to turn to; for the team and the person. The organisation reads it among what is shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    contact_person: Option<ContactPerson>,
    /// What came of it, or why it stands where it stands, in plain words, in the language of the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    in_plain_words: Option<String>,
    /// The service that the organisation points to instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    other_service: Option<ServiceRef>,
    /// For the organisation, while its access holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    shared: Option<SharedFields>,
    /// What happened so far, oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    history: Option<Vec<ReferralStep>>,
    /// For the team: what to look at. Nothing here stands in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    warnings: Option<Vec<ReferralWarning>>,
}

impl Resource for ReferralBody {
    fn href(&self) -> &str {
        &self.shown.href
    }

    fn version(&self) -> Option<i32> {
        Some(self.shown.version)
    }
}

fn shown(actor: &Actor, of: &Referral, now: Instant) -> Shown<ReferralState, ReferralId> {
    Shown {
        id: of.id,
        href: format!("/v1/referrals/{}", of.id),
        state: of.state,
        version: of.version,
        allowed_actions: allowed(actor, of, now),
        created_at: of.created_at,
        updated_at: of.updated_at,
    }
}

fn service_ref(tx: &mut Tx<'_>, id: ServiceId) -> Result<ServiceRef> {
    let service = organisations::service(tx, id)?;
    let organisation = organisation_ref(tx, service.organisation)?;
    Ok(ServiceRef { id, name: service.name, href: format!("/v1/services/{id}"), organisation })
}

fn line(of: Line) -> ReferralLine {
    ReferralLine { from: of.from, text: of.text, at: of.at }
}

/// A step, with its words.
fn step(of: Step, locale: Locale) -> ReferralStep {
    let key = format!("referral-step-{}", of.event);
    let text = locale.has(&key).then(|| locale.text(&key, &[]));
    let Step { event, at, acting_as, referral, request } = of;
    ReferralStep { event, at, acting_as, text, referral_id: referral, request_id: request }
}

/// The representation: whole, with its history in the words of a language, or as an item of a list.
pub(super) fn body(tx: &mut Tx<'_>, actor: &Actor, seen: Seen, whole: Option<Locale>) -> Result<ReferralBody> {
    let Seen { referral: of, audience, said, shared: read, history, warnings } = seen;
    let is_inside = audience != Audience::Organisation;
    // Of what was taken back the organisation learns only that.
    let is_told = is_inside || of.state != ReferralState::EnteredInError;
    let other_service = said.as_ref().and_then(|it| it.other_service);
    let contact_person = said.as_ref().filter(|_| is_inside).and_then(|it| it.contact_person.clone());
    let in_plain_words = whole.filter(|_| is_told).and_then(|locale| words::outcome(&of, locale));
    // What professionals note among themselves is not for the person, but why somebody is asked with their yes is.
    let for_person = audience == Audience::Person;
    let (reason, override_reason, lines) = match said {
        Some(it) => (
            Some(it.reason).filter(|_| !(for_person && of.overridden)),
            it.override_reason.filter(|_| audience == Audience::Team),
            Some(it.lines).filter(|_| !for_person),
        ),
        None => (None, None, None),
    };
    Ok(ReferralBody {
        shown: shown(actor, &of, tx.now),
        service: service_ref(tx, of.service)?,
        organisation: organisation_ref(tx, of.organisation)?,
        urgency: of.urgency,
        beside: of.beside,
        overridden: of.overridden,
        awaits_reply: of.awaits_reply(),
        override_due_at: of.override_due_at().filter(|_| audience == Audience::Team),
        shared_fields: if is_told { of.shared } else { Vec::new() },
        business_status: of.business_status,
        business_status_at: of.business_at,
        status_reason: of.status_reason.filter(|_| is_told),
        outcome: of.outcome.filter(|_| is_told),
        sent_at: of.sent_at,
        ended_at: of.ended_at,
        request_id: is_inside.then_some(of.request),
        match_id: of.on_match.filter(|_| is_inside),
        person_id: is_inside.then_some(of.person),
        consent_id: of.consent.filter(|_| is_inside),
        prepared_by: (audience == Audience::Team).then_some(of.prepared_by),
        rerouted_from: of.rerouted_from.filter(|_| is_inside),
        handed_back_at: of.handed_back_at.filter(|_| is_told),
        reason,
        override_reason,
        contact_person,
        in_plain_words,
        messages: lines.map(|it| it.into_iter().map(line).collect()),
        other_service: other_service.map(|id| service_ref(tx, id)).transpose()?,
        shared: read.map(shared),
        history: whole.map(|locale| history.into_iter().map(|it| step(it, locale)).collect()),
        warnings: (whole.is_some() && audience == Audience::Team).then_some(warnings),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Event;

    #[test]
    fn every_outcome_and_reason_has_plain_words_in_every_language() {
        let outcomes = ReferralOutcome::ALL.iter().map(|it| format!("referral-outcome-{it}"));
        let reasons = ReferralStatusReason::ALL.iter().map(|it| format!("referral-reason-{it}"));
        for key in outcomes.chain(reasons) {
            assert!(Locale::ALL.iter().all(|it| it.has(&key)), "{key}");
        }
    }

    #[test]
    fn every_step_has_plain_words_in_every_language() {
        let id = ReferralId::fresh();
        let steps = [
            Event::ReferralPrepared(id),
            Event::ReferralDiscarded(id),
            Event::ReferralSent(id),
            Event::ReferralAsked(id),
            Event::ReferralReplied(id),
            Event::ReferralAccepted(id),
            Event::ReferralRejected(id),
            Event::ReferralWaitListed(id),
            Event::ReferralPlanned(id),
            Event::ReferralNoShow(id),
            Event::ReferralStarted(id),
            Event::ReferralHeld(id),
            Event::ReferralResumed(id),
            Event::ReferralCompleted(id),
            Event::ReferralFailed(id),
            Event::ReferralCancelled(id),
            Event::ReferralReminded(id),
            Event::ReferralHandedBack(id),
            Event::ReferralRerouted(id),
            Event::ReferralRetracted(id),
            Event::ReferralOverrideApproved(id),
            Event::ReferralOverrideRefused(id),
            Event::ReferralOverrideUnread(id),
        ];
        for event in steps {
            for locale in Locale::ALL {
                let key = format!("referral-step-{}", event.name().trim_start_matches("referral."));
                assert!(locale.has(&key), "{key} is missing in {locale}");
            }
        }
    }
}
