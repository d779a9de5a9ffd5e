//! The search for helpers: the nearest active offers of a category, a page at a time.

use std::collections::HashSet;

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::categories::Category;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{neighbourhoods, open_offers};
use crate::db::types::UuidSql;
use crate::ids::{OfferId, PersonId};
use crate::places::{Cell, Resolution, StaffCell};
use crate::platform::{Error, Result, Tx};

/// How many offers come at once.
pub const PAGE: usize = 50;

/// How far is looked, step by step, in metres: most requests find enough at the first. The last is the cap.
const STEPS: [u32; 3] = [2_000, 6_000, 15_000];

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

/// A query for rows, to be narrowed.
type Prefiltered<'a> =
    open_offers::BoxedQuery<'a, MultiBackend, (UuidSql, UuidSql, BigInt, BigInt, diesel::sql_types::Integer)>;

/// The last of the steps.
const CAP_METRES: f64 = 15_000.0;

/// A row of `open_offers`, as far as the search reads it.
type Row = (OfferId, PersonId, i64, i64, i32);

/// The offers that pass a search, from near to far, ties by id. It looks only as far as it is asked for more.
pub struct Nearest {
    search: Search,
    /// How many steps were looked at.
    steps: usize,
    looked_in: HashSet<i64>,
    /// Found, and not handed out yet.
    waiting: Vec<Found>,
}

impl Nearest {
    /// Begins a search.
    #[must_use]
    pub fn new(search: Search) -> Self {
        Self { search, steps: 0, looked_in: HashSet::new(), waiting: Vec::new() }
    }

    /// The next offers, at most [`PAGE`]; none when there are no more.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next(&mut self, tx: &mut Tx<'_>) -> Result<Vec<Found>> {
        while self.ready() < PAGE
            && let Some(metres) = STEPS.get(self.steps)
        {
            self.steps += 1;
            self.look(tx, *metres)?;
        }
        self.waiting.sort_unstable_by(|a, b| a.metres.total_cmp(&b.metres).then(a.offer.cmp(&b.offer)));
        let next = self.ready().min(PAGE);
        Ok(self.waiting.drain(..next).collect())
    }

    /// How many of those that wait are nearer than anything not found yet.
    fn ready(&self) -> usize {
        if self.steps == STEPS.len() {
            return self.waiting.len();
        }
        let whole = self.steps.checked_sub(1).and_then(|it| STEPS.get(it)).copied().map_or(-1.0, f64::from);
        self.waiting.iter().filter(|it| it.metres <= whole).count()
    }

    /// Looks as far as `metres`, where it did not look before.
    fn look(&mut self, tx: &mut Tx<'_>, metres: u32) -> Result<()> {
        let mut cells = keys(tx, self.search.origin, metres)?;
        cells.retain(|it| self.looked_in.insert(*it));
        for row in rows_in(tx, &self.search, &cells)? {
            self.waiting.extend(self.search.exact(row)?);
        }
        Ok(())
    }
}

impl Search {
    /// The exact side of what SQL found nearly.
    fn exact(&self, (offer, person, cell, near_cell, radius): Row) -> Result<Option<Found>> {
        let broken = |_| Error::Inconsistent(format!("a cell of offer {offer}"));
        let cell = Cell::from_i64(cell).map_err(broken)?;
        let near_cell = StaffCell::from_i64(near_cell).map_err(broken)?;
        let radius = u32::try_from(radius).unwrap_or(0);
        let (is_within, metres) = match self.origin {
            Origin::Near(from) => (from.within(near_cell, radius), from.metres_to(near_cell)),
            Origin::Public(from) => (from.within(cell, radius), from.metres_to(cell)),
        };
        let passes = is_within && !self.exclude.contains(&person);
        Ok(passes.then_some(Found { offer, person, cell, metres }))
    }
}

/// The public cells in which helpers within `metres` can live, of every resolution in use.
fn keys(tx: &mut Tx<'_>, origin: Origin, metres: u32) -> Result<Vec<i64>> {
    let in_use: Vec<i32> = neighbourhoods::table.select(neighbourhoods::cell_resolution).distinct().load(tx.conn)?;
    let in_use =
        in_use.into_iter().filter_map(|it| u8::try_from(it).ok()).filter_map(|it| Resolution::try_from(it).ok());
    // Homes outside every neighbourhood have the usual resolution.
    let resolutions: HashSet<Resolution> = in_use.chain([Resolution::default()]).collect();
    let cells = resolutions.into_iter().flat_map(|resolution| match origin {
        Origin::Near(from) => from.public_cells(metres, resolution),
        Origin::Public(from) => from.public_cells(metres, resolution),
    });
    Ok(cells.map(Cell::as_i64).collect())
}

/// The offers in these cells that pass what SQL can tell. The key stands in [`keys`] and here, and nowhere else.
fn rows_in(tx: &mut Tx<'_>, search: &Search, cells: &[i64]) -> Result<Vec<Row>> {
    Ok(prefiltered(search).filter(open_offers::cell.eq_any(cells)).load(tx.conn)?)
}

/// Whether one offer passes a search: its prefilter, and the exact distance.
///
/// # Errors
/// When the database fails.
pub fn passes(tx: &mut Tx<'_>, search: &Search, offer: OfferId) -> Result<bool> {
    let row: Option<Row> = prefiltered(search).filter(open_offers::offer_id.eq(offer)).first(tx.conn).optional()?;
    Ok(row.map(|it| search.exact(it)).transpose()?.flatten().is_some_and(|it| it.metres <= CAP_METRES))
}

/// What SQL can tell, but for the place.
fn prefiltered(search: &Search) -> Prefiltered<'_> {
    let mut query = open_offers::table
        .filter(open_offers::category.eq(search.category))
        .select((
            open_offers::offer_id,
            open_offers::person_id,
            open_offers::cell,
            open_offers::near_cell,
            open_offers::radius_metres,
        ))
        .into_boxed();
    if let Some(mask) = search.slots {
        query = query.filter(sql::<Bool>("(open_offers.slots & ").bind::<BigInt, _>(mask).sql(") <> 0"));
    }
    if let Some(until) = search.vetted_until {
        query = query.filter(open_offers::vetted_until.ge(until));
    }
    query
}
