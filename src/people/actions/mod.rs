//! What can be done about people, accounts, sessions and roles: one function for each verb.

mod account;
mod face;
mod index;
pub(in crate::people) mod phone;
mod profile;
mod role;
mod session;
mod step_up;
mod verbs;

pub use super::store::role::RoleRow;
pub(in crate::people) use super::store::session::Session;
pub use crate::people::assisted::actions::{
    About, Registration, Search, known_alike, look_at_alike, possibly_same, recording, register as register_assisted,
    register_client, search,
};
pub(in crate::people) use crate::people::cards::actions::{SignInBy, activate};
pub(in crate::people) use crate::people::factors::actions::missing_factor;
pub use crate::people::factors::actions::{SecondProof, fresh_proof, has_totp};
pub use crate::people::households::actions::household_of;
pub use crate::people::proxies::actions::{guardians_of, may_answer_for};
pub use crate::people::throttle::actions::count_card;
pub(in crate::people) use account::insert;
pub use account::{NewAccount, NewPerson, confirm_reset, register, reset, verify, vouch};
pub use face::{
    age, check_guardian, consent_counted, contact_of, coordinators_of, email_of, first_name, first_names, forget_codes,
    forget_devices, forget_sessions, forget_sign_ins, forget_tries, gender_of, genders_of, get, has_account,
    has_moved_since, home_of, is_minor, languages_of, letter_address, lock_around, lock_home, lock_people, lock_two,
    never_with, phone_of, position_of, subject_of, team_of, teams_of, vetted_until,
};
pub use index::hash_anew;
pub use phone::{NewPhoneAccount, code_address, register_phone};
pub(in crate::people) use phone::{count_phone_sign_in, send_code, sign_in_by_code};
pub use profile::{NewHome, PersonPatch, change, move_home, see, see_home};
pub use role::{
    Held, Member, NewRole, Scope, grant_role, grant_role_by_email, has_administrator, has_team, is_last_in_role,
    members, organisation_name, revoke_role, roles, roles_gone, team,
};
pub(in crate::people) use role::{give_role, role_row, see_role, see_roles};
pub(in crate::people) use session::{Caller, count_sign_in, see_session, see_sessions};
pub use session::{
    Manner, SignedIn, begin_session, begin_working_day, find_password, refresh, sign_in, sign_out, signed_in_at,
    whose_session,
};
pub(in crate::people) use step_up::{Proof, count_step_up, step_up};
pub use verbs::allowed;
