//! The copy of an embedded database: one file, made by SQLite itself without the pages that were given up.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use diesel::connection::{DefaultLoadingMode, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use sha2::{Digest, Sha256};

use super::{Contents, Count, Line, MASTER_KEY, STEPS, Value};
use crate::db::{AnyConnection, Target};

pub(super) fn copy_out(path: &Path, file: &Path) -> Result<Contents, String> {
    if !path.is_file() {
        return Err(format!("there is no {}: name the right --data-dir or --database-url", path.display()));
    }
    let failed = |error: &dyn std::fmt::Display| format!("{} cannot be copied: {error}", path.display());
    let AnyConnection::Sqlite(mut conn) =
        (Target::Sqlite { path: path.into() }).open().map_err(|error| failed(&error))?
    else {
        return Err(failed(&"it is no SQLite database"));
    };
    let copied = diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(file.to_string_lossy()).execute(&mut conn);
    copied.map_err(|error| failed(&error))?;
    // SQLite does not wait for the disk here.
    File::open(file).and_then(|it| it.sync_all()).map_err(|error| failed(&error))?;
    contents(file)
}

/// Reads a file as it is; nothing is written beside it.
fn open(path: &Path) -> Result<SqliteConnection, String> {
    let url = format!("file:{}?mode=ro", path.display());
    let mut conn = SqliteConnection::establish(&url).map_err(|error| format!("{}: {error}", path.display()))?;
    conn.batch_execute("PRAGMA query_only = ON").map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(conn)
}

pub(super) fn contents(path: &Path) -> Result<Contents, String> {
    let failed = |error| format!("{} cannot be read: {error}", path.display());
    let mut conn = open(path)?;
    let names =
        "SELECT name AS text FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let tables: Vec<Line> = diesel::sql_query(names).load(&mut conn).map_err(failed)?;
    let (mut rows, mut sums) = (super::Rows::new(), super::Sums::new());
    for Line { text } in tables {
        let (count, sum) = summed(&mut conn, &text).map_err(failed)?;
        rows.insert(text.clone(), count);
        sums.insert(text, sum);
    }
    let Line { text: schema } = diesel::sql_query(STEPS).get_result(&mut conn).map_err(failed)?;
    let key: Option<Value> = diesel::sql_query(MASTER_KEY).get_result(&mut conn).optional().map_err(failed)?;
    Ok(Contents { rows, sums, schema, master_key: key.map(|it| it.value) })
}

/// How many rows a table has, and the sum over a quarter of the SHA-256 of each as a text.
fn summed(conn: &mut SqliteConnection, table: &str) -> QueryResult<(i64, String)> {
    let columns: Vec<Line> =
        diesel::sql_query("SELECT name AS text FROM pragma_table_info(?)").bind::<Text, _>(table).load(conn)?;
    let columns: Vec<_> = columns.iter().map(|it| format!(r#"quote("{}")"#, it.text)).collect();
    let row = columns.join(" || ',' || ");
    let all = diesel::sql_query(format!(r#"SELECT {row} AS text FROM "{table}""#));
    let (mut count, mut sum) = (0, 0_u128);
    for line in all.load_iter::<Line, DefaultLoadingMode>(conn)? {
        let hash = Sha256::digest(line?.text.as_bytes());
        let quarter = hash.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        (count, sum) = (count + 1, sum.wrapping_add(u128::from(quarter)));
    }
    Ok((count, sum.to_string()))
}

/// `buurtnet.db` and `-wal` become `buurtnet.db-wal`: what SQLite keeps beside a database.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

pub(super) fn copy_in(file: &Path, home: &Path) -> Result<PathBuf, String> {
    if home.exists() || beside(home, "-wal").exists() {
        return Err(format!("there is a database in {} already: move it away first", home.display()));
    }
    let staged = beside(home, ".restoring");
    let failed = |error: &dyn std::fmt::Display| format!("{} cannot be written: {error}", staged.display());
    // What a restore that was cut left behind.
    forget(&staged);
    fs::copy(file, &staged).map_err(|error| failed(&error))?;
    File::open(&staged).and_then(|it| it.sync_all()).map_err(|error| failed(&error))?;
    let Line { text } = diesel::sql_query("SELECT integrity_check AS text FROM pragma_integrity_check LIMIT 1")
        .get_result(&mut open(&staged)?)
        .map_err(|error| failed(&error))?;
    if text == "ok" { Ok(staged) } else { Err(format!("the copy is damaged ({text}): take an older backup")) }
}

pub(super) fn finish(staged: &Path, home: &Path) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("{} cannot be written: {error}", home.display());
    let AnyConnection::Sqlite(mut conn) =
        (Target::Sqlite { path: staged.into() }).open().map_err(|error| failed(&error))?
    else {
        return Err(failed(&"it is no SQLite database"));
    };
    // Everything into the one file that gets the name.
    let Count { count: busy } = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)")
        .get_result::<Checkpoint>(&mut conn)
        .map(|it| Count { count: it.busy })
        .map_err(|error| failed(&error))?;
    if busy != 0 {
        return Err(failed(&"somebody uses it; begin again"));
    }
    drop(conn);
    let named = File::open(staged).and_then(|it| it.sync_all()).and_then(|()| fs::rename(staged, home));
    named.and_then(|()| sync_folder(home)).map_err(|error| failed(&error))?;
    forget(staged);
    Ok(())
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = BigInt)]
    busy: i64,
}

/// The name of a file is safe when its folder is.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent().filter(|it| !it.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

fn forget(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        // Most of them are not there.
        let _ = fs::remove_file(beside(path, ending));
    }
}
