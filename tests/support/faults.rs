//! Faults on purpose: at the n-th statement of a call the program panics, the database refuses, or the connection is
//! cut. Whatever it was, the database is afterwards as before the call.
//!
//! A faulty application ([`TestApp::faulty`], or every one with `BUURTNET_TRUST=faults`) lets each call that may change
//! something fail first, at one statement after the other, and only then go through: so every story is also a test of
//! what happens in the middle of its steps.
//!
//! [`TestApp::faulty`]: super::TestApp::faulty

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, Once, PoisonError, RwLock, RwLockReadGuard};

use buurtnet::db::schema::jobs;
use buurtnet::db::types::Json;
use buurtnet::events::Job;
use buurtnet::platform::{Result, Tx};
use buurtnet::privacy::retention::{RULES, forget};
use buurtnet::work::run;
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::prelude::*;
use uuid::Uuid;

use super::app::TestApp;
use super::client::Answer;
use super::fixture::{Backend, COUNTER, Fixture, cut_connections, plant_refusals};
use super::lookout::Lookout;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The program panics before the statement.
    Panic,
    /// The database refuses to write the row.
    Refusal,
    /// The connection is cut before the statement (PostgreSQL).
    Cut,
}

/// What goes wrong next on one database.
#[derive(Debug, Clone)]
struct Plan {
    /// Whether a call is made to fail now.
    is_armed: bool,
    /// After so many statements; 0: it has gone wrong.
    left: usize,
    fault: Fault,
    url: String,
    /// Whether a writing transaction has begun.
    is_writing: bool,
    /// Whether it came as far as its commit, which a call that is only tried never reaches.
    came_through: bool,
}

static PLANS: LazyLock<Mutex<HashMap<String, Plan>>> = LazyLock::new(Mutex::default);

fn plans() -> MutexGuard<'static, HashMap<String, Plan>> {
    PLANS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether every application is to be faulty.
#[expect(clippy::disallowed_methods, reason = "this is a setting of the tests, not of the program")]
pub fn everywhere() -> bool {
    std::env::var("BUURTNET_TRUST").is_ok_and(|it| it == "faults")
}

/// How often each kind of call is made to fail where every application is faulty: until it has gone well three times, and
/// at most forty times. The tests make most calls hundreds of times.
const ENOUGH: Seen = Seen { tried: 40, went_well: 3 };

/// How often a kind of call was made to fail, and how often it then went well.
#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    tried: usize,
    went_well: usize,
}

/// Of one kind of database: the name of a job, or a method and a path without its ids.
type Kind = (Backend, String);

static SEEN: LazyLock<Mutex<HashMap<Kind, Seen>>> = LazyLock::new(Mutex::default);

fn seen() -> MutexGuard<'static, HashMap<Kind, Seen>> {
    SEEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What came of a call that was made to fail.
#[derive(Debug)]
pub struct Tried {
    /// Whether the server, not the caller, was at fault.
    failed: bool,
    said: String,
}

impl From<Answer> for Tried {
    fn from(answer: Answer) -> Self {
        Self { failed: answer.status >= 500, said: answer.to_string() }
    }
}

impl From<Result<()>> for Tried {
    fn from(result: Result<()>) -> Self {
        Self { failed: result.is_err(), said: format!("{result:?}") }
    }
}

/// A method and a path without its ids.
pub fn kind_of(method: &str, path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts: Vec<_> = path.split('/').map(|it| if Uuid::try_parse(it).is_ok() { "{}" } else { it }).collect();
    format!("{method} {}", parts.join("/"))
}

impl TestApp {
    /// Where the application is faulty, lets every job that is due fail before it is done.
    pub fn due_jobs_fail_first(&self) {
        let Some(faults) = &self.faults else { return };
        let due = self.read(|tx| {
            let due = jobs::table.filter(jobs::run_at.le(tx.now)).order((jobs::run_at, jobs::id));
            Ok(due.select(jobs::job).load::<Json<Job>>(tx.conn)?)
        });
        for Json(job) in due {
            if job == Job::ForgetOld {
                for rule in RULES {
                    self.fails_first(faults, rule.what, move |tx| forget(tx, rule).map(|_| ()));
                }
            } else {
                let name = format!("{job:?}");
                self.fails_first(faults, name.split(' ').next().unwrap_or_default(), move |tx| run(tx, job));
            }
        }
    }

    fn fails_first(
        &self,
        faults: &Faults,
        name: &str,
        act: impl Fn(&mut Tx<'_>) -> Result<()> + Copy + Send + 'static,
    ) {
        if faults.are_due(name) {
            faults.before(|| self.run(self.store.write(act)).into());
            faults.are_over(name, true);
        }
    }
}

/// The faults of one application.
#[derive(Debug)]
pub struct Faults {
    url: String,
    backend: Backend,
    /// What tells its connections from those of others.
    name: String,
    kinds: Vec<Fault>,
    stride: usize,
    calls: AtomicUsize,
    tried: AtomicUsize,
    lookout: Mutex<Lookout>,
    /// Taken whole while a call is made to fail, so that no other one writes meanwhile; shared by all that go through.
    turns: RwLock<()>,
}

impl Faults {
    /// Watches a database, before its application opens it. Of each call every `stride`-th statement fails once.
    pub fn watch(fixture: &Fixture, stride: usize) -> Arc<Self> {
        static WATCHING: Once = Once::new();
        WATCHING.call_once(|| {
            set_default_instrumentation(|| Some(Box::new(Watch(None)))).expect("diesel can be watched");
        });
        plant_refusals(fixture);
        let path = fixture.url.split_once("://").map_or("", |(_, rest)| rest).split('?').next().unwrap_or_default();
        let (name, kinds) = match fixture.backend {
            Backend::Sqlite => (path, vec![Fault::Panic, Fault::Refusal]),
            Backend::Postgres => {
                (path.rsplit('/').next().unwrap_or_default(), vec![Fault::Panic, Fault::Refusal, Fault::Cut])
            }
        };
        let faults = Self {
            url: fixture.url.clone(),
            backend: fixture.backend,
            name: name.to_owned(),
            kinds,
            stride,
            calls: AtomicUsize::new(0),
            tried: AtomicUsize::new(0),
            lookout: Mutex::new(Lookout::open(&fixture.url, COUNTER)),
            turns: RwLock::new(()),
        };
        faults.plan(0, Fault::Panic, false);
        Arc::new(faults)
    }

