//! How often something may be tried: passwords, codes, mails and messages that cost money.
//!
//! Counted in the database, so that several instances count together, under keyed hashes: no address and no account
//! stands there in the clear. Each try is counted before it is looked at, so that many at once count too, and taken back
//! when it was right. A try from a device that the person signed in with before is counted for that device alone:
//! strangers who guess cannot lock the owner out.

pub mod actions;
pub mod model;
mod store;
