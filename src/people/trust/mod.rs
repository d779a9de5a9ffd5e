//! Whom the team trusts (vertrouwd): what they ask and offer counts before anybody has looked, where the neighbourhood
//! says so. The team looks afterwards.
//!
//! Trust is of one neighbourhood, for a grown-up who takes part. It ends with a suspension and with a move, and counts for
//! nothing while a concern about the person is open or something of theirs is held.

pub mod actions;
pub(in crate::people) mod http;
mod store;
