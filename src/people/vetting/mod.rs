//! Vetting (screening): what the team has seen of a person, and what follows from it.
//!
//! The team of the neighbourhood where a person lives writes down what it saw: a kind, a day, who saw it and by when it
//! must be renewed. No document is kept and nothing is written in words. The level is computed from the checks in
//! force and stored nowhere; only the end of being *vetted* is kept with the person, for the search for helpers.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> inForce: recordCheck
//!     inForce --> lapsed: the day to renew it
//!     inForce --> revoked: revokeCheck
//!     lapsed --> revoked: revokeCheck
//! ```
//!
//! Sixty days before the end the person is told, and the team has a follow-up; it stays while somebody still expects
//! the helper. What was agreed with somebody vetted goes on for thirty days after it, and is then held.

pub mod actions;
mod http;
pub mod model;
mod store;

pub(in crate::people) use http::VettingBody;
pub use http::routes;
pub use model::notice_of;
