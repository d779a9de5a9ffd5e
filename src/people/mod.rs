//! People (mensen): who they are, where they live, how they sign in, and which roles they hold.
//!
//! Names, contacts and the position of the home are sealed under a data key of the person. Everybody with an account
//! is a resident; further roles are granted with a scope.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> active
//!     active --> paused: pause
//!     paused --> active: resume
//!     active --> suspended: suspend
//!     paused --> suspended: suspend
//!     moved --> suspended: suspend
//!     active --> moved: the home moves to another neighbourhood
//!     paused --> moved: the home moves to another neighbourhood
//!     moved --> active: confirmMove
//!     active --> left: leave
//!     paused --> left: leave
//!     moved --> left: leave
//! ```
//!
//! `reinstate` leads from suspended back to the state it had, and `deceased` from every other state to deceased.
//!
//! A session lives by its refresh token, which changes with every use:
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> n: sign in
//!     n --> n+1: refresh
//!     n --> ended: sign out, new password, suspended
//!     n --> ended: an older token is used (replayed)
//! ```

pub mod actions;
pub mod assisted;
pub mod cards;
pub mod contact_rules;
pub mod factors;
pub mod households;
mod http;
pub mod invitations;
pub mod merge;
pub mod model;
mod names;
pub mod paper;
pub mod password;
pub mod proxies;
pub mod states;
mod store;
pub mod throttle;
pub mod token;
pub mod trust;
pub mod vetting;

pub use http::{proof, routes};
pub use model::{Language, LanguageLevel, Person};
pub use store::actor::{actor_of, circle_of, entangled};
