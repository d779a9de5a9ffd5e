//! How far a search begins to look: about as far as the last ones for the same help around there had to.
//!
//! It is a guess that is kept in memory and nowhere else. A search that does not fill its page with it looks on, as far as
//! offers reach, so for every guess it finds the same; a good one spares it the rows that lie farther away.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::places::Position;
use crate::places::strips::farthest;

/// By how much a search looks farther than the last ones had to.
const WIDER: f64 = 1.2;
/// The share of a guess that stays where less would have done: one search that found many near is not the rule.
const STAYS: f64 = 0.9;
/// The squares that share a guess, in degrees: some five kilometres in Belgium.
const SQUARE: (f64, f64) = (0.05, 0.08);
/// How many guesses are kept; when there are more, all are made anew.
const MOST: usize = 100_000;

/// A kind of help and a square.
type Key = (u8, i16, i16);

static FARTHEST: LazyLock<Mutex<HashMap<Key, f64>>> = LazyLock::new(Mutex::default);

/// What is known about searches for a kind of help around a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outlook(Key);

impl Outlook {
    pub(super) fn of(kind: u8, place: Position) -> Self {
        Self((kind, whole(place.lat() / SQUARE.0), whole(place.lon() / SQUARE.1)))
    }

    /// How far to look first, in metres.
    pub(super) fn metres(self) -> f64 {
        let all = FARTHEST.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&self.0).copied().unwrap_or(farthest())
    }

    /// Takes in how far a search had to look until its page was full, in metres.
    pub(super) fn learn(self, metres: f64) {
        let wider = (metres * WIDER).min(farthest());
        let mut all = FARTHEST.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        let guess = all.entry(self.0).or_insert(wider);
        *guess = wider.max(STAYS * *guess + (1.0 - STAYS) * wider);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 3600 squares lie side by side")]
fn whole(number: f64) -> i16 {
    number.floor() as i16
}
