//! A Subscription that somebody sends (R5 Subscription Backport, <http://hl7.org/fhir/uv/subscriptions-backport>), read. What cannot be
//! done here is refused by name: whoever asks for it must not think that they have it.

use serde_json::Value;

use super::elements::{Members, member, moment, only};
use super::words::{FORM, ID_ONLY, SEALED, TASK_TOPIC, backport};
use crate::ids::OrganisationId;
use crate::platform::{Error, Result};
use crate::webhooks::subscriptions::actions::{Wanted, not_supported};
use crate::webhooks::subscriptions::model::{HEARTBEATS, Header, MOST_EVENTS, MOST_SECONDS, SubscriptionState, Terms};

/// The elements that are read; what the server itself says of a version, of its id and of an error is passed over.
const READ: [&str; 10] =
    ["resourceType", "id", "meta", "status", "end", "reason", "criteria", "_criteria", "error", "channel"];
/// The other elements that a Subscription can have.
const NOT_KEPT: [&str; 7] =
    ["implicitRules", "language", "text", "contained", "extension", "modifierExtension", "contact"];
/// The other types of a channel.
const CHANNELS: [&str; 4] = ["websocket", "email", "sms", "message"];

/// What is asked for. `id`: the one of the address, where there is one.
pub(super) fn wanted(sent: &Members, id: Option<&str>) -> Result<Wanted> {
    if sent.text("resourceType") != Some("Subscription") {
        return Err(Error::invalid("/resourceType", "is not Subscription"));
    }
    if let Some(name) = sent.0.keys().find(|it| !READ.contains(&it.as_str())) {
        let is_known = NOT_KEPT.contains(&name.as_str());
        return Err(if is_known {
            not_supported(member(name), "is not kept here")
        } else {
            Error::invalid(member(name), "is no element of a Subscription")
        });
    }
    if id.is_some_and(|id| sent.text("id") != Some(id)) {
        return Err(Error::invalid("/id", "is not the one of the address"));
    }
    let state = sent.text("status").and_then(SubscriptionState::from_word);
    let state = state.ok_or_else(|| Error::invalid("/status", "is no status of a Subscription"))?;
    let reason = text(sent.0.get("reason"), "/reason")?;
    let reason = reason.parse().map_err(|why: String| Error::invalid("/reason", why))?;
    let ends_at = sent.0.get("end").map(|it| moment(it, "/end")).transpose()?;
    if text(sent.0.get("criteria"), "/criteria")? != TASK_TOPIC {
        return Err(not_supported("/criteria", format!("is not the topic that there is: {TASK_TOPIC}")));
    }
    let owner = sent.0.get("_criteria").map_or(Ok(None), owner)?;
    let channel = sent.0.get("channel").ok_or_else(|| Error::invalid("/channel", "is required"))?;
    only(channel, "/channel", &["type", "endpoint", "payload", "_payload", "header", "extension"])?;
    check_form(channel)?;
    let endpoint = text(channel.get("endpoint"), "/channel/endpoint")?;
    let endpoint = endpoint.parse().map_err(|why: String| Error::invalid("/channel/endpoint", why))?;
    let [heartbeat_seconds, timeout_seconds, max_count] = numbers(channel)?;
    if heartbeat_seconds.is_some_and(|it| !HEARTBEATS.contains(&it)) {
        let (from, to) = (HEARTBEATS.start(), HEARTBEATS.end());
        return Err(not_supported("/channel/extension", format!("a heartbeat comes after {from} to {to} seconds")));
    }
    let terms = Terms {
        endpoint,
        reason,
        headers: Vec::new(),
        heartbeat_seconds,
        // Nobody gets more than is bearable here, and what they get is shown.
        timeout_seconds: timeout_seconds.map(|it| it.min(MOST_SECONDS)),
        max_count: max_count.map(|it| it.min(MOST_EVENTS)),
        ends_at,
    };
    Ok(Wanted { state, terms, headers: headers(channel)?, owner })
}

fn text<'a>(value: Option<&'a Value>, at: &str) -> Result<&'a str> {
    let value = value.ok_or_else(|| Error::invalid(at, "is required"))?;
    value.as_str().ok_or_else(|| Error::invalid(at, "is no text"))
}

/// The list of an object, each item with its place.
fn items<'a>(of: &'a Value, name: &str, at: &str) -> Result<Vec<(String, &'a Value)>> {
    let at = format!("{at}/{name}");
    let Some(list) = of.get(name) else { return Ok(Vec::new()) };
    let list = list.as_array().ok_or_else(|| Error::invalid(&at, "is no list"))?;
    Ok(list.iter().enumerate().map(|(place, it)| (format!("{at}/{place}"), it)).collect())
}

