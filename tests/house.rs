//! The tests that use the whole house: each on SQLite and on PostgreSQL, over HTTP.

#[macro_use]
mod support;

mod consents;
mod organisations;
mod people;
mod places;
mod referrals;
