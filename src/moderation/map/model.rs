//! What is counted on the map. Pure.

use std::collections::BTreeMap;

use crate::categories::Category;
use crate::clock::Instant;
use crate::ids::{NeighbourhoodId, OfferId, RequestId};
use crate::places::Cell;
use crate::requests::Urgency;

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests for which helpers are looked for.
    pub open: i64,
    /// Requests that wait for a first look.
    pub waiting: i64,
    /// Offers that count.
    pub offers: i64,
}

impl Counts {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { open: self.open + other.open, waiting: self.waiting + other.waiting, offers: self.offers + other.offers }
    }
}

/// How much there is in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellCounts {
    /// The cell.
    pub cell: Cell,
    /// How much.
    pub counts: Counts,
}

/// How much there is in a neighbourhood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedNeighbourhood {
    /// Which one; `None`: outside every one.
    pub id: Option<NeighbourhoodId>,
    /// How much there is in all; what has no cell any more counts here only.
    pub counts: Counts,
    /// The cells in which there is something.
    pub cells: Vec<CellCounts>,
}

/// A request that was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRequest {
    /// The id.
    pub id: RequestId,
    /// The kind of help.
    pub category: Category,
    /// How soon.
    pub urgency: Urgency,
    /// Whether it waits for a first look; else helpers are looked for.
    pub is_waiting: bool,
    /// Since when it does.
    pub since: Instant,
}

/// An offer that was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaOffer {
    /// The id.
    pub id: OfferId,
    /// The kinds of help.
    pub categories: Vec<Category>,
    /// Since when it counts.
    pub since: Instant,
}

/// Something counted: where, and how much.
pub type Counted = (Option<NeighbourhoodId>, Option<Cell>, Counts);

/// Adds up what was counted, for these neighbourhoods in this order.
#[must_use]
pub fn add_up(of: impl IntoIterator<Item = Option<NeighbourhoodId>>, counted: &[Counted]) -> Vec<MappedNeighbourhood> {
    let mapped = |id| {
        let (mut all, mut cells) = (Counts::default(), BTreeMap::<Cell, Counts>::new());
        for (_, cell, counts) in counted.iter().filter(|it| it.0 == id) {
            all = all.and(*counts);
            if let Some(cell) = cell {
                let there = cells.entry(*cell).or_default();
                *there = there.and(*counts);
            }
        }
        let cells = cells.into_iter().map(|(cell, counts)| CellCounts { cell, counts }).collect();
        MappedNeighbourhood { id, counts: all, cells }
    };
    of.into_iter().map(mapped).collect()
}
