//! A file of neighbourhoods, as an administrator brings it in: it is kept until somebody has looked at what is in it and
//! said which of it comes in. So the work can be left and found again.
//!
//! ```mermaid
//! stateDiagram-v2
//!   [*] --> read: enter
//!   read --> read: readAnew
//!   read --> done: bringIn
//!   read --> [*]: discard
//! ```

mod actions;
mod http;
mod model;
mod store;

pub use actions::{LARGEST_UPLOAD, Look, Standing, bring_in, discard, enter, forget, guess, list, look, read_anew};
pub use http::routes;
pub use model::{ImportState, NeighbourhoodImport};
