//! The rows of batches, and what they read of requests, offers and matches.

use std::collections::HashMap;

use diesel::dsl::{IntoBoxed, count_star, exists, not};
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{TOGETHER, batch_proposals, batches, jobs, matches, offers, people, requests};
use crate::db::sql::Locked;
use crate::db::types::Json;
use crate::events::Job;
use crate::ids::{BatchId, BatchProposalId, NeighbourhoodId, OfferId, PersonId, RequestId};
use crate::matching::ranking::{Ranked, ReasonCode};
use crate::offers::OfferState;
use crate::people::model::PersonState;
use crate::platform::http::Cursor;
use crate::platform::{Result, Tx, jobs as work};
use crate::policy::Scope;
use crate::requests::RequestState;

/// How many rows are changed by one statement.
const CHUNK: usize = 500;
/// How many of those who were not chosen are forgotten at once.
const OTHERS: i64 = 2_000;

/// A batch.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = batches, check_for_backend(MultiBackend))]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Who asked for it.
    pub asked_by: PersonId,
    /// Where.
    pub neighbourhoods: Json<Vec<NeighbourhoodId>>,
    /// How many requests there were when it was asked for.
    pub requests: i32,
    /// For how many of them helpers were looked for.
    pub looked_at: i32,
    /// The last of these.
    pub last_request: Option<RequestId>,
    /// When it was asked for.
    pub created_at: Instant,
    /// When it was done.
    pub ready_at: Option<Instant>,
}

/// The batch that somebody asked for last.
pub(super) fn of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Batch>> {
    let theirs = batches::table.filter(batches::asked_by.eq(person));
    Ok(theirs.select(Batch::as_select()).first(tx.conn).optional()?)
}

/// A batch, if nobody took it away, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: BatchId) -> Result<Option<Batch>> {
    Ok(Locked(batches::table.find(id).select(Batch::as_select())).get_result(tx.conn).optional()?)
}

/// A new batch instead of the one before.
pub(super) fn replace(tx: &mut Tx<'_>, new: &Batch) -> Result<()> {
    let before = batches::table.filter(batches::asked_by.eq(new.asked_by)).select(batches::id);
    let before: Vec<BatchId> = before.load(tx.conn)?;
    forget(tx, &before)?;
    diesel::insert_into(batches::table).values(new).execute(tx.conn)?;
    goes_on(tx, new.id)
}

/// Takes batches away whole, and the job of one that is being made. Returns how many.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, ids: &[BatchId]) -> Result<usize> {
    let clocks: Vec<String> = ids.iter().map(|it| format!("clock:{it}")).collect();
    diesel::delete(jobs::table.filter(jobs::once.eq_any(clocks))).execute(tx.conn)?;
    diesel::delete(batch_proposals::table.filter(batch_proposals::batch_id.eq_any(ids))).execute(tx.conn)?;
    Ok(diesel::delete(batches::table.filter(batches::id.eq_any(ids))).execute(tx.conn)?)
}

/// The job goes on after what waits already.
pub(super) fn goes_on(tx: &mut Tx<'_>, id: BatchId) -> Result<()> {
    let now = tx.now;
    work::set_clock(tx, Job::MakeBatch { batch: id }, id.uuid(), Some(now))
}

