//! Bring organisations in from another directory. What is known by its id is brought up to date; what only looks like something
//! known is told and left to people.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::categories::Category;
use crate::events::Event;
use crate::ids::LocationId;
use crate::organisations::addresses;
use crate::organisations::model::{Location, Organisation, Sector, Service};
use crate::organisations::store::{self, locations, services};
use crate::platform::text::folded;
use crate::platform::{Result, Tx};
use crate::policy::{Acting, Action, Actor, Subject, check};

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
    /// The organisation; what it is about stands beside it.
    pub organisation: Organisation,
    /// What it is about; `None`: that was not said.
    pub sector: Option<Sector>,
    /// Its places.
    pub locations: Vec<Location>,
    /// Its services. Where no kind of help was said, there is none.
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportMode {
    /// Nothing is written; the answer is what would be.
    pub is_tried: bool,
    /// What looks like something known comes in beside it, and does not stay out.
    pub with_duplicates: bool,
}

/// An import, and what came in with it so far: an id counts once.
pub struct Import {
    by: Acting,
    mode: ImportMode,
    entered: Vec<Organisation>,
    seen: BTreeSet<Uuid>,
}

impl Import {
    /// Begins one.
    ///
    /// # Errors
    /// A refusal when the actor may not.
    pub fn begin(actor: &Actor, mode: ImportMode) -> Result<Self> {
        let by = check(actor, Action::CreateOrganisation, &Subject::default())?;
        Ok(Self { by, mode, entered: Vec::new(), seen: BTreeSet::new() })
    }

    /// Brings an organisation in with all that is its own.
    ///
    /// # Errors
    /// When the database fails.
    pub fn bring_in(&mut self, tx: &mut Tx<'_>, entry: Entry) -> Result<Vec<ImportRow>> {
        let Entry { organisation, sector, locations: places, services } = entry;
        let id = organisation.id;
        let what = format!("organization {id} {:?}", organisation.name.as_str());
        if !self.seen.insert(id.uuid()) {
            return Ok(vec![ImportRow::new(what, ImportOutcome::Refused).because(TWICE)]);
        }
        let known = found(store::lock(tx, id))?;
        let sector = sector.or(known.as_ref().map(|it| it.sector)).unwrap_or(Sector::Other);
        let organisation = Organisation { sector, ..organisation };
        if known.is_none() && !self.mode.with_duplicates {
            let notes = self.alike(tx, &organisation)?;
            if !notes.is_empty() {
                let row = ImportRow::new(what, ImportOutcome::PossibleDuplicate);
                return Ok(vec![notes.into_iter().fold(row, ImportRow::because)]);
            }
        }
        let mut theirs: BTreeSet<_> = locations::of(tx, id)?.into_iter().map(|it| it.id).collect();
        self.entered.push(organisation.clone());
        let mut rows = vec![ImportRow::new(what, self.organisation(tx, known, organisation)?)];
        for location in places {
            let place = location.id;
            let row = self.location(tx, location)?;
            if row.outcome != ImportOutcome::Refused {
                theirs.insert(place);
            }
            rows.push(row);
        }
        for service in services {
            rows.push(self.service(tx, service, &theirs)?);
        }
        Ok(rows)
    }

    /// What is known, or came in before, and looks like an organisation: a note for each.
    fn alike(&self, tx: &mut Tx<'_>, of: &Organisation) -> Result<BTreeSet<String>> {
        let known = store::alike(tx, of)?;
        let all = known.iter().chain(&self.entered);
        let note = |it: &Organisation| {
            let likeness = likeness(of, it)?;
            Some(format!("{} has {likeness}: organization {}", it.name.as_str(), it.id))
        };
        Ok(all.filter_map(note).collect())
    }
}

