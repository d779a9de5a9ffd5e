//! Who a session belongs to, with the roles of this moment. A read model over several tables: every call needs it, so
//! it takes as few statements as it can.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::{TOGETHER, household_members, matches, neighbourhoods, people, roles, sessions};
use crate::ids::{HouseholdId, NeighbourhoodId, OrganisationId, PersonId, SessionId};
use crate::people::model::PersonState;
use crate::people::proxies::store::for_whom;
use crate::platform::{Result, Tx};
use crate::policy::{Actor, ForOther, Grant, Role};

/// A role with its scope: a neighbourhood, an organisation or a municipality.
type Held = (Role, Option<NeighbourhoodId>, Option<OrganisationId>, Option<String>);

/// Who a session belongs to. Roles of the team count only in a session with a second factor. `None` when it is over or the person may not act.
///
/// # Errors
/// When the database fails.
pub fn actor_of(tx: &mut Tx<'_>, session: SessionId) -> Result<Option<Actor>> {
    let living = sessions::table
        .inner_join(people::table.on(people::id.eq(sessions::person_id)))
        .filter(sessions::id.eq(session))
        .filter(sessions::ended_at.is_null().and(sessions::expires_at.gt(tx.now)).and(people::merged_into.is_null()))
        .select((sessions::person_id, sessions::second_factor_at, people::state))
        .first::<(PersonId, Option<Instant>, PersonState)>(tx.conn)
        .optional()?;
    let Some((person, second_factor_at, state)) = living else { return Ok(None) };
    match state {
        PersonState::Active | PersonState::Paused | PersonState::Moved => {}
        PersonState::Suspended | PersonState::Left | PersonState::Deceased => return Ok(None),
    }
    let held: Vec<Held> = roles::table
        .filter(roles::person_id.eq(person).and(roles::revoked_at.is_null()))
        .order(roles::id)
        .select((roles::role, roles::neighbourhood_id, roles::organisation_id, roles::municipality_nis))
        .load(tx.conn)?;
    let for_others = for_whom(tx, person)?;
    let mut actor = Actor { for_others, ..Actor::of(person, vec![Grant::of(Role::Resident)]) };
    if held.is_empty() {
        return Ok(Some(actor));
    }
    if tx.staff_need_factor() && second_factor_at.is_none() {
        tx.withhold_roles();
        return Ok(Some(actor));
    }
    for (role, neighbourhood, organisation, municipality) in held {
        let neighbourhoods = match municipality {
            Some(nis) => in_municipality(tx, &nis)?,
            None => neighbourhood.into_iter().collect(),
        };
        actor.grants.push(Grant { role, neighbourhoods, organisation });
    }
    actor.grants.sort_by_key(|grant| grant.role);
    actor.entangled = near(tx, person, &actor.for_others)?;
    Ok(Some(actor))
}

/// About whom somebody does not decide as staff: who is near them, and for whom they act as a proxy.
fn near(tx: &mut Tx<'_>, person: PersonId, for_others: &[ForOther]) -> Result<Vec<PersonId>> {
    let mut near = entangled(tx, person)?;
    near.extend(for_others.iter().map(|it| it.person));
    Ok(near)
}

/// A person, and all about whom they do not decide as staff.
///
/// # Errors
/// When the database fails.
pub fn circle_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>> {
    let for_others = for_whom(tx, person)?;
    let mut circle = near(tx, person, &for_others)?;
    circle.push(person);
    Ok(circle)
}

fn in_municipality(tx: &mut Tx<'_>, nis: &str) -> Result<Vec<NeighbourhoodId>> {
    let inside = neighbourhoods::table.filter(neighbourhoods::municipality_nis.eq(nis));
    Ok(inside.select(neighbourhoods::id).load(tx.conn)?)
}

/// With whom a person lives, and the person.
fn household(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>> {
    use household_members as h;
    let theirs: Option<HouseholdId> = h::table.find(person).select(h::household_id).first(tx.conn).optional()?;
    let Some(theirs) = theirs else { return Ok(Vec::new()) };
    Ok(h::table.filter(h::household_id.eq(theirs)).select(h::person_id).load(tx.conn)?)
}

/// Whom a person is brought together with now, and the person.
pub(in crate::people) fn together(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>> {
    let pairs: Vec<(PersonId, PersonId)> = matches::table
        .filter(matches::requester_id.eq(person).or(matches::helper_id.eq(person)))
        .filter(matches::state.eq_any(TOGETHER))
        .select((matches::requester_id, matches::helper_id))
        .load(tx.conn)?;
    Ok(pairs.into_iter().flat_map(|(one, other)| [one, other]).collect())
}

/// Whom a person is brought together with or kept apart from, and their household.
///
/// # Errors
/// When the database fails.
pub fn entangled(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>> {
    let together = together(tx, person)?.into_iter();
    let apart = super::person::apart_from(tx, person)?;
    Ok(together.chain(apart).chain(household(tx, person)?).filter(|it| *it != person).collect())
}
