//! The search for helpers: the nearest active offers of a category, a page at a time.

use std::collections::{HashSet, VecDeque};

use super::nearest::{self, Among, Measured, Row};
use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::{OfferId, PersonId};
use crate::places::strips::{InSpace, metres, stretches};
use crate::places::{Cell, StaffCell};
use crate::platform::{Error, Result, Tx};

/// How many offers come at once.
pub const PAGE: usize = 50;

/// Where the help is wanted, and with it how exactly distances count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// For the team: from centre to centre of the cells of resolution 10.
    Near(StaffCell),
    /// For residents: from centre to centre of the public cells, and nothing finer; the same cell is always near.
    Public(Cell),
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Search {
    /// The kind of help.
    pub category: Category,
    /// Where.
    pub origin: Origin,
    /// The parts of the week of which an offer must have one; `None`: whenever.
    pub slots: Option<i64>,
    /// The helper must be vetted until this moment at least.
    pub vetted_until: Option<Instant>,
    /// People who are not looked for.
    pub exclude: Vec<PersonId>,
}

/// An offer that passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The offer.
    pub offer: OfferId,
    /// The helper.
    pub person: PersonId,
    /// The public cell of the helper's home.
    pub cell: Cell,
    /// How far, as exactly as the origin says.
    pub metres: f64,
}

/// The offers that pass a search, from near to far, ties by id. It reads only as many as it is asked for.
pub struct Nearest {
    search: Search,
    among: Among,
    /// The last that was read, with the square of its distance.
    last: Option<(f64, OfferId)>,
    is_over: bool,
    /// Read, and not handed out yet.
    waiting: VecDeque<Found>,
    /// All that was read: who moves away between two pages comes once.
    read: HashSet<OfferId>,
}

impl Nearest {
    /// Begins a search.
    #[must_use]
    pub fn new(search: Search) -> Self {
        let kind = search.category.number();
        let stretches = match search.origin {
            Origin::Near(from) => stretches(kind, from.centre(), 0.0),
            Origin::Public(from) => stretches(kind, from.centre(), from.astray()),
        };
        Self {
            search,
            among: Among::Stretches(stretches.into()),
            last: None,
            is_over: false,
            waiting: VecDeque::new(),
            read: HashSet::new(),
        }
    }

    /// The next offers, at most [`PAGE`]; none when there are no more.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next(&mut self, tx: &mut Tx<'_>) -> Result<Vec<Found>> {
        while self.waiting.len() < PAGE && !self.is_over {
            self.read(tx)?;
        }
        Ok(self.waiting.drain(..PAGE.min(self.waiting.len())).collect())
    }

    fn read(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        // So many more that a page is full even where all who are not looked for are among the nearest.
        let limit = PAGE + self.search.exclude.len();
        let rows = self.search.rows(tx, &self.among, self.last, limit)?;
        self.is_over = rows.len() < limit;
        self.last = rows.last().map(|(offer, _, _, squared)| (*squared, *offer));
        for row in rows {
            if self.read.insert(row.0) {
                self.waiting.extend(self.search.found(row)?);
            }
        }
        Ok(())
    }
}

impl Search {
    fn rows(&self, tx: &mut Tx<'_>, among: &Among, after: Option<(f64, OfferId)>, limit: usize) -> Result<Vec<Row>> {
        let measured = match self.origin {
            Origin::Near(from) => Measured::Near(InSpace::of(from.centre())),
            Origin::Public(from) => Measured::Public(InSpace::of(from.centre()), from.sharing()),
        };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        nearest::Nearest { search: self, among, measured, after, limit }.load(tx)
    }

    /// What stands in a row, unless it is somebody who is not looked for.
    fn found(&self, (offer, person, cell, squared): Row) -> Result<Option<Found>> {
        let cell = Cell::from_i64(cell).map_err(|_| Error::Inconsistent(format!("the cell of offer {offer}")))?;
        let is_wanted = !self.exclude.contains(&person);
        Ok(is_wanted.then(|| Found { offer, person, cell, metres: metres(squared) }))
    }
}

/// Whether one offer passes a search.
///
/// # Errors
/// When the database fails.
pub fn passes(tx: &mut Tx<'_>, search: &Search, offer: OfferId) -> Result<bool> {
    let row = search.rows(tx, &Among::Offer(offer), None, 1)?.into_iter().next();
    Ok(row.map(|it| search.found(it)).transpose()?.flatten().is_some())
}
