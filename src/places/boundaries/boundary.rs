//! The area of a neighbourhood.

use geo::{BoundingRect, Coord, InteriorPoint, Intersects, Line, LinesIter, MultiPolygon, Point, Rect};

use super::{NotABoundary, geometry};
use crate::places::model::{Cell, Position, Resolution};
use crate::platform::seal::{hash, hex};

/// The boundary of a neighbourhood: one or more polygons, perhaps with holes, in WGS84. Public.
///
/// Its sides are straight lines between two pairs of degrees, as `GeoJSON` has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    shape: MultiPolygon<f64>,
    bounds: Rect<f64>,
}

impl Boundary {
    /// A boundary from the text of one `GeoJSON` geometry: a Polygon or a `MultiPolygon`, holes allowed.
    ///
    /// # Errors
    /// [`NotABoundary`] says in one line what is wrong with it. Nothing is repaired by guessing.
    pub fn from_geojson(geometry: &str) -> Result<Self, NotABoundary> {
        let shape = geometry::read(geometry)?;
        let bounds = shape.bounding_rect().ok_or(NotABoundary::Empty)?;
        Ok(Self { shape, bounds })
    }

    /// A boundary from its own text ([`Boundary::to_geojson`]), as a row has it: what was checked when it first came is not
    /// checked again. `None`: it is something else.
    #[must_use]
    pub fn stored(text: &str) -> Option<Self> {
        let shape = geometry::read_again(text)?;
        let bounds = shape.bounding_rect()?;
        Some(Self { shape, bounds })
    }

    /// The smallest box around it in degrees, as `GeoJSON` writes it: west, south, east, north.
    #[must_use]
    pub fn bbox(&self) -> [f64; 4] {
        let (min, max) = (self.bounds.min(), self.bounds.max());
        [min.x, min.y, max.x, max.y]
    }

    /// Its rings, to draw them: for each polygon the outer one and its holes, each corner as longitude and latitude.
    #[must_use]
    pub fn rings(&self) -> Vec<Vec<[f64; 2]>> {
        let rings = self.shape.0.iter().flat_map(|it| std::iter::once(it.exterior()).chain(it.interiors()));
        rings.map(|ring| ring.coords().map(|at| [at.x, at.y]).collect()).collect()
    }

    /// A point inside, away from the border where that can be: where a name is written, and what stands for the whole.
    #[must_use]
    pub fn inner_point(&self) -> Option<Position> {
        self.shape.interior_point().and_then(|it| Position::new(it.y(), it.x()).ok())
    }

    /// The public cells in which some of it lies, from north to south, and from west to east. Found by trying points: a cell
    /// that only its very edge touches can be missed.
    #[must_use]
    pub fn cells(&self, resolution: Resolution) -> Vec<Cell> {
        let [west, south, east, north] = self.bbox();
        let steps = f64::from(STEPS);
        let points = (0..=STEPS).flat_map(|row| (0..=STEPS).map(move |column| (f64::from(row), f64::from(column))));
        let tried = points.filter_map(|(row, column)| {
            let (lat, lon) = (north + (south - north) * row / steps, west + (east - west) * column / steps);
            Position::new(lat, lon).ok()
        });
        let inside = tried.filter(|it| self.covers(*it)).chain(self.inner_point());
        let mut cells: Vec<Cell> = inside.map(|it| it.cell(resolution)).collect();
        cells.sort_unstable();
        cells.dedup();
        cells.sort_by(|one, other| {
            let (one, other) = (one.centre(), other.centre());
            other.lat().total_cmp(&one.lat()).then(one.lon().total_cmp(&other.lon()))
        });
        cells
    }

    /// Whether the position lies inside or on the border. Neighbours share their border, so a position on it is covered
    /// by both; the locating gives it to exactly one.
    #[must_use]
    pub fn covers(&self, position: Position) -> bool {
        let point = Point::from(position.coord());
        self.bounds.intersects(&point) && self.shape.intersects(&point)
    }

    /// Whether the two areas have a point in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.bounds.intersects(&other.bounds) && self.shape.intersects(&other.shape)
    }

    /// Metres from the position to the nearest point of the area: 0 inside and on the border.
    ///
    /// The nearest point is sought on a flat map around the position: right to a few metres in a municipality, and good
    /// enough to say which neighbourhood is nearest from farther away.
    #[must_use]
    pub fn metres_to(&self, position: Position) -> f64 {
        if self.covers(position) {
            return 0.0;
        }
        let here = position.coord();
        let nearest = self
            .shape
            .lines_iter()
            .map(|side| nearest_on(side, here))
            .min_by(|a, b| flat_distance(*a, here).total_cmp(&flat_distance(*b, here)));
        nearest.and_then(|at| Position::new(at.y, at.x).ok()).map_or(f64::INFINITY, |at| position.metres_to(at))
    }

    /// The one text of this area: a `GeoJSON` `MultiPolygon` with coordinates to 7 decimals. Read again it gives the
    /// same boundary, and the same corners give the same text, however a file wrote them.
    #[must_use]
    pub fn to_geojson(&self) -> String {
        let polygons = self.shape.0.iter().map(|polygon| {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            list(rings.map(|ring| list(ring.coords().map(|at| format!("[{},{}]", at.x, at.y)))))
        });
        format!(r#"{{"type":"MultiPolygon","coordinates":{}}}"#, list(polygons))
    }

    /// SHA-256 of [`Boundary::to_geojson`] in hexadecimal: tells whether a boundary changed, and serves as its `ETag`.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&hash(&[self.to_geojson().as_bytes()]))
    }
}

