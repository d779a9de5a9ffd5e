//! Helpers (helpers) for whom the team has something to do: an offer waits for a look, a vetting lapses or has lapsed, or steps
//! of it are missing. Nothing is stored: it is read from offers and checks, and goes when its cause goes.

pub mod actions;
mod http;
pub mod model;
mod store;

pub(in crate::moderation) use http::routes;