/// What is there; `None`: nothing.
fn found<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code().is_some() => Ok(None),
        Err(error) => Err(error),
    }
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
            if !self.mode.is_tried {
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
        if !self.mode.is_tried {
            store::save(tx, &said)?;
            tx.record(&Event::OrganisationChanged(id).by(self.by))?;
            if said.email != known.email {
                addresses::actions::counts(tx, id, self.by)?;
            }
        }
        Ok(ImportOutcome::Changed)
    }

    fn location(&mut self, tx: &mut Tx<'_>, mut said: Location) -> Result<ImportRow> {
        let (id, of) = (said.id, said.organisation);
        let what = format!("location {id} {:?}", said.name.as_str());
        let event = |event: Event, by: Acting| event.by(by).with("organisation", of);
        if !self.seen.insert(id.uuid()) {
            return Ok(ImportRow::new(what, ImportOutcome::Refused).because(TWICE));
        }
        let outcome = match found(locations::lock(tx, id))? {
            Some(known) if known.organisation != of => {
                return Ok(ImportRow::new(what, ImportOutcome::Refused).because(ANOTHERS));
            }
            Some(known) => {
                let (version, created_at, updated_at) = (known.version, known.created_at, known.updated_at);
                // Another directory says whole addresses only, so it could not say what is known of this one.
                if said.details.has_no_address() && known.details.whole_address().is_none() {
                    said.details.street.clone_from(&known.details.street);
                    said.details.postal_code.clone_from(&known.details.postal_code);
                    said.details.town.clone_from(&known.details.town);
                }
                let said = Location { version, created_at, updated_at, ..said };
                if said == known {
                    ImportOutcome::Unchanged
                } else {
                    if !self.mode.is_tried {
                        locations::save(tx, &said)?;
                        tx.record(&event(Event::LocationChanged(id), self.by))?;
                    }
                    ImportOutcome::Changed
                }
            }
            None => {
                if !self.mode.is_tried {
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
        if !self.seen.insert(id.uuid()) {
            row.outcome = ImportOutcome::Refused;
            return Ok(row.because(TWICE));
        }
        let mut said = Service { locations: at, ..said };
        let event = |event: Event, by: Acting| event.by(by).with("organisation", of);
        match found(services::lock(tx, id))? {
            Some(known) if known.organisation != of => {
                row.outcome = ImportOutcome::Refused;
                row = row.because(ANOTHERS);
            }
            Some(known) => {
                let (version, created_at, updated_at) = (known.version, known.created_at, known.updated_at);
                // How much room there is, only the organisation says, and here; and nothing is less checked for being sent again.
                let assured_on = said.assured_on.max(known.assured_on);
                said = Service { version, created_at, updated_at, capacity: known.capacity, assured_on, ..said };
                if said.categories.is_empty() {
                    said.categories.clone_from(&known.categories);
                }
                row.outcome = if said == known { ImportOutcome::Unchanged } else { ImportOutcome::Changed };
                if said != known && !self.mode.is_tried {
                    services::save(tx, &said)?;
                    tx.record(&event(Event::ServiceChanged(id), self.by))?;
                }
            }
            None => {
                if said.categories.is_empty() {
                    said.categories.insert(Category::Other);
                    row = row.because("no kind of help is known here: other");
                }
                if !self.mode.is_tried {
                    services::insert(tx, &said)?;
                    tx.record(&event(Event::ServiceCreated(id), self.by))?;
                }
            }
        }
        Ok(row)
    }
}

/// Why something stays out whose id is known.
const ANOTHERS: &str = "belongs to another organization here";

/// Why something stays out whose id came before.
const TWICE: &str = "its id stands in the file twice; the first counts";

/// Why an organisation looks like another one; `None`: it does not.
fn likeness(one: &Organisation, other: &Organisation) -> Option<&'static str> {
    if one.enterprise_number.is_some() && one.enterprise_number == other.enterprise_number {
        Some("the same enterprise number")
    } else if one.email == other.email {
        Some("the same address")
    } else {
        (folded(one.name.as_str()) == folded(other.name.as_str())).then_some("the same name")
    }
}