/// In so many steps each way a boundary is tried for its cells.
const STEPS: u32 = 60;

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// A step from `from` to `to` on a flat map around `from`: a degree of longitude is shorter than one of latitude.
fn flat_step(from: Coord<f64>, to: Coord<f64>) -> Coord<f64> {
    Coord { x: (to.x - from.x) * from.y.to_radians().cos(), y: to.y - from.y }
}

fn flat_distance(at: Coord<f64>, here: Coord<f64>) -> f64 {
    let step = flat_step(here, at);
    step.x.hypot(step.y)
}

/// The point of a side that is nearest to `here`.
fn nearest_on(side: Line<f64>, here: Coord<f64>) -> Coord<f64> {
    let (start, end) = (flat_step(here, side.start), flat_step(here, side.end));
    let along = end - start;
    let length_squared = along.x * along.x + along.y * along.y;
    if length_squared == 0.0 {
        return side.start;
    }
    let share = (-(start.x * along.x + start.y * along.y) / length_squared).clamp(0.0, 1.0);
    side.start + (side.end - side.start) * share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::model::test_data::{square, square_ring};

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    fn with_hole() -> Boundary {
        let rings = format!("{},{}", square_ring(4.0, 51.0, 1.0), square_ring(4.25, 51.25, 0.5));
        Boundary::from_geojson(&format!(r#"{{"type":"Polygon","coordinates":[{rings}]}}"#)).unwrap()
    }

    #[test]
    fn it_covers_its_inside_and_its_border_but_not_its_holes() {
        let boundary = with_hole();
        for covered in [at(51.1, 4.1), at(51.0, 4.0), at(51.5, 4.0), at(52.0, 4.3), at(51.25, 4.5), at(51.75, 4.75)] {
            assert!(boundary.covers(covered));
        }
        for not in [at(51.5, 4.5), at(50.999_999_9, 4.5), at(52.000_000_1, 4.5), at(4.5, 51.5)] {
            assert!(!boundary.covers(not));
        }
        assert_eq!(boundary.bbox().map(f64::to_bits), [4.0, 51.0, 5.0, 52.0].map(f64::to_bits));
    }

    #[test]
    fn its_text_is_geojson_that_reads_back_the_same() {
        let boundary = Boundary::from_geojson(&square(4.1, 51.0, 0.5)).unwrap();
        let text = r#"{"type":"MultiPolygon","coordinates":[[[[4.1,51],[4.6,51],[4.6,51.5],[4.1,51.5],[4.1,51]]]]}"#;
        assert_eq!(boundary.to_geojson(), text);
        assert_eq!(Boundary::from_geojson(text).unwrap(), boundary);
        for one in [boundary, with_hole()] {
            assert_eq!(Boundary::stored(&one.to_geojson()), Some(one));
        }
        for other in
            ["", "{}", r#"{"type":"MultiPolygon","coordinates":[]}"#, r#"{"type":"MultiPolygon","coordinates":[[]]}"#]
        {
            assert_eq!(Boundary::stored(other), None, "{other}");
        }
    }

    #[test]
    fn the_hash_changes_with_the_area_and_with_nothing_else() {
        let hash = |text: &str| Boundary::from_geojson(text).unwrap().hash();
        let one = hash(&square(4.0, 51.0, 1.0));
        assert_eq!(one.len(), 64);
        assert_eq!(
            one,
            hash(r#"{"coordinates":[[[[5,52.0],[5,51],[4,51],[4,52],[5,52]]]],"type":"MultiPolygon","bbox":[]}"#)
        );
        assert_ne!(one, hash(&square(4.0, 51.0, 1.000_000_1)));
        assert_ne!(one, with_hole().hash());
    }

    #[test]
    fn it_is_drawn_by_its_rings_and_named_inside() {
        let boundary = with_hole();
        assert_eq!(boundary.rings().len(), 2);
        assert!(boundary.inner_point().is_some_and(|it| boundary.covers(it)));
    }

    #[test]
    fn its_cells_hold_every_point_of_it() {
        let boundary = Boundary::from_geojson(&square(4.45, 51.02, 0.04)).unwrap();
        let cells = boundary.cells(Resolution::Eight);
        for (row, column) in (0..=13).flat_map(|row| (0..=13).map(move |column| (row, column))) {
            let point = at(51.02 + f64::from(row) * 0.003, 4.45 + f64::from(column) * 0.003);
            assert!(cells.contains(&point.cell(Resolution::Eight)));
        }
        assert!(cells.windows(2).all(|it| it[0].centre().lat() >= it[1].centre().lat()), "from north to south");
        assert!(cells.len() < 40, "{}", cells.len());
    }

    #[test]
    fn the_metres_to_it_are_those_to_the_nearest_side() {
        let boundary = with_hole();
        assert!(boundary.metres_to(at(51.1, 4.1)) == 0.0 && boundary.metres_to(at(51.0, 4.5)) == 0.0);
        let south = boundary.metres_to(at(50.99, 4.5));
        assert!((south - 1_112.0).abs() < 1.0, "{south}");
        let west = boundary.metres_to(at(51.5, 3.99));
        assert!((west - at(51.5, 3.99).metres_to(at(51.5, 4.0))).abs() < 0.1, "{west}");
        let in_the_hole = boundary.metres_to(at(51.5, 4.26));
        assert!((in_the_hole - at(51.5, 4.26).metres_to(at(51.5, 4.25))).abs() < 0.1, "{in_the_hole}");
        let corner = boundary.metres_to(at(50.99, 3.99));
        assert!((corner - at(50.99, 3.99).metres_to(at(51.0, 4.0))).abs() < 0.1, "{corner}");
        assert!(boundary.metres_to(at(90.0, 0.0)).is_finite() && boundary.metres_to(at(-90.0, 180.0)).is_finite());
    }
}
