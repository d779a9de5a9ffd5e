//! Who acts, in which role, and on what.

use super::behalf::{ForOther, OnBehalf, Through};
use crate::ids::{BackendServiceId, NeighbourhoodId, OrganisationId, PersonId};

crate::db::types::words! {
    /// In which role somebody acts. The order is the order in which the roles of an actor are tried.
    Role {
        /// Anybody, without signing in.
        Anyone = "anyone",
        /// A resident (bewoner); every account is one.
        Resident = "resident",
        /// A community worker of neighbourhoods.
        Buurtwerker = "buurtwerker",
        /// A member of a care or welfare organisation (zorgverlener).
        CareProvider = "careProvider",
        /// The coordinator of a municipality.
        Coordinator = "coordinator",
        /// The administrator of this instance.
        Administrator = "administrator",
        /// The system itself: clocks, cascades, imports.
        System = "system",
    }
}

/// A role with its scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The neighbourhoods it holds for; those of the municipality for a coordinator.
    pub neighbourhoods: Vec<NeighbourhoodId>,
    /// The organisation it holds for.
    pub organisation: Option<OrganisationId>,
}

impl Grant {
    /// A role without a scope.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        Self { role, neighbourhoods: Vec::new(), organisation: None }
    }
}

/// Somebody who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The person; `None` when not signed in, and for the system.
    pub person: Option<PersonId>,
    /// The roles, in the order of [`Role`].
    pub grants: Vec<Grant>,
    /// Whom the person is brought together with, and their household: staff must not decide about them.
    pub entangled: Vec<PersonId>,
    /// For whom else the person may act, and how far.
    pub for_others: Vec<ForOther>,
    /// Which software acts, where no person does.
    pub software: Option<BackendServiceId>,
}

impl Actor {
    /// Somebody who did not sign in.
    #[must_use]
    pub fn anyone() -> Self {
        Self::nobody_in(Grant::of(Role::Anyone))
    }

    /// The system itself.
    #[must_use]
    pub fn system() -> Self {
        Self::nobody_in(Grant::of(Role::System))
    }

    /// An organisation, and nobody of it.
    #[must_use]
    pub fn organisation(id: OrganisationId) -> Self {
        Self::nobody_in(Grant { organisation: Some(id), ..Grant::of(Role::CareProvider) })
    }

    /// A person in some roles, entangled with nobody, who acts for nobody else.
    #[must_use]
    pub fn of(person: PersonId, grants: Vec<Grant>) -> Self {
        Self { person: Some(person), grants, entangled: Vec::new(), for_others: Vec::new(), software: None }
    }

    fn nobody_in(grant: Grant) -> Self {
        Self { person: None, grants: vec![grant], entangled: Vec::new(), for_others: Vec::new(), software: None }
    }

    /// Whether the actor is this person, or may act for them in any way.
    #[must_use]
    pub fn acts_for(&self, person: PersonId) -> bool {
        self.person == Some(person) || self.for_others.iter().any(|it| it.person == person)
    }

    /// The same actor, who acts for nobody else but this person.
    #[must_use]
    pub fn only_for(mut self, person: PersonId) -> Self {
        self.for_others.retain(|it| it.person == person);
        self
    }

    /// The same actor in one of their roles, for nobody else.
    #[must_use]
    pub fn only_as(mut self, role: Role) -> Self {
        self.grants.retain(|it| it.role == role);
        self.for_others.clear();
        self
    }

    /// Whether the actor is this person or their proxy, and so sees with their eyes. Whoever writes down for the team
    /// does not.
    #[must_use]
    pub fn speaks_for(&self, person: PersonId) -> bool {
        let is_proxy = |it: &ForOther| it.person == person && matches!(it.through, Through::Proxy(_));
        self.person == Some(person) || self.for_others.iter().any(is_proxy)
    }
}

/// Who did something, in the role they used: what the audit log keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acting {
    /// The person; `None` for the system and for somebody who did not sign in.
    pub person: Option<PersonId>,
    /// The role used.
    pub role: Role,
    /// For whom, when it was not for themselves.
    pub for_other: Option<OnBehalf>,
    /// Which software, when no person did it.
    pub software: Option<BackendServiceId>,
}

impl Acting {
    /// The system: clocks and cascades.
    pub const SYSTEM: Self = Self { person: None, role: Role::System, for_other: None, software: None };

    /// Somebody who did not sign in.
    pub const ANYONE: Self = Self { person: None, role: Role::Anyone, for_other: None, software: None };

    /// A person acting for themselves.
    #[must_use]
    pub const fn resident(person: PersonId) -> Self {
        Self { person: Some(person), role: Role::Resident, for_other: None, software: None }
    }

    /// On whose behalf: the person for whom it was done, else who did it.
    #[must_use]
    pub fn whom(&self) -> Option<PersonId> {
        self.for_other.map(|it| it.person).or(self.person)
    }

    /// Whether a person did this for themselves, in no other role.
    #[must_use]
    pub fn is_for_oneself(&self) -> bool {
        self.role == Role::Resident && self.for_other.is_none()
    }
}

/// Where something lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    /// It has no place.
    #[default]
    Nowhere,
    /// In a neighbourhood.
    In(NeighbourhoodId),
    /// Outside every neighbourhood: it waits with the coordinators.
    Unserved,
}

/// What an action is done to, as far as the policy needs to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Whose it is.
    pub owner: Option<PersonId>,
    /// The other people who are a party to it.
    pub circle: Vec<PersonId>,
    /// Where it lies.
    pub place: Place,
    /// The organisation it was handed to.
    pub organisation: Option<OrganisationId>,
}

impl Subject {
    /// Something that belongs to one person, in no neighbourhood.
    #[must_use]
    pub fn of(owner: PersonId) -> Self {
        Self { owner: Some(owner), ..Self::default() }
    }

    /// The same at a place: in a neighbourhood, or outside every one.
    #[must_use]
    pub fn at(self, neighbourhood: Option<NeighbourhoodId>) -> Self {
        Self { place: neighbourhood.map_or(Place::Unserved, Place::In), ..self }
    }

    /// The neighbourhood it lies in.
    #[must_use]
    pub const fn neighbourhood(&self) -> Option<NeighbourhoodId> {
        match self.place {
            Place::In(neighbourhood) => Some(neighbourhood),
            Place::Nowhere | Place::Unserved => None,
        }
    }

    /// Everybody it is about.
    pub fn people(&self) -> impl Iterator<Item = PersonId> + '_ {
        self.owner.into_iter().chain(self.circle.iter().copied())
    }
}
