//! Suggestions: who could help with a request, and why. A person decides; nothing here brings anybody together.
//!
//! The team sees first names and scores, by the cells of resolution 10, and leaves a trace. The requester sees bands
//! and reasons, made of public cells only, in an order that says no more.

pub mod actions;
mod http;
mod store;

pub use actions::{
    InWave, asks_vetted, can_volunteer, for_wave, is_barred, is_candidate, is_public_candidate, may_help,
};
pub use http::routes;
