//! A stand-in for requests: what suggestions ask of them.

use super::model::HelpRequest;
use super::store;
use crate::ids::RequestId;
use crate::platform::{Result, Tx};
use crate::policy::Subject;

/// A request.
///
/// # Errors
/// When there is none of this id.
pub fn load(tx: &mut Tx<'_>, id: RequestId) -> Result<HelpRequest> {
    store::get(tx, id)
}

/// What the policy needs to know of a request.
#[must_use]
pub fn subject(request: &HelpRequest) -> Subject {
    Subject { neighbourhood: request.neighbourhood, ..Subject::of(request.person) }
}
