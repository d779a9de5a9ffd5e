//! The console: the pages on which buurtwerkers, coordinators and administrators work, and the inbox of care providers.
//!
//! Plain HTML that is written here, works without scripts, and does nothing by itself: every button is an action of the
//! API, and every page shows what the same policy lets its reader see. Scripts of ours (`templates/assets`) only make it
//! more comfortable.
//!
//! Who reads is known by a cookie ([`crate::platform::http::Desk`]). Around each page stands the same `frame::Frame`:
//! where one can go, whom to call, what was just done, and what went wrong, with all that was typed.

mod account;
mod admin;
mod batch;
mod cases;
mod concerns;
mod consents;
mod error;
mod export;
mod follow_ups;
mod frame;
mod from_mail;
mod hand;
mod helper_intake;
mod helpers;
mod helps;
mod http;
mod inbox;
mod intake;
mod intake_form;
mod invitations;
mod kinds;
mod mail;
mod map;
mod matches;
mod neighbourhoods;
mod offer_terms;
mod offers;
mod people;
mod person;
mod print;
mod queue;
mod refer;
mod referrals;
mod replies;
mod request;
mod request_change;
mod setup;
mod sign_in;
mod suggestions;
mod svg;
mod timeline;
mod who;
mod why;
mod worry;

pub use http::configure;
