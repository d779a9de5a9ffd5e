//! Who saw and did what: the audit log for coordinators, of their neighbourhoods, and for administrators. Ids, words and
//! moments; nothing of what was read. Nobody finds here what is about themselves or whom they have to do with, and
//! concerns stand here only for who sees them anyway. Looking leaves a trace of its own.

pub mod actions;
mod http;
mod store;

pub use http::routes;
