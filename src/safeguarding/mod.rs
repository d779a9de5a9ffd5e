//! Concerns (zorgmeldingen): somebody worries about how somebody behaves inside Buurtnet, and the team looks into it.
//!
//! Anybody with an account raises one about what they can see. A buurtwerker or coordinator of the neighbourhood judges how
//! severe it is, looks into it and closes it; never who it is about, who lives or is brought together with them, or with who
//! raised it. Who raised it sees in plain words how it stands, and no more. A critical concern, and one that says *danger
//! now* until it is triaged, holds every match of who it is about; each of these holds is decided about before it closes.
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> submitted: submit
//!     submitted --> triaged: triage
//!     triaged --> investigating: investigate
//!     investigating --> resolved: resolve
//!     investigating --> dismissed: dismiss
//!     resolved --> triaged: reopen
//!     dismissed --> triaged: reopen
//! ```
//!
//! While nobody has triaged it, and while what was triaged waits for somebody to act, its clock tells one step of the duty
//! roster after the other. Its texts are sealed under a key of its own, so that it outlives the people it names.
//! Locks are taken in the order concern, people, requests, matches, visits.

pub mod actions;
mod http;
pub mod model;
mod store;

pub use actions::{
    Seen, concern_critical, forget_old, list, see, sees_as_team, set_clocks, strike, to_follow_up,
    was_raised_by_resident,
};
pub use http::routes;
pub use model::{Concern, ConcernState};
