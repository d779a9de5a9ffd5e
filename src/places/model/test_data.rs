//! What the tests of this slice share: places in Flanders and Brussels, and the real boundaries.

use std::path::PathBuf;

use proptest::prelude::*;

use super::{Position, Resolution};

/// Anywhere in a box around Flanders and Brussels.
pub fn somewhere_in_flanders() -> impl Strategy<Value = Position> {
    (50.68..51.51_f64, 2.54..5.92_f64).prop_filter_map("degrees that exist", |(lat, lon)| Position::new(lat, lon).ok())
}

/// Any public resolution.
pub fn resolution() -> impl Strategy<Value = Resolution> {
    prop_oneof![Just(Resolution::Seven), Just(Resolution::Eight), Just(Resolution::Nine)]
}

/// The text of the real boundaries, from the folder named by `BUURTNET_TEST_DATA`; none where it is not set.
#[expect(clippy::disallowed_methods, reason = "this is a setting of the tests, not of the program")]
pub fn real_boundaries() -> Option<String> {
    let folder = std::env::var("BUURTNET_TEST_DATA").unwrap_or_default();
    if folder.is_empty() {
        assert!(std::env::var_os("CI").is_none(), "in CI BUURTNET_TEST_DATA must name the folder with the test data");
        eprintln!("left out: BUURTNET_TEST_DATA is not set, so the real boundaries were not tried");
        return None;
    }
    let path = PathBuf::from(folder).join("wijken_demo.geojson");
    Some(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// A square as `GeoJSON` geometry, from its west and south side and its width in degrees.
pub fn square(west: f64, south: f64, width: f64) -> String {
    format!(r#"{{"type":"Polygon","coordinates":[{}]}}"#, square_ring(west, south, width))
}

/// The ring of a square as a list of coordinates.
pub fn square_ring(west: f64, south: f64, width: f64) -> String {
    let (east, north) = (west + width, south + width);
    format!("[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]")
}
