//! Where a service helps.

use std::collections::BTreeSet;

use crate::ids::NeighbourhoodId;
use crate::places::{Boundary, Position};
use crate::platform::text::NisCode;

/// The areas that a service serves: it helps where one of them covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Areas {
    /// Neighbourhoods.
    pub neighbourhoods: BTreeSet<NeighbourhoodId>,
    /// Municipalities, whole.
    pub municipalities: BTreeSet<NisCode>,
    /// An area besides.
    pub polygon: Option<AreaShape>,
}

/// Where help is needed.
#[derive(Debug, Clone)]
pub struct Where {
    /// The neighbourhood.
    pub neighbourhood: NeighbourhoodId,
    /// Its municipality.
    pub municipality: Option<NisCode>,
    /// Where in it.
    pub within: Within,
}

/// Where in a neighbourhood.
#[derive(Debug, Clone)]
pub enum Within {
    /// There, as exactly as the team may know.
    At(Position),
    /// Anywhere in it.
    Anywhere(Boundary),
}

crate::db::types::words! {
    /// Which area of a service covers a place.
    Coverage {
        /// A neighbourhood.
        Neighbourhood = "neighbourhood",
        /// A municipality.
        Municipality = "municipality",
        /// An area of its own.
        Area = "area",
    }
}

impl Areas {
    /// Which of them covers a place, or a part of a neighbourhood: the smallest that does.
    #[must_use]
    pub fn covers(&self, place: &Where) -> Option<Coverage> {
        if self.neighbourhoods.contains(&place.neighbourhood) {
            return Some(Coverage::Neighbourhood);
        }
        if place.municipality.as_ref().is_some_and(|it| self.municipalities.contains(it)) {
            return Some(Coverage::Municipality);
        }
        self.polygon.as_ref().filter(|it| it.covers(&place.within)).map(|_| Coverage::Area)
    }
}

/// An area as a `GeoJSON` Polygon or `MultiPolygon`, in the one way in which boundaries are written here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaShape(String);

/// The most corners of an area: whether its sides cross is asked of each with each other.
const MOST_CORNERS: usize = 5_000;

impl AreaShape {
    /// One that was read before, as it stands in a row.
    #[must_use]
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn covers(&self, within: &Within) -> bool {
        Boundary::from_geojson(&self.0).is_ok_and(|area| match within {
            Within::At(position) => area.covers(*position),
            Within::Anywhere(neighbourhood) => area.meets(neighbourhood),
        })
    }
}

impl std::str::FromStr for AreaShape {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        // Each corner is two numbers between brackets.
        if text.matches('[').count() > MOST_CORNERS {
            return Err(format!("has more than some {MOST_CORNERS} corners"));
        }
        Boundary::from_geojson(text).map(|it| Self(it.to_geojson())).map_err(|why| why.to_string())
    }
}
