//! Contact rules: how a person may be reached, and whether at all. They govern every message, at the moment it is
//! delivered ([`actions::way_to`]), and travel with every view of the person that the team gets.
//!
//! What may not go out by itself becomes a *telling*: somebody of the team tells it by hand, and the follow-up stays until
//! they wrote that down, or its cause is gone.

pub mod actions;
mod http;
pub mod model;
mod store;
mod words;

pub(in crate::people) use http::TellingBody;
pub use http::routes;
pub use model::{ContactRules, SafeContact, Way};
