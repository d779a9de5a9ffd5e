//! The rows of people.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use serde::de::DeserializeOwned;

use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{blocks, matches, people};
use crate::db::sql::Locked;
use crate::db::types::Json;
use crate::ids::{NeighbourhoodId, PersonId};
use crate::people::model::{BirthYear, Contact, Gender, Language, Name, Person, PersonState};
use crate::places::{Cell, Position, Spot, StaffCell};
use crate::platform::language::Locale;
use crate::platform::seal::Field;
use crate::platform::{Error, Result, Tx};
use crate::policy::Subject;

/// A row of `people`, sealed.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = people, check_for_backend(MultiBackend), treat_none_as_null = true)]
struct Row {
    id: PersonId,
    state: PersonState,
    name: Vec<u8>,
    contact: Option<Vec<u8>>,
    home: Option<Vec<u8>>,
    birth_year: i32,
    locale: Locale,
    languages: Json<Vec<Language>>,
    neighbourhood_id: Option<NeighbourhoodId>,
    cell: Option<i64>,
    near_cell: Option<i64>,
    home_moves: Json<Vec<Instant>>,
    vetted_until: Option<Instant>,
    consent_version: i32,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

fn open(tx: &mut Tx<'_>, row: Row) -> Result<Person> {
    let name = tx.open::<Name>(row.id.uuid(), Field::PersonName, row.id.uuid(), &row.name)?;
    let birth_year = born_in(row.id, row.birth_year)?;
    let home = match (row.cell, row.near_cell) {
        (Some(cell), Some(near_cell)) => {
            let broken = |_| Error::Inconsistent(format!("the cells of the home of {}", row.id));
            Some(Spot {
                neighbourhood: row.neighbourhood_id,
                cell: Cell::from_i64(cell).map_err(broken)?,
                near_cell: StaffCell::from_i64(near_cell).map_err(broken)?,
            })
        }
        _ => None,
    };
    Ok(Person {
        id: row.id,
        state: row.state,
        name,
        birth_year,
        locale: row.locale,
        languages: row.languages.0,
        home,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// A new person.
pub(in crate::people) fn insert(tx: &mut Tx<'_>, person: &Person) -> Result<()> {
    let name = tx.seal(person.id.uuid(), Field::PersonName, person.id.uuid(), &person.name)?;
    let row = Row {
        id: person.id,
        state: person.state,
        name,
        contact: None,
        home: None,
        birth_year: person.birth_year.year(),
        locale: person.locale,
        languages: Json(person.languages.clone()),
        neighbourhood_id: None,
        cell: None,
        near_cell: None,
        home_moves: Json(Vec::new()),
        vetted_until: None,
        consent_version: 0,
        version: person.version,
        created_at: person.created_at,
        updated_at: person.updated_at,
    };
    diesel::insert_into(people::table).values((&row, people::state_since.eq(row.created_at))).execute(tx.conn)?;
    Ok(())
}

/// A person.
pub(in crate::people) fn get(tx: &mut Tx<'_>, id: PersonId) -> Result<Person> {
    let row = people::table.find(id).select(Row::as_select()).first(tx.conn)?;
    open(tx, row)
}

/// A person, kept from changing until the end of the transaction.
pub(in crate::people) fn lock(tx: &mut Tx<'_>, id: PersonId) -> Result<Person> {
    let row = Locked(people::table.find(id).select(Row::as_select())).get_result(tx.conn)?;
    open(tx, row)
}

/// Two people, kept from changing until the end of the transaction, in the order of their ids.
pub(in crate::people) fn lock_all(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<()> {
    let all = people::table.filter(people::id.eq_any(ids)).order(people::id).select(people::id);
    Locked(all).load::<PersonId>(tx.conn)?;
    Ok(())
}

/// From whom a person is kept apart. A read model over `blocks`.
pub(in crate::people) fn apart_from(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>> {
    let theirs = blocks::table.filter(blocks::one_id.eq(person).or(blocks::other_id.eq(person)));
    let pairs: Vec<(PersonId, PersonId)> = theirs.select((blocks::one_id, blocks::other_id)).load(tx.conn)?;
    Ok(pairs.into_iter().map(|(one, other)| if one == person { other } else { one }).collect())
}

/// With whom a person has a match that lives. A read model over `matches`.
pub(in crate::people) fn brought_together_with(tx: &mut Tx<'_>, person: PersonId) -> Result<BTreeSet<PersonId>> {
    let living = ["proposed", "acceptedByHelper", "acceptedByRequester", "agreed", "held"];
    let theirs = matches::requester_id.eq(person).or(matches::helper_id.eq(person));
    let pairs = matches::table.filter(theirs.and(matches::state.eq_any(living)));
    let pairs: Vec<(PersonId, PersonId)> = pairs.select((matches::requester_id, matches::helper_id)).load(tx.conn)?;
    Ok(pairs.into_iter().flat_map(|(one, other)| [one, other]).filter(|it| *it != person).collect())
}

/// Until when a person is vetted.
pub(in crate::people) fn vetted_until(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Instant>> {
    Ok(people::table.find(id).select(people::vetted_until).first(tx.conn)?)
}

/// What the policy needs to know of a person.
pub(in crate::people) fn subject(person: &Person) -> Subject {
    let subject = Subject::of(person.id);
    // Who has said no home yet is nowhere, not outside.
    person.home.map_or(subject.clone(), |home| subject.at(home.neighbourhood))
}

/// Saves what a person can change of themselves. Counts the version.
pub(in crate::people) fn save(tx: &mut Tx<'_>, person: &Person) -> Result<()> {
    let name = tx.seal(person.id.uuid(), Field::PersonName, person.id.uuid(), &person.name)?;
    diesel::update(people::table.find(person.id))
        .set((
            people::name.eq(name),
            people::locale.eq(person.locale),
            people::languages.eq(Json(person.languages.clone())),
            people::version.eq(people::version + 1),
            people::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// When the home of a person moved.
pub(in crate::people) fn home_moves(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<Instant>> {
    Ok(people::table.find(id).select(people::home_moves).first::<Json<Vec<Instant>>>(tx.conn)?.0)
}

/// The exact position of the home. For the moment of an agreed match, and for locating anew; never for a list.
pub(in crate::people) fn position(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Position>> {
    let sealed: Option<Vec<u8>> = people::table.find(id).select(people::home).first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(None) };
    let text = tx.open::<String>(id.uuid(), Field::PersonHome, id.uuid(), &sealed)?;
    let broken = |error| Error::Inconsistent(format!("the home of {id}: {error}"));
    text.map(|it| Position::from_sealed(&it).map_err(broken)).transpose()
}

/// The address and other contacts.
pub(in crate::people) fn contact(tx: &mut Tx<'_>, id: PersonId) -> Result<Contact> {
    let sealed: Option<Vec<u8>> = people::table.find(id).select(people::contact).first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(Contact::default()) };
    Ok(tx.open(id.uuid(), Field::PersonContact, id.uuid(), &sealed)?.unwrap_or_default())
}

/// The names of these people; none of who was erased.
pub(in crate::people) fn names(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, Name>> {
    let rows = people::table.filter(people::id.eq_any(ids)).select((people::id, people::name)).load(tx.conn)?;
    open_all(tx, Field::PersonName, rows)
}

/// The gender that a person says to have.
pub(in crate::people) fn gender(tx: &mut Tx<'_>, id: PersonId) -> Result<Option<Gender>> {
    let sealed: Option<Vec<u8>> = people::table.find(id).select(people::gender).first(tx.conn)?;
    let Some(sealed) = sealed else { return Ok(None) };
    tx.open(id.uuid(), Field::PersonGender, id.uuid(), &sealed)
}

/// The gender of each of these people who says to have one.
pub(in crate::people) fn genders(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<HashMap<PersonId, Gender>> {
    let saying = people::table.filter(people::id.eq_any(ids).and(people::gender.is_not_null()));
    let rows = saying.select((people::id, people::gender.assume_not_null())).load(tx.conn)?;
    open_all(tx, Field::PersonGender, rows)
}

/// Opens a field of several people.
fn open_all<T: DeserializeOwned>(
    tx: &mut Tx<'_>,
    field: Field,
    sealed: Vec<(PersonId, Vec<u8>)>,
) -> Result<HashMap<PersonId, T>> {
    tx.fetch_keys(sealed.iter().map(|it| it.0.uuid()))?;
    let mut opened = HashMap::new();
    for (id, sealed) in sealed {
        if let Some(value) = tx.open(id.uuid(), field, id.uuid(), &sealed)? {
            opened.insert(id, value);
        }
    }
    Ok(opened)
}

/// The year a person was born in.
pub(in crate::people) fn birth_year(tx: &mut Tx<'_>, id: PersonId) -> Result<BirthYear> {
    let year = people::table.find(id).select(people::birth_year).first(tx.conn)?;
    born_in(id, year)
}

/// The languages a person speaks.
pub(in crate::people) fn languages(tx: &mut Tx<'_>, id: PersonId) -> Result<Vec<Language>> {
    let languages: Json<Vec<Language>> = people::table.find(id).select(people::languages).first(tx.conn)?;
    Ok(languages.0)
}

fn born_in(id: PersonId, year: i32) -> Result<BirthYear> {
    BirthYear::new(year).ok_or_else(|| Error::Inconsistent(format!("the year of birth of {id}")))
}

/// Saves the gender that a person says to have.
pub(in crate::people) fn save_gender(tx: &mut Tx<'_>, id: PersonId, gender: Option<Gender>) -> Result<()> {
    let seal = |it: Gender| tx.seal(id.uuid(), Field::PersonGender, id.uuid(), &it);
    let sealed = gender.map(seal).transpose()?;
    diesel::update(people::table.find(id)).set(people::gender.eq(sealed)).execute(tx.conn)?;
    Ok(())
}

/// Saves where a person lives.
pub(in crate::people) fn save_home(
    tx: &mut Tx<'_>,
    id: PersonId,
    position: &Position,
    home: Spot,
    contact: &Contact,
    moves: Vec<Instant>,
) -> Result<()> {
    let sealed = tx.seal(id.uuid(), Field::PersonHome, id.uuid(), &position.to_sealed())?;
    let contact = tx.seal(id.uuid(), Field::PersonContact, id.uuid(), contact)?;
    diesel::update(people::table.find(id))
        .set((
            people::home.eq(Some(sealed)),
            people::contact.eq(Some(contact)),
            people::neighbourhood_id.eq(home.neighbourhood),
            people::cell.eq(Some(home.cell.as_i64())),
            people::near_cell.eq(Some(home.near_cell.as_i64())),
            people::home_moves.eq(Json(moves)),
            people::version.eq(people::version + 1),
            people::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Saves how a person is reached.
pub(in crate::people) fn save_contact(tx: &mut Tx<'_>, id: PersonId, contact: &Contact) -> Result<()> {
    let sealed = tx.seal(id.uuid(), Field::PersonContact, id.uuid(), contact)?;
    diesel::update(people::table.find(id)).set(people::contact.eq(Some(sealed))).execute(tx.conn)?;
    Ok(())
}

/// Counts the consents of a person: a sending and a withdrawal both do this first, so one waits for the other.
pub(in crate::people) fn count_consent(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    let rows = diesel::update(people::table.find(id))
        .set(people::consent_version.eq(people::consent_version + 1))
        .execute(tx.conn)?;
    if rows == 1 { Ok(()) } else { Err(crate::codes::Code::NotFound.into()) }
}

/// Takes an account away that was never verified, and the person who came with it: nothing refers to them yet. Whom the
/// team registered stays, and can have another card.
pub(in crate::people) fn remove_unverified(tx: &mut Tx<'_>, id: PersonId) -> Result<()> {
    use crate::db::schema::{activation_cards, data_keys, registrations};
    super::account::remove_unverified(tx, id)?;
    let cards = activation_cards::table.filter(activation_cards::person_id.eq(id));
    if cards.select(activation_cards::person_id).first::<PersonId>(tx.conn).optional()?.is_some() {
        return Ok(());
    }
    if registrations::table.find(id).count().get_result::<i64>(tx.conn)? > 0 {
        return Ok(());
    }
    diesel::delete(people::table.find(id)).execute(tx.conn)?;
    diesel::delete(data_keys::table.find(id)).execute(tx.conn)?;
    Ok(())
}
