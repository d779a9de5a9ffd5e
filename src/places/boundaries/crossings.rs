//! Whether the rings of a boundary cross, touch or overlap where they must not.

use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{BoundingRect, Coord, Intersects, Line, LineString, Polygon, Relate};

use super::{NotABoundary, RingName};

/// Pattern of a DE-9IM relation: the insides have an area in common.
const OVERLAPS: &str = "2********";
/// Pattern of a DE-9IM relation: the edges have a line in common.
const SHARES_A_SIDE: &str = "****1****";

/// How many rings times how many points a neighbourhood has at most. Real ones have a few rings, and some hundred points.
const MOST_EFFORT: usize = 20_000_000;

/// Every ring is compared with the others, so what that takes grows with how many there are and how long they are. For each
/// ring: its points.
pub(super) fn check_effort(lengths: impl Iterator<Item = usize>) -> Result<(), NotABoundary> {
    let (rings, points) = lengths.fold((0, 0), |(rings, points), length| (rings + 1, points + length));
    if points.saturating_mul(rings) > MOST_EFFORT { Err(NotABoundary::TooIntricate { rings, points }) } else { Ok(()) }
}

/// A point where a ring meets itself otherwise than at the corner of two neighbouring sides.
///
/// `geo` has such a check, which compares every side with every other and does not say where; here the sides are walked
/// from west to east and only compared with those that begin before they end.
pub(super) fn self_meeting(ring: &LineString<f64>) -> Option<Coord<f64>> {
    let mut sides: Vec<(usize, Line<f64>)> = ring.lines().enumerate().collect();
    let count = sides.len();
    let west = |side: &Line<f64>| side.start.x.min(side.end.x);
    let east = |side: &Line<f64>| side.start.x.max(side.end.x);
    sides.sort_by(|(_, a), (_, b)| west(a).total_cmp(&west(b)));
    let mut rest = sides.as_slice();
    while let Some(((number, side), later)) = rest.split_first() {
        for (other_number, other) in later.iter().take_while(|(_, other)| west(other) <= east(side)) {
            let apart = number.abs_diff(*other_number);
            let neighbours = apart == 1 || apart + 1 == count;
            match line_intersection(*side, *other) {
                Some(LineIntersection::SinglePoint { intersection, .. }) if !neighbours => return Some(intersection),
                Some(LineIntersection::Collinear { intersection }) => return Some(intersection.start),
                Some(LineIntersection::SinglePoint { .. }) | None => {}
            }
        }
        rest = later;
    }
    None
}

/// Every hole must lie in its outer ring, and no two may overlap.
pub(super) fn check_holes(polygon: &Polygon<f64>, part: Option<usize>) -> Result<(), NotABoundary> {
    let outer = without_holes(polygon.exterior());
    let holes: Vec<Polygon<f64>> = polygon.interiors().iter().map(without_holes).collect();
    let name = |index: usize| RingName { part, hole: Some(index + 1) };
    for (index, hole) in holes.iter().enumerate() {
        let relation = outer.relate(hole);
        if !relation.is_contains() || relation.matches(SHARES_A_SIDE).unwrap_or(true) {
            return Err(NotABoundary::HoleOutside(name(index)));
        }
    }
    match first_clash(&holes) {
        Some((one, other)) => Err(NotABoundary::HolesOverlap(name(one), name(other))),
        None => Ok(()),
    }
}

/// No two parts may overlap.
pub(super) fn check_parts(parts: &[Polygon<f64>]) -> Result<(), NotABoundary> {
    match first_clash(parts) {
        Some((one, other)) => Err(NotABoundary::PartsOverlap(one + 1, other + 1)),
        None => Ok(()),
    }
}

/// The first two polygons, by index, that overlap or share a side. Touching at a point is allowed.
fn first_clash(polygons: &[Polygon<f64>]) -> Option<(usize, usize)> {
    let boxed: Vec<_> = polygons.iter().map(|polygon| (polygon, polygon.bounding_rect())).collect();
    for (one, (polygon, bounds)) in boxed.iter().enumerate() {
        for (other, (another, their_bounds)) in boxed.iter().enumerate().skip(one + 1) {
            if bounds.zip(*their_bounds).is_some_and(|(a, b)| !a.intersects(&b)) {
                continue;
            }
            let relation = polygon.relate(*another);
            if [OVERLAPS, SHARES_A_SIDE].iter().any(|pattern| relation.matches(pattern).unwrap_or(true)) {
                return Some((one, other));
            }
        }
    }
    None
}

fn without_holes(ring: &LineString<f64>) -> Polygon<f64> {
    Polygon::new(ring.clone(), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Validation;
    use proptest::prelude::*;

    fn ring(corners: impl IntoIterator<Item = (f64, f64)>) -> LineString<f64> {
        let mut ring: Vec<Coord<f64>> = corners.into_iter().map(|(x, y)| Coord { x, y }).collect();
        ring.extend(ring.first().copied());
        ring.dedup();
        LineString::new(ring)
    }

    /// A ring around 51, 4 with as many corners: it goes in and out, but never back.
    fn star(corners: u32) -> LineString<f64> {
        let turns = (0..corners).map(|i| f64::from(i) / f64::from(corners) * std::f64::consts::TAU);
        ring(turns.map(|angle| {
            let radius = 0.1 + 0.001 * (angle * 900.0).sin();
            (4.0 + radius * angle.cos(), 51.0 + radius * angle.sin())
        }))
    }

    /// The same question, every side with every other.
    fn meets_itself_by_brute_force(ring: &LineString<f64>) -> bool {
        let sides: Vec<Line<f64>> = ring.lines().collect();
        (0..sides.len()).any(|i| {
            (i + 1..sides.len()).any(|j| {
                let neighbours = j - i == 1 || j - i == sides.len() - 1;
                match line_intersection(sides[i], sides[j]) {
                    Some(LineIntersection::Collinear { .. }) => true,
                    Some(LineIntersection::SinglePoint { .. }) => !neighbours,
                    None => false,
                }
            })
        })
    }

    #[test]
    fn a_corner_halfway_along_a_side_is_no_crossing() {
        let square = [(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (4.0, 2.0), (4.0, 4.0), (1.0, 4.0), (0.0, 4.0), (0.0, 3.0)];
        for start in 0..square.len() {
            let mut turned = square;
            turned.rotate_left(start);
            assert_eq!(self_meeting(&ring(turned)), None);
            turned.reverse();
            assert_eq!(self_meeting(&ring(turned)), None);
        }
    }

    #[test]
    fn a_very_detailed_ring_is_checked_in_a_moment() {
        let ring = star(50_000);
        let start = std::time::Instant::now();
        assert_eq!(self_meeting(&ring), None);
        println!("50,000 corners checked in {:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn a_ring_that_never_goes_back_is_good(corners in 3_u32..400) {
            prop_assert_eq!(self_meeting(&star(corners)), None);
        }

        #[test]
        fn the_walk_finds_what_brute_force_finds(corners in prop::collection::vec((0..9_i32, 0..9_i32), 3..12)) {
            let ring = ring(corners.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))));
            prop_assume!(ring.0.len() >= 4);
            prop_assert_eq!(self_meeting(&ring).is_some(), meets_itself_by_brute_force(&ring));
            if self_meeting(&ring).is_none() {
                prop_assert!(without_holes(&ring).is_valid(), "geo agrees that it is good");
            }
        }
    }
}
