//! From a `GeoJSON` geometry to a shape that can be trusted, or one line that says what is wrong with it.
//!
//! Nothing is repaired by guessing: an open ring may lack a side, a crossing may be a swapped corner. What is only a
//! matter of writing (direction of rings, starting corner, order of parts, more decimals than we keep) is made uniform,
//! so that the same area always has the same text.

use std::cmp::Ordering;

use geo::{Coord, LineString, MultiPolygon, Polygon, Winding};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::crossings::{check_effort, check_holes, check_parts, self_meeting};
use super::{NotABoundary, RingName};
use crate::places::model::rounded;

/// A closed ring has at least 4 points: three corners, and the first again.
const FEWEST_POINTS: usize = 4;

#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow, default)]
    coordinates: Option<&'a RawValue>,
}

/// The points of a ring as they are written: two numbers, or more (a height is left out).
type WrittenRing = Vec<Vec<f64>>;

/// Reads and checks a `GeoJSON` Polygon or `MultiPolygon` and writes it the one uniform way.
pub(super) fn read(text: &str) -> Result<MultiPolygon<f64>, NotABoundary> {
    let geometry: Option<Geometry> = object(text).map_err(NotABoundary::Unreadable)?;
    let Geometry { kind, coordinates } = geometry.ok_or(NotABoundary::Missing)?;
    let written: Vec<Vec<WrittenRing>> = match kind.as_str() {
        "Polygon" => vec![read_coordinates(&kind, coordinates)?],
        "MultiPolygon" => read_coordinates(&kind, coordinates)?,
        _ => return Err(NotABoundary::OtherKind(one_line(&kind))),
    };
    check_effort(written.iter().flatten().map(Vec::len))?;
    let several = kind == "MultiPolygon";
    let parts = written
        .iter()
        .zip(1..)
        .map(|(rings, number)| read_part(rings, several.then_some(number)))
        .collect::<Result<Vec<_>, _>>()?;
    if parts.is_empty() {
        return Err(NotABoundary::Empty);
    }
    check_parts(&parts)?;
    Ok(uniform(parts))
}

/// Reads again what was read before and written the uniform way: what was checked then is not checked again.
pub(super) fn read_again(text: &str) -> Option<MultiPolygon<f64>> {
    let coordinates = serde_json::from_str::<Geometry>(text).ok()?.coordinates?;
    let written: Vec<Vec<Vec<[f64; 2]>>> = serde_json::from_str(coordinates.get()).ok()?;
    let ring = |of: Vec<[f64; 2]>| of.into_iter().map(|[x, y]| Coord { x, y }).collect::<LineString<f64>>();
    let part = |of: Vec<Vec<[f64; 2]>>| {
        let mut rings = of.into_iter().map(ring);
        Some(Polygon::new(rings.next()?, rings.collect()))
    };
    written.into_iter().map(part).collect::<Option<Vec<_>>>().map(MultiPolygon::new)
}

fn read_coordinates<'a, T: Deserialize<'a> + Default>(
    kind: &str,
    coordinates: Option<&'a RawValue>,
) -> Result<T, NotABoundary> {
    let Some(written) = coordinates else { return Err(NotABoundary::Empty) };
    serde_json::from_str(written.get())
        .map_err(|error| NotABoundary::Coordinates { kind: kind.to_owned(), why: without_place(&error) })
}

/// Reads an object or `null`. Derived structs also take a list of their fields, which `GeoJSON` does not know.
pub(super) fn object<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Option<T>, String> {
    if text.trim_start().starts_with('[') {
        return Err("it is a list and not an object".to_owned());
    }
    serde_json::from_str(text).map_err(|error| without_place(&error))
}

/// What went wrong, without the line and column: they count from the start of a fragment and would mislead.
pub(super) fn without_place(error: &serde_json::Error) -> String {
    let full = error.to_string();
    one_line(full.rsplit_once(" at line ").map_or(full.as_str(), |(what, _)| what))
}

/// A text from a file as it may stand in a message: short, and without signs that move the cursor of a terminal.
pub(super) fn one_line(text: &str) -> String {
    const ENOUGH: usize = 100;
    let mut signs = text.chars();
    let mut line: String = signs.by_ref().take(ENOUGH).map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    if signs.next().is_some() {
        line.push('…');
    }
    line
}

fn read_part(written: &[WrittenRing], part: Option<usize>) -> Result<Polygon<f64>, NotABoundary> {
    let mut rings = written
        .iter()
        .enumerate()
        .map(|(index, ring)| read_ring(ring, RingName { part, hole: (index > 0).then_some(index) }));
    let outer = rings.next().ok_or(NotABoundary::Empty)??;
    let holes = rings.collect::<Result<Vec<_>, _>>()?;
    let polygon = Polygon::new(outer, holes);
    check_holes(&polygon, part)?;
    Ok(polygon)
}

