//! The staff cell: finer than what residents may see, for the suggestions that only a buurtwerker reads.

use std::fmt;

use h3o::{CellIndex, LatLng, Resolution as H3Resolution};

use super::{NotACell, Position, disk};

/// The resolution of staff cells: about 0.015 km², some 130 m across.
const RESOLUTION: H3Resolution = H3Resolution::Ten;

/// A cell of resolution 10. It has no `Serialize`, does not print itself and cannot become a [`super::Cell`], so nothing that
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
}

impl fmt::Debug for StaffCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personal]")
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Resolution};
    use super::*;

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
    fn the_public_cell_of_a_home_is_not_always_the_one_above_its_staff_cell() {
        let homes = (0..10_000_i32).filter_map(|i| Position::new(51.0, 3.7 + f64::from(i) * 1e-5).ok());
        let astray = homes.filter(|home| {
            let above = home.staff_cell().0.parent(H3Resolution::Eight).map(|index| u64::from(index).cast_signed());
            above != Some(home.cell(Resolution::Eight).as_i64())
        });
        assert!(astray.count() > 0, "this is why a staff cell has no way to become a public one");
    }
}
