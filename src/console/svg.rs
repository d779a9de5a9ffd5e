//! Areas drawn as SVG on the server: neighbourhoods and cells, without tiles and without scripts.
//!
//! What is drawn says its number in words too; a shade is a hatch, so that it holds in black and white.

use std::fmt::Write;

use crate::places::{Boundary, Cell, Position};

/// How wide a drawing is, in its own units.
const WIDTH: f64 = 600.0;
/// So much stays free around it.
const MARGIN: f64 = 12.0;
/// How tall a drawing becomes at most.
const MOST_HEIGHT: f64 = 900.0;
/// About how many corners a drawing has at most: so a page stays small, however detailed the boundaries are.
const CORNERS: f64 = 6_000.0;
/// Corners that lie nearer to each other than this are drawn once: at first a tenth of a unit, at most this much.
const STEPS: [f64; 2] = [0.1, 5.0];

/// How an area is filled: the more there is, the denser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shade {
    /// Nothing.
    Empty,
    /// A little.
    Light,
    /// More.
    Middle,
    /// Most.
    Dense,
}

impl Shade {
    /// The shade of a number beside the largest one.
    #[must_use]
    pub const fn of(number: i64, largest: i64) -> Self {
        if number <= 0 {
            Self::Empty
        } else if number.saturating_mul(3) <= largest {
            Self::Light
        } else if number.saturating_mul(3) <= largest.saturating_mul(2) {
            Self::Middle
        } else {
            Self::Dense
        }
    }

    /// How many of the hatches of the drawing fill it; none where nothing is.
    #[must_use]
    pub const fn hatch(self) -> Option<u8> {
        match self {
            Self::Empty => None,
            Self::Light => Some(1),
            Self::Middle => Some(2),
            Self::Dense => Some(3),
        }
    }
}

/// Something to draw.
#[derive(Debug, Clone)]
pub struct Area {
    /// What stands in it: a number, or a short name.
    pub mark: String,
    /// What it is, in words, for who does not see it.
    pub name: String,
    /// Where it leads.
    pub href: Option<String>,
    /// How it is filled.
    pub shade: Shade,
    /// What it looks like besides: a class of `templates/assets/console.css`.
    pub class: &'static str,
    /// Its rings, each corner as longitude and latitude.
    pub rings: Vec<Vec<[f64; 2]>>,
    /// Where its mark stands.
    pub middle: Option<Position>,
}

impl Area {
    /// A neighbourhood.
    #[must_use]
    pub fn of(boundary: &Boundary, name: impl Into<String>) -> Self {
        Self {
            mark: String::new(),
            name: name.into(),
            href: None,
            shade: Shade::Empty,
            class: "",
            rings: boundary.rings(),
            middle: boundary.inner_point(),
        }
    }

    /// A cell.
    #[must_use]
    pub fn of_cell(cell: Cell, name: impl Into<String>) -> Self {
        let corners = cell.corners().into_iter().map(|it| [it.lon(), it.lat()]).collect();
        let (rings, middle) = (vec![corners], Some(cell.centre()));
        let (mark, shade) = (String::new(), Shade::Empty);
        Self { mark, name: name.into(), href: None, shade, class: "", rings, middle }
    }

    /// The same with a mark.
    #[must_use]
    pub fn marked(self, mark: impl Into<String>) -> Self {
        Self { mark: mark.into(), ..self }
    }

    /// The same, as a link.
    #[must_use]
    pub fn leading_to(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }

    /// The same, filled.
    #[must_use]
    pub fn shaded(self, shade: Shade) -> Self {
        Self { shade, ..self }
    }

    /// The same, with other looks.
    #[must_use]
    pub fn looking(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
}

/// An area as it stands in the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// The text of its path.
    pub path: String,
    /// Where its mark stands.
    pub x: String,
    /// Where its mark stands.
    pub y: String,
    /// What stands in it.
    pub mark: String,
    /// What it is.
    pub name: String,
    /// Where it leads.
    pub href: Option<String>,
    /// How it is filled.
    pub shade: Shade,
    /// What it looks like besides.
    pub class: &'static str,
}

/// A drawing, for `templates/console/svg.html`.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it shows, in words.
    pub title: String,
    /// Told apart from other drawings of the page.
    pub id: &'static str,
    /// The box it is drawn in.
    pub view_box: String,
    /// The areas, the lowest first.
    pub shapes: Vec<Shape>,
}

impl Drawing {
    /// What a shape is filled with.
    #[must_use]
    pub fn fill(&self, shape: &Shape) -> String {
        shape.shade.hatch().map_or_else(|| "none".to_owned(), |it| format!("url(#{}-hatch-{it})", self.id))
    }
}

/// Draws areas, the first ones below; `None`: there are none.
#[must_use]
pub fn draw(id: &'static str, title: impl Into<String>, areas: &[Area]) -> Option<Drawing> {
    let flat = Flat::around(areas)?;
    let shapes = areas.iter().map(|it| flat.shape(it)).collect();
    Some(Drawing { title: title.into(), id, view_box: flat.view_box(), shapes })
}

/// The earth as it is drawn: flat around the middle, north above.
struct Flat {
    west: f64,
    north: f64,
    /// Units for a degree of longitude.
    across: f64,
    /// Units for a degree of latitude.
    down: f64,
    width: f64,
    height: f64,
    /// Corners that lie nearer to each other are drawn once.
    step: f64,
}

