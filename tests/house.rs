//! The tests that use the whole house: each on SQLite and on PostgreSQL, over HTTP.

#[macro_use]
mod support;

mod offers;
mod people;
mod places;
mod suggestions;
mod suggestions_trust;
