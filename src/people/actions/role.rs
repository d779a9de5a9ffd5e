//! Grant roles and take them back.

use crate::clock::Instant;
use crate::codes::Code;
use crate::events::{Disclosure, Event, Part, Purpose};
use crate::ids::{NeighbourhoodId, OrganisationId, PersonId, RoleId};
use crate::people::factors::actions::fresh_proof;
use crate::people::invitations;
use crate::people::model::Name;
use crate::people::proxies;
use crate::people::store::role::{self, RoleRow};
use crate::people::store::{account, organisation, person};
use crate::places;
use crate::platform::http::{Cursor, Page};
use crate::platform::text::EmailAddress;
use crate::platform::{Error, Result, Tx};
use crate::policy::{self, Acting, Action, Actor, Role, Subject, check, may};

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
    let row = role_row(tx, id, new, actor.person)?;
    if let Some(same) = held_already(tx, &row)? {
        return Ok(same);
    }
    give_role(tx, &row, by)?;
    Ok(row.id)
}

/// A role as it would be held.
pub(in crate::people) fn role_row(
    tx: &mut Tx<'_>,
    id: PersonId,
    new: &NewRole,
    granted_by: Option<PersonId>,
) -> Result<RoleRow> {
    let mut row = RoleRow {
        id: RoleId::fresh(),
        person_id: id,
        role: new.role,
        neighbourhood_id: None,
        organisation_id: None,
        municipality_nis: None,
        granted_by,
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
    Ok(row)
}

fn held_already(tx: &mut Tx<'_>, row: &RoleRow) -> Result<Option<RoleId>> {
    Ok(role::list(tx, row.person_id)?.iter().find(|it| is_same(it, row)).map(|it| it.id))
}

/// Gives a role to somebody who is locked; false when they hold it already. No right is checked.
pub(in crate::people) fn give_role(tx: &mut Tx<'_>, row: &RoleRow, by: Acting) -> Result<bool> {
    if held_already(tx, row)?.is_some() {
        return Ok(false);
    }
    role::insert(tx, row)?;
    let granted = Event::RoleGranted(row.id).by(by).at(row.neighbourhood_id);
    tx.record(&granted.with("role", row.role).with("person", row.person_id))?;
    proxies::actions::role_taken(tx, row.person_id, by)?;
    Ok(true)
}

/// Grants a role to whoever has the account of this address.
///
/// # Errors
/// As [`grant_role`], and when nobody has it.
pub fn grant_role_by_email(tx: &mut Tx<'_>, actor: &Actor, email: &EmailAddress, new: &NewRole) -> Result<RoleId> {
    // Whether an address is known here is for nobody else.
    check(actor, Action::GrantRole, &Subject::default())?;
    fresh_proof(tx, actor)?;
    let (id, _) = account::find_verified(tx, email)?.ok_or_else(|| Error::invalid("/email", "has no account here"))?;
    grant_role(tx, actor, id, new)
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
    let by = check(actor, Action::RevokeRole, &subject_of_role(&held))?;
    fresh_proof(tx, actor)?;
    role::revoke(tx, id)?;
    tx.record(&Event::RoleRevoked(id).by(by).at(held.neighbourhood_id).with("person", held.person_id))?;
    invitations::actions::role_lost(tx, held.person_id, by)
}

/// What the policy needs to know of a role: whose it is, and in which organisation it holds.
#[must_use]
pub(in crate::people) fn subject_of_role(of: &RoleRow) -> Subject {
    Subject { organisation: of.organisation_id, ..Subject::of(of.person_id) }
}

/// A member of an organisation: their role there, and their name.
#[derive(Debug, Clone)]
pub struct Member {
    /// The role.
    pub role: RoleId,
    /// Who holds it.
    pub person: PersonId,
    /// Their name; `None` once erased.
    pub name: Option<Name>,
    /// Since when.
    pub granted_at: Instant,
    /// Whether the actor may take it back.
    pub may_revoke: bool,
}

/// Who the members of an organisation are. That leaves a trace with each of the others.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn members(tx: &mut Tx<'_>, actor: &Actor, of: OrganisationId) -> Result<Vec<Member>> {
    organisation::name(tx, of)?.ok_or(Code::NotFound)?;
    let by = check(actor, Action::SeeMembers, &Subject { organisation: Some(of), ..Subject::default() })?;
    let held = role::of_organisation(tx, of)?;
    let mut members = Vec::new();
    for row in &held {
        members.push(Member {
            role: row.id,
            person: row.person_id,
            name: person::get(tx, row.person_id)?.name,
            granted_at: row.granted_at,
            may_revoke: may(actor, Action::RevokeRole, &subject_of_role(row)),
        });
    }
    let others: Vec<_> = held.iter().map(|it| it.person_id).filter(|it| Some(*it) != actor.person).collect();
    if !others.is_empty() {
        let shown = Disclosure::of(others, &[Part::Name], Purpose::KnowPerson);
        let shown = Disclosure { organisation: (by.role == Role::CareProvider).then_some(of), ..shown };
        tx.record(&Event::MembersDisclosed(of).by(by).disclosing(shown))?;
    }
    Ok(members)
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
    invitations::actions::role_lost(tx, id, by)
}

