//! Which verbs a reader may use on a request now.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{needing_second, subject, wavable};
use crate::clock::Instant;
use crate::ids::RequestId;
use crate::people::actions::recording;
use crate::platform::{Result, Tx};
use crate::policy::{self, Action, Actor};
use crate::requests::model::{HelpRequest, Reason, RequestVerb};

/// The verbs, each with its action.
const VERBS: &[(RequestVerb, Action)] = &[
    (RequestVerb::Change, Action::ChangeRequest),
    (RequestVerb::Approve, Action::ApproveRequest),
    (RequestVerb::AskForInformation, Action::AskForInformation),
    (RequestVerb::Answer, Action::AnswerRequest),
    (RequestVerb::Reject, Action::RejectRequest),
    (RequestVerb::Hold, Action::HoldRequest),
    (RequestVerb::Release, Action::ReleaseRequest),
    (RequestVerb::Withdraw, Action::WithdrawRequest),
    (RequestVerb::Fulfil, Action::FulfilRequest),
    (RequestVerb::ConfirmStillNeeded, Action::ConfirmStillNeeded),
    (RequestVerb::Reopen, Action::ReopenRequest),
];

/// What is to be known before it can be said what the reader may do, asked for once for all requests that are shown together.
pub struct Around<'a> {
    /// The reader, who writes down for those of the requesters who have no account.
    actor: Cow<'a, Actor>,
    needing_second: BTreeSet<RequestId>,
    wavable: BTreeSet<RequestId>,
}

impl<'a> Around<'a> {
    /// Asks for it.
    ///
    /// # Errors
    /// When the database fails.
    pub fn of(tx: &mut Tx<'_>, actor: &'a Actor, requests: &[&HelpRequest]) -> Result<Self> {
        let people: Vec<_> = requests.iter().map(|it| it.person).collect();
        let actor = recording(tx, actor, &people)?;
        let needing_second = needing_second(tx, &actor, requests)?;
        Ok(Self { actor, needing_second, wavable: wavable(tx, requests)? })
    }

    /// Whether somebody else of the team approves a request, since the reader entered it.
    #[must_use]
    pub fn needs_second(&self, request: &HelpRequest) -> bool {
        self.needing_second.contains(&request.id)
    }

    /// The verbs that the reader may use on a request now.
    #[must_use]
    pub fn allowed(&self, request: &HelpRequest, now: Instant) -> Vec<&'static str> {
        let not_now = [
            (RequestVerb::Reopen, !request.can_reopen(now)),
            (RequestVerb::Approve, self.needs_second(request)),
            (RequestVerb::Release, request.is_held_for(Reason::CoveredHeld)),
        ];
        let fits = |verb: RequestVerb| request.allows(verb) && !not_now.contains(&(verb, true));
        let verbs = VERBS.iter().map(|(verb, action)| (verb.as_str(), *action, fits(*verb)));
        let verbs = verbs.chain([("wave", Action::StartWave, self.wavable.contains(&request.id))]);
        policy::allowed(&self.actor, &subject(request), verbs)
    }
}
