//! Whatever is sealed in a database, opened from outside the program: with the master key, or with data keys that were
//! kept although the database has lost them. Which column is sealed is not asked: every text of bytes is tried.

#![expect(clippy::expect_used, reason = "what a test cannot do without may end it")]

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use buurtnet::platform::seal::{Field, Keys, SealingKey, context};
use regex::Regex;
use uuid::Uuid;

use super::fixture::{Tables, dump};

/// Something that opened.
#[derive(Debug, Clone)]
pub struct Opened {
    pub table: String,
    pub field: Field,
    pub owner: Uuid,
    pub text: String,
}

/// The data keys of a database, with their owners.
pub struct HeldKeys(Vec<(Uuid, SealingKey)>);

impl HeldKeys {
    /// Those that are there.
    pub fn of(url: &str, master: &[u8; 32]) -> Self {
        let keys = Keys::derive(master);
        let rows = dump(url).remove("data_keys").expect("the table of keys");
        let held = rows.iter().filter_map(|row| {
            let (owner, wrapped) = (ids(row).next()?, blobs(row).next()?);
            Some((owner, keys.open_data_key(owner, &wrapped).expect("a key opens")))
        });
        Self(held.collect())
    }

    /// Those of some owners.
    pub fn only(mut self, owners: &[Uuid]) -> Self {
        self.0.retain(|it| owners.contains(&it.0));
        self
    }

    /// Everything in a database that opens with one of these keys.
    pub fn open(&self, url: &str) -> Vec<Opened> {
        self.open_in(&dump(url))
    }

    fn open_in(&self, tables: &Tables) -> Vec<Opened> {
        let rows = tables.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (table, row)));
        rows.flat_map(|(table, row)| {
            let ids: Vec<_> = ids(row).collect();
            blobs(row).filter_map(move |sealed| self.open_one(table, &ids, &sealed))
        })
        .collect()
    }

    /// A sealed value is bound to the id of its row, and its owner stands in the row too; a few keys are tried on all rows.
    fn open_one(&self, table: &str, ids: &[Uuid], sealed: &[u8]) -> Option<Opened> {
        let theirs = self.0.iter().filter(|it| self.0.len() <= A_FEW || ids.contains(&it.0));
        let ways = theirs.flat_map(|key| ids.iter().map(move |row| (key, row)));
        let mut ways = ways.flat_map(|(key, row)| Field::ALL.iter().map(move |field| (key, *row, *field)));
        ways.find_map(|((owner, key), row, field)| {
            let plain = key.open(&context(field, row), sealed).ok()?;
            let text = String::from_utf8_lossy(&plain).into_owned();
            let text = if field == Field::ExportContent { unpacked(&text)? } else { text };
            Some(Opened { table: table.to_owned(), field, owner: *owner, text })
        })
    }
}

/// The bytes of a copy as text: its files are stored as they are.
fn unpacked(text: &str) -> Option<String> {
    let bytes = STANDARD.decode(text.trim_matches('"')).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// So many keys are soon tried.
const A_FEW: usize = 4;

/// What can be a sealed value: a nonce, a tag and something between.
const LEAST_BYTES: usize = 40;

/// The ids in a row of a dump: of SQLite sixteen bytes, of PostgreSQL text.
fn ids(row: &str) -> impl Iterator<Item = Uuid> {
    static ID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("X'([0-9A-F]{32})'|([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")
            .expect("a pattern")
    });
    ID.captures_iter(row).filter_map(|it| {
        let text = it.get(1).or_else(|| it.get(2))?.as_str();
        Uuid::parse_str(text).ok()
    })
}

/// The bytes in a row of a dump that are long enough.
fn blobs(row: &str) -> impl Iterator<Item = Vec<u8>> {
    static BYTES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"X'([0-9A-F]+)'|\\x([0-9a-f]+)").expect("a pattern"));
    BYTES.captures_iter(row).filter_map(|it| {
        let text = it.get(1).or_else(|| it.get(2))?.as_str();
        let bytes: Option<Vec<u8>> =
            (0..text.len() / 2).map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()).collect();
        bytes.filter(|it| it.len() >= LEAST_BYTES)
    })
}
