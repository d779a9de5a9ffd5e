//! A file of neighbourhoods on its way in.

use crate::clock::Instant;
use crate::ids::NeighbourhoodImportId;
use crate::places::boundaries::import::Columns;
use crate::places::{Imported, Neighbourhood};

crate::db::types::words! {
    /// How far such a file is.
    ImportState {
        /// It was read, and waits for somebody to say what of it comes in.
        Read = "read",
        /// What was wanted came in.
        Done = "done",
    }
}

/// A file of neighbourhoods, without its content.
#[derive(Debug, Clone)]
pub struct NeighbourhoodImport {
    /// The id.
    pub id: NeighbourhoodImportId,
    /// How far it is.
    pub state: ImportState,
    /// Which properties hold what.
    pub columns: Columns,
    /// What came of it.
    pub outcome: Option<Imported>,
    /// Counts the changes.
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

crate::db::types::words! {
    /// What a neighbourhood of a file is to those that are here.
    Standing {
        /// There is none of its code.
        New = "new",
        /// It has another name, municipality or boundary.
        Changed = "changed",
        /// It is here as it is in the file.
        Same = "same",
    }
}

impl Standing {
    /// What it is to the one of its code, if there is one.
    pub(super) fn of(known: Option<&Neighbourhood>, name: &str, nis: Option<&str>, has_moved: bool) -> Self {
        match known {
            None => Self::New,
            Some(it) if !has_moved && it.name == name && it.municipality_nis.as_deref() == nis => Self::Same,
            Some(_) => Self::Changed,
        }
    }
}
