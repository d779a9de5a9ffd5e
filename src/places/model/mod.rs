//! Where somebody lives, what of it may be seen, and in which neighbourhood it lies. Pure.
//!
//! A [`Position`] is exact and personal: it is sealed, and never leaves as it is. From it come two cells:
//! the [`Cell`], which residents may see, and the finer [`StaffCell`], which they may not. They are two types so that
//! nothing a resident reads can be made from the finer one by mistake. A [`DistanceBand`] is made of cells only.
//! A [`Boundary`] is the area of a neighbourhood; [`import`] reads boundaries from a file.

pub mod band;
pub mod boundary;
pub mod cell;
mod crossings;
mod disk;
mod feature;
mod geometry;
pub mod import;
mod not_a_boundary;
pub mod position;
pub mod staff_cell;
mod schema;
#[cfg(test)]
mod test_data;

pub use band::DistanceBand;
pub use boundary::Boundary;
pub use cell::{Cell, NotACell, Resolution};
pub use feature::Fault;
pub use not_a_boundary::{NotABoundary, RingName};
pub use position::Position;
pub use staff_cell::StaffCell;
