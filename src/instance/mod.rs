//! This instance as an app meets it: the languages it speaks, the kinds of help, and what it can do.

mod http;

pub use http::routes;
