//! Suggestions: who could help with a request, and why. A person decides; nothing here brings anybody together.
//!
//! The team sees first names and scores, by the cells of resolution 10, and leaves a trace. The requester sees bands
//! and reasons, made of public cells only, in an order that says no more.

pub mod actions;
mod find;
pub(in crate::matching) mod http;
mod rules;
mod store;

pub use actions::{InWave, for_batch, for_wave};
pub use find::{is_candidate, is_public_candidate};
pub use http::routes;
pub use rules::{asks_vetted, can_volunteer, is_barred, may_help};
