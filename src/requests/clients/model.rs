//! What an organisation may know of the request of a client. Pure.

use chrono::TimeDelta;

use crate::clock::Instant;
use crate::ids::{ClientRequestId, ConsentId, OrganisationId, PersonId, RequestId};
use crate::requests::model::RequestState;

crate::db::types::words! {
    /// How far the request of a client is, for the organisation.
    ClientRequestState {
        /// The neighbourhood is at it.
        Waiting = "waiting",
        /// The help came.
        Met = "met",
        /// It did not come.
        NotMet = "notMet",
    }
}

/// So long after the end the organisation sees whether the help came.
pub const SHOWN: TimeDelta = TimeDelta::days(30);

/// The request of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientRequest {
    /// The id, which is not that of the request.
    pub id: ClientRequestId,
    /// The request.
    pub request: RequestId,
    /// Whose client it is.
    pub organisation: OrganisationId,
    /// The yes of the client.
    pub consent: ConsentId,
    /// By what the organisation knows the client: never a name.
    pub reference: Option<String>,
    /// The client.
    pub person: PersonId,
    /// The state of the request.
    pub request_state: RequestState,
    /// Since when it is in that state.
    pub state_since: Instant,
    /// When it was asked.
    pub created_at: Instant,
}

impl ClientRequest {
    /// How far it is, for the organisation.
    #[must_use]
    pub const fn state(&self) -> ClientRequestState {
        match self.request_state {
            RequestState::Submitted
            | RequestState::NeedsInformation
            | RequestState::Open
            | RequestState::Matched
            | RequestState::Referred
            | RequestState::Held => ClientRequestState::Waiting,
            RequestState::Fulfilled => ClientRequestState::Met,
            RequestState::Rejected | RequestState::Withdrawn | RequestState::Expired => ClientRequestState::NotMet,
        }
    }

    /// When it ended.
    #[must_use]
    pub fn ended_at(&self) -> Option<Instant> {
        self.request_state.is_final().then_some(self.state_since)
    }
}