/// Saves how far it is.
pub(super) fn save(tx: &mut Tx<'_>, batch: &Batch) -> Result<()> {
    diesel::update(batches::table.find(batch.id))
        .set((
            batches::looked_at.eq(batch.looked_at),
            batches::last_request.eq(batch.last_request),
            batches::ready_at.eq(batch.ready_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// The open requests of a batch, whose requesters take part, except those of these people.
fn open<'q>(batch: &Batch, except: &'q [PersonId]) -> IntoBoxed<'q, requests::table, MultiBackend> {
    let taking_part =
        people::table.filter(people::id.eq(requests::person_id).and(people::state.eq(PersonState::Active)));
    requests::table
        .into_boxed()
        .filter(requests::state.eq(RequestState::Open).and(requests::person_id.ne_all(except)))
        .filter(requests::neighbourhood_id.eq_any(batch.neighbourhoods.0.clone()))
        .filter(exists(taking_part))
}

/// How many open requests there are.
pub(super) fn count_open(tx: &mut Tx<'_>, batch: &Batch, except: &[PersonId]) -> Result<i64> {
    Ok(open(batch, except).select(count_star()).first(tx.conn)?)
}

/// The next open requests, at most so many.
pub(super) fn next_open(tx: &mut Tx<'_>, batch: &Batch, except: &[PersonId], most: i64) -> Result<Vec<RequestId>> {
    let mut next = open(batch, except);
    if let Some(last) = batch.last_request {
        next = next.filter(requests::id.gt(last));
    }
    Ok(next.order(requests::id).limit(most).select(requests::id).load(tx.conn)?)
}

/// Writes down that somebody could help with a request.
pub(super) fn could(tx: &mut Tx<'_>, batch: BatchId, request: RequestId, ranked: &Ranked) -> Result<()> {
    let reasons: Vec<(ReasonCode, String)> = ranked.reasons.iter().map(|it| (it.code, it.value.clone())).collect();
    diesel::insert_into(batch_proposals::table)
        .values((
            batch_proposals::id.eq(BatchProposalId::fresh()),
            batch_proposals::batch_id.eq(batch),
            batch_proposals::request_id.eq(request),
            batch_proposals::offer_id.eq(ranked.candidate.offer),
            batch_proposals::score.eq(i32::try_from(ranked.score).unwrap_or(i32::MAX)),
            batch_proposals::reasons.eq(Json(reasons)),
            batch_proposals::is_chosen.eq(false),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Somebody who could help, as far as choosing needs it.
#[derive(Debug, Clone, Copy, Queryable)]
pub(super) struct Possible {
    pub(super) id: BatchProposalId,
    pub(super) request: RequestId,
    pub(super) offer: OfferId,
    pub(super) score: i32,
    /// How many helpers the request wants.
    pub(super) wanted: i32,
    /// How many visits a week the offer allows, and how many are taken.
    pub(super) cap: i32,
    pub(super) load: i32,
}

/// All who could help, by request, the best first as they were ranked.
pub(super) fn possible(tx: &mut Tx<'_>, batch: BatchId) -> Result<Vec<Possible>> {
    let rows = batch_proposals::table
        .inner_join(requests::table.on(requests::id.eq(batch_proposals::request_id)))
        .inner_join(offers::table.on(offers::id.eq(batch_proposals::offer_id)))
        .filter(batch_proposals::batch_id.eq(batch))
        .filter(requests::state.eq(RequestState::Open).and(offers::state.eq(OfferState::Active)))
        .order(batch_proposals::id)
        .select((
            batch_proposals::id,
            batch_proposals::request_id,
            batch_proposals::offer_id,
            batch_proposals::score,
            requests::helpers_wanted,
            offers::cap,
            offers::load,
        ));
    Ok(rows.load(tx.conn)?)
}

/// With how many helpers each of these requests is brought together already.
pub(super) fn together(tx: &mut Tx<'_>, batch: BatchId) -> Result<HashMap<RequestId, i64>> {
    let theirs = batch_proposals::table.filter(batch_proposals::batch_id.eq(batch)).select(batch_proposals::request_id);
    let living = matches::table.filter(matches::request_id.eq_any(theirs).and(matches::state.eq_any(TOGETHER)));
    let rows: Vec<(RequestId, i64)> =
        living.group_by(matches::request_id).select((matches::request_id, count_star())).load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

/// Marks the chosen ones.
pub(super) fn choose(tx: &mut Tx<'_>, chosen: &[BatchProposalId]) -> Result<()> {
    for some in chosen.chunks(CHUNK) {
        diesel::update(batch_proposals::table.filter(batch_proposals::id.eq_any(some)))
            .set(batch_proposals::is_chosen.eq(true))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Forgets some of those who were not chosen, and says whether there can be more.
pub(super) fn forget_others(tx: &mut Tx<'_>, batch: BatchId) -> Result<bool> {
    let others = batch_proposals::table.filter(batch_proposals::batch_id.eq(batch));
    let others = others.filter(batch_proposals::is_chosen.eq(false)).limit(OTHERS).select(batch_proposals::id);
    let ids: Vec<BatchProposalId> = others.load(tx.conn)?;
    for some in ids.chunks(CHUNK) {
        diesel::delete(batch_proposals::table.filter(batch_proposals::id.eq_any(some))).execute(tx.conn)?;
    }
    Ok(!ids.is_empty())
}

/// What was chosen.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Chosen {
    pub(super) id: BatchProposalId,
    pub(super) request: RequestId,
    pub(super) offer: OfferId,
    pub(super) score: i32,
    pub(super) reasons: Json<Vec<(ReasonCode, String)>>,
}

/// What was chosen and was not proposed meanwhile, as far as somebody may see it: whether it still can be, only the hard rules
/// say. Whose offer it is counts now, not when it was chosen.
pub(super) fn chosen(tx: &mut Tx<'_>, batch: BatchId, scope: &Scope, cursor: Cursor) -> Result<Vec<Chosen>> {
    let tried = matches::table.filter(matches::request_id.eq(batch_proposals::request_id));
    let tried = tried.filter(matches::helper_id.eq(offers::person_id).and(matches::state.eq_any(TOGETHER)));
    let taking_part =
        people::table.filter(people::id.eq(requests::person_id).and(people::state.eq(PersonState::Active)));
    let mut rows = batch_proposals::table
        .inner_join(requests::table.on(requests::id.eq(batch_proposals::request_id)))
        .inner_join(offers::table.on(offers::id.eq(batch_proposals::offer_id)))
        .filter(batch_proposals::batch_id.eq(batch).and(batch_proposals::is_chosen.eq(true)))
        .filter(requests::state.eq(RequestState::Open).and(exists(taking_part)))
        .filter(requests::neighbourhood_id.eq_any(scope.neighbourhoods.clone()))
        .filter(requests::person_id.ne_all(scope.except.clone()))
        .filter(offers::person_id.ne_all(scope.except.clone()))
        .filter(not(exists(tried)))
        .into_boxed();
    if let Some(after) = cursor.after {
        rows = rows.filter(batch_proposals::id.gt(BatchProposalId::from(after)));
    }
    let columns = (
        batch_proposals::id,
        batch_proposals::request_id,
        batch_proposals::offer_id,
        batch_proposals::score,
        batch_proposals::reasons,
    );
    Ok(rows.order(batch_proposals::id).limit(cursor.limit()).select(columns).load(tx.conn)?)
}
