//! Two entries that turn out to be one person (samenvoegen): what the one has goes to the other, and for 30 days it can be
//! put back.
//!
//! The team does it, of both of whom it must be the team, and never the program. Whoever has an account is the one that is
//! kept; where both have one they stay two. The other entry stays as a pointer and does nothing any more.

pub mod actions;
mod http;
pub(in crate::people) mod store;

pub use http::routes;
