//! Places: neighbourhoods (buurten) with their boundaries, and where people are.
//!
//! A boundary comes from a file and has versions; a position is located in the boundary in force. What residents may
//! know of a place is its neighbourhood, its public cell and a distance band; the exact position is sealed.

mod actions;
mod http;
mod model;
mod store;

pub use actions::{Imported, Spot, get, import, locate, neighbourhoods};
pub use http::routes;
pub use model::import::{BrokenFeature, ReadError, Reading, read};
pub use model::{Boundary, Cell, DistanceBand, Position, Resolution, StaffCell};
pub use store::{Neighbourhood, Phase};
