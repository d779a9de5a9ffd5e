//! The areas of neighbourhoods: how they are read from a `GeoJSON` file, what is wrong with them, and what they cover.
//!
//! A [`Boundary`] can be trusted: it was checked when it was read. [`import`] reads many from a file.

mod boundary;
mod crossings;
mod feature;
mod geometry;
pub mod import;
mod not_a_boundary;

pub use boundary::Boundary;
pub use feature::{Fault, is_nis};
pub use not_a_boundary::{NotABoundary, RingName};
