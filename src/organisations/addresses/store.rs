//! The rows of changes of address: one for each organisation at most.

use chrono::TimeDelta;
use diesel::prelude::*;

use super::token::AddressSide;
use crate::clock::Instant;
use crate::db::MultiBackend;
use crate::db::schema::{address_changes, organisations};
use crate::ids::{AddressChangeId, OrganisationId, PersonId};
use crate::platform::text::EmailAddress;
use crate::platform::{Error, Result, Tx};

/// How long a change waits to be confirmed.
const WAITS: TimeDelta = TimeDelta::days(7);

/// A change that waits.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = address_changes, check_for_backend(MultiBackend))]
pub(super) struct Change {
    pub(super) id: AddressChangeId,
    pub(super) organisation_id: OrganisationId,
    email: String,
    /// Who of the organisation asked for it.
    pub(super) asked_by: Option<PersonId>,
    pub(super) old_confirmed_at: Option<Instant>,
    pub(super) new_confirmed_at: Option<Instant>,
}

impl Change {
    /// The new address.
    pub(super) fn email(&self) -> Result<EmailAddress> {
        self.email.parse().map_err(|_| Error::Inconsistent(format!("the address of {}", self.id)))
    }

    pub(super) fn is_confirmed(&self) -> bool {
        self.old_confirmed_at.is_some() && self.new_confirmed_at.is_some()
    }
}

/// A new change takes the place of one that waits.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    of: OrganisationId,
    email: &EmailAddress,
    asked_by: Option<PersonId>,
) -> Result<AddressChangeId> {
    delete(tx, of)?;
    let id = AddressChangeId::fresh();
    diesel::insert_into(address_changes::table)
        .values((
            address_changes::id.eq(id),
            address_changes::organisation_id.eq(of),
            address_changes::email.eq(email.as_str()),
            address_changes::asked_by.eq(asked_by),
            address_changes::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// A change that waits still.
pub(super) fn get(tx: &mut Tx<'_>, id: AddressChangeId) -> Result<Option<Change>> {
    let waiting = address_changes::table.find(id).filter(address_changes::created_at.gt(tx.now - WAITS));
    Ok(waiting.select(Change::as_select()).first(tx.conn).optional()?)
}

/// The change of an organisation that waits still.
pub(super) fn of_organisation(tx: &mut Tx<'_>, of: OrganisationId) -> Result<Option<Change>> {
    let waiting = address_changes::table
        .filter(address_changes::organisation_id.eq(of).and(address_changes::created_at.gt(tx.now - WAITS)));
    Ok(waiting.select(Change::as_select()).first(tx.conn).optional()?)
}

/// One of the two has confirmed.
pub(super) fn confirmed(tx: &mut Tx<'_>, id: AddressChangeId, side: AddressSide) -> Result<()> {
    let change = address_changes::table.find(id);
    match side {
        AddressSide::Old => {
            diesel::update(change).set(address_changes::old_confirmed_at.eq(Some(tx.now))).execute(tx.conn)?
        }
        AddressSide::New => {
            diesel::update(change).set(address_changes::new_confirmed_at.eq(Some(tx.now))).execute(tx.conn)?
        }
    };
    Ok(())
}

/// The change of an organisation is over.
pub(super) fn delete(tx: &mut Tx<'_>, of: OrganisationId) -> Result<()> {
    diesel::delete(address_changes::table.filter(address_changes::organisation_id.eq(of))).execute(tx.conn)?;
    Ok(())
}

/// Another address counts, so that links to the one before work no more.
pub(super) fn next_generation(tx: &mut Tx<'_>, of: OrganisationId) -> Result<()> {
    diesel::update(organisations::table.find(of))
        .set(organisations::link_generation.eq(organisations::link_generation + 1))
        .execute(tx.conn)?;
    Ok(())
}

/// Forgets changes that were asked for before `before`.
pub(super) fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    Ok(diesel::delete(address_changes::table.filter(address_changes::created_at.lt(before))).execute(tx.conn)?)
}
