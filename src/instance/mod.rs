//! This instance as an app meets it: the languages it speaks, the kinds of help, and what it can do; and how it began.

mod http;
pub mod mail;
pub mod setup;

pub use http::routes;
