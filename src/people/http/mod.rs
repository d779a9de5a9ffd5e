//! The routes about people.

mod account;
pub(in crate::people) mod profile;
mod role;
mod session;

use super::{assisted, households, merge, proxies, vetting};
use crate::platform::http::Api;

/// Registers the operations.
pub fn routes(api: &mut Api) {
    account::routes(api);
    session::routes(api);
    profile::routes(api);
    role::routes(api);
    vetting::routes(api);
    households::routes(api);
    assisted::routes(api);
    proxies::routes(api);
    merge::routes(api);
}
