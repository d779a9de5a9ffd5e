//! Those who call at once: what each writes down when it wins, what it may learn when it loses, and how often it did.

use std::collections::BTreeMap;

use buurtnet::audit::Entry;
use serde_json::Value;
use uuid::Uuid;

use super::walk::detail;
use crate::support::client::Answer;
use crate::support::people::Person;
use crate::support::trust::in_full;

/// What a call writes down when it wins.
pub struct Deed {
    pub event: &'static str,
    /// Of what; `None`: of something that is new.
    pub of: Option<Uuid>,
    /// A word that tells it from what follows from something else.
    pub word: Option<(&'static str, &'static str)>,
}

/// One who calls, with all the others at once.
pub struct Contender<'a> {
    pub name: &'static str,
    pub who: &'a Person,
    /// `None`: time, which calls nobody.
    pub call: Option<(String, Value)>,
    pub deed: Deed,
}

impl<'a> Contender<'a> {
    pub fn new(name: &'static str, who: &'a Person, path: String, body: Value, event: &'static str, of: &str) -> Self {
        let of = Some(of.parse().expect("an id"));
        Self { name, who, call: Some((path, body)), deed: Deed { event, of, word: None } }
    }

    pub fn word(self, name: &'static str, word: &'static str) -> Self {
        Self { deed: Deed { word: Some((name, word)), ..self.deed }, ..self }
    }

    /// Calls; unless it is the first to, it looks around before.
    pub fn calls(&self, is_first: bool) -> Option<Answer> {
        let client = self.who.client.off_contract();
        for _ in 0..if is_first { 0 } else { 4 } {
            client.get("/v1/neighbourhoods?pageSize=1");
        }
        let (path, body) = self.call.as_ref()?;
        let is_erasure = path == "/v1/me";
        Some(if is_erasure { client.if_match("*").delete(path) } else { client.post(path, body.clone()) })
    }

    /// How often the log says that this was done.
    pub fn done(&self, log: &[Entry]) -> usize {
        let Deed { event, of, word } = &self.deed;
        let actor = self.call.is_some().then_some(self.who.id);
        let is_it = |row: &&Entry| {
            let is_same = row.event == *event && row.actor == actor && of.is_none_or(|it| it == row.object.uuid());
            is_same && word.is_none_or(|(name, word)| detail(row, name) == Some(word))
        };
        log.iter().filter(is_it).count()
    }

    /// What is wrong with what the log says of a call that was answered with a yes or a no, if anything.
    pub fn fault(&self, is_yes: bool, log: &[Entry]) -> Option<String> {
        let done = self.done(log);
        // What somebody offers ends with them, by their own hand too.
        let is_gone = |row: &Entry| row.object.uuid() == self.who.id.uuid() && row.event == "person.erased";
        let follows = self.deed.event == "offer.retired" && log.iter().any(is_gone);
        match (is_yes, done) {
            (true, 1) | (false, 0) => None,
            (false, 1) if follows => None,
            (is_yes, done) => Some(format!("{}: yes is {is_yes}, and it is written down {done} times", self.name)),
        }
    }
}

/// What a refusal may hold.
const MEMBERS: [&str; 8] = ["code", "detail", "instance", "requestId", "status", "title", "type", "userMessage"];
/// The sentences that a refusal may say, besides that a verb does not fit a state.
const SENTENCES: [&str; 5] = [
    "it is held with its helper",
    "it is held with its requester",
    "send is not possible while the request is",
    "somebody it is about does not take part now",
    "the team does not hold it itself",
];

/// What a refusal says that who lost must not learn: a name, an id or a reason of whoever won.
pub fn tells(answer: &Answer, secrets: &[String]) -> Option<String> {
    let mut said = answer.body.as_object().cloned().unwrap_or_default();
    if let Some(member) = said.keys().find(|it| !MEMBERS.contains(&it.as_str())) {
        return Some(format!("a member {member}"));
    }
    // Their own call and its number.
    said.remove("instance");
    said.remove("requestId");
    let detail = said.get("detail").and_then(Value::as_str).unwrap_or_default();
    let words: Vec<_> = detail.split(' ').collect();
    let is_state = matches!(words.as_slice(), [_, "is", "not", "possible", "in", "state", _]);
    if !(detail.is_empty() || is_state || SENTENCES.iter().any(|it| detail.starts_with(it))) {
        return Some(format!("a sentence: {detail}"));
    }
    let text = Value::Object(said).to_string();
    secrets.iter().find(|it| text.contains(*it)).map(|it| format!("{it} in {text}"))
}

/// Who said yes before, and says it again.
pub const SAID_ALREADY: &str = "yes again";

/// Nothing that happens to a match or a request keeps somebody from going, or the team from suspending them.
const UNBEATEN: [&str; 3] = ["erase", "leave", "suspend"];

/// How often each won, and how often it lost.
#[derive(Default)]
pub struct Wins(BTreeMap<&'static str, (usize, usize)>);

impl Wins {
    pub fn count(&mut self, name: &'static str, has_won: bool) {
        let (won, lost) = self.0.entry(name).or_default();
        *(if has_won { won } else { lost }) += 1;
    }

    /// Prints the table. In the full run each has won and lost; in a twentieth of it several have.
    pub fn settle(&self) {
        println!("{:>24} {:>6} {:>6}", "who", "won", "lost");
        for (name, (won, lost)) in &self.0 {
            println!("{name:>24} {won:>6} {lost:>6}");
        }
        assert_eq!(self.0[SAID_ALREADY].0, 0, "nobody says yes twice");
        let goes: Vec<_> = self.0.iter().filter(|it| UNBEATEN.contains(it.0)).collect();
        assert!(goes.iter().all(|(_, (won, lost))| *won > 0 && *lost == 0), "nothing stops who goes: {goes:?}");
        let all = self.0.iter().filter(|it| *it.0 != SAID_ALREADY && !UNBEATEN.contains(it.0));
        let never: Vec<_> = all.filter(|(_, (won, lost))| *won == 0 || *lost == 0).map(|it| it.0).collect();
        if in_full() {
            assert!(never.is_empty(), "never won or never lost: {never:?}");
        } else {
            assert!(self.0.values().filter(|it| it.0 > 0).count() >= 9, "several won");
        }
    }
}

/// The rows of a log, as one line.
pub fn told(log: &[Entry]) -> String {
    log.iter().map(|it| it.event.as_str()).collect::<Vec<_>>().join(", ")
}
