//! Read models of helpers: of offers, and of what the team knows of who makes them.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::model::HelperNeed;
use crate::categories::Category;
use crate::clock::Instant;
use crate::db::schema::{offers, open_offers, people, vetting_checks};
use crate::db::sql::lies_in;
use crate::ids::{NeighbourhoodId, OfferId, PersonId};
use crate::moderation::model::Item;
use crate::offers::OfferState;
use crate::platform::{Result, Tx};
use crate::policy::Scope;

/// Longer than any notice of a vetting that lapses.
const AHEAD: TimeDelta = TimeDelta::days(62);
/// The offers of who takes part, or would.
const LIVING: [OfferState; 3] = [OfferState::Submitted, OfferState::Active, OfferState::Paused];

/// A helper for whom there can be something to do.
#[derive(Debug, Clone)]
pub struct Found {
    pub(super) person: PersonId,
    pub(super) neighbourhood: Option<NeighbourhoodId>,
    pub(super) need: HelperNeed,
    pub(super) since: Instant,
    pub(super) offer: Option<OfferId>,
    /// Whether what they offer asks for somebody vetted.
    pub(super) asks_vetted: bool,
}

impl From<Item> for Found {
    fn from(of: Item) -> Self {
        Self {
            person: of.person,
            neighbourhood: of.neighbourhood,
            need: HelperNeed::OfferWaits,
            since: of.since,
            offer: Some(OfferId::from(of.id.uuid())),
            asks_vetted: of.categories.iter().any(|it| it.needs_vetting()),
        }
    }
}

/// The living offers of a team.
macro_rules! offered {
    ($scope:expr) => {
        offers::table
            .inner_join(people::table.on(people::id.eq(offers::person_id)))
            .filter(lies_in!(offers::neighbourhood_id, $scope))
            .filter(offers::person_id.ne_all(&$scope.except))
            .filter(offers::state.eq_any(LIVING))
    };
}

/// Who has a vetting that ends soon or has ended, and when.
pub(super) fn lapsing(tx: &mut Tx<'_>, scope: &Scope, most: i64) -> Result<Vec<(Found, Instant)>> {
    let rows: Vec<(PersonId, Option<NeighbourhoodId>, Option<Instant>)> = offered!(scope)
        .filter(people::vetted_until.le(tx.now + AHEAD))
        .order((people::vetted_until, people::id))
        .select((people::id, offers::neighbourhood_id, people::vetted_until))
        .distinct()
        .limit(most)
        .load(tx.conn)?;
    let found = |(person, neighbourhood, until): (PersonId, Option<NeighbourhoodId>, Option<Instant>)| {
        let until = until?;
        let need = HelperNeed::VettingLapses;
        Some((Found { person, neighbourhood, need, since: until, offer: None, asks_vetted: true }, until))
    };
    Ok(rows.into_iter().filter_map(found).collect())
}

type Row = (PersonId, Option<NeighbourhoodId>, Instant);

fn incomplete(rows: Vec<Row>, asks_vetted: bool) -> Vec<Found> {
    let need = HelperNeed::VettingIncomplete;
    let found =
        |(person, neighbourhood, since): Row| Found { person, neighbourhood, need, since, offer: None, asks_vetted };
    rows.into_iter().map(found).collect()
}

/// Who offers what only somebody vetted may do, and never was.
pub(super) fn unvetted(tx: &mut Tx<'_>, scope: &Scope, most: i64) -> Result<Vec<Found>> {
    let asking: Vec<Category> = Category::ALL.iter().copied().filter(|it| it.needs_vetting()).collect();
    let open = open_offers::table.filter(open_offers::category.eq_any(asking)).select(open_offers::offer_id);
    let rows: Vec<Row> = offered!(scope)
        .filter(people::vetted_until.is_null().and(offers::id.eq_any(open)))
        .order((offers::created_at, offers::id))
        .select((people::id, offers::neighbourhood_id, offers::created_at))
        .limit(most)
        .load(tx.conn)?;
    Ok(incomplete(rows, true))
}

/// Of whom something was seen, and not yet all that makes somebody known or vetted.
pub(super) fn begun(tx: &mut Tx<'_>, scope: &Scope, most: i64) -> Result<Vec<Found>> {
    let seen = vetting_checks::table.filter(vetting_checks::revoked_at.is_null()).select(vetting_checks::person_id);
    let rows: Vec<Row> = offered!(scope)
        .filter(people::vetted_until.is_null().and(people::id.eq_any(seen)))
        .order((offers::created_at, offers::id))
        .select((people::id, offers::neighbourhood_id, offers::created_at))
        .limit(most)
        .load(tx.conn)?;
    Ok(incomplete(rows, false))
}
