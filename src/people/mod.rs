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
//!     suspended --> active: reinstate
//!     active --> moved: move
//!     moved --> active: the yes
//!     active --> left: leave
//!     active --> deceased: deceased
//! ```
//!
//! No verb moves this state yet: everybody is active.
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
pub mod households;
mod http;
pub mod merge;
pub mod model;
mod names;
pub mod password;
pub mod proxies;
mod store;
pub mod token;
pub mod vetting;

pub use http::routes;
pub use model::{Language, LanguageLevel, Person};
pub use store::actor::{actor_of, entangled};
