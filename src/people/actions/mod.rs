//! What can be done about people, accounts, sessions and roles: one function for each verb.

mod account;
mod face;
mod profile;
mod role;
mod session;

pub(in crate::people) use super::store::role::RoleRow;
pub(in crate::people) use super::store::session::Session;
pub use account::{NewAccount, NewPerson, enter, register, request_reset, reset, verify, vouch};
pub use face::{
    consent_counted, contact_of, email_of, first_name, forget_old, get, home_of, languages_of, letter_address,
    position_of, subject_of, vetted_until,
};
pub use profile::{NewHome, PersonPatch, change, move_home, see, see_home};
pub use role::{NewRole, Scope, grant_role, revoke_role};
pub(in crate::people) use role::{organisation_name, see_role, see_roles};
pub use session::{SignedIn, find_password, refresh, sign_in, sign_out};
pub(in crate::people) use session::{see_session, see_sessions};
