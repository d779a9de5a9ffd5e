//! The copy of a PostgreSQL database: made by `pg_dump` and put back by `pg_restore`, which come with PostgreSQL.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{Contents, Count, Line, MASTER_KEY, Rows, STEPS, Sums, Value};
use crate::db::{Error, Result};

/// A table of this name says that a restore has not finished: nobody may use the database.
const UNFINISHED: &str = "buurtnet_restoring";

pub(super) fn copy_out(url: &str, file: &Path) -> Result<Contents, String> {
    let mut conn = connect(url)?;
    // The rows are counted and summed in the same snapshot that is copied.
    conn.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").map_err(unreadable)?;
    let Line { text: snapshot } =
        diesel::sql_query("SELECT pg_export_snapshot() AS text").get_result(&mut conn).map_err(unreadable)?;
    let contents = read(&mut conn)?;
    let snapshot = format!("--snapshot={snapshot}");
    run("pg_dump", url, &["--format=custom", "--no-owner", "--no-privileges", &snapshot, "--file"], file)?;
    conn.batch_execute("COMMIT").map_err(unreadable)?;
    Ok(contents)
}

pub(super) fn contents(url: &str) -> Result<Contents, String> {
    read(&mut connect(url)?)
}

pub(super) fn copy_in(url: &str, file: &Path) -> Result<(), String> {
    let mut conn = connect(url)?;
    let tables = tables(&mut conn)?;
    if !tables.is_empty() && !tables.iter().any(|it| it == UNFINISHED) {
        return Err("there are tables in this database already: restore into an empty one".to_owned());
    }
    // Also takes away what a restore that was cut left behind.
    let emptied = format!("DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE {UNFINISHED} ()");
    conn.batch_execute(&emptied).map_err(unreadable)?;
    drop(conn);
    run("pg_restore", url, &["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"], file)
}

pub(super) fn finish(url: &str) -> Result<(), String> {
    connect(url)?.batch_execute(&format!("DROP TABLE {UNFINISHED}")).map_err(unreadable)
}

/// Nobody may use a database into which a restore has not finished.
pub(in crate::db) fn refuse_unfinished(conn: &mut PgConnection) -> Result<()> {
    let there = format!("SELECT count(*) AS count FROM pg_tables WHERE tablename = '{UNFINISHED}'");
    let Count { count } = diesel::sql_query(there).get_result(conn)?;
    if count == 0 {
        return Ok(());
    }
    Err(Error::Unavailable("a restore into this database has not finished: run `buurtnet restore` again".into()))
}

fn connect(url: &str) -> Result<PgConnection, String> {
    PgConnection::establish(url).map_err(|error| format!("the database cannot be reached: {error}"))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
fn unreadable(error: diesel::result::Error) -> String {
    format!("the database cannot be read: {error}")
}

fn tables(conn: &mut PgConnection) -> Result<Vec<String>, String> {
    let names = "SELECT tablename::text AS text FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename";
    let tables: Vec<Line> = diesel::sql_query(names).load(conn).map_err(unreadable)?;
    Ok(tables.into_iter().map(|it| it.text).collect())
}

/// How many rows a table has, and the sum over half the MD5 of each as a text.
#[derive(QueryableByName)]
struct Summed {
    #[diesel(sql_type = BigInt)]
    count: i64,
    #[diesel(sql_type = Text)]
    sum: String,
}

/// What a row reads as a text, wherever it stands.
const PLAIN: &str = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; \
    SET bytea_output = 'hex'; SET extra_float_digits = 1";

fn read(conn: &mut PgConnection) -> Result<Contents, String> {
    conn.batch_execute(PLAIN).map_err(unreadable)?;
    let (mut rows, mut sums) = (Rows::new(), Sums::new());
    for table in tables(conn)?.into_iter().filter(|it| it != UNFINISHED) {
        let half = "('x' || left(md5(whole_row::text), 16))::bit(64)::bigint";
        let summing =
            format!(r#"SELECT count(*) AS count, coalesce(sum({half}), 0)::text AS sum FROM "{table}" AS whole_row"#);
        let Summed { count, sum } = diesel::sql_query(summing).get_result(conn).map_err(unreadable)?;
        rows.insert(table.clone(), count);
        sums.insert(table, sum);
    }
    let Line { text: schema } = diesel::sql_query(STEPS).get_result(conn).map_err(unreadable)?;
    let key: Option<Value> = diesel::sql_query(MASTER_KEY).get_result(conn).optional().map_err(unreadable)?;
    Ok(Contents { rows, sums, schema, master_key: key.map(|it| it.value) })
}

/// Runs a program of PostgreSQL on a database and a file. The password goes through the environment: an argument would
/// stand in the list of processes.
fn run(name: &str, url: &str, arguments: &[&str], file: &Path) -> Result<(), String> {
    let (url, password) = without_password(url);
    let program = find(name).ok_or_else(|| format!("no {name} found: install the client programs of PostgreSQL"))?;
    let mut command = Command::new(program);
    command.arg("--dbname").arg(url).args(arguments).arg(file).stdin(Stdio::null()).stdout(Stdio::null());
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let output = command.output().map_err(|error| format!("{name} cannot be started: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{name} failed: {}", said.lines().find(|it| it.contains("error")).unwrap_or("it did not say why")))
}

/// The newest one where Debian puts them, or else whatever the path finds.
fn find(name: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    let of_version = |folder: PathBuf| {
        let version: u32 = folder.file_name()?.to_str()?.parse().ok()?;
        Some((version, folder.join("bin").join(name))).filter(|(_, program)| program.is_file())
    };
    if let Some((_, program)) = versions.filter_map(|it| of_version(it.path())).max() {
        return Some(program);
    }
    let found = Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|it| it.success()).then(|| name.into())
}

/// The URL without the password in it, and the password.
fn without_password(url: &str) -> (String, Option<String>) {
    let taken = url.split_once("://").and_then(|(scheme, rest)| {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (user, host) = rest.get(..end)?.rsplit_once('@')?;
        let (user, password) = user.split_once(':')?;
        Some((format!("{scheme}://{user}@{host}{}", rest.get(end..)?), decoded(password)))
    });
    taken.map_or_else(|| (url.to_owned(), None), |(url, password)| (url, Some(password)))
}

/// Without its %XX.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.as_bytes());
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(b'%'));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_becomes_an_argument() {
        for (url, bare, password) in [
            (
                "postgres://ada:s%40fe%25@db:5432/x?sslmode=require",
                "postgres://ada@db:5432/x?sslmode=require",
                Some("s@fe%"),
            ),
            ("postgres://ada@db/x", "postgres://ada@db/x", None),
            ("postgres://db/x?y=a@b:c", "postgres://db/x?y=a@b:c", None),
            ("postgres://ada:a%zz@db", "postgres://ada@db", Some("a%zz")),
        ] {
            assert_eq!(without_password(url), (bare.to_owned(), password.map(str::to_owned)));
        }
    }
}
