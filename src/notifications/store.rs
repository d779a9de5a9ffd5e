//! The rows of the outbox.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::outbox;
use crate::db::sql::SkipLocked;
use crate::db::types::Json;
use crate::events::Message;
use crate::ids::{MessageId, PersonId};
use crate::platform::jobs::{LEASE, backoff};
use crate::platform::{Result, Tx};

crate::db::types::words! {
    /// How far a message is.
    Delivery {
        /// It waits, or is tried again.
        Waiting = "waiting",
        /// The channel took it.
        Delivered = "delivered",
        /// There is nobody to tell any more.
        Dropped = "dropped",
        /// The channel refused it for good, or it was tried for days without success.
        Dead = "dead",
    }
}

/// How often a message is tried: about four days.
const MAX_ATTEMPTS: i32 = 100;

/// A message that was taken for delivery.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(MultiBackend))]
pub struct Taken {
    /// Its id, the same at every try: receivers can tell a repetition by it.
    pub id: MessageId,
    /// A person, or an organisation for what is sent to organisations.
    pub recipient: PersonId,
    /// What to tell.
    pub message: Json<Message>,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// When it was written.
    pub created_at: Instant,
}

/// Tells somebody something, once this transaction commits.
///
/// # Errors
/// When the database fails.
pub fn tell(tx: &mut Tx<'_>, recipient: impl Into<uuid::Uuid>, message: Message) -> Result<()> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(MessageId::fresh()),
            outbox::recipient.eq(PersonId::from(recipient.into())),
            outbox::message.eq(Json(message)),
            outbox::state.eq(Delivery::Waiting),
            outbox::attempts.eq(0),
            outbox::run_at.eq(tx.now),
            outbox::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes the message that has waited longest, if any. No two workers get the same.
///
/// # Errors
/// When the database fails.
pub fn take(tx: &mut Tx<'_>) -> Result<Option<Taken>> {
    let now = tx.database_now()?;
    let due = outbox::table
        .filter(outbox::state.eq(Delivery::Waiting).and(outbox::run_at.le(tx.now)))
        .filter(outbox::leased_until.is_null().or(outbox::leased_until.lt(now)))
        .order((outbox::run_at, outbox::id))
        .select(outbox::id)
        .limit(1);
    let Some(id) = SkipLocked(due).get_result::<MessageId>(tx.conn).optional()? else { return Ok(None) };
    diesel::update(outbox::table.find(id))
        .set((outbox::leased_until.eq(Some(now + LEASE)), outbox::attempts.eq(outbox::attempts + 1)))
        .execute(tx.conn)?;
    Ok(Some(outbox::table.find(id).select(Taken::as_select()).first(tx.conn)?))
}

/// The channel took the message.
///
/// # Errors
/// When the database fails.
pub fn delivered(tx: &mut Tx<'_>, id: MessageId) -> Result<()> {
    end(tx, id, Delivery::Delivered).map(|_| ())
}

/// There is nobody to tell any more. Says whether it still waited.
///
/// # Errors
/// When the database fails.
pub fn dropped(tx: &mut Tx<'_>, id: MessageId) -> Result<bool> {
    end(tx, id, Delivery::Dropped)
}

/// It is not to be told before this moment.
///
/// # Errors
/// When the database fails.
pub fn wait(tx: &mut Tx<'_>, id: MessageId, until: Instant) -> Result<()> {
    diesel::update(outbox::table.find(id).filter(outbox::state.eq(Delivery::Waiting)))
        .set((outbox::leased_until.eq(None::<Instant>), outbox::run_at.eq(until)))
        .execute(tx.conn)?;
    Ok(())
}

/// Somebody is not to be told anything any more: what waits is dropped.
///
/// # Errors
/// When the database fails.
pub fn drop_waiting(tx: &mut Tx<'_>, recipient: PersonId) -> Result<usize> {
    let waiting = outbox::table.filter(outbox::recipient.eq(recipient).and(outbox::state.eq(Delivery::Waiting)));
    let dropped = diesel::update(waiting).set((
        outbox::state.eq(Delivery::Dropped),
        outbox::ended_at.eq(Some(tx.now)),
        outbox::leased_until.eq(None::<Instant>),
    ));
    Ok(dropped.execute(tx.conn)?)
}

/// Ends a message, unless it ended while it was on its way: whoever it was for has died or was erased. Says whether it did.
fn end(tx: &mut Tx<'_>, id: MessageId, state: Delivery) -> Result<bool> {
    let waiting = outbox::table.find(id).filter(outbox::state.eq(Delivery::Waiting));
    let ended = (outbox::state.eq(state), outbox::ended_at.eq(Some(tx.now)), outbox::leased_until.eq(None::<Instant>));
    Ok(diesel::update(waiting).set(ended).execute(tx.conn)? > 0)
}

/// The channel did not take it: it is tried again later, if it still waits. Says whether it is to be: not after days.
///
/// # Errors
/// When the database fails.
pub fn failed(tx: &mut Tx<'_>, taken: &Taken, why: &str) -> Result<bool> {
    if taken.attempts >= MAX_ATTEMPTS {
        return Ok(false);
    }
    diesel::update(outbox::table.find(taken.id).filter(outbox::state.eq(Delivery::Waiting)))
        .set((
            outbox::leased_until.eq(None::<Instant>),
            outbox::run_at.eq(tx.now + backoff(taken.attempts)),
            outbox::last_error.eq(Some(why)),
        ))
        .execute(tx.conn)?;
    Ok(true)
}

/// Nobody is reached: it is not tried again. Says whether it still waited.
///
/// # Errors
/// When the database fails.
pub fn undeliverable(tx: &mut Tx<'_>, id: MessageId, why: &str) -> Result<bool> {
    let waited = end(tx, id, Delivery::Dead)?;
    if waited {
        diesel::update(outbox::table.find(id)).set(outbox::last_error.eq(Some(why))).execute(tx.conn)?;
    }
    Ok(waited)
}

/// The newest messages, for the page of the demo.
///
/// # Errors
/// When the database fails.
pub fn latest(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Taken>> {
    Ok(outbox::table.order(outbox::id.desc()).limit(limit).select(Taken::as_select()).load(tx.conn)?)
}

/// A message that was given up.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(MultiBackend))]
pub struct GivenUp {
    /// Its id.
    pub id: MessageId,
    /// A person, or an organisation for what is sent to organisations.
    pub recipient: PersonId,
    /// What to tell.
    pub message: Json<Message>,
    /// How far it is.
    pub state: Delivery,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it was given up: the kind of fault, never an address.
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Instant,
    /// When it was given up.
    pub ended_at: Option<Instant>,
}

/// A page of the messages that were given up, newest first.
///
/// # Errors
/// When the database fails.
pub fn given_up(tx: &mut Tx<'_>, after: Option<MessageId>, most: i64) -> Result<Vec<GivenUp>> {
    let mut rows = outbox::table
        .filter(outbox::state.eq(Delivery::Dead))
        .order(outbox::id.desc())
        .limit(most)
        .select(GivenUp::as_select())
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(outbox::id.lt(after));
    }
    Ok(rows.load(tx.conn)?)
}

/// A message of the outbox.
///
/// # Errors
/// When there is none.
pub fn get(tx: &mut Tx<'_>, id: MessageId) -> Result<GivenUp> {
    Ok(outbox::table.find(id).select(GivenUp::as_select()).first(tx.conn)?)
}

/// A message that was given up goes out again, as if it had not been tried; whether it was.
///
/// # Errors
/// When the database fails.
pub fn replay(tx: &mut Tx<'_>, id: MessageId) -> Result<bool> {
    let dead = outbox::table.find(id).filter(outbox::state.eq(Delivery::Dead));
    let again = (
        outbox::state.eq(Delivery::Waiting),
        outbox::attempts.eq(0),
        outbox::run_at.eq(tx.now),
        outbox::leased_until.eq(None::<Instant>),
        outbox::ended_at.eq(None::<Instant>),
    );
    Ok(diesel::update(dead).set(again).execute(tx.conn)? > 0)
}

/// How many messages are due, since when the oldest of them, and how many were given up.
///
/// # Errors
/// When the database fails.
pub fn lag(tx: &mut Tx<'_>) -> Result<(i64, Option<Instant>, i64)> {
    let due = outbox::table.filter(outbox::state.eq(Delivery::Waiting).and(outbox::run_at.le(tx.now)));
    let count = due.count().get_result(tx.conn)?;
    let oldest = due.select(outbox::run_at).order(outbox::run_at).first(tx.conn).optional()?;
    let dead = outbox::table.filter(outbox::state.eq(Delivery::Dead));
    Ok((count, oldest, dead.count().get_result(tx.conn)?))
}

/// Forgets messages that were delivered or dropped before `before`.
///
/// # Errors
/// When the database fails.
pub fn forget_delivered(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    let ended = outbox::table.filter(outbox::ended_at.lt(before).and(outbox::state.ne(Delivery::Dead)));
    Ok(diesel::delete(ended).execute(tx.conn)?)
}
