//! Look at a file of neighbourhoods, and bring in what is wanted of it.

use std::collections::{BTreeMap, BTreeSet};

pub use super::model::Standing;
use super::model::{ImportState, NeighbourhoodImport};
use super::store;
use crate::clock::Instant;
use crate::events::Event;
use crate::ids::NeighbourhoodImportId;
use crate::places::boundaries::import::{
    BrokenFeature, Columns, FoundNeighbourhood, Property, ReadError, Reading, properties, read_columns,
};
use crate::places::{actions as places, store as neighbourhoods};
use crate::platform::http::{Cursor, Page};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};

/// The largest file that is taken over the network, in bytes. The command line takes larger ones.
pub const LARGEST_UPLOAD: usize = 16 * 1024 * 1024;

/// What the properties with the code, the name and the municipality are often called, the likeliest first.
const CODES: [&str; 8] = ["code", "wijkcode", "codsec", "cs01012020", "sector", "wijknr", "objectid", "id"];
const NAMES: [&str; 7] = ["name", "naam", "wijknaam", "nom", "tx_sector_descr_nl", "label", "titel"];
const MUNICIPALITIES: [&str; 5] = ["nis", "niscode", "nis_code", "cd_munty_refnis", "cnis5"];

/// Which properties of a file seem to hold what: those with a name that such properties often have, else the first.
///
/// # Errors
/// [`ReadError`] where the file as a whole is of no use.
pub fn guess(content: &[u8]) -> std::result::Result<Columns, ReadError> {
    let known = properties(content)?;
    let named = |words: &[&str]| {
        let mut found = words.iter().filter_map(|word| known.iter().find(|it| it.name.eq_ignore_ascii_case(word)));
        found.next().map(|it| it.name.clone())
    };
    let any = || known.first().map_or_else(|| "code".to_owned(), |it| it.name.clone());
    let code = named(&CODES).unwrap_or_else(any);
    let name = named(&NAMES).unwrap_or_else(|| code.clone());
    Ok(Columns { code, name, municipality: named(&MUNICIPALITIES), municipality_nis: None })
}

/// What is in a file, beside what is here.
pub struct Look {
    /// The file.
    pub of: NeighbourhoodImport,
    /// The properties that can be chosen.
    pub properties: Vec<Property>,
    /// The neighbourhoods that can come in, each with what it is to those that are here.
    pub found: Vec<(FoundNeighbourhood, Standing)>,
    /// What cannot come in.
    pub broken: Vec<BrokenFeature>,
}

fn allowed(actor: &Actor) -> Result<Acting> {
    Ok(check(actor, Action::ImportNeighbourhoods, &Subject::default())?)
}

/// What goes wrong with a file is said where it stands in the body.
fn unreadable(error: &ReadError) -> Error {
    Error::invalid("/file", error.to_string())
}

/// Keeps a file, to look at it. It can be read with these properties.
///
/// # Errors
/// A refusal when the actor may not, or the file is of no use.
pub fn enter(tx: &mut Tx<'_>, actor: &Actor, content: &[u8], columns: &Columns) -> Result<NeighbourhoodImportId> {
    let by = allowed(actor)?;
    read_columns(content, columns).map_err(|error| unreadable(&error))?;
    let new = NeighbourhoodImport {
        id: NeighbourhoodImportId::fresh(),
        state: ImportState::Read,
        columns: columns.clone(),
        outcome: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    store::insert(tx, &new, content)?;
    tx.record(&Event::ImportEntered(new.id).by(by))?;
    Ok(new.id)
}

/// What is in a file. Of one that is done nothing is there any more but what came of it.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn look(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodImportId) -> Result<Look> {
    allowed(actor)?;
    let of = store::get(tx, id)?;
    if of.state == ImportState::Done {
        return Ok(Look { of, properties: Vec::new(), found: Vec::new(), broken: Vec::new() });
    }
    let content = store::content(tx, id)?;
    let reading = read(&content, &of)?;
    let found = standing(tx, reading.features)?;
    let properties = properties(&content).map_err(|error| unreadable(&error))?;
    Ok(Look { of, properties, found, broken: reading.broken })
}

