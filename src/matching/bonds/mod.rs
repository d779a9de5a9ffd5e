//! Bonds (vaste banden): the same helper, again and again. A bond begins when a match of recurring help is agreed, and ends
//! with it.
//!
//! Either side or the team pauses, resumes, says how it goes, asks for cover while the helper is away, and ends it. From
//! time to time both are asked how it goes; where nobody says so, or it does not go well, the team looks.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> active: match of recurring help agreed
//!     active --> paused: pause
//!     paused --> active: resume
//!     active --> ended: end, match over
//!     paused --> ended: end, match over
//! ```

pub mod actions;
mod http;
pub mod model;
mod store;

pub use http::routes;
