//! The rows of backend services, of their tokens, and of what they proved themselves with.

use diesel::prelude::*;

use super::model::{BackendService, PublicKey, Scopes};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{backend_service_assertions, backend_service_tokens, backend_services};
use crate::db::sql::{Locked, Upsert};
use crate::db::types::Json;
use crate::ids::{BackendServiceId, OrganisationId, PersonId};
use crate::platform::http::Cursor;
use crate::platform::{Error, Result, Tx};
use crate::policy::Scope;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = backend_services, check_for_backend(MultiBackend))]
struct Row {
    id: BackendServiceId,
    organisation_id: OrganisationId,
    name: String,
    keys: Json<Vec<PublicKey>>,
    keyed_by: PersonId,
    scopes: String,
    last_used_at: Option<Instant>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

fn backend_service(row: Row) -> Result<BackendService> {
    let Row { id, organisation_id, name, keys, keyed_by, scopes, last_used_at, version, created_at, updated_at } = row;
    let broken = |what: &str| Error::Inconsistent(format!("the {what} of {id}"));
    Ok(BackendService {
        id,
        organisation: organisation_id,
        name: name.parse().map_err(|_| broken("name"))?,
        keys: keys.0,
        keyed_by,
        scopes: Scopes::kept(&scopes).ok_or_else(|| broken("scopes"))?,
        last_used_at,
        version,
        created_at,
        updated_at,
    })
}

/// A new one.
pub(super) fn insert(tx: &mut Tx<'_>, new: &BackendService) -> Result<()> {
    diesel::insert_into(backend_services::table)
        .values((
            backend_services::id.eq(new.id),
            backend_services::organisation_id.eq(new.organisation),
            backend_services::name.eq(new.name.as_str()),
            backend_services::keys.eq(Json(new.keys.clone())),
            backend_services::keyed_by.eq(new.keyed_by),
            backend_services::scopes.eq(new.scopes.to_string()),
            backend_services::version.eq(new.version),
            backend_services::created_at.eq(new.created_at),
            backend_services::updated_at.eq(new.updated_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// One of them.
pub(super) fn get(tx: &mut Tx<'_>, id: BackendServiceId) -> Result<BackendService> {
    backend_service(backend_services::table.find(id).select(Row::as_select()).first(tx.conn)?)
}

/// One of them, if it is there.
pub(super) fn find(tx: &mut Tx<'_>, id: BackendServiceId) -> Result<Option<BackendService>> {
    let row = backend_services::table.find(id).select(Row::as_select()).first(tx.conn).optional()?;
    row.map(backend_service).transpose()
}

/// One of them, if it is there, kept from changing until the end of the transaction.
pub(super) fn lock_found(tx: &mut Tx<'_>, id: BackendServiceId) -> Result<Option<BackendService>> {
    let row = Locked(backend_services::table.find(id).select(Row::as_select())).get_result(tx.conn).optional()?;
    row.map(backend_service).transpose()
}

/// One of them, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: BackendServiceId) -> Result<BackendService> {
    backend_service(Locked(backend_services::table.find(id).select(Row::as_select())).get_result(tx.conn)?)
}

/// Saves a changed one. Counts the version.
pub(super) fn save(tx: &mut Tx<'_>, changed: &BackendService) -> Result<()> {
    diesel::update(backend_services::table.find(changed.id))
        .set((
            backend_services::name.eq(changed.name.as_str()),
            backend_services::keys.eq(Json(changed.keys.clone())),
            backend_services::keyed_by.eq(changed.keyed_by),
            backend_services::scopes.eq(changed.scopes.to_string()),
            backend_services::version.eq(changed.version + 1),
            backend_services::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes one away, with all that it called with.
pub(super) fn delete(tx: &mut Tx<'_>, id: BackendServiceId) -> Result<()> {
    end_tokens(tx, id)?;
    let theirs = backend_service_assertions::backend_service_id.eq(id);
    diesel::delete(backend_service_assertions::table.filter(theirs)).execute(tx.conn)?;
    diesel::delete(backend_services::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// A page of those that may be seen, newest first.
pub(super) fn list(
    tx: &mut Tx<'_>,
    scope: &Scope,
    organisation: Option<OrganisationId>,
    cursor: Cursor,
) -> Result<Vec<BackendService>> {
    let newest = backend_services::table.select(Row::as_select()).order(backend_services::id.desc());
    let mut query = newest.limit(cursor.limit()).into_boxed();
    if !scope.everyone {
        query = query.filter(backend_services::organisation_id.eq_any(&scope.organisations));
    }
    if let Some(organisation) = organisation {
        query = query.filter(backend_services::organisation_id.eq(organisation));
    }
    if let Some(after) = cursor.after {
        query = query.filter(backend_services::id.lt(BackendServiceId::from(after)));
    }
    query.load(tx.conn)?.into_iter().map(backend_service).collect()
}

/// How many an organisation has.
pub(super) fn count_of(tx: &mut Tx<'_>, organisation: OrganisationId) -> Result<i64> {
    let theirs = backend_services::organisation_id.eq(organisation);
    Ok(backend_services::table.filter(theirs).count().get_result(tx.conn)?)
}

/// Keeps that something was proved with, until when it could be sent a second time. Whether it is the first time.
pub(super) fn is_first(tx: &mut Tx<'_>, of: BackendServiceId, hash: &[u8; 32], expires_at: Instant) -> Result<bool> {
    use backend_service_assertions as a;
    let insert = diesel::insert_into(a::table).values((
        a::backend_service_id.eq(of),
        a::hash.eq(hash.to_vec()),
        a::expires_at.eq(expires_at),
    ));
    let on_conflict = "(backend_service_id, hash) DO NOTHING";
    let kept: Option<Vec<u8>> = Upsert { insert, on_conflict, returning: a::hash }.get_result(tx.conn).optional()?;
    Ok(kept.is_some())
}

/// Gives a token to one, which is in use by that.
pub(super) fn give(
    tx: &mut Tx<'_>,
    to: BackendServiceId,
    hash: &[u8; 32],
    scopes: &Scopes,
    expires_at: Instant,
) -> Result<()> {
    use backend_service_tokens as t;
    diesel::insert_into(t::table)
        .values((
            t::hash.eq(hash.to_vec()),
            t::backend_service_id.eq(to),
            t::scopes.eq(scopes.to_string()),
            t::expires_at.eq(expires_at),
        ))
        .execute(tx.conn)?;
    diesel::update(backend_services::table.find(to))
        .set(backend_services::last_used_at.eq(Some(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// Who calls with a token.
pub(super) struct Bearer {
    pub(super) id: BackendServiceId,
    pub(super) organisation: OrganisationId,
    pub(super) keyed_by: PersonId,
    pub(super) scopes: Scopes,
}

/// Whose a token is that works now, and how far it reaches.
pub(super) fn of_token(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Bearer>> {
    use backend_service_tokens as t;
    let found = t::table
        .inner_join(backend_services::table)
        .filter(t::hash.eq(hash.to_vec()).and(t::expires_at.gt(tx.now)))
        .select((backend_services::id, backend_services::organisation_id, backend_services::keyed_by, t::scopes))
        .first::<(BackendServiceId, OrganisationId, PersonId, String)>(tx.conn)
        .optional()?;
    let Some((id, organisation, keyed_by, scopes)) = found else { return Ok(None) };
    let scopes = Scopes::kept(&scopes).ok_or_else(|| Error::Inconsistent(format!("the scopes of a token of {id}")))?;
    Ok(Some(Bearer { id, organisation, keyed_by, scopes }))
}

/// None of the tokens of one works any more.
pub(super) fn end_tokens(tx: &mut Tx<'_>, of: BackendServiceId) -> Result<()> {
    let theirs = backend_service_tokens::backend_service_id.eq(of);
    diesel::delete(backend_service_tokens::table.filter(theirs)).execute(tx.conn)?;
    Ok(())
}

/// Forgets what expired before `before`. How much that was.
pub(super) fn forget_expired(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    let tokens = backend_service_tokens::table.filter(backend_service_tokens::expires_at.lt(before));
    let assertions = backend_service_assertions::table.filter(backend_service_assertions::expires_at.lt(before));
    Ok(diesel::delete(tokens).execute(tx.conn)? + diesel::delete(assertions).execute(tx.conn)?)
}
