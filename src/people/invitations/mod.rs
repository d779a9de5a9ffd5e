//! Invitations (uitnodigingen): a code on paper with which somebody takes a role. Whoever may invite makes one for a role
//! and a scope; whoever has an account types the code.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> open: makeInvitation
//!     open --> used: acceptInvitation
//!     open --> withdrawn: withdraw, or who made it holds a role less
//!     open --> expired: 14 days
//! ```

pub mod actions;
mod http;
pub mod model;
pub(in crate::people) mod store;

pub use http::routes;
