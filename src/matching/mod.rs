//! Bringing two people together (koppeling): who could help, a proposal, a yes from both sides, and how it ended.
//!
//! Both accept before any name, contact or exact place is shown. Only an agreed match takes a place: of the request,
//! which is locked, and of the offer, in one conditional step. Two requests cannot both take a helper's last place.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> proposed: propose
//!     proposed --> acceptedByHelper: accept
//!     proposed --> acceptedByRequester: accept
//!     acceptedByHelper --> agreed: accept
//!     acceptedByRequester --> agreed: accept
//!     proposed --> declined: decline
//!     acceptedByHelper --> declined: decline
//!     acceptedByRequester --> declined: decline
//!     proposed --> cancelled: cancel
//!     acceptedByHelper --> cancelled: cancel
//!     acceptedByRequester --> cancelled: cancel
//!     proposed --> expired: expire
//!     proposed --> superseded: another match agreed
//!     agreed --> ended: end
//!     agreed --> held: hold
//!     held --> agreed: release
//!     held --> cancelled: close
//! ```
//!
//! Holds come and go with the request; nothing closes one yet. Who answers too late is refused, and its clock ends it.
//!
//! Who: the team of the neighbourhood proposes; each side answers for itself; either side or the team calls off or
//! ends. Locks are taken in the order the two people, request, match, offer; the people where they are brought together
//! or parted.

pub mod actions;
pub mod blocks;
mod http;
pub mod model;
mod ranking;
mod store;
pub mod suggestions;

pub use http::routes;
