//! The rows of sessions, and the rotation of their refresh tokens.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{activation_cards, invitations, known_devices, one_time_tokens, people, sessions, sms_codes};
use crate::db::sql::Locked;
use crate::ids::{PersonId, SessionId};
use crate::people::token::RefreshToken;
use crate::platform::{Result, Tx};

crate::db::types::words! {
    /// Why a session ended.
    SessionEnd {
        /// The person signed out.
        SignedOut = "signedOut",
        /// A refresh token was used that had been replaced: somebody else may hold it.
        Replayed = "replayed",
        /// A new password was set.
        PasswordReset = "passwordReset",
        /// The team closed the sign-in: the person was suspended, or died, or their authenticator app was taken away.
        Suspended = "suspended",
    }
}

/// How long a session lives unused.
pub(in crate::people) const IDLE: TimeDelta = TimeDelta::days(60);
/// How long one lives that is for pages, used or not.
pub(in crate::people) const WORKING_DAY: TimeDelta = TimeDelta::hours(12);
/// How long a refresh token that was just replaced still gets the same successor: an answer can get lost on the way.
const GRACE: TimeDelta = TimeDelta::seconds(30);

/// A sign-in.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(MultiBackend))]
pub(in crate::people) struct Session {
    pub(in crate::people) id: SessionId,
    pub(in crate::people) person_id: PersonId,
    pub(in crate::people) counter: i32,
    pub(in crate::people) rotated_at: Instant,
    pub(in crate::people) expires_at: Instant,
    pub(in crate::people) ended_at: Option<Instant>,
    pub(in crate::people) created_at: Instant,
    pub(in crate::people) proved_at: Option<Instant>,
    pub(in crate::people) second_factor_at: Option<Instant>,
    pub(in crate::people) device: Option<String>,
}

/// A new session with its first refresh token: the person has just proved who they are.
pub(in crate::people) fn insert(
    tx: &mut Tx<'_>,
    person: PersonId,
    has_second_factor: bool,
    device: Option<&str>,
    life: TimeDelta,
) -> Result<RefreshToken> {
    let id = SessionId::fresh();
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id),
            sessions::person_id.eq(person),
            sessions::counter.eq(0),
            sessions::rotated_at.eq(tx.now),
            sessions::expires_at.eq(tx.now + life),
            sessions::created_at.eq(tx.now),
            sessions::proved_at.eq(Some(tx.now)),
            sessions::second_factor_at.eq(has_second_factor.then_some(tx.now)),
            sessions::device.eq(device),
        ))
        .execute(tx.conn)?;
    Ok(RefreshToken { session: id, counter: 0 })
}

/// What came of using a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::people) enum Rotation {
    /// The next token of the session.
    Next(PersonId, RefreshToken),
    /// A token that had been replaced: the session has just been ended.
    Replayed(PersonId),
    /// The session is over, or there is none.
    Over,
}

/// Uses a refresh token. The newest token is replaced by the next. Its direct parent gets the same successor again
/// for a short while, as long as that successor is unused. Any other token ends the session for good.
pub(in crate::people) fn rotate(tx: &mut Tx<'_>, token: RefreshToken) -> Result<Rotation> {
    let query = sessions::table.find(token.session).select(Session::as_select());
    let Some(session) = Locked(query).get_result::<Session>(tx.conn).optional()? else { return Ok(Rotation::Over) };
    if session.ended_at.is_some() || session.expires_at <= tx.now {
        return Ok(Rotation::Over);
    }
    let is_newest = token.counter == session.counter;
    let is_parent = session.counter.checked_sub(1) == Some(token.counter);
    if is_newest {
        diesel::update(sessions::table.find(session.id))
            .set((
                sessions::counter.eq(session.counter + 1),
                sessions::rotated_at.eq(tx.now),
                sessions::expires_at.eq(tx.now + IDLE),
            ))
            .execute(tx.conn)?;
    } else if !is_parent || tx.now - session.rotated_at > GRACE {
        end(tx, session.id, SessionEnd::Replayed)?;
        return Ok(Rotation::Replayed(session.person_id));
    }
    let next = RefreshToken { session: session.id, counter: token.counter + 1 };
    Ok(Rotation::Next(session.person_id, next))
}

/// The person has proved again who they are, with or without the second factor.
pub(in crate::people) fn prove(tx: &mut Tx<'_>, id: SessionId, has_second_factor: bool) -> Result<()> {
    let session = sessions::table.find(id);
    diesel::update(session).set(sessions::proved_at.eq(Some(tx.now))).execute(tx.conn)?;
    if has_second_factor {
        diesel::update(session).set(sessions::second_factor_at.eq(Some(tx.now))).execute(tx.conn)?;
    }
    Ok(())
}

