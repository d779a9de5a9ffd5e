//! An exact position on earth: where somebody lives or wants help. Personal, so it is sealed and never shown as it is.

use std::fmt;

use geo::{Coord, Distance, Haversine};
use h3o::LatLng;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use thiserror::Error;

use super::{Cell, Resolution, StaffCell};

/// Decimals of a degree that are kept: 7, which is about one centimetre.
const DECIMALS: usize = 7;

/// An exact position in WGS84 degrees, kept to 7 decimals (about one centimetre).
///
/// It has no `Serialize` and its `Debug` prints `[personal]`, so it cannot slip into an answer or a log.
/// Rounding happens once, at the start: what is sealed and read back gives the same cell as what came in.
#[derive(Clone, Copy, PartialEq)]
pub struct Position {
    lat: f64,
    lon: f64,
    /// The same position as H3 wants it, made where the numbers are checked so that no later step can fail.
    on_sphere: LatLng,
}

/// Why numbers or bytes are not a position. It never repeats the value, which is personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotAPosition {
    /// The latitude is not a number from -90 to 90.
    #[error("the latitude must be a number of degrees from -90 to 90")]
    Latitude,
    /// The longitude is not a number from -180 to 180.
    #[error("the longitude must be a number of degrees from -180 to 180")]
    Longitude,
    /// A stored text is not `lat,lon`.
    #[error("the stored position cannot be read")]
    Unreadable,
}

/// A position as it comes in over the API: `{ "lat": 51.05, "lon": 3.72 }` and nothing else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    lat: f64,
    lon: f64,
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Takes an object only. A derived struct also takes a list, and in a list nobody knows which number is which:
        /// `GeoJSON` has the longitude first.
        struct ByName;

        impl<'de> Visitor<'de> for ByName {
            type Value = Position;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with lat and lon")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Position, A::Error> {
                let given = Given::deserialize(MapAccessDeserializer::new(map))?;
                Position::new(given.lat, given.lon).map_err(A::Error::custom)
            }
        }

        deserializer.deserialize_map(ByName)
    }
}

impl Position {
    /// A position from WGS84 degrees.
    ///
    /// # Errors
    /// [`NotAPosition`] where a number is missing (NaN), infinite or out of range.
    pub fn new(lat: f64, lon: f64) -> Result<Self, NotAPosition> {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(NotAPosition::Latitude);
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(NotAPosition::Longitude);
        }
        let (lat, lon) = (rounded(lat), rounded(lon));
        let on_sphere = LatLng::new(lat, lon).map_err(|_| NotAPosition::Unreadable)?;
        Ok(Self { lat, lon, on_sphere })
    }

    /// A position that H3 made, such as the centre of a cell: valid as it stands.
    pub(super) fn from_sphere(on_sphere: LatLng) -> Self {
        Self { lat: on_sphere.lat(), lon: on_sphere.lng(), on_sphere }
    }

    /// Latitude in WGS84 degrees, north positive.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }

    /// Longitude in WGS84 degrees, east positive.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// As `geo` has it: x is the longitude, y the latitude.
    pub(in crate::places) fn coord(self) -> Coord<f64> {
        Coord { x: self.lon, y: self.lat }
    }

    /// The public cell in which the position lies.
    #[must_use]
    pub fn cell(self, resolution: Resolution) -> Cell {
        Cell::holding(self.on_sphere, resolution)
    }

    /// The fine cell in which the position lies, for staff only.
    #[must_use]
    pub fn staff_cell(self) -> StaffCell {
        StaffCell::holding(self.on_sphere)
    }

    /// Distance over the earth in metres (haversine; at most 0.6 % from the ellipsoid).
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        Haversine.distance(self.coord().into(), other.coord().into())
    }

    /// The text `lat,lon` with 7 decimals, to be sealed.
    #[must_use]
    pub fn to_sealed(self) -> String {
        format!("{:.DECIMALS$},{:.DECIMALS$}", self.lat, self.lon)
    }

    /// A position from what [`Position::to_sealed`] wrote.
    ///
    /// # Errors
    /// [`NotAPosition::Unreadable`] where the text is something else, or the range it leaves.
    pub fn from_sealed(text: &str) -> Result<Self, NotAPosition> {
        let (lat, lon) = text.split_once(',').ok_or(NotAPosition::Unreadable)?;
        let degrees = |text: &str| text.parse::<f64>().map_err(|_| NotAPosition::Unreadable);
        Self::new(degrees(lat)?, degrees(lon)?)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personal]")
    }
}

