//! The staff cell: finer than what residents may see, for the suggestions that only a buurtwerker reads.

use std::fmt;

use h3o::{CellIndex, LatLng, Resolution as H3Resolution};

use super::{Cell, NotACell, Position, Resolution, disk};

/// The resolution of staff cells: about 0.015 km², some 130 m across.
const RESOLUTION: H3Resolution = H3Resolution::Ten;

/// A cell of resolution 10. It has no `Serialize`, does not print itself and cannot become a [`Cell`], so nothing that
/// residents read can depend on it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StaffCell(CellIndex);

impl StaffCell {
    pub(super) fn holding(point: LatLng) -> Self {
        Self(point.to_cell(RESOLUTION))
    }

    /// The cell from the number in a table.
    ///
    /// # Errors
    /// [`NotACell`] where the number is no H3 cell of resolution 10.
    pub fn from_i64(number: i64) -> Result<Self, NotACell> {
        let bits = u64::try_from(number).map_err(|_| NotACell)?;
        let index = CellIndex::try_from(bits).map_err(|_| NotACell)?;
        if index.resolution() == RESOLUTION { Ok(Self(index)) } else { Err(NotACell) }
    }

    /// The number to keep in a table. An H3 index leaves the sign bit free, so it is never negative.
    #[must_use]
    pub fn as_i64(self) -> i64 {
        u64::from(self.0).cast_signed()
    }

    /// Its middle: what staff distances are measured from.
    #[must_use]
    pub fn centre(self) -> Position {
        disk::centre(self.0)
    }

    /// Metres from centre to centre.
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        disk::metres_between(self.0, other.0)
    }

    /// Whether the other cell lies within the radius, centre to centre, the radius itself included.
    ///
    /// A radius above 15 km counts as that one.
    #[must_use]
    pub fn within(self, other: Self, radius_metres: u32) -> bool {
        self.metres_to(other) <= disk::capped(radius_metres)
    }

    /// Every staff cell that is [`StaffCell::within`] the radius, from near to far by rings, this cell first.
    #[must_use]
    pub fn disk_covering(self, radius_metres: u32) -> Vec<Self> {
        disk::centres_within(self.0, disk::capped(radius_metres)).into_iter().map(Self).collect()
    }

    /// Every public cell in which somebody can live whose staff cell is [`StaffCell::within`] the radius: the key to
    /// look for candidates with, before the exact comparison.
    #[must_use]
    pub fn public_cells(self, radius_metres: u32, resolution: Resolution) -> Vec<Cell> {
        /// Cells grow and shrink by less than this over the 15 km of the widest radius.
        const NEIGHBOURS_ARE_AT_MOST: f64 = 1.1;
        let centre = self.centre();
        // A home lies anywhere in its staff cell, so it can be that cell's reach farther off than the centre is.
        let metres = disk::capped(radius_metres) + disk::reach(self.0) * NEIGHBOURS_ARE_AT_MOST;
        let origin = LatLng::from(self.0).to_cell(resolution.h3());
        Cell::from_indexes(disk::touched_within(origin, centre, metres))
    }
}

impl fmt::Debug for StaffCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personal]")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::test_data::{resolution, somewhere_in_flanders};
    use super::*;
    use proptest::prelude::*;

    /// Every staff cell for more than 15 km around, found downwards through the grid and not by rings.
    fn all_around(cell: StaffCell) -> impl Iterator<Item = StaffCell> {
        let coarse = cell.0.parent(H3Resolution::Five).unwrap();
        let around: Vec<CellIndex> = coarse.grid_disk(2);
        around.into_iter().flat_map(|big| big.children(RESOLUTION)).map(StaffCell)
    }

    fn assert_rings_equal_brute_force(cell: StaffCell, radius: u32) {
        let rings = cell.disk_covering(radius);
        let found: BTreeSet<StaffCell> = rings.iter().copied().collect();
        let brute: BTreeSet<StaffCell> = all_around(cell).filter(|other| cell.within(*other, radius)).collect();
        assert_eq!(rings.len(), found.len(), "no cell twice");
        assert!(found == brute, "radius {radius}: {} by rings, {} by brute force", found.len(), brute.len());
    }

    #[test]
    fn it_is_a_number_in_a_table_and_does_not_print_itself() {
        let position = Position::new(51.0538, 3.7250).unwrap();
        let cell = position.staff_cell();
        assert_eq!(StaffCell::from_i64(cell.as_i64()), Ok(cell));
        assert_eq!(format!("{cell:?}"), "[personal]");
        for number in [0, -1, i64::MIN, i64::MAX, position.cell(Resolution::Nine).as_i64()] {
            assert_eq!(StaffCell::from_i64(number), Err(NotACell));
        }
        assert_eq!(Cell::from_i64(cell.as_i64()), Err(NotACell), "a staff cell is never read as a public one");
    }

    #[test]
    fn at_fifteen_kilometres_the_rings_find_what_brute_force_finds() {
        for (lat, lon) in [(51.0538, 3.7250), (50.8467, 4.3525), (50.7, 2.6)] {
            assert_rings_equal_brute_force(Position::new(lat, lon).unwrap().staff_cell(), 15_000);
        }
    }

    #[test]
    fn the_public_cell_of_a_home_is_not_always_the_one_above_its_staff_cell() {
        let homes = (0..10_000_i32).filter_map(|i| Position::new(51.0, 3.7 + f64::from(i) * 1e-5).ok());
        let astray = homes.filter(|home| {
            let above = home.staff_cell().0.parent(H3Resolution::Eight).map(|index| u64::from(index).cast_signed());
            above != Some(home.cell(Resolution::Eight).as_i64())
        });
        assert!(astray.count() > 0, "this is why a staff cell has no way to become a public one");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]

        #[test]
        fn the_rings_find_what_brute_force_finds(position in somewhere_in_flanders(), radius in 0_u32..=5_000) {
            assert_rings_equal_brute_force(position.staff_cell(), radius);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_home_whose_staff_cell_is_near_has_a_public_cell_in_the_key(
            from in somewhere_in_flanders(), resolution in resolution(), radius in 0_u32..=15_000,
            east in -1.0..=1.0, north in -1.0..=1.0,
        ) {
            let here = from.staff_cell();
            let keys = here.public_cells(radius, resolution);
            // Homes along one line to just past the rim: it is at the rim that a cell could be left out.
            let bearing = f64::atan2(east, north);
            for step in 0..=120 {
                let metres = (f64::from(radius) + 200.0) * f64::from(step) / 120.0;
                let degrees = metres / 111_200.0;
                let home = Position::new(
                    from.lat() + degrees * bearing.cos(),
                    from.lon() + degrees * bearing.sin() / from.lat().to_radians().cos(),
                ).unwrap();
                if here.within(home.staff_cell(), radius) {
                    prop_assert!(keys.contains(&home.cell(resolution)));
                }
            }
        }
    }
}
