//! What can be wrong with the geometry of a neighbourhood, in words for the person who has to mend it.

use std::fmt;

use geo::Coord;
use thiserror::Error;

use crate::places::model::rounded;

/// Which ring of a boundary, in the words of a person: "hole 2 of part 1".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingName {
    /// The part of a `MultiPolygon` counted from 1; none for a Polygon.
    pub part: Option<usize>,
    /// The hole counted from 1; none for the outer ring.
    pub hole: Option<usize>,
}

impl fmt::Display for RingName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hole {
            Some(hole) => write!(f, "hole {hole}")?,
            None => f.write_str("the outer ring")?,
        }
        self.part.map_or(Ok(()), |part| write!(f, " of part {part}"))
    }
}

/// Why a geometry is not the boundary of a neighbourhood: one line each. Points are written `lon, lat`.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NotABoundary {
    /// There is no geometry, or it is `null`.
    #[error("it has no geometry")]
    Missing,
    /// It is not a `GeoJSON` geometry at all.
    #[error("its geometry cannot be read: {0}")]
    Unreadable(String),
    /// It is a `GeoJSON` geometry of another kind, such as a Point.
    #[error("its geometry is a {0}; a neighbourhood is a Polygon or a MultiPolygon")]
    OtherKind(String),
    /// The coordinates are not numbers in the nesting that the kind asks for.
    #[error("its coordinates are not those of a {kind}: {why}")]
    Coordinates {
        /// Polygon or `MultiPolygon`.
        kind: String,
        /// What the reader met.
        why: String,
    },
    /// There is not one ring in it.
    #[error("its geometry is empty")]
    Empty,
    /// It has more rings, of more points, than a neighbourhood has: to compare them would take too long.
    #[error("its geometry has {rings} rings with {points} points together: too many for a neighbourhood")]
    TooIntricate {
        /// How many rings: parts and holes.
        rings: usize,
        /// How many points all of them have.
        points: usize,
    },
    /// A point has fewer than two numbers.
    #[error("point {point} of {ring} has fewer than two numbers")]
    ShortPoint {
        /// Where.
        ring: RingName,
        /// Which point of the ring, counted from 1.
        point: usize,
    },
    /// A point is not on earth when read as degrees.
    #[error("{ring} has a point that is not longitude, latitude in degrees: {x}, {y}")]
    OutOfRange {
        /// Where.
        ring: RingName,
        /// The first number of the point.
        x: f64,
        /// The second number of the point.
        y: f64,
    },
    /// The last point of a ring is not its first.
    #[error("{ring} is not closed: it starts at {} and ends at {}", point(*.first), point(*.last))]
    Open {
        /// Where.
        ring: RingName,
        /// The first point.
        first: Coord<f64>,
        /// The last point.
        last: Coord<f64>,
    },
    /// A ring has fewer than three different corners.
    #[error("{0} has too few points: a closed ring has at least 4, the last the same as the first")]
    TooFewPoints(RingName),
    /// A ring crosses or touches itself, or goes back over its own line.
    #[error("{ring} crosses or touches itself near {}", point(*.near))]
    MeetsItself {
        /// Where.
        ring: RingName,
        /// A point of the crossing.
        near: Coord<f64>,
    },
    /// A hole is not wholly inside its outer ring, or shares a side with it.
    #[error("{0} is not inside the outer ring")]
    HoleOutside(RingName),
    /// Two holes of one polygon overlap or share a side.
    #[error("{0} and {1} overlap or share a side")]
    HolesOverlap(RingName, RingName),
    /// Two parts of a `MultiPolygon` overlap or share a side. Counted from 1.
    #[error("part {0} and part {1} overlap or share a side")]
    PartsOverlap(usize, usize),
}

fn point(at: Coord<f64>) -> String {
    format!("{}, {}", rounded(at.x), rounded(at.y))
}
