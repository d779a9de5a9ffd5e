//! Matching (koppeling): who could help whom, and the people brought together.

pub mod ranking;
pub mod suggestions;

pub use suggestions::routes;
