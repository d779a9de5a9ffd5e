//! Backend services: the software of an organisation reads and answers referrals by itself (SMART Backend Services), without
//! anybody signing in.
//!
//! Members of the organisation register it with its public keys, and administrators do. It proves itself with a short JWT that
//! it signs (`private_key_jwt`), and gets a token for five minutes, with which it calls `/fhir/r4` and nothing else: as the
//! organisation and as nobody of it, as far as its scopes say. The log says which software it was.
//!
//! Nothing secret of it is kept here: the keys are public, and of tokens there are hashes.

pub mod actions;
mod assertion;
mod http;
pub mod model;
mod store;

pub use http::{configure, routes};