impl Flat {
    fn around(areas: &[Area]) -> Option<Self> {
        let corners = || areas.iter().flat_map(|it| it.rings.iter().flatten().copied());
        let least = |part: fn([f64; 2]) -> f64| corners().map(part).min_by(f64::total_cmp);
        let most = |part: fn([f64; 2]) -> f64| corners().map(part).max_by(f64::total_cmp);
        let (lon, lat) = (|[lon, _]: [f64; 2]| lon, |[_, lat]: [f64; 2]| lat);
        let (west, east, south, north) = (least(lon)?, most(lon)?, least(lat)?, most(lat)?);
        // A degree of longitude is shorter than one of latitude.
        let shorter = f64::midpoint(south, north).to_radians().cos().max(0.01);
        let (wide, tall) = (((east - west) * shorter).max(1e-6), (north - south).max(1e-6));
        let down = (WIDTH / wide).min(MOST_HEIGHT / tall);
        let step = (count(corners().count()) / CORNERS).clamp(STEPS[0], STEPS[1]);
        Some(Self { west, north, across: down * shorter, down, width: wide * down, height: tall * down, step })
    }

    fn view_box(&self) -> String {
        format!("0 0 {:.0} {:.0}", self.width + 2.0 * MARGIN, self.height + 2.0 * MARGIN)
    }

    fn at(&self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        [(lon - self.west) * self.across + MARGIN, (self.north - lat) * self.down + MARGIN]
    }

    fn shape(&self, area: &Area) -> Shape {
        let middle = area.middle.map(|it| [it.lon(), it.lat()]).or_else(|| area.rings.first()?.first().copied());
        let [x, y] = self.at(middle.unwrap_or([self.west, self.north]));
        Shape {
            path: area.rings.iter().map(|it| self.ring(it)).collect(),
            x: format!("{x:.1}"),
            y: format!("{y:.1}"),
            mark: area.mark.clone(),
            name: area.name.clone(),
            href: area.href.clone(),
            shade: area.shade,
            class: area.class,
        }
    }

    /// One ring, to a tenth of a unit.
    fn ring(&self, corners: &[[f64; 2]]) -> String {
        let (mut path, mut last) = (String::new(), None);
        for corner in corners {
            let [x, y] = self.at(*corner);
            let is_near = last.is_some_and(|[x_last, y_last]: [f64; 2]| (x - x_last).hypot(y - y_last) < self.step);
            if !is_near {
                // Writing to a String does not fail.
                let _ = write!(path, "{}{x:.1} {y:.1}", if path.is_empty() { 'M' } else { 'L' });
                last = Some([x, y]);
            }
        }
        path.push('Z');
        path
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of corners")]
fn count(value: usize) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Resolution;

    fn square(west: f64, south: f64, side: f64) -> Boundary {
        let (east, north) = (west + side, south + side);
        let ring = format!("[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]");
        Boundary::from_geojson(&format!(r#"{{"type":"Polygon","coordinates":[[{ring}]]}}"#)).unwrap()
    }

    #[test]
    fn a_square_is_drawn_north_above_and_narrower_than_tall() {
        let drawn = draw("map", "Buurt", &[Area::of(&square(4.0, 51.0, 0.01), "Lindewijk").marked("3")]).unwrap();
        let shape = &drawn.shapes[0];
        assert_eq!(drawn.view_box, "0 0 590 924");
        assert!(shape.path.starts_with("M12.0 912.0L"), "{}", shape.path);
        assert!(shape.path.ends_with('Z'));
        assert_eq!((shape.mark.as_str(), shape.name.as_str(), drawn.fill(shape).as_str()), ("3", "Lindewijk", "none"));
    }

    #[test]
    fn a_cell_is_a_hexagon_and_nothing_is_no_drawing() {
        let cell = Position::new(51.04, 4.475).unwrap().cell(Resolution::Eight);
        let drawn = draw("map", "Vak", &[Area::of_cell(cell, "1").leading_to("?cell=1")]).unwrap();
        assert_eq!(drawn.shapes[0].path.matches(['M', 'L']).count(), 6);
        assert!(draw("map", "", &[]).is_none());
    }

    #[test]
    fn a_boundary_of_very_many_corners_is_drawn_with_few() {
        let corner = |it: u32| {
            let turn = f64::from(it) * std::f64::consts::TAU / 60_000.0;
            format!("[{},{}]", 4.0 + 0.01 * turn.cos(), 51.0 + 0.01 * turn.sin())
        };
        let ring = (0..60_000).chain([0]).map(corner).collect::<Vec<_>>().join(",");
        let circle = Boundary::from_geojson(&format!(r#"{{"type":"Polygon","coordinates":[[{ring}]]}}"#)).unwrap();
        let drawn = draw("map", "", &[Area::of(&circle, "")]).unwrap();
        let corners = drawn.shapes[0].path.matches(['M', 'L']).count();
        assert!((100..1_000).contains(&corners), "{corners}");
    }

    #[test]
    fn more_is_denser() {
        let hatches = [0, 1, 3, 4, 6, 7, 9].map(|it| Shade::of(it, 9).hatch());
        assert_eq!(hatches, [None, Some(1), Some(1), Some(2), Some(2), Some(3), Some(3)]);
        assert_eq!(Shade::of(1, 1), Shade::Dense);
    }
}
