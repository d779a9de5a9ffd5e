//! The rows of what is delivered to webhooks.

use diesel::dsl::{IntoBoxed, count_star};
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{referrals, webhook_deliveries as rows, webhooks};
use crate::db::sql::{Locked, SkipLocked};
use crate::ids::{OrganisationId, PersonId, ReferralId, WebhookDeliveryId, WebhookId};
use crate::platform::http::Cursor;
use crate::platform::jobs::LEASE;
use crate::platform::{Result, Tx};
use crate::webhooks::model::{AT_ONCE_OF_ONE, Delivery, DeliveryFault, DeliveryState, WebhookEvent};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = rows, check_for_backend(MultiBackend), treat_none_as_null = true)]
struct Row {
    id: WebhookDeliveryId,
    webhook_id: WebhookId,
    event: WebhookEvent,
    referral_id: Option<ReferralId>,
    state: DeliveryState,
    attempts: i32,
    run_at: Instant,
    last_status: Option<i32>,
    last_fault: Option<DeliveryFault>,
    created_at: Instant,
    ended_at: Option<Instant>,
}

impl From<Row> for Delivery {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            webhook: row.webhook_id,
            event: row.event,
            referral: row.referral_id,
            state: row.state,
            attempts: row.attempts,
            run_at: row.run_at,
            last_status: row.last_status,
            last_fault: row.last_fault,
            created_at: row.created_at,
            ended_at: row.ended_at,
        }
    }
}

impl From<&Delivery> for Row {
    fn from(of: &Delivery) -> Self {
        Self {
            id: of.id,
            webhook_id: of.webhook,
            event: of.event,
            referral_id: of.referral,
            state: of.state,
            attempts: of.attempts,
            run_at: of.run_at,
            last_status: of.last_status,
            last_fault: of.last_fault,
            created_at: of.created_at,
            ended_at: of.ended_at,
        }
    }
}

/// A new delivery.
pub(in crate::webhooks) fn insert(tx: &mut Tx<'_>, new: &Delivery) -> Result<()> {
    diesel::insert_into(rows::table).values(&Row::from(new)).execute(tx.conn)?;
    Ok(())
}

/// A delivery.
fn get(tx: &mut Tx<'_>, id: WebhookDeliveryId) -> Result<Delivery> {
    let row: Row = rows::table.find(id).select(Row::as_select()).first(tx.conn)?;
    Ok(row.into())
}

/// What was told of referrals that are not about these people, or of none.
fn except_about(people: &[PersonId]) -> IntoBoxed<'_, rows::table, MultiBackend> {
    let theirs = referrals::table.filter(referrals::person_id.eq_any(people)).select(referrals::id.nullable());
    rows::table.filter(rows::referral_id.is_null().or(rows::referral_id.ne_all(theirs))).into_boxed()
}

/// A delivery to a webhook, unless it tells of a referral that is about one of these people.
pub(in crate::webhooks) fn see(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    id: WebhookDeliveryId,
    except: &[PersonId],
) -> Result<Delivery> {
    let wanted = rows::id.eq(id).and(rows::webhook_id.eq(webhook));
    let row: Row = except_about(except).filter(wanted).select(Row::as_select()).first(tx.conn)?;
    Ok(row.into())
}

/// A delivery, kept from changing until the end of the transaction.
pub(in crate::webhooks) fn lock(tx: &mut Tx<'_>, id: WebhookDeliveryId) -> Result<Delivery> {
    let row: Row = Locked(rows::table.find(id).select(Row::as_select())).get_result(tx.conn)?;
    Ok(row.into())
}

/// Saves how far it is.
pub(in crate::webhooks) fn save(tx: &mut Tx<'_>, changed: &Delivery) -> Result<()> {
    diesel::update(rows::table.find(changed.id)).set(&Row::from(changed)).execute(tx.conn)?;
    Ok(())
}

/// A page of what was delivered to a webhook, newest first, except what tells of referrals about these people.
pub(in crate::webhooks) fn list(
    tx: &mut Tx<'_>,
    webhook: WebhookId,
    except: &[PersonId],
    cursor: Cursor,
) -> Result<Vec<Delivery>> {
    let mut query = except_about(except)
        .filter(rows::webhook_id.eq(webhook))
        .select(Row::as_select())
        .order(rows::id.desc())
        .limit(cursor.limit());
    if let Some(after) = cursor.after {
        query = query.filter(rows::id.lt(WebhookDeliveryId::from(after)));
    }
    let found: Vec<Row> = query.load(tx.conn)?;
    Ok(found.into_iter().map(Delivery::from).collect())
}

/// How many tests wait for a webhook.
pub(in crate::webhooks) fn waiting_tests(tx: &mut Tx<'_>, webhook: WebhookId) -> Result<i64> {
    let waiting = rows::webhook_id.eq(webhook).and(rows::state.eq(DeliveryState::Waiting));
    let tests = rows::table.filter(waiting.and(rows::event.eq(WebhookEvent::Tested)));
    Ok(tests.count().get_result(tx.conn)?)
}

/// Takes the delivery that has been due longest to a webhook that nobody is calling, if any, and counts the try. No two workers
/// call the same webhook: one that is slow has no more than one of them busy, and an organisation with many slow ones no more than
/// [`AT_ONCE_OF_ONE`]. Two that take at the same moment can make it one more: it is there to be fair.
pub(in crate::webhooks) fn take(tx: &mut Tx<'_>) -> Result<Option<Delivery>> {
    let now = tx.database_now()?;
    let busy: Vec<OrganisationId> = webhooks::table
        .filter(webhooks::leased_until.ge(now))
        .group_by(webhooks::organisation_id)
        .having(count_star().ge(AT_ONCE_OF_ONE))
        .select(webhooks::organisation_id)
        .load(tx.conn)?;
    let due = rows::table
        .inner_join(webhooks::table)
        .filter(rows::state.eq(DeliveryState::Waiting).and(rows::run_at.le(tx.now)))
        .filter(webhooks::organisation_id.ne_all(busy))
        .filter(webhooks::leased_until.is_null().or(webhooks::leased_until.lt(now)))
        .order((rows::run_at, rows::id))
        .select((rows::id, rows::webhook_id))
        .limit(1);
    let found = SkipLocked(due).get_result::<(WebhookDeliveryId, WebhookId)>(tx.conn).optional()?;
    let Some((id, webhook)) = found else { return Ok(None) };
    let leased = webhooks::leased_until.eq(Some(now + LEASE));
    diesel::update(webhooks::table.find(webhook)).set(leased).execute(tx.conn)?;
    diesel::update(rows::table.find(id)).set(rows::attempts.eq(rows::attempts + 1)).execute(tx.conn)?;
    get(tx, id).map(Some)
}

/// Gives up all that waits for a webhook.
pub(in crate::webhooks) fn give_up_all(tx: &mut Tx<'_>, webhook: WebhookId) -> Result<()> {
    let waiting = rows::webhook_id.eq(webhook).and(rows::state.eq(DeliveryState::Waiting));
    diesel::update(rows::table.filter(waiting))
        .set((rows::state.eq(DeliveryState::Dead), rows::ended_at.eq(Some(tx.now))))
        .execute(tx.conn)?;
    Ok(())
}

/// Forgets at most so many of those that ended before `before`.
pub(in crate::webhooks) fn forget_ended(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let old = rows::table.filter(rows::ended_at.lt(before)).order(rows::ended_at).select(rows::id).limit(most);
    let old: Vec<WebhookDeliveryId> = old.load(tx.conn)?;
    Ok(diesel::delete(rows::table.filter(rows::id.eq_any(old))).execute(tx.conn)?)
}
