//! The rows of people, accounts, one-time tokens, sessions and roles.

pub(super) mod account;
pub(in crate::people) mod actor;
pub(super) mod device;
pub(super) mod index;
pub(super) mod organisation;
pub(super) mod person;
pub(super) mod role;
pub(super) mod session;
pub(super) mod sms_code;
