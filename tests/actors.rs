//! Who makes what of what: every verb that the API has for a thing, in every state of it, said by everybody. The
//! program itself fills in the table, over HTTP, one thing in that state after the other, so that the table holds what
//! the policy and the state machines say together, and which of them speaks first.

mod cast;
mod machines;

use std::collections::{BTreeMap, BTreeSet};
use std::convert::identity;
use std::fmt::Write as _;

use buurtnet::api::api;
use buurtnet::offers::model::OfferVerb;
use buurtnet::people::states::model::PersonVerb;
use buurtnet::referrals::model::ReferralVerb;
use buurtnet::requests::model::RequestVerb;
use cast::{Cast, OWNER};
use machines::{Machine, Thing};
use serde_json::Value;

use crate::support::TestApp;
use crate::support::client::{Answer, Client};
use crate::support::golden::assert_golden;
use crate::support::trust::has_a_turn;

/// A verb of a machine: what it is called, how, and where under the thing, or where for oneself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Verb {
    word: String,
    method: String,
    path: String,
}

/// What one does to oneself, and to nobody else.
const OWN: [&str; 4] = ["/v1/me/pause", "/v1/me/resume", "/v1/me/confirmMove", "/v1/me/leave"];

/// The verbs that the API has for a thing.
fn verbs(of: &Machine) -> Vec<Verb> {
    let mut found = Vec::new();
    for operation in api().operations() {
        let path = match operation.path.strip_prefix(of.collection) {
            Some(under) => under,
            None if of.name == "person" && OWN.contains(&operation.path) => operation.path,
            None => continue,
        };
        let (_, last) = path.rsplit_once('/').unwrap_or_default();
        let word = match operation.method.as_str() {
            "PATCH" if path.is_empty() => "change",
            "POST" if path == format!("/{last}") || OWN.contains(&path) => last,
            _ => continue,
        };
        if !of.not_its.contains(&word) {
            found.push(Verb { word: word.to_owned(), method: operation.method.to_string(), path: path.to_owned() });
        }
    }
    found
}

/// What came of it: the state that the thing is in now, or why not.
fn outcome(answer: &Answer) -> String {
    let code = answer.body["code"].as_str().unwrap_or_default();
    match answer.status {
        200..=299 => answer.body["state"].as_str().map_or_else(|| answer.status.to_string(), str::to_owned),
        401 | 403 | 404 => answer.status.to_string(),
        status if code == "wrongState" => status.to_string(),
        status => format!("{status} {code}"),
    }
}

fn says(by: &Client, thing: &Thing, verb: &Verb, words: Value) -> Answer {
    let path = if verb.path.starts_with("/v1/me") { verb.path.clone() } else { format!("{}{}", thing.path, verb.path) };
    let by = if verb.word == "change" { by.if_match("*") } else { by.clone() };
    by.off_contract().send(&verb.method, &path, Some(words))
}

/// What came of a verb in a state, by who said it.
type Row = Vec<(&'static str, String)>;

/// Everybody says a verb to a thing in a state. Whatever changes it is said to another one next.
fn row(cast: &Cast<'_>, machine: &Machine, state: &str, verb: &Verb, left: &mut Option<Thing>) -> Row {
    let mut row = Row::new();
    let is_own = verb.path.starts_with("/v1/me");
    let others = cast.others.iter().map(|it| (it.0, &it.1));
    for (name, client) in std::iter::once((OWNER, &cast.scene.an.client)).chain(others) {
        if is_own && name != OWNER {
            continue;
        }
        let thing = left.take().unwrap_or_else(|| (machine.brought_to)(cast, state));
        let by = if name == OWNER { thing.person.as_ref().unwrap_or(client) } else { client };
        let answer = says(by, &thing, verb, (machine.words)(&verb.word));
        row.push((name, outcome(&answer)));
        if answer.status >= 300 {
            *left = Some(thing);
        }
    }
    row
}

/// Who gets what, as one line: those of whom that is said already are left out.
fn line(row: &Row, known: &BTreeMap<(&str, &str), String>, verb: &str) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (who, what) in row.iter().filter(|(who, what)| known.get(&(verb, *who)) != Some(what)) {
        match groups.iter_mut().find(|it| it.0 == what) {
            Some(group) => group.1.push(who),
            None => groups.push((what, vec![who])),
        }
    }
    let shown = groups.iter().map(|(what, who)| format!("{what}: {}", who.join(", ")));
    shown.collect::<Vec<_>>().join(" | ")
}

