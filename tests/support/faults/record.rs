//! What was made to fail, and whether that was all there is.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use buurtnet::api::api;
use buurtnet::privacy::retention::RULES;

use super::watch::{Fault, Reach};
use super::work::{CALLS, JOBS, LETTERS, NOTICES, OTHERS};
use crate::support::fixture::Backend;

/// What came of one kind of call.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    /// How often it was made to fail, by each fault.
    pub panics: usize,
    pub refusals: usize,
    pub cuts: usize,
    /// How often it was made to fail behind a transaction that counted a try.
    pub past_counting: usize,
    /// How often it went well afterwards.
    pub went_well: usize,
}

impl Came {
    /// It was made to fail so many times.
    pub fn by(&mut self, fault: Fault, times: usize, reach: Reach) {
        let by_this = match fault {
            Fault::Panic => &mut self.panics,
            Fault::Refusal => &mut self.refusals,
            Fault::Cut => &mut self.cuts,
        };
        *by_this += times;
        self.past_counting += if reach == Reach::PastCounting { times } else { 0 };
    }

    pub fn add(&mut self, other: Self) {
        let Self { panics, refusals, cuts, past_counting, went_well } = other;
        self.panics += panics;
        self.refusals += refusals;
        self.cuts += cuts;
        self.past_counting += past_counting;
        self.went_well += went_well;
    }
}

/// By kind.
pub type Record = BTreeMap<String, Came>;

/// Adds what came of one kind of call to the file that `BUURTNET_FAULTS` names.
#[expect(clippy::disallowed_methods, reason = "this is a setting of the tests, not of the program")]
pub fn note(backend: Backend, kind: &str, came: Came) {
    let Ok(path) = std::env::var("BUURTNET_FAULTS") else { return };
    let Came { panics, refusals, cuts, past_counting, went_well } = came;
    let line = format!("{backend:?}\t{kind}\t{panics}\t{refusals}\t{cuts}\t{past_counting}\t{went_well}\n");
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).expect("the record can be opened");
    file.write_all(line.as_bytes()).expect("the record can be written");
}

/// The text of that file, where one is named.
#[expect(clippy::disallowed_methods, reason = "this is a setting of the tests, not of the program")]
pub fn noted() -> Option<String> {
    let path = std::env::var("BUURTNET_FAULTS").ok()?;
    Some(std::fs::read_to_string(path).expect("the record can be read"))
}

/// What such a text says of one kind of database.
pub fn read(text: &str, backend: Backend) -> Record {
    let backend = format!("{backend:?}");
    let mut record = Record::new();
    for line in text.lines() {
        let parts: Vec<_> = line.split('\t').collect();
        let [on, kind, numbers @ ..] = &parts[..] else { panic!("no line of a record: {line}") };
        let numbers: Vec<usize> = numbers.iter().map(|it| it.parse().expect("a number")).collect();
        let [panics, refusals, cuts, past_counting, went_well] = numbers[..] else { panic!("not all numbers: {line}") };
        if *on == backend {
            let came = Came { panics, refusals, cuts, past_counting, went_well };
            record.entry((*kind).to_owned()).or_default().add(came);
        }
    }
    record
}

/// What is no more than a question, for all that it is a POST.
const QUESTIONS: [&str; 1] = ["POST /v1/neighbourhoods/locate"];

/// What is read and leaves a trace: an entry in the access log, or what somebody came across today.
const LOOKS: [&str; 11] = [
    "GET /v1/concerns/{}",
    "GET /v1/matches/{}",
    "GET /v1/me/blocks",
    "GET /v1/me/blocks/{}",
    "GET /v1/me/export/file",
    "GET /v1/people/{}",
    "GET /v1/people/{}/contactRules",
    "GET /v1/referrals/{}",
    "GET /v1/requests",
    "GET /v1/requests/{}",
    "GET /v1/requests/{}/suggestions",
];

/// The calls that count a try in a transaction of its own.
pub const COUNTING: [&str; 4] =
    ["POST /v1/sessions", "POST /v1/sessions/current/stepUp", "POST /v1/me/totp/confirm", "POST /v1/accounts"];

/// Every kind of call that can be left in the middle.
pub fn all() -> BTreeSet<String> {
    let api = api();
    let acts = api.operations().iter().filter(|it| it.method != "GET").map(|it| {
        let parts = it.path.split('/').map(|it| if it.starts_with('{') { "{}" } else { it });
        format!("{} {}", it.method, parts.collect::<Vec<_>>().join("/"))
    });
    let acts = acts.filter(|it| !QUESTIONS.contains(&it.as_str()));
    let steps = LETTERS.iter().map(|it| it.0).chain(CALLS.iter().map(|it| it.0));
    let steps = steps.chain(NOTICES.iter().map(|it| it.0));
    let steps = steps.chain(RULES.iter().map(|it| it.what));
    let named = LOOKS.into_iter().chain(JOBS).chain(OTHERS).chain(steps);
    acts.chain(named.map(ToOwned::to_owned)).collect()
}

/// What a record lacks: what was never made to fail, by which fault, and what never went well.
pub fn missing(record: &Record, backend: Backend) -> Vec<String> {
    let mut missing = Vec::new();
    for kind in all() {
        let came = record.get(&kind).copied().unwrap_or_default();
        let counts = COUNTING.contains(&kind.as_str());
        let wanted = [
            (came.panics > 0, "a panic"),
            (came.refusals > 0, "a refused row"),
            (came.cuts > 0 || backend == Backend::Sqlite, "a cut connection"),
            (came.past_counting > 0 || !counts, "a fault behind its count of tries"),
            (came.went_well > 0, "going well"),
        ];
        missing.extend(wanted.iter().filter(|it| !it.0).map(|it| format!("{kind}: without {}", it.1)));
    }
    missing
}
