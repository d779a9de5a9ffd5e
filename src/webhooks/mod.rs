//! Webhooks: an organisation's own software hears at once that something happened to a referral, and then reads it as always, with
//! its own sign-in. What goes out names kinds of events and ids, never a person, a need or how it stands.
//!
//! Calls are `CloudEvents` in JSON, signed as Standard Webhooks asks. They are delivered at least once: tried for three days, then
//! kept as dead until somebody sends them again.
//!
//! Software that speaks FHIR hears the same of [`subscriptions`].
//!
//! Who keeps up to date what the directory says of an organisation has these too: its members, and administrators.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> active: create
//!     active --> disabled: answers 410, or takes none of the calls of five days
//!     disabled --> active: enable
//! ```

pub mod actions;
pub mod deliver;
mod http;
pub mod model;
mod store;
pub mod subscriptions;

pub use http::routes;