/// The table of a machine.
fn table(cast: &Cast<'_>, machine: &Machine) -> String {
    let verbs = verbs(machine);
    let mut cells: Vec<(&str, Vec<Row>)> = Vec::new();
    for state in &machine.states {
        let mut left = None;
        let rows = verbs.iter().map(|verb| row(cast, machine, state, verb, &mut left)).collect();
        if let Some(left) = &left {
            let now = says_state(cast, left);
            assert!(now.is_none_or(|it| it == *state), "{} {state}: what is refused changes nothing", machine.name);
        }
        cells.push((state, rows));
    }
    let mut refused: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for (_, rows) in &cells {
        for (verb, row) in verbs.iter().zip(rows) {
            for (who, what) in row {
                refused.entry((&verb.word, *who)).or_default().insert(what.clone());
            }
        }
    }
    let known: BTreeMap<(&str, &str), String> = refused
        .into_iter()
        .filter_map(|(of, what)| match what.first() {
            Some(one) if what.len() == 1 && ["401", "403", "404"].contains(&one.as_str()) => Some((of, one.clone())),
            _ => None,
        })
        .collect();
    let mut table = format!("# {}\n\n", machine.what);
    if !machine.unsaid.is_empty() {
        writeln!(table, "by nobody: {}\n", machine.unsaid.join(", ")).unwrap();
    }
    table.push_str("in any state\n");
    for (verb, first) in verbs.iter().zip(&cells[0].1) {
        let of_all: Row = first.iter().filter(|it| known.contains_key(&(verb.word.as_str(), it.0))).cloned().collect();
        let line = format!("  {:<20} {}", verb.word, line(&of_all, &BTreeMap::new(), &verb.word));
        writeln!(table, "{}", line.trim_end()).unwrap();
    }
    for (state, rows) in &cells {
        writeln!(table, "\n{state}").unwrap();
        for (verb, row) in verbs.iter().zip(rows) {
            let line = format!("  {:<20} {}", verb.word, line(row, &known, &verb.word));
            writeln!(table, "{}", line.trim_end()).unwrap();
        }
    }
    table
}

/// The state of a thing, for the team; `None`: they do not see it.
fn says_state(cast: &Cast<'_>, thing: &Thing) -> Option<String> {
    cast.second.off_contract().get(&thing.path).body["state"].as_str().map(str::to_owned)
}

#[test]
fn a_verb_is_said_or_it_is_not() {
    for machine in machines::all() {
        let said: Vec<_> = verbs(&machine).into_iter().map(|it| it.word).collect();
        assert!(!said.is_empty() && machine.unsaid.iter().all(|it| !said.iter().any(|word| word == it)), "{said:?}");
        let all: Option<BTreeSet<&str>> = match machine.name {
            "request" => Some(RequestVerb::ALL.iter().map(|it| it.as_str()).collect()),
            "offer" => Some(OfferVerb::ALL.iter().map(|it| it.as_str()).collect()),
            "referral" => Some(ReferralVerb::ALL.iter().map(|it| it.as_str()).collect()),
            "person" => Some(PersonVerb::ALL.iter().map(|it| it.as_str()).collect()),
            _ => None,
        };
        let named: BTreeSet<&str> = said.iter().map(String::as_str).chain(machine.unsaid.iter().copied()).collect();
        assert!(all.is_none_or(|it| it == named), "{}: {named:?}", machine.name);
    }
}

both! {
    with identity;

    fn everybody_says_everything_to_everything(fixture) {
        let machines = machines::all();
        for (_, machine) in machines.iter().enumerate().filter(|it| has_a_turn(fixture.backend, it.0)) {
            // Each on a street of its own: who has to do with whom does not hang on what was played before.
            let t = TestApp::start(fixture.another());
            assert_golden(&format!("actors/{}.txt", machine.name), &table(&Cast::gathers(&t), machine));
        }
    }
}
