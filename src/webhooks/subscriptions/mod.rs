//! Subscriptions: the FHIR software of an organisation is notified that something happened to a referral, of all that webhooks hear
//! and of nothing else. How that is said, [`crate::fhir`] knows.
//!
//! What happens is counted for each subscription, from 1 and without a hole, in the transaction in which it happens; the subscription
//! remembers the last number that was taken. So a notification carries what comes next, in order and at least once, and whoever misses
//! a number sees it, and reads it for thirty days.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> requested: create
//!     requested --> active: the handshake is answered
//!     requested --> error: answers 410, or fails for three days
//!     active --> error: answers 410, or fails for three days
//!     active --> requested: another address
//!     error --> requested: asked for anew
//!     requested --> off: put off, or its end has come
//!     active --> off: put off, or its end has come
//!     error --> off: put off, or its end has come
//!     off --> requested: asked for anew
//! ```

pub mod actions;
pub mod model;
mod store;
