//! Where a service helps.

use std::collections::BTreeSet;
use std::sync::OnceLock;

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
#[derive(Debug, Clone)]
pub struct AreaShape {
    text: String,
    /// The same to be asked, once somebody asks; `None`: it is no area.
    area: OnceLock<Option<Boundary>>,
}

impl PartialEq for AreaShape {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for AreaShape {}

/// The most corners of an area: whether its sides cross is asked of each with each other.
const MOST_CORNERS: usize = 5_000;

impl AreaShape {
    /// One that was read before, as it stands in a row.
    #[must_use]
    pub const fn stored(text: String) -> Self {
        Self { text, area: OnceLock::new() }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Read once, however often it is asked.
    fn area(&self) -> Option<&Boundary> {
        self.area.get_or_init(|| Boundary::stored(&self.text)).as_ref()
    }

    fn covers(&self, within: &Within) -> bool {
        self.area().is_some_and(|area| match within {
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
        Boundary::from_geojson(text).map(|it| Self::stored(it.to_geojson())).map_err(|why| why.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_read_once_however_often_it_is_asked() {
        let area: AreaShape = r#"{"type":"Polygon","coordinates":[[[4,51],[5,51],[5,52],[4,51]]]}"#.parse().unwrap();
        assert!(area.area.get().is_none(), "nobody has asked yet");
        let (inside, outside) = (Position::new(51.2, 4.7).unwrap(), Position::new(51.9, 4.1).unwrap());
        assert!(area.covers(&Within::At(inside)) && !area.covers(&Within::At(outside)));
        assert!(std::ptr::eq(area.area().unwrap(), area.area().unwrap()));
        assert_eq!(area, AreaShape::stored(area.as_str().to_owned()), "whoever was asked is no other area for that");
        assert!(!AreaShape::stored("nonsense".to_owned()).covers(&Within::At(inside)));
    }
}
