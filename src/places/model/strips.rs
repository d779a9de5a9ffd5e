//! Where on a line of numbers an offer lies that reaches a place: so a search reads few rows, whatever database keeps them.
//!
//! The earth is cut into strips along the latitude, and each strip runs from west to east in steps of ten metres. The number
//! of a strip with the number of a step is the key of what lies there; what lies near a place is then one stretch of numbers
//! for each strip that the circle around it touches.
//!
//! How far an offer reaches decides how far away it is looked for. So each *reach class* has strips of its own: who goes five
//! hundred metres is looked for within a kilometre, and not within fifteen.
//!
//! Distances are those of centres of cells, as straight lines through the earth: they need no trigonometry, so each database
//! and this program get the very same number, and they order as those over the earth do.

use geo::HaversineMeasure;

use super::{MAX_RADIUS_METRES, Position};

/// The reach classes: a class holds what reaches so many metres and no farther. How many of its strips lie side by side within
/// that: more strips fit the circle better, and each costs a descent in the index, so where few rows lie few do.
const CLASSES: [(u32, f64); 4] = [(2_000, 1.0), (4_000, 1.0), (8_000, 1.5), (MAX_RADIUS_METRES, 2.0)];
/// The length of a step, in metres.
const STEP: f64 = 10.0;
/// What a circle is drawn wider by, in metres, so that no rounding leaves out what lies on it.
const SLACK: f64 = 0.01;

/// Bits for the number of a step: four million are more than go around the earth.
const STEP_BITS: u32 = 22;
/// Bits for the number of a strip: the lowest class has ten thousand.
const STRIP_BITS: u32 = 16;
/// Bits for the number of a class.
const CLASS_BITS: u32 = 3;

const EARTH: f64 = HaversineMeasure::GRS80_MEAN_RADIUS.radius();

/// A place as three numbers in metres from the middle of the earth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InSpace {
    /// Towards the Gulf of Guinea.
    pub x: f64,
    /// Towards the Indian Ocean.
    pub y: f64,
    /// Towards the North Pole.
    pub z: f64,
}

impl InSpace {
    /// A place on the sphere that all distances here are measured on.
    #[must_use]
    pub fn of(place: Position) -> Self {
        let (lat, lon) = (place.lat().to_radians(), place.lon().to_radians());
        Self { x: EARTH * lat.cos() * lon.cos(), y: EARTH * lat.cos() * lon.sin(), z: EARTH * lat.sin() }
    }
}

/// How far any offer reaches at most, in metres.
#[must_use]
pub fn farthest() -> f64 {
    f64::from(MAX_RADIUS_METRES)
}

/// The square of the straight line to what an offer reaches, in square metres; no farther than the widest radius.
#[must_use]
pub fn reach(radius_metres: u32) -> f64 {
    squared(f64::from(radius_metres.min(MAX_RADIUS_METRES)))
}

/// The square of the straight line to what lies so many metres away over the earth, in square metres.
#[must_use]
pub fn squared(metres: f64) -> f64 {
    let line = 2.0 * EARTH * (metres / (2.0 * EARTH)).sin();
    line * line
}

/// The metres over the earth of the square of a straight line.
#[must_use]
pub fn metres(squared: f64) -> f64 {
    2.0 * EARTH * (squared.sqrt() / (2.0 * EARTH)).min(1.0).asin()
}

/// A stretch of keys, both ends included.
pub type Stretch = (i64, i64);

/// The key of something of a kind that lies at a place and reaches so far.
#[must_use]
pub fn key(kind: u8, place: Position, radius_metres: u32) -> i64 {
    let class = CLASSES.iter().position(|it| radius_metres <= it.0).unwrap_or(CLASSES.len() - 1);
    let strips = Strips::of(kind, class);
    let strip = strips.at(place.lat());
    strips.key(strip, strips.step(strip, place.lon()))
}

