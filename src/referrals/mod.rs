//! Referrals (doorverwijzingen): a request handed to a service of an organisation, and what came of it.
//!
//! A buurtwerker prepares and sends; the organisation answers, begins and says how it ended; the person it is about
//! sees where it stands. The words are those of a FHIR Task. What the organisation reads of the person is read live,
//! only the fields that were consented to, only while the consent holds, and until 30 days after the end; every such
//! reading leaves a trace.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> draft: prepare
//!     draft --> requested: send
//!     draft --> cancelled: discard
//!     requested --> accepted: accept
//!     requested --> rejected: reject
//!     accepted --> inProgress: start
//!     accepted --> onHold: hold
//!     inProgress --> onHold: hold
//!     onHold --> inProgress: resume
//!     accepted --> completed: complete
//!     inProgress --> completed: complete
//!     onHold --> completed: complete
//!     accepted --> failed: fail
//!     inProgress --> failed: fail
//!     onHold --> failed: fail
//!     requested --> cancelled: cancel
//!     accepted --> cancelled: cancel
//!     inProgress --> cancelled: cancel
//!     onHold --> cancelled: cancel
//! ```
//!
//! `retract` leads from any state to enteredInError, for ever, and closes what was disclosed. `handBack` leads from every
//! state in which the case is with the organisation to completed. A question (`ask`) stops the clock until the `reply` and
//! moves nothing; so do `waitList`, `plan` and `noShow`, which say where the help stands, `reroute`, which makes a new
//! referral, and `approveOverride`. `refuseOverride` leads to cancelled. `tests/golden/transitions/referral.txt` has every
//! state with every verb; `model/due.rs` says what time does.

pub mod actions;
mod http;
pub mod link;
pub mod model;
mod store;
pub mod words;

pub use actions::{consent_withdrawn, request_ended, request_fulfilled};
pub use http::routes;
pub use model::{Referral, ReferralState};
