//! A database of its own for every test, on both backends, and a look at its rows from outside the program.
//!
//! SQLite: a copy of a file that each test process migrates once. PostgreSQL: a clone of a template database on the
//! server of `BUURTNET_TEST_POSTGRES` (a superuser's URL), which the first process that needs it migrates.

#![expect(clippy::expect_used, reason = "what a test cannot do without may end it")]

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use buurtnet::db::{Target, migrate};
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection};

/// Declares tests that run on both backends: `both! { with TestApp::start; fn a_sentence(t) { … } … }`.
/// `t` is a reference to what the constructor after `with` makes of a [`Fixture`].
#[macro_export]
macro_rules! both {
    (with $start:path; $($(#[$attribute:meta])* fn $name:ident($t:ident) $body:block)+) => {$(
        $(#[$attribute])*
        mod $name {
            use super::*;

            fn on(fixture: $crate::support::fixture::Fixture) {
                let started = $start(fixture);
                let $t = &started;
                $body
            }

            #[test]
            fn sqlite() {
                on($crate::support::fixture::Fixture::sqlite());
            }

            #[test]
            fn postgres() {
                if let Some(fixture) = $crate::support::fixture::Fixture::postgres() {
                    on(fixture);
                }
            }
        }
    )+};
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A fresh migrated database, dropped with this value.
pub struct Fixture {
    pub url: String,
    pub backend: Backend,
    keep: Keep,
}

/// What must live as long as the database is used.
#[expect(dead_code, reason = "both are kept for what their drop does")]
enum Keep {
    Elsewhere,
    Folder(tempfile::TempDir),
    Database(Database),
}

impl Fixture {
    pub fn sqlite() -> Self {
        static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("buurtnet.db");
        fs::write(&path, TEMPLATE.get_or_init(sqlite_template)).expect("the database file can be written");
        Self { url: sqlite_url(&path), backend: Backend::Sqlite, keep: Keep::Folder(folder) }
    }

    /// None, said on stderr, where no server is given; a failure where `CI` is set.
    pub fn postgres() -> Option<Self> {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let server = given("BUURTNET_TEST_POSTGRES", "the PostgreSQL half of this test")?;
        let template = TEMPLATE.get_or_init(|| postgres_template(&server));
        #[expect(clippy::disallowed_methods, reason = "the name of a database is no id of the program")]
        let name = format!("buurtnet_test_{}", uuid::Uuid::now_v7().simple());
        run(&mut admin(&server), &format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"));
        let url = at(&server, &name);
        Some(Self { url, backend: Backend::Postgres, keep: Keep::Database(Database { server, name }) })
    }
}

impl Fixture {
    /// Whether others use the same database.
    pub fn is_shared(&self) -> bool {
        matches!(self.keep, Keep::Elsewhere)
    }

    /// Another fresh database of the same kind.
    pub fn another(&self) -> Self {
        if self.backend == Backend::Sqlite { Self::sqlite() } else { Self::postgres().expect("a server") }
    }

    /// The same database once more; it lives no longer than this one.
    pub fn shared(&self) -> Self {
        Self { url: self.url.clone(), backend: self.backend, keep: Keep::Elsewhere }
    }
}

/// A place for a database where there is none yet.
pub struct Elsewhere(Fixture);

impl Fixture {
    /// A place of the same kind where there is no database yet.
    pub fn elsewhere(&self) -> Elsewhere {
        match self.backend {
            Backend::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let url = sqlite_url(&folder.path().join("elsewhere.db"));
                Elsewhere(Self { url, backend: Backend::Sqlite, keep: Keep::Folder(folder) })
            }
            Backend::Postgres => {
                let server = given("BUURTNET_TEST_POSTGRES", "the PostgreSQL half of this test").expect("a server");
                #[expect(clippy::disallowed_methods, reason = "the name of a database is no id of the program")]
                let name = format!("buurtnet_elsewhere_{}", uuid::Uuid::now_v7().simple());
                run(&mut admin(&server), &format!("CREATE DATABASE {name}"));
                let url = at(&server, &name);
                Elsewhere(Self { url, backend: Backend::Postgres, keep: Keep::Database(Database { server, name }) })
            }
        }
    }
}

impl Elsewhere {
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// Whether there is a database that can be used by now.
    pub fn is_used(&self) -> bool {
        if let Some(path) = self.0.url.strip_prefix("sqlite://") {
            return Path::new(path).exists();
        }
        let tables = Conn::open(&self.0.url).tables();
        !tables.is_empty() && !tables.iter().any(|it| it == "buurtnet_restoring")
    }

    pub fn into_fixture(self) -> Fixture {
        self.0
    }
}

/// A step of the schema.
pub struct Step {
    pub version: String,
    pub down: String,
}

/// The newest step of the schema of this source tree.
pub fn newest_step(backend: Backend) -> Step {
    let dialect = match backend {
        Backend::Sqlite => "sqlite",
        Backend::Postgres => "postgres",
    };
    let steps = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(dialect);
    let steps = fs::read_dir(steps).expect("the steps can be listed").map(|it| it.expect("a step").path());
    let newest = steps.filter(|it| it.is_dir()).max().expect("a step");
    let name = newest.file_name().and_then(|it| it.to_str()).expect("a name");
    let version = name.split('_').next().expect("a version").replace('-', "");
    Step { version, down: fs::read_to_string(newest.join("down.sql")).expect("each step has a down.sql") }
}

/// The folder of real boundaries, named by `BUURTNET_TEST_DATA`; without it the test says so and is left out.
pub fn test_data() -> Option<PathBuf> {
    given("BUURTNET_TEST_DATA", "what this test does with real data").map(PathBuf::from)
}

/// The value of a variable that a full run needs.
#[expect(clippy::disallowed_methods, reason = "these are settings of the tests, not of the program")]
fn given(variable: &str, left_out: &str) -> Option<String> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let value = set(variable);
    if value.is_none() {
        assert!(set("CI").is_none(), "{variable} is not set: run ./check, or set {variable}");
        eprintln!("left out: {left_out} ({variable} is not set)");
    }
    value
}

/// The bytes of a migrated database file.
fn sqlite_template() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("template.db");
    migrated(&sqlite_url(&path));
    // Everything into the one file that is copied.
    Conn::open(&sqlite_url(&path)).execute("PRAGMA wal_checkpoint(TRUNCATE)");
    fs::read(&path).expect("the template can be read")
}

fn sqlite_url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

/// The name of a database with all migrations of this source tree, made if the server has none yet.
fn postgres_template(server: &str) -> String {
    let name = format!("buurtnet_template_{:x}", hash_of_migrations());
    let mut admin = admin(server);
    run(&mut admin, "SELECT pg_advisory_lock(7305807)"); // one process at a time, until this connection ends
    let found = diesel::sql_query("SELECT 1 FROM pg_database WHERE datname = $1").bind::<Text, _>(&name);
    if found.execute(&mut admin).expect("the server lists its databases") == 0 {
        // A template must have no visitors, so it gets its name when the migration is over.
        run(&mut admin, &format!("DROP DATABASE IF EXISTS new_{name}"));
        run(&mut admin, &format!("CREATE DATABASE new_{name}"));
        migrated(&at(server, &format!("new_{name}")));
        run(&mut admin, &format!("ALTER DATABASE new_{name} RENAME TO {name}"));
    }
    name
}

fn hash_of_migrations() -> u64 {
    let mut hasher = DefaultHasher::new();
    let steps = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let steps = fs::read_dir(steps).expect("migrations/postgres can be listed");
    let mut steps: Vec<_> = steps.map(|step| step.expect("a step").path()).filter(|step| step.is_dir()).collect();
    steps.sort();
    for step in steps {
        step.file_name().hash(&mut hasher);
        fs::read(step.join("up.sql")).expect("each step has an up.sql").hash(&mut hasher);
    }
    hasher.finish()
}

fn migrated(url: &str) {
    let target = Target::parse(url).unwrap_or_else(|error| panic!("the test database's URL: {error}"));
    migrate(&target).unwrap_or_else(|error| panic!("the test database cannot be migrated: {error}"));
}

fn admin(server: &str) -> PgConnection {
    PgConnection::establish(server).unwrap_or_else(|error| panic!("no way to BUURTNET_TEST_POSTGRES: {error}"))
}

fn run(conn: &mut impl SimpleConnection, sql: &str) {
    conn.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The same server, another database.
fn at(server: &str, database: &str) -> String {
    let (address, options) = server.split_once('?').map_or((server, None), |(address, it)| (address, Some(it)));
    let (scheme, rest) = address.split_once("://").expect("postgres://…");
    let host = rest.split_once('/').map_or(rest, |(host, _)| host);
    let options = options.map(|it| format!("?{it}")).unwrap_or_default();
    format!("{scheme}://{host}/{database}{options}")
}

/// A database of the test server, dropped with this value.
struct Database {
    server: String,
    name: String,
}

impl Drop for Database {
    fn drop(&mut self) {
        // The server may be gone already, and with it the database.
        if let Ok(mut admin) = PgConnection::establish(&self.server) {
            let _ = admin.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

/// Every table of a database with its rows as sorted text.
pub type Tables = BTreeMap<String, Vec<String>>;

/// All rows of the database, for comparing before with after.
pub fn dump(url: &str) -> Tables {
    let mut conn = Conn::open(url);
    let names = conn.tables();
    let selects: Vec<_> = names.iter().map(|table| conn.select(table)).collect();
    let mut tables: Tables = names.into_iter().map(|name| (name, vec![])).collect();
    for Line { name, line } in conn.lines(&selects.join(" UNION ALL ")) {
        tables.entry(name).or_default().push(line);
    }
    for rows in tables.values_mut() {
        rows.sort();
    }
    tables
}

/// The tables whose rows differ.
pub fn changed(before: &Tables, after: &Tables) -> Vec<String> {
    let mut names: Vec<_> = before.keys().chain(after.keys()).filter(|it| before.get(*it) != after.get(*it)).collect();
    names.sort();
    names.dedup();
    names.into_iter().cloned().collect()
}

/// An id as the database writes it in a statement.
pub fn id_literal(url: &str, id: &str) -> String {
    if url.starts_with("sqlite") { format!("X'{}'", id.replace('-', "")) } else { format!("'{id}'") }
}

/// An id as it stands in a dump.
pub fn plain(url: &str, id: impl ToString) -> String {
    let id = id.to_string();
    if url.starts_with("sqlite") { id.replace('-', "").to_uppercase() } else { id }
}

/// The tables in which an id stands, as bytes or as text.
pub fn tables_with(url: &str, id: &uuid::Uuid) -> Vec<String> {
    let (dashed, plain) = (id.to_string(), id.simple().to_string().to_uppercase());
    let holds = |row: &String| row.contains(&dashed) || row.contains(&plain);
    dump(url).into_iter().filter(|(_, rows)| rows.iter().any(holds)).map(|it| it.0).collect()
}

/// Runs statements, to plant what no action would write.
pub fn execute(url: &str, sql: &str) {
    Conn::open(url).execute(sql);
}

/// A table that is no part of the program: it counts rows until the database refuses one.
pub const COUNTER: &str = "planted_refusal";

/// From now on the database refuses a row when the counter says so; 0: never.
pub fn plant_refusals(fixture: &Fixture) {
    let mut conn = Conn::open(&fixture.url);
    let tables = conn.tables();
    conn.execute(&format!("CREATE TABLE {COUNTER} (rows_left INTEGER NOT NULL)"));
    conn.execute(&format!("INSERT INTO {COUNTER} VALUES (0)"));
    if fixture.backend == Backend::Postgres {
        conn.execute(&format!(
            "CREATE FUNCTION {COUNTER}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
               UPDATE {COUNTER} SET rows_left = rows_left - 1 WHERE rows_left > 0; \
               IF FOUND AND (SELECT rows_left FROM {COUNTER}) = 0 THEN RAISE EXCEPTION 'planted'; END IF; \
               RETURN NULL; END $$"
        ));
    }
    for table in tables.iter().filter(|it| !it.starts_with("__")) {
        for verb in ["INSERT", "UPDATE", "DELETE"] {
            let name = format!("{COUNTER}_{table}_{verb}");
            conn.execute(&match fixture.backend {
                Backend::Postgres => {
                    format!("CREATE TRIGGER {name} AFTER {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {COUNTER}()")
                }
                Backend::Sqlite => format!(
                    "CREATE TRIGGER {name} AFTER {verb} ON {table} WHEN (SELECT rows_left FROM {COUNTER}) > 0 BEGIN \
                       UPDATE {COUNTER} SET rows_left = rows_left - 1; \
                       SELECT RAISE(ABORT, 'planted') WHERE (SELECT rows_left FROM {COUNTER}) = 0; END"
                ),
            });
        }
    }
}

/// How the connection of a [`Lookout`](super::lookout::Lookout) is called: no fault cuts it.
pub const LOOKOUT: &str = "lookout";

/// Cuts every connection to a PostgreSQL database but that of its lookout.
pub fn cut_connections(url: &str) {
    let (server, name) = url.rsplit_once('/').expect("postgres://…/name");
    let name = name.split('?').next().unwrap_or_default();
    let theirs = format!("datname = '{name}' AND application_name <> '{LOOKOUT}'");
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {theirs}");
    run(&mut admin(&format!("{server}/postgres")), &cut);
}

/// How often two transactions waited for each other until PostgreSQL ended one of them. Cuts every connection, since each
/// tells its count when it ends. In SQLite one writes at a time.
pub fn deadlocks(fixture: &Fixture) -> i64 {
    let Backend::Postgres = fixture.backend else { return 0 };
    let mut admin = admin(&at(&fixture.url, "postgres"));
    let name = fixture.url.rsplit('/').next().and_then(|it| it.split('?').next()).unwrap_or_default();
    let ended = format!("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{name}'");
    run(&mut admin, &ended);
    let count = format!("SELECT deadlocks AS number FROM pg_stat_database WHERE datname = '{name}'");
    diesel::sql_query(count).get_result::<Number>(&mut admin).expect("a number").number
}

/// A connection of the tests themselves.
pub enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// A row of a table as text. (`name` also serves for lists of names.)
#[derive(QueryableByName)]
pub struct Line {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub line: String,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Conn {
    pub fn open(url: &str) -> Self {
        let Some(path) = url.strip_prefix("sqlite://") else { return Self::Postgres(admin(url)) };
        let mut conn = SqliteConnection::establish(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        run(&mut conn, "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON");
        Self::Sqlite(conn)
    }

    pub fn execute(&mut self, sql: &str) {
        match self {
            Self::Sqlite(conn) => run(conn, sql),
            Self::Postgres(conn) => run(conn, sql),
        }
    }

    pub fn lines(&mut self, sql: &str) -> Vec<Line> {
        let query = diesel::sql_query(sql);
        let lines = match self {
            Self::Sqlite(conn) => query.load(conn),
            Self::Postgres(conn) => query.load(conn),
        };
        lines.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    fn names(&mut self, sql: &str) -> Vec<String> {
        self.lines(sql).into_iter().map(|it| it.name).collect()
    }

    /// A number that changes when another connection has written; PostgreSQL has none.
    pub fn version(&mut self) -> Option<i64> {
        let Self::Sqlite(conn) = self else { return None };
        let version = diesel::sql_query("SELECT data_version AS number FROM pragma_data_version");
        Some(version.get_result::<Number>(conn).expect("a number").number)
    }

    pub fn tables(&mut self) -> Vec<String> {
        self.names(match self {
            Self::Sqlite(_) => {
                "SELECT name, '' AS line FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            }
            Self::Postgres(_) => {
                "SELECT tablename::text AS name, '' AS line FROM pg_tables WHERE schemaname = current_schema()"
            }
        })
    }

    /// A query that gives each row of a table as one text.
    pub fn select(&mut self, table: &str) -> String {
        let row = match self {
            Self::Postgres(_) => "whole_row::text".to_owned(),
            Self::Sqlite(_) => {
                let columns = self.names(&format!("SELECT name, '' AS line FROM pragma_table_info('{table}')"));
                let columns: Vec<_> = columns.iter().map(|it| format!(r#"'{it}=' || quote("{it}")"#)).collect();
                columns.join(" || ', ' || ")
            }
        };
        format!(r#"SELECT '{table}' AS name, {row} AS line FROM "{table}" AS whole_row"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANTED: &str = "CREATE TABLE planted (id INTEGER, note TEXT); CREATE TABLE other (t TEXT)";

    both! {
        with std::convert::identity;

        fn each_test_has_a_migrated_database_of_its_own(fixture) {
            assert!(dump(&fixture.url).keys().any(|table| table == "__diesel_schema_migrations"));
            execute(&fixture.url, PLANTED);
            let other = match fixture.backend {
                Backend::Sqlite => Fixture::sqlite(),
                Backend::Postgres => Fixture::postgres().expect("there was one before"),
            };
            assert_eq!(changed(&dump(&other.url), &dump(&fixture.url)), ["other", "planted"]);
        }

        fn a_database_is_gone_after_its_test(fixture) {
            let (url, server) = (fixture.url.clone(), fixture.backend);
            let other = match server {
                Backend::Sqlite => Fixture::sqlite(),
                Backend::Postgres => Fixture::postgres().expect("there was one before"),
            };
            let gone = other.url.clone();
            drop(other);
            match server {
                Backend::Sqlite => assert!(!Path::new(gone.trim_start_matches("sqlite://")).exists()),
                Backend::Postgres => assert!(PgConnection::establish(&gone).is_err()),
            }
            assert!(!dump(&url).is_empty());
        }
    }

    #[test]
    fn the_url_of_another_database_keeps_server_and_options() {
        assert_eq!(at("postgres://me@host:5432/postgres", "x"), "postgres://me@host:5432/x");
        assert_eq!(at("postgres://me@host", "x"), "postgres://me@host/x");
        assert_eq!(at("postgres:///postgres?host=/run/pg", "x"), "postgres:///x?host=/run/pg");
    }
}
