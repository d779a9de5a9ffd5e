//! Acting for somebody else: who may, and how far.

use super::{Action, Reach, Role, reach};
use crate::ids::{PersonId, ProxyId};

crate::db::types::words! {
    /// What a proxy may do for a person.
    ProxyScope {
        /// Ask for help, and all that goes with the request.
        Ask = "ask",
        /// Answer who is proposed, and all that goes with the match.
        Accept = "accept",
        /// Say yes or no to what may be shared.
        Consent = "consent",
    }
}

/// Somebody for whom an actor may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForOther {
    /// For whom.
    pub person: PersonId,
    /// How far.
    pub scope: Vec<ProxyScope>,
    /// By what right.
    pub through: Through,
}

/// By what right somebody acts for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// As their proxy.
    Proxy(ProxyId),
    /// As the team, which writes down what a person without an account says.
    Team(Role),
}

/// For whom something was done, and by what right: what the audit log keeps besides who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnBehalf {
    /// For whom.
    pub person: PersonId,
    /// By what right.
    pub through: Through,
}

impl ForOther {
    /// Whether this may be done for the person.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        let is_team = matches!(self.through, Through::Team(_));
        (is_team && is_for_team(action)) || scopes_for(action).iter().any(|it| self.scope.contains(it))
    }

    pub(super) const fn role(&self) -> Role {
        match self.through {
            Through::Proxy(_) => Role::Resident,
            Through::Team(role) => role,
        }
    }
}

/// What the team writes down for a person without an account, and no proxy does.
const fn is_for_team(action: Action) -> bool {
    use Action as A;
    matches!(
        action,
        A::ChangePerson
            | A::MoveHome
            | A::PausePerson
            | A::ResumePerson
            | A::SeeAccessLog
            | A::SubmitOffer
            | A::ChangeOffer
            | A::PauseOffer
            | A::ResumeOffer
            | A::RetireOffer
    )
}

/// How far a resident reaches with an action for somebody else: as for themselves, but that nobody reports their own death.
pub(super) const fn reach_for_other(action: Action) -> Reach {
    if matches!(action, Action::Deceased) { Reach::Own } else { reach(Role::Resident, action) }
}

/// With which scopes an action may be done for another; with none: only by the person. One of them is enough.
fn scopes_for(action: Action) -> &'static [ProxyScope] {
    use Action as A;
    use ProxyScope::{Accept, Ask, Consent};
    if matches!(action, A::SeePerson | A::Deceased) {
        &[Ask, Accept, Consent]
    } else if matches!(action, A::SeeRequest | A::ConfirmStillNeeded) {
        &[Ask, Accept]
    } else if matches!(
        action,
        A::SubmitRequest
            | A::ChangeRequest
            | A::AnswerRequest
            | A::WithdrawRequest
            | A::FulfilRequest
            | A::ReopenRequest
            | A::SeeSuggestions
            | A::SeeReferral
    ) {
        &[Ask]
    } else if matches!(
        action,
        A::SeeMatch
            | A::AcceptMatch
            | A::DeclineMatch
            | A::CancelMatch
            | A::EndMatch
            | A::SeeVisit
            | A::PlanVisit
            | A::ReportVisit
            | A::CancelVisit
            | A::SeeBond
            | A::PauseBond
            | A::ResumeBond
            | A::CheckInBond
            | A::CoverBond
            | A::EndBond
    ) {
        &[Accept]
    } else if matches!(action, A::SeeConsent | A::GiveConsent | A::WithdrawConsent) {
        &[Consent]
    } else {
        &[]
    }
}
