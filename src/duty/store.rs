//! The rows of rosters and absences, and a read model of who works where.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::model::{Absence, EmergencyNumber, Roster, Staff, Terms};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{absences, accounts, duty_rosters, neighbourhoods, people, roles};
use crate::db::sql::{Locked, Upsert};
use crate::db::types::Json;
use crate::ids::{AbsenceId, NeighbourhoodId, PersonId};
use crate::people::model::PersonState;
use crate::platform::http::Cursor;
use crate::platform::{Error, Result, Tx};
use crate::policy::Role;
use crate::when::{WeeklySlot, local_day};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = duty_rosters, check_for_backend(MultiBackend))]
struct RosterRow {
    neighbourhood_id: NeighbourhoodId,
    duty_persons: Json<Vec<PersonId>>,
    deputies: Json<Vec<PersonId>>,
    opening_hours: Json<Vec<WeeklySlot>>,
    emergency_numbers: Json<Vec<EmergencyNumber>>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

impl From<RosterRow> for Roster {
    fn from(row: RosterRow) -> Self {
        Self {
            neighbourhood: row.neighbourhood_id,
            terms: Terms {
                duty_persons: row.duty_persons.0,
                deputies: row.deputies.0,
                opening_hours: row.opening_hours.0,
                emergency_numbers: row.emergency_numbers.0,
            },
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

fn roster_row(of: &Roster) -> RosterRow {
    let Terms { duty_persons, deputies, opening_hours, emergency_numbers } = of.terms.clone();
    RosterRow {
        neighbourhood_id: of.neighbourhood,
        duty_persons: Json(duty_persons),
        deputies: Json(deputies),
        opening_hours: Json(opening_hours),
        emergency_numbers: Json(emergency_numbers),
        version: of.version,
        created_at: of.created_at,
        updated_at: of.updated_at,
    }
}

/// The roster of a neighbourhood, if one is set.
pub(super) fn roster(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Option<Roster>> {
    let row: Option<RosterRow> =
        duty_rosters::table.find(id).select(RosterRow::as_select()).first(tx.conn).optional()?;
    Ok(row.map(Into::into))
}

/// The roster of a neighbourhood, kept from changing until the end of the transaction.
pub(super) fn lock_roster(tx: &mut Tx<'_>, id: NeighbourhoodId) -> Result<Option<Roster>> {
    let query = Locked(duty_rosters::table.find(id).select(RosterRow::as_select()));
    let row: Option<RosterRow> = query.get_result(tx.conn).optional()?;
    Ok(row.map(Into::into))
}

/// The first roster of a neighbourhood. Whether it was the first: of several at once one is.
pub(super) fn insert_roster(tx: &mut Tx<'_>, first: &Roster) -> Result<bool> {
    let insert = diesel::insert_into(duty_rosters::table).values(roster_row(first));
    let on_conflict = "(neighbourhood_id) DO NOTHING";
    let inserted = Upsert { insert, on_conflict, returning: duty_rosters::neighbourhood_id };
    Ok(inserted.get_result::<NeighbourhoodId>(tx.conn).optional()?.is_some())
}

/// Saves a roster that was set again. Counts the version.
pub(super) fn save_roster(tx: &mut Tx<'_>, of: &Roster) -> Result<()> {
    let row = RosterRow { version: of.version + 1, updated_at: tx.now, ..roster_row(of) };
    diesel::update(duty_rosters::table.find(of.neighbourhood)).set(&row).execute(tx.conn)?;
    Ok(())
}

/// Days are kept as texts, which sort as days do.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = absences, check_for_backend(MultiBackend))]
struct AbsenceRow {
    id: AbsenceId,
    neighbourhood_id: NeighbourhoodId,
    person_id: PersonId,
    from_day: String,
    until_day: String,
    created_at: Instant,
}

impl AbsenceRow {
    fn read(self) -> Result<Absence> {
        let day = |text: &str| -> Result<NaiveDate> {
            text.parse().map_err(|_| Error::Inconsistent(format!("a day of absence {}", self.id)))
        };
        Ok(Absence {
            id: self.id,
            neighbourhood: self.neighbourhood_id,
            person: self.person_id,
            from: day(&self.from_day)?,
            until: day(&self.until_day)?,
            created_at: self.created_at,
        })
    }
}

/// A new absence.
pub(super) fn insert_absence(tx: &mut Tx<'_>, new: &Absence) -> Result<()> {
    let row = AbsenceRow {
        id: new.id,
        neighbourhood_id: new.neighbourhood,
        person_id: new.person,
        from_day: new.from.to_string(),
        until_day: new.until.to_string(),
        created_at: new.created_at,
    };
    diesel::insert_into(absences::table).values(row).execute(tx.conn)?;
    Ok(())
}

/// An absence.
pub(super) fn absence(tx: &mut Tx<'_>, id: AbsenceId) -> Result<Absence> {
    let row: AbsenceRow = absences::table.find(id).select(AbsenceRow::as_select()).first(tx.conn)?;
    row.read()
}

/// Takes an absence away.
pub(super) fn remove_absence(tx: &mut Tx<'_>, id: AbsenceId) -> Result<()> {
    diesel::delete(absences::table.find(id)).execute(tx.conn)?;
    Ok(())
}

/// A page of the absences in a neighbourhood that are not over, newest first.
pub(super) fn coming_absences(tx: &mut Tx<'_>, at: NeighbourhoodId, cursor: Cursor) -> Result<Vec<Absence>> {
    let mut query = absences::table
        .filter(absences::neighbourhood_id.eq(at))
        .filter(absences::until_day.ge(local_day(tx.now).to_string()))
        .select(AbsenceRow::as_select())
        .order(absences::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(absences::id.lt(AbsenceId::from(after)));
    }
    let rows: Vec<AbsenceRow> = query.load(tx.conn)?;
    rows.into_iter().map(AbsenceRow::read).collect()
}

/// Who of these people is away today, whichever team was told.
pub(super) fn absences_of(tx: &mut Tx<'_>, staff: &Staff) -> Result<Vec<Absence>> {
    let today = local_day(tx.now).to_string();
    let of_staff = [&staff.buurtwerkers, &staff.coordinators, &staff.administrators].into_iter().flatten().copied();
    let rows: Vec<AbsenceRow> = absences::table
        .filter(absences::person_id.eq_any(of_staff.collect::<Vec<_>>()))
        .filter(absences::from_day.le(&today).and(absences::until_day.ge(&today)))
        .select(AbsenceRow::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(AbsenceRow::read).collect()
}

/// Forgets absences whose last day lies before a day.
pub(super) fn forget_absences(tx: &mut Tx<'_>, before: NaiveDate) -> Result<usize> {
    let over = absences::table.filter(absences::until_day.lt(before.to_string()));
    Ok(diesel::delete(over).execute(tx.conn)?)
}

/// Where a role holds.
enum Held {
    /// Buurtwerkers of a neighbourhood.
    In(NeighbourhoodId),
    /// Coordinators of a municipality.
    Coordinating(String),
    /// All coordinators.
    CoordinatingAnywhere,
    /// Administrators.
    Administrating,
}

/// Who works in a neighbourhood and can be told. Outside every one: all coordinators.
pub(super) fn staff(tx: &mut Tx<'_>, neighbourhood: Option<NeighbourhoodId>) -> Result<Staff> {
    let (buurtwerkers, coordinators) = match neighbourhood {
        None => (Vec::new(), holders(tx, Held::CoordinatingAnywhere)?),
        Some(id) => {
            let municipality = neighbourhoods::table.find(id).select(neighbourhoods::municipality_nis);
            let municipality: Option<String> = municipality.first(tx.conn)?;
            let coordinators = municipality.map(|nis| holders(tx, Held::Coordinating(nis))).transpose()?;
            (holders(tx, Held::In(id))?, coordinators.unwrap_or_default())
        }
    };
    Ok(Staff { buurtwerkers, coordinators, administrators: holders(tx, Held::Administrating)? })
}

/// Who holds a role now, takes part, and has an account to be written to.
fn holders(tx: &mut Tx<'_>, held: Held) -> Result<Vec<PersonId>> {
    let all = roles::table
        .inner_join(people::table.on(people::id.eq(roles::person_id)))
        .inner_join(accounts::table.on(accounts::person_id.eq(roles::person_id)))
        .filter(roles::revoked_at.is_null().and(accounts::verified_at.is_not_null()))
        .filter(people::state.eq_any([PersonState::Active, PersonState::Moved]))
        .select(roles::person_id)
        .distinct()
        .order(roles::person_id)
        .into_boxed();
    let found = match held {
        Held::In(id) => all.filter(roles::role.eq(Role::Buurtwerker).and(roles::neighbourhood_id.eq(id))),
        Held::Coordinating(nis) => all.filter(roles::role.eq(Role::Coordinator).and(roles::municipality_nis.eq(nis))),
        Held::CoordinatingAnywhere => all.filter(roles::role.eq(Role::Coordinator)),
        Held::Administrating => all.filter(roles::role.eq(Role::Administrator)),
    };
    Ok(found.load(tx.conn)?)
}
