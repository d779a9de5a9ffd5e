//! Holds the exchanges of all tests against the OpenAPI document: its annotations are promises, and this keeps them.
//!
//! Refused are: an operation or a status that is not documented, another content type, a body that its schema does
//! not allow, and a body that says more than its schema names. A request is held against its schema when it got a 2xx.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::client::{Answer, Question};

/// What the document promises.
pub struct Contract {
    operations: Vec<Operation>,
    /// `#/components/schemas`, closed.
    schemas: Value,
    /// By the text of the schema, for many answers share one.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

struct Operation {
    id: String,
    method: String,
    /// A path template.
    path: String,
    request: Content,
    responses: BTreeMap<u16, Content>,
}

/// Schemas by media type; empty when there is no body.
type Content = BTreeMap<String, Value>;

/// An operation and a status.
pub type Outcome = (String, u16);

impl Contract {
    /// The one contract of this process.
    pub fn shared(document: impl FnOnce() -> Value) -> &'static Self {
        static CONTRACT: OnceLock<Contract> = OnceLock::new();
        CONTRACT.get_or_init(|| Self::from(&document()))
    }

    /// Fails the test when the exchange breaks the contract.
    #[track_caller]
    pub fn check(&self, answer: &Answer) {
        if let Err(fault) = self.verdict(answer) {
            panic!("against the contract: {fault}\n{answer}");
        }
    }

    fn verdict(&self, answer: &Answer) -> Result<Outcome, String> {
        let Question { method, path, .. } = &answer.request;
        let operation = self.operation(method, path).ok_or("this operation is not documented")?;
        let promised = operation.responses.get(&answer.status);
        let promised = promised.ok_or_else(|| format!("{} does not document {}", operation.id, answer.status))?;
        match promised.get(answer.media_type()) {
            Some(schema) if is_json(answer.media_type()) => {
                self.validate(schema, &answer.text).map_err(|fault| format!("the answer {fault}"))?;
            }
            Some(_) => {}
            None if promised.is_empty() && answer.text.is_empty() => {}
            None => {
                return Err(format!("the answer is {:?}, documented is {:?}", answer.media_type(), promised.keys()));
            }
        }
        if (200..300).contains(&answer.status) {
            self.accepted(operation, &answer.request)
                .map_err(|fault| format!("accepted was a request that {fault}"))?;
        }
        Ok((operation.id.clone(), answer.status))
    }

    /// Holds a request that got a 2xx against what the operation takes. A verb without a body also takes `{}`.
    fn accepted(&self, operation: &Operation, request: &Question) -> Result<(), String> {
        let takes_none = operation.request.is_empty() && matches!(request.text.as_str(), "" | "{}");
        let optional = operation.request.contains_key(NO_BODY) && request.text.is_empty();
        if takes_none || optional {
            return Ok(());
        }
        let schema = operation.request.get(request.media_type()).filter(|_| request.media_type() != NO_BODY);
        let schema = schema.ok_or_else(|| format!("is {:?}, which is not documented", request.media_type()))?;
        if is_json(request.media_type()) { self.validate(schema, &request.text) } else { Ok(()) }
    }

    /// The operation of a concrete path; where several templates fit, the one with the earlier literal segment.
    fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let path = path.split('?').next().unwrap_or_default();
        let fitting =
            self.operations.iter().filter(|it| it.method.eq_ignore_ascii_case(method) && fits(&it.path, path));
        fitting.max_by_key(|it| it.path.split('/').map(|segment| !segment.starts_with('{')).collect::<Vec<_>>())
    }

    fn validate(&self, schema: &Value, text: &str) -> Result<(), String> {
        let body: Value = serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))?;
        let validator = self.validator(schema)?;
        let faults: Vec<_> = validator.iter_errors(&body).take(5).map(|it| it.to_string() + &place(&it)).collect();
        if faults.is_empty() { Ok(()) } else { Err(format!("does not fit its schema: {}", faults.join("; "))) }
    }

    fn validator(&self, schema: &Value) -> Result<Arc<Validator>, String> {
        let name = schema.to_string();
        if let Some(known) = open(&self.validators).get(&name) {
            return Ok(Arc::clone(known));
        }
        let mut root = schema.as_object().cloned().unwrap_or_default();
        root.insert("components".to_owned(), json!({ "schemas": self.schemas }));
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
        let validator = options.build(&Value::Object(root)).map_err(|error| format!("has a broken schema: {error}"))?;
        Ok(Arc::clone(open(&self.validators).entry(name).or_insert(Arc::new(validator))))
    }
}

