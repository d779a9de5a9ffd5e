//! Places: neighbourhoods (buurten) with their boundaries, and where people are.
//!
//! A boundary comes from a file and has versions; a position is located in the boundary in force. What residents may
//! know of a place is its neighbourhood, its public cell and a distance band; the exact position is sealed.

mod actions;
mod boundaries;
mod http;
pub mod imports;
mod model;
mod store;
mod templates;

pub use actions::{
    Imported, Spot, about, all_of, area, by_code, change_policy, get, import, import_telling, is_way_on, locate,
    neighbourhoods, refuse_unless_offered, refuse_unless_on, see_policy, trusts_persons, use_template, wave_rhythm,
    weights, where_way_is_on,
};
pub use boundaries::import::{BrokenFeature, Columns, FoundNeighbourhood, Property, ReadError, Reading, read};
pub use boundaries::{Boundary, NotABoundary, is_nis};
pub use http::{NeighbourhoodRef, routes};
pub use model::strips;
pub use model::{
    CategoryTitle, Cell, DistanceBand, MAX_RADIUS_METRES, NotACell, NotAPosition, Position, Resolution, StaffCell,
    WaveRhythm, WayToMatch, Weights, usual_ways,
};
pub use store::{Neighbourhood, Phase, Policy};
pub use templates::Template;
