//! What can be done about people, accounts, sessions and roles: one function for each verb.

mod account;
mod face;
mod profile;
mod role;
mod session;

pub(in crate::people) use super::store::role::RoleRow;
pub(in crate::people) use super::store::session::Session;
pub use crate::people::assisted::actions::{Registration, recording, register as register_assisted};
pub use crate::people::households::actions::household_of;
pub use crate::people::proxies::actions::{guardians_of, may_answer_for};
pub(in crate::people) use account::insert;
pub use account::{NewAccount, NewPerson, confirm_reset, register, reset, verify, vouch};
pub use face::{
    check_guardian, consent_counted, contact_of, coordinators_of, email_of, first_name, forget_old, gender_of, get,
    has_account, has_moved_since, home_of, is_minor, languages_of, letter_address, lock_home, lock_two, never_with,
    position_of, subject_of, team_of, vetted_until,
};
pub use profile::{NewHome, PersonPatch, change, move_home, see, see_home};
pub use role::{NewRole, Scope, grant_role, revoke_role};
pub(in crate::people) use role::{organisation_name, see_role, see_roles};
pub use session::{SignedIn, begin_session, find_password, refresh, sign_in, sign_out};
pub(in crate::people) use session::{see_session, see_sessions};
