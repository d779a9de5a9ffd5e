//! A stand-in for requests, until they are here.

pub mod actions;
pub mod model;
mod store;
