//! The rows of the directory: organisations here, their services and places below.

pub(super) mod locations;
pub(super) mod services;

use std::collections::BTreeSet;

use diesel::dsl::{IntoBoxed, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::model::{Organisation, Sector};
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::organisations;
use crate::db::sql::Locked;
use crate::ids::OrganisationId;
use crate::platform::http::Cursor;
use crate::platform::text::{Title, folded};
use crate::platform::{Error, Result, Tx};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = organisations, check_for_backend(MultiBackend), treat_none_as_null = true)]
struct OrganisationRow {
    id: OrganisationId,
    name: String,
    folded_name: String,
    description: String,
    email: String,
    phone: Option<String>,
    website: Option<String>,
    sector: Sector,
    enterprise_number: Option<String>,
    version: i32,
    created_at: Instant,
    updated_at: Instant,
}

fn parsed<T: std::str::FromStr>(what: impl std::fmt::Display, text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::Inconsistent(format!("a stored text of {what}")))
}

fn organisation(row: OrganisationRow) -> Result<Organisation> {
    let id = row.id;
    Ok(Organisation {
        id,
        name: parsed(id, &row.name)?,
        description: parsed(id, &row.description)?,
        email: parsed(id, &row.email)?,
        phone: row.phone.map(|it| parsed(id, &it)).transpose()?,
        website: row.website.map(|it| parsed(id, &it)).transpose()?,
        sector: row.sector,
        enterprise_number: row.enterprise_number.map(|it| parsed(id, &it)).transpose()?,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

fn organisation_row(it: &Organisation) -> OrganisationRow {
    OrganisationRow {
        id: it.id,
        name: it.name.as_str().to_owned(),
        folded_name: folded(it.name.as_str()),
        description: it.description.as_str().to_owned(),
        email: it.email.as_str().to_owned(),
        phone: it.phone.as_ref().map(|it| it.as_str().to_owned()),
        website: it.website.as_ref().map(|it| it.as_str().to_owned()),
        sector: it.sector,
        enterprise_number: it.enterprise_number.as_ref().map(|it| it.as_str().to_owned()),
        version: it.version,
        created_at: it.created_at,
        updated_at: it.updated_at,
    }
}

/// A new organisation.
pub(super) fn insert(tx: &mut Tx<'_>, new: &Organisation) -> Result<()> {
    diesel::insert_into(organisations::table).values(&organisation_row(new)).execute(tx.conn)?;
    Ok(())
}

/// The names of these organisations.
pub(super) fn names(tx: &mut Tx<'_>, ids: &BTreeSet<OrganisationId>) -> Result<Vec<(OrganisationId, Title)>> {
    let query = organisations::table.filter(organisations::id.eq_any(ids));
    let rows: Vec<(OrganisationId, String)> = query.select((organisations::id, organisations::name)).load(tx.conn)?;
    rows.into_iter().map(|(id, name)| Ok((id, parsed(id, &name)?))).collect()
}

/// An organisation.
pub(super) fn get(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation> {
    organisation(organisations::table.find(id).select(OrganisationRow::as_select()).first(tx.conn)?)
}

/// Those of these ids.
pub(super) fn of_ids(tx: &mut Tx<'_>, ids: &BTreeSet<OrganisationId>) -> Result<Vec<Organisation>> {
    let found = organisations::table.filter(organisations::id.eq_any(ids)).select(OrganisationRow::as_select());
    found.load(tx.conn)?.into_iter().map(organisation).collect()
}

/// An organisation, kept from changing until the end of the transaction.
pub(super) fn lock(tx: &mut Tx<'_>, id: OrganisationId) -> Result<Organisation> {
    organisation(Locked(organisations::table.find(id).select(OrganisationRow::as_select())).get_result(tx.conn)?)
}

/// Saves a changed organisation. Counts the version.
pub(super) fn save(tx: &mut Tx<'_>, changed: &Organisation) -> Result<()> {
    let row = OrganisationRow { version: changed.version + 1, updated_at: tx.now, ..organisation_row(changed) };
    diesel::update(organisations::table.find(changed.id)).set(&row).execute(tx.conn)?;
    Ok(())
}

/// How often the address of an organisation has changed.
pub(super) fn link_generation(tx: &mut Tx<'_>, id: OrganisationId) -> Result<i32> {
    Ok(organisations::table.find(id).select(organisations::link_generation).first(tx.conn)?)
}

/// A page of organisations, newest first.
pub(super) fn list(tx: &mut Tx<'_>, cursor: Cursor) -> Result<Vec<Organisation>> {
    let mut query = organisations::table
        .select(OrganisationRow::as_select())
        .order(organisations::id.desc())
        .limit(cursor.limit())
        .into_boxed();
    if let Some(after) = cursor.after {
        query = query.filter(organisations::id.lt(OrganisationId::from(after)));
    }
    query.load(tx.conn)?.into_iter().map(organisation).collect()
}

/// A part of a list whose pages have numbers.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// How many come before it.
    pub after: i64,
    /// How many are in it at most.
    pub most: i64,
}

/// Which organisations are looked for; `None`: any.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// With one of these enterprise numbers.
    pub enterprise_numbers: Option<Vec<String>>,
    /// With a name that begins so, whatever its capitals and accents.
    pub name: Option<String>,
}

/// Organisations in the order of their ids, after so many, and how many there are.
pub(super) fn numbered(tx: &mut Tx<'_>, wanted: &Named, part: Part) -> Result<(Vec<Organisation>, i64)> {
    let count = named(wanted).count().get_result(tx.conn)?;
    let query = named(wanted).order(organisations::id).offset(part.after).limit(part.most);
    let rows = query.select(OrganisationRow::as_select()).load(tx.conn)?;
    Ok((rows.into_iter().map(organisation).collect::<Result<_>>()?, count))
}

fn named(wanted: &Named) -> IntoBoxed<'static, organisations::table, MultiBackend> {
    let mut query = organisations::table.into_boxed();
    if let Some(numbers) = &wanted.enterprise_numbers {
        query = query.filter(organisations::enterprise_number.eq_any(numbers.clone()));
    }
    if let Some(name) = &wanted.name {
        let begins = sql::<Bool>("substr(organisations.folded_name, 1, length(").bind::<Text, _>(folded(name));
        query = query.filter(begins.sql(")) = ").bind::<Text, _>(folded(name)));
    }
    query
}

/// Organisations with the same enterprise number, the same address or the same name as this one, and another id.
pub(super) fn alike(tx: &mut Tx<'_>, of: &Organisation) -> Result<Vec<Organisation>> {
    let mut alike = organisations::table
        .select(OrganisationRow::as_select())
        .filter(organisations::email.eq(of.email.as_str()))
        .or_filter(organisations::folded_name.eq(folded(of.name.as_str())))
        .into_boxed();
    if let Some(number) = &of.enterprise_number {
        alike = alike.or_filter(organisations::enterprise_number.eq(number.as_str()));
    }
    let rows = alike.order(organisations::id).load(tx.conn)?;
    rows.into_iter().filter(|it| it.id != of.id).map(organisation).collect()
}
