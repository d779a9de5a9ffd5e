//! The public cell: the hexagon of the H3 grid that stands for a home in everything residents can see or infer.

use std::fmt;
use std::str::FromStr;

use h3o::{CellIndex, LatLng};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Position, disk};

/// How coarse the public cells of a neighbourhood are. Written as a number: 7, 8 or 9.
///
/// Finer does not exist here: resolution 10 is for staff and is another type, [`super::StaffCell`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Resolution {
    /// About 5 km², for thinly peopled places.
    Seven,
    /// About 0.7 km², what holds unless the neighbourhood says otherwise.
    #[default]
    Eight,
    /// About 0.1 km², for dense city quarters.
    Nine,
}

/// A number that is no public resolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the cell resolution must be 7, 8 or 9")]
pub struct NotAResolution;

/// A number or text that is no public cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an H3 cell of resolution 7, 8 or 9")]
pub struct NotACell;

impl TryFrom<u8> for Resolution {
    type Error = NotAResolution;

    fn try_from(number: u8) -> Result<Self, NotAResolution> {
        match number {
            7 => Ok(Self::Seven),
            8 => Ok(Self::Eight),
            9 => Ok(Self::Nine),
            _ => Err(NotAResolution),
        }
    }
}

impl From<Resolution> for u8 {
    fn from(resolution: Resolution) -> Self {
        resolution.h3().into()
    }
}

impl Resolution {
    pub(super) fn h3(self) -> h3o::Resolution {
        match self {
            Self::Seven => h3o::Resolution::Seven,
            Self::Eight => h3o::Resolution::Eight,
            Self::Nine => h3o::Resolution::Nine,
        }
    }

    fn of(index: CellIndex) -> Option<Self> {
        Self::try_from(u8::from(index.resolution())).ok()
    }
}

/// A public cell: an H3 index of resolution 7, 8 or 9. As JSON and on screen it is the usual hexadecimal text, in a
/// table a signed 64-bit number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cell {
    index: CellIndex,
    resolution: Resolution,
}

impl Cell {
    pub(super) fn holding(point: LatLng, resolution: Resolution) -> Self {
        Self { index: point.to_cell(resolution.h3()), resolution }
    }

    /// Finds the resolution in the index itself; none where it is not a public one.
    fn from_index(index: CellIndex) -> Option<Self> {
        Resolution::of(index).map(|resolution| Self { index, resolution })
    }

    /// The public cells among these indexes of one known resolution.
    pub(super) fn from_indexes(indexes: Vec<CellIndex>) -> Vec<Self> {
        indexes.into_iter().filter_map(Self::from_index).collect()
    }

    /// The cell from the number in a table.
    ///
    /// # Errors
    /// [`NotACell`] where the number is no H3 cell, or one of another resolution.
    pub fn from_i64(number: i64) -> Result<Self, NotACell> {
        let bits = u64::try_from(number).map_err(|_| NotACell)?;
        CellIndex::try_from(bits).ok().and_then(Self::from_index).ok_or(NotACell)
    }

    /// The number to keep in a table. An H3 index leaves the sign bit free, so it is never negative.
    #[must_use]
    pub fn as_i64(self) -> i64 {
        u64::from(self.index).cast_signed()
    }

    /// How coarse it is.
    #[must_use]
    pub fn resolution(self) -> Resolution {
        self.resolution
    }

    /// Its middle, the only point of it that distances are measured from.
    #[must_use]
    pub fn centre(self) -> Position {
        disk::centre(self.index)
    }

    /// Its corners, one after the other.
    #[must_use]
    pub fn corners(self) -> Vec<Position> {
        self.index.boundary().iter().map(|it| Position::from_sphere(*it)).collect()
    }

    /// Points spread over it, its middle first.
    #[must_use]
    pub fn points(self) -> Vec<Position> {
        let finer = h3o::Resolution::try_from(u8::from(self.index.resolution()).saturating_add(2));
        let around = finer.ok().into_iter().flat_map(|it| self.index.children(it)).map(disk::centre);
        // Hexagons do not nest exactly: near its rim a finer one has its middle in the next.
        let is_here = |it: &Position| it.cell(self.resolution) == self;
        std::iter::once(self.centre()).chain(around.filter(is_here)).collect()
    }

    /// The coarser cell above it in the grid, or itself; none where a finer one is asked for.
    ///
    /// Near its rim this is not always the coarse cell in which a position itself lies: hexagons do not nest exactly.
    /// So the public cell of a home is made from the position, once, and never from a finer cell.
    #[must_use]
    pub fn parent(self, resolution: Resolution) -> Option<Self> {
        self.index.parent(resolution.h3()).map(|index| Self { index, resolution })
    }

