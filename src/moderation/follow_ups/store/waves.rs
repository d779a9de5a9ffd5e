//! Read model of the follow-ups: waves that found nobody.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{matches, requests, waves};
use crate::db::sql::lies_in;
use crate::ids::{AnyId, NeighbourhoodId, PersonId, RequestId};
use crate::matching::model::MatchState;
use crate::matching::waves::model::WaveState;
use crate::moderation::follow_ups::model::{FollowUp, FollowUpKind};
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::requests::RequestState;

/// The open requests of a team for which nobody is left to ask in waves, and nobody is asked in another way.
pub fn of_waves(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<FollowUp>> {
    type Found = (RequestId, PersonId, Option<NeighbourhoodId>, Instant);
    let awaited = MatchState::ALL.iter().copied().filter(|it| it.is_awaited());
    let being_asked = matches::table.filter(matches::request_id.eq(requests::id).and(matches::state.eq_any(awaited)));
    let found: Vec<Found> = waves::table
        .inner_join(requests::table)
        .filter(lies_in!(requests::neighbourhood_id, scope))
        .filter(requests::person_id.ne_all(&scope.except))
        .filter(waves::state.eq(WaveState::Exhausted).and(requests::state.eq(RequestState::Open)))
        .filter(not(exists(being_asked)))
        .order((waves::request_id, waves::updated_at.desc()))
        .select((requests::id, requests::person_id, requests::neighbourhood_id, waves::updated_at))
        .load(tx.conn)?;
    let follow_up = |(id, person, neighbourhood, since): Found| {
        let (kind, about) = (FollowUpKind::WaveExhausted, AnyId::from(id.uuid()));
        FollowUp { kind, since, about, person, neighbourhood }
    };
    let mut all: Vec<FollowUp> = found.into_iter().map(follow_up).collect();
    all.dedup_by_key(|it| it.about);
    Ok(all)
}
