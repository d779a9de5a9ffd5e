//! The mechanics that every capability stands on, without a word of any capability: transactions, sealing, refusals,
//! HTTP, jobs, configuration, logs.

pub mod compute;
pub mod config;
mod error;
mod happening;
pub mod http;
pub mod jobs;
pub mod language;
mod patch;
pub mod ring;
pub mod rotation;
pub mod seal;
pub mod telemetry;
pub mod text;
pub mod token;
mod tx;
pub mod words;

pub use error::{Error, Issue, Refusal, Result, both};
pub use happening::Happening;
pub use patch::Amend;
pub use tx::{Expected, Hooks, Store, Tx};
