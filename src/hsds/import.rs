//! Organisations from a file of HSDS 3.0: JSON (an organization, a list of them, or a page with `contents`) with all that is their
//! own inside, or the tables of a data package (`organization.csv`, `service.csv` and so on) in one ZIP file.

mod hours;
mod read;
mod shapes;
mod tables;

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

pub use read::NotHsds;

use crate::organisations::actions::import::{Import, ImportMode, ImportOutcome, ImportRow};
use crate::platform::{Result, Tx};
use crate::policy::Actor;

/// The most organizations of one file: what comes after them stays out.
const MOST: usize = 10_000;

/// What a file holds: organisations, and what of it cannot be read.
#[derive(Debug, Default)]
pub struct Reading {
    /// The objects of the organizations as they stand in the file.
    organizations: Vec<Value>,
    /// What is said of the rest.
    broken: Vec<ImportRow>,
}

/// Reads a file.
///
/// # Errors
/// [`NotHsds`] says in one line why there is nothing in it to bring in.
pub fn read(file: &[u8]) -> Result<Reading, NotHsds> {
    if file.starts_with(b"PK") { tables::organizations(file) } else { read::organizations(file) }
}

/// Brings in what was read. Each organization by itself: what is wrong with one keeps no other out. Returns what came of each, and
/// the members that are not kept.
///
/// # Errors
/// A refusal when the actor may not; when the database fails.
pub fn import(
    tx: &mut Tx<'_>,
    actor: &Actor,
    reading: &Reading,
    mode: ImportMode,
) -> Result<(Vec<ImportRow>, BTreeSet<String>)> {
    let mut import = Import::begin(actor, mode)?;
    let (mut rows, mut not_kept) = (reading.broken.clone(), BTreeSet::new());
    let count = reading.organizations.len();
    if count > MOST {
        let why = format!("there are {count}; what comes after the first {MOST} stays out");
        rows.push(ImportRow::new("organizations of the file".to_owned(), ImportOutcome::Refused).because(why));
    }
    for (place, organization) in reading.organizations.iter().take(MOST).enumerate() {
        match read::entry(tx, organization, &mut not_kept)? {
            Ok((entry, broken)) => {
                rows.extend(import.bring_in(tx, entry)?);
                rows.extend(broken);
            }
            Err(why) => rows.push(refused(Known::of(organization), "organization", place, why)),
        }
    }
    Ok((rows, not_kept))
}

/// By what something is known that stays out, as far as it says so.
#[derive(Deserialize, Default)]
struct Known {
    id: Option<String>,
    name: Option<String>,
}

impl Known {
    fn of(value: &Value) -> Self {
        Self::deserialize(value).unwrap_or_default()
    }
}

/// What is said of something that stays out.
fn refused(Known { id, name }: Known, what: &str, place: usize, why: String) -> ImportRow {
    let which = id.map_or_else(|| format!("number {}", place + 1), |it| it.chars().take(36).collect());
    let name = name.map(|it| format!(" {:?}", it.chars().take(120).collect::<String>())).unwrap_or_default();
    ImportRow::new(format!("{what} {which}{name}"), ImportOutcome::Refused).because(why)
}
