//! The routes about people.

mod account;
mod profile;
mod role;
mod session;

use super::{cards, factors, households, vetting};
use crate::platform::http::Api;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    account::routes(api);
    session::routes(api);
    profile::routes(api);
    role::routes(api);
    cards::routes(api);
    factors::routes(api);
    vetting::routes(api);
    households::routes(api);
}
