//! Grant roles and take them back.

use crate::events::Event;
use crate::ids::{NeighbourhoodId, OrganisationId, PersonId, RoleId};
use crate::people::factors::actions::fresh_proof;
use crate::people::proxies;
use crate::people::store::role::{self, RoleRow};
use crate::people::store::{organisation, person};
use crate::places;
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, Role, Subject, check};

/// A role with its scope, to be granted.
#[derive(Debug, Clone)]
pub struct NewRole {
    /// The role.
    pub role: Role,
    /// Where it holds.
    pub scope: Scope,
}

/// Where a role holds.
#[derive(Debug, Clone)]
pub enum Scope {
    /// In a neighbourhood.
    Neighbourhood(NeighbourhoodId),
    /// In an organisation.
    Organisation(OrganisationId),
    /// In a municipality, by its NIS code.
    Municipality(String),
    /// On the whole instance.
    Instance,
}

/// Grants a role.
///
/// # Errors
/// A refusal when the actor may not, or when the scope does not go with the role or does not exist.
pub fn grant_role(tx: &mut Tx<'_>, actor: &Actor, id: PersonId, new: &NewRole) -> Result<RoleId> {
    // Locked, so that of two who grant the same at once one finds it granted.
    let holder = person::lock(tx, id)?;
    let by = check(actor, Action::GrantRole, &Subject::of(holder.id))?;
    fresh_proof(tx, actor)?;
    let mut row = RoleRow {
        id: RoleId::fresh(),
        person_id: id,
        role: new.role,
        neighbourhood_id: None,
        organisation_id: None,
        municipality_nis: None,
        granted_by: actor.person,
        granted_at: tx.now,
        revoked_at: None,
    };
    match (new.role, new.scope.clone()) {
        (Role::Buurtwerker, Scope::Neighbourhood(neighbourhood)) => {
            places::get(tx, neighbourhood).map_err(|_| Error::invalid("/neighbourhoodId", "is not known"))?;
            row.neighbourhood_id = Some(neighbourhood);
        }
        (Role::CareProvider, Scope::Organisation(id)) => {
            organisation::name(tx, id)?.ok_or_else(|| Error::invalid("/organisationId", "is not known"))?;
            row.organisation_id = Some(id);
        }
        (Role::Coordinator, Scope::Municipality(nis)) => row.municipality_nis = Some(nis),
        (Role::Administrator, Scope::Instance) => {}
        _ => return Err(Error::invalid("/role", "this role wants another scope")),
    }
    let held = role::list(tx, id)?;
    if let Some(same) = held.iter().find(|it| is_same(it, &row)) {
        return Ok(same.id);
    }
    role::insert(tx, &row)?;
    tx.record(&Event::RoleGranted(row.id).by(by).at(row.neighbourhood_id).with("role", new.role).with("person", id))?;
    proxies::actions::role_taken(tx, id, by)?;
    Ok(row.id)
}

fn is_same(one: &RoleRow, other: &RoleRow) -> bool {
    one.role == other.role
        && one.neighbourhood_id == other.neighbourhood_id
        && one.organisation_id == other.organisation_id
        && one.municipality_nis == other.municipality_nis
}

/// Takes a role back; it counts from the next call on.
///
/// # Errors
/// A refusal when the actor may not.
pub fn revoke_role(tx: &mut Tx<'_>, actor: &Actor, id: RoleId) -> Result<()> {
    let held = role::get(tx, id)?;
    let by = check(actor, Action::RevokeRole, &Subject::of(held.person_id))?;
    fresh_proof(tx, actor)?;
    role::revoke(tx, id)?;
    tx.record(&Event::RoleRevoked(id).by(by).at(held.neighbourhood_id).with("person", held.person_id))
}

/// Somebody is gone: they hold no role any more. No right is checked.
///
/// # Errors
/// When the database fails.
pub fn roles_gone(tx: &mut Tx<'_>, id: PersonId, by: Acting) -> Result<()> {
    for held in role::list(tx, id)? {
        role::revoke(tx, held.id)?;
        tx.record(&Event::RoleRevoked(held.id).by(by).at(held.neighbourhood_id).with("person", id))?;
    }
    Ok(())
}

/// Whether nobody else who can sign in holds a role of this person that somebody must hold.
///
/// # Errors
/// When the database fails.
pub fn is_last_in_role(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    role::is_last_in_role(tx, id)
}

/// One role.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(in crate::people) fn see_role(tx: &mut Tx<'_>, actor: &Actor, id: RoleId) -> Result<RoleRow> {
    let held = role::get(tx, id)?;
    check(actor, Action::SeeRole, &Subject::of(held.person_id))?;
    Ok(held)
}

/// The roles of a person.
///
/// # Errors
/// A refusal when the actor may not see them.
pub(in crate::people) fn see_roles(tx: &mut Tx<'_>, actor: &Actor, id: PersonId) -> Result<Vec<RoleRow>> {
    let holder = person::get(tx, id)?;
    check(actor, Action::SeeRole, &Subject::of(holder.id))?;
    role::list(tx, id)
}

/// The name of an organisation in which a role holds.
///
/// # Errors
/// [`Error::Inconsistent`] when there is no such organisation.
pub(in crate::people) fn organisation_name(tx: &mut Tx<'_>, id: OrganisationId) -> Result<String> {
    organisation::name(tx, id)?.ok_or_else(|| Error::Inconsistent(format!("a role in {id}, which does not exist")))
}
