//! The state machine of a person: one function for each arrow. Pure.

use crate::clock::Instant;
use crate::ids::NeighbourhoodId;
use crate::people::model::PersonState::{self, Active, Deceased, Left, Moved, Paused, Suspended};
use crate::platform::Error;

crate::db::types::words! {
    /// What can happen to the state of a person: the verbs of its URLs, and the move of a home.
    PersonVerb {
        /// Be away for a while.
        Pause = "pause",
        /// Take part again.
        Resume = "resume",
        /// The team closes the sign-in.
        Suspend = "suspend",
        /// The team opens it again.
        Reinstate = "reinstate",
        /// The home is in another neighbourhood now.
        MoveHome = "moveHome",
        /// Take part in the new neighbourhood; or the home is back in the old one.
        ConfirmMove = "confirmMove",
        /// Stop taking part.
        Leave = "leave",
        /// The team writes down that the person died.
        Deceased = "deceased",
    }
    /// Why the team closes somebody's sign-in.
    SuspendReason {
        /// Somebody's safety is looked into.
        Safeguarding = "safeguarding",
        /// Against the rules of the neighbourhood.
        NotAllowed = "notAllowed",
        /// It is not clear who it is.
        IdentityUnclear = "identityUnclear",
        /// Somebody else may have the sign-in.
        AccountMisused = "accountMisused",
        /// Something else.
        Other = "other",
    }
}

impl PersonState {
    /// Whether the person can ask, offer and agree.
    #[must_use]
    pub const fn takes_part(self) -> bool {
        matches!(self, Active)
    }

    /// Whether the sign-in of the person is open.
    #[must_use]
    pub const fn can_sign_in(self) -> bool {
        match self {
            Active | Paused | Moved => true,
            Suspended | Left | Deceased => false,
        }
    }

    /// Whether nobody writes to the person any more, and nothing of theirs is open.
    #[must_use]
    pub const fn is_gone(self) -> bool {
        match self {
            Left | Deceased => true,
            Active | Paused | Suspended | Moved => false,
        }
    }
}

/// A verb met a state that it does not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{verb} is not possible in state {state}")]
pub struct InvalidTransition {
    /// The verb.
    pub verb: PersonVerb,
    /// The state it met.
    pub state: PersonState,
}

impl From<InvalidTransition> for Error {
    fn from(invalid: InvalidTransition) -> Self {
        Self::wrong_state(invalid.verb.as_str(), invalid.state.as_str())
    }
}

/// What an arrow gives.
pub type Moves = Result<Standing, InvalidTransition>;

/// How a person stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: PersonState,
    /// Since when.
    pub since: Instant,
    /// Suspended: the state it had.
    pub suspended_from: Option<PersonState>,
    /// Suspended: why.
    pub suspend_reason: Option<SuspendReason>,
    /// Moved, also when suspended since: the neighbourhood that waits for the yes; `None` then: outside every one.
    pub moving_to: Option<NeighbourhoodId>,
}

impl PersonVerb {
    /// The states the verb can start from.
    #[must_use]
    pub const fn starts(self) -> &'static [PersonState] {
        match self {
            Self::Pause => &[Active],
            Self::Resume => &[Paused],
            Self::Suspend | Self::MoveHome | Self::Leave => &[Active, Paused, Moved],
            Self::Reinstate => &[Suspended],
            Self::ConfirmMove => &[Moved],
            Self::Deceased => &[Active, Paused, Suspended, Moved, Left],
        }
    }
}

impl Standing {
    /// Whether the verb can start from the state it is in.
    #[must_use]
    pub fn can(&self, verb: PersonVerb) -> bool {
        verb.starts().contains(&self.state)
    }

    fn start(&self, verb: PersonVerb) -> Result<(), InvalidTransition> {
        if self.can(verb) { Ok(()) } else { Err(InvalidTransition { verb, state: self.state }) }
    }

    const fn entered(state: PersonState, now: Instant) -> Self {
        Self { state, since: now, suspended_from: None, suspend_reason: None, moving_to: None }
    }

    /// Away for a while.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn pause(self, now: Instant) -> Moves {
        self.start(PersonVerb::Pause)?;
        Ok(Self::entered(Paused, now))
    }

    /// Back again.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn resume(self, now: Instant) -> Moves {
        self.start(PersonVerb::Resume)?;
        Ok(Self::entered(Active, now))
    }

    /// The team closes the sign-in. Where the person was, and where they were to go, is kept.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn suspend(self, reason: SuspendReason, now: Instant) -> Moves {
        self.start(PersonVerb::Suspend)?;
        let (suspended_from, suspend_reason, moving_to) = (Some(self.state), Some(reason), self.moving_to);
        Ok(Self { suspended_from, suspend_reason, moving_to, ..Self::entered(Suspended, now) })
    }

    /// The team opens it again: back to the state it had.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn reinstate(self, now: Instant) -> Moves {
        self.start(PersonVerb::Reinstate)?;
        let moving_to = self.moving_to;
        Ok(Self { moving_to, ..Self::entered(self.suspended_from.unwrap_or(Active), now) })
    }

    /// The home is in another neighbourhood now, which waits for the yes. Who moves again waits no shorter.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn move_home(self, to: Option<NeighbourhoodId>, now: Instant) -> Moves {
        self.start(PersonVerb::MoveHome)?;
        let since = if self.state == Moved { self.since } else { now };
        Ok(Self { moving_to: to, ..Self::entered(Moved, since) })
    }

    /// The person says yes to where they live now.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn confirm_move(self, now: Instant) -> Moves {
        self.start(PersonVerb::ConfirmMove)?;
        Ok(Self::entered(Active, now))
    }

    /// The person stops taking part.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn leave(self, now: Instant) -> Moves {
        self.start(PersonVerb::Leave)?;
        Ok(Self::entered(Left, now))
    }

    /// The person died.
    ///
    /// # Errors
    /// When the state does not let it.
    pub fn deceased(self, now: Instant) -> Moves {
        self.start(PersonVerb::Deceased)?;
        Ok(Self::entered(Deceased, now))
    }
}
