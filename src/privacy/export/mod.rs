//! Export: a copy of everything that is known of a person, for themselves, in files that people and programs can read.
//!
//! It is made by a job, kept sealed under the data key of the person, and gone after a week. What others said or are
//! stays out; of the other side of an agreed match it holds the first name.

mod actions;
mod archive;
mod content;
mod http;
mod store;

pub use actions::{ask, build, fetch, make_anew_without, see};
pub use http::FILE_NAME;
pub use http::routes;
