//! Make an invitation, take it back, take its role.

use super::model::InvitationState;
use super::store;
pub use super::store::Invitation;
use crate::codes::Code;
use crate::events::Event;
use crate::ids::{InvitationId, OrganisationId, PersonId, RoleId};
use crate::people::actions::{NewRole, Scope, give_role, role_row};
use crate::people::factors::actions::fresh_proof;
use crate::people::store::{organisation, person};
use crate::places;
use crate::platform::http::{Cursor, Page};
use crate::platform::{Error, Result, Tx};
use crate::policy::{Acting, Action, Actor, Role, Subject, check, scope};

/// How many characters at the end of a code tell one invitation from another.
const TOLD: usize = 4;

/// What the policy needs to know of an invitation: where its role would hold. One for the whole instance or for a
/// municipality lies nowhere, so that only an administrator reaches it.
#[must_use]
pub fn subject(of: &Invitation) -> Subject {
    let nowhere = Subject { organisation: of.organisation_id, ..Subject::default() };
    if of.neighbourhood_id.is_some() { nowhere.at(of.neighbourhood_id) } else { nowhere }
}

/// Makes an invitation for a role.
///
/// # Errors
/// A refusal when the actor may not, has not proved just now who they are, or when the scope does not go with the role
/// or does not exist.
pub fn make(tx: &mut Tx<'_>, actor: &Actor, new: &NewRole) -> Result<InvitationId> {
    let mut made = Invitation {
        id: InvitationId::fresh(),
        role: new.role,
        neighbourhood_id: None,
        organisation_id: None,
        municipality_nis: None,
        made_by: actor.signed_in()?,
        expires_at: tx.now,
        used_at: None,
        withdrawn_at: None,
        created_at: tx.now,
    };
    match (new.role, new.scope.clone()) {
        (Role::Buurtwerker, Scope::Neighbourhood(id)) => {
            made.neighbourhood_id = Some(places::get(tx, id)?.id);
        }
        (Role::CareProvider, Scope::Organisation(id)) => {
            organisation::name(tx, id)?.ok_or(Code::NotFound)?;
            made.organisation_id = Some(id);
        }
        (Role::Coordinator, Scope::Municipality(nis)) => made.municipality_nis = Some(nis),
        (Role::Administrator, Scope::Instance) => {}
        _ => return Err(Error::invalid("/role", "this role wants another scope")),
    }
    let by = check(actor, Action::MakeInvitation, &subject(&made))?;
    fresh_proof(tx, actor)?;
    store::insert(tx, &made)?;
    tx.record(&Event::InvitationMade(made.id).by(by).at(made.neighbourhood_id).with("role", made.role))?;
    Ok(made.id)
}

/// An invitation, without its code.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see(tx: &mut Tx<'_>, actor: &Actor, id: InvitationId) -> Result<Invitation> {
    let found = store::get(tx, id)?;
    check(actor, Action::SeeInvitation, &subject(&found))?;
    Ok(found)
}

/// An invitation and those that were made in one go with it, without their codes.
///
/// # Errors
/// A refusal when the actor may not see it.
pub fn see_with(tx: &mut Tx<'_>, actor: &Actor, id: InvitationId) -> Result<Vec<Invitation>> {
    let found = see(tx, actor, id)?;
    store::made_with(tx, &found)
}

/// The code of an invitation, for whoever made it while it works: to print it.
///
/// # Errors
/// A refusal when the actor may not see it, or has not proved just now who they are.
pub fn code(tx: &mut Tx<'_>, actor: &Actor, id: InvitationId) -> Result<Option<String>> {
    let found = see(tx, actor, id)?;
    if Some(found.made_by) != actor.person || found.state(tx.now) != InvitationState::Open {
        return Ok(None);
    }
    fresh_proof(tx, actor)?;
    store::code(tx, id)
}

