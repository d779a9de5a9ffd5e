//! The rows of the requests of clients, with what their requests and consents say of them.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::model::{ClientRequest, SHOWN};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{client_requests, consents, requests};
use crate::ids::{ClientRequestId, ConsentId, OrganisationId, PersonId, RequestId};
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx};
use crate::policy::Scope;
use crate::requests::model::RequestState;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = client_requests, check_for_backend(MultiBackend))]
struct Row {
    id: ClientRequestId,
    request_id: RequestId,
    organisation_id: OrganisationId,
    consent_id: ConsentId,
    reference: Option<String>,
    asked_by: PersonId,
    created_at: Instant,
}

/// What is read of the request besides.
type Joined = (Row, PersonId, RequestState, Instant);

fn client_request((row, person, request_state, state_since): Joined) -> ClientRequest {
    ClientRequest {
        id: row.id,
        request: row.request_id,
        organisation: row.organisation_id,
        consent: row.consent_id,
        reference: row.reference,
        person,
        request_state,
        state_since,
        created_at: row.created_at,
    }
}

pub(super) fn insert(tx: &mut Tx<'_>, new: &ClientRequest, asked_by: PersonId) -> Result<()> {
    let row = Row {
        id: new.id,
        request_id: new.request,
        organisation_id: new.organisation,
        consent_id: new.consent,
        reference: new.reference.clone(),
        asked_by,
        created_at: new.created_at,
    };
    diesel::insert_into(client_requests::table).values(&row).execute(tx.conn)?;
    Ok(())
}

/// Those that the organisation may still hear of: the yes was not taken back, and they did not end long ago.
macro_rules! shown {
    ($tx:expr) => {{
        let taken_back = consents::table.filter(consents::withdraws.eq(client_requests::consent_id.nullable()));
        let ended = RequestState::ALL.iter().copied().filter(|it| it.is_final());
        let lives = requests::state.ne_all(ended).or(requests::state_since.ge($tx.now - SHOWN));
        client_requests::table.inner_join(requests::table).filter(not(exists(taken_back)).and(lives)).select((
            Row::as_select(),
            requests::person_id,
            requests::state,
            requests::state_since,
        ))
    }};
}

/// One that the organisation may still hear of.
pub(super) fn get(tx: &mut Tx<'_>, id: ClientRequestId) -> Result<ClientRequest> {
    let found: Joined = shown!(tx).filter(client_requests::id.eq(id)).first(tx.conn)?;
    Ok(client_request(found))
}

/// A page of those in the scope, newest first.
pub(super) fn list(tx: &mut Tx<'_>, scope: &Scope, cursor: Cursor) -> Result<Vec<ClientRequest>> {
    let theirs = client_requests::organisation_id.eq_any(scope.organisations.clone());
    let mut query = shown!(tx)
        .filter(theirs.and(requests::person_id.ne_all(scope.except.clone())))
        .order(client_requests::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(client_requests::id.lt(ClientRequestId::from(after)));
    }
    let rows: Vec<Joined> = query.load(tx.conn)?;
    Ok(rows.into_iter().map(client_request).collect())
}

/// Whose client somebody is who asks, and by what they are known there.
pub(super) fn asked_with(tx: &mut Tx<'_>, request: RequestId) -> Result<Option<(OrganisationId, Option<String>)>> {
    let found = client_requests::table.filter(client_requests::request_id.eq(request));
    let found = found.select((client_requests::organisation_id, client_requests::reference));
    Ok(found.first(tx.conn).optional()?)
}

/// The requests that rest on a consent, in the order of their ids.
pub(super) fn resting_on(tx: &mut Tx<'_>, consent: ConsentId) -> Result<Vec<RequestId>> {
    let found = client_requests::table.filter(client_requests::consent_id.eq(consent));
    Ok(found.order(client_requests::request_id).select(client_requests::request_id).load(tx.conn)?)
}