/// Whether nobody else who can sign in holds a role of this person that somebody must hold.
///
/// # Errors
/// When the database fails.
pub fn is_last_in_role(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    role::is_last_in_role(tx, id)
}

/// Whether anybody administers this instance.
///
/// # Errors
/// When the database fails.
pub fn has_administrator(tx: &mut Tx<'_>) -> Result<bool> {
    role::has_administrator(tx)
}

/// Whether anybody works in a neighbourhood.
///
/// # Errors
/// When the database fails.
pub fn has_team(tx: &mut Tx<'_>) -> Result<bool> {
    role::has_team(tx)
}

/// One role.
///
/// # Errors
/// A refusal when the actor may not see it.
pub(in crate::people) fn see_role(tx: &mut Tx<'_>, actor: &Actor, id: RoleId) -> Result<RoleRow> {
    let held = role::get(tx, id)?;
    check(actor, Action::SeeRole, &subject_of_role(&held))?;
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

/// A role with the name of who holds it.
#[derive(Debug, Clone)]
pub struct Held {
    /// The role.
    pub role: RoleRow,
    /// The name; `None` once erased.
    pub name: Option<Name>,
}

/// A page of the roles that the actor may see, newest first: their own, or as an administrator those of everybody. When
/// others are read by name, that leaves a trace.
///
/// # Errors
/// When nobody signed in, or the database fails.
pub fn roles(tx: &mut Tx<'_>, actor: &Actor, cursor: Cursor) -> Result<Page<Held>> {
    let caller = actor.signed_in()?;
    let scope = policy::scope(actor, Action::SeeRole);
    let only = (!scope.everyone).then_some(caller);
    let without: Vec<PersonId> = scope.except.into_iter().filter(|it| *it != caller).collect();
    let page = Page::new(role::page(tx, only, &without, cursor)?, cursor, |it: &RoleRow| it.id.uuid());
    if only.is_none() {
        let by = check(actor, Action::SeeRole, &Subject::default())?;
        let shown = Disclosure::of(page.items.iter().map(|it| it.person_id), &[Part::Name], Purpose::KnowPerson);
        tx.record(&Event::RolesDisclosed(caller).by(by).disclosing(shown))?;
    }
    let next = page.next;
    Ok(Page { items: named(tx, page.items)?, next })
}

/// Who works in a neighbourhood, by name: its buurtwerkers, and the coordinators of its municipality. That leaves a trace.
///
/// # Errors
/// A refusal when the actor may not, or there is no such neighbourhood.
pub fn team(tx: &mut Tx<'_>, actor: &Actor, id: NeighbourhoodId) -> Result<Vec<Held>> {
    places::get(tx, id)?;
    let by = check(actor, Action::SeeTeam, &Subject::default().at(Some(id)))?;
    let held = role::of_neighbourhood(tx, id)?;
    let shown = Disclosure::of(held.iter().map(|it| it.person_id), &[Part::Name], Purpose::KnowPerson);
    tx.record(&Event::TeamDisclosed(id).by(by).at(Some(id)).disclosing(shown))?;
    named(tx, held)
}

fn named(tx: &mut Tx<'_>, held: Vec<RoleRow>) -> Result<Vec<Held>> {
    let ids: Vec<PersonId> = held.iter().map(|it| it.person_id).collect();
    let names = person::names(tx, &ids)?;
    Ok(held.into_iter().map(|role| Held { name: names.get(&role.person_id).cloned(), role }).collect())
}

/// The name of an organisation in which a role holds.
///
/// # Errors
/// [`Error::Inconsistent`] when there is no such organisation.
pub fn organisation_name(tx: &mut Tx<'_>, id: OrganisationId) -> Result<String> {
    organisation::name(tx, id)?.ok_or_else(|| Error::Inconsistent(format!("a role in {id}, which does not exist")))
}
