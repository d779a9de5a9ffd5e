//! What is told to people: the outbox, the texts and the channels.
//!
//! An action writes a row ([`tell`]) in its own transaction; the worker delivers it, at least once. The row holds ids
//! only: the address, the language and the words are looked up at delivery.

mod channels;
mod mail;
mod sms;
mod store;
mod texts;

pub use channels::{Address, Channels};
pub use mail::{MailSecurity, MailServer, Mailer, NotSent, Sent};
pub use sms::SmsSender;
pub use store::{
    Delivery, GivenUp, Taken, delivered, drop_waiting, dropped, failed, forget_delivered, get, given_up, lag, latest,
    replay, take, tell, undeliverable, wait,
};
pub use texts::{Letter, write, write_code, write_link_code, write_short, write_trial};