/// Where everything of a kind has its key that lies around a place, within so many metres, and reaches it. `wider`: by how many
/// metres it can lie farther away than it is said to.
#[must_use]
pub fn stretches(kind: u8, around: Position, within: f64, wider: f64) -> Vec<Stretch> {
    let radius = |reach| f64::from(reach).min(within) + wider;
    let classes = CLASSES.iter().enumerate();
    classes.flat_map(|(class, (reach, _))| Strips::of(kind, class).around(around, radius(*reach))).collect()
}

/// The strips of a class.
struct Strips {
    /// The bits before the number of a strip.
    head: i64,
    /// How many degrees of latitude a strip is high.
    height: f64,
}

impl Strips {
    fn of(kind: u8, class: usize) -> Self {
        let (reach, strips) = CLASSES.get(class).copied().unwrap_or((MAX_RADIUS_METRES, 1.0));
        let class = i64::try_from(class).unwrap_or(0);
        let metres = f64::from(reach) / strips;
        Self { head: i64::from(kind) << CLASS_BITS | class, height: (metres / EARTH).to_degrees() }
    }

    /// The number of the strip at a latitude.
    fn at(&self, lat: f64) -> i64 {
        whole((lat + 90.0) / self.height)
    }

    /// How many steps a degree of longitude has in a strip: as many as in its middle.
    fn steps_in_degree(&self, strip: i64) -> f64 {
        let middle = (as_f64(strip) + 0.5) * self.height - 90.0;
        EARTH * middle.to_radians().cos().max(0.0).to_radians() / STEP
    }

    fn step(&self, strip: i64, lon: f64) -> i64 {
        whole((lon + 180.0) * self.steps_in_degree(strip))
    }

    fn key(&self, strip: i64, step: i64) -> i64 {
        (self.head << STRIP_BITS | strip) << STEP_BITS | step
    }

    /// The stretches that a circle touches.
    fn around(&self, centre: Position, metres: f64) -> Vec<Stretch> {
        let radius = ((metres + SLACK) / EARTH).to_degrees();
        let (south, north) = ((centre.lat() - radius).max(-90.0), (centre.lat() + radius).min(90.0));
        let mut found = Vec::new();
        for strip in self.at(south)..=self.at(north) {
            let bottom = as_f64(strip) * self.height - 90.0;
            let to = (bottom + self.height).min(north);
            // Where a circle ends at the rim of a strip, the two may be apart by a rounding.
            let from = bottom.max(south).min(to);
            let half = half_width(centre.lat(), radius, from, to);
            let (west, east) = (centre.lon() - half, centre.lon() + half);
            let mut stretch = |west: f64, east: f64| {
                let first = (self.step(strip, west) - 1).max(0);
                found.push((self.key(strip, first), self.key(strip, self.step(strip, east) + 1)));
            };
            if half >= 180.0 {
                stretch(-180.0, 180.0);
            } else if west < -180.0 {
                stretch(-180.0, east);
                stretch(west + 360.0, 180.0);
            } else if east > 180.0 {
                stretch(west, 180.0);
                stretch(-180.0, east - 360.0);
            } else {
                stretch(west, east);
            }
        }
        found
    }
}

/// The most degrees of longitude that a circle of `radius` degrees around a latitude reaches to either side, between two
/// latitudes; 180 where a pole lies in it.
fn half_width(lat: f64, radius: f64, from: f64, to: f64) -> f64 {
    if lat.abs() + radius >= 90.0 {
        return 180.0;
    }
    let (lat, radius) = (lat.to_radians(), radius.to_radians());
    let widest = (lat.sin() / radius.cos()).asin();
    let at = widest.clamp(from.to_radians(), to.to_radians());
    let cos = (radius.cos() - lat.sin() * at.sin()) / (lat.cos() * at.cos());
    cos.clamp(-1.0, 1.0).acos().to_degrees()
}

#[expect(clippy::cast_possible_truncation, reason = "at most four million")]
fn whole(number: f64) -> i64 {
    number.floor() as i64
}