    /// Metres from centre to centre.
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        disk::metres_between(self.index, other.index)
    }

    /// Whether the other cell counts as within the radius: centre to centre, the radius itself included. The same cell
    /// always does; where two neighbourhoods use different resolutions, the same cell at the coarser one.
    ///
    /// A radius above 15 km counts as that one.
    #[must_use]
    pub fn within(self, other: Self, radius_metres: u32) -> bool {
        self.shares_cell_with(other) || self.metres_to(other) <= disk::capped(radius_metres)
    }

    fn shares_cell_with(self, other: Self) -> bool {
        let coarser = self.resolution.min(other.resolution);
        self.parent(coarser) == other.parent(coarser)
    }

    /// Every cell of this resolution that is [`Cell::within`] the radius, from near to far by rings, this cell first.
    #[must_use]
    pub fn disk_covering(self, radius_metres: u32) -> Vec<Self> {
        Self::from_indexes(disk::centres_within(self.index, disk::capped(radius_metres)))
    }

    /// Where the number of a cell lies that is the same cell as this one, or the coarser of which is the same: for each
    /// resolution the first and the last.
    #[must_use]
    pub fn sharing(self) -> [(i64, i64); 3] {
        [Resolution::Seven, Resolution::Eight, Resolution::Nine].map(|resolution| {
            let numbers = || self.at(resolution).map(|it| u64::from(it).cast_signed());
            (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0))
        })
    }

    fn at(self, resolution: Resolution) -> impl Iterator<Item = CellIndex> {
        let coarser = self.index.parent(resolution.h3());
        coarser.into_iter().chain(self.index.children(resolution.h3()))
    }

    /// At most so many metres lie between the distance of this cell to the public cell of a home and the one to its staff
    /// cell, or between this cell and the staff cell of a home that shares a cell with it.
    #[must_use]
    pub fn astray(self) -> f64 {
        let at = LatLng::from(self.index);
        let reach = |resolution| disk::reach(at.to_cell(resolution));
        2.0 * (reach(h3o::Resolution::Seven) + reach(h3o::Resolution::Ten)) * disk::NEIGHBOURS_ARE_AT_MOST
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.index.fmt(f)
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cell({self})")
    }
}

impl FromStr for Cell {
    type Err = NotACell;

    fn from_str(text: &str) -> Result<Self, NotACell> {
        text.parse().ok().and_then(Self::from_index).ok_or(NotACell)
    }
}

impl TryFrom<String> for Cell {
    type Error = NotACell;

    fn try_from(text: String) -> Result<Self, NotACell> {
        text.parse()
    }
}

