//! The map (kaart): how much is asked and offered in each neighbourhood of a team, and in which of its public cells.
//!
//! Nothing is suppressed here: these are the team's own lists, counted. Who sees them sees the lists too, and neither has
//! in it what is about the reader or about somebody they are brought together with.

mod actions;
mod http;
mod model;
mod store;

pub use actions::{MOST, see_area, see_map};
pub use http::routes;
pub use model::{AreaOffer, AreaRequest, CellCounts, Counts, MappedNeighbourhood};
