//! Privacy: what everybody can ask of what is known of them, and how all of it is forgotten in time.
//!
//! - `access_log`: who read what of me;
//! - `audit_search`: who saw and did what, for whoever answers for it;
//! - `export`: everything that is known of me, in a file;
//! - `erasure`: nothing of me any more;
//! - `retention`: nothing for longer than it is needed;
//! - `register`: what is processed, for whoever answers for it.
//!
//! This slice may forget rows of every other: only together do they make sure that nothing is left behind.

pub mod access_log;
pub mod audit_search;
pub mod erasure;
pub mod export;
pub mod register;
pub mod retention;

use crate::platform::http::Api;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    access_log::routes(api);
    audit_search::routes(api);
    export::routes(api);
    erasure::routes(api);
}
