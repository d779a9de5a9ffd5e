//! Templates: what a neighbourhood that starts can decide for itself in one go.

use std::collections::BTreeSet;

use super::model::{WaveRhythm, WayToMatch, usual_ways};
use super::store::Policy;
use crate::categories::Category;

crate::db::types::words! {
    /// A set of policy for a neighbourhood, by its name.
    Template {
        /// As everywhere: the team proposes, helpers volunteer nearby, every kind of help.
        Usual = "usual",
        /// With care: the team alone brings people together, nobody is trusted unseen, and what asks for vetted helpers or
        /// a car is off.
        Careful = "careful",
        /// Neighbours go ahead: helpers are asked in waves too, and who is trusted need not wait for a look.
        Neighbours = "neighbours",
    }
}

/// What a template makes of what was decided before.
pub(super) fn over(template: Template, known: Policy) -> Policy {
    let Policy { weights, category_titles, phone, .. } = known;
    let blank = Policy { weights, category_titles, phone, ..Policy::default() };
    match template {
        Template::Usual => blank,
        Template::Careful => Policy {
            ways_to_match: Some(BTreeSet::from([WayToMatch::Buurtwerker])),
            trusted_persons: Some(false),
            categories_off: Some(BTreeSet::from([Category::Transport, Category::ChildMinding, Category::Personal])),
            ..blank
        },
        Template::Neighbours => Policy {
            ways_to_match: Some(usual_ways().into_iter().chain([WayToMatch::Waves]).collect()),
            wave_rhythm: Some(WaveRhythm::default()),
            trusted_persons: Some(true),
            ..blank
        },
    }
}
