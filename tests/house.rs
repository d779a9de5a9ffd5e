//! The tests that use the whole house: each on SQLite and on PostgreSQL, over HTTP.

#[macro_use]
mod support;

mod moderation;
mod people;
mod places;
mod request_arrows;
mod requests;
mod consents;
mod organisations;
mod referrals;
mod offers;
mod suggestions;
mod suggestions_trust;
mod stories;
mod matching;
mod doors;
mod crash;
