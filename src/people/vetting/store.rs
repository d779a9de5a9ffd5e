//! The rows of checks, and the end of the vetting that is kept with the person.

use diesel::prelude::*;

use super::model::{Check, CheckKind, clock};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{people, vetting_checks};
use crate::events::Job;
use crate::ids::{PersonId, VettingCheckId};
use crate::platform::{Error, Result, Tx, jobs};
use crate::when::Date;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = vetting_checks, check_for_backend(MultiBackend))]
struct Row {
    id: VettingCheckId,
    person_id: PersonId,
    kind: CheckKind,
    seen_on: String,
    seen_by: PersonId,
    renew_by: String,
    recorded_by: PersonId,
    recorded_at: Instant,
    revoked_by: Option<PersonId>,
    revoked_at: Option<Instant>,
}

fn check(row: &Row) -> Result<Check> {
    let day = |text: &str| text.parse::<Date>().map_err(|_| Error::Inconsistent(format!("a day of check {}", row.id)));
    Ok(Check {
        id: row.id,
        person: row.person_id,
        kind: row.kind,
        seen_on: day(&row.seen_on)?,
        seen_by: row.seen_by,
        renew_by: day(&row.renew_by)?,
        recorded_by: row.recorded_by,
        recorded_at: row.recorded_at,
        revoked: row.revoked_by.zip(row.revoked_at),
    })
}

/// A new check. The person is locked.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Check) -> Result<()> {
    let row = Row {
        id: new.id,
        person_id: new.person,
        kind: new.kind,
        seen_on: new.seen_on.to_string(),
        seen_by: new.seen_by,
        renew_by: new.renew_by.to_string(),
        recorded_by: new.recorded_by,
        recorded_at: new.recorded_at,
        revoked_by: None,
        revoked_at: None,
    };
    diesel::insert_into(vetting_checks::table).values(&row).execute(tx.conn)?;
    Ok(())
}

/// A check.
pub(super) fn get(tx: &mut Tx<'_>, id: VettingCheckId) -> Result<Check> {
    let row: Row = vetting_checks::table.find(id).select(Row::as_select()).first(tx.conn)?;
    check(&row)
}

/// All checks of a person, newest first.
pub(super) fn list(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Check>> {
    let theirs = vetting_checks::table.filter(vetting_checks::person_id.eq(person));
    let rows: Vec<Row> = theirs.order(vetting_checks::id.desc()).select(Row::as_select()).load(tx.conn)?;
    rows.iter().map(check).collect()
}

/// All checks of several people, newest first.
pub(super) fn list_of(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<Vec<Check>> {
    let theirs = vetting_checks::table.filter(vetting_checks::person_id.eq_any(people));
    let rows: Vec<Row> = theirs.order(vetting_checks::id.desc()).select(Row::as_select()).load(tx.conn)?;
    rows.iter().map(check).collect()
}

/// Takes a check back. The person is locked.
pub(super) fn revoke(tx: &mut Tx<'_>, id: VettingCheckId, by: PersonId) -> Result<()> {
    diesel::update(vetting_checks::table.find(id))
        .set((vetting_checks::revoked_by.eq(Some(by)), vetting_checks::revoked_at.eq(Some(tx.now))))
        .execute(tx.conn)?;
    Ok(())
}

/// Until when a person is vetted, and of which end they were told.
pub(super) fn end(tx: &mut Tx<'_>, person: PersonId) -> Result<(Option<Instant>, Option<Instant>)> {
    Ok(people::table.find(person).select((people::vetted_until, people::vetting_told_for)).first(tx.conn)?)
}

/// Keeps until when a person, who is locked, is vetted. What is shown of them changed.
pub(super) fn save_end(tx: &mut Tx<'_>, person: PersonId, until: Option<Instant>) -> Result<()> {
    diesel::update(people::table.find(person))
        .set((people::vetted_until.eq(until), people::version.eq(people::version + 1), people::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps that a person was told of this end.
pub(super) fn told(tx: &mut Tx<'_>, person: PersonId, of: Instant) -> Result<()> {
    diesel::update(people::table.find(person)).set(people::vetting_told_for.eq(Some(of))).execute(tx.conn)?;
    Ok(())
}

/// What time does to a person is done when it is due.
pub(super) fn set_clock(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let (until, told_for) = end(tx, person)?;
    strike_at(tx, person, clock(until, told_for))
}

/// Time does something to a person at this moment, and nothing when that is `None`.
pub(super) fn strike_at(tx: &mut Tx<'_>, person: PersonId, at: Option<Instant>) -> Result<()> {
    jobs::set_clock(tx, Job::StrikePerson { person }, person.uuid(), at)
}
