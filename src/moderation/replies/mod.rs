//! Saved replies (standaardantwoorden): texts that a team writes again and again, by what they are for, in the languages
//! of the people they go to.
//!
//! A text has places for what differs each time ([`model::Placeholder`]), which are filled in when it is used; somebody reads
//! it before it goes. The texts say nothing of anybody: they belong to the team of a neighbourhood, which sees, adds,
//! changes and removes them.

pub mod actions;
mod http;
pub mod model;
mod store;

pub(in crate::moderation) use http::routes;