/// Nothing is left half done under these locks, so a test that failed with one does not matter to the others.
fn open<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn place(error: &jsonschema::ValidationError<'_>) -> String {
    match error.instance_path().as_str() {
        "" => String::new(),
        path => format!(" (at {path})"),
    }
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let segment = |(known, given): (&&str, &&str)| known == given || known.starts_with('{') && !given.is_empty();
    template.len() == path.len() && template.iter().zip(&path).all(segment)
}

/// Stands among the media types of a request body that may be left out.
const NO_BODY: &str = "";

impl From<&Value> for Contract {
    fn from(document: &Value) -> Self {
        let operations = members(document, "/paths").flat_map(|(path, item)| {
            let methods = members(item, "").filter(|(_, operation)| operation.get("responses").is_some());
            methods.map(|(method, operation)| Operation::read(document, method, path, operation))
        });
        let schemas = members(document, "/components/schemas").map(|(name, schema)| {
            let mut schema = schema.clone();
            close_parts(document, &mut schema);
            (name.clone(), schema)
        });
        Self {
            operations: operations.collect(),
            schemas: Value::Object(schemas.collect::<Map<_, _>>()),
            validators: Mutex::default(),
        }
    }
}

impl Operation {
    fn read(document: &Value, method: &str, path: &str, operation: &Value) -> Self {
        let id = operation.get("operationId").and_then(Value::as_str).map_or(format!("{method} {path}"), str::to_owned);
        let body = operation.get("requestBody").map(|it| resolve(document, it));
        let mut request = body.map(|it| content(document, it)).unwrap_or_default();
        if body.is_some_and(|it| it.get("required") != Some(&Value::Bool(true))) {
            request.insert(NO_BODY.to_owned(), Value::Null);
        }
        let responses = members(operation, "/responses").map(|(status, response)| {
            let status = status.parse().unwrap_or_else(|_| panic!("{id} documents {status}, which is not one status"));
            (status, content(document, resolve(document, response)))
        });
        let responses = responses.collect();
        Self { id, method: method.to_owned(), path: path.to_owned(), request, responses }
    }
}

/// The closed schemas of a request body or a response.
fn content(document: &Value, body: &Value) -> Content {
    let closed = |(media_type, it): (&String, &Value)| {
        let mut schema = it.get("schema").cloned().unwrap_or_else(|| json!({}));
        close(document, &mut schema);
        (media_type.clone(), schema)
    };
    members(body, "/content").map(closed).collect()
}

fn members<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = (&'v String, &'v Value)> + use<'v> {
    value.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}

fn resolve<'v>(document: &'v Value, value: &'v Value) -> &'v Value {
    match reference(value) {
        Some(name) => document.pointer(name).unwrap_or_else(|| panic!("the document has no {name}")),
        None => value,
    }
}

fn reference(value: &Value) -> Option<&str> {
    value.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'))
}

/// Makes the schema of a whole value refuse the properties that it does not name. This goes by `unevaluatedProperties`
/// and on the outermost schema of each value, because within an `allOf`, a `oneOf` or the target of a reference it
/// would refuse what the schemas beside it name. An object that names no property at all stays free.
fn close(document: &Value, schema: &mut Value) {
    close_parts(document, schema);
    if names_properties(document, schema, &mut BTreeSet::new())
        && let Some(schema) = schema.as_object_mut()
    {
        schema.entry("unevaluatedProperties").or_insert(Value::Bool(false));
    }
}

