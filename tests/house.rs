//! The tests that use the whole house: each on SQLite and on PostgreSQL, over HTTP.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "a test that cannot go on stops"
)]

#[macro_use]
mod support;

mod audit;
mod contract;
mod import;
mod people;
mod places;
mod program;
mod trust;
