//! Every operation of the API is called by everybody in the town, on everything that is there; what is kept is whose words
//! stood in the answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use buurtnet::api::{api, document};
use buurtnet::platform::http::Operation;
use buurtnet::platform::seal::Field;
use serde_json::{Value, json};

use super::named_in_body;
use super::told::Told;
use super::town::{Town, Viewer};
use super::words::{CALLER, HELPER, OWNER, REGISTERED, Words, said};
use crate::support::client::Answer;

/// In which answers a word stood: by its place, and by who read it.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) calls: usize,
    pub(crate) words: BTreeMap<(usize, &'static str), BTreeSet<String>>,
}

impl Seen {
    /// Keeps what stands in an answer, its headers and its error included.
    pub(crate) fn keep(&mut self, words: &Words, viewer: &Viewer, route: &str, answer: &Answer) {
        self.calls += 1;
        let headers: String = answer.headers.iter().map(|it| format!("\n{}", it.1)).collect();
        for word in words.found(&format!("{}{headers}", answer.text)) {
            self.words.entry((word, viewer.name)).or_default().insert(route.to_owned());
        }
    }

    /// The words of some people, each with who read it and where.
    pub(crate) fn lines(&self, words: &Words, which: impl Fn(usize, &str) -> bool) -> Vec<String> {
        let line = |((word, viewer), routes): (&(usize, &'static str), &BTreeSet<String>)| {
            let routes: Vec<_> = routes.iter().map(String::as_str).collect();
            format!("{}: {viewer}: {}", words.all[*word].name(), routes.join(", "))
        };
        self.words.iter().filter(|it| which(it.0.0, it.0.1)).map(line).collect()
    }
}

/// What is read by a view: each of those that the document names.
fn views(operation: &Operation) -> Vec<String> {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(document);
    let parameters = DOCUMENT["paths"][operation.path]["get"]["parameters"].as_array();
    let view = parameters.into_iter().flatten().find(|it| it["name"] == "view");
    let views = view.and_then(|it| it["schema"]["enum"].as_array()).into_iter().flatten();
    let named = views.map(|it| format!("?view={}", it.as_str().unwrap()));
    std::iter::once(String::new()).chain(named).collect()
}

/// What an operation can be called on: the things that its path or its body names.
fn things<'t>(told: &'t Told, operation: &Operation) -> Vec<&'t str> {
    let in_path = operation.path.rsplit_once('{').and_then(|it| it.1.split('}').next());
    match in_path.or_else(|| named_in_body(operation)) {
        Some(name) => told.ids[name].iter().map(String::as_str).collect(),
        None => vec![""],
    }
}

/// A search is a reading too.
fn is_reading(operation: &Operation) -> bool {
    operation.method == "GET" || operation.id == "people.search"
}

/// Everybody reads everything.
pub(crate) fn reads(town: &Town<'_>, told: &Told, seen: &mut Seen) {
    let api = api();
    for operation in api.operations().iter().filter(|it| is_reading(it)) {
        let views = views(operation);
        let asked = searches(operation);
        for id in things(told, operation) {
            for (view, body) in views.iter().flat_map(|view| asked.iter().map(move |body| (view, body))) {
                let path = format!("{}{view}", town.path(operation, id));
                for viewer in &town.viewers {
                    let answer = viewer.client.send(operation.method.as_str(), &path, body.clone());
                    let route = format!("{} {}{view}", operation.method, operation.path);
                    seen.keep(&told.words, viewer, &route, &answer);
                }
            }
        }
    }
}

/// For whom is searched, by the one operation that does; the others are sent nothing.
fn searches(operation: &Operation) -> Vec<Option<Value>> {
    if operation.method == "GET" {
        return vec![None];
    }
    let names = [OWNER, HELPER, CALLER, REGISTERED].map(|it| said(it, Field::PersonName, "last"));
    names.map(|it| Some(json!({ "name": it }))).into()
}

/// How much an operation changes that people still are who they were afterwards.
pub(crate) const UNTIL_THEY_GO: usize = 2;
/// How much any operation changes.
pub(crate) const TO_THE_END: usize = 4;

/// How much an operation changes: what changes more comes later. At the very end comes what makes people read more than
/// before, when nobody is there any more to whom it is given.
fn harm(operation: &Operation) -> usize {
    let ends = "blocks cancel close complete decline discard dismiss end fail fulfil handBack hold household pause \
                refuseOverride reject resolve retire retract suspend withdraw";
    let takes = ["deceased", "erase", "resetTotp", "revoke"];
    let goes = [("DELETE", "/v1/me"), ("POST", "/v1/me/leave"), ("DELETE", "/v1/sessions/current")];
    let gives = ["merge", "proxies", "roles"];
    let verb = operation.path.rsplit('/').next().unwrap_or_default();
    match operation.method.as_str() {
        "POST" if gives.contains(&verb) => TO_THE_END,
        method if goes.contains(&(method, operation.path)) => UNTIL_THEY_GO + 1,
        "DELETE" => UNTIL_THEY_GO,
        _ if takes.contains(&verb) => UNTIL_THEY_GO,
        method => usize::from(method == "PUT" || ends.split(' ').any(|it| it == verb)),
    }
}

/// On how many things of a kind an operation is tried: those of which most was said.
const MOST_ACTED_ON: usize = 2;

/// Who also sends what no operation takes.
const MISTYPE: [&str; 3] = ["a stranger", HELPER, "the buurtwerker"];

/// Everybody does everything that changes no more than so much: most of it is refused, and the rest shows what it was
/// done to.
pub(crate) fn acts(town: &Town<'_>, told: &Told, seen: &mut Seen, most: usize) {
    let api = api();
    let mut operations: Vec<_> = api.operations().iter().filter(|it| !is_reading(it) && !it.is_sign_in()).collect();
    operations.retain(|it| harm(it) <= most);
    operations.sort_by_key(|it| harm(it));
    for operation in operations {
        for (place, id) in things(told, operation).into_iter().take(MOST_ACTED_ON).enumerate() {
            let path = town.path(operation, id);
            let route = format!("{} {}", operation.method, operation.path);
            let has_body = operation.method != "DELETE";
            let mut act = |viewer: &Viewer, body: Option<Value>| {
                let answer = viewer.client.if_match("*").send(operation.method.as_str(), &path, body);
                seen.keep(&told.words, viewer, &route, &answer);
            };
            if place == 0 && has_body {
                for viewer in town.viewers.iter().filter(|it| MISTYPE.contains(&it.name)) {
                    act(viewer, Some(json!({ "nonsense": [id] })));
                }
            }
            for viewer in &town.viewers {
                act(viewer, if has_body { town.body(operation, id) } else { None });
            }
        }
    }
}
