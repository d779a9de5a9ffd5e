//! What stands in each column of each table, and what it is kept for. A column that is not named here fails a test.

mod cases;
mod people;

use super::Activity;

/// A table, with its columns by what they say of somebody.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What it is kept for.
    pub activity: Activity,
    /// Columns that say nothing of a person.
    pub none: &'static str,
    /// Columns with ids and keyed hashes, which say something of a person to who holds the rest.
    pub pseudonymous: &'static str,
    /// Columns that say something of a person.
    pub personal: &'static str,
    /// The same, sealed under the data key of the person.
    pub sealed: &'static str,
    /// Columns from which health can be learned, or that may hold it; what is free text of them is sealed.
    pub special: &'static str,
}

/// A table without columns.
const TABLE: Table = Table {
    name: "",
    activity: Activity::Accountability,
    none: "",
    pseudonymous: "",
    personal: "",
    sealed: "",
    special: "",
};

impl Table {
    /// Its columns, each with the word for what it says of somebody.
    pub fn columns(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let classes = [
            ("none", self.none),
            ("pseudonymous", self.pseudonymous),
            ("personal", self.personal),
            ("personal, sealed", self.sealed),
            ("may tell of health", self.special),
        ];
        classes.into_iter().flat_map(|(class, columns)| columns.split_whitespace().map(move |column| (class, column)))
    }
}

/// Every table: those of people, then those of what they ask, offer and do.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    people::TABLES.iter().chain(cases::TABLES)
}
