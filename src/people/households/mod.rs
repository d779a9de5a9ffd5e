//! Households (gezinnen): people who live together. The team writes down who they are; a person is in one or in none.
//!
//! The members of a household are never brought together with each other, and who is of the team decides about nobody
//! of their own household.

pub mod actions;
mod http;
mod store;

pub use http::routes;
