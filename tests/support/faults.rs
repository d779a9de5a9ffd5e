//! Faults on purpose: at the n-th statement of a call the program panics, the database refuses, or the connection is
//! cut. Whatever it was, the database is afterwards as before the call.
//!
//! A faulty application ([`TestApp::faulty`], or every one with `BUURTNET_TRUST=faults`) lets each call and each step of
//! the worker that would change something fail first, at one statement after the other, and only then go through: so
//! every story is also a test of what happens in the middle of its steps. To know what a call would write, it is made once
//! and undone at its commit; what would write the same as an earlier one is not made to fail again. Statements that found
//! no row to write do not count as the same as those that did.
//!
//! A call is one transaction. Only a count of tries stands in one of its own before it: what goes wrong behind that leaves
//! the try counted and nothing else. That a call commits no more than this is asserted when it goes through.
//!
//! [`TestApp::faulty`]: super::TestApp::faulty

pub mod record;
pub mod watch;
pub mod work;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, RwLock};

use buurtnet::platform::Result;
use uuid::Uuid;

use self::record::{Came, Record, note};
use self::watch::{Fault, Reach, Seen, TRIES, Wrote, meanwhile, only_counts, watch};
use super::client::Answer;
use super::fixture::{Backend, COUNTER, Fixture, plant_refusals};
use super::lookout::Lookout;

/// Whether every application is to be faulty.
#[expect(clippy::disallowed_methods, reason = "this is a setting of the tests, not of the program")]
pub fn everywhere() -> bool {
    std::env::var("BUURTNET_TRUST").is_ok_and(|it| it == "faults")
}

/// No call has so many statements.
const MOST: usize = 5_000;

/// What was made to fail already: where, the kind of call, what its transactions wrote, and whether it found rows to write.
type Known = HashSet<(String, String, Vec<Wrote>, bool)>;

static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(Mutex::default);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What came of a call that was made to fail.
#[derive(Debug)]
pub struct Tried {
    /// Whether the server, not the caller, was at fault.
    pub failed: bool,
    said: String,
}

impl From<Answer> for Tried {
    fn from(answer: Answer) -> Self {
        Self { failed: answer.status >= 500, said: answer.to_string() }
    }
}

impl<T: std::fmt::Debug> From<Result<T>> for Tried {
    fn from(result: Result<T>) -> Self {
        Self { failed: result.is_err(), said: format!("{result:?}") }
    }
}

/// What a first look at a call showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// It would write nothing.
    WritesNothing,
    /// It would write what one of its kind has written that was made to fail.
    IsKnown,
    /// It was made to fail.
    HasFailed,
}

/// A method and a path without its ids.
pub fn kind_of(method: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts: Vec<_> = path.split('/').map(|it| if Uuid::try_parse(it).is_ok() { "{}" } else { it }).collect();
    format!("{method} {}", parts.join("/"))
}

/// Fails when a call committed more than once, counts of tries aside, or wrote outside of a transaction.
fn is_one_act(kind: &str, seen: &Seen) {
    let before_the_last = seen.wrote.split_last().map_or(&[][..], |(_, before)| before);
    assert!(before_the_last.iter().all(only_counts), "{kind} commits more than once: {:?}", seen.wrote);
    assert!(seen.loose.is_empty(), "{kind} writes outside of a transaction: {:?}", seen.loose);
}

/// What tells the connections to a database from those to others.
fn name_of(fixture: &Fixture) -> &str {
    let path = fixture.url.split_once("://").map_or("", |(_, rest)| rest).split('?').next().unwrap_or_default();
    match fixture.backend {
        Backend::Sqlite => path,
        Backend::Postgres => path.rsplit('/').next().unwrap_or_default(),
    }
}

/// From now on the statements on a database can be counted.
pub fn watched(fixture: &Fixture) {
    watch(name_of(fixture));
}

/// How many statements the program makes meanwhile on a database that is [`watched`].
pub fn statements_of(fixture: &Fixture, run: impl FnOnce()) -> usize {
    meanwhile(name_of(fixture), &fixture.url, (Fault::Refusal, 0), Reach::End, run).1.statements
}

