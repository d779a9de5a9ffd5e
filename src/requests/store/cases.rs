//! Which requests there are to be locked together, and their locks.

use diesel::prelude::*;

use crate::db::schema::{matches, requests};
use crate::db::sql::Locked;
use crate::ids::{PersonId, RequestId};
use crate::platform::{Result, Tx};
use crate::requests::model::RequestState;

/// Keeps requests from changing until the end of the transaction, in the order of their ids.
pub(in crate::requests) fn lock_all(tx: &mut Tx<'_>, ids: &[RequestId]) -> Result<()> {
    let these = requests::table.filter(requests::id.eq_any(ids)).order(requests::id).select(requests::id);
    Locked(these).load::<RequestId>(tx.conn)?;
    Ok(())
}

/// The living requests that ask for somebody instead of a helper of these. Nothing is locked.
pub(in crate::requests) fn covers_of(tx: &mut Tx<'_>, these: &[RequestId]) -> Result<Vec<RequestId>> {
    let of_these = matches::table.filter(matches::request_id.eq_any(these)).select(matches::id.nullable());
    let ended = RequestState::ALL.iter().copied().filter(|it| it.is_final());
    let covers = requests::table.filter(requests::covers_match_id.eq_any(of_these));
    Ok(covers.filter(requests::state.ne_all(ended)).select(requests::id).load(tx.conn)?)
}

/// The requests to which time does something, in the order of their ids. Nothing is locked.
pub(in crate::requests) fn with_clocks(tx: &mut Tx<'_>) -> Result<Vec<RequestId>> {
    let with_clocks =
        requests::state.eq_any([RequestState::Submitted, RequestState::Open, RequestState::NeedsInformation]);
    let with_clocks = with_clocks.or(requests::unseen_since.is_not_null());
    Ok(requests::table.filter(with_clocks).order(requests::id).select(requests::id).load(tx.conn)?)
}

/// All requests of a person. Nothing is locked.
pub(in crate::requests) fn ids_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<RequestId>> {
    Ok(requests::table.filter(requests::person_id.eq(person)).select(requests::id).load(tx.conn)?)
}

/// The living requests of a person, in the order of their ids.
pub(in crate::requests) fn living_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<RequestId>> {
    let ended = RequestState::ALL.iter().copied().filter(|it| it.is_final());
    let living = requests::table.filter(requests::person_id.eq(person).and(requests::state.ne_all(ended)));
    Ok(living.order(requests::id).select(requests::id).load(tx.conn)?)
}