fn read_ring(written: &WrittenRing, ring: RingName) -> Result<LineString<f64>, NotABoundary> {
    let mut points: Vec<Coord<f64>> = Vec::with_capacity(written.len());
    for (numbers, number) in written.iter().zip(1..) {
        let [x, y, ..] = numbers.as_slice() else { return Err(NotABoundary::ShortPoint { ring, point: number }) };
        let (x, y) = (*x, *y);
        if !(-180.0..=180.0).contains(&x) || !(-90.0..=90.0).contains(&y) {
            return Err(NotABoundary::OutOfRange { ring, x, y });
        }
        points.push(Coord { x: rounded(x), y: rounded(y) });
    }
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else {
        return Err(NotABoundary::Empty);
    };
    if first != last {
        return Err(NotABoundary::Open { ring, first, last });
    }
    points.dedup();
    if points.len() < FEWEST_POINTS {
        return Err(NotABoundary::TooFewPoints(ring));
    }
    let line = LineString::new(points);
    match self_meeting(&line) {
        Some(near) => Err(NotABoundary::MeetsItself { ring, near }),
        None => Ok(line),
    }
}

/// The one way to write an area: outer rings counter-clockwise and holes clockwise (RFC 7946), each ring from its most
/// western corner on, holes and parts in the order of their corners.
fn uniform(parts: Vec<Polygon<f64>>) -> MultiPolygon<f64> {
    let mut parts: Vec<Polygon<f64>> = parts
        .into_iter()
        .map(|part| {
            let (mut outer, mut holes) = part.into_inner();
            outer.make_ccw_winding();
            holes.iter_mut().for_each(Winding::make_cw_winding);
            let mut holes: Vec<_> = holes.into_iter().map(from_most_western).collect();
            holes.sort_by(by_corners);
            Polygon::new(from_most_western(outer), holes)
        })
        .collect();
    parts.sort_by(|a, b| by_corners(a.exterior(), b.exterior()));
    MultiPolygon::new(parts)
}

fn from_most_western(ring: LineString<f64>) -> LineString<f64> {
    let mut corners = ring.into_inner();
    corners.pop();
    let start = corners.iter().enumerate().min_by(|(_, a), (_, b)| by_place(a, b)).map_or(0, |(index, _)| index);
    corners.rotate_left(start);
    corners.extend(corners.first().copied());
    LineString::new(corners)
}

fn by_place(a: &Coord<f64>, b: &Coord<f64>) -> Ordering {
    a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
}

