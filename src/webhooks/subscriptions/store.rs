//! The rows of subscriptions, and of what they are notified of.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Header, MOST_AT_ONCE, Subscription, SubscriptionEvent, SubscriptionState, Terms};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{referrals, subscription_events as events, subscriptions};
use crate::db::sql::{Locked, SkipLocked};
use crate::ids::{OrganisationId, PersonId, ReferralId, SubscriptionEventId, SubscriptionId};
use crate::platform::jobs::LEASE;
use crate::platform::seal::Field;
use crate::platform::text::FreeText;
use crate::platform::{Error, Result, Tx};
use crate::policy::Scope;
use crate::webhooks::model::DeliveryFault;

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = subscriptions, check_for_backend(MultiBackend), treat_none_as_null = true)]
struct Row {
    id: SubscriptionId,
    organisation_id: OrganisationId,
    endpoint: String,
    said: Vec<u8>,
    state: SubscriptionState,
    heartbeat_seconds: Option<i32>,
    timeout_seconds: Option<i32>,
    max_count: Option<i32>,
    ends_at: Option<Instant>,
    written: i32,
    taken: i32,
    attempts: i32,
    run_at: Option<Instant>,
    leased_until: Option<Instant>,
    last_status: Option<i32>,
    last_fault: Option<DeliveryFault>,
    given_up_at: Option<Instant>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

/// What is sealed of it, together.
#[derive(Serialize, Deserialize)]
struct Said {
    reason: FreeText,
    headers: Vec<Header>,
}

fn subscription(tx: &mut Tx<'_>, row: &Row) -> Result<Subscription> {
    let broken = || Error::Inconsistent(format!("what was said of {}", row.id));
    let owner = row.organisation_id.uuid();
    let said: Option<Said> = tx.open(owner, Field::SubscriptionSaid, row.id.uuid(), &row.said)?;
    let Said { reason, headers } = said.ok_or_else(broken)?;
    let terms = Terms {
        endpoint: row.endpoint.parse().map_err(|_| broken())?,
        reason,
        headers,
        heartbeat_seconds: row.heartbeat_seconds,
        timeout_seconds: row.timeout_seconds,
        max_count: row.max_count,
        ends_at: row.ends_at,
    };
    Ok(Subscription {
        id: row.id,
        organisation: row.organisation_id,
        state: row.state,
        terms,
        written: row.written,
        taken: row.taken,
        attempts: row.attempts,
        run_at: row.run_at,
        leased_until: row.leased_until,
        last_status: row.last_status,
        last_fault: row.last_fault,
        given_up_at: row.given_up_at,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn row(tx: &mut Tx<'_>, of: &Subscription) -> Result<Row> {
    let terms = &of.terms;
    let said = Said { reason: terms.reason.clone(), headers: terms.headers.clone() };
    Ok(Row {
        id: of.id,
        organisation_id: of.organisation,
        endpoint: terms.endpoint.as_str().to_owned(),
        said: tx.seal(of.organisation.uuid(), Field::SubscriptionSaid, of.id.uuid(), &said)?,
        state: of.state,
        heartbeat_seconds: terms.heartbeat_seconds,
        timeout_seconds: terms.timeout_seconds,
        max_count: terms.max_count,
        ends_at: terms.ends_at,
        written: of.written,
        taken: of.taken,
        attempts: of.attempts,
        run_at: of.run_at,
        leased_until: of.leased_until,
        last_status: of.last_status,
        last_fault: of.last_fault,
        given_up_at: of.given_up_at,
        version: of.version,
        created_at: of.created_at,
        updated_at: of.updated_at,
    })
}

/// A new subscription.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Subscription) -> Result<()> {
    let row = row(tx, new)?;
    diesel::insert_into(subscriptions::table).values(&row).execute(tx.conn)?;
    Ok(())
}

/// A subscription.
pub(super) fn get(tx: &mut Tx<'_>, id: SubscriptionId) -> Result<Subscription> {
    let row = subscriptions::table.find(id).select(Row::as_select()).first(tx.conn)?;
    subscription(tx, &row)
}

/// A subscription, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: SubscriptionId) -> Result<Subscription> {
    let row = Locked(subscriptions::table.find(id).select(Row::as_select())).get_result(tx.conn)?;
    subscription(tx, &row)
}

/// Saves it as it stands now.
pub(super) fn save(tx: &mut Tx<'_>, changed: &Subscription) -> Result<()> {
    let row = row(tx, changed)?;
    diesel::update(subscriptions::table.find(changed.id)).set(&row).execute(tx.conn)?;
    Ok(())
}

/// Takes a subscription away, with all that it was notified of.
pub(super) fn delete(tx: &mut Tx<'_>, id: SubscriptionId) -> Result<()> {
    diesel::delete(events::table.filter(events::subscription_id.eq(id))).execute(tx.conn)?;
    diesel::delete(subscriptions::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// Those that may be seen, the oldest first.
pub(super) fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Subscription>> {
    let mut query = subscriptions::table.select(Row::as_select()).order(subscriptions::id).into_boxed();
    if !scope.everyone {
        query = query.filter(subscriptions::organisation_id.eq_any(&scope.organisations));
    }
    let rows: Vec<Row> = query.load(tx.conn)?;
    rows.iter().map(|it| subscription(tx, it)).collect()
}

/// How many an organisation has.
pub(super) fn count_of(tx: &mut Tx<'_>, organisation: OrganisationId) -> Result<i64> {
    let of = subscriptions::organisation_id.eq(organisation);
    Ok(subscriptions::table.filter(of).count().get_result(tx.conn)?)
}

/// Counts an event for each subscription of an organisation that is not off, and writes it down. Whoever is tried again keeps its
/// pause.
pub(super) fn tell(tx: &mut Tx<'_>, organisation: OrganisationId, referral: ReferralId) -> Result<()> {
    let live = subscriptions::state.ne(SubscriptionState::Off);
    let live = live.and(subscriptions::ends_at.is_null().or(subscriptions::ends_at.gt(tx.now)));
    let theirs = subscriptions::table
        .filter(subscriptions::organisation_id.eq(organisation))
        .filter(live)
        .order(subscriptions::id)
        .select((subscriptions::id, subscriptions::written));
    let theirs: Vec<(SubscriptionId, i32)> = Locked(theirs).load(tx.conn)?;
    for (id, written) in theirs {
        let number = written + 1;
        diesel::update(subscriptions::table.find(id)).set(subscriptions::written.eq(number)).execute(tx.conn)?;
        let waits = subscriptions::state.eq(SubscriptionState::Active).and(subscriptions::attempts.eq(0));
        diesel::update(subscriptions::table.find(id).filter(waits))
            .set(subscriptions::run_at.eq(Some(tx.now)))
            .execute(tx.conn)?;
        diesel::insert_into(events::table)
            .values((
                events::id.eq(SubscriptionEventId::fresh()),
                events::subscription_id.eq(id),
                events::number.eq(number),
                events::referral_id.eq(referral),
                events::at.eq(tx.now),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// What a subscription was notified of or is to be, from one number to another, at most so many, except what is about these people.
pub(super) fn between(
    tx: &mut Tx<'_>,
    id: SubscriptionId,
    (first, last): (i32, i32),
    except: &[PersonId],
    most: i64,
) -> Result<Vec<SubscriptionEvent>> {
    let theirs = referrals::table.filter(referrals::person_id.eq_any(except)).select(referrals::id);
    let found: Vec<(i32, ReferralId, Instant)> = events::table
        .filter(events::subscription_id.eq(id).and(events::number.between(first, last)))
        .filter(events::referral_id.ne_all(theirs))
        .order(events::number)
        .select((events::number, events::referral_id, events::at))
        .limit(most)
        .load(tx.conn)?;
    Ok(found.into_iter().map(|(number, referral, at)| SubscriptionEvent { number, referral, at }).collect())
}

/// Those whose end has come, kept from changing until the end of the transaction, except what somebody else has in hand.
pub(super) fn over(tx: &mut Tx<'_>) -> Result<Vec<Subscription>> {
    let is_over = subscriptions::state.ne(SubscriptionState::Off).and(subscriptions::ends_at.le(tx.now));
    let over = subscriptions::table.filter(is_over).order(subscriptions::id).select(Row::as_select());
    let rows: Vec<Row> = SkipLocked(over).load(tx.conn)?;
    rows.iter().map(|it| subscription(tx, it)).collect()
}

/// Takes up the subscription that has been due longest and that nobody is calling, if any, and counts the try. Where an organisation
/// has some in hand already, it waits: its software may be slow in all of them. Two workers at once may take one more.
pub(super) fn take(tx: &mut Tx<'_>) -> Result<Option<Subscription>> {
    let now = tx.database_now()?;
    let mut busy: Vec<OrganisationId> = subscriptions::table
        .filter(subscriptions::leased_until.ge(now))
        .order(subscriptions::organisation_id)
        .select(subscriptions::organisation_id)
        .load(tx.conn)?;
    busy = busy.chunk_by(|one, other| one == other).filter(|it| it.len() >= MOST_AT_ONCE).flatten().copied().collect();
    let due = subscriptions::table
        .filter(subscriptions::state.eq_any([SubscriptionState::Requested, SubscriptionState::Active]))
        .filter(subscriptions::run_at.le(tx.now))
        .filter(subscriptions::leased_until.is_null().or(subscriptions::leased_until.lt(now)))
        .filter(subscriptions::organisation_id.ne_all(busy))
        .order((subscriptions::run_at, subscriptions::id))
        .select(subscriptions::id)
        .limit(1);
    let Some(id) = SkipLocked(due).get_result::<SubscriptionId>(tx.conn).optional()? else { return Ok(None) };
    diesel::update(subscriptions::table.find(id))
        .set((
            subscriptions::leased_until.eq(Some(now + LEASE)),
            subscriptions::attempts.eq(subscriptions::attempts + 1),
        ))
        .execute(tx.conn)?;
    get(tx, id).map(Some)
}

/// Forgets at most so many of the events before `before`.
pub(super) fn forget(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let old = events::table.filter(events::at.lt(before)).order(events::at).select(events::id).limit(most);
    let old: Vec<SubscriptionEventId> = old.load(tx.conn)?;
    Ok(diesel::delete(events::table.filter(events::id.eq_any(old))).execute(tx.conn)?)
}
