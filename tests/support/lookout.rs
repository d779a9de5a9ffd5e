//! A connection that stays, to see quickly and often whether anything in a database has changed.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::fixture::{Conn, LOOKOUT};

/// A look at the rows of all tables but one.
pub struct Lookout {
    conn: Conn,
    /// All rows of all tables that are looked at.
    rows: String,
    /// What SQLite says when others have written, and what was there then.
    seen: Option<(i64, u64)>,
}

impl fmt::Debug for Lookout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lookout").finish_non_exhaustive()
    }
}

impl Lookout {
    /// Over all tables but `except`.
    pub fn open(url: &str, except: &str) -> Self {
        let mut conn = Conn::open(url);
        let mut tables = conn.tables();
        tables.retain(|it| it != except);
        let selects: Vec<_> = tables.iter().map(|it| conn.select(it)).collect();
        let mut rows = selects.join(" UNION ALL ");
        if matches!(conn, Conn::Postgres(_)) {
            // Planning so many tables anew each time would take longer than reading them.
            conn.execute(&format!("SET application_name = '{LOOKOUT}'; PREPARE all_rows AS {rows}"));
            "EXECUTE all_rows".clone_into(&mut rows);
        }
        Self { conn, rows, seen: None }
    }

    /// Runs a statement. What it changes is not looked for.
    pub fn execute(&mut self, sql: &str) {
        self.conn.execute(sql);
    }

    /// One number for all rows: it changes when any of them does.
    pub fn digest(&mut self) -> u64 {
        let version = self.conn.version();
        if let Some((_, digest)) = self.seen.filter(|it| Some(it.0) == version) {
            return digest;
        }
        let mut lines: Vec<_> = self.conn.lines(&self.rows).into_iter().map(|it| (it.name, it.line)).collect();
        lines.sort();
        let mut hasher = DefaultHasher::new();
        lines.hash(&mut hasher);
        let digest = hasher.finish();
        self.seen = version.map(|it| (it, digest));
        digest
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::fixture::{changed, dump, execute};

    const PLANTED: &str =
        "CREATE TABLE planted (id INTEGER PRIMARY KEY, note TEXT); CREATE TABLE other (id TEXT PRIMARY KEY)";

    both! {
        with std::convert::identity;

        fn a_changed_row_changes_the_digest_unless_its_table_is_left_out(fixture) {
            let url = &fixture.url;
            execute(url, PLANTED);
            execute(url, "INSERT INTO planted VALUES (2, 'b''s'), (1, NULL); INSERT INTO other VALUES ('x')");
            let mut lookouts = [Lookout::open(url, ""), Lookout::open(url, "planted")];
            let mut look = || lookouts.each_mut().map(Lookout::digest);
            let (tables, before) = (dump(url), look());
            assert_eq!(tables.get("planted").map(Vec::len), Some(2));
            assert_eq!(look(), before);
            execute(url, "UPDATE planted SET note = 'a' WHERE id = 1");
            assert_eq!(changed(&tables, &dump(url)), ["planted"]);
            let after = look();
            assert_ne!(after[0], before[0]);
            assert_eq!(after[1], before[1]);
        }
    }
}
