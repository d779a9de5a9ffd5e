//! The first run: whoever starts the program where there is no administrator gets a link, and with it makes the first one.
//!
//! The token of the link works for half an hour and only as long as there is no administrator. Nothing of it is stored: it is
//! the minute in which it was made, with a keyed hash. It stands behind `#`, which no server logs.

mod actions;
mod http;
mod store;

pub use actions::{has_no_neighbourhood, invitation, is_set_up, link, set_up, was_made_here};
pub use http::routes;
