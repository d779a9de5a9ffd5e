//! The rows of registrations and of looks by name, and the keyed hashes with which people are found.

use chrono::TimeDelta;
use diesel::prelude::*;

use crate::db::schema::{accounts, people, people_searches, registrations};
use crate::db::sql::lies_in;
use crate::ids::{AnyId, NeighbourhoodId, PersonId};
use crate::people::model::{BirthYear, EntryHow};
use crate::people::names;
use crate::platform::seal::Field;
use crate::platform::text::{PersonName, PersonPhone};
use crate::platform::{Result, Tx};
use crate::policy::{Scope, Subject};

/// How somebody came to be registered by another.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    id: PersonId,
    how: EntryHow,
    by: PersonId,
    witness: Option<&PersonName>,
) -> Result<()> {
    let seal = |it| tx.seal(id.uuid(), Field::RegistrationWitness, id.uuid(), it);
    let witness = witness.map(seal).transpose()?;
    diesel::insert_into(registrations::table)
        .values((
            registrations::person_id.eq(id),
            registrations::how.eq(how),
            registrations::entered_by.eq(by),
            registrations::witness.eq(witness),
            registrations::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Whether somebody was registered by another.
pub(super) fn is_registered(tx: &mut Tx<'_>, id: PersonId) -> Result<bool> {
    Ok(registrations::table.find(id).count().get_result::<i64>(tx.conn)? > 0)
}

/// Saves the keyed hashes of a name.
pub(super) fn save_name_index(tx: &mut Tx<'_>, id: PersonId, index: &[u8], trigrams: &[u8]) -> Result<()> {
    diesel::update(people::table.find(id))
        .set((people::name_index.eq(Some(index)), people::name_trigrams.eq(Some(trigrams))))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves the keyed hash of a phone number.
pub(in crate::people) fn save_phone_index(tx: &mut Tx<'_>, id: PersonId, phone: Option<&PersonPhone>) -> Result<()> {
    let index = phone.map(|it| names::phone_index_of(tx.keys(), it));
    diesel::update(people::table.find(id)).set(people::phone_index.eq(index)).execute(tx.conn)?;
    Ok(())
}

/// Whose name and year of birth, or whose phone number, is the same.
pub(super) fn alike(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<PersonId>> {
    let own = people::table.find(id).select((people::name_index, people::phone_index));
    let (name, phone): (Option<Vec<u8>>, Option<Vec<u8>>) = own.first(tx.conn)?;
    let mut alike = with_index(tx, name, phone)?;
    alike.retain(|it| *it != id);
    Ok(alike)
}

/// Who has one of these keyed hashes.
pub(super) fn with_index(tx: &mut Tx<'_>, name: Option<Vec<u8>>, phone: Option<Vec<u8>>) -> Result<Vec<PersonId>> {
    let mut alike = Vec::new();
    if let Some(name) = name {
        let same =
            people::table.filter(people::name_index.eq(name).and(people::merged_into.is_null())).select(people::id);
        alike.extend(same.load::<PersonId>(tx.conn)?);
    }
    if let Some(phone) = phone {
        let same =
            people::table.filter(people::phone_index.eq(phone).and(people::merged_into.is_null())).select(people::id);
        alike.extend(same.load::<PersonId>(tx.conn)?);
    }
    alike.sort_unstable();
    alike.dedup();
    Ok(alike)
}

/// The names of the people of some neighbourhoods, as they are kept to be found.
pub(super) fn kept_names(tx: &mut Tx<'_>, scope: &Scope, born: Option<BirthYear>) -> Result<Vec<(PersonId, Vec<u8>)>> {
    let mut kept = people::table
        .filter(lies_in!(people::neighbourhood_id, scope))
        // Who has said no home yet is nowhere, not outside.
        .filter(people::cell.is_not_null())
        .filter(people::id.ne_all(&scope.except))
        .filter(people::name_trigrams.is_not_null().and(people::merged_into.is_null()))
        .select((people::id, people::name_trigrams.assume_not_null()))
        .into_boxed();
    if let Some(born) = born {
        kept = kept.filter(people::birth_year.eq(born.year()));
    }
    Ok(kept.load(tx.conn)?)
}

/// Counts a look by name, and says how many there were within a day.
pub(super) fn count_search(tx: &mut Tx<'_>, who: PersonId) -> Result<i64> {
    let day_ago = tx.now - TimeDelta::days(1);
    let of_theirs = people_searches::table.filter(people_searches::person_id.eq(who));
    diesel::delete(of_theirs.filter(people_searches::at.lt(day_ago))).execute(tx.conn)?;
    diesel::insert_into(people_searches::table)
        .values((
            people_searches::id.eq(AnyId::fresh()),
            people_searches::person_id.eq(who),
            people_searches::at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(of_theirs.count().get_result(tx.conn)?)
}

/// Who of these people has no account, with what the policy needs to know of them.
pub(super) fn without_account(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<Vec<(PersonId, Subject)>> {
    let without = people::table
        .left_join(accounts::table)
        .filter(people::id.eq_any(ids).and(accounts::person_id.is_null()).and(people::merged_into.is_null()))
        .select((people::id, people::neighbourhood_id, people::cell));
    let rows: Vec<(PersonId, Option<NeighbourhoodId>, Option<i64>)> = without.load(tx.conn)?;
    let read = |(id, neighbourhood, cell): (PersonId, _, Option<i64>)| {
        let subject = Subject::of(id);
        (id, if cell.is_some() { subject.at(neighbourhood) } else { subject })
    };
    Ok(rows.into_iter().map(read).collect())
}
