//! The rows of the audit log.

mod disclosures;
mod search;
mod viewers;

use diesel::prelude::*;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{audit, instance};
use crate::db::sql::{Locked, Upsert};
use crate::db::types::Json;
use crate::ids::{AnyId, AuditId, NeighbourhoodId, PersonId};
use crate::platform::{Error, Happening, Result, Tx, seal};
use crate::policy::{OnBehalf, Role, Through};

pub use disclosures::{Shown, shown_of};
pub use search::{ShownOf, Wanted, search, shown_in, unsealed};
pub use viewers::{VIEWING, Viewer, viewers};

/// How many rows are numbered in one transaction.
const BATCH: i64 = 500;
/// Where the number and the hash of the newest sealed row are kept.
const HEAD: &str = "audit";
/// Where the number and the hash of the newest row that was forgotten are kept: the chain begins after it.
const TAIL: &str = "auditTail";

/// Where in the details stands for whom it was done.
const FOR_OTHER: &str = "onBehalfOf";
/// Where in the details stands which software did it.
const SOFTWARE: &str = "backendService";

/// A row of the audit log.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit, check_for_backend(MultiBackend))]
pub struct Entry {
    /// Its id.
    pub id: AuditId,
    /// Its number, once sealed.
    pub number: Option<i64>,
    /// The hash of this row and all before it, once sealed.
    pub hash: Option<Vec<u8>>,
    /// When it happened.
    pub at: Instant,
    /// Who did it; `None`: the system, or somebody who did not sign in.
    pub actor: Option<PersonId>,
    /// In which role.
    pub acting_as: Role,
    /// What happened.
    pub event: String,
    /// The kind of its object.
    pub object_kind: String,
    /// Its object.
    pub object: AnyId,
    /// Where.
    pub neighbourhood_id: Option<NeighbourhoodId>,
    /// Codes and ids.
    pub details: Json<Map<String, Value>>,
}

impl Entry {
    /// For whom it was done, where not for whoever did it.
    #[must_use]
    pub fn on_behalf_of(&self) -> Option<PersonId> {
        self.details.0.get(FOR_OTHER)?.as_str()?.parse().ok()
    }

    /// Whether software did it, and nobody in person.
    #[must_use]
    pub fn by_software(&self) -> bool {
        self.details.0.contains_key(SOFTWARE)
    }

    /// Whether an id stands anywhere in it.
    #[must_use]
    pub fn names(&self, id: PersonId) -> bool {
        let text = id.to_string();
        self.object == AnyId::from(id.uuid())
            || self.details.0.values().any(|it| it.as_str().is_some_and(|it| it.contains(&text)))
    }
}

/// Writes down what happened.
///
/// # Errors
/// When the database fails; then the action fails too.
pub fn append(tx: &mut Tx<'_>, happening: &Happening) -> Result<()> {
    let mut details = happening.details.clone();
    if let Some(OnBehalf { person, through }) = happening.by.for_other {
        details.insert(FOR_OTHER.to_owned(), person.to_string().into());
        if let Through::Proxy(proxy) = through {
            details.insert("proxy".to_owned(), proxy.to_string().into());
        }
    }
    if let Some(software) = happening.by.software {
        details.insert(SOFTWARE.to_owned(), software.to_string().into());
    }
    let row = Entry {
        id: AuditId::fresh(),
        number: None,
        hash: None,
        at: tx.now,
        actor: happening.by.person,
        acting_as: happening.by.role,
        event: happening.event.name().to_owned(),
        object_kind: happening.event.object_kind().to_owned(),
        object: AnyId::from(happening.event.object()),
        neighbourhood_id: happening.neighbourhood,
        details: Json(details),
    };
    diesel::insert_into(audit::table).values(&row).execute(tx.conn)?;
    match &happening.disclosed {
        Some(disclosed) => disclosures::append(tx, row.id, row.actor, disclosed),
        None => Ok(()),
    }
}

/// What happened to one object, oldest first.
///
/// # Errors
/// When the database fails.
pub fn history(tx: &mut Tx<'_>, object: Uuid) -> Result<Vec<Entry>> {
    let rows = audit::table
        .filter(audit::object.eq(AnyId::from(object)))
        .order((audit::at, audit::id))
        .select(Entry::as_select())
        .load(tx.conn)?;
    Ok(rows)
}

/// Numbers the rows that were committed since the last time. Returns how many.
///
/// # Errors
/// When the database fails.
pub fn seal(tx: &mut Tx<'_>) -> Result<usize> {
    let (mut number, mut hash) = lock_head(tx)?;
    let rows: Vec<Entry> = audit::table
        .filter(audit::number.is_null())
        .order(audit::id)
        .limit(BATCH)
        .select(Entry::as_select())
        .load(tx.conn)?;
    for row in &rows {
        number += 1;
        hash = chained(&hash, number, row);
        diesel::update(audit::table.find(row.id))
            .set((audit::number.eq(Some(number)), audit::hash.eq(Some(hash.to_vec()))))
            .execute(tx.conn)?;
    }
    if !rows.is_empty() {
        let value = [number.to_be_bytes().as_slice(), &hash].concat();
        diesel::update(instance::table.find(HEAD)).set(instance::value.eq(value)).execute(tx.conn)?;
    }
    Ok(rows.len())
}

