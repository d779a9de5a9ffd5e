//! Which cells lie around a cell. Shared by the public and the staff cell.

use h3o::{CellIndex, LatLng};

use super::Position;

/// The farthest that anything is looked for: 15 km, the cap of an offer's radius (domain.md, Search). A larger radius
/// counts as this one, so that no number from outside can ask for half the earth in cells.
pub const MAX_RADIUS_METRES: u32 = 15_000;

/// Cells grow and shrink by less than this over the 15 km of the widest radius.
pub(super) const NEIGHBOURS_ARE_AT_MOST: f64 = 1.1;

/// A radius in metres as a number to compare distances with, under the cap.
pub(super) fn capped(radius_metres: u32) -> f64 {
    f64::from(radius_metres.min(MAX_RADIUS_METRES))
}

/// The middle of a cell.
pub(super) fn centre(cell: CellIndex) -> Position {
    Position::from_sphere(LatLng::from(cell))
}

/// Metres from the centre of one cell to the centre of the other.
pub(super) fn metres_between(a: CellIndex, b: CellIndex) -> f64 {
    centre(a).metres_to(centre(b))
}

/// Metres from the centre of a cell to its farthest corner: no point of the cell is farther away.
pub(super) fn reach(cell: CellIndex) -> f64 {
    let centre = centre(cell);
    cell.boundary().iter().map(|corner| centre.metres_to(Position::from_sphere(*corner))).fold(0.0, f64::max)
}

/// Every cell whose centre lies within the metres of the origin's centre.
pub(super) fn centres_within(origin: CellIndex, metres: f64) -> Vec<CellIndex> {
    let from = centre(origin);
    rings(origin, |cell| from.metres_to(centre(cell)) <= metres)
}

/// Walks outwards ring by ring and stops at the first ring in which nothing belongs.
///
/// The number of rings is found, not calculated: cells differ in size and shape from place to place, and the average
/// edge of H3's tables gives too few rings.
fn rings(origin: CellIndex, belongs: impl Fn(CellIndex) -> bool) -> Vec<CellIndex> {
    let mut found = Vec::new();
    let mut steps = 0;
    loop {
        let before = found.len();
        found.extend(origin.grid_ring::<Vec<_>>(steps).into_iter().filter(|cell| belongs(*cell)));
        if found.len() == before {
            return found;
        }
        steps += 1;
    }
}
