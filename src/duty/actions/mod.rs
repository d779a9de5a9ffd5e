//! What can be done about the duty roster: one function for each verb, and what other capabilities ask of it.

mod absence;
mod face;
mod roster;

use crate::ids::NeighbourhoodId;
use crate::policy::Subject;

pub(in crate::duty) use absence::see_absence;
pub use absence::{NewAbsence, enter_absence, remove_absence};
pub use absence::{VERSION, list_absences};
pub use face::{forget_old, outside_duty_hours, steps, tell_first, tell_next, tell_next_without, tell_step};
pub(in crate::duty) use roster::duty_hours;
pub use roster::see_roster;
pub use roster::set_roster;

/// What the policy needs to know of a roster and of absences. They lie in a neighbourhood and belong to nobody: who
/// stands in for whom is no matter about a person.
#[must_use]
pub fn subject(neighbourhood: NeighbourhoodId) -> Subject {
    Subject::default().at(Some(neighbourhood))
}
