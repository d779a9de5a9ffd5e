//! What happened, what to tell and what to do later: three closed lists of names and ids, without behaviour.

mod disclosure;
mod event;
mod job;
mod message;
mod named;
mod of_organisations;
mod of_upkeep;

pub use disclosure::{Disclosure, Part, Purpose};
pub use event::Event;
pub use job::Job;
pub use message::Message;
