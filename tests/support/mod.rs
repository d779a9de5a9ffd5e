//! What the tests stand on: a running application with a database of its own, and people who use it.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]
#![allow(dead_code, unused_imports, clippy::allow_attributes, reason = "not every test uses everything")]

pub mod app;
pub mod browser;
pub mod client;
pub mod concerns;
pub mod contract;
pub mod delivery;
pub mod desk;
pub mod faults;
#[macro_use]
pub mod fixture;
pub mod follow_ups;
pub mod golden;
pub mod link;
pub mod lookout;
pub mod offers;
pub mod opened;
pub mod people;
pub mod receiver;
pub mod story;
pub mod referrals;
pub mod requests;
pub mod software;
pub mod trust;

pub use app::TestApp;
pub use fixture::Fixture;
pub use people::Person;