fn read(content: &[u8], of: &NeighbourhoodImport) -> Result<Reading> {
    read_columns(content, &of.columns).map_err(|error| unreadable(&error))
}

fn standing(tx: &mut Tx<'_>, found: Vec<FoundNeighbourhood>) -> Result<Vec<(FoundNeighbourhood, Standing)>> {
    let known: BTreeMap<_, _> = neighbourhoods::all(tx)?.into_iter().map(|it| (it.code.clone(), it)).collect();
    let mut all = Vec::with_capacity(found.len());
    for one in found {
        let here = known.get(&one.code);
        let has_moved = match here {
            Some(it) => neighbourhoods::boundary(tx, it)?.1 != one.boundary.hash().into_bytes(),
            None => false,
        };
        let standing = Standing::of(here, &one.name, one.municipality_nis.as_deref(), has_moved);
        all.push((one, standing));
    }
    Ok(all)
}

/// The files that were given, newest first.
///
/// # Errors
/// A refusal when the actor may not see them.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<NeighbourhoodImport>> {
    allowed(actor)?;
    Ok(Page::new(store::list(tx, cursor)?, cursor, |it| it.id.uuid()))
}

/// The file before it changes.
fn begin(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: NeighbourhoodImportId,
    verb: &str,
) -> Result<(NeighbourhoodImport, Acting)> {
    let by = allowed(actor)?;
    let of = store::lock(tx, id)?;
    tx.if_match(Some(of.version))?;
    if of.state == ImportState::Done {
        return Err(Error::wrong_state(verb, of.state.as_str()));
    }
    Ok((of, by))
}

/// Reads other properties of a file.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or the file has no such properties.
pub fn read_anew(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: NeighbourhoodImportId,
    change: impl FnOnce(Columns) -> Columns,
) -> Result<NeighbourhoodImportId> {
    let (of, by) = begin(tx, actor, id, "readAnew")?;
    let columns = change(of.columns);
    read_columns(&store::content(tx, id)?, &columns).map_err(|error| unreadable(&error))?;
    store::save_columns(tx, id, &columns)?;
    tx.record(&Event::ImportReadAnew(id).by(by))?;
    Ok(id)
}

/// Brings neighbourhoods of a file in: those of these codes, or all that can.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or names a code that cannot come in.
pub fn bring_in(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: NeighbourhoodImportId,
    codes: Option<&BTreeSet<String>>,
) -> Result<NeighbourhoodImportId> {
    let (of, by) = begin(tx, actor, id, "bringIn")?;
    let reading = read(&store::content(tx, id)?, &of)?;
    let known: BTreeSet<&str> = reading.features.iter().map(|it| it.code.as_str()).collect();
    let wanted = codes.map_or(known.len(), BTreeSet::len);
    if wanted == 0 || codes.is_some_and(|it| it.iter().any(|code| !known.contains(code.as_str()))) {
        return Err(Error::invalid("/codes", "are codes of neighbourhoods in the file that can come in, at least one"));
    }
    let is_wanted = &mut |_, code: &str| codes.is_none_or(|it| it.contains(code));
    let outcome = places::bring_in(tx, &reading, by, is_wanted)?;
    store::finish(tx, id, &outcome)?;
    tx.record(&Event::ImportDone(id).by(by).with("new", outcome.new.len()).with("changed", outcome.changed.len()))?;
    Ok(id)
}

/// Throws a file away.
///
/// # Errors
/// A refusal when the actor may not, has read another version, or the file is done.
pub fn discard(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodImportId) -> Result<()> {
    let (_, by) = begin(tx, actor, id, "discard")?;
    store::delete(tx, id)?;
    tx.record(&Event::ImportDiscarded(id).by(by))
}

/// Forgets at most so many of the files that nobody touched since.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    store::forget(tx, before, most)
}
