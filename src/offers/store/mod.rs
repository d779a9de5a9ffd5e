//! The rows of offers, and what the search for helpers reads.

pub(in crate::offers) mod nearest;
pub(super) mod open_offers;
mod outlook;
pub(super) mod rows;
pub(in crate::offers) mod search;
