//! Bringing two people together (koppeling): who could help, a proposal, a yes from both sides, and how it ended.
//!
//! Both accept before any name, contact or exact place is shown. Only an agreed match takes a place: of the request,
//! which is locked, and of the offer, in one conditional step. Two requests cannot both take a helper's last place.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> proposed: propose, wave
//!     [*] --> acceptedByHelper: volunteer
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
//!     held --> cancelled: close, was not agreed
//!     held --> ended: close, was agreed
//! ```
//!
//! A hold comes and goes with the request, or is the team's own; every state that is not final can be held. A volunteer
//! without an offer, and whoever is under age, is agreed only after the team has approved. Who answers too late is
//! refused, and its clock ends it.
//!
//! Who: the team of the neighbourhood proposes; each side answers for itself; either side or the team calls off or
//! ends. Locks are taken in the order the two people, request, match, offer; the people where they are brought together
//! or parted.

pub mod actions;
pub mod batch;
pub mod bonds;
pub mod blocks;
pub mod guardians;
mod http;
pub mod model;
mod ranking;
mod store;
pub mod suggestions;
pub mod visits;
pub mod waves;

pub use http::routes;
pub use ranking::{Reason, ReasonCode};
