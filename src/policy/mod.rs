//! Who may do what: the whole policy is the grid in [`reach`]. *When* something may be done is the business of the
//! state machines; the two never mix.
//!
//! The same reach gives the check on one object ([`check`]) and the filter on a list ([`scope`]), so that a list can
//! never show what a detail page refuses. `tests/golden/policy.txt` is the grid as a file that anybody can read.

mod actor;
mod behalf;
mod grid;
mod of_safety;
mod table;

pub use actor::{Acting, Actor, Grant, Place, Role, Subject};
pub use behalf::{ForOther, OnBehalf, ProxyScope, Through};
pub use grid::{Action, reach};

use crate::ids::PersonId;

/// How far a role reaches with an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nobody,
    /// What belongs to the person themselves.
    Own,
    /// Also what the person is a party to: both sides of a match.
    Circle,
    /// What lies in the neighbourhoods of the role.
    Neighbourhood,
    /// What was handed to the organisation of the role.
    Organisation,
    /// Everything.
    Everyone,
}

/// Why an actor may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The actor may not even know that it exists.
    Hidden,
    /// The actor sees it, but may not do this.
    Forbidden,
}

/// Lets the actor do `action` to `subject`, and says in which role.
///
/// # Errors
/// [`Denied::Hidden`] when the actor may not see the subject either, else [`Denied::Forbidden`].
pub fn check(actor: &Actor, action: Action, subject: &Subject) -> Result<Acting, Denied> {
    match acting(actor, action, subject) {
        Some(by) => Ok(by),
        None if acting(actor, action.sight(), subject).is_some() => Err(Denied::Forbidden),
        None => Err(Denied::Hidden),
    }
}

/// In which role the actor may, and for whom: in a right of their own before that of another.
fn acting(actor: &Actor, action: Action, subject: &Subject) -> Option<Acting> {
    let mut grants = actor.grants.iter();
    if let Some(grant) = grants.find(|grant| covers(reach(grant.role, action), actor, grant, subject)) {
        return Some(Acting { person: actor.person, role: grant.role, for_other: None, software: actor.software });
    }
    let other = actor
        .for_others
        .iter()
        .find(|it| it.may(action) && is_of(behalf::reach_for_other(action), it.person, subject))?;
    let for_other = Some(OnBehalf { person: other.person, through: other.through });
    Some(Acting { person: actor.person, role: other.role(), for_other, software: None })
}

/// Whether something is of a person, as far as residents reach.
fn is_of(reach: Reach, person: PersonId, subject: &Subject) -> bool {
    match reach {
        Reach::Own => subject.owner == Some(person),
        Reach::Circle => subject.people().any(|it| it == person),
        Reach::Nobody | Reach::Neighbourhood | Reach::Organisation | Reach::Everyone => false,
    }
}

/// Whether the actor may do `action` to `subject`: what `allowedActions` tells.
#[must_use]
pub fn may(actor: &Actor, action: Action, subject: &Subject) -> bool {
    check(actor, action, subject).is_ok()
}

/// What `allowedActions` tells: of the verbs that fit now, those that the actor may do to `subject`.
pub fn allowed(
    actor: &Actor,
    subject: &Subject,
    verbs: impl IntoIterator<Item = (&'static str, Action, bool)>,
) -> Vec<&'static str> {
    let may = |(verb, action, fits)| (fits && may(actor, action, subject)).then_some(verb);
    verbs.into_iter().filter_map(may).collect()
}

/// Whether any role of the actor, or what they may do for somebody else, reaches anything at all with this action.
#[must_use]
pub fn could(actor: &Actor, action: Action) -> bool {
    actor.grants.iter().any(|grant| reach(grant.role, action) != Reach::Nobody)
        || actor.for_others.iter().any(|it| it.may(action))
}

fn covers(reach: Reach, actor: &Actor, grant: &Grant, subject: &Subject) -> bool {
    let is_own = subject.owner.is_some() && subject.owner == actor.person;
    match reach {
        Reach::Nobody => false,
        Reach::Own => is_own,
        Reach::Circle => is_own || actor.person.is_some_and(|it| subject.circle.contains(&it)),
        Reach::Neighbourhood => {
            let is_near = match subject.place {
                Place::Nowhere => false,
                Place::In(neighbourhood) => grant.neighbourhoods.contains(&neighbourhood),
                Place::Unserved => sees_unserved(grant),
            };
            is_near && !is_conflicted(actor, subject)
        }
        Reach::Organisation => {
            grant.organisation.is_some() && grant.organisation == subject.organisation && !is_conflicted(actor, subject)
        }
        Reach::Everyone => grant.role <= Role::Resident || !is_conflicted(actor, subject),
    }
}

/// What lies outside every neighbourhood has no team, so it is with the coordinators.
fn sees_unserved(grant: &Grant) -> bool {
    grant.role == Role::Coordinator
}

/// Nobody moderates, proposes, refers or reads about themselves or somebody they are brought together with.
fn is_conflicted(actor: &Actor, subject: &Subject) -> bool {
    subject.people().any(|it| Some(it) == actor.person || actor.entangled.contains(&it))
}

/// What of a list an actor may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Their own, and what they are a party to.
    pub person: Option<PersonId>,
    /// All in these neighbourhoods …
    pub neighbourhoods: Vec<crate::ids::NeighbourhoodId>,
    /// … and all outside every neighbourhood …
    pub unserved: bool,
    /// … and all handed to these organisations …
    pub organisations: Vec<crate::ids::OrganisationId>,
    /// … except what is about these people: the actor, and whom they are brought together with.
    pub except: Vec<PersonId>,
    /// Everything.
    pub everyone: bool,
}

impl Scope {
    /// Each place by itself: the neighbourhoods, and `None` for what lies outside every one.
    pub fn places(&self) -> impl Iterator<Item = Option<crate::ids::NeighbourhoodId>> {
        let all: std::collections::BTreeSet<_> = self.neighbourhoods.iter().copied().map(Some).collect();
        all.into_iter().chain(self.unserved.then_some(None))
    }
}

/// The filter for a list of what `action` lets see.
#[must_use]
pub fn scope(actor: &Actor, action: Action) -> Scope {
    let mut scope = Scope { except: actor.entangled.clone(), ..Scope::default() };
    scope.except.extend(actor.person);
    for grant in &actor.grants {
        match reach(grant.role, action) {
            Reach::Nobody => {}
            Reach::Own | Reach::Circle => scope.person = actor.person,
            Reach::Neighbourhood => {
                scope.neighbourhoods.extend(&grant.neighbourhoods);
                scope.unserved |= sees_unserved(grant);
            }
            Reach::Organisation => scope.organisations.extend(grant.organisation),
            Reach::Everyone => scope.everyone = true,
        }
    }
    scope
}

#[cfg(test)]
mod tests;
