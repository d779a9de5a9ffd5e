//! What is told to people: the outbox, the texts and the channels.
//!
//! An action writes a row ([`tell`]) in its own transaction; the worker delivers it, at least once. The row holds ids
//! only: the address, the language and the words are looked up at delivery.

mod mail;
mod store;
mod texts;

pub use mail::{Mailer, Sent};
pub use store::{Taken, delivered, dropped, failed, forget_delivered, latest, take, tell};
pub use texts::{Letter, write};
