//! The access log: what of a person was shown to others, to whom by role, and what for. Names of staff stay out: who
//! wants to know more asks the team, which can be asked why.

pub mod actions;
mod http;
mod page;

pub use http::routes;
