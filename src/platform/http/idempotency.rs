//! `Idempotency-Key`: a repeated call has one effect. Kept is *what was done*, not what was answered: a repeated call
//! is answered with what the caller may see of it now, so nothing personal is stored here and a right that was lost
//! meanwhile stays lost.

use diesel::prelude::*;
use uuid::Uuid;

use crate::clock::Instant;
use crate::codes::Code;
use crate::db::schema::idempotency_keys as rows;
use crate::db::sql::Upsert;
use crate::ids::{AnyId, PersonId};
use crate::platform::{Result, Tx};

/// The longest key, in characters.
pub(super) const MAX_KEY: usize = 255;

/// A call that must have one effect.
#[derive(Clone)]
pub(super) struct Once {
    pub(super) person: PersonId,
    pub(super) route: String,
    pub(super) key: String,
    /// Of the target and the body.
    pub(super) hash: [u8; 32],
}

impl Once {
    /// The object of the earlier call with this key, if there was one. Otherwise the key is taken until the end of
    /// the transaction, and whoever comes with it meanwhile waits.
    ///
    /// # Errors
    /// [`Code::IdempotencyKeyReused`] when the earlier call had another body or target.
    pub(super) fn earlier(&self, tx: &mut Tx<'_>) -> Result<Option<Uuid>> {
        let insert = diesel::insert_into(rows::table).values((
            rows::person_id.eq(self.person),
            rows::route.eq(&self.route),
            rows::key.eq(&self.key),
            rows::body_hash.eq(self.hash.as_slice()),
            rows::status.eq(0),
            rows::object.eq(AnyId::from(Uuid::nil())),
            rows::created_at.eq(tx.now),
        ));
        let mine: Option<String> =
            Upsert { insert, on_conflict: "(person_id, route, key) DO NOTHING", returning: rows::key }
                .get_result(tx.conn)
                .optional()?;
        if mine.is_some() {
            return Ok(None);
        }
        let (hash, object) = rows::table
            .find((self.person, &self.route, &self.key))
            .select((rows::body_hash, rows::object))
            .first::<(Vec<u8>, AnyId)>(tx.conn)?;
        if hash == self.hash { Ok(Some(object.uuid())) } else { Err(Code::IdempotencyKeyReused.into()) }
    }

    /// Remembers what was done.
    pub(super) fn done(&self, tx: &mut Tx<'_>, object: Uuid, status: u16) -> Result<()> {
        diesel::update(rows::table.find((self.person, &self.route, &self.key)))
            .set((rows::object.eq(AnyId::from(object)), rows::status.eq(i32::from(status))))
            .execute(tx.conn)?;
        Ok(())
    }
}

/// Forgets the keys of before a moment.
///
/// # Errors
/// When the database fails.
pub fn forget_keys(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    Ok(diesel::delete(rows::table.filter(rows::created_at.lt(before))).execute(tx.conn)?)
}
