//! Referrals in the words of FHIR: what a system of an organisation reads and asks for.

mod arrows;
mod bad_input;
mod code_systems;
mod dead_letters;
mod directory;
mod linked;
mod refusals;
mod search;
mod subscribing;
mod subscriptions;

use serde_json::{Value, json};

use crate::support::client::{Answer, Client};
use crate::support::referrals::Scene;

const CODES: &str = "https://buurtnet.example/fhir/CodeSystem";

pub(crate) fn fhir(kind: &str, id: impl std::fmt::Display) -> String {
    format!("/fhir/r4/{kind}/{id}")
}

pub(crate) fn task(id: &str) -> String {
    fhir("Task", id)
}

/// A code in a system of ours.
fn coded(system: &str, code: &str) -> Value {
    json!({ "coding": [{ "system": format!("{CODES}/{system}"), "code": code }] })
}

fn output(kind: &str, system: &str, code: &str) -> Value {
    json!({ "type": coded("referral-output", kind), "valueCodeableConcept": coded(system, code) })
}

/// Reads a Task, changes it, and sends it back.
pub(crate) fn puts(who: &Client, id: &str, change: impl Fn(&mut Value)) -> Answer {
    let who = who.off_contract();
    let read = who.get(&task(id)).ok(200);
    let mut body = read.body.clone();
    change(&mut body);
    who.if_match(&read.etag()).put(&task(id), body)
}

/// Writes a verb of ours into a Task.
pub(crate) fn write(verb: &str, task: &mut Value) {
    let status = match verb {
        "accept" => "accepted",
        "reject" => "rejected",
        "start" | "resume" => "in-progress",
        "hold" => "on-hold",
        "complete" | "handBack" => "completed",
        "fail" => "failed",
        "cancel" => "cancelled",
        "waitList" => {
            task["businessStatus"] = coded("referral-business-status", "waitListed");
            task["restriction"] = json!({ "period": { "start": "2026-06-01T07:00:00Z" } });
            return;
        }
        "plan" => {
            task["businessStatus"] = coded("referral-business-status", "planned");
            task["executionPeriod"] = json!({ "start": "2026-04-01T07:00:00Z" });
            return;
        }
        "noShow" => {
            task["businessStatus"] = coded("referral-business-status", "noShow");
            return;
        }
        "ask" => {
            add(task, "note", json!({ "text": "Is there a lift?" }));
            return;
        }
        _ => panic!("{verb} is no verb of an organisation"),
    };
    task["status"] = json!(status);
    match verb {
        "reject" => task["statusReason"] = coded("referral-status-reason", "noCapacity"),
        "hold" => task["statusReason"] = coded("referral-status-reason", "personAway"),
        "fail" => task["statusReason"] = coded("referral-status-reason", "notReachable"),
        "cancel" => task["statusReason"] = coded("referral-status-reason", "noLongerNeeded"),
        "complete" => add(task, "output", output("outcome", "referral-outcome", "helped")),
        "handBack" => {
            add(task, "output", output("outcome", "referral-outcome", "handedBack"));
            add(task, "output", output("personAgreed", "person-agreed-how", "phone"));
        }
        _ => {}
    }
}

/// Adds an item to a list of a resource.
fn add(resource: &mut Value, list: &str, item: Value) {
    if resource.get(list).is_none() {
        resource[list] = json!([]);
    }
    resource[list].as_array_mut().expect("a list").push(item);
}

/// Fails unless this is an `OperationOutcome` of that code and status.
#[track_caller]
pub(crate) fn refused<'a>(answer: &'a Answer, code: &str, status: u16) -> &'a Answer {
    assert_eq!(answer.status, status, "{answer}");
    assert_eq!(answer.media_type(), "application/fhir+json", "{answer}");
    assert_eq!(answer.body["resourceType"], "OperationOutcome", "{answer}");
    assert_eq!(answer.body["issue"][0]["details"]["coding"][0]["code"], code, "{answer}");
    answer
}

/// What a refusal says of the first fault.
fn why(answer: &Answer) -> &str {
    answer.body["issue"][0]["diagnostics"].as_str().unwrap_or_default()
}

impl Scene {
    /// A referral that was sent with these fields.
    fn shares(&self, fields: &[&str]) -> (String, String) {
        let asked = self.asks();
        let consent = self.consents(fields);
        let id = self.prepares(&asked, &consent, fields);
        self.katrien.refers("send", &id).ok(200);
        (id, consent)
    }
}
