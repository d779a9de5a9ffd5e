//! Visits (bezoeken): when a helper comes, and how it went.
//!
//! Either side of an agreed match plans and reports, or the team does for them. Nobody opened is a reason for the team to
//! look at once. A helper who cannot come within a day is replaced at once: a linked request, open from the start.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> planned: plan
//!     planned --> done: done
//!     planned --> missed: missed
//!     planned --> cancelled: cancel, match over
//!     done --> missed: missed, within 7 days
//!     missed --> done: done, within 7 days
//! ```

pub mod actions;
mod http;
pub mod model;
mod store;

pub use http::routes;