/// Closes the schemas of the values inside a value.
fn close_parts(document: &Value, schema: &mut Value) {
    for (keyword, part) in schema.as_object_mut().into_iter().flatten() {
        match (keyword.as_str(), part) {
            ("properties" | "patternProperties", Value::Object(parts)) => {
                for part in parts.values_mut() {
                    close(document, part);
                }
            }
            ("prefixItems", Value::Array(parts)) => {
                for part in parts {
                    close(document, part);
                }
            }
            ("items" | "additionalProperties", part) => close(document, part),
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                for part in parts {
                    close_parts(document, part);
                }
            }
            _ => {}
        }
    }
}

fn names_properties<'v>(document: &'v Value, schema: &'v Value, visited: &mut BTreeSet<&'v str>) -> bool {
    if schema.get("properties").is_some() {
        return true;
    }
    let target = reference(schema).filter(|name| visited.insert(name)).and_then(|name| document.pointer(name));
    let beside = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|it| schema.get(it)?.as_array()).flatten();
    target.into_iter().chain(beside).any(|it| names_properties(document, it, visited))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract() -> Contract {
        let problem = json!({ "description": "", "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" } } } });
        let pet = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } });
        let takes_id = json!({ "operationId": "getPet", "responses": {
            "200": { "content": pet }, "404": { "$ref": "#/components/responses/Problem" } } });
        Contract::from(&json!({
            "openapi": "3.1.0",
            "paths": {
                "/pets/{id}": { "parameters": [], "get": takes_id },
                "/pets/current": { "get": { "operationId": "getCurrentPet", "responses": { "204": {} } } },
                "/pets": { "post": { "operationId": "addPet", "requestBody": { "required": true, "content": pet },
                    "responses": { "201": { "content": pet } } } },
                "/pets/{id}/feed": { "post": { "responses": { "204": {} } } },
                "/pets/{id}/name": { "put": { "requestBody": { "content": pet }, "responses": { "204": {} } } }
            },
            "components": { "responses": { "Problem": problem }, "schemas": {
                "Problem": { "type": "object", "properties": { "code": { "type": "string" } } },
                "Named": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } },
                "Pet": {
                    "allOf": [{ "$ref": "#/components/schemas/Named" }, { "type": "object", "properties": {
                        "id": { "type": "string", "format": "uuid" },
                        "born": { "type": "string", "format": "date-time" },
                        "young": { "type": "array", "items": { "$ref": "#/components/schemas/Pet" } },
                        "home": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Home" }] },
                        "free": { "type": "object" }
                    } }]
                },
                "Home": { "oneOf": [
                    { "type": "object", "required": ["street"], "properties": { "street": { "type": "string" } } },
                    { "allOf": [{ "$ref": "#/components/schemas/Named" },
                        { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "farm" } } }] }
                ] }
            } }
        }))
    }

    fn exchange(method: &str, path: &str, sent: &str, status: u16, kind: &str, said: &str) -> Answer {
        let headers = |kind: &str| vec![("content-type".to_owned(), kind.to_owned())];
        let request = Question {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: headers("application/json"),
            text: sent.to_owned(),
        };
        let body = serde_json::from_str(said).unwrap_or_default();
        Answer { request, status, headers: headers(kind), body, text: said.to_owned() }
    }

    fn verdict(method: &str, path: &str, sent: &str, status: u16, kind: &str, said: &str) -> Result<Outcome, String> {
        contract().verdict(&exchange(method, path, sent, status, kind, said))
    }

    fn get(said: &str) -> Result<Outcome, String> {
        verdict("GET", "/pets/7?x=y", "", 200, "application/json; charset=utf-8", said)
    }

    #[track_caller]
    fn refused(verdict: Result<Outcome, String>, why: &str) {
        let fault = verdict.expect_err("the contract refuses this");
        assert!(fault.contains(why), "{fault}");
    }

    #[test]
    fn what_keeps_the_contract_passes() {
        assert_eq!(get(r#"{ "name": "Rex" }"#), Ok(("getPet".to_owned(), 200)));
        get(r#"{ "name": "", "young": [{ "name": "", "home": null }], "free": { "a": 1 } }"#).expect("nested");
        get(r#"{ "name": "", "home": { "name": "x", "kind": "farm" } }"#).expect("a oneOf over an allOf");
        get(r#"{ "name": "", "born": "2026-01-01T00:00:00Z", "id": "0198a2b4-0000-7000-8000-000000000000" }"#)
            .expect("formats");
        verdict("GET", "/pets/7", "", 404, "application/problem+json", r#"{ "code": "notFound" }"#).expect("a problem");
        verdict("POST", "/pets", r#"{ "name": "a" }"#, 201, "application/json", r#"{ "name": "a" }"#).expect("a body");
        verdict("POST", "/pets/7/feed", "{}", 204, "", "").expect("a verb takes {}");
    }

    #[test]
    fn a_literal_segment_wins_over_a_parameter() {
        let outcome = verdict("GET", "/pets/current", "", 204, "", "");
        assert_eq!(outcome, Ok(("getCurrentPet".to_owned(), 204)));
    }

    #[test]
    fn what_is_not_documented_is_refused() {
        refused(verdict("GET", "/dogs", "", 200, "", ""), "operation is not documented");
        refused(verdict("PUT", "/pets/7", "", 200, "", ""), "operation is not documented");
        refused(verdict("GET", "/pets/", "", 200, "", ""), "operation is not documented");
        refused(verdict("GET", "/pets/7", "", 418, "", ""), "getPet does not document 418");
        refused(verdict("GET", "/pets/7", "", 200, "text/html", "<p>"), r#"the answer is "text/html""#);
        refused(verdict("GET", "/pets/7", "", 200, "", ""), r#"the answer is """#);
        refused(verdict("GET", "/pets/current", "", 204, "text/plain", "hi"), r#"the answer is "text/plain""#);
    }

    #[test]
    fn an_answer_that_does_not_fit_its_schema_is_refused() {
        refused(get("nothing"), "not JSON");
        refused(get("{}"), "\"name\" is a required property");
        refused(get(r#"{ "name": 1 }"#), "(at /name)");
        refused(get(r#"{ "name": "", "born": "yesterday" }"#), "(at /born)");
        refused(get(r#"{ "name": "", "id": "7" }"#), "(at /id)");
        refused(get(r#"{ "name": "", "home": { "name": "x", "kind": "barn" } }"#), "(at /home)");
    }

    #[test]
    fn an_answer_that_says_more_than_its_schema_is_refused() {
        refused(get(r#"{ "name": "", "extra": 1 }"#), "extra");
        refused(get(r#"{ "name": "", "young": [{ "name": "", "extra": 1 }] }"#), "(at /young/0)");
        refused(get(r#"{ "name": "", "home": { "street": "x", "extra": 1 } }"#), "(at /home)");
        refused(get(r#"{ "name": "", "home": { "name": "x", "kind": "farm", "extra": 1 } }"#), "(at /home)");
    }

    #[test]
    fn a_request_that_should_not_have_been_accepted_is_refused() {
        let post = |sent: &str| verdict("POST", "/pets", sent, 201, "application/json", r#"{ "name": "a" }"#);
        refused(post(r#"{ "name": "a", "extra": 1 }"#), "extra");
        refused(post(r#"{ "name": 1 }"#), "(at /name)");
        refused(post("{ broken"), "not JSON");
        refused(post(""), "not JSON");
        refused(verdict("POST", "/pets/7/feed", r#"{ "extra": 1 }"#, 204, "", ""), "which is not documented");
        verdict("PUT", "/pets/7/name", "", 204, "", "").expect("a body that may be left out");
        let mut untyped = exchange("PUT", "/pets/7/name", "{}", 204, "", "");
        untyped.request.headers.clear();
        refused(contract().verdict(&untyped), r#"is "", which is not documented"#);
    }

    #[test]
    fn a_broken_promise_fails_the_test() {
        let contract = contract();
        contract.check(&exchange("GET", "/pets/7", "", 200, "application/json", r#"{ "name": "Rex" }"#));
        let broken = exchange("GET", "/pets/7", "", 200, "application/json", "{}");
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| contract.check(&broken))).is_err());
    }
}
