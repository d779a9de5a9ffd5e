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

    /// Every cell of a resolution that can be [`Cell::within`] the radius: the key to look for candidates with, before
    /// the exact comparison. It may name a cell at the rim that just misses; it never leaves one out.
    #[must_use]
    pub fn public_cells(self, radius_metres: u32, resolution: Resolution) -> Vec<Self> {
        if resolution == self.resolution {
            return self.disk_covering(radius_metres);
        }
        let origin = LatLng::from(self.index).to_cell(resolution.h3());
        let mut around = disk::touched_within(origin, self.centre(), disk::capped(radius_metres));
        // The same cell counts as within, however far its centre is.
        let shared = if resolution < self.resolution {
            self.index.parent(resolution.h3()).into_iter().collect::<Vec<_>>()
        } else {
            self.index.children(resolution.h3()).collect()
        };
        around.extend(shared);
        around.sort_unstable();
        around.dedup();
        Self::from_indexes(around)
    }

    /// Every cell of this resolution that can hold a point within the radius of this cell's centre.
    ///
    /// It may name a cell at the rim that just misses the circle; it never leaves one out.
    #[must_use]
    pub fn disk(self, radius_metres: u32) -> Vec<Self> {
        Self::from_indexes(disk::touched_within(self.index, self.centre(), disk::capped(radius_metres)))
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
        assert_eq!(cell.disk(0), [cell]);
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
            assert_eq!(cell.disk(3_000).iter().collect::<BTreeSet<_>>().len(), cell.disk(3_000).len());
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
        fn a_point_within_the_radius_lies_in_a_cell_of_the_disk(
            position in somewhere_in_flanders(), resolution in resolution(), radius in 0_u32..=15_000,
            east in -1.0..=1.0, north in -1.0..=1.0,
        ) {
            let cell = position.cell(resolution);
            let centre = cell.centre();
            let metres = f64::from(radius) / 111_200.0;
            let point = Position::new(
                centre.lat() + north * metres,
                centre.lon() + east * metres / centre.lat().to_radians().cos(),
            ).unwrap();
            prop_assume!(centre.metres_to(point) <= f64::from(radius));
            prop_assert!(cell.disk(radius).contains(&point.cell(resolution)));
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
        #![proptest_config(ProptestConfig::with_cases(20))]

        #[test]
        fn the_key_of_each_resolution_leaves_no_cell_out(
            position in somewhere_in_flanders(), from in resolution(), to in resolution(), radius in 0_u32..=5_000,
        ) {
            let cell = position.cell(from);
            let keys: BTreeSet<Cell> = cell.public_cells(radius, to).into_iter().collect();
            let all = all_around(position.cell(to));
            prop_assert!(all.into_iter().all(|other| !cell.within(other, radius) || keys.contains(&other)));
        }
    }
}
