//! What the statements of the program tell, and where they are stopped.

use std::collections::{BTreeSet, HashMap};
use std::panic::resume_unwind;
use std::sync::{LazyLock, Mutex, MutexGuard, Once, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};

use crate::support::fixture::cut_connections;

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

/// How far a call comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// To the first commit of something written: the program panics there.
    FirstCommit,
    /// Past the commits that only count a try, and to the next: only statements behind them go wrong.
    PastCounting,
    /// To its end.
    End,
}

/// What is kept of tries to sign in and the like: counted in a transaction of its own, so that a wrong try counts too.
pub const TRIES: &str = "tries";

/// A statement that writes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Write {
    table: String,
    /// Without what differs from call to call; in the audit log with what happened.
    text: String,
}

impl Write {
    fn of(text: &str, binds: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let table = match words.next()? {
            "INSERT" | "DELETE" => words.nth(1),
            "UPDATE" => words.next(),
            _ => None,
        }?;
        let table = table.trim_matches(['"', '`']).to_owned();
        let mut text = text.replace(|it: char| "$?0123456789(), \"`".contains(it), "");
        if table == "audit" {
            text.extend(binds.split('"').nth(1));
        }
        Some(Self { table, text })
    }
}

/// All that one transaction wrote.
pub type Wrote = BTreeSet<Write>;

/// Whether a transaction did no more than count a try.
pub fn only_counts(wrote: &Wrote) -> bool {
    wrote.iter().all(|it| it.table == TRIES)
}

/// What was seen of a call.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The statements that could have gone wrong.
    pub statements: usize,
    /// Whether a statement did go wrong.
    pub has_gone_wrong: bool,
    /// Whether the call was stopped at a commit.
    pub was_stopped: bool,
    /// What each transaction wrote that came as far as its commit.
    pub wrote: Vec<Wrote>,
    /// What was written outside of any transaction.
    pub loose: Wrote,
}

/// What is done to a call on one database, and what is seen of it.
#[derive(Debug)]
struct Plan {
    url: String,
    fault: Fault,
    /// Which statement goes wrong; 0: none.
    at: usize,
    reach: Reach,
    /// Whether a transaction is open. What comes before, such as the set-up of a new connection, does not count.
    is_open: bool,
    /// What it wrote so far, if it is one that writes.
    open: Option<Wrote>,
    seen: Seen,
}

/// By what tells the connections to a database; None: nothing is done to it now.
static PLANS: LazyLock<Mutex<HashMap<String, Option<Plan>>>> = LazyLock::new(Mutex::default);

fn plans() -> MutexGuard<'static, HashMap<String, Option<Plan>>> {
    PLANS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on the statements of connections with this in their URL are seen.
pub fn watch(name: &str) {
    static WATCHING: Once = Once::new();
    WATCHING.call_once(|| {
        set_default_instrumentation(|| Some(Box::new(Watch(None)))).expect("diesel can be watched");
    });
    plans().insert(name.to_owned(), None);
}

/// Runs something with which something is to go wrong, and tells what was seen of it.
pub fn meanwhile<T>(
    name: &str,
    url: &str,
    (fault, at): (Fault, usize),
    reach: Reach,
    run: impl FnOnce() -> T,
) -> (T, Seen) {
    let plan = Plan { url: url.to_owned(), fault, at, reach, is_open: false, open: None, seen: Seen::default() };
    plans().insert(name.to_owned(), Some(plan));
    let result = run();
    let plan = plans().insert(name.to_owned(), None).flatten();
    (result, plan.map(|it| it.seen).unwrap_or_default())
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
    let Some(plan) = plans.get_mut(name).and_then(Option::as_mut) else { return };
    let (fault, url) = (plan.next(&sql()), plan.url.clone());
    drop(plans);
    match fault {
        Some(Fault::Panic) => resume_unwind(Box::new("planted")),
        Some(Fault::Cut) => cut_connections(&url),
        // The database does that by itself.
        Some(Fault::Refusal) | None => {}
    }
}

impl Plan {
    /// What goes wrong at the next statement.
    fn next(&mut self, sql: &str) -> Option<Fault> {
        let (text, binds) = sql.split_once(" -- binds: ").unwrap_or((sql, ""));
        let begins = text.starts_with("BEGIN");
        self.is_open |= begins;
        if self.is_open && (self.reach != Reach::PastCounting || !self.seen.wrote.is_empty()) {
            self.seen.statements += 1;
            if self.seen.statements == self.at {
                self.seen.has_gone_wrong = true;
                return Some(self.fault);
            }
        }
        if begins {
            let writes =
                !text.contains("READ ONLY") && (text.contains("IMMEDIATE") || self.url.starts_with("postgres"));
            self.open = writes.then(Wrote::new);
        } else if text.starts_with("ROLLBACK") {
            self.is_open = false;
            self.open = None;
        } else if text.ends_with("COMMIT") {
            return self.commits();
        } else if let Some(write) = Write::of(text, binds) {
            self.open.as_mut().unwrap_or(&mut self.seen.loose).insert(write);
        }
        None
    }

    fn commits(&mut self) -> Option<Fault> {
        self.is_open = false;
        let wrote = self.open.take().filter(|it| !it.is_empty())?;
        let is_stopped = match self.reach {
            Reach::FirstCommit => true,
            Reach::PastCounting => !only_counts(&wrote),
            Reach::End => false,
        };
        self.seen.wrote.push(wrote);
        self.seen.was_stopped |= is_stopped;
        is_stopped.then_some(Fault::Panic)
    }
}
