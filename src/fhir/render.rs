//! A referral as a Task, a `ServiceRequest`, a Patient and a Consent, as its organisation may see it.

use serde_json::{Value, json};

use super::words::{
    BUSINESS_STATUS, FULFILL, GRAVITY, HELP_KIND, LANGUAGES, ORDER_DETAIL, OUTCOME, OUTPUT, REQUEST_NUMBER,
    REQUEST_PROFILE, SECTOR, SHARED_FIELD, STATUS_REASON, TASK_CODE, TASK_NUMBER, TASK_PROFILE, TEAMS, WANTED_TIME,
    coded, coded_and_said, coded_as, present, priority, reference, request_status, status, time,
};
use crate::clock::Instant;
use crate::consents::Consent;
use crate::organisations::model::{Organisation, Service};
use crate::people::contact_rules::model::{ContactChannel, ContactRules, SafeContact};
use crate::platform::text::{EmailAddress, PersonPhone};
use crate::referrals::actions::Shared;
use crate::referrals::model::{BusinessStatus, ContactPerson, Line, ReferralOutcome, ReferralSide, Said};
use crate::referrals::{Referral, ReferralState};

/// Whether it stands in a list, without what is sealed, or by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// By itself, with all that may be read.
    Whole,
    /// In a list.
    Part,
}

/// A Task.
pub(super) fn task(of: &Referral, said: Option<&Said>, extent: Extent) -> Value {
    let is_told = is_told(of);
    let business = of.business_status.zip(of.business_at);
    let (period, restriction) = match business {
        Some((BusinessStatus::WaitListed, at)) => (None, Some(json!({ "period": { "start": at } }))),
        Some((BusinessStatus::Planned | BusinessStatus::NoShow, at)) => (Some(json!({ "start": at })), None),
        None => (None, None),
    };
    let lines = said.map_or(&[][..], |it| &it.lines);
    present(json!({
        "resourceType": "Task", "id": of.id, "meta": meta(of, TASK_PROFILE, extent),
        "identifier": [{ "system": TASK_NUMBER, "value": of.id }],
        "status": status(of.state),
        "statusReason": of.status_reason.filter(|_| is_told).map(|it| coded_and_said(STATUS_REASON, it.as_str())),
        "businessStatus": business.map(|(it, _)| coded_and_said(BUSINESS_STATUS, it.as_str())),
        "intent": "order", "priority": priority(of.urgency), "code": coded(TASK_CODE, FULFILL),
        "focus": reference("ServiceRequest", of.id), "for": reference("Patient", of.id),
        "executionPeriod": period, "authoredOn": of.sent_at.map(exactly), "lastModified": exactly(of.updated_at),
        "requester": reference("Organization", TEAMS), "owner": reference("Organization", of.organisation),
        "note": lines.iter().map(|it| note(of, it)).collect::<Vec<_>>(),
        "restriction": restriction, "output": outputs(of, said),
    }))
}

/// Of what was taken back the organisation learns only that.
fn is_told(of: &Referral) -> bool {
    of.state != ReferralState::EnteredInError
}

fn meta(of: &Referral, profile: &str, extent: Extent) -> Value {
    let part = json!([{ "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED" }]);
    json!({
        "versionId": of.version.to_string(), "lastUpdated": exactly(of.updated_at), "profile": [profile],
        "tag": if extent == Extent::Part { part } else { Value::Null },
    })
}

/// A moment with as many digits as any other: some compare moments as texts.
fn exactly(at: Instant) -> String {
    at.to_string()
}

fn note(of: &Referral, line: &Line) -> Value {
    let author = match line.from {
        ReferralSide::Team => reference("Organization", TEAMS),
        ReferralSide::Organisation => reference("Organization", of.organisation),
    };
    json!({ "authorReference": author, "time": line.at, "text": line.text })
}