fn by_corners(a: &LineString<f64>, b: &LineString<f64>) -> Ordering {
    let differing = a.coords().zip(b.coords()).map(|(a, b)| by_place(a, b)).find(|order| order.is_ne());
    differing.unwrap_or_else(|| a.0.len().cmp(&b.0.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::model::test_data::{square, square_ring};
    use proptest::prelude::*;

    fn polygon(rings: &str) -> String {
        format!(r#"{{"type":"Polygon","coordinates":[{rings}]}}"#)
    }

    fn multi(parts: &[&str]) -> String {
        let parts: Vec<String> = parts.iter().map(|rings| format!("[{rings}]")).collect();
        format!(r#"{{"type":"MultiPolygon","coordinates":[{}]}}"#, parts.join(","))
    }

    #[track_caller]
    fn refused(text: &str, why: &str) {
        let found = read(text).map_or_else(|error| error.to_string(), |shape| format!("accepted {shape:?}"));
        assert_eq!(found, why);
        assert!(!found.contains('\n'), "one line");
    }

    #[test]
    fn a_square_with_a_hole_is_read() {
        let rings = format!("{},{}", square_ring(4.0, 51.0, 1.0), square_ring(4.25, 51.25, 0.5));
        let shape = read(&polygon(&rings)).unwrap();
        assert_eq!(shape.0.len(), 1);
        assert_eq!(shape.0[0].interiors().len(), 1);
    }

    #[test]
    fn more_rings_than_a_neighbourhood_has_are_refused_before_they_are_compared() {
        let hole = square_ring(4.25, 51.25, 0.001);
        let rings = [square_ring(4.0, 51.0, 1.0)].into_iter().chain(std::iter::repeat_n(hole, 5_000));
        let rings: Vec<_> = rings.collect();
        refused(
            &polygon(&rings.join(",")),
            "its geometry has 5001 rings with 25005 points together: too many for a neighbourhood",
        );
    }

    #[test]
    fn a_bow_tie_is_refused_and_the_crossing_named() {
        refused(&polygon("[[0,0],[2,2],[2,0],[0,2],[0,0]]"), "the outer ring crosses or touches itself near 1, 1");
    }

    #[test]
    fn a_ring_that_touches_itself_in_a_corner_is_refused() {
        refused(
            &polygon("[[0,0],[4,0],[4,4],[2,0],[0,4],[0,0]]"),
            "the outer ring crosses or touches itself near 2, 0",
        );
        refused(
            &polygon("[[0,0],[2,2],[4,0],[4,4],[2,2],[0,4],[0,0]]"),
            "the outer ring crosses or touches itself near 2, 2",
        );
    }

    #[test]
    fn a_ring_that_goes_back_over_itself_is_refused() {
        refused(
            &polygon("[[0,0],[4,0],[4,4],[4,2],[0,2],[0,0]]"),
            "the outer ring crosses or touches itself near 4, 2",
        );
        refused(&polygon("[[0,0],[1,1],[2,2],[0,0]]"), "the outer ring crosses or touches itself near 0, 0");
    }

    #[test]
    fn an_open_ring_is_refused_and_not_closed_for_you() {
        refused(
            &polygon("[[0,0],[4,0],[4,4],[0,4]]"),
            "the outer ring is not closed: it starts at 0, 0 and ends at 0, 4",
        );
    }

    #[test]
    fn three_points_or_two_corners_are_too_few() {
        let why = "the outer ring has too few points: a closed ring has at least 4, the last the same as the first";
        for ring in ["[[0,0],[1,1],[0,0]]", "[[0,0],[0,0],[1,1],[1,1],[0,0]]", "[[3,3]]", "[[3,3],[3,3],[3,3],[3,3]]"] {
            refused(&polygon(ring), why);
        }
        refused(&polygon("[[0,0],[1,0],[1,1]]"), "the outer ring is not closed: it starts at 0, 0 and ends at 1, 1");
    }

    #[test]
    fn a_hole_must_lie_inside_and_share_no_side() {
        let outer = square_ring(0.0, 0.0, 4.0);
        for hole in [
            square_ring(10.0, 10.0, 1.0),
            square_ring(3.0, 3.0, 2.0),
            square_ring(-1.0, -1.0, 6.0),
            square_ring(0.0, 1.0, 1.0),
            outer.clone(),
        ] {
            refused(&polygon(&format!("{outer},{hole}")), "hole 1 is not inside the outer ring");
        }
        let touching = "[[0,2],[1,1],[2,2],[1,3],[0,2]]";
        assert!(read(&polygon(&format!("{outer},{touching}"))).is_ok(), "a hole may touch the outer ring at a point");
    }

    #[test]
    fn holes_and_parts_must_not_overlap_or_share_a_side() {
        let outer = square_ring(0.0, 0.0, 9.0);
        let (a, over, beside, corner) = (
            square_ring(1.0, 1.0, 2.0),
            square_ring(2.0, 2.0, 2.0),
            square_ring(3.0, 1.0, 2.0),
            square_ring(3.0, 3.0, 2.0),
        );
        refused(&polygon(&format!("{outer},{a},{over}")), "hole 1 and hole 2 overlap or share a side");
        refused(&polygon(&format!("{outer},{a},{beside}")), "hole 1 and hole 2 overlap or share a side");
        refused(&polygon(&format!("{outer},{a},{a}")), "hole 1 and hole 2 overlap or share a side");
        assert!(read(&polygon(&format!("{outer},{a},{corner}"))).is_ok());
        refused(&multi(&[&a, &corner, &over]), "part 1 and part 3 overlap or share a side");
        refused(&multi(&[&a, &beside]), "part 1 and part 2 overlap or share a side");
        refused(&multi(&[&outer, &a]), "part 1 and part 2 overlap or share a side");
        assert!(read(&multi(&[&a, &corner])).is_ok());
    }

    #[test]
    fn an_island_in_a_hole_is_a_part_of_its_own() {
        let with_hole = format!("{},{}", square_ring(0.0, 0.0, 9.0), square_ring(2.0, 2.0, 5.0));
        assert_eq!(read(&multi(&[&with_hole, &square_ring(3.0, 3.0, 2.0)])).unwrap().0.len(), 2);
    }

    #[test]
    fn the_ring_is_named_with_its_part_and_hole() {
        let good = square_ring(0.0, 0.0, 4.0);
        let bad = format!("{},[[11,11],[12,11],[12,12],[11,12]]", square_ring(10.0, 10.0, 4.0));
        refused(&multi(&[&good, &bad]), "hole 1 of part 2 is not closed: it starts at 11, 11 and ends at 11, 12");
    }

    #[test]
    fn coordinates_that_are_no_numbers_or_not_on_earth_are_refused() {
        let why = "its coordinates are not those of a Polygon: ";
        refused(&polygon(r#"[["4","51"]]"#), &format!("{why}invalid type: string \"4\", expected f64"));
        refused(&polygon("[[null,1]]"), &format!("{why}invalid type: null, expected f64"));
        refused(&polygon("[[1e999,1]]"), &format!("{why}number out of range"));
        refused(&polygon("[4,51]"), &format!("{why}invalid type: integer `4`, expected a sequence"));
        refused(&polygon("[[4]]"), "point 1 of the outer ring has fewer than two numbers");
        refused(
            &polygon("[[104000.5,193000],[104001,193000],[104001,193001],[104000.5,193000]]"),
            "the outer ring has a point that is not longitude, latitude in degrees: 104000.5, 193000",
        );
        refused(&polygon("[[NaN,1]]"), "its geometry cannot be read: expected value");
    }

    #[test]
    fn empty_and_other_geometries_are_refused() {
        refused("null", "it has no geometry");
        for empty in [
            r#"{"type":"Polygon"}"#,
            r#"{"type":"Polygon","coordinates":null}"#,
            r#"{"type":"Polygon","coordinates":[]}"#,
            r#"{"type":"Polygon","coordinates":[[]]}"#,
            r#"{"type":"MultiPolygon","coordinates":[]}"#,
            r#"{"type":"MultiPolygon","coordinates":[[]]}"#,
            r#"{"type":"MultiPolygon","coordinates":[[[]]]}"#,
        ] {
            refused(empty, "its geometry is empty");
        }
        for kind in ["Point", "LineString", "MultiPoint", "GeometryCollection", "polygon", "Feature", ""] {
            refused(
                &format!(r#"{{"type":"{kind}","coordinates":[4,51],"geometries":[]}}"#),
                &format!("its geometry is a {kind}; a neighbourhood is a Polygon or a MultiPolygon"),
            );
        }
        refused("{}", "its geometry cannot be read: missing field `type`");
        refused("[]", "its geometry cannot be read: it is a list and not an object");
    }

    #[test]
    fn what_a_file_says_is_shown_short_and_on_one_line() {
        let long = "n".repeat(100);
        refused(
            &format!(r#"{{"type":"Poi\n\u001b[2J{long}"}}"#),
            &format!("its geometry is a Poi  [2J{}…; a neighbourhood is a Polygon or a MultiPolygon", "n".repeat(92)),
        );
    }

    #[test]
    fn the_same_area_written_otherwise_is_the_same() {
        let one = read(&square(4.0, 51.0, 1.0)).unwrap();
        for rings in [
            "[[5,51],[5,52],[4,52],[4,51],[5,51]]",
            "[[4,52],[5,52],[5,51],[4,51],[4,52]]",
            "[[4,51,12.5],[5,51,0],[5,51,0],[5,52,3],[4,52,1],[4,51,12.5]]",
            "[[4.00000000001,51],[5,51],[5,52],[4,52],[4.00000000001,51]]",
        ] {
            assert_eq!(read(&polygon(rings)).unwrap(), one, "{rings}");
        }
        let (a, b) = (square_ring(1.0, 1.0, 1.0), square_ring(5.0, 1.0, 1.0));
        assert_eq!(read(&multi(&[&a, &b])), read(&multi(&[&b, &a])));
    }

    proptest! {
        #[test]
        fn no_ring_makes_it_panic_and_what_passes_is_valid(
            outer in prop::collection::vec((0..12_i32, 0..12_i32), 0..9),
            hole in prop::collection::vec((0..12_i32, 0..12_i32), 0..6),
        ) {
            use geo::Validation;
            let ring = |corners: &[(i32, i32)]| {
                let closed: Vec<String> =
                    corners.iter().chain(corners.first()).map(|(x, y)| format!("[{x},{y}]")).collect();
                format!("[{}]", closed.join(","))
            };
            for text in [
                polygon(&ring(&outer)),
                polygon(&format!("{},{}", ring(&outer), ring(&hole))),
                multi(&[&ring(&outer), &ring(&hole)]),
            ] {
                if let Ok(shape) = read(&text) {
                    prop_assert!(shape.is_valid(), "{text}: {:?}", shape.validation_errors());
                }
            }
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = read(&text);
        }
    }
}
