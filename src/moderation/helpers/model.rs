//! What there is to do for a helper. Pure.

use crate::clock::Instant;
use crate::ids::{NeighbourhoodId, OfferId, PersonId};
use crate::people::vetting::model::{CheckKind, Vetting};

crate::db::types::words! {
    /// What there is to do for a helper; the first first.
    HelperNeed {
        /// An offer waits for a look.
        OfferWaits = "offerWaits",
        /// The vetting lapses within two months, or has lapsed.
        VettingLapses = "vettingLapses",
        /// Steps of the vetting are missing that what they offer asks for, or that were begun.
        VettingIncomplete = "vettingIncomplete",
    }
}

/// A helper for whom there is something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    /// Who.
    pub person: PersonId,
    /// Where they offer help.
    pub neighbourhood: Option<NeighbourhoodId>,
    /// What there is to do.
    pub need: HelperNeed,
    /// Since when, or from when on.
    pub since: Instant,
    /// The offer that waits.
    pub offer: Option<OfferId>,
    /// How well the team knows them.
    pub vetting: Vetting,
    /// What was not seen of them, or should be seen anew.
    pub missing: Vec<CheckKind>,
}
