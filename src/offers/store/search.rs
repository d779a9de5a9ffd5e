//! The search for helpers: the nearest active offers of a category, a page at a time.

use std::collections::{HashSet, VecDeque};

use super::nearest::{self, Among, Origin, Row, Search};
use super::outlook::Outlook;
use crate::ids::{OfferId, PersonId};
use crate::places::strips::{farthest, metres, squared, stretches};
use crate::places::{Cell, Position};
use crate::platform::{Error, Result, Tx};

/// How many offers come at once.
pub const PAGE: usize = 50;

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
    outlook: Outlook,
    /// How far it looks now, in metres.
    metres: f64,
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
        let outlook = Outlook::of(search.category.number(), search.origin.centre());
        let metres = outlook.metres();
        Self {
            among: search.within(metres),
            search,
            outlook,
            metres,
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
        let is_all = self.metres >= farthest();
        let within = (!is_all).then(|| squared(self.metres));
        let rows = nearest::Nearest::new(&self.search, &self.among, within, self.last, limit).load(tx)?;
        self.last = rows.last().map(|(offer, _, _, squared)| (*squared, *offer)).or(self.last);
        if rows.len() == limit {
            self.outlook.learn(self.last.map_or(0.0, |(squared, _)| metres(squared)));
        } else if is_all {
            self.outlook.learn(farthest());
            self.is_over = true;
        } else {
            self.metres = farthest();
            self.among = self.search.within(farthest());
        }
        for row in rows {
            if self.read.insert(row.0) {
                self.waiting.extend(self.search.found(row)?);
            }
        }
        Ok(())
    }
}

impl Origin {
    fn centre(self) -> Position {
        match self {
            Self::Near(cell) => cell.centre(),
            Self::Public(cell) => cell.centre(),
        }
    }
}

impl Search {
    /// Where what passes lies, so many metres away at most.
    fn within(&self, metres: f64) -> Among {
        let wider = match self.origin {
            Origin::Near(_) => 0.0,
            Origin::Public(cell) => cell.astray(),
        };
        Among::Stretches(stretches(self.category.number(), self.origin.centre(), metres, wider).into())
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
    let row = nearest::Nearest::new(search, &Among::Offer(offer), None, None, 1).load(tx)?.into_iter().next();
    Ok(row.map(|it| search.found(it)).transpose()?.flatten().is_some())
}
