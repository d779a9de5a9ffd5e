//! Requests for help (hulpvragen): somebody asks, the team looks, helpers are found, the help comes.
//!
//! The requester submits, changes, answers, withdraws and fulfils; a buurtwerker or coordinator of the neighbourhood
//! approves, asks, rejects, holds, releases and fulfils; matches and referrals move it from outside, by the functions
//! that check no right ([`match_agreed`], [`match_over`], [`referral_sent`], [`referral_over`],
//! [`handed_back`]). The texts are sealed,
//! and staff who read them leave a trace; the place is never shown here.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> submitted: submit
//!     submitted --> open: approve
//!     submitted --> needsInformation: askForInformation
//!     needsInformation --> submitted: answer
//!     submitted --> rejected: reject
//!     needsInformation --> rejected: reject
//!     held --> rejected: reject
//!     open --> submitted: change of category, public text or place
//!     open --> matched: match agreed, all helpers found
//!     matched --> open: match over (noShow, stopped)
//!     matched --> submitted: match over (toProfessional)
//!     matched --> withdrawn: match over (notNeeded)
//!     matched --> fulfilled: fulfil, match over (helped)
//!     open --> fulfilled: fulfil
//!     submitted --> referred: referral sent
//!     needsInformation --> referred: referral sent
//!     open --> referred: referral sent
//!     matched --> referred: referral sent
//!     referred --> fulfilled: last referral helped
//!     referred --> submitted: last referral ended otherwise
//!     open --> expired: expire
//!     needsInformation --> expired: expire
//!     fulfilled --> submitted: reopen
//!     withdrawn --> submitted: reopen
//!     expired --> submitted: reopen
//! ```
//!
//! `hold` leads from every living state to `held`, `release` back to the state it had, and `withdraw` from every living
//! state to `withdrawn`. A request that was approved, unchanged since and not held reopens to `open`.
//! While it is `submitted` the clock tells one step of the duty roster after the other that it waits (`escalate`).
//! `tests/golden/transitions/request.txt` has every state with every verb; `model/due.rs` says what time does.

pub mod actions;
pub mod clients;
mod http;
pub mod model;
mod store;

pub use actions::{
    Change, Intake, NewPlace, NewRequest, Rank, SpokenConsent, Who, address_of, answer, approve, ask_cover,
    ask_for_information, away_from, can_be_waved, change, consent_withdrawn, count_waiting_since, forget_looks, fulfil,
    handed_back, hold, hold_covers, home_moved, ids_of, is_placed_roughly, load, lock, lock_all, lock_with_covers,
    match_agreed, match_over, neighbours, person_gone, person_reinstated, person_suspended, place_of, referral_over,
    referral_sent, reject, release, release_covers, said, set_clocks, spoken_for, strike, subject, submit, take_in,
    to_follow_up, waiting, with_clocks, withdraw, withdraw_covers,
};
pub use http::routes;
pub use model::{HelpRequest, MatchOutcome, RequestState, Said, Urgency, Wish};