    /// A call that goes through keeps this until it is over.
    pub fn turn(&self) -> RwLockReadGuard<'_, ()> {
        self.turns.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a kind of call is to be made to fail: where every application is faulty, only until that was often enough.
    pub fn are_due(&self, kind: &str) -> bool {
        if !everywhere() {
            return true;
        }
        let mut seen = seen();
        let seen = seen.entry((self.backend, kind.to_owned())).or_default();
        let is_due = seen.tried < ENOUGH.tried && seen.went_well < ENOUGH.went_well;
        seen.tried += usize::from(is_due);
        is_due
    }

    /// After its failures the call itself was made.
    pub fn are_over(&self, kind: &str, went_well: bool) {
        let mut all = seen();
        let seen = all.entry((self.backend, kind.to_owned())).or_default();
        seen.went_well += usize::from(went_well);
        // `--nocapture` shows which kinds went through it.
        eprintln!("faults: {:?} {kind} {}", self.backend, if went_well { "done" } else { "refused" });
    }

    /// Lets a call fail at one statement after the other. The call itself is still to be made.
    ///
    /// # Panics
    /// When a fault leaves the database in the middle.
    pub fn before(&self, call: impl Fn() -> Tried) {
        let _alone = self.turns.write().unwrap_or_else(PoisonError::into_inner);
        let first = 1 + self.calls.fetch_add(1, SeqCst) * 7 % self.stride;
        let before = self.lookout().digest();
        for kind in &self.kinds {
            for at in (first..).step_by(self.stride) {
                let (went_wrong, tried) = self.fails_at(*kind, at, &call);
                let said = &tried.said;
                assert_eq!(self.lookout().digest(), before, "{kind:?} at {at} left it in the middle: {said}");
                if !went_wrong {
                    break;
                }
            }
        }
    }

    /// Makes a call that fails at one statement, or at its commit if it comes that far (also where it is tried again by
    /// itself). Says whether the fault came at all.
    pub fn fails_at(&self, kind: Fault, at: usize, call: &impl Fn() -> Tried) -> (bool, Tried) {
        let by_row = kind == Fault::Refusal;
        if by_row {
            self.lookout().execute(&format!("UPDATE {COUNTER} SET rows_left = {at}"));
        }
        self.plan(if by_row { usize::MAX } else { at }, kind, true);
        let tried = call();
        let (went_wrong, came_through) =
            plans().get(&self.name).map_or((false, false), |it| (it.left == 0, it.came_through));
        self.plan(0, Fault::Panic, false);
        if by_row {
            self.lookout().execute(&format!("UPDATE {COUNTER} SET rows_left = 0"));
        }
        self.tried.fetch_add(1, SeqCst);
        // A refused row is the database's own doing: the answer tells.
        (if by_row { tried.failed && !came_through } else { went_wrong }, tried)
    }

    fn lookout(&self) -> MutexGuard<'_, Lookout> {
        self.lookout.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many times a call was made to fail.
    pub fn tried(&self) -> usize {
        self.tried.load(SeqCst)
    }

    fn plan(&self, left: usize, fault: Fault, is_armed: bool) {
        let plan = Plan { is_armed, left, fault, url: self.url.clone(), is_writing: false, came_through: false };
        plans().insert(self.name.clone(), plan);
    }
}

/// What one connection tells: the name of its database, once that is known.
struct Watch(Option<String>);

impl Instrumentation for Watch {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the events of diesel are an open list")]
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                self.0 = plans().keys().find(|it| url.contains(it.as_str())).cloned();
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                // What the tests themselves look up or plant on their own threads does not count.
                if let Some(name) = self.0.as_ref().filter(|_| std::thread::current().name() == Some("database")) {
                    next_statement(name, || query.to_string());
                }
            }
            _ => {}
        }
    }
}

fn next_statement(name: &str, sql: impl Fn() -> String) {
    let mut plans = plans();
    let Some(plan) = plans.get_mut(name).filter(|it| it.is_armed) else { return };
    let is_next = plan.left == 1;
    plan.left = plan.left.saturating_sub(1);
    let sql = sql();
    if sql.starts_with("BEGIN") {
        plan.is_writing = !sql.contains("READ ONLY") && (sql.contains("IMMEDIATE") || plan.url.starts_with("postgres"));
    }
    if !is_next && plan.is_writing && sql.contains("COMMIT") {
        plan.came_through = true;
        drop(plans);
        resume_unwind(Box::new("planted"));
    }
    let (fault, url) = (plan.fault, plan.url.clone());
    drop(plans);
    match fault {
        Fault::Panic if is_next => resume_unwind(Box::new("planted")),
        Fault::Cut if is_next => cut_connections(&url),
        Fault::Panic | Fault::Cut | Fault::Refusal => {}
    }
}
