//! The guardians of somebody under age: without the yes of one of them no match with that person is agreed. A no of a
//! guardian, or of the person, ends it.

pub mod actions;
mod store;
