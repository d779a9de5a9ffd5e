//! The rows of the consent ledger. Rows are added, never changed.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::model::{Consent, ConsentHow, ConsentPurpose, SharedField};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::consents;
use crate::db::types::Json;
use crate::events::Job;
use crate::ids::{ConsentId, OrganisationId, PersonId};
use crate::platform::http::Cursor;
use crate::platform::language::Locale;
use crate::platform::seal::Field;
use crate::platform::text::PersonName;
use crate::platform::{Result, Tx, jobs};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = consents, check_for_backend(MultiBackend))]
struct Row {
    id: ConsentId,
    subject: PersonId,
    purpose: ConsentPurpose,
    organisation_id: Option<OrganisationId>,
    scope: Json<BTreeSet<SharedField>>,
    text_version: String,
    text_hash: String,
    language: Locale,
    given: bool,
    how: ConsentHow,
    recorded_by: PersonId,
    given_by: PersonId,
    said: Option<Vec<u8>>,
    withdraws: Option<ConsentId>,
    at: Instant,
    expires_at: Option<Instant>,
}

fn row(it: &Consent) -> Row {
    Row {
        id: it.id,
        subject: it.person,
        purpose: it.purpose,
        organisation_id: it.organisation,
        scope: Json(it.scope.clone()),
        text_version: it.text_version.clone(),
        text_hash: it.text_hash.clone(),
        language: it.language,
        given: it.given,
        how: it.how,
        recorded_by: it.recorded_by,
        given_by: it.given_by,
        said: None,
        withdraws: None,
        at: it.at,
        expires_at: it.expires_at,
    }
}

fn consent(row: Row, withdrawn_at: Option<Instant>) -> Consent {
    Consent {
        id: row.id,
        person: row.subject,
        purpose: row.purpose,
        organisation: row.organisation_id,
        scope: row.scope.0,
        text_version: row.text_version,
        text_hash: row.text_hash,
        language: row.language,
        given: row.given,
        how: row.how,
        recorded_by: row.recorded_by,
        given_by: row.given_by,
        at: row.at,
        expires_at: row.expires_at,
        withdrawn_at,
    }
}

/// A new answer, with the name of a witness sealed.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Consent, witness: Option<&PersonName>) -> Result<()> {
    let said = match witness {
        Some(witness) => Some(tx.seal(new.person.uuid(), Field::ConsentSaid, new.id.uuid(), witness)?),
        None => None,
    };
    diesel::insert_into(consents::table).values(&Row { said, ..row(new) }).execute(tx.conn)?;
    let at = new.clock(tx.now);
    set_clock(tx, new.id, at)
}

/// What time does to it is done at this moment.
pub(super) fn set_clock(tx: &mut Tx<'_>, id: ConsentId, at: Option<Instant>) -> Result<()> {
    jobs::set_clock(tx, Job::StrikeConsent { consent: id }, id.uuid(), at)
}

/// A withdrawal: a row of its own, which says what it withdraws.
pub(super) fn insert_withdrawal(tx: &mut Tx<'_>, of: &Consent, how: ConsentHow, by: PersonId) -> Result<()> {
    let withdrawal = Row {
        id: ConsentId::fresh(),
        given: false,
        how,
        recorded_by: by,
        given_by: of.person,
        withdraws: Some(of.id),
        at: tx.now,
        expires_at: None,
        ..row(of)
    };
    diesel::insert_into(consents::table).values(&withdrawal).execute(tx.conn)?;
    Ok(())
}

/// An answer, with its withdrawal.
pub(super) fn get(tx: &mut Tx<'_>, id: ConsentId) -> Result<Consent> {
    let found = consents::table.find(id).filter(consents::withdraws.is_null());
    let row: Row = found.select(Row::as_select()).first(tx.conn)?;
    let withdrawn_at =
        consents::table.filter(consents::withdraws.eq(id)).select(consents::at).first(tx.conn).optional()?;
    Ok(consent(row, withdrawn_at))
}

/// A page of the answers of a person, newest first.
pub(super) fn list(tx: &mut Tx<'_>, person: PersonId, cursor: Cursor) -> Result<Vec<Consent>> {
    let mut query = consents::table
        .filter(consents::subject.eq(person).and(consents::withdraws.is_null()))
        .select(Row::as_select())
        .order(consents::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(consents::id.lt(ConsentId::from(after)));
    }
    let rows = query.load(tx.conn)?;
    with_withdrawals(tx, rows)
}

/// All answers of a person, the earliest first.
pub(super) fn all_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Consent>> {
    let rows = consents::table
        .filter(consents::subject.eq(person).and(consents::withdraws.is_null()))
        .order(consents::id)
        .select(Row::as_select())
        .load(tx.conn)?;
    with_withdrawals(tx, rows)
}

/// The answers of people to what a purpose asks.
pub(super) fn of_purpose(tx: &mut Tx<'_>, people: &[PersonId], purpose: ConsentPurpose) -> Result<Vec<Consent>> {
    let rows = consents::table
        .filter(consents::subject.eq_any(people).and(consents::withdraws.is_null()))
        .filter(consents::purpose.eq(purpose))
        .select(Row::as_select())
        .load(tx.conn)?;
    with_withdrawals(tx, rows)
}

fn with_withdrawals(tx: &mut Tx<'_>, rows: Vec<Row>) -> Result<Vec<Consent>> {
    let ids: Vec<_> = rows.iter().map(|it| Some(it.id)).collect();
    let withdrawals: Vec<(Option<ConsentId>, Instant)> = consents::table
        .filter(consents::withdraws.eq_any(ids))
        .select((consents::withdraws, consents::at))
        .load(tx.conn)?;
    let withdrawn = |id| withdrawals.iter().find(|it| it.0 == Some(id)).map(|it| it.1);
    Ok(rows
        .into_iter()
        .map(|row| {
            let at = withdrawn(row.id);
            consent(row, at)
        })
        .collect())
}
