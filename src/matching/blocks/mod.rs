//! Blocks: two people who are not brought together any more, whoever of them asks and whoever helps.
//!
//! A resident knows others through a match, so they name the match; the team names two people of its neighbourhood.
//! What lives between the two ends in the same transaction, in the words of any match that was called off. Whoever is
//! blocked is never told, and nothing in the answers differs from what they would be without the block.
//!
//! A block, a proposal and a yes first lock the two people, so of a block and a yes exactly one is first: a yes that
//! was faster is agreed and then stopped, one that was slower is refused.
//!
//! Who: a resident in a match of theirs, the team between two of its people. Only who made a block lifts it.

pub mod actions;
mod http;
pub mod model;
mod store;

pub use http::routes;