/// How the code of an invitation that works ends: enough to know the paper again, too little to use it.
///
/// # Errors
/// When the database fails.
pub fn code_end(tx: &mut Tx<'_>, of: &Invitation) -> Result<Option<String>> {
    if of.state(tx.now) != InvitationState::Open {
        return Ok(None);
    }
    let code = store::code(tx, of.id)?;
    Ok(code.map(|it| it.chars().skip(it.chars().count().saturating_sub(TOLD)).collect()))
}

/// A page of the invitations that the actor may see, those of one organisation if it is named.
///
/// # Errors
/// When the database fails.
pub fn see_all(
    tx: &mut Tx<'_>,
    actor: &Actor,
    organisation: Option<OrganisationId>,
    cursor: Cursor,
) -> Result<Page<Invitation>> {
    let scope = scope(actor, Action::SeeInvitation);
    Ok(Page::new(store::list(tx, &scope, organisation, cursor)?, cursor, |it| it.id.uuid()))
}

/// Takes an invitation back.
///
/// # Errors
/// [`Code::WrongState`] when it works no more; a refusal when the actor may not.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: InvitationId) -> Result<InvitationId> {
    let found = store::get(tx, id)?;
    let by = check(actor, Action::WithdrawInvitation, &subject(&found))?;
    let state = found.state(tx.now);
    if state != InvitationState::Open || !store::withdraw(tx, id)? {
        return Err(Error::wrong_state("withdraw", state.as_str()));
    }
    tx.record(&Event::InvitationWithdrawn(id).by(by).at(found.neighbourhood_id))?;
    Ok(id)
}

/// Somebody holds a role less: what they invited to is taken back, whoever holds the paper. No right is checked.
pub(in crate::people) fn role_lost(tx: &mut Tx<'_>, id: PersonId, by: Acting) -> Result<()> {
    for unused in store::unused_of(tx, id)? {
        if store::withdraw(tx, unused.id)? {
            tx.record(&Event::InvitationWithdrawn(unused.id).by(by).at(unused.neighbourhood_id))?;
        }
    }
    Ok(())
}

/// Takes the role of an invitation, with its code.
///
/// # Errors
/// [`Code::TokenInvalid`] when the code is unknown, used, expired or withdrawn, always in the same words;
/// [`Code::WrongState`] when the actor holds the role already: the code stays for somebody else.
pub fn accept(tx: &mut Tx<'_>, actor: &Actor, typed: &str) -> Result<RoleId> {
    let id = actor.signed_in()?;
    let by = check(actor, Action::AcceptInvitation, &Subject::of(id))?;
    // The person before the invitation, as everywhere.
    person::lock(tx, id)?;
    let found = store::find(tx, typed)?.ok_or(Code::TokenInvalid)?;
    if found.state(tx.now) != InvitationState::Open {
        return Err(Code::TokenInvalid.into());
    }
    let role = role_row(tx, id, &to_grant(&found)?, Some(found.made_by))?;
    if !give_role(tx, &role, by)? {
        return Err(Error::wrong_state("accept", "with the role already"));
    }
    if !store::take(tx, found.id, id)? {
        return Err(Code::TokenInvalid.into());
    }
    let accepted = Event::InvitationAccepted(found.id).by(by).at(found.neighbourhood_id);
    tx.record(&accepted.with("role", found.role).with("person", id))?;
    Ok(role.id)
}

fn to_grant(of: &Invitation) -> Result<NewRole> {
    let scope = match (of.neighbourhood_id, of.organisation_id, of.municipality_nis.clone()) {
        (Some(id), None, None) => Scope::Neighbourhood(id),
        (None, Some(id), None) => Scope::Organisation(id),
        (None, None, Some(nis)) => Scope::Municipality(nis),
        (None, None, None) => Scope::Instance,
        _ => return Err(Error::Inconsistent(format!("the scope of {}", of.id))),
    };
    Ok(NewRole { role: of.role, scope })
}
