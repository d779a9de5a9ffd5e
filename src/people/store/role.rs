//! The rows of roles.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{neighbourhoods, people, roles};
use crate::db::sql::Locked;
use crate::ids::{NeighbourhoodId, OrganisationId, PersonId, RoleId};
use crate::people::model::PersonState;
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx};
use crate::policy::Role;

/// A role that somebody holds.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = roles, check_for_backend(MultiBackend))]
pub struct RoleRow {
    /// Its id.
    pub id: RoleId,
    /// Who holds it.
    pub person_id: PersonId,
    /// The role.
    pub role: Role,
    /// The neighbourhood it holds in.
    pub neighbourhood_id: Option<NeighbourhoodId>,
    /// The organisation it holds in.
    pub organisation_id: Option<OrganisationId>,
    /// The municipality it holds in, by its NIS code.
    pub municipality_nis: Option<String>,
    /// Who granted it.
    pub granted_by: Option<PersonId>,
    /// Since when.
    pub granted_at: Instant,
    /// Until when.
    pub revoked_at: Option<Instant>,
}

/// A new role.
pub(in crate::people) fn insert(tx: &mut Tx<'_>, row: &RoleRow) -> Result<()> {
    diesel::insert_into(roles::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// The roles a person holds now.
pub(in crate::people) fn list(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<RoleRow>> {
    let held = roles::table.filter(roles::person_id.eq(person).and(roles::revoked_at.is_null()));
    Ok(held.order(roles::id).select(RoleRow::as_select()).load(tx.conn)?)
}

/// The roles that hold in an organisation now.
pub(in crate::people) fn of_organisation(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Vec<RoleRow>> {
    let held = roles::table.filter(roles::organisation_id.eq(id).and(roles::revoked_at.is_null()));
    Ok(held.order(roles::id).select(RoleRow::as_select()).load(tx.conn)?)
}

/// A page of the roles that are held, newest first: of one person, or of everybody but some.
pub(in crate::people) fn page(
    tx: &mut Tx<'_>,
    only: Option<PersonId>,
    without: &[PersonId],
    cursor: Cursor,
) -> Result<Vec<RoleRow>> {
    let mut held = roles::table
        .filter(roles::revoked_at.is_null().and(roles::person_id.ne_all(without)))
        .order(roles::id.desc())
        .limit(cursor.limit())
        .select(RoleRow::as_select())
        .into_boxed();
    if let Some(person) = only {
        held = held.filter(roles::person_id.eq(person));
    }
    if let Some(after) = cursor.after {
        held = held.filter(roles::id.lt(RoleId::from(after)));
    }
    Ok(held.load(tx.conn)?)
}

/// The roles of those who work in a neighbourhood: its buurtwerkers, and the coordinators of its municipality. A read
/// model over `neighbourhoods`.
pub(in crate::people) fn of_neighbourhood(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Vec<RoleRow>> {
    let municipality = neighbourhoods::table.find(id).select(neighbourhoods::municipality_nis);
    let municipality: Option<String> = municipality.first(tx.conn)?;
    let mut held = roles::table
        .filter(roles::revoked_at.is_null())
        .order((roles::role, roles::id))
        .select(RoleRow::as_select())
        .into_boxed();
    let works = roles::role.eq(Role::Buurtwerker).and(roles::neighbourhood_id.eq(id));
    held = match municipality {
        Some(nis) => held.filter(works.or(roles::role.eq(Role::Coordinator).and(roles::municipality_nis.eq(nis)))),
        None => held.filter(works),
    };
    Ok(held.load(tx.conn)?)
}

/// A role that is held.
pub(in crate::people) fn get(tx: &mut Tx<'_>, id: RoleId) -> Result<RoleRow> {
    let held = roles::table.find(id).filter(roles::revoked_at.is_null());
    Ok(held.select(RoleRow::as_select()).first(tx.conn)?)
}

/// Who looks after a neighbourhood: its buurtwerkers. What lies outside every one is with all coordinators.
pub(in crate::people) fn team_of(tx: &mut Tx<'_>, neighbourhood: Option<NeighbourhoodId>) -> Result<Vec<PersonId>> {
    let held = roles::table.filter(roles::revoked_at.is_null()).select(roles::person_id).distinct().into_boxed();
    let team = match neighbourhood {
        Some(id) => held.filter(roles::role.eq(Role::Buurtwerker).and(roles::neighbourhood_id.eq(id))),
        None => held.filter(roles::role.eq(Role::Coordinator)),
    };
    Ok(team.load(tx.conn)?)
}

/// The same of several neighbourhoods: who looks after which.
pub(in crate::people) fn teams_of(
    tx: &mut Tx<'_>,
    neighbourhoods: &BTreeSet<Option<NeighbourhoodId>>,
) -> Result<Vec<(Option<NeighbourhoodId>, PersonId)>> {
    let known: Vec<_> = neighbourhoods.iter().filter_map(|it| *it).collect();
    let theirs = roles::role.eq(Role::Buurtwerker).and(roles::neighbourhood_id.eq_any(known));
    let held = roles::table.filter(roles::revoked_at.is_null()).select((roles::neighbourhood_id, roles::person_id));
    let held = held.distinct().into_boxed();
    Ok(if neighbourhoods.contains(&None) {
        held.filter(theirs.or(roles::role.eq(Role::Coordinator))).load(tx.conn)?
    } else {
        held.filter(theirs).load(tx.conn)?
    })
}

/// The coordinators of the municipality of a neighbourhood; all of them outside every one. A read model over
/// `neighbourhoods`.
pub(in crate::people) fn coordinators_of(
    tx: &mut Tx<'_>,
    neighbourhood: Option<NeighbourhoodId>,
) -> Result<Vec<PersonId>> {
    let Some(id) = neighbourhood else { return team_of(tx, None) };
    let municipality = neighbourhoods::table.find(id).select(neighbourhoods::municipality_nis);
    let held = roles::table.filter(roles::revoked_at.is_null().and(roles::role.eq(Role::Coordinator)));
    let held = held.filter(roles::municipality_nis.eq_any(municipality));
    Ok(held.select(roles::person_id).distinct().load(tx.conn)?)
}

/// Whether anybody holds the role of an administrator.
pub(in crate::people) fn has_administrator(tx: &mut Tx<'_>) -> Result<bool> {
    let held = roles::table.filter(roles::role.eq(Role::Administrator).and(roles::revoked_at.is_null()));
    Ok(held.select(roles::id).first::<RoleId>(tx.conn).optional()?.is_some())
}

/// Whether anybody holds the role of a buurtwerker.
pub(in crate::people) fn has_team(tx: &mut Tx<'_>) -> Result<bool> {
    let held = roles::table.filter(roles::role.eq(Role::Buurtwerker).and(roles::revoked_at.is_null()));
    Ok(held.select(roles::id).first::<RoleId>(tx.conn).optional()?.is_some())
}

/// Takes a role back.
pub(in crate::people) fn revoke(tx: &mut Tx<'_>, id: RoleId) -> Result<()> {
    diesel::update(roles::table.find(id)).set(roles::revoked_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(())
}

type Held = (PersonId, Role, Option<String>);

/// Whether, of those who can sign in, a person is the only administrator, or the only coordinator of a municipality. Two who
/// would go at once wait for each other.
pub(in crate::people) fn is_last_in_role(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    let kept = roles::table
        .filter(roles::role.eq_any([Role::Administrator, Role::Coordinator]).and(roles::revoked_at.is_null()))
        .order(roles::id)
        .select((roles::person_id, roles::role, roles::municipality_nis));
    let kept: Vec<Held> = Locked(kept).load(tx.conn)?;
    let holders: Vec<PersonId> = kept.iter().map(|it| it.0).filter(|it| *it != id).collect();
    let can_sign_in: Vec<_> = PersonState::ALL.iter().copied().filter(|it| it.can_sign_in()).collect();
    let others = people::table.filter(people::id.eq_any(holders).and(people::state.eq_any(can_sign_in)));
    let others: Vec<PersonId> = others.select(people::id).load(tx.conn)?;
    let has_other = |(_, role, nis): &Held| {
        kept.iter().any(|(person, others_role, at)| others.contains(person) && others_role == role && at == nis)
    };
    Ok(kept.iter().filter(|it| it.0 == id).any(|it| !has_other(it)))
}
