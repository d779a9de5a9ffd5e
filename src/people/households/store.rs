//! The rows of households: each member, and which household it is.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::household_members;
use crate::ids::{HouseholdId, PersonId};
use crate::platform::{Result, Tx};

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = household_members)]
struct Row {
    person_id: PersonId,
    household_id: HouseholdId,
    recorded_by: PersonId,
    recorded_at: Instant,
}

/// The household of a person.
pub(super) fn household(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<HouseholdId>> {
    Ok(household_members::table.find(person).select(household_members::household_id).first(tx.conn).optional()?)
}

/// The members of a household.
pub(super) fn members(tx: &mut Tx<'_>, id: HouseholdId) -> Result<Vec<PersonId>> {
    let members = household_members::table.filter(household_members::household_id.eq(id));
    Ok(members.order(household_members::person_id).select(household_members::person_id).load(tx.conn)?)
}

/// A new member.
pub(super) fn insert(tx: &mut Tx<'_>, id: HouseholdId, person: PersonId, by: PersonId) -> Result<()> {
    let row = Row { person_id: person, household_id: id, recorded_by: by, recorded_at: tx.now };
    diesel::insert_into(household_members::table).values(&row).execute(tx.conn)?;
    Ok(())
}

/// Takes a member out. Who is left alone is no household.
pub(super) fn remove(tx: &mut Tx<'_>, id: HouseholdId, person: PersonId) -> Result<()> {
    diesel::delete(household_members::table.find(person)).execute(tx.conn)?;
    if let [alone] = members(tx, id)?.as_slice() {
        diesel::delete(household_members::table.find(*alone)).execute(tx.conn)?;
    }
    Ok(())
}
