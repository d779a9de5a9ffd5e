//! The routes of the directory. Reading it is open to everybody.

mod organisation;
mod service;

use crate::platform::http::Api;

pub use organisation::{OrganisationRef, organisation_ref};

/// Registers the operations.
pub fn routes(api: &mut Api) {
    organisation::routes(api);
    service::routes(api);
}
