//! A subscription, how it stands, and what goes out to who subscribed: ids alone.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::words::{FORM, ID_ONLY, ROOT, SEALED, TASK_TOPIC, backport, present};
use crate::clock::Instant;
use crate::ids::{AnyId, ReferralId};
use crate::webhooks::subscriptions::model::{Call, Header, Notice, Subscription, SubscriptionEvent};

/// Why something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Handshake,
    Heartbeat,
    EventNotification,
    QueryStatus,
    QueryEvent,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Handshake => "handshake",
            Self::Heartbeat => "heartbeat",
            Self::EventNotification => "event-notification",
            Self::QueryStatus => "query-status",
            Self::QueryEvent => "query-event",
        }
    }
}

/// A Subscription. A header stands there without its value, which can be a secret of the organisation.
pub(super) fn subscription(of: &Subscription) -> Value {
    let terms = &of.terms;
    let extension = |name: &str, kind: &str, value: Value| json!({ "url": backport(name), kind: value });
    let number = |name: &str, kind: &str, value: Option<i32>| value.map(|it| extension(name, kind, it.into()));
    let filter = format!("Task?owner=Organization/{}", of.organisation);
    let extensions = [
        number("heartbeat-period", "valueUnsignedInt", terms.heartbeat_seconds),
        number("timeout", "valueUnsignedInt", terms.timeout_seconds),
        number("max-count", "valuePositiveInt", terms.max_count),
    ];
    let header = |it: &Header| format!("{}: {SEALED}", it.name);
    present(json!({
        "resourceType": "Subscription", "id": of.id,
        "meta": {
            "versionId": of.version.to_string(), "lastUpdated": of.updated_at.to_string(),
            "profile": [backport("subscription")],
        },
        "status": of.state, "end": terms.ends_at, "reason": terms.reason, "criteria": TASK_TOPIC,
        "_criteria": { "extension": [extension("filter-criteria", "valueString", filter.into())] },
        "error": fault(of),
        "channel": {
            "extension": extensions.into_iter().flatten().collect::<Vec<_>>(),
            "type": "rest-hook", "endpoint": terms.endpoint, "payload": FORM,
            "_payload": { "extension": [extension("payload-content", "valueCode", ID_ONLY.into())] },
            "header": terms.headers.iter().map(header).collect::<Vec<_>>(),
        },
    }))
}

/// What was wrong with the last call.
fn fault(of: &Subscription) -> Option<String> {
    let fault = of.last_fault?;
    Some(match of.last_status {
        Some(status) => format!("{fault}: the last call was answered {status}"),
        None => fault.to_string(),
    })
}

/// How a subscription stands, as the Parameters that R4 has for it.
fn status(base: &str, of: &Subscription, kind: Kind, count: i32, events: &[SubscriptionEvent]) -> Value {
    let event = |it: &SubscriptionEvent| {
        json!({ "name": "notification-event", "part": [
            { "name": "event-number", "valueString": it.number.to_string() },
            { "name": "timestamp", "valueInstant": it.at },
            { "name": "focus", "valueReference": { "reference": task(base, it.referral) } },
        ] })
    };
    let mut parameters = vec![
        json!({ "name": "subscription", "valueReference": { "reference": address(base, of) } }),
        json!({ "name": "topic", "valueCanonical": TASK_TOPIC }),
        json!({ "name": "status", "valueCode": of.state }),
        json!({ "name": "type", "valueCode": kind.word() }),
        json!({ "name": "events-since-subscription-start", "valueString": count.to_string() }),
    ];
    parameters.extend(events.iter().map(event));
    parameters.extend(fault(of).map(|it| json!({ "name": "error", "valueCodeableConcept": { "text": it } })));
    let profile = [backport("subscription-status-r4")];
    json!({ "resourceType": "Parameters", "id": AnyId::fresh(), "meta": { "profile": profile }, "parameter": parameters })
}

fn address(base: &str, of: &Subscription) -> String {
    format!("{base}{ROOT}/Subscription/{}", of.id)
}

fn task(base: &str, id: ReferralId) -> String {
    format!("{base}{ROOT}/Task/{id}")
}

/// How a subscription stands, for who asks.
pub(super) fn query_status(base: &str, of: &Subscription) -> Value {
    let resource = status(base, of, Kind::QueryStatus, of.written, &[]);
    let url = format!("urn:uuid:{}", resource.get("id").and_then(Value::as_str).unwrap_or_default());
    let entry = json!({ "fullUrl": url, "resource": resource, "search": { "mode": "match" } });
    json!({
        "resourceType": "Bundle", "type": "searchset", "total": 1,
        "link": [{ "relation": "self", "url": format!("{}/$status", address(base, of)) }], "entry": [entry],
    })
}

/// A notification, or what would have been some: first how the subscription stands, then of each Task no more than where it is.
pub(super) fn notification(
    base: &str,
    of: &Subscription,
    (kind, count): (Kind, i32),
    events: &[SubscriptionEvent],
    now: Instant,
) -> Value {
    let resource = status(base, of, kind, count, events);
    let first = json!({
        "fullUrl": format!("urn:uuid:{}", resource.get("id").and_then(Value::as_str).unwrap_or_default()),
        "resource": resource, "response": { "status": "200" },
        "request": { "method": "GET", "url": format!("{}/$status", address(base, of)) },
    });
    let focus = |id: ReferralId| {
        let (url, request) = (task(base, id), json!({ "method": "PUT", "url": format!("Task/{id}") }));
        json!({ "fullUrl": url, "request": request, "response": { "status": "200" } })
    };
    let about: BTreeSet<_> = events.iter().map(|it| it.referral).collect();
    let entries: Vec<_> = std::iter::once(first).chain(about.into_iter().map(focus)).collect();
    json!({
        "resourceType": "Bundle", "meta": { "profile": [backport("subscription-notification-r4")] }, "type": "history",
        "timestamp": now, "entry": entries,
    })
}

/// What a call says.
pub(super) fn of_call(base: &str, call: &Call, now: Instant) -> Value {
    let (kind, events) = match &call.notice {
        Notice::Handshake => (Kind::Handshake, &[][..]),
        Notice::Heartbeat => (Kind::Heartbeat, &[][..]),
        Notice::Events(events) => (Kind::EventNotification, events.as_slice()),
    };
    notification(base, &call.to, (kind, call.told), events, now)
}
