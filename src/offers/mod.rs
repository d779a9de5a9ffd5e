//! Offers of help (hulpaanbod): what somebody would do for neighbours, when, how far from home and how often.
//!
//! A helper makes an offer; the team looks at it before it counts. While an offer is active and its helper has a home,
//! it stands in `open_offers`, one row for each category: what the search for helpers reads. The rows are kept in the
//! transaction of whatever changes the offer.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> submitted: submit
//!     submitted --> active: approve
//!     submitted --> rejected: reject
//!     active --> paused: pause
//!     paused --> active: resume
//!     active --> held: hold
//!     paused --> held: hold
//!     held --> active: release
//!     held --> paused: release
//!     held --> rejected: reject
//!     submitted --> retired: retire
//!     active --> retired: retire
//!     paused --> retired: retire
//!     held --> retired: retire
//!     rejected --> retired: retire
//! ```
//!
//! Submit, change, pause, resume and retire are for the helper; approve, reject, hold and release for the team.

pub mod actions;
mod http;
pub mod model;
mod store;

pub use http::routes;
pub use model::{Offer, OfferState};
pub use store::nearest::{Origin, Search};
pub use store::search::{Found, Nearest, PAGE, passes};
