//! Moderation: the queue of what waits for a human look, who has what in hand, and what needs a human word again.
//!
//! Nothing waits in a table of its own: the queue is read from requests and offers that are `submitted`. A buurtwerker
//! or coordinator of the neighbourhood claims an item for half an hour, decides with the verbs of requests and offers,
//! and by that the item leaves the queue. A claim is not needed; it keeps the others from deciding, until one of them takes it
//! over: then both can see from whom.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> waiting: submitted
//!     waiting --> claimed: claim
//!     claimed --> claimed: claim again, half an hour more
//!     claimed --> claimed: takeOver, by somebody else
//!     claimed --> waiting: release, or half an hour went by
//!     waiting --> [*]: decided
//!     claimed --> [*]: decided by who claimed it
//! ```

pub mod actions;
pub mod follow_ups;
pub mod helpers;
mod http;
pub mod map;
pub mod model;
pub mod replies;
mod store;

pub use http::{cursor, read_cursor, routes};
