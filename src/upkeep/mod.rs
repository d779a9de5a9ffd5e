//! Upkeep: how the instance is, what fails in it again and again, and what was given up.
//!
//! For administrators, who see no cases: ids, kinds and moments, never whom something is about by name, and no words of
//! anybody. A job is tried until it works, a message is given up after days; both are replayed once their cause is mended.

pub mod actions;
mod http;
pub mod model;
mod store;

pub use http::routes;