/// Degrees rounded to the decimals that are kept. Boundaries use the same grid as positions, so that a point on a
/// border is on it in both. Adding zero turns `-0` into `0`.
pub(in crate::places) fn rounded(degrees: f64) -> f64 {
    const STEPS_PER_DEGREE: f64 = 1e7;
    (degrees * STEPS_PER_DEGREE).round() / STEPS_PER_DEGREE + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ghent() -> Position {
        Position::new(51.0538, 3.7250).unwrap()
    }

    #[test]
    fn degrees_that_do_not_exist_are_refused() {
        for lat in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 90.000_001, -90.1, 191_000.0] {
            assert_eq!(Position::new(lat, 3.7), Err(NotAPosition::Latitude));
        }
        for lon in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 180.000_001, -180.1, 104_000.0] {
            assert_eq!(Position::new(51.0, lon), Err(NotAPosition::Longitude));
        }
        for (lat, lon) in [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0)] {
            assert!(Position::new(lat, lon).is_ok());
        }
    }

    #[test]
    fn it_does_not_print_itself_and_neither_do_its_errors() {
        assert_eq!(format!("{:?} {:?}", ghent(), Some(ghent())), "[personal] Some([personal])");
        let error = serde_json::from_str::<Position>(r#"{"lat":151.0538,"lon":3.7}"#).unwrap_err().to_string();
        assert!(!error.contains("151.0538"), "{error}");
    }

    #[test]
    fn it_reads_lat_and_lon_and_nothing_else() {
        assert_eq!(serde_json::from_str::<Position>(r#"{"lat":51.0538,"lon":3.725}"#).unwrap(), ghent());
        for wrong in [
            r#"{"lat":51,"lon":3,"accuracy":4}"#,
            r#"{"lat":51}"#,
            r#"{"lat":"51","lon":3}"#,
            r#"{"lat":null,"lon":3}"#,
            r#"{"lat":91,"lon":3}"#,
            r#"{"lat":1e999,"lon":3}"#,
            r#"{"lat":51,"lat":52,"lon":3}"#,
            "[51,3]",
            "[]",
            "null",
        ] {
            assert!(serde_json::from_str::<Position>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn bytes_that_are_not_a_position_are_refused() {
        for wrong in ["", ",", "51.05", "51.05,", "51.05;3.7", "51.05,3.7,0", "a,b", "NaN,NaN", "inf,3", "91,3"] {
            assert!(Position::from_sealed(wrong).is_err(), "{wrong}");
        }
        assert_eq!(ghent().to_sealed(), "51.0538000,3.7250000");
    }

    #[test]
    fn a_zero_has_no_sign() {
        assert_eq!(Position::new(-0.0, -0.000_000_001).unwrap().to_sealed(), "0.0000000,0.0000000");
    }

    #[test]
    fn ghent_to_brussels_is_fifty_kilometres() {
        let brussels = Position::new(50.8467, 4.3525).unwrap();
        let metres = ghent().metres_to(brussels);
        assert!((49_400.0..49_900.0).contains(&metres), "{metres}");
        assert_eq!(metres.to_bits(), brussels.metres_to(ghent()).to_bits(), "the same both ways, to the last bit");
    }

    proptest! {
        #[test]
        fn what_is_sealed_comes_back_the_same(lat in -90.0..=90.0, lon in -180.0..=180.0) {
            let position = Position::new(lat, lon).unwrap();
            let back = Position::from_sealed(&position.to_sealed()).unwrap();
            prop_assert!(back == position);
            prop_assert!(back.to_sealed() == position.to_sealed());
            prop_assert!(back.staff_cell() == position.staff_cell());
            prop_assert!((back.lat() - lat).abs() <= 1e-7 && (back.lon() - lon).abs() <= 1e-7);
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = Position::from_sealed(&text);
        }
    }
}
