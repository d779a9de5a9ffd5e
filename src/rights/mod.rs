//! Rights that people often do not know of (rechten): a hint by the kind of help, and what came of it.
//!
//! A hint is a text to check together with the person, never a decision: whether somebody has a right is decided elsewhere,
//! and nothing here is weighed when services are chosen. What is written down is for the team; the person finds it in the
//! copy of all that is known of them.

mod actions;
mod http;
pub mod model;
mod store;

pub use actions::all_checked;
pub use http::routes;
