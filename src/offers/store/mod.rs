//! The rows of offers, and what the search for helpers reads.

mod nearest;
pub(super) mod open_offers;
pub(super) mod rows;
pub(in crate::offers) mod search;
