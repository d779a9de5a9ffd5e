//! The operations as they are served: found by their route, each with the check of its body against the contract.
//!
//! A body is held against its own OpenAPI schema before anything else reads it. So what the document says is what is
//! accepted, no bound stands in two places, and a client learns of all that is wrong at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use actix_web::HttpRequest;
use actix_web::http::Method;
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{Draft, PatternOptions, ValidationError, Validator};
use serde_json::{Value, json};

use super::api::{Api, Operation};
use super::edge::Pattern;
use crate::codes::Code;
use crate::platform::{Error, Issue, Refusal, Result};

/// So many faults of one body are told.
const MOST_ISSUES: usize = 50;

/// All operations.
pub struct Operations {
    by_route: HashMap<(Method, String), Arc<Served>>,
    paths: HashSet<&'static str>,
}

/// An operation as it is served.
pub(super) struct Served {
    pub(super) operation: Operation,
    /// Made when the first body comes, since most operations of a small instance are seldom called.
    validator: OnceLock<std::result::Result<Validator, String>>,
}

impl Operations {
    /// The operations of an API.
    #[must_use]
    pub fn of(api: &Api) -> Self {
        let served = |operation: &Operation| {
            let route = (operation.method.clone(), operation.path.to_owned());
            (route, Arc::new(Served { operation: operation.clone(), validator: OnceLock::new() }))
        };
        let paths = api.operations().iter().map(|it| it.path).collect();
        Self { by_route: api.operations().iter().map(served).collect(), paths }
    }

    /// The operation that a request calls.
    pub(super) fn called(&self, request: &HttpRequest) -> Result<Arc<Served>> {
        let route = (request.method().clone(), Pattern::of(request));
        let found = self.by_route.get(&route);
        found.cloned().ok_or_else(|| Error::Inconsistent("a route without an operation".into()))
    }

    /// Whether any operation has this path.
    #[must_use]
    pub fn knows(&self, pattern: &str) -> bool {
        self.paths.contains(pattern)
    }

    /// What this instance has: the first word of each path after the version.
    #[must_use]
    pub fn features(&self) -> BTreeSet<&'static str> {
        self.by_route.values().filter_map(|it| it.operation.path.split('/').nth(2)).collect()
    }
}

impl Served {
    /// Holds a body against the schema of the operation.
    ///
    /// # Errors
    /// [`Code::BadRequest`] with every fault.
    pub(super) fn check(&self, body: &Value) -> Result<()> {
        let validator = self.validator.get_or_init(|| self.compile()).as_ref();
        let validator = validator.map_err(|why| Error::Inconsistent(format!("{}: {why}", self.operation.id)))?;
        if validator.is_valid(body) {
            return Ok(());
        }
        let mut issues: Vec<Issue> = Vec::new();
        for fault in validator.iter_errors(body).take(MOST_ISSUES) {
            explain(&fault, &mut issues);
        }
        issues.truncate(MOST_ISSUES);
        Err(Refusal { issues, ..Refusal::new(Code::BadRequest) }.into())
    }

    fn compile(&self) -> std::result::Result<Validator, String> {
        let Some((shape, _)) = self.operation.body else { return Err("takes no body".to_owned()) };
        let found = shape();
        let Some((name, _)) = found.first() else { return Err("has no schema".to_owned()) };
        let whole = format!("#/components/schemas/{name}");
        let schemas: BTreeMap<_, _> = found.into_iter().collect();
        let root = json!({ "$ref": whole, "components": { "schemas": schemas } });
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            // This engine takes time in proportion to the text, whatever the text.
            .with_pattern_options(PatternOptions::regex())
            .build(&root)
            .map_err(|error| error.to_string())
    }
}

