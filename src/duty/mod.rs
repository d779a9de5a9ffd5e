//! The duty roster (dienstregeling): who of a team looks first, who looks next, and whom to call when nobody is there.
//!
//! The coordinator sets it, with the opening hours and the emergency numbers of the neighbourhood; the team sees it, and
//! says when one of them is away. Buurtwerkers do not set it themselves: it is what holds when they do not look. A
//! neighbourhood without a roster needs none: all its buurtwerkers count as duty persons.
//!
//! Whatever must be looked at goes up these steps; each leaves out who is away, whom it is about, and whom they are
//! brought together with, and a step without anybody is no step ([`steps`]):
//!
//! ```mermaid
//! stateDiagram-v2
//!     [*] --> dutyPerson: the first in order who is there
//!     dutyPerson --> deputy: as long again
//!     deputy --> coordinator: as long again
//!     coordinator --> administrator: as long again
//! ```
//!
//! What lies outside every neighbourhood begins with the coordinators.

pub mod actions;
mod http;
pub mod model;
mod store;

pub use actions::{forget_old, outside_duty_hours, steps, tell_first, tell_next, tell_next_without, tell_step};
pub use http::routes;
pub use model::{DutyLevel, OutsideDutyHours, Step};
