//! A stand-in for requests: what suggestions read of them.

use serde::{Deserialize, Serialize};

use crate::categories::Category;
use crate::ids::{NeighbourhoodId, PersonId, RequestId};
use crate::people::model::LanguageTag;
use crate::places::{Cell, StaffCell};
use crate::when::{WeeklySlot, Window};

crate::db::types::words! {
    /// The state of a request.
    RequestState {
        /// Waits for a human look.
        Submitted = "submitted",
        /// Waits for an answer of the requester.
        NeedsInformation = "needsInformation",
        /// Helpers are looked for.
        Open = "open",
        /// Enough helpers agreed.
        Matched = "matched",
        /// With a professional.
        Referred = "referred",
        /// Put aside while something is looked into.
        Held = "held",
        /// The help came.
        Fulfilled = "fulfilled",
        /// The team refused it.
        Rejected = "rejected",
        /// The requester took it back.
        Withdrawn = "withdrawn",
        /// Nobody wanted it any more.
        Expired = "expired",
    }
    /// From whom help is wished.
    WantedFrom {
        /// From anybody.
        Anyone = "anyone",
        /// From somebody whose checks are in force.
        Vetted = "vetted",
        /// From a woman.
        Woman = "woman",
        /// From a man.
        Man = "man",
    }
}

/// What help is wished for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wish {
    /// How long one time takes.
    pub duration_minutes: i32,
    /// When, in absolute time.
    pub windows: Vec<Window>,
    /// When, every week.
    pub weekly_slots: Vec<WeeklySlot>,
    /// The languages the requester would like to speak.
    pub languages: Vec<LanguageTag>,
    /// By whom.
    pub wanted_from: WantedFrom,
    /// Whether children are there.
    pub minors_involved: bool,
}

/// A request for help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpRequest {
    /// The id.
    pub id: RequestId,
    /// Who needs help.
    pub person: PersonId,
    /// Where the help is needed.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// The state.
    pub state: RequestState,
    /// The kind of help.
    pub category: Category,
    /// When, how long, by whom.
    pub wish: Wish,
    /// The public cell of the place of the help.
    pub cell: Option<Cell>,
    /// The finer cell of the place, for staff.
    pub near_cell: Option<StaffCell>,
    /// Counts the changes.
    pub version: i32,
}