/// Goes along the whole chain, while no sealer goes on with it. Returns the number of the first row that does not fit,
/// if any. Runs in a writing transaction.
///
/// # Errors
/// When the database fails.
pub fn verify(tx: &mut Tx<'_>) -> Result<Option<i64>> {
    let head = lock_head(tx)?;
    let (mut number, mut hash) = tail(tx)?;
    loop {
        let rows: Vec<Entry> = audit::table
            .filter(audit::number.gt(number))
            .order(audit::number)
            .limit(BATCH)
            .select(Entry::as_select())
            .load(tx.conn)?;
        if rows.is_empty() {
            return Ok((head != (number, hash)).then_some(number + 1));
        }
        for row in &rows {
            number += 1;
            hash = chained(&hash, number, row);
            if row.number != Some(number) || row.hash.as_deref() != Some(hash.as_slice()) {
                return Ok(Some(number));
            }
        }
    }
}

/// The number and the hash of the newest sealed row. One sealer at a time holds them.
fn lock_head(tx: &mut Tx<'_>) -> Result<(i64, [u8; 32])> {
    let query = Locked(instance::table.find(HEAD).select(instance::value));
    let known: Option<Vec<u8>> = query.get_result(tx.conn).optional()?;
    let value = known.map_or_else(|| make_head(tx), Ok)?;
    end_of_chain(&value)
}

/// The number and the hash after which the chain begins.
fn tail(tx: &mut Tx<'_>) -> Result<(i64, [u8; 32])> {
    let known: Option<Vec<u8>> = instance::table.find(TAIL).select(instance::value).first(tx.conn).optional()?;
    known.map_or(Ok((0, [0; 32])), |it| end_of_chain(&it))
}

fn end_of_chain(value: &[u8]) -> Result<(i64, [u8; 32])> {
    let broken = || Error::Inconsistent("an end of the audit log".into());
    let (number, hash) = value.split_first_chunk::<8>().ok_or_else(broken)?;
    Ok((i64::from_be_bytes(*number), hash.try_into().map_err(|_| broken())?))
}

/// Forgets the oldest rows, of before a moment, with whom they are about. The hash of the last of them is kept, so that
/// the rest can still be verified. Only what was numbered goes, and nothing from between what stays.
///
/// # Errors
/// When the database fails.
pub fn forget(tx: &mut Tx<'_>, before: Instant, most: i64) -> Result<usize> {
    lock_head(tx)?;
    let oldest = audit::table.filter(audit::number.is_not_null()).order(audit::number).limit(most);
    let rows: Vec<Entry> = oldest.select(Entry::as_select()).load(tx.conn)?;
    let old: Vec<_> = rows.into_iter().take_while(|it| it.at < before).collect();
    let Some((Some(number), Some(hash))) = old.last().map(|it| (it.number, it.hash.clone())) else { return Ok(0) };
    let value = [number.to_be_bytes().as_slice(), &hash].concat();
    let insert = diesel::insert_into(instance::table).values((instance::name.eq(TAIL), instance::value.eq(value)));
    let on_conflict = "(name) DO UPDATE SET value = excluded.value";
    let _: Vec<u8> = Upsert { insert, on_conflict, returning: instance::value }.get_result(tx.conn)?;
    let ids: Vec<_> = old.iter().map(|it| it.id).collect();
    disclosures::forget(tx, &ids)?;
    Ok(diesel::delete(audit::table.filter(audit::id.eq_any(ids))).execute(tx.conn)?)
}

/// The first sealer makes it; who comes at the same time waits for it.
fn make_head(tx: &mut Tx<'_>) -> Result<Vec<u8>> {
    let insert =
        diesel::insert_into(instance::table).values((instance::name.eq(HEAD), instance::value.eq(vec![0; 40])));
    let on_conflict = "(name) DO UPDATE SET name = excluded.name";
    Ok(Upsert { insert, on_conflict, returning: instance::value }.get_result(tx.conn)?)
}

/// The hash of a row and of everything before it.
fn chained(before: &[u8; 32], number: i64, row: &Entry) -> [u8; 32] {
    let text = serde_json::json!([
        number,
        row.id,
        row.at.micros(),
        row.actor,
        row.acting_as,
        row.event,
        row.object_kind,
        row.object,
        row.neighbourhood_id,
        row.details.0,
    ]);
    seal::hash(&[before, text.to_string().as_bytes()])
}