/// What is wrong, and where. A wrong value is never quoted, since it can be personal.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds are told in the words of the library")]
fn explain(fault: &ValidationError<'_>, issues: &mut Vec<Issue>) {
    let place = fault.instance_path().as_str();
    let mut add = |pointer: String, detail: String| issues.push(Issue { pointer, detail });
    match fault.kind() {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                add(member(place, name), "is not known here".to_owned());
            }
        }
        Kind::Required { property } => {
            add(member(place, property.as_str().unwrap_or_default()), "is required".to_owned());
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => match meant(place, context) {
            Some(faults) => faults.iter().for_each(|fault| explain(fault, issues)),
            None => add(place.to_owned(), "has none of the forms that are known here".to_owned()),
        },
        _ => add(place.to_owned(), fault.masked_with("it").to_string()),
    }
}

/// Of several forms, the one that was meant: of those that the value does not miss as a whole, the one with which it
/// shares the most names.
fn meant<'c>(place: &str, forms: &'c [Vec<ValidationError<'static>>]) -> Option<&'c Vec<ValidationError<'static>>> {
    let misses = |fault: &ValidationError<'_>| {
        fault.instance_path().as_str() == place && matches!(fault.kind(), Kind::Type { .. })
    };
    let near = forms.iter().filter(|faults| !faults.iter().any(misses));
    let mut near: Vec<_> = near.map(|faults| (strange_names(place, faults), faults)).collect();
    near.sort_by_key(|it| it.0);
    match near.as_slice() {
        [(_, faults)] => Some(*faults),
        [(least, faults), (next, _), ..] if least < next => Some(*faults),
        _ => None,
    }
}

/// How many names a form asks for or does not know.
fn strange_names(place: &str, faults: &[ValidationError<'_>]) -> usize {
    let names = |fault: &ValidationError<'_>| {
        if let Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } = fault.kind() {
            return unexpected.len();
        }
        usize::from(matches!(fault.kind(), Kind::Required { .. }))
    };
    faults.iter().filter(|it| it.instance_path().as_str() == place).map(names).sum()
}

fn member(place: &str, name: &str) -> String {
    format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(id: &str) -> Arc<Served> {
        let operations = Operations::of(&crate::api::api());
        operations.by_route.values().find(|it| it.operation.id == id).unwrap().clone()
    }

    fn faults(id: &str, body: &Value) -> Vec<(String, String)> {
        let Err(Error::Refused(refusal)) = served(id).check(body) else { return Vec::new() };
        refusal.issues.into_iter().map(|it| (it.pointer, it.detail)).collect()
    }

    #[test]
    fn every_body_can_be_checked() {
        for served in Operations::of(&crate::api::api()).by_route.values() {
            if served.operation.body.is_some() {
                assert_eq!(served.compile().err(), None, "{}", served.operation.id);
            }
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_and_no_value_is_quoted() {
        let body = json!({
            "email": "Ada Peeters", "password": "kort", "firstName": 7, "languages": [{ "tag": "nl", "level": "Ada" }],
            "birthYear": 1800, "locale": "nl-BE", "is/Admin": true,
        });
        let faults = faults("accounts.register", &body);
        let mut pointers: Vec<_> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
        pointers.sort_unstable();
        pointers.dedup();
        let expected =
            ["/birthYear", "/email", "/firstName", "/is~1Admin", "/languages/0/level", "/lastName", "/password"];
        assert_eq!(pointers, expected, "{faults:?}");
        assert!(!faults.iter().any(|(_, detail)| detail.contains("Ada") || detail.contains("kort")), "{faults:?}");
    }

    #[test]
    fn a_list_is_no_object_and_a_wrong_choice_is_told_where_it_is_wrong() {
        assert_eq!(faults("sessions.signIn", &json!(["an@demo.example", "zorgzame-buurt"])).len(), 1);
        let home = json!({ "position": { "lat": 51, "lon": 4 }, "address": "" });
        let faults = faults("me.moveHome", &home);
        assert!(faults.iter().all(|(pointer, _)| pointer == "/address") && !faults.is_empty(), "{faults:?}");
    }
}
