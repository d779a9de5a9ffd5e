//! The rows of trust, and a read model of what overrides it.

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{matches, offers, people, requests, trusts};
use crate::ids::{NeighbourhoodId, PersonId};
use crate::platform::{Result, Tx};

/// Since when the team of which neighbourhood trusts a person.
pub(super) fn get(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<(Instant, NeighbourhoodId)>> {
    let found = trusts::table.find(id).select((trusts::trusted_at, trusts::neighbourhood_id));
    Ok(found.first(tx.conn).optional()?)
}

/// The team trusts a person, who is locked, from now on.
pub(super) fn insert(tx: &mut Tx<'_>, id: PersonId, of: NeighbourhoodId, by: PersonId) -> Result<()> {
    diesel::insert_into(trusts::table)
        .values((
            trusts::person_id.eq(id),
            trusts::neighbourhood_id.eq(of),
            trusts::trusted_by.eq(by),
            trusts::trusted_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    count(tx, id)
}

/// Nobody trusts a person, who is locked, any more; whether anybody did.
pub(super) fn delete(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    if diesel::delete(trusts::table.find(id)).execute(tx.conn)? == 0 {
        return Ok(false);
    }
    count(tx, id)?;
    Ok(true)
}

/// The team sees another person than before: counts the version.
fn count(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    diesel::update(people::table.find(id))
        .set((people::version.eq(people::version + 1), people::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// Whether something of a person is held: then somebody looks first. A concern that holds nothing is not asked for: the person
/// would learn of it from what waits.
pub(super) fn is_overridden(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    let request = requests::table.filter(requests::person_id.eq(id).and(requests::state.eq("held")));
    let offer = offers::table.filter(offers::person_id.eq(id).and(offers::state.eq("held")));
    let is_side = matches::requester_id.eq(id).or(matches::helper_id.eq(id));
    let held = matches::table.filter(is_side.and(matches::state.eq("held")));
    let any = exists(request).or(exists(offer)).or(exists(held));
    Ok(diesel::select(any).get_result(tx.conn)?)
}
