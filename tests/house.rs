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

mod moderation;
mod audit;
mod contract;
mod import;
mod people;
mod places;
mod request_arrows;
mod requests;
mod consents;
mod organisations;
mod offers;
mod suggestions;
mod suggestions_trust;
mod referrals;
mod stories;
mod matching;
mod doors;
mod crash;
mod program;
mod trust;
