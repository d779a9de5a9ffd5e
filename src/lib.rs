//! Buurtnet: the backend of caring neighbourhoods.
//!
//! This file is the map. The order is the law: a module may only use what stands above it (`tests/tidy.rs` checks).

// -- the ground: rows and time
pub mod db;
pub mod clock;
// -- words: ids and lists, no behaviour of a capability
pub mod ids;
pub mod codes;
pub mod categories;
pub mod when;
pub mod policy;
pub mod events;
// -- foundations: know no capability
pub mod platform;
pub mod audit;
pub mod notifications;
// -- where and who
pub mod places;
pub mod people;
pub mod duty;
// -- asked and offered
pub mod claims;
pub mod organisations;
pub mod webhooks;
pub mod backend_services;
pub mod consents;
pub mod requests;
pub mod rights;
pub mod offers;
// -- brought together
pub mod matching;
pub mod referrals;
// -- kept safe, and the neighbourhood
pub mod safeguarding;
pub mod moderation;
pub mod privacy;
pub mod upkeep;
// -- what an app asks first
pub mod instance;
// -- faces: foreign formats, no rules of their own
pub mod hsds;
pub mod fhir;
pub mod console;
// -- assembly
pub mod api;
pub mod reactions;
pub mod work;
pub mod app;
pub mod backup;
pub mod keys;
pub mod demo;
pub mod doctor;
