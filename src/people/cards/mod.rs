//! Activation cards: a code on paper with which somebody whom the team registered gets an account of their own.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> open: makeActivationCard
//!     open --> used: the code is used
//!     open --> withdrawn: withdraw, or a newer card
//!     open --> expired: 14 days
//! ```

pub mod actions;
mod http;
pub mod model;
pub(in crate::people) mod store;

pub use http::routes;
