//! People without an account (begeleide inschrijving): the team registers them, keeps what is known of them, and writes
//! down what they say.
//!
//! Whoever is registered may be known already. The answer warns of it, and nobody is brought together by that: the names
//! of two people can be the same. The team looks for people by name with keyed hashes, in its own neighbourhoods only;
//! each look leaves a trace, and there are only so many a day.

pub mod actions;
mod http;
mod store;

pub use http::{AboutBody, NewPersonBody, routes};
pub(in crate::people) use store::save_phone_index;
