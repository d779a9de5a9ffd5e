//! Batches: whom to propose for all open requests at once, where each for itself would take the best helper from another.
//!
//! Somebody of the team asks for one over their neighbourhoods. A job looks for helpers for a few requests at a time, so that it
//! keeps nobody waiting and goes on where it was after a restart; then it chooses ([`assign`]). What comes out are
//! proposals to look at, never matches: a person proposes each, or does not. They are gone after a day.

pub mod actions;
pub mod assign;
mod http;
mod store;

pub use http::routes;
pub use store::forget;