/// What came of it. A case that was handed back after help has two outcomes.
fn outputs(of: &Referral, said: Option<&Said>) -> Vec<Value> {
    let outcome = of.outcome.filter(|_| is_told(of));
    let back = of.handed_back_at.filter(|_| outcome.is_some_and(|it| it != ReferralOutcome::HandedBack));
    let back = back.map(|_| ReferralOutcome::HandedBack);
    let outcomes = outcome.into_iter().chain(back).map(
        |it| json!({ "type": coded(OUTPUT, "outcome"), "valueCodeableConcept": coded_and_said(OUTCOME, it.as_str()) }),
    );
    let other = said.and_then(|it| it.other_service).map(
        |id| json!({ "type": coded(OUTPUT, "otherService"), "valueReference": reference("HealthcareService", id) }),
    );
    outcomes.chain(other).collect()
}

/// What is asked of whom.
pub(super) fn service_request(
    of: &Referral,
    service: &Service,
    organisation: &Organisation,
    read: Option<(&Said, &Shared)>,
    extent: Extent,
) -> Value {
    let said = read.map(|it| it.0);
    let shared = read.map(|it| it.1);
    let rules = shared.and_then(|it| it.contact_rules.as_ref());
    let times = shared.map(times).unwrap_or_default();
    let (one, several) = match times.as_slice() {
        [one] => (Some(one), &[][..]),
        several => (None, several),
    };
    let occurrence = |kind: &str| one.filter(|it| it.0 == kind).map(|it| it.1.clone());
    let wanted = several.iter().map(|(kind, it)| json!({ "url": WANTED_TIME, (format!("value{kind}")): it }));
    let help_kind = shared.and_then(|it| it.help_kind).map(|it| coded(HELP_KIND, it.as_str()));
    let sector = coded(SECTOR, organisation.sector.as_str());
    let asked = shared.and_then(|it| it.request_text.as_ref());
    let asked = asked.map(|it| json!({ "authorReference": reference("Patient", of.id), "text": it.text }));
    let accessible = shared.and_then(|it| it.accessibility_notes.as_ref()).map(|it| json!({ "text": it }));
    let consent = of.consent.filter(|_| is_told(of)).map(|_| reference("Consent", of.id));
    present(json!({
        "resourceType": "ServiceRequest", "id": of.id, "meta": meta(of, REQUEST_PROFILE, extent),
        "extension": wanted.collect::<Vec<_>>(), "identifier": [{ "system": REQUEST_NUMBER, "value": of.id }],
        "status": request_status(of.state), "intent": "order", "priority": priority(of.urgency),
        "category": std::iter::once(sector).chain(help_kind).collect::<Vec<_>>(), "code": { "text": service.name },
        "orderDetail": order_details(of, rules),
        "subject": reference("Patient", of.id), "occurrencePeriod": occurrence("Period"),
        "occurrenceTiming": occurrence("Timing"), "authoredOn": of.sent_at.map(exactly),
        "requester": reference("Organization", TEAMS), "performer": [reference("HealthcareService", of.service)],
        "reasonCode": said.map(|it| json!([{ "text": it.reason }])),
        "supportingInfo": consent.into_iter().collect::<Vec<_>>(),
        "note": asked.into_iter().chain(accessible).collect::<Vec<_>>(),
    }))
}

/// When help is wanted, as far as that is shared: each time as the data type of FHIR that it is. Where it is one time, it has an
/// element of its own; for several there is an extension of ours.
fn times(of: &Shared) -> Vec<(&'static str, Value)> {
    let windows = of.windows.iter().map(|it| ("Period", json!({ "start": it.start, "end": it.end })));
    let weekly = of.weekly_slots.iter().map(|it| {
        let minutes = it.to.minutes().saturating_sub(it.from.minutes());
        let repeat = json!({
            "frequency": 1, "period": 1, "periodUnit": "wk", "dayOfWeek": [it.day], "timeOfDay": [time(it.from)],
            "duration": minutes, "durationUnit": "min",
        });
        ("Timing", json!({ "repeat": repeat }))
    });
    windows.chain(weekly).collect()
}