#[expect(clippy::cast_precision_loss, reason = "at most ten thousand")]
fn as_f64(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anywhere() -> impl Strategy<Value = Position> {
        // Where strips are narrow, and where the numbers begin anew, more often than elsewhere.
        let lat = prop_oneof![-90.0..=90.0_f64, 89.8..=90.0_f64, -90.0..=-89.8_f64, 50.7..=51.5_f64];
        let lon = prop_oneof![-180.0..=180.0_f64, 179.9..=180.0_f64, -180.0..=-179.9_f64, 2.5..=5.9_f64];
        (lat, lon).prop_map(|(lat, lon)| Position::new(lat, lon).unwrap())
    }

    /// Somewhere so many metres away in a direction.
    fn away(from: Position, metres: f64, bearing: f64) -> Position {
        let (lat, lon, arc) = (from.lat().to_radians(), from.lon().to_radians(), metres / EARTH);
        let there = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * bearing.cos()).asin();
        let along = (bearing.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * there.sin());
        let lon = (lon + along).to_degrees();
        let lon = if lon > 180.0 {
            lon - 360.0
        } else if lon < -180.0 {
            lon + 360.0
        } else {
            lon
        };
        Position::new(there.to_degrees().clamp(-90.0, 90.0), lon).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn whatever_reaches_a_place_has_its_key_in_a_stretch(
            around in anywhere(), share in 0.0..=1.0, bearing in 0.0..=std::f64::consts::TAU,
            radius in 500_u32..=20_000, within in prop_oneof![Just(farthest()), 0.0..=20_000.0],
            wider in prop_oneof![Just(0.0), 0.0..=4_000.0],
        ) {
            let farthest = f64::from(radius.min(MAX_RADIUS_METRES)).min(within) + wider;
            let there = away(around, farthest * share, bearing);
            let key = key(7, there, radius);
            let found = stretches(7, around, within, wider).into_iter().filter(|it| (it.0..=it.1).contains(&key)).count();
            prop_assert_eq!(found, 1, "{} {} from {} {}", there.lat(), there.lon(), around.lat(), around.lon());
            let near = super::key(8, there, radius);
            prop_assert!(stretches(7, around, within, wider).iter().all(|it| !(it.0..=it.1).contains(&near)), "another kind");
        }

        #[test]
        fn a_straight_line_orders_as_the_way_over_the_earth_does(
            around in anywhere(), share in 0.0..=1.0, bearing in 0.0..=std::f64::consts::TAU, radius in 500_u32..=15_000,
        ) {
            let there = away(around, 20_000.0 * share, bearing);
            let (from, to) = (InSpace::of(around), InSpace::of(there));
            let line = (from.x - to.x).powi(2) + (from.y - to.y).powi(2) + (from.z - to.z).powi(2);
            let over = around.metres_to(there);
            prop_assert!((metres(line) - over).abs() < 1e-3, "{} {}", metres(line), over);
            if (over - f64::from(radius)).abs() > 1e-3 {
                prop_assert_eq!(line <= reach(radius), over <= f64::from(radius));
            }
        }
    }

    #[test]
    fn a_search_looks_into_few_stretches_and_no_number_is_too_large() {
        let antwerp = Position::new(51.22, 4.4).unwrap();
        assert!(stretches(0, antwerp, farthest(), 0.0).len() <= 16);
        assert_eq!(reach(u32::MAX).to_bits(), reach(15_000).to_bits());
        for (lat, lon) in [(90.0, 0.0), (-90.0, 180.0), (0.0, -180.0), (0.0, 180.0), (89.999, 12.0)] {
            let place = Position::new(lat, lon).unwrap();
            let all = stretches(u8::MAX, place, farthest(), 4_000.0);
            assert!(all.len() <= 120, "{}", all.len());
            assert!(all.iter().all(|(from, to)| 0 < *from && from <= to && *to < 1 << 53), "a number in JSON too");
        }
    }
}