/// No session of a person has the second factor any more, and none but that of the caller a fresh proof.
pub(in crate::people) fn forget_second_factors(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let theirs = sessions::table.filter(sessions::person_id.eq(person).and(sessions::second_factor_at.is_not_null()));
    diesel::update(theirs).set(sessions::second_factor_at.eq(None::<Instant>)).execute(tx.conn)?;
    let proved = sessions::table.filter(sessions::person_id.eq(person).and(sessions::proved_at.is_not_null()));
    let unproved = sessions::proved_at.eq(None::<Instant>);
    match tx.session() {
        Some(here) => diesel::update(proved.filter(sessions::id.ne(here))).set(unproved).execute(tx.conn)?,
        None => diesel::update(proved).set(unproved).execute(tx.conn)?,
    };
    Ok(())
}

/// Ends a session that lives.
pub(in crate::people) fn end(tx: &mut Tx<'_>, id: SessionId, why: SessionEnd) -> Result<bool> {
    let living = sessions::table.find(id).filter(sessions::ended_at.is_null());
    let rows = diesel::update(living)
        .set((sessions::ended_at.eq(Some(tx.now)), sessions::end_reason.eq(Some(why.as_str()))))
        .execute(tx.conn)?;
    Ok(rows == 1)
}

/// Ends all sessions of a person.
pub(in crate::people) fn end_all(tx: &mut Tx<'_>, person: PersonId, why: SessionEnd) -> Result<()> {
    let living = sessions::table.filter(sessions::person_id.eq(person).and(sessions::ended_at.is_null()));
    diesel::update(living)
        .set((sessions::ended_at.eq(Some(tx.now)), sessions::end_reason.eq(Some(why.as_str()))))
        .execute(tx.conn)?;
    Ok(())
}

/// A session that lives.
pub(in crate::people) fn get_living(tx: &mut Tx<'_>, id: SessionId) -> Result<Session> {
    let living = sessions::table.find(id).filter(sessions::ended_at.is_null().and(sessions::expires_at.gt(tx.now)));
    Ok(living.select(Session::as_select()).first(tx.conn)?)
}

/// Whose session this is or was.
pub(in crate::people) fn owner(tx: &mut Tx<'_>, id: SessionId) -> Result<Option<PersonId>> {
    Ok(sessions::table.find(id).select(sessions::person_id).first(tx.conn).optional()?)
}

/// The sessions of a person that live, newest first.
pub(in crate::people) fn list_living(
    tx: &mut Tx<'_>,
    person: PersonId,
    cursor: crate::platform::http::Cursor,
) -> Result<Vec<Session>> {
    let mut query = sessions::table
        .filter(sessions::person_id.eq(person).and(sessions::ended_at.is_null()).and(sessions::expires_at.gt(tx.now)))
        .select(Session::as_select())
        .order(sessions::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(sessions::id.lt(SessionId::from(after)));
    }
    Ok(query.load(tx.conn)?)
}

/// Forgets everything that lets somebody in besides a password: sessions, tokens, codes and known devices. Cards and
/// invitations that were not used are taken back.
pub(in crate::people) fn forget_all(tx: &mut Tx<'_>) -> Result<()> {
    diesel::delete(sms_codes::table).execute(tx.conn)?;
    let unused = activation_cards::used_at.is_null().and(activation_cards::withdrawn_at.is_null());
    diesel::update(activation_cards::table.filter(unused))
        .set(activation_cards::withdrawn_at.eq(Some(tx.now)))
        .execute(tx.conn)?;
    let unused = invitations::used_at.is_null().and(invitations::withdrawn_at.is_null());
    diesel::update(invitations::table.filter(unused))
        .set(invitations::withdrawn_at.eq(Some(tx.now)))
        .execute(tx.conn)?;
    diesel::delete(known_devices::table).execute(tx.conn)?;
    diesel::delete(one_time_tokens::table).execute(tx.conn)?;
    diesel::delete(sessions::table).execute(tx.conn)?;
    Ok(())
}

/// Forgets sessions that ended or expired before `before`, at most so many. When they were last used stays with the person.
pub(in crate::people) fn forget_over(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    let over = sessions::table.filter(sessions::ended_at.lt(before).or(sessions::expires_at.lt(before)));
    let mut over: Vec<Session> = over.limit(most).select(Session::as_select()).load(tx.conn)?;
    // Their people in the order in which these are locked everywhere.
    over.sort_by_key(|it| it.person_id);
    for session in &over {
        let later = people::active_at.is_null().or(people::active_at.lt(session.rotated_at));
        diesel::update(people::table.filter(people::id.eq(session.person_id).and(later)))
            .set(people::active_at.eq(Some(session.rotated_at)))
            .execute(tx.conn)?;
    }
    let ids: Vec<_> = over.into_iter().map(|it| it.id).collect();
    Ok(diesel::delete(sessions::table.filter(sessions::id.eq_any(ids))).execute(tx.conn)?)
}
