//! The words of FHIR for ours, and the systems that codes are in.

use serde_json::{Value, json};

use crate::referrals::ReferralState;
use crate::requests::model::Urgency;
use crate::when::TimeOfDay;

/// Where it stands.
pub const ROOT: &str = "/fhir/r4";
/// What every answer and every notification is.
pub(super) const FORM: &str = "application/fhir+json";

/// The topic that there is to subscribe to: something happened to a Task.
pub(super) const TASK_TOPIC: &str = "http://hl7.org/fhir/us/sdoh-clinicalcare/SubscriptionTopic/Task";
/// What notifications hold.
pub(super) const ID_ONLY: &str = "id-only";
/// What stands in the place of the value of a header.
pub(super) const SEALED: &str = "[sealed]";

/// What the backport of subscriptions calls a profile or an extension of its own.
pub(super) fn backport(name: &str) -> String {
    format!("http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-{name}")
}

/// The profiles of what is rendered.
pub(super) const TASK_PROFILE: &str = "https://buurtnet.example/fhir/StructureDefinition/buurtnet-referral-task";
pub(super) const REQUEST_PROFILE: &str =
    "https://buurtnet.example/fhir/StructureDefinition/buurtnet-referral-servicerequest";
/// The extension of ours.
pub(super) const WANTED_TIME: &str = "https://buurtnet.example/fhir/StructureDefinition/buurtnet-wanted-time";

/// The systems of our own codes.
pub(super) const STATUS_REASON: &str = "https://buurtnet.example/fhir/CodeSystem/referral-status-reason";
pub(super) const BUSINESS_STATUS: &str = "https://buurtnet.example/fhir/CodeSystem/referral-business-status";
pub(super) const OUTPUT: &str = "https://buurtnet.example/fhir/CodeSystem/referral-output";
pub(super) const OUTCOME: &str = "https://buurtnet.example/fhir/CodeSystem/referral-outcome";
pub(super) const AGREED_HOW: &str = "https://buurtnet.example/fhir/CodeSystem/person-agreed-how";
pub(super) const ORDER_DETAIL: &str = "https://buurtnet.example/fhir/CodeSystem/referral-order-detail";
pub(super) const SHARED_FIELD: &str = "https://buurtnet.example/fhir/CodeSystem/shared-field";
pub(super) const SECTOR: &str = "https://buurtnet.example/fhir/CodeSystem/sector";
pub(super) const HELP_KIND: &str = "https://buurtnet.example/fhir/CodeSystem/help-kind";
pub(super) const CATEGORY: &str = "https://buurtnet.example/fhir/CodeSystem/need-category";
pub(super) const PROBLEM: &str = "https://buurtnet.example/fhir/CodeSystem/problem";
/// The systems of our identifiers.
pub(super) const TASK_NUMBER: &str = "https://buurtnet.example/fhir/NamingSystem/referral-task";
pub(super) const REQUEST_NUMBER: &str = "https://buurtnet.example/fhir/NamingSystem/referral";

/// What the code of a Task says.
pub(super) const TASK_CODE: &str = "http://hl7.org/fhir/CodeSystem/task-code";
pub(super) const FULFILL: &str = "fulfill";
/// Enterprise numbers, without dots.
pub(super) const ENTERPRISES: &str = "https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/cbe";
/// Language tags.
pub(super) const LANGUAGES: &str = "urn:ietf:bcp:47";
/// Nobody may contact the person: of the Gravity project, which has it until HL7 gives it a place.
pub(super) const GRAVITY: &str = "http://hl7.org/fhir/us/sdoh-clinicalcare/CodeSystem/SDOHCC-CodeSystemTemporaryCodes";

/// The id of who sends referrals: the teams of the neighbourhoods together. Which one of them it was would tell where somebody
/// lives.
pub(super) const TEAMS: &str = "neighbourhood-teams";

/// The status of a Task.
pub(super) const fn status(of: ReferralState) -> &'static str {
    match of {
        ReferralState::Draft => "draft",
        ReferralState::Requested => "requested",
        ReferralState::Accepted => "accepted",
        ReferralState::Rejected => "rejected",
        ReferralState::InProgress => "in-progress",
        ReferralState::OnHold => "on-hold",
        ReferralState::Completed => "completed",
        ReferralState::Failed => "failed",
        ReferralState::Cancelled => "cancelled",
        ReferralState::EnteredInError => "entered-in-error",
    }
}

/// The state that a status of a Task stands for; `None` where we have none, such as for `ready`.
pub(super) fn state(of: &str) -> Option<ReferralState> {
    ReferralState::ALL.iter().copied().find(|it| status(*it) == of)
}

/// The status of a `ServiceRequest`: whether somebody is still asked for help.
pub(super) const fn request_status(of: ReferralState) -> &'static str {
    match of {
        ReferralState::Draft => "draft",
        ReferralState::Requested | ReferralState::Accepted | ReferralState::InProgress | ReferralState::OnHold => {
            "active"
        }
        ReferralState::Completed => "completed",
        ReferralState::Rejected | ReferralState::Failed | ReferralState::Cancelled => "revoked",
        ReferralState::EnteredInError => "entered-in-error",
    }
}

/// How soon.
pub(super) const fn priority(of: Urgency) -> &'static str {
    match of {
        Urgency::Today => "asap",
        Urgency::ThisWeek => "urgent",
        Urgency::Flexible => "routine",
    }
}

/// A `CodeableConcept` with one code.
pub(super) fn coded(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }] })
}

/// The same with the code as plain words beside it.
pub(super) fn coded_and_said(system: &str, code: &str) -> Value {
    coded_as(system, code, &plain(code))
}

/// The same in words of its own.
pub(super) fn coded_as(system: &str, code: &str, text: &str) -> Value {
    json!({ "coding": [{ "system": system, "code": code }], "text": text })
}

/// A time of the day as FHIR has it. It knows no end of the day.
pub(super) fn time(of: TimeOfDay) -> String {
    if of.minutes() >= 1440 { "23:59:59".to_owned() } else { format!("{of}:00") }
}

/// A code as plain words: `noCapacity` is `no capacity`.
pub(super) fn plain(code: &str) -> String {
    let mut words = String::new();
    for letter in code.chars() {
        if letter.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// A Reference to a resource of ours.
pub(super) fn reference(kind: &str, id: impl std::fmt::Display) -> Value {
    json!({ "reference": format!("{kind}/{id}") })
}

/// The same without members that say nothing, all the way down.
pub(super) fn present(value: Value) -> Value {
    let says_something = |it: &Value| match it {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    };
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, it)| (name, present(it)));
            Value::Object(members.filter(|(_, it)| says_something(it)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(present).filter(says_something).collect()),
        value @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_and_a_status_are_two_words_for_the_same() {
        for it in ReferralState::ALL {
            assert_eq!(state(status(*it)), Some(*it));
        }
        assert_eq!((state("ready"), state("received"), state("inProgress")), (None, None, None));
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let said = json!({ "a": null, "b": [], "c": { "d": [null, { "e": [] }] }, "f": [1, null], "g": "" });
        assert_eq!(present(said), json!({ "f": [1], "g": "" }));
        assert_eq!(plain("noLongerNeeded"), "no longer needed");
    }
}