/// What to mind: that it went without a consent, and that the person may be reached in one way only or not at all.
fn order_details(of: &Referral, rules: Option<&ContactRules>) -> Vec<Value> {
    let mut details = Vec::new();
    if of.overridden && is_told(of) {
        details.push(coded_and_said(ORDER_DETAIL, "vitalInterest"));
    }
    match rules {
        Some(rules) if rules.contact_prohibited => {
            details.push(coded_and_said(GRAVITY, "contacting-subject-prohibited"));
        }
        Some(ContactRules { safe_contact: Some(safe), .. }) => {
            details.push(coded_as(ORDER_DETAIL, "contactOnlyAsAgreed", &as_agreed(safe)));
        }
        Some(_) | None => {}
    }
    details
}

/// How the person may be reached, for whoever reads it and calls: at another hour somebody else may pick up the phone.
fn as_agreed(safe: &SafeContact) -> String {
    let by = match safe.channel {
        ContactChannel::Email => "by mail",
        ContactChannel::Sms => "by text message",
        ContactChannel::Phone => "by phone",
    };
    let hours: Vec<_> = safe.hours.iter().map(|it| format!("{} {}-{}", it.day.as_str(), it.from, it.to)).collect();
    let when = if hours.is_empty() { "at any time".to_owned() } else { format!("only {}", hours.join(", ")) };
    let message = if safe.may_leave_message { "a message may be left" } else { "no message may be left" };
    format!("contact only as agreed: {by}, {when}; {message}")
}

/// What is shared of the person, and nothing else.
pub(super) fn patient(of: &Referral, shared: &Shared) -> Value {
    let name = shared.name.as_ref().map(|it| json!([{ "use": "official", "family": it.last, "given": [it.first] }]));
    let email = shared.email.as_ref().map(|it| json!({ "system": "email", "value": it }));
    let phone = shared.phone.as_ref().map(|it| json!({ "system": "phone", "value": it }));
    let safe = shared.contact_rules.as_ref().and_then(safely);
    let languages = shared.languages.iter().map(|it| json!({ "language": coded(LANGUAGES, it.tag.as_str()) }));
    present(json!({
        "resourceType": "Patient", "id": of.id, "name": name,
        "telecom": email.into_iter().chain(phone).chain(safe).collect::<Vec<_>>(),
        "birthDate": shared.birth_year.map(|it| format!("{:04}", it.year())),
        "address": shared.address.as_ref().map(|it| json!([{ "text": it }])),
        "communication": languages.collect::<Vec<_>>(),
        "contact": shared.contact_person.as_ref().map(|it| json!([contact(it)])),
    }))
}

/// Whom to call first.
fn contact(of: &ContactPerson) -> Value {
    present(json!({
        "relationship": of.relation.map(|it| json!([{ "text": it }])),
        "name": { "text": of.name },
        "telecom": [{ "system": "phone", "value": of.phone }],
    }))
}

/// The one safe way to reach somebody, unless nobody may.
fn safely(rules: &ContactRules) -> Option<Value> {
    let safe = rules.safe_contact.as_ref().filter(|_| !rules.contact_prohibited)?;
    let system = match safe.channel {
        ContactChannel::Email => "email",
        ContactChannel::Sms => "sms",
        ContactChannel::Phone => "phone",
    };
    let value = safe.email.as_ref().map(EmailAddress::as_str).or(safe.number.as_ref().map(PersonPhone::as_str))?;
    Some(json!({ "system": system, "value": value, "rank": 1 }))
}

/// The yes that a referral rests on, as far as it is about this referral.
pub(super) fn consent(of: &Referral, yes: &Consent) -> Value {
    let recipient = json!({
        "role": coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
        "reference": reference("Organization", of.organisation),
    });
    present(json!({
        "resourceType": "Consent", "id": of.id, "meta": { "versionId": yes.version().to_string() },
        "status": "active", "scope": coded("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
        "category": [coded("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IDSCL")],
        "patient": reference("Patient", of.id), "dateTime": yes.at, "organization": [reference("Organization", TEAMS)],
        "policy": [{ "uri": format!("urn:buurtnet:consent-text:{}:{}:{}", yes.purpose, yes.text_version, yes.text_hash) }],
        "provision": {
            "type": "permit", "period": { "start": yes.at, "end": yes.expires_at }, "actor": [recipient],
            "code": of.shared.iter().map(|it| coded(SHARED_FIELD, it.as_str())).collect::<Vec<_>>(),
        },
    }))
}
