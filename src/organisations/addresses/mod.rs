//! Another address for the referrals of an organisation (adreswijziging): it counts once the old and the new address have
//! confirmed it, or a coordinator has. Whoever gets hold of an account of the organisation does not get its mail with that.
//!
//! From then on links to the old address work no more, and what is open is sent to the new one.

pub mod actions;
mod http;
mod store;
mod token;

pub use http::{configure, routes};