/// The faults of one application.
#[derive(Debug)]
pub struct Faults {
    url: String,
    backend: Backend,
    /// What tells its connections from those of others.
    name: String,
    stride: usize,
    /// What knows together what was made to fail.
    place: String,
    calls: AtomicUsize,
    lookout: Mutex<Lookout>,
    /// Taken whole while a call is made to fail, so that no other one writes meanwhile; shared by all that go through.
    turns: RwLock<()>,
    record: Mutex<Record>,
}

impl Faults {
    /// Watches a database, before its application opens it. Of each call every `stride`-th statement fails once, of each step
    /// of the worker every one. Without a stride every one of both does, unless an application of this process without a
    /// stride has made the same to fail before.
    pub fn watch(fixture: &Fixture, stride: Option<usize>) -> Arc<Self> {
        plant_refusals(fixture);
        let name = name_of(fixture);
        watch(name);
        Arc::new(Self::of(fixture, name, stride))
    }

    /// One that sees no statement at all: the control of the rig.
    pub fn deaf(fixture: &Fixture) -> Self {
        Self::of(fixture, "nobody", Some(1))
    }

    fn of(fixture: &Fixture, name: &str, stride: Option<usize>) -> Self {
        Self {
            url: fixture.url.clone(),
            backend: fixture.backend,
            name: name.to_owned(),
            stride: stride.unwrap_or(1),
            place: if stride.is_some() { fixture.url.clone() } else { format!("{:?}", fixture.backend) },
            calls: AtomicUsize::new(0),
            lookout: Mutex::new(Lookout::open(&fixture.url, COUNTER)),
            turns: RwLock::new(()),
            record: Mutex::default(),
        }
    }

    /// Makes a call, after it was made to fail if it would write what no call of its kind has written yet. `call` tries
    /// it, `real` makes it, `is_well` says whether that went well.
    ///
    /// # Panics
    /// When a fault leaves the database in the middle, and when the call commits more than once.
    pub fn around<T>(
        &self,
        kind: &str,
        call: impl Fn() -> Tried,
        real: impl FnOnce() -> T,
        is_well: impl FnOnce(&T) -> bool,
    ) -> T {
        let alone = self.turns.write().unwrap_or_else(PoisonError::into_inner);
        let made = match self.fails_first(kind, &call, self.stride) {
            Look::WritesNothing => {
                drop(alone);
                return self.undisturbed(real);
            }
            Look::IsKnown => {
                drop(alone);
                self.undisturbed(real)
            }
            Look::HasFailed => {
                let (made, seen) = meanwhile(&self.name, &self.url, (Fault::Panic, 0), Reach::End, real);
                is_one_act(kind, &seen);
                made
            }
        };
        self.came(kind, |it| it.went_well += usize::from(is_well(&made)));
        made
    }

    /// Lets a step of the worker fail, at every statement. It is still to be done.
    ///
    /// # Panics
    /// When a fault leaves the database in the middle.
    pub fn step(&self, kind: &str, call: impl Fn() -> Tried) {
        let _alone = self.turns.write().unwrap_or_else(PoisonError::into_inner);
        if self.fails_first(kind, &call, 1) == Look::HasFailed {
            // It came as far as its commit, which it does only when it goes well.
            self.came(kind, |it| it.went_well += 1);
        }
    }

    /// Runs something while no call is made to fail.
    pub fn undisturbed<T>(&self, run: impl FnOnce() -> T) -> T {
        let _turn = self.turns.read().unwrap_or_else(PoisonError::into_inner);
        run()
    }

