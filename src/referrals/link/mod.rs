//! The link in the mail of an organisation (`/r/{token}`): who has no account answers a referral on a page.
//!
//! The mail says nothing, and the link opens nothing by itself: the page asks for a code, which goes to the address on file. A
//! look by a machine that follows links changes nothing. With the code the page shows what the person agreed to, for half an
//! hour, and offers the answers that fit. Whoever comes in this way acts as the organisation, and as nobody of it: the rules
//! are those of every other door.
//!
//! A link works for a month, not longer than the organisation may read, and not once the address of the organisation has
//! changed.

mod actions;
mod http;
mod page;
mod show;
mod store;
mod token;

pub use actions::{code_address, forget_codes, path};
pub use http::configure;
