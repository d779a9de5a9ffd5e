//! Bring organisations in from another directory. What is known by its id is brought up to date; what only looks like something
//! known is told and left to people.

use std::collections::BTreeSet;

use super::subject;
use crate::events::Event;
use crate::ids::LocationId;
use crate::organisations::model::{Location, Organisation, Service};
use crate::organisations::store::{self, locations, services};
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Action, Actor, check};

crate::db::types::words! {
    /// What comes of a line of an import.
    ImportOutcome {
        /// It comes in.
        New = "new",
        /// It was known, and is brought up to date.
        Changed = "changed",
        /// It was known, and is the same.
        Unchanged = "unchanged",
        /// Something known looks like it: it stays out until a person has looked.
        PossibleDuplicate = "possibleDuplicate",
        /// It stays out: something is wrong with it.
        Refused = "refused",
    }
}

/// An organisation from elsewhere, with all that is its own.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The organisation.
    pub organisation: Organisation,
    /// Its places.
    pub locations: Vec<Location>,
    /// Its services.
    pub services: Vec<Service>,
}

/// What comes of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// What it is and which one, such as `organization 5f1c…`.
    pub what: String,
    /// What comes of it.
    pub outcome: ImportOutcome,
    /// What to know of it, in English.
    pub notes: Vec<String>,
}

impl ImportRow {
    /// What comes of a thing, without more.
    #[must_use]
    pub fn new(what: String, outcome: ImportOutcome) -> Self {
        Self { what, outcome, notes: Vec::new() }
    }

    /// The same with a note.
    #[must_use]
    pub fn because(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// How an import is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportMode {
    /// Nothing is written; the answer is what would be.
    Try,
    /// What looks like something known stays out.
    Careful,
    /// What looks like something known comes in beside it.
    WithDuplicates,
}

/// Brings an organisation in with all that is its own.
///
/// # Errors
/// A refusal when the actor may not; when the database fails.
pub fn import(tx: &mut Tx<'_>, actor: &Actor, entry: Entry, mode: ImportMode) -> Result<Vec<ImportRow>> {
    let id = entry.organisation.id;
    let by = check(actor, Action::CreateOrganisation, &subject(id))?;
    let mut import = Import { by, is_tried: mode == ImportMode::Try };
    let what = format!("organization {id} {:?}", entry.organisation.name.as_str());
    let known = found(store::lock(tx, id))?;
    if known.is_none() {
        let alike = store::alike(tx, &entry.organisation)?;
        if !alike.is_empty() && mode != ImportMode::WithDuplicates {
            let row = ImportRow::new(what, ImportOutcome::PossibleDuplicate);
            let note = |it: &Organisation| {
                format!("{} has {}: organization {}", it.name.as_str(), likeness(&entry.organisation, it), it.id)
            };
            return Ok(vec![alike.iter().fold(row, |row, it| row.because(note(it)))]);
        }
    }
    let mut rows = vec![ImportRow::new(what, import.organisation(tx, known, entry.organisation)?)];
    let mut places = BTreeSet::new();
    for location in entry.locations {
        let place = location.id;
        let row = import.location(tx, location)?;
        if row.outcome != ImportOutcome::Refused {
            places.insert(place);
        }
        rows.push(row);
    }
    for service in entry.services {
        rows.push(import.service(tx, service, &places)?);
    }
    Ok(rows)
}

/// What is there; `None`: nothing.
fn found<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code().is_some() => Ok(None),
        Err(error) => Err(error),
    }
}

struct Import {
    by: Acting,
    is_tried: bool,
}

impl Import {
    fn organisation(
        &mut self,
        tx: &mut Tx<'_>,
        known: Option<Organisation>,
        said: Organisation,
    ) -> Result<ImportOutcome> {
        let id = said.id;
        let Some(known) = known else {
            if !self.is_tried {
                store::insert(tx, &said)?;
                tx.record(&Event::OrganisationCreated(id).by(self.by))?;
            }
            return Ok(ImportOutcome::New);
        };
        let (version, created_at, updated_at) = (known.version, known.created_at, known.updated_at);
        let said = Organisation { version, created_at, updated_at, ..said };
        if said == known {
            return Ok(ImportOutcome::Unchanged);
        }
        if !self.is_tried {
            store::save(tx, &said)?;
            tx.record(&Event::OrganisationChanged(id).by(self.by))?;
        }
        Ok(ImportOutcome::Changed)
    }

    fn location(&mut self, tx: &mut Tx<'_>, said: Location) -> Result<ImportRow> {
        let (id, of) = (said.id, said.organisation);
        let what = format!("location {id} {:?}", said.name.as_str());
        let event = |event: Event, by: Acting| event.by(by).with("organisation", of);
        let outcome = match found(locations::lock(tx, id))? {
            Some(known) if known.organisation != of => {
                return Ok(ImportRow::new(what, ImportOutcome::Refused).because(ANOTHERS));
            }
            Some(known) => {
                let (version, created_at, updated_at) = (known.version, known.created_at, known.updated_at);
                let said = Location { version, created_at, updated_at, ..said };
                if said == known {
                    ImportOutcome::Unchanged
                } else {
                    if !self.is_tried {
                        locations::save(tx, &said)?;
                        tx.record(&event(Event::LocationChanged(id), self.by))?;
                    }
                    ImportOutcome::Changed
                }
            }
            None => {
                if !self.is_tried {
                    locations::insert(tx, &said)?;
                    tx.record(&event(Event::LocationCreated(id), self.by))?;
                }
                ImportOutcome::New
            }
        };
        Ok(ImportRow::new(what, outcome))
    }

    /// `places`: those of the organisation that came in or were known.
    fn service(&mut self, tx: &mut Tx<'_>, said: Service, places: &BTreeSet<LocationId>) -> Result<ImportRow> {
        let (id, of) = (said.id, said.organisation);
        let mut row = ImportRow::new(format!("service {id} {:?}", said.name.as_str()), ImportOutcome::New);
        let (at, gone): (BTreeSet<_>, BTreeSet<_>) = said.locations.iter().partition(|it| places.contains(it));
        for it in gone {
            row = row.because(format!("location {it} is not one of its organization and is left out"));
        }
        let said = Service { locations: at, ..said };
        let event = |event: Event, by: Acting| event.by(by).with("organisation", of);
        match found(services::lock(tx, id))? {
            Some(known) if known.organisation != of => {
                row.outcome = ImportOutcome::Refused;
                row = row.because(ANOTHERS);
            }
            Some(known) => {
                let (version, created_at, updated_at) = (known.version, known.created_at, known.updated_at);
                // How much room there is, only the organisation says, and here.
                let said = Service { version, created_at, updated_at, capacity: known.capacity, ..said };
                row.outcome = if said == known { ImportOutcome::Unchanged } else { ImportOutcome::Changed };
                if said != known && !self.is_tried {
                    services::save(tx, &said)?;
                    tx.record(&event(Event::ServiceChanged(id), self.by))?;
                }
            }
            None if !self.is_tried => {
                services::insert(tx, &said)?;
                tx.record(&event(Event::ServiceCreated(id), self.by))?;
            }
            None => {}
        }
        Ok(row)
    }
}

/// Why something stays out whose id is known.
const ANOTHERS: &str = "belongs to another organization here";

/// Why an organisation looks like another one.
fn likeness(one: &Organisation, other: &Organisation) -> &'static str {
    if one.enterprise_number.is_some() && one.enterprise_number == other.enterprise_number {
        "the same enterprise number"
    } else if one.email == other.email {
        "the same address"
    } else {
        "the same name"
    }
}
