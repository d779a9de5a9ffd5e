//! The rows of devices that people signed in with.

use diesel::prelude::*;

use crate::clock::Instant;
use crate::db::schema::known_devices;
use crate::ids::{DeviceId, PersonId};
use crate::platform::{Result, Tx};

/// Whose a device is, if it is known.
pub(in crate::people) fn owner(tx: &mut Tx<'_>, id: DeviceId) -> Result<Option<PersonId>> {
    Ok(known_devices::table.find(id).select(known_devices::person_id).first(tx.conn).optional()?)
}

/// Whether a person ever signed in with a device that is known.
pub(in crate::people) fn knows_any(tx: &mut Tx<'_>, person: PersonId) -> Result<bool> {
    let theirs = known_devices::table.filter(known_devices::person_id.eq(person)).select(known_devices::id);
    Ok(theirs.first::<DeviceId>(tx.conn).optional()?.is_some())
}

/// A new device.
pub(in crate::people) fn insert(tx: &mut Tx<'_>, person: PersonId) -> Result<DeviceId> {
    let id = DeviceId::fresh();
    diesel::insert_into(known_devices::table)
        .values((
            known_devices::id.eq(id),
            known_devices::person_id.eq(person),
            known_devices::last_used_at.eq(tx.now),
            known_devices::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// A device was used.
pub(in crate::people) fn used(tx: &mut Tx<'_>, id: DeviceId) -> Result<()> {
    diesel::update(known_devices::table.find(id)).set(known_devices::last_used_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}

/// Forgets the devices of a person.
pub(in crate::people) fn forget_all(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    diesel::delete(known_devices::table.filter(known_devices::person_id.eq(person))).execute(tx.conn)?;
    Ok(())
}

/// Forgets devices that were not used since `before`.
pub(in crate::people) fn forget_unused(tx: &mut Tx<'_>, before: Instant) -> Result<usize> {
    Ok(diesel::delete(known_devices::table.filter(known_devices::last_used_at.lt(before))).execute(tx.conn)?)
}