/// The organisation that a filter names, the only one that there is: `Task?owner=Organization/x`.
fn owner(criteria: &Value) -> Result<Option<OrganisationId>> {
    only(criteria, "/_criteria", &["extension"])?;
    let mut found = None;
    for (at, extension) in items(criteria, "extension", "/_criteria")? {
        let filter = value(extension, &at, &[("filter-criteria", "valueString")])?.1;
        let filter = filter.as_str().ok_or_else(|| Error::invalid(&at, "has no text in valueString"))?;
        let owner = filter.strip_prefix("Task?owner=Organization/").and_then(|it| it.parse().ok());
        let owner =
            owner.ok_or_else(|| not_supported(&at, "filters by something else than Task?owner=Organization/x"))?;
        if found.replace(owner).is_some_and(|it| it != owner) {
            return Err(not_supported(&at, "names another owner than the filter before it"));
        }
    }
    Ok(found)
}

/// Which of the extensions of the backport it is that are known here, and its value.
fn value<'a>(extension: &'a Value, at: &str, known: &[(&str, &str)]) -> Result<(usize, &'a Value)> {
    let url = extension.get("url").and_then(Value::as_str).unwrap_or_default();
    let place = known.iter().position(|(name, _)| url == backport(name));
    let found = place.and_then(|place| Some((place, known.get(place)?.1)));
    let (place, name) = found.ok_or_else(|| not_supported(at, "is no extension that is known here"))?;
    only(extension, at, &["url", name])?;
    let value = extension.get(name).ok_or_else(|| Error::invalid(at, format!("has no {name}")))?;
    Ok((place, value))
}

/// Whether it is a call of ours: a rest hook, in JSON, with ids alone.
fn check_form(channel: &Value) -> Result<()> {
    let kind = text(channel.get("type"), "/channel/type")?;
    if CHANNELS.contains(&kind) {
        return Err(not_supported("/channel/type", "is not rest-hook"));
    }
    if kind != "rest-hook" {
        return Err(Error::invalid("/channel/type", "is no type of a channel"));
    }
    if text(channel.get("payload"), "/channel/payload")? != FORM {
        return Err(not_supported("/channel/payload", format!("is not {FORM}")));
    }
    let at = "/channel/_payload";
    let payload =
        channel.get("_payload").ok_or_else(|| Error::invalid(at, "is required, with what the payload holds"))?;
    only(payload, at, &["extension"])?;
    match items(payload, "extension", at)?.as_slice() {
        [(at, extension)] => {
            let content = value(extension, at, &[("payload-content", "valueCode")])?.1;
            if content == ID_ONLY { Ok(()) } else { Err(not_supported(at, format!("is not {ID_ONLY}"))) }
        }
        [] | [_, ..] => Err(Error::invalid(at, "has exactly one extension, with what the payload holds")),
    }
}

/// After how many seconds there is a heartbeat, how many a call may take, and how many events stand in one.
fn numbers(channel: &Value) -> Result<[Option<i32>; 3]> {
    const KNOWN: [(&str, &str); 3] =
        [("heartbeat-period", "valueUnsignedInt"), ("timeout", "valueUnsignedInt"), ("max-count", "valuePositiveInt")];
    let mut numbers = [None; 3];
    for (at, extension) in items(channel, "extension", "/channel")? {
        let (place, value) = value(extension, &at, &KNOWN)?;
        let number = value.as_u64().filter(|it| *it > 0).map(|it| i32::try_from(it).unwrap_or(i32::MAX));
        let number = number.ok_or_else(|| Error::invalid(&at, "has no number of 1 or more"))?;
        let slot = numbers.get_mut(place).filter(|it| it.is_none());
        *slot.ok_or_else(|| Error::invalid(&at, "stands twice"))? = Some(number);
    }
    Ok(numbers)
}

/// The headers: what is shown of one that stands, sent back, leaves it.
fn headers(channel: &Value) -> Result<Vec<(String, Option<String>)>> {
    let read = |(at, value): (String, &Value)| {
        let text = value.as_str().ok_or_else(|| Error::invalid(&at, "is no text"))?;
        let header = Header::read(text).map_err(|why| Error::invalid(&at, why))?;
        let value = (header.value != SEALED).then_some(header.value);
        Ok((header.name, value))
    };
    items(channel, "header", "/channel")?.into_iter().map(read).collect()
}
