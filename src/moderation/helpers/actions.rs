//! For which helpers there is something to do.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Helper, HelperNeed};
use super::store::{self, Found};
use crate::moderation::store as queue;
use crate::people::vetting::actions::checks_of;
use crate::people::vetting::model::{missing, notice_of, vetting};
use crate::platform::{Result, Tx};
use crate::policy::{Action, Actor, scope};
use crate::when::Date;

/// So many are shown of each kind: a team sees to them, and then there are others.
const MOST: i64 = 100;

/// The helpers of the actor's neighbourhoods for whom there is something to do, each once, the first first.
///
/// # Errors
/// When the database fails.
pub fn helpers(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Helper>> {
    let scope = scope(actor, Action::SeeQueue);
    let mut found: Vec<Found> = queue::waiting_offers(tx, &scope, None, MOST)?.into_iter().map(Found::from).collect();
    let now = tx.now;
    let lapses = |it: &(Found, crate::clock::Instant)| notice_of(it.1) <= now;
    found.extend(store::lapsing(tx, &scope, MOST)?.into_iter().filter(lapses).map(|it| it.0));
    found.extend(store::unvetted(tx, &scope, MOST)?);
    found.extend(store::begun(tx, &scope, MOST)?);
    let people: BTreeSet<_> = found.iter().map(|it| it.person).collect();
    let checks = checks_of(tx, &people.into_iter().collect::<Vec<_>>())?;
    let today = Date::of(tx.now);
    let mut helpers = BTreeMap::new();
    for it in found {
        let theirs = checks.get(&it.person).map_or(&[][..], Vec::as_slice);
        let missing = missing(theirs, it.asks_vetted, today);
        if it.need == HelperNeed::VettingIncomplete && missing.is_empty() {
            continue;
        }
        let Found { person, neighbourhood, need, since, offer, .. } = it;
        let vetting = vetting(theirs, today);
        let helper = Helper { person, neighbourhood, need, since, offer, vetting, missing };
        let _ = helpers.entry(person).or_insert(helper);
    }
    let mut helpers: Vec<_> = helpers.into_values().collect();
    helpers.sort_by_key(|it| (it.need, it.since, it.person));
    Ok(helpers)
}
