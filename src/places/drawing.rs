//! Boundaries as a drawing on a page: what of them can be seen at that size, and nothing more.

use super::boundaries::Boundary;

/// The width of a drawing, in units of its own.
const WIDTH: f64 = 1_000.0;
/// The most a drawing is higher than wide.
const HIGHEST: f64 = 1_200.0;
/// About how many corners a drawing has at most: so a page stays small, however detailed the boundaries are.
const CORNERS: f64 = 6_000.0;

/// A drawing of boundaries, north up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The width, in units of its own.
    pub width: u32,
    /// The height.
    pub height: u32,
    /// The shapes, in the order of the boundaries.
    pub shapes: Vec<Shape>,
}

/// The shape of one boundary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// What an SVG path takes as `d`.
    pub path: String,
    /// About its middle, for a label.
    pub middle: (i32, i32),
}

/// Draws boundaries beside each other as they lie. `None`: there are none.
#[must_use]
pub fn draw(of: &[&Boundary]) -> Option<Drawing> {
    let [west, south, east, north] = of.iter().map(|it| it.bbox()).reduce(|one, other| {
        [one[0].min(other[0]), one[1].min(other[1]), one[2].max(other[2]), one[3].max(other[3])]
    })?;
    // A degree of longitude is shorter than one of latitude.
    let shrink = f64::midpoint(south, north).to_radians().cos().max(0.01);
    let (wide, high) = ((east - west) * shrink, north - south);
    let scale = (WIDTH / wide.max(1e-9)).min(HIGHEST / high.max(1e-9));
    let place = |[lon, lat]: [f64; 2]| ((lon - west) * shrink * scale, (north - lat) * scale);
    let corners: usize = of.iter().flat_map(|it| it.rings()).map(|it| it.len()).sum();
    let step = (count(corners) / CORNERS).clamp(1.0, 8.0);
    let shape = |boundary: &&Boundary| {
        let path: String = boundary.rings().into_iter().map(|it| outline(it.into_iter().map(place), step)).collect();
        let [west, south, east, north] = boundary.bbox();
        let middle = place([f64::midpoint(west, east), f64::midpoint(south, north)]);
        Shape { path, middle: (whole(middle.0), whole(middle.1)) }
    };
    let size = |length: f64| u32::try_from(whole(length * scale)).unwrap_or(1).max(1);
    Some(Drawing { width: size(wide), height: size(high), shapes: of.iter().map(shape).collect() })
}

/// One ring: corners that lie nearer to the last one than a step are left out.
fn outline(corners: impl Iterator<Item = (f64, f64)>, step: f64) -> String {
    let mut path = String::new();
    let mut last: Option<(f64, f64)> = None;
    for (x, y) in corners {
        let is_near = last.is_some_and(|(x_last, y_last)| (x - x_last).hypot(y - y_last) < step);
        if is_near {
            continue;
        }
        path.push_str(if last.is_some() { "L" } else { "M" });
        path.extend([whole(x).to_string(), " ".to_owned(), whole(y).to_string()]);
        last = Some((x, y));
    }
    path.push('Z');
    path
}

#[expect(clippy::cast_possible_truncation, reason = "a drawing has a few thousand units")]
fn whole(value: f64) -> i32 {
    value.round() as i32
}

#[expect(clippy::cast_precision_loss, reason = "a count of corners")]
fn count(value: usize) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::model::test_data::square;

    fn boundary(lon: f64, lat: f64, size: f64) -> Boundary {
        Boundary::from_geojson(&square(lon, lat, size)).unwrap()
    }

    #[test]
    fn north_is_up_and_nothing_lies_outside() {
        let (south, north) = (boundary(4.0, 51.0, 0.1), boundary(4.0, 51.1, 0.1));
        let drawing = draw(&[&south, &north]).unwrap();
        assert_eq!(drawing.shapes.len(), 2);
        assert!(drawing.shapes[0].middle.1 > drawing.shapes[1].middle.1);
        assert!(drawing.height > drawing.width && drawing.height <= 1_200);
        assert!(drawing.shapes[0].path.starts_with('M') && drawing.shapes[0].path.ends_with('Z'));
        assert_eq!(draw(&[]), None);
    }
}