impl From<Cell> for String {
    fn from(cell: Cell) -> Self {
        cell.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::test_data::{resolution, somewhere_in_flanders};
    use super::*;
    use proptest::prelude::*;

    fn ghent(resolution: Resolution) -> Cell {
        Position::new(51.0538, 3.7250).unwrap().cell(resolution)
    }

    /// Every cell of the resolution for more than 15 km around, found downwards through the grid and not by rings.
    fn all_around(cell: Cell) -> Vec<Cell> {
        let coarse = cell.index.parent(h3o::Resolution::Five).unwrap();
        let around: Vec<CellIndex> = coarse.grid_disk(2);
        around.into_iter().flat_map(|big| Cell::from_indexes(big.children(cell.resolution.h3()).collect())).collect()
    }

    #[test]
    fn it_is_a_text_outside_and_a_number_in_a_table() {
        let cell = ghent(Resolution::Eight);
        assert_eq!(cell.to_string().len(), 15);
        assert_eq!(serde_json::to_string(&cell).unwrap(), format!("\"{cell}\""));
        assert_eq!(serde_json::from_str::<Cell>(&format!("\"{cell}\"")).unwrap(), cell);
        assert_eq!(Cell::from_i64(cell.as_i64()), Ok(cell));
        assert!(cell.as_i64() > 0);
        assert_eq!(format!("{cell:?}"), format!("Cell({cell})"));
    }

    #[test]
    fn what_is_no_public_cell_is_refused() {
        let point = LatLng::new(51.0538, 3.7250).unwrap();
        for resolution in h3o::Resolution::range(h3o::Resolution::Zero, h3o::Resolution::Fifteen) {
            let index = point.to_cell(resolution);
            let public = (7..=9).contains(&u8::from(resolution));
            assert_eq!(Cell::from_i64(u64::from(index).cast_signed()).is_ok(), public, "{resolution}");
            assert_eq!(index.to_string().parse::<Cell>().is_ok(), public, "{resolution}");
        }
        for number in [0, 1, -1, i64::MIN, i64::MAX] {
            assert_eq!(Cell::from_i64(number), Err(NotACell));
        }
        for text in ["", "zz", "881f", "-1", "881f1d4887fffffff", "881f1d4887ffffé"] {
            assert_eq!(text.parse::<Cell>(), Err(NotACell), "{text}");
        }
        assert!(serde_json::from_str::<Cell>("613").is_err());
    }

    #[test]
    fn a_resolution_is_seven_eight_or_nine() {
        assert_eq!(serde_json::to_string(&Resolution::default()).unwrap(), "8");
        for number in 7..=9_u8 {
            assert_eq!(u8::from(Resolution::try_from(number).unwrap()), number);
        }
        for wrong in ["6", "10", "-1", "256", "\"8\"", "8.0"] {
            assert!(serde_json::from_str::<Resolution>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_same_cell_is_within_a_radius_of_zero() {
        let cell = ghent(Resolution::Eight);
        assert!(cell.within(cell, 0));
        assert_eq!(cell.disk_covering(0), [cell]);
        assert_eq!(cell.disk_covering(500), [cell], "the next centre is farther than 500 m");
    }

    #[test]
    fn cells_of_two_resolutions_share_the_coarser_one() {
        let coarse = ghent(Resolution::Seven);
        let children = Cell::from_indexes(coarse.index.children(h3o::Resolution::Nine).collect());
        assert_eq!(children.len(), 49);
        assert!(children.iter().all(|child| coarse.within(*child, 0) && child.within(coarse, 0)));
        assert_eq!(ghent(Resolution::Nine).parent(Resolution::Nine), Some(ghent(Resolution::Nine)));
        assert_eq!(coarse.parent(Resolution::Eight), None);
    }

    #[test]
    fn a_radius_above_the_cap_counts_as_the_cap() {
        let cell = ghent(Resolution::Seven);
        assert_eq!(cell.disk_covering(u32::MAX), cell.disk_covering(15_000));
        let far = Position::new(51.21, 3.725).unwrap().cell(Resolution::Seven);
        assert!(cell.metres_to(far) > 15_000.0 && !cell.within(far, u32::MAX));
    }

    #[test]
    fn at_fifteen_kilometres_the_rings_find_what_brute_force_finds() {
        for place in [(51.0538, 3.7250), (50.8467, 4.3525), (51.3, 2.9), (51.2, 5.8), (50.7, 2.6), (50.8, 5.6)] {
            for resolution in [Resolution::Seven, Resolution::Eight, Resolution::Nine] {
                let cell = Position::new(place.0, place.1).unwrap().cell(resolution);
                let rings: BTreeSet<Cell> = cell.disk_covering(15_000).into_iter().collect();
                let brute: BTreeSet<Cell> =
                    all_around(cell).into_iter().filter(|other| cell.within(*other, 15_000)).collect();
                assert_eq!(rings, brute, "{place:?} {resolution:?}");
            }
        }
    }

    #[test]
    fn near_a_pentagon_and_at_the_poles_the_rings_still_end() {
        for pentagon in h3o::Resolution::Eight.pentagons() {
            let cell = Cell::from_index(pentagon).unwrap();
            assert!(cell.disk_covering(3_000).len() > 5);
        }
        for lat in [-90.0, 90.0] {
            assert!(Position::new(lat, 0.0).unwrap().cell(Resolution::Eight).disk_covering(3_000).len() > 10);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn the_rings_find_what_brute_force_finds(
            position in somewhere_in_flanders(), resolution in resolution(), radius in 0_u32..=15_000,
        ) {
            let cell = position.cell(resolution);
            let rings = cell.disk_covering(radius);
            let found: BTreeSet<Cell> = rings.iter().copied().collect();
            let brute: BTreeSet<Cell> =
                all_around(cell).into_iter().filter(|other| cell.within(*other, radius)).collect();
            prop_assert_eq!(rings.len(), found.len(), "no cell twice");
            prop_assert_eq!(found, brute);
        }

        #[test]
        fn within_is_the_same_both_ways(
            a in somewhere_in_flanders(), b in somewhere_in_flanders(), radius in 0_u32..=20_000,
        ) {
            for (one, other) in [(Resolution::Eight, Resolution::Eight), (Resolution::Seven, Resolution::Nine)] {
                prop_assert_eq!(a.cell(one).within(b.cell(other), radius), b.cell(other).within(a.cell(one), radius));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_shares_a_cell_has_its_number_there(
            position in somewhere_in_flanders(), other in somewhere_in_flanders(), east in -0.05..=0.05,
            from in resolution(), to in resolution(),
        ) {
            let near = Position::new(position.lat(), position.lon() + east).unwrap();
            let cell = position.cell(from);
            for home in [other, near] {
                let theirs = home.cell(to);
                let is_in = cell.sharing().iter().any(|(first, last)| (*first..=*last).contains(&theirs.as_i64()));
                prop_assert_eq!(is_in, cell.shares_cell_with(theirs));
            }
        }

        #[test]
        fn whoever_is_within_by_public_cells_is_not_farther_astray(
            position in somewhere_in_flanders(), east in -1.0..=1.0, north in -1.0..=1.0, from in resolution(),
            to in resolution(), radius in 500_u32..=4_000,
        ) {
            let cell = position.cell(from);
            // About twice as far as the radius at most, each way.
            let degrees = f64::from(radius) * 2.0 / 111_200.0;
            let home = Position::new(position.lat() + degrees * north, position.lon() + degrees * 1.6 * east).unwrap();
            if cell.within(home.cell(to), radius) {
                let metres = cell.centre().metres_to(home.staff_cell().centre());
                prop_assert!(metres <= f64::from(radius) + cell.astray(), "{}", metres);
            }
        }
    }
}
