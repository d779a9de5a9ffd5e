//! The directory in the words and the shapes of HSDS 3.0 (<https://docs.openreferral.org>), for everybody to read at
//! `/hsds/v3`: a face, with no rules of its own.
//!
//! What is ours alone is not there: capacity, where referrals are announced, and addresses of which street, postal code or town
//! is missing: HSDS asks for all three, and an import leaves those that are known here as they are. What HSDS has and we do not
//! keep is not there either: programs, funding, contact persons, required documents, cost options (costs are said in words),
//! alternative names.

mod http;
pub mod import;
mod render;
mod taxonomy;

pub use http::configure;
