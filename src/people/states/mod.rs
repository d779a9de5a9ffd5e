//! The states of a person: away for a while, closed off by the team, moved house, gone.
//!
//! The person pauses, resumes, moves, says yes to the new neighbourhood, and leaves; a buurtwerker or coordinator of the
//! neighbourhood suspends, reinstates and writes down that somebody died. What follows for what they ask and offer
//! stands in the reactions. `tests/golden/transitions/person.txt` has every state with every verb.

pub mod actions;
mod http;
pub mod model;
mod store;

pub use http::routes;
pub use model::{PersonVerb, Standing};
