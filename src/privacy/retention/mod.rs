//! Retention: what has had its time is forgotten. One table says what, how long, and from when; it drives the job, and
//! the register of processing is written from it.

mod actions;
mod rules;
mod store;

pub use actions::forget;
pub use rules::{RULES, Rule};
