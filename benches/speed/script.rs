//! What the program says to PostgreSQL in one call, as a script that pgbench plays.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// What an `Idempotency-Key` begins with here, so that it is known for one.
pub const KEY: &str = "call-";

/// A statement with its parameters as the server writes them into its log; `None`: NULL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    values: Vec<Option<String>>,
}

/// Listens to a server that logs to `server.log` beside its data, as that of tests/with-postgres does.
pub struct Listener {
    conn: PgConnection,
    log: PathBuf,
    marks: usize,
}

diesel::define_sql_function! {
    /// A setting of the server.
    fn current_setting(name: Text) -> Text;
}

impl Listener {
    pub fn new(server: &str) -> Self {
        let mut conn = PgConnection::establish(server).expect("a connection");
        let data: String = diesel::select(current_setting("data_directory")).get_result(&mut conn).expect("its folder");
        let log = Path::new(&data).parent().expect("a folder above").join("server.log");
        assert!(log.exists(), "the PostgreSQL of the bench logs to {}: run it by `just bench`", log.display());
        Self { conn, log, marks: 0 }
    }

    /// What is said while something is called, which others do not do beside it.
    pub fn hear(&mut self, mut call: impl FnMut()) -> Vec<Said> {
        self.log_all("all");
        // A backend hears of it before its next statement, not at once.
        let said = loop {
            let from = self.mark();
            call();
            let to = self.mark();
            let said = said_between(&fs::read_to_string(&self.log).expect("the log"), &from, &to);
            if said.first().is_some_and(|it| it.text.starts_with("BEGIN")) {
                break said;
            }
        };
        self.log_all("none");
        said
    }

    fn log_all(&mut self, what: &str) {
        let change = format!("ALTER SYSTEM SET log_statement = '{what}'");
        self.conn.batch_execute(&change).expect("a superuser");
        self.conn.batch_execute("SELECT pg_reload_conf()").expect("a superuser");
    }

    fn mark(&mut self) -> String {
        self.marks += 1;
        let mark = format!("SELECT 'mark {}'", self.marks);
        self.conn.batch_execute(&mark).expect("an answer");
        mark
    }
}

fn said_between(log: &str, from: &str, to: &str) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    let begun = log.rfind(from).map_or("", |it| log.get(it..).unwrap_or(""));
    let ended = begun.rfind(to).map_or("", |it| begun.get(..it).unwrap_or(""));
    // What goes on over several lines is indented.
    let ended = ended.replace("\n\t", "\n ");
    for entry in ended.lines().skip(1) {
        if let Some((_, text)) = entry.split_once("LOG:  statement: ") {
            // A commit is sent with a statement that does nothing before it, which pgbench cannot and need not.
            let text = text.trim_end_matches(';').rsplit("; ").next().unwrap_or_default();
            said.push(Said { text: text.to_owned(), values: Vec::new() });
        } else if let Some((_, named)) = entry.split_once("LOG:  execute ") {
            let text = named.split_once(": ").map_or("", |it| it.1);
            said.push(Said { text: text.to_owned(), values: Vec::new() });
        } else if let (Some((_, values)), Some(last)) = (entry.split_once("DETAIL:  parameters: "), said.last_mut()) {
            last.values = read_values(values);
        }
    }
    // Of the statement that marks the end only the head of its line is left.
    said.retain(|it| !it.text.is_empty());
    said
}

/// `$1 = 'it''s', $2 = NULL`
fn read_values(mut text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    while let Some((_, rest)) = text.split_once(" = ") {
        let Some(mut rest) = rest.strip_prefix('\'') else {
            values.push(None);
            text = rest;
            continue;
        };
        let mut value = String::new();
        while let Some((part, after)) = rest.split_once('\'') {
            value.push_str(part);
            rest = after;
            match after.strip_prefix('\'') {
                Some(after) => {
                    value.push('\'');
                    rest = after;
                }
                None => break,
            }
        }
        values.push(Some(value));
        text = rest;
    }
    values
}

/// A script for pgbench.
pub struct Script {
    path: PathBuf,
    constants: Vec<String>,
    pub statements: usize,
}

impl Script {
    /// Of a call that was heard twice: what differs is new each time it is played, so it can be played for ever.
    pub fn of(path: PathBuf, once: &[Said], again: &[Said]) -> Self {
        let texts = |of: &[Said]| of.iter().map(|it| it.text.clone()).collect::<Vec<_>>();
        assert!(texts(once) == texts(again), "a call says the same each time: {} and {}", once.len(), again.len());
        let (mut body, mut constants) = (String::new(), Vec::new());
        let mut fresh: HashMap<&String, usize> = HashMap::new();
        for (said, other) in once.iter().zip(again) {
            let mut text = said.text.clone();
            // From the last, so that $1 is not taken for the beginning of $12.
            for (at, (value, other)) in said.values.iter().zip(&other.values).enumerate().rev() {
                let place = format!("${}", at + 1);
                let is_id = |it: &str| it.len() == 36 && it.matches('-').count() == 4;
                let with = match value {
                    None => "NULL".to_owned(),
                    Some(value) if Some(value) != other.as_ref() && (is_id(value) || value.starts_with(KEY)) => {
                        let count = fresh.len();
                        let number = *fresh.entry(value).or_insert(count);
                        let text = format!("md5(CAST(:fresh{number} AS text))");
                        if is_id(value) { format!("CAST({text} AS uuid)") } else { text }
                    }
                    Some(value) => {
                        constants.push(format!("--define=value{}={value}", constants.len()));
                        let name = format!(":value{}", constants.len() - 1);
                        let is_numbers =
                            value.starts_with('{') && value.bytes().all(|it| b"{},-0123456789".contains(&it));
                        if is_numbers && value.len() > 2 { format!("CAST({name} AS bigint[])") } else { name }
                    }
                };
                text = text.replace(&place, &with);
            }
            // Writing to a String does not fail.
            let _ = writeln!(body, "{text};");
        }
        let made: String =
            (0..fresh.len()).map(|it| format!("\\set fresh{it} random(1, 9000000000000000000)\n")).collect();
        fs::write(&path, made + &body).expect("a script");
        Self { path, constants, statements: once.len() }
    }

    /// Begins to play it for so many seconds on one connection.
    pub fn play(&self, url: &str, seconds: u64) -> Playing {
        let mut pgbench = Command::new("pgbench");
        pgbench.args(["--no-vacuum", "--protocol=prepared", "--client=1", "--jobs=1"]);
        pgbench.arg(format!("--time={seconds}")).arg("--file").arg(&self.path).args(&self.constants).arg(url);
        Playing(pgbench.stdout(Stdio::piped()).spawn().expect("pgbench, of the PostgreSQL programs"))
    }
}

/// A pgbench at work.
pub struct Playing(std::process::Child);

impl Playing {
    /// How many times a second it was played.
    pub fn end(self) -> f64 {
        let said = self.0.wait_with_output().expect("pgbench ends");
        assert!(said.status.success(), "pgbench failed");
        let text = String::from_utf8_lossy(&said.stdout).into_owned();
        let rate = text.lines().find_map(|it| it.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.unwrap_or_else(|| panic!("no rate in {text}"))
    }
}