    /// Lets a call fail at every `stride`-th statement, if it would write what none of its kind has written yet.
    fn fails_first(&self, kind: &str, call: &impl Fn() -> Tried, stride: usize) -> Look {
        let before = self.lookout().digest();
        let look = self.undone(call, (Fault::Panic, 0), Reach::FirstCommit, before);
        if !look.was_stopped {
            return Look::WritesNothing;
        }
        let mut looks = vec![(Reach::FirstCommit, look)];
        if looks.iter().all(|it| it.1.wrote.iter().all(only_counts)) {
            looks.push((Reach::PastCounting, self.undone(call, (Fault::Panic, 0), Reach::PastCounting, before)));
        }
        let wrote: Vec<_> = looks.iter().flat_map(|it| it.1.wrote.clone()).collect();
        let known = |finds_rows| (self.place.clone(), kind.to_owned(), wrote.clone(), finds_rows);
        if locked(&KNOWN).contains(&known(true)) {
            return Look::IsKnown;
        }
        let finds_rows = looks.iter().any(|it| self.undone(call, (Fault::Refusal, 1), it.0, before).has_gone_wrong);
        if !locked(&KNOWN).insert(known(finds_rows)) {
            return Look::IsKnown;
        }
        for (reach, look) in looks {
            for fault in self.kinds() {
                self.fails_at(kind, call, *fault, (reach, &look), (stride, before));
            }
        }
        Look::HasFailed
    }

    fn fails_at(
        &self,
        kind: &str,
        call: &impl Fn() -> Tried,
        fault: Fault,
        (reach, look): (Reach, &Seen),
        (stride, before): (usize, u64),
    ) {
        let count = if fault == Fault::Refusal { look.wrote.iter().map(Wrote::len).sum() } else { look.statements };
        let first = self.calls.fetch_add(1, SeqCst) * 7 % stride.min(count).max(1);
        let mut times = 0;
        while self.undone(call, (fault, 1 + first + times * stride), reach, before).has_gone_wrong {
            times += 1;
            assert!(times < MOST, "{kind}: {fault:?} comes without end");
        }
        // A statement that writes may find no row to write.
        assert!(times > 0 || count == 0 || fault == Fault::Refusal, "{kind}: {fault:?} never came");
        self.came(kind, |it| it.by(fault, times, reach));
    }

    /// Makes a call with which something goes wrong, at the latest where its reach ends, and looks whether the database is
    /// as before.
    fn undone(&self, call: &impl Fn() -> Tried, what: (Fault, usize), reach: Reach, before: u64) -> Seen {
        if reach == Reach::PastCounting {
            self.lookout().execute(&format!("CREATE TEMP TABLE counted AS SELECT * FROM {TRIES}"));
        }
        let (tried, seen) = self.attempt(call, what, reach);
        if reach == Reach::PastCounting {
            // The one thing that may have changed.
            let back = format!("DELETE FROM {TRIES}; INSERT INTO {TRIES} SELECT * FROM counted; DROP TABLE counted");
            self.lookout().execute(&back);
        }
        let (fault, at) = what;
        let is_as_before = self.lookout().digest() == before && seen.loose.is_empty();
        assert!(is_as_before, "{fault:?} at {at} left it in the middle: {} {:?}", tried.said, seen.loose);
        seen
    }

    /// Makes a call with which something goes wrong.
    pub fn attempt(&self, call: &impl Fn() -> Tried, (fault, at): (Fault, usize), reach: Reach) -> (Tried, Seen) {
        if fault != Fault::Refusal {
            return meanwhile(&self.name, &self.url, (fault, at), reach, call);
        }
        self.lookout().execute(&format!("UPDATE {COUNTER} SET rows_left = {at}"));
        let (tried, mut seen) = meanwhile(&self.name, &self.url, (fault, 0), reach, call);
        self.lookout().execute(&format!("UPDATE {COUNTER} SET rows_left = 0"));
        // A refused row is the database's own doing: the answer tells.
        seen.has_gone_wrong = tried.failed && !seen.was_stopped;
        (tried, seen)
    }

    /// What can go wrong here.
    pub fn kinds(&self) -> &'static [Fault] {
        match self.backend {
            Backend::Sqlite => &[Fault::Panic, Fault::Refusal],
            Backend::Postgres => &[Fault::Panic, Fault::Refusal, Fault::Cut],
        }
    }

    fn lookout(&self) -> MutexGuard<'_, Lookout> {
        locked(&self.lookout)
    }

    fn came(&self, kind: &str, add: impl FnOnce(&mut Came)) {
        let mut came = Came::default();
        add(&mut came);
        locked(&self.record).entry(kind.to_owned()).or_default().add(came);
        note(self.backend, kind, came);
    }

    /// What was made to fail.
    pub fn record(&self) -> Record {
        locked(&self.record).clone()
    }
}
