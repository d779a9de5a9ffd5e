//! The rows of authenticator apps and recovery codes.

use diesel::prelude::*;

use super::model::TotpSecret;
use crate::clock::Instant;
use crate::db::schema::{recovery_codes, totp_factors};
use crate::db::sql::{Locked, Upsert};
use crate::ids::PersonId;
use crate::platform::seal::Field;
use crate::platform::{Result, Tx};

/// The authenticator app of a person.
pub(super) struct TotpFactor {
    /// The confirmed secret.
    pub(super) secret: Option<TotpSecret>,
    /// The next one, until it is confirmed.
    pub(super) pending: Option<TotpSecret>,
    /// The step of the newest code that was used.
    pub(super) last_step: Option<i64>,
}

/// The secret and the pending one, sealed, and the newest step.
type Sealed = (Option<Vec<u8>>, Option<Vec<u8>>, Option<i64>);

/// Whether a person has a confirmed authenticator app.
pub(super) fn has_totp(tx: &mut Tx<'_>, person: PersonId) -> Result<bool> {
    let confirmed = totp_factors::table.find(person).filter(totp_factors::confirmed_at.is_not_null());
    Ok(confirmed.select(totp_factors::person_id).first::<PersonId>(tx.conn).optional()?.is_some())
}

/// The authenticator app of a person, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<TotpFactor>> {
    use totp_factors as f;
    let row = f::table.find(person).select((f::secret, f::pending, f::last_step));
    let Some((secret, pending, last_step)) = Locked(row).get_result::<Sealed>(tx.conn).optional()? else {
        return Ok(None);
    };
    Ok(Some(TotpFactor { secret: open(tx, person, secret)?, pending: open(tx, person, pending)?, last_step }))
}

fn open(tx: &mut Tx<'_>, person: PersonId, sealed: Option<Vec<u8>>) -> Result<Option<TotpSecret>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let text = tx.open::<String>(person.uuid(), Field::TotpSecret, person.uuid(), &sealed)?;
    Ok(text.map(TotpSecret::kept))
}

/// Keeps a secret that is not confirmed yet.
pub(super) fn save_pending(tx: &mut Tx<'_>, person: PersonId, secret: &TotpSecret) -> Result<()> {
    let sealed = tx.seal(person.uuid(), Field::TotpSecret, person.uuid(), &secret.text())?;
    let insert = diesel::insert_into(totp_factors::table).values((
        totp_factors::person_id.eq(person),
        totp_factors::pending.eq(Some(sealed)),
        totp_factors::created_at.eq(tx.now),
    ));
    Upsert {
        insert,
        on_conflict: "(person_id) DO UPDATE SET pending = excluded.pending",
        returning: totp_factors::person_id,
    }
    .get_result::<PersonId>(tx.conn)?;
    Ok(())
}

/// The pending secret counts from now on; a code of it was used.
pub(super) fn confirm(tx: &mut Tx<'_>, person: PersonId, step: i64) -> Result<()> {
    use totp_factors as f;
    diesel::update(f::table.find(person))
        .set((
            f::secret.eq(f::pending),
            f::pending.eq(None::<Vec<u8>>),
            f::last_step.eq(Some(step)),
            f::confirmed_at.eq(Some(tx.now)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Uses the code of a step up. The row is locked by [`lock`].
pub(super) fn use_step(tx: &mut Tx<'_>, person: PersonId, step: i64) -> Result<()> {
    diesel::update(totp_factors::table.find(person)).set(totp_factors::last_step.eq(Some(step))).execute(tx.conn)?;
    Ok(())
}

/// Takes the authenticator app and the recovery codes of a person away: whether there was one.
pub(super) fn remove(tx: &mut Tx<'_>, person: PersonId) -> Result<bool> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::person_id.eq(person))).execute(tx.conn)?;
    Ok(diesel::delete(totp_factors::table.find(person)).execute(tx.conn)? == 1)
}

/// Under the data key of the person, which outlives every master key: nobody could hash a code anew that only its owner has.
fn hash(tx: &mut Tx<'_>, person: PersonId, folded: &str) -> Result<Vec<u8>> {
    tx.own_index(person.uuid(), "recoveryCode", folded)
}

/// Replaces the recovery codes of a person.
pub(super) fn replace_codes(tx: &mut Tx<'_>, person: PersonId, folded: &[String]) -> Result<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::person_id.eq(person))).execute(tx.conn)?;
    for code in folded {
        let hash = hash(tx, person, code)?;
        diesel::insert_into(recovery_codes::table)
            .values((recovery_codes::person_id.eq(person), recovery_codes::code_hash.eq(hash)))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Uses a recovery code up: whether it was one that was left.
pub(super) fn take_code(tx: &mut Tx<'_>, person: PersonId, folded: &str) -> Result<bool> {
    let unused = recovery_codes::table.find((person, hash(tx, person, folded)?));
    let unused = unused.filter(recovery_codes::used_at.is_null());
    let rows = diesel::update(unused).set(recovery_codes::used_at.eq(Some::<Instant>(tx.now))).execute(tx.conn)?;
    Ok(rows == 1)
}
