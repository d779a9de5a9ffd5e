//! Follow-ups (opvolging): what needs a human word, derived from how things stand whenever somebody looks. Nothing is
//! stored and nothing is ticked off: a follow-up goes when its cause goes.

pub mod actions;
mod http;
pub mod model;
mod store;

pub(in crate::moderation) use http::routes;
