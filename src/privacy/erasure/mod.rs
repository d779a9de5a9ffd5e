//! Erasure: everything sealed of a person becomes unreadable, and what is not sealed and says anything of them goes.
//!
//! It is done at once and cannot be undone: the data key of the person is destroyed. What others need to keep (their own
//! matches, the audit log, counts) keeps ids only. Each erasure also goes on a list outside the database and outside its
//! backups, so that a backup that is put back does not bring anybody back.

mod actions;
mod http;
mod list;
mod store;

pub use actions::{at_start, count_unlisted, erase_if, keep, keep_listed, replay};
pub use http::routes;
pub use list::ErasureList;
