//! Referrals and the directory in the words and the shapes of FHIR R4 (<http://hl7.org/fhir/R4>), at `/fhir/r4`, for the
//! systems of organisations: a face, with no rules of its own.
//!
//! A referral is a Task, which moves, a `ServiceRequest`, which says what is asked, a Patient and a Consent; the four have its
//! id. Who changes a Task asks for exactly one of our verbs: the difference between what stands and what is sent. The
//! directory is `Organization`, `HealthcareService` and `Location`, for everybody to read. Who made a Subscription is
//! called when something happened to a Task of their organisation. What maps to what, and why, stands in
//! `docs/decisions/0026-fhir-is-a-rendering.md`; the profiles are in `api-spec/fhir`.

mod change;
mod directory;
mod elements;
mod http;
mod notice;
mod notify;
mod render;
mod subscribe;
mod words;

pub use http::configure;
pub use notify::{notify, notify_all_due};
pub use words::ROOT;
