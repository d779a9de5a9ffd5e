//! Where somebody lives, what of it may be seen, and in which neighbourhood it lies. Pure.
//!
//! A [`Position`] is exact and personal: it is sealed, and never leaves as it is. From it come two cells:
//! the [`Cell`], which residents may see, and the finer [`StaffCell`], which they may not. They are two types so that
//! nothing a resident reads can be made from the finer one by mistake. A [`DistanceBand`] is made of cells only.

pub mod band;
mod category_title;
pub mod cell;
mod disk;
pub mod position;
mod schema;
pub mod staff_cell;
pub mod strips;
mod ways;
mod weights;
#[cfg(test)]
pub(super) mod test_data;

pub use band::DistanceBand;
pub use category_title::CategoryTitle;
pub use cell::{Cell, NotACell, Resolution};
pub use disk::MAX_RADIUS_METRES;
pub(super) use position::rounded;
pub use position::{NotAPosition, Position};
pub use staff_cell::StaffCell;
pub use ways::{WaveRhythm, WayToMatch, usual_ways};
pub use weights::Weights;
