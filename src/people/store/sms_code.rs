//! The rows of codes that were sent by SMS.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::sms_codes;
use crate::db::sql::Locked;
use crate::ids::{PersonId, SmsCodeId};
use crate::platform::{Result, Tx};

/// How long a code works.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How many wrong codes may be tried while one works.
const MOST_TRIES: i32 = 5;

/// A new code for a person.
pub(in crate::people) fn insert(tx: &mut Tx<'_>, person: PersonId) -> Result<SmsCodeId> {
    let id = SmsCodeId::fresh();
    diesel::insert_into(sms_codes::table)
        .values((
            sms_codes::id.eq(id),
            sms_codes::person_id.eq(person),
            sms_codes::tries.eq(0),
            sms_codes::expires_at.eq(tx.now + LIFETIME),
            sms_codes::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// The codes of these people that work, kept from changing until the end of the transaction.
pub(in crate::people) fn lock_living(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<Vec<(SmsCodeId, PersonId)>> {
    let living = sms_codes::table.filter(
        sms_codes::person_id
            .eq_any(people)
            .and(sms_codes::used_at.is_null())
            .and(sms_codes::expires_at.gt(tx.now))
            .and(sms_codes::tries.lt(MOST_TRIES)),
    );
    let living = living.order(sms_codes::id).select((sms_codes::id, sms_codes::person_id));
    Ok(Locked(living).load(tx.conn)?)
}

/// A wrong code was tried while these worked.
pub(in crate::people) fn count_try(tx: &mut Tx<'_>, ids: &[SmsCodeId]) -> Result<()> {
    let tried = sms_codes::table.filter(sms_codes::id.eq_any(ids));
    diesel::update(tried).set(sms_codes::tries.eq(sms_codes::tries + 1)).execute(tx.conn)?;
    Ok(())
}

/// Uses a code up, and whatever else works for that person.
pub(in crate::people) fn use_up(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let unused = sms_codes::table.filter(sms_codes::person_id.eq(person).and(sms_codes::used_at.is_null()));
    diesel::update(unused).set(sms_codes::used_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(())
}

/// Whose a code is, while it works.
pub(in crate::people) fn owner(tx: &mut Tx<'_>, id: SmsCodeId) -> Result<Option<PersonId>> {
    let living = sms_codes::table.find(id).filter(sms_codes::used_at.is_null().and(sms_codes::expires_at.gt(tx.now)));
    Ok(living.select(sms_codes::person_id).first(tx.conn).optional()?)
}

/// Forgets codes that expired before `before`.
pub(in crate::people) fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    Ok(diesel::delete(sms_codes::table.filter(sms_codes::expires_at.lt(before))).execute(tx.conn)?)
}
