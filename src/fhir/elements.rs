//! What stands in a resource that somebody sends, read one element after the other.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::clock::Instant;
use crate::codes::Code;
use crate::platform::{Error, Issue, Refusal, Result};

/// A JSON object in which no member stands twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Members(pub(super) Map<String, Value>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(source: D) -> std::result::Result<Self, D::Error> {
        struct Once;
        impl<'de> Visitor<'de> for Once {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> std::result::Result<Members, A::Error> {
                let mut members = Map::new();
                while let Some((name, value)) = from.next_entry::<String, Value>()? {
                    if members.insert(name, value).is_some() {
                        return Err(serde::de::Error::custom("a member stands twice"));
                    }
                }
                Ok(Members(members))
            }
        }
        source.deserialize_map(Once)
    }
}

/// The elements that a Task can have.
const OF_A_TASK: [&str; 38] = [
    "resourceType",
    "id",
    "meta",
    "implicitRules",
    "language",
    "text",
    "contained",
    "extension",
    "modifierExtension",
    "identifier",
    "instantiatesCanonical",
    "instantiatesUri",
    "basedOn",
    "groupIdentifier",
    "partOf",
    "status",
    "statusReason",
    "businessStatus",
    "intent",
    "priority",
    "code",
    "description",
    "focus",
    "for",
    "encounter",
    "executionPeriod",
    "authoredOn",
    "lastModified",
    "requester",
    "performerType",
    "owner",
    "location",
    "reasonCode",
    "reasonReference",
    "insurance",
    "relevantHistory",
    "note",
    "restriction",
];
/// The two that are long in themselves.
const LONG: [&str; 2] = ["input", "output"];
/// Without these it is no Task of ours.
const REQUIRED: [&str; 6] = ["status", "intent", "code", "focus", "for", "owner"];

/// Something that cannot be changed, or not in this way.
pub(super) fn not_changeable(pointer: impl Into<String>, why: impl Into<String>) -> Error {
    let issue = Issue { pointer: pointer.into(), detail: why.into() };
    Refusal { issues: vec![issue], ..Refusal::new(Code::NotChangeable) }.into()
}

impl Members {
    /// Whether it is a Task at all, and this one.
    pub(super) fn check(&self, id: &str) -> Result<()> {
        if self.text("resourceType") != Some("Task") {
            return Err(Error::invalid("/resourceType", "is not Task"));
        }
        if let Some(name) = self.0.keys().find(|it| !OF_A_TASK.iter().chain(&LONG).any(|known| known == it)) {
            return Err(Error::invalid(member(name), "is no element of a Task"));
        }
        if self.text("id") != Some(id) {
            return Err(Error::invalid("/id", "is not the one of the address"));
        }
        let is_missing = |name: &&&str| self.0.get(**name).is_none_or(Value::is_null);
        match REQUIRED.iter().find(is_missing) {
            Some(name) => Err(Error::invalid(member(name), "is required")),
            None => Ok(()),
        }
    }

    /// The names of all elements that a Task can have.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        OF_A_TASK.into_iter().chain(LONG)
    }

    /// An element that is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }
}

/// Where an element stands.
pub(super) fn member(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Refuses an object with other members than these.
pub(super) fn only(value: &Value, at: &str, known: &[&str]) -> Result<()> {
    let Some(members) = value.as_object() else { return Err(Error::invalid(at, "is no object")) };
    match members.keys().find(|it| !known.contains(&it.as_str())) {
        Some(name) => Err(Error::invalid(format!("{at}{}", member(name)), "is not known here")),
        None => Ok(()),
    }
}

/// The word for a `CodeableConcept`: its code in a system of ours, or its text when that is such a word. The text beside a
/// code is only a rendering of it.
pub(super) fn word<W: Copy>(concept: &Value, at: &str, system: &str, all: &[(&'static str, W)]) -> Result<W> {
    only(concept, at, &["coding", "text"])?;
    let codings = concept.get("coding").map_or(Some(&[][..]), |it| it.as_array().map(Vec::as_slice));
    let codings = codings.ok_or_else(|| Error::invalid(format!("{at}/coding"), "is no list"))?;
    for (place, coding) in codings.iter().enumerate() {
        only(coding, &format!("{at}/coding/{place}"), &["system", "version", "code", "display", "userSelected"])?;
    }
    let coded = codings.iter().find(|it| it.get("system").and_then(Value::as_str) == Some(system));
    let said = match coded {
        Some(coding) => coding.get("code"),
        None => concept.get("text"),
    };
    let said = said.and_then(Value::as_str).unwrap_or_default();
    let is_meant = |word: &str| word == said || (coded.is_none() && super::words::plain(word) == said.to_lowercase());
    let found = all.iter().find(|(word, _)| is_meant(word)).map(|it| it.1);
    found.ok_or_else(|| {
        let words = all.iter().map(|it| it.0).collect::<Vec<_>>().join(", ");
        Error::invalid(at, format!("has no code of {system} that is known here: {words}"))
    })
}

/// A moment, with its zone.
pub(super) fn moment(value: &Value, at: &str) -> Result<Instant> {
    let read = value.as_str().and_then(|it| chrono::DateTime::parse_from_rfc3339(it).ok());
    read.map(|it| it.to_utc().into()).ok_or_else(|| Error::invalid(at, "is no moment with a zone"))
}

/// The id in a reference to a resource of a kind.
pub(super) fn referred<'a>(value: &'a Value, at: &str, kind: &str) -> Result<&'a str> {
    only(value, at, &["reference", "type", "display"])?;
    let text = value.get("reference").and_then(Value::as_str);
    let id = text.and_then(|it| it.strip_prefix(kind)).and_then(|it| it.strip_prefix('/'));
    id.ok_or_else(|| Error::invalid(format!("{at}/reference"), format!("does not refer to a {kind}")))
}
