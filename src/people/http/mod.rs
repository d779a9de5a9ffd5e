//! The routes about people.

mod account;
pub(in crate::people) mod profile;
pub mod proof;
mod role;
mod session;

use std::time::Duration;

use super::{assisted, cards, contact_rules, factors, households, invitations, merge, proxies, states, trust, vetting};
use crate::platform::http::Api;

pub(in crate::people) use profile::{PersonBody, show};
pub(in crate::people) use role::{NewRoleBody, RoleBody, RoleOrganisation, organisation_of, parse, show as show_role};

/// Longer than anything takes that is written for a known address and not for an unknown one.
const EVEN: Duration = Duration::from_millis(250);

/// Does something whose time would tell whether somebody has an account: it takes [`EVEN`], whatever it does.
async fn evenly<T>(work: impl Future<Output = T>) -> T {
    tokio::join!(work, tokio::time::sleep(EVEN)).0
}

/// Registers the operations.
pub fn routes(api: &mut Api) {
    account::routes(api);
    session::routes(api);
    profile::routes(api);
    role::routes(api);
    cards::routes(api);
    invitations::routes(api);
    factors::routes(api);
    vetting::routes(api);
    households::routes(api);
    states::routes(api);
    contact_rules::routes(api);
    assisted::routes(api);
    proxies::routes(api);
    merge::routes(api);
    trust::http::routes(api);
}
