//! Organisations from a file of HSDS 3.0: JSON (an organization, a list of them, or a page with `contents`) with all that is their
//! own inside, or the tables of a data package (`organization.csv`, `service.csv` and so on) in one ZIP file.

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

/// What a file holds: organisations, and what was wrong with others.
#[derive(Debug)]
pub struct Reading {
    /// The objects of the organizations as they stand in the file.
    organizations: Vec<Value>,
}

/// Reads a file.
///
/// # Errors
/// [`NotHsds`] says in one line why there is nothing in it to bring in.
pub fn read(file: &[u8]) -> Result<Reading, NotHsds> {
    let organizations = if file.starts_with(b"PK") { tables::organizations(file)? } else { read::organizations(file)? };
    Ok(Reading { organizations })
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
    let (mut rows, mut not_kept) = (Vec::new(), BTreeSet::new());
    for (place, organization) in reading.organizations.iter().enumerate() {
        match read::entry(tx, organization, &mut not_kept)? {
            Ok((entry, broken)) => {
                rows.extend(import.bring_in(tx, entry)?);
                rows.extend(broken);
            }
            Err(why) => rows.push(refused(organization, "organization", place, why)),
        }
    }
    Ok((rows, not_kept))
}

/// What is said of something that stays out.
fn refused(of: &Value, what: &str, place: usize, why: String) -> ImportRow {
    #[derive(Deserialize, Default)]
    struct Known {
        id: Option<String>,
        name: Option<String>,
    }
    let Known { id, name } = Known::deserialize(of).unwrap_or_default();
    let which = id.map_or_else(|| format!("number {}", place + 1), |it| it.chars().take(36).collect());
    let name = name.map(|it| format!(" {:?}", it.chars().take(120).collect::<String>())).unwrap_or_default();
    ImportRow::new(format!("{what} {which}{name}"), ImportOutcome::Refused).because(why)
}
