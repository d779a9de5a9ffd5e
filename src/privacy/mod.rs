//! Privacy: what everybody can ask of what is known of them, and how all of it is forgotten in time.
//!
//! - `access_log`: who read what of me;
//! - `erasure`: nothing of me any more.
//!
//! This slice may forget rows of every other: only together do they make sure that nothing is left behind.

pub mod access_log;
pub mod erasure;

use crate::platform::http::Api;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    access_log::routes(api);
    erasure::routes(api);
}
