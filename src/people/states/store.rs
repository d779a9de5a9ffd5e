//! The columns of a person's state.

use std::collections::HashSet;

use diesel::prelude::*;

use super::model::{Standing, SuspendReason};
use crate::clock::Instant;
use crate::db::schema::people;
use crate::ids::{NeighbourhoodId, PersonId};
use crate::people::model::PersonState;
use crate::platform::{Result, Tx};

type Row = (PersonState, Instant, Option<PersonState>, Option<SuspendReason>, Option<NeighbourhoodId>);

/// How a person stands.
pub(super) fn get(tx: &mut Tx<'_>, id: PersonId) -> Result<Standing> {
    let columns =
        (people::state, people::state_since, people::suspended_from, people::suspend_reason, people::moving_to_id);
    let (state, since, suspended_from, suspend_reason, moving_to): Row =
        people::table.find(id).select(columns).first(tx.conn)?;
    Ok(Standing { state, since, suspended_from, suspend_reason, moving_to })
}

/// Saves how a person, who is locked, stands. Counts the version.
pub(super) fn save(tx: &mut Tx<'_>, id: PersonId, standing: &Standing) -> Result<()> {
    diesel::update(people::table.find(id))
        .set((
            people::state.eq(standing.state),
            people::state_since.eq(standing.since),
            people::suspended_from.eq(standing.suspended_from),
            people::suspend_reason.eq(standing.suspend_reason),
            people::moving_to_id.eq(standing.moving_to),
            people::version.eq(people::version + 1),
            people::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The person, who is locked, belongs to the team of this neighbourhood from now on.
pub(super) fn save_neighbourhood(tx: &mut Tx<'_>, id: PersonId, to: Option<NeighbourhoodId>) -> Result<()> {
    diesel::update(people::table.find(id)).set(people::neighbourhood_id.eq(to)).execute(tx.conn)?;
    Ok(())
}

/// Who of these is in one of these states.
pub(super) fn among(tx: &mut Tx<'_>, ids: &[PersonId], states: &[PersonState]) -> Result<HashSet<PersonId>> {
    let found = people::table.filter(people::id.eq_any(ids).and(people::state.eq_any(states)));
    Ok(found.select(people::id).load(tx.conn)?.into_iter().collect())
}
